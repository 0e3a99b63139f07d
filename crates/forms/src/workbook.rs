//! A run as a workbook.

mod changes;

use acesso_review::{
    judge::findings::{self as found, SinceEarlier},
    model::{Failure, Lang, RunDescription, Window, facts},
    source::Registry,
    store::{AccountRow, DeletedPermission, ResourceRow, Store},
};

use crate::{
    access::{called, kind, or_empty, resource_kind, whose_data},
    clock::Clock,
    deciding,
    evidence::HowRead,
    findings::{self, Line},
    output::{Book, Column},
};

/// Writes a run, sheet by sheet: first the one to decide in, then what helps with that, then what shows how it was read.
pub(crate) fn write(store: &Store, run: &RunDescription, registry: &Registry, mut book: Book) -> Result<(), Failure> {
    let lang = run.lang;
    let begin = |book: &mut Book, sheet: &str, columns: &[&str]| book.begin(&lang.say(sheet), &lang.headings(columns));
    book.set_time(run.ended_at.unwrap_or(run.started_at))?;
    deciding::write(store, run, &mut book)?;
    add_findings(store, run, &mut book)?;
    changes::write(store, run, &mut book)?;
    begin(&mut book, "sheet-people", &PEOPLE_COLUMNS)?;
    store.each_account(run.id, |account| book.add(account_row(&account, lang)))?;
    begin(&mut book, "sheet-completeness", &["column-service", "column-what", "column-holds"])?;
    completeness(run).into_iter().try_for_each(|row| book.add(row.into()))?;
    begin(&mut book, "sheet-about", &["column-about", "column-what"])?;
    about(store, run)?.into_iter().try_for_each(|row| book.add(row.into()))?;
    begin(&mut book, "sheet-resources", &RESOURCE_COLUMNS)?;
    store.each_resource(run.id, |resource| book.add(resource_row(&resource, lang)))?;
    begin(&mut book, "sheet-deleted-permissions", &DELETED_COLUMNS)?;
    store.each_deleted_permission(run.id, |permission| book.add(deleted_row(&permission)))?;
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

/// What was found, the gravest first, and what keeps us from saying that nothing else is there.
fn add_findings(store: &Store, run: &RunDescription, book: &mut Book) -> Result<(), Failure> {
    let lang = run.lang;
    let columns = findings::SHEET_COLUMNS.iter().map(|id| {
        let column = Column::new(lang.say(id));
        // Wide enough to be read, and not too wide for a page.
        match *id {
            "column-what" => column.wide(54),
            "column-name" | "column-email" | "column-rule" => column.wide(18),
            "column-novelty" | "column-state" => column.wide(14),
            _ => column,
        }
    });
    book.begin_table(&lang.say("sheet-findings"), columns.collect(), 0)?;
    let earlier = SinceEarlier::of(store, run.id, lang)?;
    for group in found::top(store, run.id, usize::MAX, &earlier, lang)? {
        found::each_since(store, run.id, &earlier, Some(&group.rule), lang, |finding| {
            book.add_cells(Line::of_finding(finding).cells(run))
        })?;
    }
    let gone = earlier.changes().into_iter().flat_map(|changes| &changes.gone).map(Line::of_gone);
    let (evaluations, expired) = (found::evaluations(store, run.id, lang)?, found::expired(store, run.id, lang)?);
    let gaps = evaluations.iter().flat_map(Line::of_gaps);
    gone.chain(gaps).chain(expired.iter().map(Line::of_expired)).try_for_each(|line| book.add_cells(line.cells(run)))
}

/// How far each service was read, and how that is known.
fn completeness(run: &RunDescription) -> Vec<[String; 3]> {
    let lang = run.lang;
    let mut rows = Vec::new();
    for service in &run.services {
        let name = || service.service.name();
        let state = lang.say_with("service-state", [("state", service.state.as_str().into())]);
        rows.push([name(), state, lang.yes_no(service.is_complete())]);
        rows.extend(service.problem.clone().map(|problem| [name(), problem, lang.yes_no(false)]));
        for proof in &service.proofs {
            rows.push([name(), proof.sentence.clone(), lang.yes_no(proof.holds)]);
        }
    }
    rows
}

/// What the run is, under which settings it was read, and how much there is.
fn about(store: &Store, run: &RunDescription) -> Result<Vec<[String; 2]>, Failure> {
    let (lang, clock) = (run.lang, Clock::of(run, run.lang));
    let mut rows = vec![
        [lang.say("column-data"), whose_data(run, lang)],
        [lang.say("column-run"), run.id.to_string()],
        [lang.say("column-state"), run.state.name(lang)],
        ["acesso".to_owned(), run.tool.clone()],
        ["SHA-256".to_owned(), or_empty(&run.sha256)],
    ];
    for Window { started_at, ended_at, .. } in &run.windows {
        let to = format!("{} ({})", clock.minute(*ended_at), clock.name);
        let from_to = [("from", clock.minute(*started_at).into()), ("to", to.into())];
        rows.push([lang.say("summary-read"), lang.say_with("summary-from-to", from_to)]);
    }
    for service in &run.services {
        let settings = run.scope.get(service.service.as_str()).and_then(|settings| settings.as_object());
        rows.extend(settings.map(|settings| {
            let settings = ("settings", facts(settings, lang).into());
            [service.service.name(), lang.say_with("summary-settings", [settings])]
        }));
    }
    let counts = store.counts(run.id)?;
    rows.push([lang.say("column-accounts"), counts.accounts.to_string()]);
    rows.push([lang.say("column-accesses"), counts.accesses.to_string()]);
    rows.push([lang.say("summary-unattributed"), store.count_unattributed(run.id)?.to_string()]);
    for (severity, count) in store.count_findings(run.id)? {
        rows.push([lang.say("column-findings"), found::count(&severity, count, lang)]);
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
