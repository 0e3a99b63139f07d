//! Removes what old runs hold of people, to the last byte of the store's files.
//!
//! What is removed or changed is zeroed where it stood, by every connection from the first write on. That alone is not
//! enough: where SQLite moves rows from one page to another, it leaves their bytes in the gap of the page they came from.
//! So the file is written anew at the end, which an earlier version's store needs, too.

use jiff::Timestamp;
use rusqlite::params;

use super::{Counts, Store, opening};
use crate::model::{Failure, RunRef, Totals};

/// The tables that hold what was read, what was decided, and what follows from it; the others tell how it was read.
pub(crate) const DATA: [&str; 20] = [
    "principals",
    "resources",
    "grants",
    "permissions",
    "listed",
    "lists",
    "counted_grants",
    "tasks",
    "proofs",
    "roster",
    "roster_aliases",
    "evaluations",
    "findings",
    "suppressions",
    "delegations",
    "assignments",
    "campaigns",
    "decisions",
    "decision_history",
    "revocations",
];

impl Store {
    /// How much a run holds.
    pub(crate) fn count_all(&self, run: i64) -> Result<Totals, Failure> {
        let Counts { accounts, accesses } = self.counts(run)?;
        let (decisions, _own) = self.count_decisions(run)?;
        Ok(Totals { accounts, accesses, findings: self.count_findings(run)?.into_iter().collect(), decisions })
    }

    /// Removes what a run holds. Its hash stays, and how much it held, which this says; the bytes are gone for good after
    /// [`Store::overwrite`].
    ///
    /// # Errors
    /// [`Failure::not_found`] of a run that is not there, or whose data was removed before; [`Failure::usage`] while it is
    /// being read.
    pub fn remove_data(&self, run: i64, now: Timestamp) -> Result<Totals, Failure> {
        // Nobody may be reading it.
        let _lock = self.lock(run)?;
        let transaction = self.transaction()?;
        // Another process may have read on or removed it before: what counts is what there is now.
        self.find_run(RunRef::Number(run))?;
        let totals = self.count_all(run)?;
        for table in DATA {
            transaction.execute(&format!("DELETE FROM {table} WHERE run = ?1"), [run])?;
        }
        // What went wrong can name who was asked for.
        transaction.execute("UPDATE scopes SET problem = NULL WHERE run = ?1", [run])?;
        let kept = serde_json::to_string(&totals).map_err(std::io::Error::from)?;
        transaction.execute(
            "UPDATE runs SET pruned_at = ?2, totals = ?3 WHERE id = ?1",
            params![run, now.to_string(), kept],
        )?;
        transaction.commit()?;
        Ok(totals)
    }

    /// Whether a run holds data.
    pub(crate) fn holds_data(&self, run: i64) -> Result<bool, Failure> {
        for table in DATA {
            if self.exists(&format!("SELECT 1 FROM {table} WHERE run = ?1"), [run])? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Overwrites what was removed, in the file and in the log beside it, also what an earlier call could not.
    ///
    /// # Errors
    /// [`Failure::unusable_store`] while somebody reads what was there before: it is still in the files then.
    pub fn overwrite(&mut self) -> Result<(), Failure> {
        self.close_batch()?;
        self.connection.execute_batch("VACUUM")?;
        opening::wait_for_readers(&mut self.connection)?;
        let is_in_use: bool = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        match is_in_use {
            false => Ok(()),
            true => Err(Failure::unusable_store("failure-store-read-meanwhile", &[("file", &self.path.display())])),
        }
    }
}
