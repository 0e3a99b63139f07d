//! All of a run, for other programs: what EXPORT.md describes.

use crate::{
    decisions::{Decided, Decision},
    evidence::Evidence,
    failure::Failure,
    findings::{self, Line},
    language::Lang,
    model::Vendor,
    output::{Book, Format, Json, Output, facts, name_of_resource},
    pack, report,
    store::{AccountRow, DeletedPermission, GrantRow, ResourceRow, RunDescription, Store, Window},
};

/// The form of the JSON document. It grows without another number; a member never goes or changes its meaning.
const SCHEMA: &str = "acesso/export/1";

/// The columns of a table of accesses, by the ids of their headings: where they come from, then the stable key, then what
/// else is known, and what was decided.
pub(crate) const ACCESS_COLUMNS: [&str; 22] = [
    "column-data",
    "column-run",
    "column-read-at",
    "column-service",
    "column-complete",
    "column-account",
    "column-kind",
    "column-name",
    "column-email",
    "column-resource",
    "column-resource-kind",
    "column-resource-name",
    "column-access",
    "column-since",
    "column-granted-by",
    "column-grant-ids",
    "column-more",
    "column-run-sha256",
    "column-decision",
    "column-reason",
    "column-reviewer",
    "column-decided-on",
];

/// The last columns, in which people write.
pub(crate) const DECISION_COLUMNS: usize = 4;

/// One access. What is unknown is an empty cell, which no spreadsheet program takes for an answer.
pub(crate) fn access_row(run: &RunDescription, grant: &GrantRow, lang: Lang) -> Vec<String> {
    let decided =
        |tell: fn(&Decided, Lang) -> String| grant.decision.as_ref().map(|it| tell(it, lang)).unwrap_or_default();
    vec![
        whose_data(run, lang),
        run.id.to_string(),
        run.started_at.to_string(),
        grant.vendor.as_str().to_owned(),
        lang.yes_no(run.is_complete(grant.vendor)),
        grant.principal.clone(),
        kind(&grant.principal_kind, lang),
        or_empty(&grant.name),
        or_empty(&grant.email),
        grant.resource.clone(),
        grant.resource_kind.as_ref().map(|kind| resource_kind(kind, lang)).unwrap_or_default(),
        called(grant.vendor, &grant.resource, &grant.resource_name, lang),
        grant.permission.clone(),
        or_empty(&grant.since),
        or_empty(&grant.granted_by),
        grant.ids.join(" "),
        facts(&grant.attributes, lang),
        or_empty(&run.sha256),
        decided(|it, lang| it.decision.word(lang)),
        decided(|it, _| or_empty(&it.reason)),
        decided(|it, _| it.reviewer.clone()),
        decided(|it, _| it.decided_on.clone()),
    ]
}

pub(crate) fn whose_data(run: &RunDescription, lang: Lang) -> String {
    let whose = lang.say(if run.sandbox { "sandbox-data" } else { "real-accounts" });
    if run.pseudonymised { lang.say_with("pseudonymised", [("whose", whose.into())]) } else { whose }
}

/// What a resource is called; nothing where that is not known.
pub(crate) fn called(vendor: Vendor, id: &str, name: &Option<String>, lang: Lang) -> String {
    name.as_ref().map(|name| name_of_resource(vendor, id, name, lang)).unwrap_or_default()
}

/// What kind of account it is, for people.
pub(crate) fn kind(kind: &str, lang: Lang) -> String {
    lang.say_with("kind", [("kind", kind.into())])
}

fn resource_kind(kind: &str, lang: Lang) -> String {
    lang.say_with("resource-kind", [("kind", kind.into())])
}

pub(crate) fn or_empty(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

/// Writes the run in the form that was asked for.
pub(crate) fn export(store: &Store, run: &RunDescription, output: &Output) -> Result<(), Failure> {
    if let Some(folder) = output.folder() {
        return pack::write(store, run, output.lang(), folder);
    }
    let _snapshot = store.snapshot()?;
    match output.format() {
        Format::Json => document(store, run, output.json()?),
        Format::Csv => {
            let mut list = output.list(&run.lang.headings(&ACCESS_COLUMNS))?;
            store.each_grant(run.id, |grant| list.add(&grant, || access_row(run, &grant, run.lang)))?;
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
        advice: "add --output FILE with a name that ends in .html, .xlsx, .json or .csv, or --output DIR/; `acesso grants` shows the \
                 accesses",
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
    list(&mut json, "findings", |json| findings::each(store, run.id, run.lang, |finding| json.item(finding)))?;
    list(&mut json, "evaluations", |json| json.items(&findings::evaluations(store, run.id, run.lang)?))?;
    list(&mut json, "expired_suppressions", |json| json.items(&findings::expired(store, run.id, run.lang)?))?;
    json.end_object()?;
    json.close()
}

fn list(json: &mut Json, name: &str, items: impl FnOnce(&mut Json) -> Result<(), Failure>) -> Result<(), Failure> {
    json.name(name)?;
    json.begin_list()?;
    items(json)?;
    json.end_list()
}

pub(crate) fn workbook(store: &Store, run: &RunDescription, mut book: Book) -> Result<(), Failure> {
    let lang = run.lang;
    let begin = |book: &mut Book, sheet: &str, columns: &[&str]| book.begin(&lang.say(sheet), &lang.headings(columns));
    book.set_time(run.ended_at.unwrap_or(run.started_at))?;
    begin(&mut book, "sheet-summary", &["column-about", "column-what", "column-holds"])?;
    for row in summary(store, run)? {
        book.add(row.into())?;
    }
    begin(&mut book, "sheet-access", &ACCESS_COLUMNS)?;
    book.offer(&lang.say("column-decision"), Decision::words(lang))?;
    store.each_grant(run.id, |grant| book.add(access_row(run, &grant, lang)))?;
    begin(&mut book, "sheet-people", &PEOPLE_COLUMNS)?;
    store.each_account(run.id, |account| book.add(account_row(&account, lang)))?;
    begin(&mut book, "sheet-resources", &RESOURCE_COLUMNS)?;
    store.each_resource(run.id, |resource| book.add(resource_row(&resource, lang)))?;
    begin(&mut book, "sheet-deleted-permissions", &DELETED_COLUMNS)?;
    store.each_deleted_permission(run.id, |permission| book.add(deleted_row(&permission)))?;
    begin(&mut book, "sheet-findings", &findings::COLUMNS)?;
    add_findings(store, run, &mut book)?;
    Evidence::of(store, run, lang)?.add_to(&mut book)?;
    book.close()
}

const PEOPLE_COLUMNS: [&str; 6] =
    ["column-service", "column-account", "column-kind", "column-name", "column-email", "column-more"];
const RESOURCE_COLUMNS: [&str; 5] = ["column-service", "column-resource", "column-kind", "column-name", "column-more"];
const DELETED_COLUMNS: [&str; 7] = [
    "column-service",
    "column-permission",
    "column-resource",
    "column-roles",
    "column-since",
    "column-granted-by",
    "column-operator",
];

/// What was found, and what keeps us from saying that nothing else is there.
fn add_findings(store: &Store, run: &RunDescription, book: &mut Book) -> Result<(), Failure> {
    findings::each(store, run.id, run.lang, |finding| book.add(Line::of_finding(finding).columns(run)))?;
    let (evaluations, expired) =
        (findings::evaluations(store, run.id, run.lang)?, findings::expired(store, run.id, run.lang)?);
    let gaps = evaluations.iter().flat_map(Line::of_gaps);
    gaps.chain(expired.iter().map(Line::of_expired)).try_for_each(|line| book.add(line.columns(run)))
}

/// What the run is, how far each service was read and how that is known, and how much there is.
fn summary(store: &Store, run: &RunDescription) -> Result<Vec<[String; 3]>, Failure> {
    let lang = run.lang;
    let row = |about: String, what: String| [about, what, String::new()];
    let mut rows = vec![
        row(lang.say("column-data"), whose_data(run, lang)),
        row(lang.say("column-run"), run.id.to_string()),
        row(lang.say("column-state"), run.state.name(lang)),
        row("acesso".to_owned(), run.tool.clone()),
        row("SHA-256".to_owned(), or_empty(&run.sha256)),
    ];
    for Window { started_at, ended_at, .. } in &run.windows {
        let from_to = [("from", started_at.to_string().into()), ("to", ended_at.to_string().into())];
        rows.push(row(lang.say("summary-read"), lang.say_with("summary-from-to", from_to)));
    }
    for service in &run.services {
        let name = || service.vendor.name().to_owned();
        rows.push(row(name(), lang.say_with("service-state", [("state", service.state.as_str().into())])));
        rows.extend(service.problem.clone().map(|problem| [name(), problem, lang.yes_no(false)]));
        for proof in &service.proofs {
            rows.push([name(), proof.sentence.clone(), lang.yes_no(proof.holds)]);
        }
        let settings = run.scope.get(service.vendor.as_str()).and_then(|settings| settings.as_object());
        rows.extend(settings.map(|settings| {
            row(name(), lang.say_with("summary-settings", [("settings", facts(settings, lang).into())]))
        }));
    }
    let counts = store.counts(run.id)?;
    rows.push(row(lang.say("column-accounts"), counts.accounts.to_string()));
    rows.push(row(lang.say("column-accesses"), counts.accesses.to_string()));
    rows.push(row(lang.say("summary-unattributed"), store.count_unattributed(run.id)?.to_string()));
    for (severity, count) in store.count_findings(run.id)? {
        rows.push(row(lang.say("column-findings"), findings::count(&severity, count, lang)));
    }
    Ok(rows)
}

fn account_row(account: &AccountRow, lang: Lang) -> Vec<String> {
    vec![
        account.vendor.as_str().to_owned(),
        account.id.clone(),
        kind(&account.kind, lang),
        or_empty(&account.name),
        or_empty(&account.email),
        facts(&account.attributes, lang),
    ]
}

fn resource_row(resource: &ResourceRow, lang: Lang) -> Vec<String> {
    vec![
        resource.vendor.as_str().to_owned(),
        resource.id.clone(),
        resource_kind(&resource.kind, lang),
        called(resource.vendor, &resource.id, &resource.name, lang),
        facts(&resource.attributes, lang),
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
