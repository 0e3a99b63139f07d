//! All of a run, for other programs: what EXPORT.md describes.

use crate::{
    failure::Failure,
    findings::{self, Line},
    output::{Book, Format, Json, Output, SANDBOX_DATA, facts, yes_no},
    report,
    store::{AccountRow, DeletedPermission, GrantRow, ResourceRow, RunDescription, Store},
};

/// The form of the JSON document. It grows without another number; a member never goes or changes its meaning.
const SCHEMA: &str = "acesso/export/1";

/// The columns of a table of accesses: where they come from, then the stable key, then what else is known.
pub(crate) const ACCESS_COLUMNS: [&str; 17] = [
    "data",
    "run",
    "read at",
    "service",
    "complete",
    "account",
    "kind",
    "name",
    "e-mail",
    "resource",
    "resource kind",
    "resource name",
    "access",
    "since",
    "granted by",
    "grant ids",
    "more",
];

/// One access. What is unknown is an empty cell, which no spreadsheet program takes for an answer.
pub(crate) fn access_row(run: &RunDescription, grant: &GrantRow) -> Vec<String> {
    vec![
        whose_data(run),
        run.id.to_string(),
        run.started_at.to_string(),
        grant.vendor.as_str().to_owned(),
        yes_no(run.is_complete(grant.vendor)),
        grant.principal.clone(),
        grant.principal_kind.clone(),
        or_empty(&grant.name),
        or_empty(&grant.email),
        grant.resource.clone(),
        or_empty(&grant.resource_kind),
        or_empty(&grant.resource_name),
        grant.permission.clone(),
        or_empty(&grant.since),
        or_empty(&grant.granted_by),
        grant.ids.join(" "),
        facts(&grant.attributes),
    ]
}

pub(crate) fn whose_data(run: &RunDescription) -> String {
    if run.sandbox { SANDBOX_DATA } else { "real accounts" }.to_owned()
}

pub(crate) fn or_empty(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

/// Writes the run in the form that was asked for.
pub(crate) fn export(store: &Store, run: &RunDescription, output: &Output) -> Result<(), Failure> {
    let _snapshot = store.snapshot()?;
    match output.format() {
        Format::Json => document(store, run, output.json()?),
        Format::Csv => {
            let mut list = output.list(&ACCESS_COLUMNS)?;
            store.each_grant(run.id, |grant| list.add(&grant, || access_row(run, &grant)))?;
            list.close().map(drop)
        }
        Format::Xlsx => workbook(store, run, output.book()?),
        Format::Html => {
            let mut page = output.page()?;
            report::write(store, run, output.lang(), &mut page)?;
            page.close()
        }
        Format::Table => Err(no_table()),
    }
}

/// That a run is more than a table.
pub(crate) fn no_table() -> Failure {
    Failure::Usage {
        what: "a whole run is more than one table".to_owned(),
        advice: "add --output FILE with a name that ends in .html, .xlsx, .json or .csv; `acesso grants` shows the accesses",
    }
}

fn document(store: &Store, run: &RunDescription, mut json: Json) -> Result<(), Failure> {
    json.begin_object()?;
    json.member("schema", &SCHEMA)?;
    json.member("sandbox", &run.sandbox)?;
    json.member("run", run)?;
    list(&mut json, "principals", |json| store.each_account(run.id, |row| json.item(&row)))?;
    list(&mut json, "resources", |json| store.each_resource(run.id, |row| json.item(&row)))?;
    list(&mut json, "grants", |json| store.each_grant(run.id, |row| json.item(&row)))?;
    json.member("unattributed", &store.count_unattributed(run.id)?)?;
    list(&mut json, "deleted_permissions", |json| store.each_deleted_permission(run.id, |row| json.item(&row)))?;
    list(&mut json, "findings", |json| findings::each(store, run.id, |finding| json.item(finding)))?;
    list(&mut json, "evaluations", |json| json.items(&findings::evaluations(store, run.id)?))?;
    list(&mut json, "expired_suppressions", |json| json.items(&findings::expired(store, run.id)?))?;
    json.end_object()?;
    json.close()
}

fn list(json: &mut Json, name: &str, items: impl FnOnce(&mut Json) -> Result<(), Failure>) -> Result<(), Failure> {
    json.name(name)?;
    json.begin_list()?;
    items(json)?;
    json.end_list()
}

fn workbook(store: &Store, run: &RunDescription, mut book: Book) -> Result<(), Failure> {
    book.begin("Summary", &["about", "what", "holds"])?;
    for row in summary(store, run)? {
        book.add(row.into())?;
    }
    book.begin("Access", &ACCESS_COLUMNS)?;
    store.each_grant(run.id, |grant| book.add(access_row(run, &grant)))?;
    book.begin("People", &["service", "account", "kind", "name", "e-mail", "more"])?;
    store.each_account(run.id, |account| book.add(account_row(&account)))?;
    book.begin("Resources", &["service", "resource", "kind", "name", "more"])?;
    store.each_resource(run.id, |resource| book.add(resource_row(&resource)))?;
    book.begin(
        "Deleted permissions",
        &["service", "permission", "resource", "roles", "since", "granted by", "operator"],
    )?;
    store.each_deleted_permission(run.id, |permission| book.add(deleted_row(&permission)))?;
    book.begin("Findings", &findings::COLUMNS)?;
    add_findings(store, run, &mut book)?;
    book.close()
}

/// What was found, and what keeps us from saying that nothing else is there.
fn add_findings(store: &Store, run: &RunDescription, book: &mut Book) -> Result<(), Failure> {
    findings::each(store, run.id, |finding| book.add(Line::of_finding(finding).columns(run)))?;
    let (evaluations, expired) = (findings::evaluations(store, run.id)?, findings::expired(store, run.id)?);
    let gaps = evaluations.iter().flat_map(Line::of_gaps);
    gaps.chain(expired.iter().map(Line::of_expired)).try_for_each(|line| book.add(line.columns(run)))
}

/// What the run is, how far each service was read and how that is known, and how much there is.
fn summary(store: &Store, run: &RunDescription) -> Result<Vec<[String; 3]>, Failure> {
    let row = |about: &str, what: String| [about.to_owned(), what, String::new()];
    let mut rows = vec![
        row("data", whose_data(run)),
        row("run", run.id.to_string()),
        row("state", run.state.as_str().to_owned()),
        row("acesso", run.tool.clone()),
        row("SHA-256", or_empty(&run.sha256)),
    ];
    for window in &run.windows {
        rows.push(row("read", format!("from {} to {}", window.started_at, window.ended_at)));
    }
    for service in &run.services {
        let name = service.vendor.name();
        rows.push(row(name, service.state.as_str().to_owned()));
        rows.extend(service.problem.clone().map(|problem| [name.to_owned(), problem, yes_no(false)]));
        for proof in &service.proofs {
            rows.push([name.to_owned(), proof.sentence.clone(), yes_no(proof.holds)]);
        }
        let settings = run.scope.get(service.vendor.as_str()).and_then(|settings| settings.as_object());
        rows.extend(settings.map(|settings| row(name, format!("settings: {}", facts(settings)))));
    }
    let counts = store.counts(run.id)?;
    rows.push(row("accounts", counts.accounts.to_string()));
    rows.push(row("accesses", counts.accesses.to_string()));
    rows.push(row("accesses that are nobody's by name", store.count_unattributed(run.id)?.to_string()));
    for (severity, count) in store.count_findings(run.id)? {
        rows.push(row("findings", format!("{count} {severity}")));
    }
    Ok(rows)
}

fn account_row(account: &AccountRow) -> Vec<String> {
    vec![
        account.vendor.as_str().to_owned(),
        account.id.clone(),
        account.kind.clone(),
        or_empty(&account.name),
        or_empty(&account.email),
        facts(&account.attributes),
    ]
}

fn resource_row(resource: &ResourceRow) -> Vec<String> {
    vec![
        resource.vendor.as_str().to_owned(),
        resource.id.clone(),
        resource.kind.clone(),
        or_empty(&resource.name),
        facts(&resource.attributes),
    ]
}

fn deleted_row(permission: &DeletedPermission) -> Vec<String> {
    vec![
        permission.vendor.as_str().to_owned(),
        permission.id.clone(),
        permission.resource.clone(),
        permission.roles.join(" "),
        permission.since.clone(),
        or_empty(&permission.granted_by),
        or_empty(&permission.operator),
    ]
}
