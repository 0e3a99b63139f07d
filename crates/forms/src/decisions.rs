//! Reads back what people decided about accesses: in the page of a packet, or in an export, XLSX or CSV.

mod check;
mod columns;
mod days;
mod files;
mod mistakes;
mod named;
mod saved;
mod table;

use std::{ffi::OsStr, path::Path};

use acesso_review::{
    judge::decisions::{Insisting, Taking},
    model::{DecisionFile, Failure, Recorded, RunDescription},
    store::Store,
};
use jiff::Timestamp;

pub use files::Files;
use named::Named;
use saved::Saved;
use table::Table;

/// A file that people filled in.
#[derive(Debug)]
pub struct Decisions<'a> {
    table: Table<'a>,
    /// What it says, where a page saved it.
    saved: Option<Saved>,
    file: DecisionFile,
}

/// How a file is taken.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms<'a> {
    /// On what whoever gives it insists.
    pub insisting: Insisting<'a>,
    /// Who decided, today, where a line of a spreadsheet does not say.
    pub by: Option<&'a str>,
    /// Whether nothing is recorded, and only told what would be.
    pub dry_run: bool,
}

/// What came of a file.
#[derive(Debug)]
pub struct Taken {
    /// Which file it was.
    pub file: DecisionFile,
    /// How many decisions it had.
    pub recorded: Recorded,
    /// Whether it is a spreadsheet that says what was decided when it was exported. Where it does not, nothing tells whether
    /// cells were cleared.
    pub says_as_exported: bool,
    /// Whether a reviewer's page saved it.
    pub is_packet: bool,
}

impl<'a> Decisions<'a> {
    /// Opens a file.
    pub fn open(path: &'a Path) -> Result<Self, Failure> {
        let is_page = |ending: &OsStr| ["html", "htm"].iter().any(|page| ending.eq_ignore_ascii_case(page));
        if path.extension().is_some_and(is_page) {
            return Err(Failure::usage("failure-decisions-page", &[("path", &path.display())]));
        }
        let table = Table::open(path)?;
        let saved = table.json()?.map(|text| Saved::read(path, &text)).transpose()?;
        let file = table.which()?;
        Ok(Self { table, saved, file })
    }

    /// The number of the run that the file names.
    ///
    /// # Errors
    /// [`Failure::usage`] where it names none that the store holds as it was exported.
    pub fn run(&self, store: &Store) -> Result<i64, Failure> {
        let path = self.table.path().display();
        let named = match &self.saved {
            Some(saved) => store.run_with_hash(&saved.run_sha256)?.map_or(Named::Unknown, Named::It),
            None => named::look(store, &self.table, None)?,
        };
        match named {
            Named::It(run) | Named::Other(run) => Ok(run),
            Named::Unknown => Err(Failure::usage("failure-decisions-of-another-store", &[("path", &path)])),
            Named::None => Err(Failure::usage("failure-decisions-no-run", &[("path", &path)])),
        }
    }

    /// Takes the decisions of the file, all of them or none.
    ///
    /// # Errors
    /// [`Failure::usage`] for a file that is not the export of this run or has lines that can't be right, which are named;
    /// for one that would undo what somebody decided, unless somebody insists; and for a run that is signed or not whole.
    /// Nothing is recorded then.
    pub fn take(
        &self,
        store: &Store,
        run: &RunDescription,
        terms: Terms<'_>,
        now: Timestamp,
    ) -> Result<Taken, Failure> {
        let mut taking = Taking::begin(store, run, terms.insisting)?;
        let says_as_exported = match &self.saved {
            Some(saved) => saved.check(store, run, &mut taking, self.table.path(), now).map(|()| false)?,
            None => {
                self.must_be_of(store, run.id)?;
                check::check(store, run, &mut taking, &self.table, terms.by, now)?
            }
        };
        let recorded = if terms.dry_run { taking.count()? } else { taking.record(&self.file, now)? };
        Ok(Taken { file: self.file.clone(), recorded, says_as_exported, is_packet: self.saved.is_some() })
    }

    /// One answer for a file that is another run's, and not one for each of its lines.
    fn must_be_of(&self, store: &Store, run: i64) -> Result<(), Failure> {
        let path = self.table.path().display();
        match named::look(store, &self.table, Some(run))? {
            Named::It(_) | Named::None => Ok(()),
            Named::Other(other) => {
                Err(Failure::usage("failure-decisions-other-run", &[("path", &path), ("run", &run), ("other", &other)]))
            }
            Named::Unknown => Err(Failure::usage("failure-decisions-of-what-was", &[("path", &path), ("run", &run)])),
        }
    }
}
