//! Answers that are committed together: a commit costs more than what most answers bring.
//!
//! A batch is a transaction that stays open. It is opened by the first thing that is kept in it, and closed when it is full,
//! at every beat, and before anything else is written. What reads through the same store sees what is in it.

use std::{
    cell::{Cell, OnceCell},
    thread,
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Transaction, TransactionBehavior, ffi};

use super::Store;
use crate::model::Failure;

/// How much is kept in a batch at most: 256 answers, each with a note of what was asked.
const FULL: usize = 512;

/// How long it stays open at most.
const BEAT: Duration = Duration::from_millis(50);

/// How long nobody writes after a beat. SQLite keeps no queue of those who want to write, and asks for them every now and
/// then: without a moment in which to find the store free they might wait until the review ends.
const PAUSE: Duration = Duration::from_millis(2);

/// What was kept since the last commit.
#[derive(Debug, Default)]
pub(super) struct Batch {
    kept: Cell<usize>,
    /// Which run the last answer in it is of, and when it came.
    answered: Cell<Option<(i64, Timestamp)>>,
    /// Why nothing is kept any more: what came later might build on something that was lost.
    broken: OnceCell<String>,
}

impl Store {
    /// Keeps something in the batch. Where that fails the whole batch is taken back, and nothing is kept from then on: the
    /// run goes on where the last commit left it.
    pub(super) fn in_batch(&self, keep: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        if let Some(problem) = self.batch.broken.get() {
            let code = ffi::Error::new(ffi::SQLITE_ABORT);
            return Err(rusqlite::Error::SqliteFailure(code, Some(problem.clone())).into());
        }
        self.or_break(self.open_batch().and_then(|()| keep()))?;
        self.batch.kept.set(self.batch.kept.get() + 1);
        if self.batch.kept.get() >= FULL {
            self.close_batch()?;
        }
        Ok(())
    }

    fn open_batch(&self) -> Result<(), Failure> {
        if self.connection.is_autocommit() {
            self.connection.execute_batch("BEGIN IMMEDIATE")?;
        }
        Ok(())
    }

    /// Keeps when a run was answered last: with the batch, not with each answer in it.
    pub(super) fn note_answer(&self, run: i64, at: Timestamp) {
        self.batch.answered.set(Some((run, at)));
    }

    /// Commits what is in the batch, if anything is.
    pub(super) fn close_batch(&self) -> Result<(), Failure> {
        if self.batch.kept.take() == 0 {
            return Ok(());
        }
        self.or_break(self.commit_batch())
    }

    fn commit_batch(&self) -> Result<(), Failure> {
        if let Some((run, at)) = self.batch.answered.take() {
            self.end_window(run, at)?;
        }
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn or_break(&self, result: Result<(), Failure>) -> Result<(), Failure> {
        let Err(failure) = result else { return Ok(()) };
        let problem = match &failure {
            Failure::Store(error) => error.to_string(),
            other => other.to_string(),
        };
        let _first = self.batch.broken.set(problem);
        self.batch.kept.set(0);
        if !self.connection.is_autocommit() {
            // Where this fails, too, the file is closed with the transaction open, which comes to the same.
            let _it_is_lost = self.connection.execute_batch("ROLLBACK");
        }
        Err(failure)
    }

    /// A transaction for something else, after what is in the batch.
    pub(super) fn transaction(&self) -> Result<Transaction<'_>, Failure> {
        self.close_batch()?;
        Ok(Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?)
    }

    /// Reads, and commits meanwhile what was kept: now and then, and at the end, however it ends.
    pub(crate) async fn commit_while<T>(
        &self,
        reading: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let read = tokio::select! {
            read = reading => read,
            failure = self.commit_at_every_beat() => Err(failure),
        };
        let committed = self.close_batch();
        read.and_then(|read| committed.map(|()| read))
    }

    async fn commit_at_every_beat(&self) -> Failure {
        loop {
            tokio::time::sleep(BEAT).await;
            if self.batch.kept.get() > 0 {
                if let Err(failure) = self.close_batch() {
                    return failure;
                }
                thread::sleep(PAUSE);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{rc::Rc, sync::mpsc};

    use serde_json::json;

    use super::*;
    use crate::{
        model::{Attributes, Identity, Principal, PrincipalKind, RunState},
        source::BASE39,
        store::{Answer, Due, Next, Reading, Task, testing::store},
    };

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    /// A run that has to ask for so many things.
    fn reading(tasks: usize) -> (tempfile::TempDir, Rc<Store>, Reading) {
        let (folder, store) = store();
        let store = Rc::new(store);
        let tasks = (0..tasks).map(|number| Task::new("ask", [&*number.to_string()])).collect();
        let (run, _lock) = store.begin(&json!({}), &[(BASE39, tasks)], &Identity::default(), NOW).unwrap();
        let reading = store.reading(run, BASE39);
        (folder, store, reading)
    }

    /// Keeps an answer to the next task.
    fn keep(reading: &Reading, after: i64) -> Due {
        let due = reading.next_due(after).unwrap().unwrap();
        reading.save(&due, &Answer { items: 1, ..Answer::default() }, &Next::Done).unwrap();
        due
    }

    /// How many answers another process sees.
    fn seen(store: &Store) -> u64 {
        let other = Rc::new(Store::open(store.path()).unwrap());
        other.reading(1, BASE39).count_tasks("done").unwrap()
    }

    #[test]
    fn what_is_kept_is_seen_here_at_once_and_elsewhere_when_the_batch_is_full() {
        let (_folder, store, reading) = reading(FULL);
        for kept in 1..FULL {
            keep(&reading, 0);
            assert_eq!(reading.count_tasks("done").unwrap(), kept as u64);
        }
        assert_eq!(seen(&store), 0);
        keep(&reading, 0);
        assert_eq!(seen(&store), FULL as u64);
    }

    #[test]
    fn who_is_killed_has_what_was_committed() {
        let (_folder, store, reading) = reading(2);
        keep(&reading, 0);
        store.close_batch().unwrap();
        keep(&reading, 0);
        let path = store.path().to_owned();
        drop((store, reading));
        let store = Rc::new(Store::open(&path).unwrap());
        assert_eq!((seen(&store), store.reading(1, BASE39).count_tasks("waiting").unwrap()), (1, 1));
    }

    #[tokio::test]
    async fn a_batch_is_committed_at_the_next_beat_and_at_the_end_of_the_reading_however_it_ends() {
        let (_folder, store, reading) = reading(3);
        let read = async {
            keep(&reading, 0);
            assert_eq!(seen(&store), 0);
            while seen(&store) == 0 {
                tokio::task::yield_now().await;
            }
            keep(&reading, 0);
            Ok(())
        };
        tokio::time::timeout(super::super::opening::PATIENCE, store.commit_while(read)).await.unwrap().unwrap();
        assert_eq!(seen(&store), 2);
        let failing = async {
            keep(&reading, 0);
            Err::<(), _>(Failure::usage("failure-name-empty", &[]))
        };
        assert_eq!(store.commit_while(failing).await.unwrap_err().to_string(), "the name is empty");
        assert_eq!(seen(&store), 3);
    }

    #[test]
    fn whatever_is_written_besides_comes_after_the_batch() {
        let (_folder, store, reading) = reading(1);
        keep(&reading, 0);
        let window = || store.windows(1).unwrap().pop().unwrap();
        assert_eq!(window().ended_at, NOW);
        reading.conclude(&[], None).unwrap();
        assert_eq!(seen(&store), 1);
        assert!(window().ended_at > NOW, "it lasted until the last answer");
        assert_eq!(store.end(1, NOW).unwrap().state, RunState::Complete);
    }

    #[test]
    fn half_an_answer_is_never_kept_nor_anything_after_it() {
        let (_folder, store, reading) = reading(3);
        keep(&reading, 0);
        store.close_batch().unwrap();
        let lost = keep(&reading, 0);
        let full = "CREATE TEMP TRIGGER full BEFORE INSERT ON grants BEGIN SELECT raise(ABORT, 'no space left'); END";
        store.connection.execute_batch(full).unwrap();
        let due = reading.next_due(lost.id).unwrap().unwrap();
        let (kind, id) = (PrincipalKind::Operator, "half".to_owned());
        let operator = Principal { kind, id, name: None, email: None, attributes: Attributes::default() };
        let principals = vec![operator];
        let grants = vec![crate::model::Grant::new(PrincipalKind::Operator, "half", "r", "p")];
        let answer = Answer { principals, grants, ..Answer::default() };
        let problem = reading.save(&due, &answer, &Next::Done).unwrap_err().to_string();
        assert_eq!(problem, "could not use the store: no space left");
        // The trigger went with the batch. What comes now may build on what was lost with it, too.
        assert_eq!(reading.save(&due, &answer, &Next::Done).unwrap_err().to_string(), problem);
        assert_eq!(reading.fail(&due, "gone").unwrap_err().to_string(), problem);
        assert_eq!(reading.count_principals(PrincipalKind::Operator).unwrap(), 0);
        store.close_batch().unwrap();
        assert_eq!((seen(&store), reading.next_due(0).unwrap().unwrap().id), (1, lost.id));
    }

    #[test]
    fn another_process_gets_its_turn_while_answers_come_without_end() {
        let (_folder, store, reading) = reading(1);
        let path = store.path().to_owned();
        let (written, is_written) = mpsc::channel();
        let other = thread::spawn(move || {
            let store = Store::open(&path).unwrap();
            let begun = store.begin(&json!({}), &[], &Identity::default(), NOW).map(drop);
            written.send(begun).unwrap();
        });
        let due = reading.next_due(0).unwrap().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let begun = runtime.block_on(store.commit_while(async {
            loop {
                reading.save(&due, &Answer::default(), &Next::Done)?;
                tokio::task::yield_now().await;
                if let Ok(begun) = is_written.try_recv() {
                    return begun;
                }
            }
        }));
        begun.unwrap();
        other.join().unwrap();
    }
}
