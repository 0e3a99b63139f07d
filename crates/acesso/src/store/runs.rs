//! Runs: begun, found again, resumed, ended.

use std::{
    collections::BTreeMap,
    fs::{File, TryLockError},
    path::PathBuf,
};

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::{Reading, Store, Task};
use crate::{failure::Failure, model::Vendor};

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RunState {
    /// Being read, or killed while it was.
    Reading,
    Complete,
    /// Ended with something that could not be read, or that did not add up.
    Incomplete,
}

impl RunState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
        }
    }

    fn from_text(text: &str) -> Self {
        match text {
            "reading" => Self::Reading,
            "complete" => Self::Complete,
            _ => Self::Incomplete,
        }
    }
}

/// How far a service is read in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScopeState {
    pub(crate) vendor: Vendor,
    pub(crate) state: RunState,
    /// Why it could not be read at all.
    pub(crate) problem: Option<String>,
}

/// What was read, and when.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) id: i64,
    pub(crate) state: RunState,
    /// What was to be read: see `review::Scope`.
    pub(crate) scope: Value,
    pub(crate) tool: String,
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, state, scope, tool, started_at, ended_at";

impl Run {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let state: String = row.get(1)?;
        let scope: String = row.get(2)?;
        let ended_at: Option<String> = row.get(5)?;
        Ok(Self {
            id: row.get(0)?,
            state: RunState::from_text(&state),
            scope: serde_json::from_str(&scope).unwrap_or_default(),
            tool: row.get(3)?,
            started_at: read_time(&row.get::<_, String>(4)?),
            ended_at: ended_at.as_deref().map(read_time),
        })
    }
}

/// A time that this tool wrote; one that somebody changed by hand reads as the beginning of time.
fn read_time(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Holds a run against other processes until it is dropped. The system frees it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct RunLock {
    _file: File,
    path: PathBuf,
}

impl Drop for RunLock {
    fn drop(&mut self) {
        let _nobody_needs_it = std::fs::remove_file(&self.path);
    }
}

impl Store {
    /// Begins a run and what is to be asked first of each service.
    pub(crate) fn begin(
        &self,
        scope: &Value,
        first: &[(Vendor, Vec<Task>)],
        now: Timestamp,
    ) -> Result<(i64, RunLock), Failure> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute(
            "INSERT INTO runs (state, scope, tool, started_at) VALUES ('reading', ?1, ?2, ?3)",
            params![scope.to_string(), env!("CARGO_PKG_VERSION"), now.to_string()],
        )?;
        let run = transaction.last_insert_rowid();
        for (vendor, tasks) in first {
            transaction.execute(
                "INSERT INTO scopes (run, vendor, state) VALUES (?1, ?2, 'reading')",
                params![run, vendor.as_str()],
            )?;
            for task in tasks {
                task.enqueue(&transaction, run, *vendor)?;
            }
        }
        let lock = self.lock(run)?;
        self.begin_window(run, now)?;
        transaction.commit()?;
        Ok((run, lock))
    }

    /// Takes a run up again: what failed is asked for once more, what was concluded is forgotten.
    pub(crate) fn resume(&self, run: i64, now: Timestamp) -> Result<RunLock, Failure> {
        let lock = self.lock(run)?;
        let transaction = self.connection.unchecked_transaction()?;
        for statement in [
            "UPDATE tasks SET state = 'waiting', problem = NULL WHERE run = ?1 AND state = 'failed'",
            "UPDATE scopes SET state = 'reading', problem = NULL WHERE run = ?1",
            "UPDATE runs SET state = 'reading', ended_at = NULL WHERE id = ?1",
            "DELETE FROM proofs WHERE run = ?1",
            "DELETE FROM findings WHERE run = ?1",
            "DELETE FROM evaluations WHERE run = ?1",
            "DELETE FROM suppressions WHERE run = ?1",
        ] {
            transaction.execute(statement, [run])?;
        }
        self.begin_window(run, now)?;
        transaction.commit()?;
        Ok(lock)
    }

    /// Two processes that read the same run would ask everything twice.
    fn lock(&self, run: i64) -> Result<RunLock, Failure> {
        let path = PathBuf::from(format!("{}.run-{run}.lock", self.path.display()));
        let made = |error| Failure::StoreFile { path: path.clone(), error };
        let file = File::create(&path).map_err(made)?;
        match file.try_lock() {
            Ok(()) => Ok(RunLock { _file: file, path }),
            Err(TryLockError::WouldBlock) => Err(Failure::Usage {
                what: format!("another process is reading run {run} right now"),
                advice: "wait until it is done, or stop it",
            }),
            Err(TryLockError::Error(error)) => Err(made(error)),
        }
    }

    fn begin_window(&self, run: i64, now: Timestamp) -> Result<(), Failure> {
        self.connection.execute(
            "INSERT INTO windows (run, number, started_at, ended_at)
             SELECT ?1, count(*) + 1, ?2, ?2 FROM windows WHERE run = ?1",
            params![run, now.to_string()],
        )?;
        Ok(())
    }

    /// What is to be read of one service.
    pub(crate) fn reading(self: &std::rc::Rc<Self>, run: i64, vendor: Vendor) -> Reading {
        Reading::new(std::rc::Rc::clone(self), run, vendor)
    }

    /// Closes a run: complete if each of its services is.
    pub(crate) fn end(&self, run: i64, now: Timestamp) -> Result<Run, Failure> {
        let open: bool = self.connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM scopes WHERE run = ?1 AND state <> 'complete')",
            [run],
            |row| row.get(0),
        )?;
        let state = if open { RunState::Incomplete } else { RunState::Complete };
        self.connection.execute(
            "UPDATE runs SET state = ?2, ended_at = ?3 WHERE id = ?1",
            params![run, state.as_str(), now.to_string()],
        )?;
        let query = format!("SELECT {COLUMNS} FROM runs WHERE id = ?1");
        Ok(self.connection.query_row(&query, [run], Run::from_row)?)
    }

    /// All runs, the newest first.
    pub(crate) fn runs(&self) -> Result<Vec<Run>, Failure> {
        let mut statement = self.connection.prepare(&format!("SELECT {COLUMNS} FROM runs ORDER BY id DESC"))?;
        let runs = statement.query_map([], Run::from_row)?;
        Ok(runs.collect::<rusqlite::Result<_>>()?)
    }

    /// The run of this number.
    pub(crate) fn run(&self, id: i64) -> Result<Option<Run>, Failure> {
        let query = format!("SELECT {COLUMNS} FROM runs WHERE id = ?1");
        Ok(self.connection.query_row(&query, [id], Run::from_row).optional()?)
    }

    /// How far each of a run's services is.
    pub(crate) fn scopes(&self, run: i64) -> Result<Vec<ScopeState>, Failure> {
        let mut statement =
            self.connection.prepare("SELECT vendor, state, problem FROM scopes WHERE run = ?1 ORDER BY vendor DESC")?;
        let scopes = statement.query_map([run], |row| {
            let (vendor, state): (String, String) = (row.get(0)?, row.get(1)?);
            Ok((vendor, RunState::from_text(&state), row.get(2)?))
        })?;
        let mut found = Vec::new();
        for scope in scopes {
            let (vendor, state, problem) = scope?;
            if let Ok(vendor) = vendor.parse() {
                found.push(ScopeState { vendor, state, problem });
            }
        }
        found.sort_by_key(|scope| scope.vendor);
        Ok(found)
    }

    /// How many accounts of each kind a service has in a run.
    pub(crate) fn count_principals_by_kind(&self, run: i64, vendor: Vendor) -> Result<BTreeMap<String, u64>, Failure> {
        let mut query = self
            .connection
            .prepare("SELECT kind, count(*) FROM principals WHERE run = ?1 AND vendor = ?2 GROUP BY kind")?;
        let counts = query.query_map(params![run, vendor.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(counts.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether there is something that a resumed run would ask for.
    pub(crate) fn is_unfinished(&self, run: i64) -> Result<bool, Failure> {
        let query = "SELECT EXISTS (SELECT 1 FROM tasks WHERE run = ?1 AND state <> 'done')";
        Ok(self.connection.query_row(query, [run], |row| row.get(0))?)
    }

    /// The address of somebody who holds something in a run.
    pub(crate) fn some_address(&self, run: i64) -> Result<Option<String>, Failure> {
        let query = "SELECT email_key FROM principals p WHERE run = ?1 AND email_key IS NOT NULL AND EXISTS (
                         SELECT 1 FROM grants g WHERE g.run = p.run AND g.vendor = p.vendor AND g.principal = p.id)
                     ORDER BY email_key LIMIT 1";
        Ok(self.connection.query_row(query, [run], |row| row.get(0)).optional()?)
    }

    /// How many accesses a service has in a run.
    pub(crate) fn count_grants(&self, run: i64, vendor: Vendor) -> Result<u64, Failure> {
        let query = "SELECT count(*) FROM grants WHERE run = ?1 AND vendor = ?2";
        Ok(self.connection.query_row(query, params![run, vendor.as_str()], |row| row.get(0))?)
    }

    /// From when to when a run was read: once, and once more for each time that it was resumed.
    pub(crate) fn windows(&self, run: i64) -> Result<Vec<(Timestamp, Timestamp)>, Failure> {
        let mut statement =
            self.connection.prepare("SELECT started_at, ended_at FROM windows WHERE run = ?1 ORDER BY number")?;
        let windows = statement
            .query_map([run], |row| Ok((read_time(&row.get::<_, String>(0)?), read_time(&row.get::<_, String>(1)?))))?;
        Ok(windows.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::tests::store;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_run_is_complete_when_each_of_its_services_is() {
        let (_folder, store) = store();
        let first = [(Vendor::TomTicket, vec![]), (Vendor::Base39, vec![])];
        let (run, _lock) = store.begin(&json!({"quick": false}), &first, NOW).unwrap();
        assert_eq!(store.run(run).unwrap().unwrap().state, RunState::Reading);
        store.connection.execute("UPDATE scopes SET state = 'complete' WHERE vendor = 'base39'", []).unwrap();
        assert_eq!(store.end(run, NOW).unwrap().state, RunState::Incomplete);
        store.connection.execute("UPDATE scopes SET state = 'complete'", []).unwrap();
        assert_eq!(store.end(run, NOW).unwrap().state, RunState::Complete);
        assert_eq!(store.run(run).unwrap().unwrap().scope, json!({"quick": false}));
    }

    #[test]
    fn two_processes_dont_read_the_same_run() {
        let (_folder, store) = store();
        let (run, lock) = store.begin(&json!({}), &[], NOW).unwrap();
        assert!(matches!(store.resume(run, NOW), Err(Failure::Usage { .. })));
        drop(lock);
        let _lock = store.resume(run, NOW).unwrap();
        assert_eq!(store.windows(run).unwrap().len(), 2);
    }
}
