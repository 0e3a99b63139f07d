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
pub fn take(store: &Store, run: &RunDescription, path: &Path, now: Timestamp) -> Result<Recorded, Failure> {
    let mut taking = Taking::begin(store, run)?;
    check::check(store, run, &mut taking, path, now)?;
    taking.record(now)
}
