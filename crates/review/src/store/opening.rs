//! Opens a store: to write into it, or to read it and change nothing, neither the file nor what lies beside it.

use std::{
    cell::RefCell,
    env,
    ffi::OsString,
    fmt::Write as _,
    fs::DirBuilder,
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, config::DbConfig};
use tempfile::TempPath;

use super::{
    Holds, MIGRATIONS, Store,
    batch::Batch,
    temporary::{self, TempFolder},
};
use crate::model::Failure;

/// What the first shape says in its first line.
const APPLICATION_ID: i32 = 0x6163_6573;

/// How many statements stay prepared: a review repeats some thirty for each answer. Of the 16 that are kept by default each one
/// would be thrown out before it comes again, and preparing it anew costs more than running it.
const STATEMENTS: usize = 64;

/// How much of the file is kept in memory, and after how many pages the log is brought into the file: the indexes of a large
/// run are written to all over, page by page, and what is in the log several times goes into the file once.
const CACHE_KIB: i32 = 24 * 1024;
const LOG_PAGES: u32 = 16_000;

/// How long to wait while another process writes.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// How long to wait until nobody reads: who reads for longer writes an export, which takes as long as it takes.
const PATIENCE_WITH_READERS: Duration = Duration::from_secs(2);

/// What may be done with a file, as SQLite's file names say it.
const WRITE: &str = "mode=rw";
const READ: &str = "mode=ro";
/// Reads a file without a lock: nobody writes into it meanwhile.
const READ_UNLOCKED: &str = "immutable=1";

impl Store {
    /// Opens the store for a new run, made if it is not there.
    pub fn create(path: &Path, holds: Holds) -> Result<Self, Failure> {
        make(path)?;
        let store = Self::open(path)?;
        store.mark(holds).map_err(|failure| naming(failure, path))?;
        Ok(store)
    }

    /// Opens a store that is there, to write into it: one of an earlier shape gets the newest one.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        must_be_a_file(path)?;
        open_to_write(path).map_err(|failure| naming(failure, path))
    }

    /// Opens a store that is there, to read it. It stays as it is, to the last byte; of one of an earlier shape, a copy gets
    /// the newest one.
    pub fn open_to_read(path: &Path) -> Result<Self, Failure> {
        must_be_a_file(path)?;
        open_to_read(path).map_err(|failure| naming(failure, path))
    }

    /// Where a copy of a run goes in which nobody has a name: a store of its own, which is gone when it is dropped.
    pub fn for_a_copy(holds: Holds) -> Result<Self, Failure> {
        let folder = temporary::folder_in(&env::temp_dir())?;
        let store = Self::create(&folder.path().join("copy.db"), holds)?;
        Ok(Self { is_pseudonymised: true, _copied_into: Some(folder), ..store })
    }
}

/// Says in which file something went wrong, where SQLite tells no more than what did.
pub fn naming(failure: Failure, path: &Path) -> Failure {
    let Failure::Store(error) = failure else { return failure };
    let path = path.display();
    match error.downcast_ref().and_then(rusqlite::Error::sqlite_error_code) {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            Failure::unusable_store("failure-store-damaged", &[("path", &path), ("error", &error)])
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Failure::unusable_store("failure-store-busy", &[("path", &path), ("error", &error)])
        }
        _ => Failure::unusable_store("failure-store-unusable", &[("path", &path), ("error", &error)]),
    }
}

/// One in memory, which is gone when it is dropped.
pub(super) fn in_memory() -> Result<Store, Failure> {
    let path = Path::new(":memory:");
    let location = "file::memory:".to_owned();
    let mut connection = connect(&location)?;
    migrate(&mut connection, path)?;
    store(path, connection, location)
}

fn open_to_write(path: &Path) -> Result<Store, Failure> {
    let location = location(path, WRITE);
    let mut connection = connect(&location)?;
    if connection.is_readonly("main")? {
        let error = io::Error::from(io::ErrorKind::PermissionDenied);
        return Err(Failure::StoreFile { path: path.to_owned(), error });
    }
    migrate(&mut connection, path)?;
    // A commit needs no sync of its own: a killed process loses nothing, a machine without power at most the last
    // moments, which are asked for again.
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    store(path, connection, location)
}

fn open_to_read(path: &Path) -> Result<Store, Failure> {
    // The last of them goes first, however this ends.
    let (tidy, location, connection) = connect_to_read(path)?;
    if seen_migrations(&connection, path)? < MIGRATIONS.len() {
        return migrated_copy(&connection, path);
    }
    Ok(Store { _tidy: tidy, ..store(path, connection, location)? })
}

fn store(path: &Path, connection: Connection, location: String) -> Result<Store, Failure> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Else what is bound to a statement may change its plan, and SQLite prepares it anew each time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    Ok(Store {
        connection,
        batch: Batch::default(),
        path: path.to_owned(),
        location,
        _tidy: None,
        is_pseudonymised: false,
        older_forms: RefCell::default(),
        _copied_into: None,
    })
}

/// A copy of a store of an earlier shape, which has the newest one.
fn migrated_copy(original: &Connection, path: &Path) -> Result<Store, Failure> {
    let folder = temporary::folder_in(&env::temp_dir())?;
    let copy = folder.path().join("copy.db");
    original.execute("VACUUM INTO ?1", [location(&copy, "mode=rwc")])?;
    let mut connection = connect(&location(&copy, WRITE))?;
    migrate(&mut connection, path)?;
    drop(connection);
    let location = location(&copy, READ_UNLOCKED);
    Ok(Store { _copied_into: Some(folder), ..store(path, connect(&location)?, location)? })
}

/// Who tidies up, how SQLite is told where the store is, and what reads it.
///
/// Readers and writers know of each other by two files beside the store. Where they can't be made, the folder or the file
/// being read-only, nobody is expected to write; what a writer left there has to be read all the same.
fn connect_to_read(path: &Path) -> Result<(Option<Tidy>, String, Connection), Failure> {
    let beside = Beside::of(path).map_err(|error| Failure::StoreFile { path: path.to_owned(), error })?;
    let tidy = if beside.is_settled() { Tidy::of(path, &beside)? } else { None };
    if tidy.is_some() || beside.log.exists() || !beside.is_settled() {
        let location = location(path, READ);
        let connection = connect(&location)?;
        match look_into(&connection) {
            Err(error) if !is_forbidden(&error) => return Err(error.into()),
            Err(_) if !beside.is_settled() => return Err(cut_off(path, &beside)),
            Err(_) => {}
            Ok(()) => return Ok((tidy, location, connection)),
        }
    }
    let location = location(path, READ_UNLOCKED);
    let connection = connect(&location)?;
    Ok((None, location, connection))
}

/// Part of the store is in a file beside it, and can't be had.
fn cut_off(path: &Path, beside: &Beside) -> Failure {
    let unread = [&beside.log, &beside.journal].into_iter().find(|file| !is_empty(file)).unwrap_or(&beside.log);
    Failure::unusable_store("failure-store-cut-off", &[("file", &path.display()), ("unread", &unread.display())])
}

/// What SQLite keeps beside a store: what was written last.
struct Beside {
    log: PathBuf,
    /// Of a store that no reader can look into while it is written.
    journal: PathBuf,
}

impl Beside {
    /// Beside the file itself, where the path is a link.
    fn of(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        Ok(Self { log: with_ending(&path, "-wal"), journal: with_ending(&path, "-journal") })
    }

    /// Whether all of the store is in its file.
    fn is_settled(&self) -> bool {
        is_empty(&self.log) && is_empty(&self.journal)
    }
}

/// Whether nothing is in a file, or it is not there.
fn is_empty(file: &Path) -> bool {
    file.metadata().is_ok_and(|file| file.len() == 0) || matches!(file.try_exists(), Ok(false))
}

/// A path with more behind it, whatever letters it is written in.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut path = OsString::from(path);
    path.push(ending);
    path.into()
}

/// Has SQLite take away what it puts beside a store when it is read: a connection that may only read leaves that there. It
/// looks once, so that those files are made, and is closed last.
#[derive(Debug)]
pub(super) struct Tidy {
    connection: Connection,
    log: PathBuf,
}

impl Tidy {
    /// Nothing where nobody may write.
    fn of(path: &Path, beside: &Beside) -> Result<Option<Self>, Failure> {
        let allowed = || {
            let connection = connect(&location(path, WRITE))?;
            if connection.is_readonly("main")? {
                return Ok(None);
            }
            look_into(&connection)?;
            Ok(Some(connection))
        };
        match allowed() {
            Ok(connection) => Ok(connection.map(|connection| Self { connection, log: beside.log.clone() })),
            Err(error) if is_forbidden(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

impl Drop for Tidy {
    fn drop(&mut self) {
        if !is_empty(&self.log) {
            // Somebody wrote meanwhile. It is theirs to bring that into the file.
            let _or_it_is_done_here = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
    }
}

/// The least that shows whether a file can be read.
fn look_into(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Whether somebody may not do this, or not there.
fn is_forbidden(error: &rusqlite::Error) -> bool {
    use ErrorCode::{CannotOpen, PermissionDenied, ReadOnly};
    matches!(error.sqlite_error_code(), Some(CannotOpen | PermissionDenied | ReadOnly))
}

fn connect(location: &str) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(location, flags)?;
    connection.busy_handler(Some(|asked| wait(asked, PATIENCE)))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is removed or replaced is zeroed, from the first write on. "fast" would leave it in the pages that become free.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

/// Has a connection wait no longer than for somebody who reads for a moment.
pub(super) fn wait_for_readers(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_handler(Some(|asked| wait(asked, PATIENCE_WITH_READERS)))
}

/// How SQLite is told where a file is and what may be done with it. All but letters and numbers are coded: a path can be
/// anything, also no text.
fn location(path: &Path, access: &str) -> String {
    let mut location = "file:".to_owned();
    for &byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() {
            location.push(byte.into());
        } else {
            // Writing into a string does not fail.
            let _ = write!(location, "%{byte:02X}");
        }
    }
    location + "?" + access
}

/// Whether to ask again, after so many times, while another process writes. Not as `busy_timeout` does it, which soon asks
/// ten times a second: between two batches of a review there is but a moment.
fn wait(asked: i32, patience: Duration) -> bool {
    let moment = Duration::from_millis(1);
    thread::sleep(moment);
    moment * asked.unsigned_abs() < patience
}

fn must_be_a_file(path: &Path) -> Result<(), Failure> {
    let refused = |id| Err(Failure::usage(id, &[("path", &path.display())]));
    match path.metadata() {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(Failure::usage("failure-no-store", &[("file", &path.display())]))
        }
        Err(error) => Err(Failure::StoreFile { path: path.to_owned(), error }),
        Ok(file) if file.is_dir() => refused("failure-store-is-folder"),
        Ok(file) if !file.is_file() => refused("failure-store-no-file"),
        Ok(file) if file.len() == 0 => refused("failure-store-without-anything"),
        Ok(_) => Ok(()),
    }
}

/// Makes a store where no file is. It is made elsewhere in the folder and then gets its name: nobody ever sees half of one,
/// and of several who make it at once all have the same.
fn make(path: &Path) -> Result<(), Failure> {
    let named = |error| Failure::StoreFile { path: path.to_owned(), error };
    // In this order: somebody who has just made the store may be writing already.
    let left = ["-wal", "-journal"].into_iter().find(|ending| !is_empty(&with_ending(path, ending)));
    if path.symlink_metadata().is_ok() {
        return Ok(());
    }
    if let Some(ending) = left {
        let left = format!("{}{ending}", path.display());
        return Err(Failure::usage("failure-store-left-behind", &[("path", &path.display()), ("left", &left)]));
    }
    let (new, _folder) = new_file_beside(path).map_err(named)?;
    fill(&new).map_err(|failure| naming(failure, path))?;
    match new.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(named(error.error)),
        _ => Ok(()),
    }
}

fn fill(new: &Path) -> Result<(), Failure> {
    let mut connection = connect(&location(new, WRITE))?;
    migrate(&mut connection, new)?;
    Ok(connection.close().map_err(|(_, error)| error)?)
}

/// An empty file in a folder of the moment in the same folder, which is made where it is not there. All are readable by the
/// owner alone: they will hold personal data. SQLite gives its side files the same mode.
fn new_file_beside(path: &Path) -> io::Result<(TempPath, TempFolder)> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    let folder = temporary::folder_in(folder)?;
    Ok((tempfile::Builder::new().suffix(".db").tempfile_in(folder.path())?.into_temp_path(), folder))
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
        return Err(Failure::usage("failure-store-foreign", &[("file", &path.display())]));
    }
    if seen > MIGRATIONS.len() {
        return Err(Failure::NewerStore { path: path.to_owned() });
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::{super::testing::store, *};

    fn names(folder: &Path) -> Vec<String> {
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn every_connection_zeroes_what_it_removes() {
        let (_folder, store) = store();
        for store in [Store::open(store.path()).unwrap(), Store::open_to_read(store.path()).unwrap(), store] {
            let mode: i32 = store.connection.pragma_query_value(None, "secure_delete", |row| row.get(0)).unwrap();
            assert_eq!(mode, 1, "2 is fast, which leaves what is in the pages that become free");
        }
    }

    #[test]
    fn who_reads_can_change_nothing_but_what_is_kept_for_the_moment() {
        let (_folder, store) = store();
        let reader = Store::open_to_read(store.path()).unwrap();
        let refused = reader.connection.execute("DELETE FROM holds", []).unwrap_err();
        assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::ReadOnly));
        let moment = reader.change().unwrap();
        reader.connection.execute_batch("CREATE TEMP TABLE kept (x); INSERT INTO temp.kept VALUES (1)").unwrap();
        drop(moment);
    }

    #[test]
    fn who_reads_sees_what_somebody_writes_meanwhile_and_leaves_it_to_them() {
        let (_folder, store) = store();
        let path = store.path().to_owned();
        drop(store);
        let folder = path.parent().unwrap();
        assert_eq!(names(folder), ["acesso.db"]);
        let reader = Store::open_to_read(&path).unwrap();
        assert_eq!(names(folder), ["acesso.db", "acesso.db-shm", "acesso.db-wal"]);
        let before = std::fs::read(&path).unwrap();
        let writer = Store::open(&path).unwrap();
        writer.connection.execute("UPDATE holds SET kind = 'real'", []).unwrap();
        drop(writer);
        assert_eq!(reader.holds().unwrap(), Some(Holds::RealAccounts));
        drop(reader);
        assert!(std::fs::read(&path).unwrap() == before, "it is in the log");
        assert_eq!(Store::open_to_read(&path).unwrap().holds().unwrap(), Some(Holds::RealAccounts));
        drop(Store::open(&path).unwrap());
        assert_eq!(names(folder), ["acesso.db"]);
        drop(Store::open_to_read(&path).unwrap());
        assert_eq!(names(folder), ["acesso.db"], "nothing stays behind");
    }

    #[test]
    fn a_store_may_have_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let odd: &[&str] = match cfg!(windows) {
            true => &["a#b%20 c", "ação"],
            false => &["a?mode=ro#b%20 c", "file:x", "ação", "a\\b", "/a"],
        };
        for name in odd {
            let path = PathBuf::from(format!("{}/{name}/acesso.db", folder.path().display()));
            drop(Store::create(&path, Holds::Sandbox).unwrap());
            assert!(path.is_file(), "{name}");
            assert_eq!(Store::open_to_read(&path).unwrap().holds().unwrap(), Some(Holds::Sandbox), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_beside_the_file_of_a_link_counts() {
        let (folder, store) = store();
        store.connection.execute("UPDATE holds SET kind = 'real'", []).unwrap();
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(store.path(), &link).unwrap();
        assert!(!Beside::of(&link).unwrap().is_settled());
        assert_eq!(Store::open_to_read(&link).unwrap().holds().unwrap(), Some(Holds::RealAccounts));
    }
}
