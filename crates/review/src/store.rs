//! What was read, kept in a file of one's own: an embedded SQLite. Every SQL statement there is stands here.
//!
//! Nobody else sees SQL, or has a connection: what a run holds leaves the store as rows, one after the other, or as
//! [canonical] JSON Lines. It may touch the model alone; what a row means is for judge to say.
//!
//! The answers of the services are committed in small batches as they arrive: a run that is killed at any moment asks again
//! for what was on its way or in the batch that was open, and goes on from there.

mod batch;
pub mod canonical;
mod comparison;
mod copy;
mod decisions;
mod description;
mod findings;
mod operations;
mod operators;
mod people;
mod query;
mod questions;
mod reading;
mod removal;
mod revocations;
mod roster;
mod row;
mod runs;
mod signatures;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, config::DbConfig};
use tempfile::TempDir;

use crate::model::Failure;
pub(crate) use comparison::{ComparedAccount, ComparedGrant, KnownFacts, Pair};
pub(crate) use copy::{Code, Coder};
pub use decisions::DecisionCounts;
pub(crate) use decisions::Waiting;
pub use findings::FindingRow;
pub(crate) use findings::{Evaluating, EvaluationRow, ExpiredRow, FindingGroup};
pub use operations::{Operation, Sent};
pub use operators::Operator;
pub(crate) use operators::OperatorList;
pub use people::{GatheredAccount, GatheredPerson, HeldAccess, HeldDecision, PeopleCounts};
pub use query::{AccountRow, Counts, DeletedPermission, GrantRow, ResourceRow, Unsearchable};
pub(crate) use questions::Parameters;
pub use questions::{Fact, Question};
pub use reading::{
    Answer, Asked, CountedGrants, Due, FoundIn, ListedPermission, Next, Reading, StoredPrincipal, Tally, Task,
};
pub(crate) use reading::{Holders, Lists};
#[cfg(test)]
pub(crate) use removal::DATA;
pub use revocations::ReportedRevocation;
pub(crate) use revocations::{KeptRevocation, Revoked};
pub use runs::RunLock;
pub use signatures::Signature;

/// The shapes that the store had, in order: each begins where the one before it ends.
const MIGRATIONS: [&str; 3] =
    [include_str!("store/schema.sql"), include_str!("store/review.sql"), include_str!("store/form.sql")];

/// What the first of them says in its first line.
const APPLICATION_ID: i32 = 0x6163_6573;

/// How many statements stay prepared: a review repeats some thirty for each answer. Of the 16 that are kept by default each one
/// would be thrown out before it comes again, and preparing it anew costs more than running it.
const STATEMENTS: usize = 64;

/// How much of the file is kept in memory, and after how many pages the log is brought into the file: the indexes of a large
/// run are written to all over, page by page, and what is in the log several times goes into the file once.
const CACHE_KIB: i32 = 8 * 1024;
const LOG_PAGES: u32 = 4000;

/// How long to wait while another process writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whose data a store holds. Never both: imaginary people must not be taken for real ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Of people that there are.
    RealAccounts,
    /// Of imaginary ones.
    Sandbox,
}

impl Holds {
    /// As it is stored.
    fn as_str(self) -> &'static str {
        match self {
            Self::RealAccounts => "real",
            Self::Sandbox => "sandbox",
        }
    }
}

/// A store of runs.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    batch: batch::Batch,
    path: PathBuf,
    /// Of a copy without names, its folder: it goes when the store does, whose file is closed before it.
    copied_into: Option<TempDir>,
}

impl Store {
    /// Opens the store for a new run, made if it is not there.
    ///
    /// # Errors
    /// For a file that can't be made, that is no store or that of a newer version, and where the store holds the
    /// other kind of data. Such a file is left as it is.
    pub fn create(path: &Path, holds: Holds) -> Result<Self, Failure> {
        create_for_owner(path).map_err(|error| Failure::StoreFile { path: path.to_owned(), error })?;
        let store = Self::open(path)?;
        store.mark(holds)?;
        Ok(store)
    }

    /// Opens a store that is there.
    ///
    /// # Errors
    /// Where there is no file, and for one that is no store, or that of a newer version: it is left as it is.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        if !path.exists() {
            return Err(Failure::Usage {
                what: format!("there is no store at {}", path.display()),
                advice: "read the services first with `acesso review`, add --sandbox to see runs of the sandbox, or name \
                         another file with --store",
            });
        }
        let mut connection = Connection::open(path)?;
        connection.busy_handler(Some(wait))?;
        connection.pragma_update(None, "foreign_keys", true)?;
        migrate(&mut connection, path)?;
        // A commit needs no sync of its own: a killed process loses nothing, a machine without power at most the last
        // moments, which are asked for again.
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Else what is bound to a statement may change its plan, and SQLite prepares it anew each time.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        Ok(Self { connection, batch: batch::Batch::default(), path: path.to_owned(), copied_into: None })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What tests look into, and change behind the store's back.
    #[cfg(test)]
    pub(crate) fn sql(&self) -> &Connection {
        &self.connection
    }

    /// Where a copy of a run goes in which nobody has a name: a store of its own, which is gone when it is dropped.
    pub(crate) fn for_a_copy(holds: Holds) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let store = Self::create(&folder.path().join("copy.db"), holds)?;
        Ok(Self { copied_into: Some(folder), ..store })
    }

    /// Whether codes stand in it for names and addresses.
    pub fn is_pseudonymised(&self) -> bool {
        self.copied_into.is_some()
    }

    /// Holds on to one moment of the store until it is dropped, though somebody may be writing into it; nothing where
    /// one is held on to already.
    pub fn snapshot(&self) -> Result<Option<Snapshot<'_>>, Failure> {
        let is_free = self.connection.is_autocommit();
        Ok(if is_free { Some(Snapshot(self.connection.unchecked_transaction()?)) } else { None })
    }

    /// Begins a change of several things that are kept together or not at all. Nobody else writes until it is done.
    pub fn change(&self) -> Result<Change<'_>, Failure> {
        Ok(Change(self.transaction()?))
    }

    /// Whose data it holds; a store without a run holds nobody's yet.
    pub fn holds(&self) -> Result<Option<Holds>, Failure> {
        let kind: Option<String> =
            self.connection.query_row("SELECT kind FROM holds", [], |row| row.get(0)).optional()?;
        Ok(kind.map(|kind| if kind == Holds::Sandbox.as_str() { Holds::Sandbox } else { Holds::RealAccounts }))
    }

    fn mark(&self, holds: Holds) -> Result<(), Failure> {
        self.connection
            .execute("INSERT INTO holds (kind) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM holds)", [holds.as_str()])?;
        match self.holds()? {
            Some(Holds::Sandbox) if holds == Holds::RealAccounts => Err(mixed("sandbox", "real accounts")),
            Some(Holds::RealAccounts) if holds == Holds::Sandbox => Err(mixed("real accounts", "the sandbox")),
            _ => Ok(()),
        }
    }
}

/// One moment of the store, as long as this lives.
#[derive(Debug)]
pub struct Snapshot<'a>(Transaction<'a>);

impl Snapshot<'_> {
    /// Lets go of the moment, and keeps what waits for later in the meantime.
    pub fn release(self) -> Result<(), Failure> {
        Ok(self.0.commit()?)
    }
}

/// A change that is under way. Dropped before it is committed, it never was.
#[derive(Debug)]
pub struct Change<'a>(Transaction<'a>);

impl Change<'_> {
    /// Keeps what was changed.
    pub fn commit(self) -> Result<(), Failure> {
        Ok(self.0.commit()?)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(Box::new(error))
    }
}

fn mixed(has: &str, asked: &str) -> Failure {
    Failure::Usage {
        what: format!("this store holds runs of {has}; a run of {asked} does not go into it"),
        advice: "name another file with --store",
    }
}

/// Whether to ask again, after so many times, while another process writes. Not as `busy_timeout` does it, which soon asks
/// ten times a second: between two batches of a review there is but a moment.
fn wait(asked: i32) -> bool {
    let moment = Duration::from_millis(1);
    thread::sleep(moment);
    moment * asked.unsigned_abs() < PATIENCE
}

/// The file and its folder, readable by the owner alone: they hold personal data. SQLite gives its side files the same
/// mode.
fn create_for_owner(path: &Path) -> io::Result<()> {
    let mut folder = DirBuilder::new();
    let mut file = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        folder.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        folder.recursive(true).create(parent)?;
    }
    file.create(true).append(true).open(path)?;
    Ok(())
}

/// Brings the store to its newest shape. `user_version` counts the migrations that it has seen.
fn migrate(connection: &mut Connection, path: &Path) -> Result<(), Failure> {
    if seen_migrations(connection, path)? == MIGRATIONS.len() {
        return Ok(());
    }
    write_ahead(connection)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it meanwhile.
    let seen = seen_migrations(&transaction, path)?;
    for migration in MIGRATIONS.iter().skip(seen) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
    Ok(transaction.commit()?)
}

/// Lets readers go on while somebody writes. Where another process is just doing the same, SQLite does not wait by itself.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < end => {
                thread::sleep(Duration::from_millis(10));
            }
            done => return done,
        }
    }
}

/// How many migrations the store has seen. A file that is no store, or that of a newer version, is not written to.
fn seen_migrations(connection: &Connection, path: &Path) -> Result<usize, Failure> {
    // All at the same moment: another process may be making the store.
    let (tables, application_id, seen): (usize, i32, usize) = connection.query_row(
        "SELECT (SELECT count(*) FROM sqlite_schema), application_id, user_version
         FROM pragma_application_id, pragma_user_version",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    if tables > 0 && application_id != APPLICATION_ID {
        return Err(Failure::Usage {
            what: format!("{} is another program's database", path.display()),
            advice: "name another file with --store",
        });
    }
    if seen > MIGRATIONS.len() {
        return Err(Failure::NewerStore { path: path.to_owned() });
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::{testing::store, *};

    #[test]
    fn a_store_holds_sandbox_runs_or_real_ones_never_both() {
        let (_folder, store) = store();
        assert_eq!(store.holds().unwrap(), Some(Holds::Sandbox));
        let refused = Store::create(store.path(), Holds::RealAccounts).unwrap_err();
        assert!(matches!(&refused, Failure::Usage { what, .. } if what.contains("holds runs of sandbox")), "{refused}");
        Store::create(store.path(), Holds::Sandbox).unwrap();
    }

    #[test]
    fn a_store_from_a_newer_version_is_refused_and_left_as_it_is() {
        let (_folder, store) = store();
        store.connection.pragma_update(None, "user_version", MIGRATIONS.len() + 1).unwrap();
        assert!(matches!(Store::open(store.path()), Err(Failure::NewerStore { .. })));
        let version: usize = store.connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(version, MIGRATIONS.len() + 1);
    }

    #[test]
    fn a_file_that_is_no_store_is_an_error_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "not a database, but somebody's notes, which are long enough").unwrap();
        assert!(matches!(Store::create(&path, Holds::Sandbox), Err(Failure::Store(_))));
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("not a database"));
    }

    #[test]
    fn another_programs_database_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.db");
        for user_version in [0, 1, 9] {
            let theirs =
                format!("DROP TABLE IF EXISTS runs; CREATE TABLE runs (x); PRAGMA user_version = {user_version}");
            Connection::open(&path).unwrap().execute_batch(&theirs).unwrap();
            let before = std::fs::read(&path).unwrap();
            let refused = Store::create(&path, Holds::Sandbox).unwrap_err();
            assert!(refused.to_string().contains("another program's"), "{user_version}: {refused}");
            assert!(std::fs::read(&path).unwrap() == before, "{user_version}: not a byte of it changes");
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        }
    }

    #[test]
    fn many_can_make_the_same_store_at_once() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("acesso.db");
            std::thread::scope(|scope| {
                let all: Vec<_> =
                    (0..8).map(|_| scope.spawn(|| Store::create(&path, Holds::Sandbox).map(drop))).collect();
                all.into_iter().for_each(|one| one.join().unwrap().unwrap());
            });
        }
    }

    #[cfg(unix)]
    #[test]
    fn its_owner_alone_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, store) = store();
        let beside = |ending: &str| PathBuf::from(format!("{}{ending}", store.path().display()));
        for path in [beside(""), beside("-wal"), beside("-shm")] {
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
        }
    }
}
