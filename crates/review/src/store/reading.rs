//! One service of one run, as its answers come in.

mod keys;
mod lists;
mod permissions;
mod requests;
mod tenants;

use std::{io, rc::Rc};

use acesso_core::{Cursor, ErrorKind, Pager};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use serde_json::Value;

use super::{Store, row::from_json};
use crate::model::{
    Attributes, Failure, Grant, Lang, Principal, PrincipalKind, Proof, Resource, RunState, ServiceId, StoredAttributes,
    email_key,
};
pub use lists::{Listed, Progressed};
pub use permissions::{FoundIn, ListedPermission};
pub(crate) use permissions::{Holders, Lists};
pub use requests::Asked;
pub use tenants::CountedGrants;

/// Something to ask: a list, or one thing. Operations are called as the vendor's contract calls them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What is asked for, as the service's contract calls it.
    pub operation: &'static str,
    /// Of what or of whom: ids, in the order of the operation's own arguments.
    pub arguments: Vec<String>,
}

impl Task {
    /// A task that was not begun. The same one is asked once in a run, however often it comes up.
    pub fn new<'a>(operation: &'static str, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        Self { operation, arguments: arguments.into_iter().map(str::to_owned).collect() }
    }

    pub(super) fn enqueue(&self, connection: &Connection, run: i64, service: ServiceId) -> rusqlite::Result<()> {
        let mut insert = connection.prepare_cached(
            "INSERT INTO tasks (run, vendor, operation, arguments, state) VALUES (?1, ?2, ?3, ?4, 'waiting')
             ON CONFLICT DO NOTHING",
        )?;
        insert.execute(params![run, service.as_str(), self.operation, self.arguments_as_json()]).map(drop)
    }

    fn arguments_as_json(&self) -> String {
        Value::from(self.arguments.clone()).to_string()
    }
}

/// A task as it stands in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its place in the order in which tasks came up.
    pub id: i64,
    /// What is asked for, as the [task](Task) had it.
    pub operation: String,
    /// Of what or of whom, as the [task](Task) had it.
    pub arguments: Vec<String>,
    /// Where a list that was begun goes on.
    pub cursor: Option<String>,
    /// Whether it is read for the second time.
    pub again: bool,
}

impl Due {
    /// The list, from where it was left.
    pub fn go_on<T: Send + 'static>(&self, list: Pager<T>) -> Pager<T> {
        match &self.cursor {
            Some(cursor) => list.from_cursor(Cursor::at(cursor)),
            None => list,
        }
    }

    /// The same list from its beginning, for the second time.
    #[must_use]
    pub fn once_more(self) -> Self {
        Self { cursor: None, again: true, ..self }
    }

    /// The argument at a place; empty where there is none, which the vendor's client refuses.
    pub fn argument(&self, place: usize) -> &str {
        self.arguments.get(place).map_or("", String::as_str)
    }
}

/// What one answer of a service brought.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Accounts and keys that it named.
    pub principals: Vec<Principal>,
    /// What it named that access can be to.
    pub resources: Vec<Resource>,
    /// Who it says holds what.
    pub grants: Vec<Grant>,
    /// Base39's permissions, of which it is told later whose they are.
    pub permissions: Vec<ListedPermission>,
    /// What is now known of principals that were stored before.
    pub described: Vec<(PrincipalKind, String, Attributes)>,
    /// Grants that were stored before and are not held.
    pub withdrawn: Vec<Grant>,
    /// What a page of a list named; absent where the answer is no page.
    pub listed: Option<Vec<Listed>>,
    /// How many grants there are, where the service counts them itself.
    pub counted_grants: Vec<CountedGrants>,
    /// What to ask because of it.
    pub tasks: Vec<Task>,
    /// Items of a list that could not be read.
    pub unread: Vec<UnreadItem>,
    /// How many items it had.
    pub items: usize,
    /// How many the service says there are on all pages.
    pub counted: Option<u64>,
}

/// An item of a list that could not be read: the others are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadItem {
    /// The service's own id of it, else whatever shows where it stands.
    pub id: String,
    /// Why, without anybody's data.
    pub problem: String,
}

/// How a task goes on after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing more is to be asked for it.
    Done,
    /// The list goes on at this cursor.
    Page(String),
    /// The list is read once more, from its beginning.
    Again,
}

impl Next {
    /// What comes after a page.
    ///
    /// # Errors
    /// For the list's own beginning: neither would it be read to its end, nor would it go on.
    pub fn after(next: Cursor) -> Result<Self, acesso_core::Error> {
        match next {
            Cursor::At(text) => Ok(Self::Page(text)),
            Cursor::End => Ok(Self::Done),
            Cursor::Start => Err(acesso_core::Error::new(ErrorKind::Paging)
                .with_detail("the page after this one is said to be the first one")),
        }
    }
}

/// A principal as it is stored.
#[derive(Debug, Clone)]
pub struct StoredPrincipal {
    /// The service's own id of it.
    pub id: String,
    /// The address as the service writes it.
    pub email: Option<String>,
    attributes: StoredAttributes,
}

impl StoredPrincipal {
    /// An attribute that is a text.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name)?.as_str()
    }
}

/// As text whose order is that of the times.
fn sortable(time: Timestamp) -> String {
    format!("{time:.3}")
}

const NEXT_DUE: &str = "SELECT id, operation, arguments, cursor, again FROM tasks
    WHERE run = ?1 AND vendor = ?2 AND state = 'waiting' AND id > ?3 ORDER BY id LIMIT 1";

/// One service of one run.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Where its answers go.
    pub store: Rc<Store>,
    /// The number of the run.
    pub run: i64,
    /// Which service is read.
    pub service: ServiceId,
}

impl Reading {
    pub(super) fn new(store: Rc<Store>, run: i64, service: ServiceId) -> Self {
        Self { store, run, service }
    }

    /// Whether this service is known to have been read whole.
    pub fn is_complete(&self) -> Result<bool, Failure> {
        let sql = "SELECT count(*) FROM scopes WHERE run = ?1 AND vendor = ?2 AND state = ?3";
        Ok(self.count(sql, params![RunState::Complete.as_str()])? > 0)
    }

    /// The next task after this one that waits, in the order in which they came up.
    pub fn next_due(&self, after: i64) -> Result<Option<Due>, Failure> {
        let mut query = self.store.connection.prepare_cached(NEXT_DUE)?;
        let due = query.query_row(params![self.run, self.service.as_str(), after], |row| {
            Ok(Due {
                id: row.get(0)?,
                operation: row.get(1)?,
                arguments: from_json(row, 2)?.unwrap_or_default(),
                cursor: row.get(3)?,
                again: row.get(4)?,
            })
        });
        Ok(due.optional()?)
    }

    /// When this service began to be read: with the run, or with a later window where it was read from its beginning again.
    fn began(&self) -> Result<Timestamp, Failure> {
        let sql = "SELECT first_at FROM operations WHERE run = ?1 AND vendor = ?2";
        let answers: Vec<String> = self.store.all(sql, params![self.run, self.service.as_str()], |row| row.get(0))?;
        let first_answer = answers.iter().filter_map(|at| at.parse::<Timestamp>().ok()).min();
        let begun = self.store.windows(self.run)?.into_iter().map(|window| window.started_at);
        let begun = match first_answer {
            Some(first) => begun.filter(|begun| *begun <= first).max(),
            None => begun.min(),
        };
        Ok(begun.unwrap_or(Timestamp::MAX))
    }

    /// How many tasks are in a state: waiting, done or failed.
    pub fn count_tasks(&self, state: &str) -> Result<u64, Failure> {
        self.count("SELECT count(*) FROM tasks WHERE run = ?1 AND vendor = ?2 AND state = ?3", params![state])
    }

    /// Whether the service is still to be asked for this.
    pub fn is_waiting(&self, operation: &str) -> Result<bool, Failure> {
        let sql = "SELECT count(*) FROM tasks WHERE run = ?1 AND vendor = ?2 AND operation = ?3 AND state = 'waiting'";
        Ok(self.count(sql, params![operation])? > 0)
    }

    /// How many questions of an operation were not answered, or not to the end of a list. Items that could not be read don't count.
    pub fn count_unanswered(&self, operation: &str) -> Result<u64, Failure> {
        let sql = "SELECT count(*) FROM tasks
                   WHERE run = ?1 AND vendor = ?2 AND operation = ?3 AND state NOT IN ('done', 'unread')";
        self.count(sql, params![operation])
    }

    /// How much of an operation is not done: questions that were not answered, and items that could not be read.
    pub fn count_undone(&self, operation: &str) -> Result<u64, Failure> {
        let sql = "SELECT count(*) FROM tasks WHERE run = ?1 AND vendor = ?2 AND operation = ?3 AND state <> 'done'";
        self.count(sql, params![operation])
    }

    /// Whether the run has to do this at all: `None` where not, else whether it is done.
    pub fn is_done(&self, task: &Task) -> Result<Option<bool>, Failure> {
        let mut query = self.store.connection.prepare_cached(
            "SELECT state = 'done' FROM tasks WHERE run = ?1 AND vendor = ?2 AND operation = ?3 AND arguments = ?4",
        )?;
        let parameters = params![self.run, self.service.as_str(), task.operation, task.arguments_as_json()];
        Ok(query.query_row(parameters, |row| row.get(0)).optional()?)
    }

    /// How many items an operation brought by now, those that came twice counted twice.
    pub fn count_items(&self, operation: &str) -> Result<u64, Failure> {
        let sql = "SELECT coalesce(sum(items), 0) FROM operations WHERE run = ?1 AND vendor = ?2 AND operation = ?3";
        self.count(sql, params![operation])
    }

    /// How many calls were answered by now.
    pub fn count_answers(&self) -> Result<u64, Failure> {
        self.count("SELECT coalesce(sum(answers), 0) FROM operations WHERE run = ?1 AND vendor = ?2", params![])
    }

    /// How many accounts of a kind were read by now.
    pub fn count_principals(&self, kind: PrincipalKind) -> Result<u64, Failure> {
        let sql = "SELECT count(*) FROM principals WHERE run = ?1 AND vendor = ?2 AND kind = ?3";
        self.count(sql, params![kind.as_str()])
    }

    /// How many principals have this attribute with this value.
    pub fn count_principals_with(&self, attribute: &str, value: bool) -> Result<u64, Failure> {
        let sql = "SELECT count(*) FROM principals WHERE run = ?1 AND vendor = ?2 AND attributes ->> ?3 = ?4";
        self.count(sql, params![attribute, value])
    }

    /// How many principals have the one attribute and not the other.
    pub fn count_principals_without(&self, attribute: &str, missing: &str) -> Result<u64, Failure> {
        let sql = "SELECT count(*) FROM principals
                   WHERE run = ?1 AND vendor = ?2 AND attributes ->> ?3 IS NOT NULL AND attributes ->> ?4 IS NULL";
        self.count(sql, params![attribute, missing])
    }

    /// How many principals have something for an address by which nobody can be matched with them.
    pub(crate) fn count_without_readable_address(&self) -> Result<u64, Failure> {
        let sql = "SELECT count(*) FROM principals
                   WHERE run = ?1 AND vendor = ?2 AND email_key IS NULL AND trim(email) <> ''";
        self.count(sql, params![])
    }

    /// Whether an account of this kind was read by now.
    pub(crate) fn has_account(&self, kind: PrincipalKind, id: &str) -> Result<bool, Failure> {
        self.store.has_account(self.run, self.service, id, kind.as_str())
    }

    /// A number of this service in this run; `more` are the parameters from the third on.
    fn count(&self, sql: &str, more: &[&dyn ToSql]) -> Result<u64, Failure> {
        let service = self.service.as_str();
        let mut parameters: Vec<&dyn ToSql> = vec![&self.run, &service];
        parameters.extend(more);
        Ok(self.store.connection.prepare_cached(sql)?.query_row(&*parameters, |row| row.get(0))?)
    }

    /// What is known of a principal.
    pub fn attributes_of(&self, kind: PrincipalKind, id: &str) -> Result<StoredAttributes, Failure> {
        let mut query = self.store.connection.prepare_cached(
            "SELECT attributes FROM principals WHERE run = ?1 AND vendor = ?2 AND id = ?3 AND kind = ?4",
        )?;
        let parameters = params![self.run, self.service.as_str(), id, kind.as_str()];
        let attributes = query.query_row(parameters, |row| from_json(row, 0)).optional()?;
        Ok(attributes.flatten().unwrap_or_default())
    }

    /// Some of what `choose` makes of the principals of a kind, the same for the same seed.
    pub fn sample_principals<T>(
        &self,
        kind: PrincipalKind,
        count: usize,
        seed: u64,
        choose: impl Fn(StoredPrincipal) -> Option<T>,
    ) -> Result<Vec<T>, Failure> {
        let mut query = self.store.connection.prepare_cached(
            "SELECT id, email, attributes FROM principals WHERE run = ?1 AND vendor = ?2 AND kind = ?3 ORDER BY id",
        )?;
        let all = query.query_map(params![self.run, self.service.as_str(), kind.as_str()], |row| {
            Ok(StoredPrincipal {
                id: row.get(0)?,
                email: row.get(1)?,
                attributes: from_json(row, 2)?.unwrap_or_default(),
            })
        })?;
        let all = all.filter_map(|principal| principal.map(&choose).transpose());
        let picked = fastrand::Rng::with_seed(seed).choose_multiple(all, count);
        Ok(picked.into_iter().collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps an answer and how the task goes on, both or neither, in the open batch.
    pub fn save(&self, task: &Due, answer: &Answer, next: &Next) -> Result<(), Failure> {
        let now = Timestamp::now();
        self.store.in_batch(|| {
            self.keep(task, answer, next)?;
            self.store.note_answer(self.run, now);
            self.add_to_tally(&task.operation, answer, &now.to_string())
        })
    }

    /// As [`save`](Self::save), for a task that asked the service for nothing: it does not count as a call.
    pub fn lead_on(&self, task: &Due, answer: &Answer, next: &Next) -> Result<(), Failure> {
        self.store.in_batch(|| self.keep(task, answer, next))
    }

    /// Keeps what follows from all answers together: nothing more was asked.
    pub fn correct(&self, answer: &Answer) -> Result<(), Failure> {
        self.store.in_batch(|| self.keep_facts(answer))
    }

    fn keep(&self, task: &Due, answer: &Answer, next: &Next) -> Result<(), Failure> {
        self.keep_facts(answer)?;
        for item in &answer.unread {
            self.save_unread(task, item)?;
        }
        if let Some(listed) = &answer.listed {
            self.save_listed(task, answer, listed)?;
        }
        match next {
            Next::Done => {
                self.prepared("UPDATE tasks SET state = 'done', cursor = NULL WHERE id = ?1", params![task.id])
            }
            Next::Page(cursor) => self.prepared("UPDATE tasks SET cursor = ?2 WHERE id = ?1", params![task.id, cursor]),
            Next::Again => self.prepared("UPDATE tasks SET cursor = NULL, again = 1 WHERE id = ?1", params![task.id]),
        }
    }

    fn keep_facts(&self, answer: &Answer) -> Result<(), Failure> {
        for principal in &answer.principals {
            self.save_principal(principal)?;
        }
        for (kind, id, attributes) in &answer.described {
            self.prepared(
                "UPDATE principals SET attributes = ?5 WHERE run = ?1 AND vendor = ?2 AND id = ?3 AND kind = ?4",
                params![self.run, self.service.as_str(), id, kind.as_str(), attributes.to_json()],
            )?;
        }
        for resource in &answer.resources {
            self.save_resource(resource)?;
        }
        for grant in &answer.withdrawn {
            self.prepared(
                "DELETE FROM grants
                 WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND permission = ?5",
                params![self.run, self.service.as_str(), grant.principal, grant.resource, grant.permission],
            )?;
        }
        for grant in &answer.grants {
            self.save_grant(grant)?;
        }
        for permission in &answer.permissions {
            self.save_permission(permission)?;
        }
        for counted in &answer.counted_grants {
            self.save_counted_grants(counted)?;
        }
        for task in &answer.tasks {
            task.enqueue(&self.store.connection, self.run, self.service)?;
        }
        Ok(())
    }

    /// Keeps that a task could not be done, and why.
    pub fn fail(&self, task: &Due, problem: &str) -> Result<(), Failure> {
        let sql = "UPDATE tasks SET state = 'failed', problem = ?2 WHERE id = ?1";
        self.store.in_batch(|| self.prepared(sql, params![task.id, problem]))
    }

    /// Keeps that an item of a list could not be read. It stands among the tasks as one that is not done, and is no question of
    /// its own: whoever asks again reads the list again.
    fn save_unread(&self, list: &Due, item: &UnreadItem) -> Result<(), Failure> {
        let arguments: Value = list.arguments.iter().chain([&item.id]).map(String::as_str).collect();
        self.prepared(
            "INSERT INTO tasks (run, vendor, operation, arguments, state, problem) VALUES (?1, ?2, ?3, ?4, 'unread', ?5)
             ON CONFLICT DO NOTHING",
            params![self.run, self.service.as_str(), list.operation, arguments.to_string(), item.problem],
        )
    }

    /// What was asked for in vain, operation by operation, and the items of lists that could not be read.
    pub fn unread(&self) -> Result<Vec<Proof>, Failure> {
        let mut query = self.store.connection.prepare(
            "SELECT operation, count(*), min(problem), arguments, state FROM tasks
             WHERE run = ?1 AND vendor = ?2 AND state IN ('failed', 'unread')
             GROUP BY operation, state ORDER BY operation, state",
        )?;
        let unread = query.query_map(params![self.run, self.service.as_str()], |row| {
            let problem: Option<String> = row.get(2)?;
            // Those of the task whose problem it is.
            let arguments: Vec<String> = from_json(row, 3)?.unwrap_or_default();
            let example = [arguments.join(" "), problem.unwrap_or_default()];
            let example = example.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>();
            let (what, count, state): (_, _, String) = (row.get(0)?, row.get(1)?, row.get(4)?);
            let example = example.join(": ");
            Ok(match state.as_str() {
                "unread" => Proof::UnreadItems { what, count, example },
                _ => Proof::Unread { what, count, example },
            })
        })?;
        Ok(unread.collect::<rusqlite::Result<_>>()?)
    }

    /// Closes this service's part of the run: complete where nothing prevented it and each proof holds.
    pub fn conclude(&self, proofs: &[Proof], problem: Option<&str>) -> Result<(), Failure> {
        let transaction = self.store.transaction()?;
        for (number, proof) in (1..).zip(proofs) {
            let text = serde_json::to_string(proof).map_err(io::Error::from)?;
            self.prepared(
                "INSERT INTO proofs (run, vendor, number, holds, proof, sentence) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![self.run, self.service.as_str(), number, proof.holds(), text, proof.sentence(Lang::En)],
            )?;
        }
        let complete = problem.is_none() && proofs.iter().all(Proof::holds);
        let state = if complete { RunState::Complete } else { RunState::Incomplete };
        self.prepared(
            "UPDATE scopes SET state = ?3, problem = ?4 WHERE run = ?1 AND vendor = ?2",
            params![self.run, self.service.as_str(), state.as_str(), problem],
        )?;
        Ok(transaction.commit()?)
    }

    fn save_principal(&self, principal: &Principal) -> Result<(), Failure> {
        self.prepared(
            "INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (run, vendor, id, kind) DO UPDATE SET name = excluded.name, email = excluded.email,
                 email_key = excluded.email_key,
                 attributes = CASE WHEN excluded.attributes = '{}' THEN attributes ELSE excluded.attributes END",
            params![
                self.run,
                self.service.as_str(),
                principal.id,
                principal.kind.as_str(),
                principal.name,
                principal.email,
                principal.email.as_deref().and_then(email_key),
                principal.attributes.to_json(),
            ],
        )
    }

    fn save_resource(&self, resource: &Resource) -> Result<(), Failure> {
        self.prepared(
            "INSERT INTO resources (run, vendor, id, kind, name, attributes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (run, vendor, id) DO UPDATE SET name = excluded.name, attributes = excluded.attributes",
            params![
                self.run,
                self.service.as_str(),
                resource.id,
                resource.kind,
                resource.name,
                resource.attributes.to_json(),
            ],
        )
    }

    fn save_grant(&self, grant: &Grant) -> Result<(), Failure> {
        self.prepared(
            "INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, since, granted_by,
                 attributes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (run, vendor, principal, resource, permission) DO UPDATE SET ids = excluded.ids,
                 since = excluded.since, granted_by = excluded.granted_by, attributes = excluded.attributes",
            params![
                self.run,
                self.service.as_str(),
                grant.principal,
                grant.resource,
                grant.permission,
                grant.principal_kind.as_str(),
                grant.id,
                grant.since.map(|since| since.to_string()),
                grant.granted_by,
                grant.attributes.to_json(),
            ],
        )
    }

    fn add_to_tally(&self, operation: &str, answer: &Answer, now: &str) -> Result<(), Failure> {
        self.prepared(
            "INSERT INTO operations (run, vendor, operation, answers, items, counted_first, counted_last, first_at,
                 last_at)
             VALUES (?1, ?2, ?3, 1, ?4, ?5, ?5, ?6, ?6)
             ON CONFLICT (run, vendor, operation) DO UPDATE SET answers = answers + 1, items = items + excluded.items,
                 counted_first = coalesce(counted_first, excluded.counted_first),
                 counted_last = coalesce(excluded.counted_last, counted_last), last_at = excluded.last_at",
            params![self.run, self.service.as_str(), operation, answer.items, answer.counted, now],
        )
    }

    fn prepared(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<(), Failure> {
        self.store.connection.prepare_cached(sql)?.execute(parameters)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::{model::Identity, source::BASE39, store::testing::store};

    #[test]
    fn a_list_that_would_begin_again_is_neither_done_nor_goes_on() {
        assert_eq!(Next::after(Cursor::at("7")).unwrap(), Next::Page("7".to_owned()));
        assert_eq!(Next::after(Cursor::End).unwrap(), Next::Done);
        assert_eq!(Next::after(Cursor::Start).unwrap_err().kind(), ErrorKind::Paging);
    }

    #[test]
    fn what_is_due_is_looked_for_without_preparing_anew_how() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let tasks = ["a", "b"].map(|operation| Task::new(operation, [])).to_vec();
        let (run, _lock) =
            store.begin(&Value::Null, &[(BASE39, tasks)], &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let reading = store.reading(run, BASE39);
        let first = reading.next_due(0).unwrap().unwrap();
        assert_eq!(reading.next_due(first.id).unwrap().unwrap().operation, "b");
        let query = store.connection.prepare_cached(NEXT_DUE).unwrap();
        assert_eq!([StatementStatus::Run, StatementStatus::RePrepare].map(|of| query.get_status(of)), [2, 0]);
    }
}
