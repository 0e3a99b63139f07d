//! Reads back what people filled into an export, XLSX or CSV: the decisions about accesses.

mod check;
mod columns;
mod table;

use std::path::Path;

use acesso_review::{
    judge::decisions::{Insisting, Taking},
    model::{DecisionFile, Failure, Recorded, RunDescription},
    store::Store,
};
use jiff::Timestamp;

use table::Table;

/// What came of a file.
#[derive(Debug)]
pub struct Taken {
    /// Which file it was.
    pub file: DecisionFile,
    /// How many decisions it had.
    pub recorded: Recorded,
    /// Whether it says what was decided when it was exported. Where it does not, nothing tells whether cells were cleared.
    pub says_as_exported: bool,
}

/// Takes the decisions of a file, all of them or none.
///
/// # Errors
/// [`Failure::Usage`] for a file that is not the export of this run or has lines that can't be right, which are named; for
/// one that would undo what somebody decided, unless somebody insists; and for a run that is signed or not whole. Nothing is
/// recorded then.
pub fn take(
    store: &Store,
    run: &RunDescription,
    path: &Path,
    insisting: Insisting,
    now: Timestamp,
) -> Result<Taken, Failure> {
    let mut taking = Taking::begin(store, run, insisting)?;
    let table = Table::open(path)?;
    let file = table.which()?;
    let says_as_exported = check::check(store, run, &mut taking, &table, now)?;
    let recorded = taking.record(&file, now)?;
    Ok(Taken { file, recorded, says_as_exported })
}
