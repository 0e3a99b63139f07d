//! Reads back what people filled into an export, XLSX or CSV: the decisions about accesses.

mod check;
mod columns;
mod table;

use std::path::Path;

use acesso_review::{
    judge::decisions::Taking,
    model::{Failure, Recorded, RunDescription},
    store::Store,
};
use jiff::Timestamp;

/// Takes the decisions of a file, all of them or none.
///
/// # Errors
/// [`Failure::Usage`] for a file that is not the export of this run or has lines that can't be right, which are named; and
/// for a run that is signed or not whole. Nothing is recorded then.
pub fn take(store: &Store, run: &RunDescription, path: &Path, now: Timestamp) -> Result<Recorded, Failure> {
    let mut taking = Taking::begin(store, run)?;
    check::check(store, run, &mut taking, path, now)?;
    taking.record(now)
}
