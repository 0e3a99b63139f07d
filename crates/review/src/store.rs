//! What was read, found and decided, kept in an SQLite database that is a file of one's own. All SQL stands in this room.
//!
//! Nobody else sees SQL, or has a connection: what a run holds leaves the store as rows, one after the other, or as
//! [canonical] JSON Lines. It may touch the model alone; what a row means is for judge to say.
//!
//! The answers of the services are committed in small batches as they arrive: a run that is killed at any moment asks again
//! for what was on its way or in the batch that was open, and goes on from there.

mod addresses;
mod batch;
mod campaign;
pub mod canonical;
mod comparison;
mod copy;
mod deciding;
mod decisions;
mod description;
mod findings;
mod functions;
mod lock;
mod opening;
mod operations;
mod operators;
mod orders;
mod people;
mod query;
mod questions;
mod reading;
mod removal;
mod restored;
mod reviewers;
mod revocations;
mod roster;
mod row;
mod runs;
mod signatures;
mod since;
mod teams;
pub mod temporary;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod unmatched;

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    rc::Rc,
};

use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::model::Failure;
pub(crate) use addresses::HashedAccount;
pub use campaign::{Assigned, Progress, Said};
pub(crate) use campaign::{AssignedCount, Assigning};
pub(crate) use comparison::{ComparedAccount, ComparedGrant, KnownFacts, Pair};
pub(crate) use copy::{Code, Coder};
pub(crate) use decisions::Waiting;
pub use decisions::{DecisionCounts, OfReviewer};
pub use findings::FindingRow;
pub(crate) use findings::{Evaluating, EvaluationRow, ExpiredRow, FindingGroup};
pub use lock::FileLock;
pub use opening::naming;
pub use operations::{Operation, Sent};
pub use operators::Operator;
pub(crate) use operators::OperatorList;
pub use people::{GatheredAccount, GatheredPerson, HeldAccess, HeldDecision, PeopleCounts};
pub use query::{AccountRow, Counts, DeletedPermission, GrantRow, ResourceRow, Unsearchable};
pub(crate) use questions::Parameters;
pub use questions::{Fact, Question};
pub use reading::{
    Answer, Asked, CountedGrants, Due, FoundIn, Listed, ListedPermission, Next, Progressed, Reading, StoredPrincipal,
    Task, UnreadItem,
};
pub(crate) use reading::{Holders, Lists};
#[cfg(test)]
pub(crate) use removal::DATA;
pub(crate) use revocations::Revoked;
pub use revocations::{HeldBy, KeptRevocation};
pub use signatures::Signature;
pub use since::RosterFacts;
pub(crate) use unmatched::Unmatched;

/// The shapes that the store had, in order: each begins where the one before it ends.
const MIGRATIONS: [&str; 7] = [
    include_str!("store/schema.sql"),
    include_str!("store/review.sql"),
    include_str!("store/form.sql"),
    include_str!("store/lists.sql"),
    include_str!("store/history.sql"),
    include_str!("store/held_by.sql"),
    include_str!("store/campaign.sql"),
];

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
    /// How SQLite is told where it is and what may be done with it.
    location: String,
    /// Is closed after the connection.
    _tidy: Option<opening::Tidy>,
    is_pseudonymised: bool,
    /// Of the run that people were looked up in last.
    older_forms: RefCell<Option<(i64, Rc<addresses::OlderForms>)>>,
    /// Of a copy, its folder: it goes when the store does, whose file is closed before it.
    _copied_into: Option<temporary::TempFolder>,
}

impl Store {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What tests look into, and change behind the store's back.
    #[cfg(test)]
    pub(crate) fn sql(&self) -> &Connection {
        &self.connection
    }

    /// Whether codes stand in it for names and addresses.
    pub fn is_pseudonymised(&self) -> bool {
        self.is_pseudonymised
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
            Some(Holds::Sandbox) if holds == Holds::RealAccounts => {
                Err(Failure::usage("failure-store-of-sandbox", &[]))
            }
            Some(Holds::RealAccounts) if holds == Holds::Sandbox => {
                Err(Failure::usage("failure-store-of-accounts", &[]))
            }
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

#[cfg(test)]
mod tests {
    use super::{testing::store, *};

    #[test]
    fn a_store_holds_sandbox_runs_or_real_ones_never_both() {
        let (_folder, store) = store();
        assert_eq!(store.holds().unwrap(), Some(Holds::Sandbox));
        let refused = Store::create(store.path(), Holds::RealAccounts).unwrap_err();
        assert!(refused.to_string().contains("holds runs of sandbox"), "{refused}");
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
        let refused = Store::create(&path, Holds::Sandbox).unwrap_err();
        assert!(refused.to_string().contains("notes.txt is damaged, or is no store"), "{refused}");
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
