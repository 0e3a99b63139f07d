//! Removes what old runs hold of people.

use jiff::Timestamp;
use rusqlite::params;

use super::{Counts, Store};
use crate::model::{Failure, RunRef, Totals};

/// The tables that hold what was read, what was decided, and what follows from it; the others tell how it was read.
pub(crate) const DATA: [&str; 16] = [
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
    "decisions",
    "revocations",
];

impl Store {
    /// How much a run holds.
    pub(crate) fn count_all(&self, run: i64) -> Result<Totals, Failure> {
        let Counts { accounts, accesses } = self.counts(run)?;
        let (decisions, _own) = self.count_decisions(run)?;
        Ok(Totals { accounts, accesses, findings: self.count_findings(run)?.into_iter().collect(), decisions })
    }

    /// Removes what a run holds. Its pages are overwritten with zeros, not only given up; its hash stays, and how much it
    /// held, which this says.
    ///
    /// # Errors
    /// [`Failure::NotFound`] of a run that is not there, or whose data was removed before; [`Failure::Usage`] while it is
    /// being read.
    pub fn remove_data(&self, run: i64, now: Timestamp) -> Result<Totals, Failure> {
        // Nobody may be reading it.
        let _lock = self.lock(run)?;
        self.connection.pragma_update(None, "secure_delete", true)?;
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

    /// Brings what was overwritten into the file itself, so that the log beside it holds nothing any more. Says whether it
    /// did: somebody who reads at the same moment keeps it from that.
    pub fn settle(&self) -> Result<bool, Failure> {
        let busy: bool = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(!busy)
    }
}
