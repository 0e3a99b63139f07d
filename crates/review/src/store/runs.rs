//! Runs: begun, found again, resumed, ended.

use std::{collections::BTreeMap, io};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

use super::{
    FileLock, Reading, Store, canonical,
    opening::with_ending,
    reading::Task,
    row::{from_json, service},
};
use crate::model::{
    Access, Failure, Fingerprint, Identity, Run, RunRef, RunState, ScopeState, ServiceId, Totals, Window,
};

const COLUMNS: &str = "id, state, scope, tool, started_at, ended_at, pruned_at";

fn read_run(row: &Row<'_>) -> rusqlite::Result<Run> {
    let state: String = row.get(1)?;
    let (ended_at, pruned_at): (Option<String>, Option<String>) = (row.get(5)?, row.get(6)?);
    Ok(Run {
        id: row.get(0)?,
        state: RunState::from_text(&state),
        scope: from_json(row, 2)?.unwrap_or_default(),
        tool: row.get(3)?,
        started_at: read_time(&row.get::<_, String>(4)?),
        ended_at: ended_at.as_deref().map(read_time),
        pruned_at: pruned_at.as_deref().map(read_time),
    })
}

/// A time that this tool wrote; one that somebody changed by hand reads as the beginning of time.
fn read_time(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Store {
    /// Begins a run and what is to be asked first of each service.
    pub fn begin(
        &self,
        scope: &Value,
        first: &[(ServiceId, Vec<Task>)],
        identity: &Identity,
        now: Timestamp,
    ) -> Result<(i64, FileLock), Failure> {
        let transaction = self.transaction()?;
        transaction.execute(
            "INSERT INTO runs (state, scope, tool, started_at) VALUES ('reading', ?1, ?2, ?3)",
            params![scope.to_string(), identity.tool, now.to_string()],
        )?;
        let run = transaction.last_insert_rowid();
        for (service, tasks) in first {
            begin_service(&transaction, run, *service, tasks)?;
        }
        let lock = self.lock(run)?;
        self.begin_window(run, identity, now)?;
        transaction.commit()?;
        Ok((run, lock))
    }

    /// Takes a run up again for these services. What failed is asked for once more, after all that was not asked for yet:
    /// else a run that was given up would be given up at the same place again. A service whose answers contradict one
    /// another is read from its beginning: which of them hold nobody knows. What was concluded is forgotten, save for services
    /// that are whole or that nobody asks for this time.
    ///
    /// # Errors
    /// Those of [`lock`](Self::lock); [`Failure::not_found`] where there is no such run, or where its data was removed; and
    /// [`Failure::usage`] where its review is signed.
    pub fn resume(
        &self,
        run: i64,
        scope: &Value,
        first: &[(ServiceId, Vec<Task>)],
        identity: &Identity,
        now: Timestamp,
    ) -> Result<FileLock, Failure> {
        let lock = self.lock(run)?;
        let transaction = self.transaction()?;
        // Another process may have removed what it held since it was looked for.
        let mut begun = self.find_run(RunRef::Number(run))?.scope;
        begin_again(&transaction, run)?;
        self.renew_addresses(run)?;
        for (service, tasks) in first {
            let state = self.scopes(run)?.into_iter().find(|scope| scope.service == *service).map(|scope| scope.state);
            let settings = scope.get(service.as_str()).unwrap_or(&Value::Null);
            match state {
                None => begin_service(&transaction, run, *service, tasks)?,
                Some(RunState::Complete) => continue,
                Some(RunState::Incomplete) if must_be_read_anew(&transaction, run, *service)? => {
                    read_anew(&transaction, run, *service, tasks)?;
                }
                Some(RunState::Reading | RunState::Incomplete) => resume_service(&transaction, run, *service)?,
            }
            if let Some(begun) = begun.as_object_mut() {
                add_settings(begun, run, *service, settings);
            }
        }
        transaction.execute("UPDATE runs SET scope = ?2 WHERE id = ?1", params![run, begun.to_string()])?;
        self.begin_window(run, identity, now)?;
        transaction.commit()?;
        Ok(lock)
    }

    /// Two processes that read the same run would ask everything twice.
    ///
    /// # Errors
    /// [`Failure::usage`] while another process holds the run, and [`Failure::StoreFile`] where the file beside the store that
    /// says so can't be made.
    pub fn lock(&self, run: i64) -> Result<FileLock, Failure> {
        let path = with_ending(&self.path, &format!(".run-{run}.lock"));
        let made = |error| Failure::StoreFile { path: path.clone(), error };
        FileLock::try_take(&path).map_err(made)?.ok_or_else(|| Failure::usage("failure-run-in-use", &[("run", &run)]))
    }

    fn begin_window(&self, run: i64, identity: &Identity, now: Timestamp) -> Result<(), Failure> {
        let Identity { tool, commit, command, user, host, utc_offset } = identity;
        self.connection.execute(
            "INSERT INTO windows (run, number, started_at, ended_at, tool, commit_id, command, os_user, host, utc_offset)
             SELECT ?1, count(*) + 1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM windows WHERE run = ?1",
            params![run, now.to_string(), tool, commit, Value::from(command.clone()).to_string(), user, host, utc_offset],
        )?;
        Ok(())
    }

    /// Keeps until when a run was read.
    pub(super) fn end_window(&self, run: i64, at: Timestamp) -> Result<(), Failure> {
        self.connection
            .prepare_cached(
                "UPDATE windows SET ended_at = ?2
                 WHERE run = ?1 AND number = (SELECT max(number) FROM windows WHERE run = ?1)",
            )?
            .execute(params![run, at.to_string()])?;
        Ok(())
    }

    /// Keeps where a service is asked and with which credential, beside those of an earlier window. What was whole before
    /// is not asked again.
    pub(crate) fn note_access(
        &self,
        run: i64,
        service: ServiceId,
        address: &str,
        credential: Option<&Fingerprint>,
    ) -> Result<(), Failure> {
        let kept = "SELECT addresses, credentials FROM scopes WHERE run = ?1 AND vendor = ?2 AND state <> 'complete'";
        let kept = self.connection.query_row(kept, params![run, service.as_str()], |row| {
            Ok((from_json(row, 0)?.unwrap_or_default(), from_json(row, 1)?.unwrap_or_default()))
        });
        let Some((mut addresses, mut credentials)) = kept.optional()? else { return Ok(()) };
        push_once(&mut addresses, address.into());
        if let Some(credential) = credential {
            push_once(&mut credentials, serde_json::to_value(credential).map_err(io::Error::from)?);
        }
        self.connection.execute(
            "UPDATE scopes SET addresses = ?3, credentials = ?4 WHERE run = ?1 AND vendor = ?2",
            params![run, service.as_str(), Value::Array(addresses).to_string(), Value::Array(credentials).to_string()],
        )?;
        Ok(())
    }

    /// What is to be read of one service.
    pub fn reading(self: &std::rc::Rc<Self>, run: i64, service: ServiceId) -> Reading {
        Reading::new(std::rc::Rc::clone(self), run, service)
    }

    /// Closes a run, complete if each of its services is, and keeps the hash of what it holds: both or neither.
    ///
    /// # Errors
    /// [`Failure::not_found`] where there is no such run, and [`Failure::StoreFile`] where somebody removed the store's file.
    pub fn end(&self, run: i64, now: Timestamp) -> Result<Run, Failure> {
        // Whoever removes the file while it is open keeps us from nothing, and all would be lost without a word.
        self.path.metadata().map_err(|error| Failure::StoreFile { path: self.path.clone(), error })?;
        let transaction = self.transaction()?;
        let open = self.exists("SELECT 1 FROM scopes WHERE run = ?1 AND state <> 'complete'", [run])?;
        let state = if open { RunState::Incomplete } else { RunState::Complete };
        transaction.execute(
            "UPDATE runs SET state = ?2, ended_at = ?3, form = ?4 WHERE id = ?1",
            params![run, state.as_str(), now.to_string(), canonical::NEWEST],
        )?;
        self.seal(run)?;
        let ended = self.find_any_run(RunRef::Number(run))?;
        transaction.commit()?;
        Ok(ended)
    }

    /// The form of the canonical lines that a run has.
    pub(super) fn form(&self, run: i64) -> Result<i64, Failure> {
        let form = self.connection.query_row("SELECT form FROM runs WHERE id = ?1", [run], |row| row.get(0));
        Ok(form.optional()?.flatten().unwrap_or(1))
    }

    /// Keeps the hash of what a run holds, in its form.
    pub fn seal(&self, run: i64) -> Result<(), Failure> {
        let sha256 = canonical::sha256(self, run)?;
        self.connection.execute("UPDATE runs SET sha256 = ?2 WHERE id = ?1", params![run, sha256])?;
        Ok(())
    }

    /// The hash of what a run held when it ended; nothing where it has not, or where an early version ended it.
    ///
    /// # Errors
    /// [`Failure::not_found`] where there is no such run.
    pub fn sha256(&self, run: i64) -> Result<Option<String>, Failure> {
        let sha256 = self.connection.query_row("SELECT sha256 FROM runs WHERE id = ?1", [run], |row| row.get(0));
        Ok(self.in_run(run, sha256)?.flatten())
    }

    /// The run that held this when it ended, by the hash of what it held.
    pub fn run_with_hash(&self, sha256: &str) -> Result<Option<i64>, Failure> {
        let sql = "SELECT id FROM runs WHERE sha256 = ?1";
        Ok(self.connection.query_row(sql, [sha256], |row| row.get(0)).optional()?)
    }

    /// What stays of a run whose data was removed; nothing where it was not.
    ///
    /// # Errors
    /// [`Failure::not_found`] where there is no such run.
    pub fn totals(&self, run: i64) -> Result<Option<Totals>, Failure> {
        let totals = self.connection.query_row("SELECT totals FROM runs WHERE id = ?1", [run], |row| from_json(row, 0));
        Ok(self.in_run(run, totals)?.flatten())
    }

    /// All runs, the newest first.
    pub fn runs(&self) -> Result<Vec<Run>, Failure> {
        let mut statement = self.connection.prepare(&format!("SELECT {COLUMNS} FROM runs ORDER BY id DESC"))?;
        let runs = statement.query_map([], read_run)?;
        Ok(runs.collect::<rusqlite::Result<_>>()?)
    }

    /// The run of this number.
    pub fn run(&self, id: i64) -> Result<Option<Run>, Failure> {
        let query = format!("SELECT {COLUMNS} FROM runs WHERE id = ?1");
        Ok(self.connection.query_row(&query, [id], read_run).optional()?)
    }

    /// How far each of a run's services is.
    pub fn scopes(&self, run: i64) -> Result<Vec<ScopeState>, Failure> {
        let sql = "SELECT vendor, state, problem FROM scopes WHERE run = ?1 ORDER BY rowid";
        self.all(sql, [run], |row| {
            let state: String = row.get(1)?;
            Ok(ScopeState { service: service(row, 0)?, state: RunState::from_text(&state), problem: row.get(2)? })
        })
    }

    /// How many accounts of each kind a service has in a run.
    pub fn count_principals_by_kind(&self, run: i64, service: ServiceId) -> Result<BTreeMap<String, u64>, Failure> {
        let mut query = self
            .connection
            .prepare("SELECT kind, count(*) FROM principals WHERE run = ?1 AND vendor = ?2 GROUP BY kind")?;
        let counts = query.query_map(params![run, service.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(counts.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether there is something that a resumed run would ask for.
    pub fn is_unfinished(&self, run: i64) -> Result<bool, Failure> {
        self.exists("SELECT 1 FROM tasks WHERE run = ?1 AND state <> 'done'", [run])
    }

    /// The address of somebody who holds something in a run.
    pub fn some_address(&self, run: i64) -> Result<Option<String>, Failure> {
        let query = "SELECT email_key FROM principals p WHERE run = ?1 AND email_key IS NOT NULL AND EXISTS (
                         SELECT 1 FROM grants g WHERE g.run = p.run AND g.vendor = p.vendor AND g.principal = p.id)
                     ORDER BY email_key LIMIT 1";
        Ok(self.connection.query_row(query, [run], |row| row.get(0)).optional()?)
    }

    /// How many accesses a service has in a run.
    pub fn count_grants(&self, run: i64, service: ServiceId) -> Result<u64, Failure> {
        let query = "SELECT count(*) FROM grants WHERE run = ?1 AND vendor = ?2";
        Ok(self.connection.query_row(query, params![run, service.as_str()], |row| row.get(0))?)
    }

    /// From when to when a run was read, and by whom: once, and once more for each time that it was resumed.
    pub fn windows(&self, run: i64) -> Result<Vec<Window>, Failure> {
        let mut statement = self.connection.prepare(
            "SELECT started_at, ended_at, utc_offset, tool, commit_id, command, os_user, host FROM windows
             WHERE run = ?1 ORDER BY number",
        )?;
        let windows = statement.query_map([run], |row| {
            Ok(Window {
                started_at: read_time(&row.get::<_, String>(0)?),
                ended_at: read_time(&row.get::<_, String>(1)?),
                utc_offset: row.get(2)?,
                tool: row.get(3)?,
                commit: row.get(4)?,
                command: from_json(row, 5)?,
                user: row.get(6)?,
                host: row.get(7)?,
            })
        })?;
        Ok(windows.collect::<rusqlite::Result<_>>()?)
    }

    /// Where a service was asked, and with which credentials.
    ///
    /// # Errors
    /// [`Failure::not_found`] where there is no such run, or where it did not ask the service.
    pub fn access(&self, run: i64, service: ServiceId) -> Result<Access, Failure> {
        let query = "SELECT addresses, credentials FROM scopes WHERE run = ?1 AND vendor = ?2";
        let access = |row: &Row<'_>| Ok((from_json(row, 0)?, from_json(row, 1)?));
        let access = self.connection.query_row(query, params![run, service.as_str()], access);
        self.in_run(run, access)?
            .ok_or_else(|| Failure::not_found("failure-run-without-service", &[("run", &run), ("service", &service)]))
    }

    /// SHA-256 of the settings and of the roster that the run was evaluated with.
    ///
    /// # Errors
    /// [`Failure::not_found`] where there is no such run.
    pub fn configuration(&self, run: i64) -> Result<(Option<String>, Option<String>), Failure> {
        let query = "SELECT settings, roster FROM runs WHERE id = ?1";
        let configuration = self.connection.query_row(query, [run], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(self.in_run(run, configuration)?.unwrap_or_default())
    }
}

fn push_once(list: &mut Vec<Value>, item: Value) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn begin_service(connection: &Connection, run: i64, service: ServiceId, first: &[Task]) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO scopes (run, vendor, state) VALUES (?1, ?2, 'reading')",
        params![run, service.as_str()],
    )?;
    first.iter().try_for_each(|task| task.enqueue(connection, run, service))
}

/// Opens a run that ended, and forgets what followed from what it held. What was signed does not change.
fn begin_again(connection: &Connection, run: i64) -> Result<(), Failure> {
    let begun_again = connection.execute(
        "UPDATE runs SET state = 'reading', ended_at = NULL, sha256 = NULL
         WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM signatures WHERE run = ?1)",
        [run],
    )?;
    if begun_again == 0 {
        return Err(Failure::usage("failure-resume-signed", &[("run", &run)]));
    }
    if connection.prepare("SELECT 1 FROM campaigns WHERE run = ?1")?.exists([run])? {
        return Err(Failure::usage("failure-resume-campaign", &[("run", &run)]));
    }
    for table in ["findings", "evaluations", "suppressions", "revocations"] {
        connection.execute(&format!("DELETE FROM {table} WHERE run = ?1"), [run])?;
    }
    Ok(())
}

/// Whether asking for what failed would not make a service whole: a list changed while it was read, tells something otherwise than
/// another one, or has an item that could not be read; or all was asked for.
fn must_be_read_anew(connection: &Connection, run: i64, service: ServiceId) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (
             SELECT 1 FROM proofs WHERE run = ?1 AND vendor = ?2 AND holds = 0 AND proof ->> 'proof' <> 'unread'
             AND NOT (proof ->> 'proof' = 'attributed' AND proof ->> 'not_listed' = 0
                 AND coalesce(proof ->> 'changed', 0) = 0))
         OR NOT EXISTS (SELECT 1 FROM tasks WHERE run = ?1 AND vendor = ?2 AND state <> 'done')",
        params![run, service.as_str()],
        |row| row.get(0),
    )
}

/// Forgets what a service answered, and asks it from the beginning. What was sent stays in the evidence.
fn read_anew(connection: &Connection, run: i64, service: ServiceId, first: &[Task]) -> rusqlite::Result<()> {
    for table in ["tasks", "operations", "lists", "principals", "resources", "grants", "counted_grants", "proofs"] {
        let sql = format!("DELETE FROM {table} WHERE run = ?1 AND vendor = ?2");
        connection.execute(&sql, params![run, service.as_str()])?;
    }
    // Base39's alone, so that they name no service.
    connection.execute("DELETE FROM permissions WHERE run = ?1 AND ?2 = 'base39'", params![run, service.as_str()])?;
    connection.execute(
        "UPDATE scopes SET state = 'reading', problem = NULL WHERE run = ?1 AND vendor = ?2",
        params![run, service.as_str()],
    )?;
    first.iter().try_for_each(|task| task.enqueue(connection, run, service))
}

fn resume_service(connection: &Connection, run: i64, service: ServiceId) -> rusqlite::Result<()> {
    for statement in [
        "UPDATE tasks SET id = id + (SELECT max(id) FROM tasks), state = 'waiting', problem = NULL
         WHERE run = ?1 AND vendor = ?2 AND state = 'failed'",
        "UPDATE scopes SET state = 'reading', problem = NULL WHERE run = ?1 AND vendor = ?2",
        "DELETE FROM proofs WHERE run = ?1 AND vendor = ?2",
    ] {
        connection.execute(statement, params![run, service.as_str()])?;
    }
    Ok(())
}

/// Adds the settings under which a service is read from now on. Those of a service that was begun under others are equal
/// to no other run's from then on: what it holds can't be compared with anything.
fn add_settings(scope: &mut Map<String, Value>, run: i64, service: ServiceId, settings: &Value) {
    let begun = scope.entry(service.as_str()).or_insert_with(|| settings.clone());
    if begun == settings {
        return;
    }
    if let Some(begun) = begun.as_object_mut() {
        begun.insert("of_run".to_owned(), run.into());
        if let Value::Array(later) = begun.entry("resumed_under").or_insert_with(|| Value::Array(Vec::new())) {
            later.push(settings.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::FailureKind;
    use crate::model::{Attribution, Proof};
    use crate::source::{BASE39, TOMTICKET};
    use crate::store::{Answer, Next, testing::store};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_run_is_complete_when_each_of_its_services_is() {
        let (_folder, store) = store();
        let first = [(TOMTICKET, vec![]), (BASE39, vec![])];
        let (run, _lock) = store.begin(&json!({"quick": false}), &first, &Identity::default(), NOW).unwrap();
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
        let (run, lock) = store.begin(&json!({}), &[], &Identity::default(), NOW).unwrap();
        let resume = || store.resume(run, &json!({}), &[], &Identity::default(), NOW);
        assert!(resume().is_err_and(|refused| refused.kind() == FailureKind::Usage));
        drop(lock);
        let _lock = resume().unwrap();
        assert_eq!(store.windows(run).unwrap().len(), 2);
    }

    #[test]
    fn a_run_whose_data_was_removed_is_not_read_on() {
        let (_folder, store) = store();
        let (scope, first) = service(json!({}));
        let (run, lock) = store.begin(&scope, &first, &Identity::default(), NOW).unwrap();
        drop(lock);
        store.end(run, NOW).unwrap();
        store.remove_data(run, NOW).unwrap();
        let sha256 = store.sha256(run).unwrap();
        let refused = store.resume(run, &scope, &first, &Identity::default(), NOW).unwrap_err();
        assert!(refused.kind() == FailureKind::NotFound && refused.to_string().contains("was removed at"), "{refused}");
        assert!(sha256.is_some());
        assert_eq!((store.sha256(run).unwrap(), store.windows(run).unwrap().len()), (sha256, 1), "it stays as it is");
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_follows_no_link_and_leaves_what_is_there_as_it_is() {
        let (folder, store) = store();
        let lock = with_ending(store.path(), ".run-7.lock");
        for (name, text) in [("notes", Some("somebody's notes")), ("nothing", None)] {
            let target = folder.path().join(name);
            text.iter().for_each(|text| std::fs::write(&target, text).unwrap());
            std::os::unix::fs::symlink(&target, &lock).unwrap();
            let refused = store.lock(7).unwrap_err().to_string();
            assert!(refused.contains(".run-7.lock") && refused.contains("was not made by acesso"), "{refused}");
            assert_eq!(std::fs::read_to_string(&target).ok().as_deref(), text, "what the link leads to");
            std::fs::remove_file(&lock).unwrap();
        }
        std::fs::write(&lock, "left by a process that was killed").unwrap();
        let held = store.lock(7).unwrap();
        assert_eq!(std::fs::read_to_string(&lock).unwrap(), "left by a process that was killed");
        assert!(store.lock(7).unwrap_err().to_string().contains("another process is reading run 7"));
        drop(held);
        assert!(!lock.exists());
    }

    fn service(settings: Value) -> (Value, [(ServiceId, Vec<Task>); 1]) {
        (json!({ "base39": settings }), [(BASE39, vec![Task::new("a", []), Task::new("b", [])])])
    }

    #[test]
    fn what_failed_is_asked_for_after_what_was_not_asked_for_yet() {
        let (_folder, store) = store();
        let store = std::rc::Rc::new(store);
        let (scope, first) = service(json!({}));
        let (run, lock) = store.begin(&scope, &first, &Identity::default(), NOW).unwrap();
        drop(lock);
        let reading = store.reading(run, BASE39);
        reading.fail(&reading.next_due(0).unwrap().unwrap(), "gone").unwrap();
        let _lock = store.resume(run, &scope, &first, &Identity::default(), NOW).unwrap();
        let next = reading.next_due(0).unwrap().unwrap();
        let last = reading.next_due(next.id).unwrap().unwrap();
        assert_eq!((next.operation.as_str(), last.operation.as_str()), ("b", "a"));
        assert_eq!(reading.next_due(last.id).unwrap(), None);
    }

    #[test]
    fn a_service_is_asked_on_only_where_what_failed_is_all_that_is_missing() {
        let attributed = |not_read, not_listed, changed| {
            Proof::Attributed(Attribution {
                permissions: 2,
                deleted: None,
                operators: 1,
                not_read,
                not_known: 0,
                under_operators: 1,
                unattributed: 1,
                created_meanwhile: 0,
                not_listed,
                changed,
            })
        };
        let read_twice = |first_only, second_only, changed| Proof::ReadTwice {
            what: "users".to_owned(),
            both: 2,
            first_only,
            second_only,
            changed: Some(changed),
            created_meanwhile: None,
            compared: None,
            lists: None,
        };
        let unread = || Proof::Unread { what: "b".to_owned(), count: 1, example: "gone".to_owned() };
        let item = Proof::UnreadItems { what: "a".to_owned(), count: 1, example: "gone".to_owned() };
        for (proof, is_asked_on) in [
            (None, true),
            (Some(attributed(1, 0, None)), true),
            (Some(attributed(1, 0, Some(0))), true),
            (Some(attributed(1, 1, Some(0))), false),
            (Some(attributed(1, 0, Some(1))), false),
            (Some(attributed(0, 0, Some(1))), false),
            (Some(read_twice(0, 0, 0)), true),
            (Some(read_twice(1, 0, 0)), false),
            (Some(read_twice(0, 1, 0)), false),
            (Some(read_twice(0, 0, 1)), false),
            (Some(Proof::Repeated { what: "users".to_owned(), count: 1 }), false),
            (Some(item), false),
        ] {
            let (_folder, store) = store();
            let store = std::rc::Rc::new(store);
            let (scope, first) = service(json!({}));
            let (run, lock) = store.begin(&scope, &first, &Identity::default(), NOW).unwrap();
            drop(lock);
            let reading = store.reading(run, BASE39);
            let done = reading.next_due(0).unwrap().unwrap();
            reading.save(&done, &Answer::default(), &Next::Done).unwrap();
            reading.fail(&reading.next_due(done.id).unwrap().unwrap(), "gone").unwrap();
            let proofs: Vec<_> = proof.iter().cloned().chain([unread()]).collect();
            reading.conclude(&proofs, None).unwrap();
            let _lock = store.resume(run, &scope, &first, &Identity::default(), NOW).unwrap();
            assert_eq!(reading.count_tasks("waiting").unwrap(), if is_asked_on { 1 } else { 2 }, "{proof:?}");
        }
    }

    #[test]
    fn a_service_that_was_resumed_under_other_settings_is_like_no_other() {
        let (_folder, store) = store();
        let (begun, first) = service(json!({ "quick": false }));
        let (other, _) = service(json!({ "quick": true }));
        let mixed = |_| {
            let (run, lock) = store.begin(&begun, &first, &Identity::default(), NOW).unwrap();
            drop(lock);
            drop(store.resume(run, &begun, &first, &Identity::default(), NOW).unwrap());
            assert_eq!(store.run(run).unwrap().unwrap().scope, begun, "the same settings change nothing");
            drop(store.resume(run, &other, &first, &Identity::default(), NOW).unwrap());
            store.run(run).unwrap().unwrap().scope
        };
        let [one, two] = [1, 2].map(mixed);
        assert_eq!(one["base39"]["resumed_under"], json!([{ "quick": true }]));
        assert!(one != two && one != begun && one != other, "{one} {two}");
    }

    #[test]
    fn a_resumed_run_leaves_alone_what_is_whole_and_what_nobody_asks_for() {
        let (_folder, store) = store();
        let store = std::rc::Rc::new(store);
        let (scope, first) = service(json!({ "quick": false }));
        let (run, lock) = store.begin(&scope, &first, &Identity::default(), NOW).unwrap();
        drop(lock);
        store.reading(run, BASE39).conclude(&[], None).unwrap();
        let tomticket = [(TOMTICKET, vec![Task::new("c", [])])];
        drop(store.resume(run, &json!({ "tomticket": {} }), &tomticket, &Identity::default(), NOW).unwrap());
        drop(store.resume(run, &json!({ "base39": { "quick": true } }), &first, &Identity::default(), NOW).unwrap());
        let states: Vec<_> = store.scopes(run).unwrap().into_iter().map(|scope| (scope.service, scope.state)).collect();
        assert_eq!(states, [(BASE39, RunState::Complete), (TOMTICKET, RunState::Reading)]);
        let expected = json!({ "base39": { "quick": false }, "tomticket": {} });
        assert_eq!(store.run(run).unwrap().unwrap().scope, expected);
        assert_eq!(store.reading(run, TOMTICKET).count_tasks("waiting").unwrap(), 1);
    }

    #[test]
    fn each_address_and_credential_is_kept_once_and_what_was_whole_is_not_asked_again() {
        let (_folder, store) = store();
        let identity = Identity {
            tool: "1.2.3".to_owned(),
            commit: Some("abc".to_owned()),
            utc_offset: "-03:00".to_owned(),
            ..Identity::default()
        };
        let first = [(TOMTICKET, vec![]), (BASE39, vec![])];
        let (run, _lock) = store.begin(&json!({}), &first, &identity, NOW).unwrap();
        store.connection.execute("UPDATE scopes SET state = 'complete' WHERE vendor = 'base39'", []).unwrap();
        let [old, new] = ["old-token", "new-token"].map(Fingerprint::of_token);
        for (address, credential) in
            [("https://a.example", &old), ("https://a.example", &new), ("https://b.example", &new)]
        {
            store.note_access(run, TOMTICKET, address, Some(credential)).unwrap();
            store.note_access(run, BASE39, address, Some(credential)).unwrap();
        }
        let (addresses, credentials) = store.access(run, TOMTICKET).unwrap();
        assert_eq!(addresses.unwrap(), ["https://a.example", "https://b.example"]);
        assert_eq!(credentials.unwrap(), [old, new]);
        assert_eq!(store.access(run, BASE39).unwrap(), (None, None));
        let [window] = &store.windows(run).unwrap()[..] else { panic!("one window") };
        assert_eq!((window.tool.as_deref(), window.commit.as_deref()), (Some("1.2.3"), Some("abc")));
        assert!(window.command.is_some() && window.utc_offset.is_some(), "{window:?}");
    }

    #[test]
    fn a_run_has_a_hash_from_its_end_until_it_is_resumed() {
        let (_folder, store) = store();
        let (scope, first) = service(json!({}));
        let (run, lock) = store.begin(&scope, &first, &Identity::default(), NOW).unwrap();
        drop(lock);
        assert_eq!(store.sha256(run).unwrap(), None);
        store.end(run, NOW).unwrap();
        let sealed = store.sha256(run).unwrap();
        store
            .connection
            .execute("INSERT INTO principals VALUES (?1, 'base39', '1', 'key', '', '', '', '{}')", [run])
            .unwrap();
        assert_eq!(store.sha256(run).unwrap(), sealed, "as it was when it ended");
        drop(store.resume(run, &scope, &first, &Identity::default(), NOW).unwrap());
        assert_eq!(store.sha256(run).unwrap(), None);
    }

    #[test]
    fn a_run_whose_hash_can_not_be_kept_has_not_ended() {
        let (_folder, store) = store();
        let (run, _lock) = store.begin(&json!({}), &[], &Identity::default(), NOW).unwrap();
        let full = "CREATE TEMP TRIGGER full BEFORE UPDATE OF sha256 ON runs
                    BEGIN SELECT raise(ABORT, 'no space left'); END";
        store.connection.execute_batch(full).unwrap();
        store.end(run, NOW).unwrap_err();
        let kept = store.run(run).unwrap().unwrap();
        assert_eq!((kept.state, kept.ended_at, store.sha256(run).unwrap()), (RunState::Reading, None, None));
        store.connection.execute_batch("DROP TRIGGER full").unwrap();
        store.end(run, NOW).unwrap();
        assert_eq!(store.sha256(run).unwrap(), Some(canonical::sha256(&store, run).unwrap()));
    }

    #[cfg(unix)]
    #[test]
    fn a_run_whose_store_was_removed_meanwhile_does_not_end_well() {
        let (_folder, store) = store();
        let (run, _lock) = store.begin(&json!({}), &[], &Identity::default(), NOW).unwrap();
        std::fs::remove_file(store.path()).unwrap();
        assert!(matches!(store.end(run, NOW), Err(Failure::StoreFile { .. })));
    }
}
