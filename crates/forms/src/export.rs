//! All of a run, for other programs: what EXPORT.md describes.

use acesso_review::{
    judge::{
        findings::{self, SinceEarlier},
        roster,
        signature::Statement,
    },
    model::{Failure, People, RunDescription},
    source::Registry,
    store::{Signature, Store},
};

use serde::Serialize;

use crate::{
    access::{ACCESS_COLUMNS, AccessRows},
    output::{Format, Json, Output},
    pack, report, workbook,
};

pub use pack::check_folder;
pub use report::Heading;

/// The form of the JSON document. It grows without another number; a member never goes or changes its meaning.
const SCHEMA: &str = "acesso/export/2";

/// Writes the run in the form that was asked for.
///
/// # Errors
/// For a table, which a run is more than; for a pack of a run that has not ended or is not what it was; and where
/// nothing can be written there.
pub fn export(
    store: &Store,
    run: &RunDescription,
    registry: &Registry,
    heading: &Heading,
    output: &Output,
) -> Result<(), Failure> {
    if let Some(folder) = output.folder() {
        return pack::write(store, run, registry, heading, output.lang(), folder);
    }
    let _snapshot = store.snapshot()?;
    match output.format() {
        Format::Json => document(store, run, output.json()?),
        Format::Csv => {
            let mut list = output.list(&run.lang.headings(&ACCESS_COLUMNS))?;
            let rows = AccessRows::of(run, run.lang);
            store.each_grant(run.id, |grant| list.add(&grant, || rows.row(&grant)))?;
            list.close().map(drop)
        }
        Format::Xlsx => workbook::write(store, run, registry, output.book()?),
        Format::Html => {
            let mut page = output.page()?;
            report::write(store, run, registry, heading, output.lang(), &mut page)?;
            page.close()
        }
        Format::Table => Err(no_table()),
    }
}

/// That a run is more than a table.
pub fn no_table() -> Failure {
    Failure::usage("failure-export-to-screen", &[])
}

/// What closed the review of a run. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Signed {
    /// Absent where somebody broke it.
    pub statement: Option<Statement>,
    /// Of the statement as it was signed.
    pub sha256: String,
}

impl Signed {
    fn of(signature: Signature) -> Self {
        Self { statement: signature.read(), sha256: signature.sha256 }
    }
}

fn document(store: &Store, run: &RunDescription, mut json: Json) -> Result<(), Failure> {
    json.begin_object()?;
    json.member("schema", &SCHEMA)?;
    json.member("sandbox", &run.sandbox)?;
    json.member("run", run)?;
    json.member("roster", &people(store, run)?)?;
    json.member("decision_counts", &store.decision_counts(run.id)?)?;
    json.member("signature", &store.signature(run.id)?.map(Signed::of))?;
    list(&mut json, "principals", |json| store.each_account(run.id, |row| json.item(&row)))?;
    list(&mut json, "resources", |json| store.each_resource(run.id, |row| json.item(&row)))?;
    list(&mut json, "grants", |json| store.each_grant(run.id, |row| json.item(&row)))?;
    list(&mut json, "decision_history", |json| store.each_decision_record(run.id, |record| json.item(&record)))?;
    json.member("unattributed", &store.count_unattributed(run.id)?)?;
    list(&mut json, "deleted_permissions", |json| store.each_deleted_permission(run.id, |row| json.item(&row)))?;
    let earlier = SinceEarlier::of(store, run.id, run.lang)?;
    json.member("finding_changes", &earlier.changes())?;
    list(&mut json, "findings", |json| {
        findings::each_since(store, run.id, &earlier, None, run.lang, |finding| json.item(finding))
    })?;
    list(&mut json, "evaluations", |json| json.items(&findings::evaluations(store, run.id, run.lang)?))?;
    list(&mut json, "expired_suppressions", |json| json.items(&findings::expired(store, run.id, run.lang)?))?;
    json.end_object()?;
    json.close()
}

/// How many people its roster names; nothing where there was none.
fn people(store: &Store, run: &RunDescription) -> Result<Option<People>, Failure> {
    store.run(run.id)?.map_or(Ok(None), |run| roster::people(store, &run))
}

fn list(json: &mut Json, name: &str, items: impl FnOnce(&mut Json) -> Result<(), Failure>) -> Result<(), Failure> {
    json.name(name)?;
    json.begin_list()?;
    items(json)?;
    json.end_list()
}
