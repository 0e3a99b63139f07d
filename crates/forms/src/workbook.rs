//! A run as a workbook.

use acesso_review::{
    judge::findings::{self as found, SinceEarlier},
    model::{Decision, Failure, Lang, RunDescription, Window, facts},
    source::Registry,
    store::{AccountRow, DeletedPermission, ResourceRow, Store},
};

use crate::{
    access::{ACCESS_COLUMNS, AccessRows, called, kind, or_empty, resource_kind, whose_data},
    evidence::HowRead,
    findings::{self, Line},
    output::Book,
};

/// Writes a run, sheet by sheet.
pub(crate) fn write(store: &Store, run: &RunDescription, registry: &Registry, mut book: Book) -> Result<(), Failure> {
    let lang = run.lang;
    let begin = |book: &mut Book, sheet: &str, columns: &[&str]| book.begin(&lang.say(sheet), &lang.headings(columns));
    book.set_time(run.ended_at.unwrap_or(run.started_at))?;
    begin(&mut book, "sheet-summary", &["column-about", "column-what", "column-holds"])?;
    for row in summary(store, run)? {
        book.add(row.into())?;
    }
    begin(&mut book, "sheet-access", &ACCESS_COLUMNS)?;
    book.offer(&lang.say("column-decision"), Decision::words(lang))?;
    let rows = AccessRows::of(run, lang);
    store.each_grant(run.id, |grant| book.add(rows.row(&grant)))?;
    begin(&mut book, "sheet-people", &PEOPLE_COLUMNS)?;
    store.each_account(run.id, |account| book.add(account_row(&account, lang)))?;
    begin(&mut book, "sheet-resources", &RESOURCE_COLUMNS)?;
    store.each_resource(run.id, |resource| book.add(resource_row(&resource, lang)))?;
    begin(&mut book, "sheet-deleted-permissions", &DELETED_COLUMNS)?;
    store.each_deleted_permission(run.id, |permission| book.add(deleted_row(&permission)))?;
    begin(&mut book, "sheet-findings", &findings::COLUMNS)?;
    add_findings(store, run, &mut book)?;
    HowRead::of(store, run, registry, lang)?.add_to(&mut book)?;
    book.close()
}

const PEOPLE_COLUMNS: [&str; 8] = [
    "column-service",
    "column-account",
    "column-kind",
    "column-name",
    "column-email",
    "column-department",
    "column-manager",
    "column-more",
];
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
    let earlier = SinceEarlier::of(store, run.id, run.lang)?;
    found::each_since(store, run.id, &earlier, None, run.lang, |finding| {
        book.add(Line::of_finding(finding).columns(run))
    })?;
    let gone = earlier.changes().into_iter().flat_map(|changes| &changes.gone).map(Line::of_gone);
    let (evaluations, expired) =
        (found::evaluations(store, run.id, run.lang)?, found::expired(store, run.id, run.lang)?);
    let gaps = evaluations.iter().flat_map(Line::of_gaps);
    gone.chain(gaps).chain(expired.iter().map(Line::of_expired)).try_for_each(|line| book.add(line.columns(run)))
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
        let name = || service.service.name();
        rows.push(row(name(), lang.say_with("service-state", [("state", service.state.as_str().into())])));
        rows.extend(service.problem.clone().map(|problem| [name(), problem, lang.yes_no(false)]));
        for proof in &service.proofs {
            rows.push([name(), proof.sentence.clone(), lang.yes_no(proof.holds)]);
        }
        let settings = run.scope.get(service.service.as_str()).and_then(|settings| settings.as_object());
        rows.extend(settings.map(|settings| {
            row(name(), lang.say_with("summary-settings", [("settings", facts(settings, lang).into())]))
        }));
    }
    let counts = store.counts(run.id)?;
    rows.push(row(lang.say("column-accounts"), counts.accounts.to_string()));
    rows.push(row(lang.say("column-accesses"), counts.accesses.to_string()));
    rows.push(row(lang.say("summary-unattributed"), store.count_unattributed(run.id)?.to_string()));
    for (severity, count) in store.count_findings(run.id)? {
        rows.push(row(lang.say("column-findings"), found::count(&severity, count, lang)));
    }
    Ok(rows)
}

fn account_row(account: &AccountRow, lang: Lang) -> Vec<String> {
    vec![
        account.service.as_str().to_owned(),
        account.id.clone(),
        kind(&account.kind, lang),
        or_empty(&account.name),
        or_empty(&account.email),
        or_empty(&account.department),
        or_empty(&account.manager),
        facts(&account.attributes, lang),
    ]
}

fn resource_row(resource: &ResourceRow, lang: Lang) -> Vec<String> {
    vec![
        resource.service.as_str().to_owned(),
        resource.id.clone(),
        resource_kind(&resource.kind, lang),
        called(resource.service, &resource.id, &resource.name, lang),
        facts(&resource.attributes, lang),
    ]
}

fn deleted_row(permission: &DeletedPermission) -> Vec<String> {
    vec![
        permission.service.as_str().to_owned(),
        permission.id.clone(),
        permission.resource.clone(),
        permission.roles.join(" "),
        permission.since.clone(),
        or_empty(&permission.granted_by),
        or_empty(&permission.operator),
    ]
}
