//! Stores for tests.

use tempfile::TempDir;

use super::{Holds, Store};
use crate::source::Registry;

/// A store in a folder of its own, which goes when the folder does.
#[expect(clippy::unwrap_used, reason = "a test that has no disk fails")]
pub fn store() -> (TempDir, Store) {
    // So that services are called by their names, as they are wherever somebody reads them.
    let _names = Registry::built_in();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("new/acesso.db"), Holds::Sandbox).unwrap();
    (folder, store)
}

/// One with these rows, as SQL, in place of what a new store has.
#[expect(clippy::unwrap_used, reason = "a test whose rows are wrong fails")]
pub fn store_with(rows: &str) -> (TempDir, Store) {
    let (folder, store) = store();
    store.connection.execute_batch("DELETE FROM holds").unwrap();
    store.connection.execute_batch(rows).unwrap();
    (folder, store)
}

/// The shapes that a store had, as SQL: each begins where the one before it ends.
pub const SHAPES: [&str; 7] = super::MIGRATIONS;

/// The rows of a store that an earlier version left, as SQL.
pub const KEPT: &str = include_str!("testing/kept.sql");

/// Records what is decided, as SQL: for tests that decide by SQL.
pub const RECORD: &str = "
    DELETE FROM decision_history;
    INSERT INTO decision_history
        SELECT run, row_number() OVER (PARTITION BY run ORDER BY rowid), vendor, principal, resource, permission, decision,
            reason, reviewer, decided_on, own, recorded_at, NULL, NULL
        FROM decisions";

/// One with these rows, and with hashes of the two runs in it that ended.
#[expect(clippy::unwrap_used, reason = "a test whose rows are wrong fails")]
pub fn kept() -> (TempDir, Store) {
    let (folder, store) = store_with(KEPT);
    for run in [1, 2] {
        store.seal(run).unwrap();
    }
    (folder, store)
}

/// The same run in each form of the canonical lines that was ever written, the form being its number. Every table has rows.
pub fn samples() -> (TempDir, Store) {
    let forms = "CREATE TEMP TABLE forms AS SELECT column1 AS form FROM (VALUES (1), (2), (3));";
    store_with(&[forms, include_str!("testing/samples.sql")].concat())
}

/// The lines of the sample in each form and those of what was decided about it, as the version wrote them that made the form.
pub const SAMPLE_LINES: [(i64, &str); 3] = [
    (1, include_str!("testing/samples/1.jsonl")),
    (2, include_str!("testing/samples/2.jsonl")),
    (3, include_str!("testing/samples/3.jsonl")),
];
