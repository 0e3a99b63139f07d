//! The JSON Schemas of what the commands write: made from the types, each in a file of its own in `schemas/`.
//!
//! `ACESSO_RENEW_SCHEMAS=1 cargo test -p acesso --lib schemas` writes the files anew.
#![expect(dead_code, reason = "what goes out item by item is a document here alone")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
};

use acesso_forms::{export::Signed, pack::evidence_schema};
use acesso_review::{
    judge::{
        diff::{Change, LeftOut},
        findings::{Evaluation, Expired, Finding, FindingChanges},
        orders::Order,
        remediation::Revocation,
    },
    model::{DecisionRecord, People, RunDescription, ServiceId},
    store::{AccountRow, DecisionCounts, DeletedPermission, GrantRow, ResourceRow, RosterFacts, Unsearchable},
};
use schemars::{
    JsonSchema, Schema, SchemaGenerator,
    generate::SchemaSettings,
    transform::{RecursiveTransform, Transform},
};
use serde_json::{Map, Value, json};

use super::{call, campaign, check, decide, login, operations, prune, review::answer, runs, sign, status, verify};
use crate::failure;

// --- documents that go out item by item ---

#[derive(JsonSchema)]
struct Export {
    schema: String,
    sandbox: bool,
    run: RunDescription,
    roster: Option<People>,
    decision_counts: DecisionCounts,
    signature: Option<Signed>,
    principals: Vec<AccountRow>,
    resources: Vec<ResourceRow>,
    grants: Vec<GrantRow>,
    decision_history: Vec<DecisionRecord>,
    unattributed: u64,
    deleted_permissions: Vec<DeletedPermission>,
    finding_changes: Option<FindingChanges>,
    findings: Vec<Finding>,
    evaluations: Vec<Evaluation>,
    expired_suppressions: Vec<Expired>,
}

#[derive(JsonSchema)]
struct Grants {
    schema: String,
    sandbox: bool,
    run: RunDescription,
    grants: Vec<GrantRow>,
}

#[derive(JsonSchema)]
struct Who {
    schema: String,
    sandbox: bool,
    run: RunDescription,
    email: String,
    addresses: Vec<String>,
    roster: Option<RosterFacts>,
    findings: Vec<Finding>,
    principals: Vec<AccountRow>,
    unsearchable: Vec<Unsearchable>,
    grants: Vec<GrantRow>,
}

#[derive(JsonSchema)]
struct Runs {
    schema: String,
    sandbox: bool,
    runs: Vec<runs::KeptRun>,
}

#[derive(JsonSchema)]
struct Findings {
    schema: String,
    sandbox: bool,
    run: RunDescription,
    unanswered: Vec<Evaluation>,
    expired_suppressions: Vec<Expired>,
    finding_changes: Option<FindingChanges>,
    findings: Vec<Finding>,
}

#[derive(JsonSchema)]
struct Operations {
    schema: String,
    service: ServiceId,
    operations: Vec<operations::Documentation>,
}

#[derive(JsonSchema)]
struct Prune {
    schema: String,
    sandbox: bool,
    executed: bool,
    runs: Vec<prune::OldRun>,
}

#[derive(JsonSchema)]
struct Diff {
    schema: String,
    sandbox: bool,
    old: RunDescription,
    new: RunDescription,
    compared: Vec<ServiceId>,
    left_out: Vec<LeftOut>,
    revocations: Vec<Revocation>,
    changes: Vec<Change>,
}

#[derive(JsonSchema)]
struct Revocations {
    schema: String,
    sandbox: bool,
    run: RunDescription,
    is_signed: bool,
    revocations: Vec<Order>,
    changes: Vec<Order>,
}

/// What a service says itself, under its own names.
type Theirs = Map<String, Value>;

// --- the schemas ---

/// All of them, by the names of their files.
fn schemas() -> BTreeMap<&'static str, Schema> {
    BTreeMap::from([
        ("call", of::<call::Plan>(Some("acesso/call/1"))),
        ("campaign-delegate", of::<campaign::Delegated>(Some("acesso/campaign-delegate/1"))),
        ("campaign-remind", of::<campaign::Reminded>(Some("acesso/campaign-remind/1"))),
        ("campaign-start", of::<campaign::Started>(Some("acesso/campaign-start/1"))),
        ("check", of::<check::Answer>(Some("acesso/check/2"))),
        ("decide", of::<decide::Answer>(Some("acesso/decide/3"))),
        ("diff", of::<Diff>(Some("acesso/diff/2"))),
        ("error", of::<failure::Told<'_>>(Some("acesso/error/1"))),
        ("evidence", named(evidence_schema(generator()), Some("acesso/evidence/2"))),
        ("export", of::<Export>(Some("acesso/export/2"))),
        ("findings", of::<Findings>(Some("acesso/findings/2"))),
        ("grants", of::<Grants>(Some("acesso/grants/2"))),
        ("login", of::<login::Kept>(Some("acesso/login/2"))),
        ("logout", of::<login::Forgotten>(Some("acesso/logout/2"))),
        ("operations", of::<Operations>(Some("acesso/operations/1"))),
        ("prune", of::<Prune>(Some("acesso/prune/2"))),
        ("review", of::<answer::Answer>(Some("acesso/review/2"))),
        ("revocations", of::<Revocations>(Some("acesso/revocations/1"))),
        ("runs", of::<Runs>(Some("acesso/runs/2"))),
        ("sign", of::<sign::Answer>(Some("acesso/sign/2"))),
        ("status", of::<status::Answer>(Some("acesso/status/1"))),
        ("verify", of::<verify::Document<'_>>(Some("acesso/verify/2"))),
        ("who", of::<Who>(Some("acesso/who/2"))),
        ("base39-permissions", of::<Vec<Theirs>>(None)),
        ("myreports-users", of::<Vec<Theirs>>(None)),
        ("sandbox", of::<BTreeMap<String, String>>(None)),
        ("tomticket-permissions", of::<Theirs>(None)),
    ])
}

/// The schema of a document as it is written; it says by its name and number which one it is.
fn of<T: JsonSchema>(name: Option<&str>) -> Schema {
    named(generator().into_root_schema_for::<T>(), name)
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

fn named(mut schema: Schema, name: Option<&str>) -> Schema {
    RecursiveTransform(leave_the_shape).transform(&mut schema);
    if let Some(name) = name {
        schema.insert("title".to_owned(), name.into());
        schema.pointer_mut("/properties/schema").into_iter().for_each(|it| *it = json!({ "const": name }));
    }
    schema
}

/// Only the shape: what the members mean stands in EXPORT.md, and the formats of numbers are Rust's.
fn leave_the_shape(schema: &mut Schema) {
    for name in ["title", "description"] {
        schema.remove(name);
    }
    let is_number = schema.get("type").is_some_and(|kind| kind.to_string().contains("integer"));
    if is_number {
        schema.remove("format");
    }
}

fn text(schema: &Schema) -> String {
    serde_json::to_string_pretty(schema).unwrap() + "\n"
}

#[test]
fn each_schema_is_what_the_types_give() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let path = |name: &str| folder.join(format!("{name}.schema.json"));
    let schemas = schemas();
    if env::var_os("ACESSO_RENEW_SCHEMAS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        schemas.iter().for_each(|(name, schema)| fs::write(path(name), text(schema)).unwrap());
    }
    for (name, schema) in &schemas {
        let there = fs::read_to_string(path(name)).unwrap_or_default();
        assert!(there == text(schema), "schemas/{name}.schema.json is another: renew it with ACESSO_RENEW_SCHEMAS=1");
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), schemas.len(), "a file of no document");
}

/// Names that have two: `id` is a run's number and the services' own text; the others are a number in the facts of a finding
/// or in a statement, which are hashed and signed as they are.
const TWO_SHAPES: [&str; 4] = ["id", "own", "resources", "run"];

#[test]
fn a_name_has_one_shape_wherever_it_stands() {
    let mut shapes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for schema in schemas().values() {
        let root = schema.as_value();
        gather(root, root, &mut shapes);
    }
    shapes.retain(|name, shapes| shapes.len() > 1 && !TWO_SHAPES.contains(&name.as_str()));
    assert!(shapes.is_empty(), "{shapes:#?}");
}

/// The shapes of all members, by name.
fn gather(schema: &Value, root: &Value, shapes: &mut BTreeMap<String, BTreeSet<String>>) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
                shapes.entry(name.clone()).or_default().extend(shape(member, root));
            }
            members.values().for_each(|value| gather(value, root, shapes));
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, root, shapes)),
        _ => {}
    }
}

/// What a value can be, where it is known; of a list, what its items can be.
fn shape(schema: &Value, root: &Value) -> BTreeSet<String> {
    if let Some(place) = schema.get("$ref").and_then(Value::as_str) {
        return shape(root.pointer(place.trim_start_matches('#')).unwrap(), root);
    }
    if let Some(all) = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array) {
        return all.iter().flat_map(|one| shape(one, root)).collect();
    }
    let one = |kind: &str| match kind {
        "array" => format!("list of {:?}", shape(&schema["items"], root)),
        kind => kind.to_owned(),
    };
    let kinds: Vec<_> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).map(one).collect(),
        Value::String(kind) => vec![one(kind)],
        _ if schema.get("const").is_some() => vec!["string".to_owned()],
        _ => vec!["anything".to_owned()],
    };
    kinds.into_iter().filter(|kind| kind != "null").collect()
}
