//! What people decided is never lost: files that come back late, half empty, or otherwise than they went out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use acesso_forms::{
    decisions::{self, Taken},
    export,
    output::{Output, OutputOptions},
};
use acesso_review::{
    judge::decisions::Insisting,
    model::{DecisionRecord, Failure, Lang, RunDescription, sha256},
    source::Registry,
    store::{Store, testing},
};
use rusqlite::Connection;
use tempfile::TempDir;

const REPLACE: Insisting = Insisting { replace: true, withdraw: false };
const WITHDRAW: Insisting = Insisting { replace: false, withdraw: true };

/// A store whose first run people decide about.
struct Review {
    folder: TempDir,
    store: Store,
}

impl Review {
    fn new() -> Self {
        let (folder, store) = testing::kept();
        Self { folder, store }
    }

    fn run(&self) -> RunDescription {
        self.store.describe(&self.store.run(1).unwrap().unwrap(), Lang::En).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn export_to(&self, path: &Path) {
        let options = OutputOptions { file: Some(path.to_owned()), ..OutputOptions::default() };
        let output = Output::new(options).unwrap();
        export::export(&self.store, &self.run(), &Registry::built_in(), &output).unwrap();
    }

    fn export(&self) -> Rows {
        let path = self.path("exported.csv");
        self.export_to(&path);
        let mut csv = csv::ReaderBuilder::new().has_headers(false).from_path(&path).unwrap();
        Rows(csv.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect())
    }

    fn give(&self, rows: &Rows, insisting: Insisting) -> Result<Taken, Failure> {
        self.give_as("given.csv", rows, insisting)
    }

    fn give_as(&self, name: &str, rows: &Rows, insisting: Insisting) -> Result<Taken, Failure> {
        let path = self.path(name);
        let mut csv = csv::WriterBuilder::new().flexible(true).from_path(&path).unwrap();
        rows.0.iter().for_each(|row| csv.write_record(row).unwrap());
        csv.flush().unwrap();
        self.take(&path, insisting)
    }

    fn take(&self, path: &Path, insisting: Insisting) -> Result<Taken, Failure> {
        decisions::take(&self.store, &self.run(), path, insisting, "2026-03-02T12:00:00Z".parse().unwrap())
    }

    /// What is refused, in words.
    fn refused(&self, rows: &Rows, insisting: Insisting) -> String {
        self.give(rows, insisting).unwrap_err().to_string()
    }

    /// What is decided by now about Ana's tickets.
    fn holds(&self) -> Option<String> {
        let sql = "SELECT decision || ' ' || reviewer FROM decisions WHERE run = 1 AND principal = 'c1'";
        let mut query = self.sql();
        let found = query.transaction().unwrap().query_row(sql, [], |row| row.get(0)).ok();
        found
    }

    fn history(&self) -> Vec<DecisionRecord> {
        let mut all = Vec::new();
        let keep = |record| {
            all.push(record);
            Ok(())
        };
        self.store.each_decision_record(1, keep).unwrap();
        all
    }

    /// A way into the store behind its back.
    fn sql(&self) -> Connection {
        Connection::open(self.store.path()).unwrap()
    }
}

/// The rows of a table, the headings first.
#[derive(Clone)]
struct Rows(Vec<Vec<String>>);

impl Rows {
    fn column(&self, name: &str) -> usize {
        self.0[0].iter().position(|heading| heading == name).unwrap()
    }

    /// The line of Ana's tickets.
    fn ana(&self) -> usize {
        let account = self.column("account");
        self.0.iter().position(|row| row[account] == "c1").unwrap()
    }

    fn set(&mut self, line: usize, column: &str, text: &str) {
        let column = self.column(column);
        text.clone_into(&mut self.0[line][column]);
    }

    fn decide(&mut self, line: usize, [decision, reason, reviewer, day]: [&str; 4]) {
        for (column, text) in [("decision", decision), ("reason", reason), ("reviewer", reviewer), ("decided on", day)]
        {
            self.set(line, column, text);
        }
    }

    /// The same, with this about Ana's tickets.
    fn with(&self, decided: [&str; 4]) -> Self {
        let mut rows = self.clone();
        rows.decide(rows.ana(), decided);
        rows
    }

    /// As an earlier version exported it.
    fn without_as_exported(&self) -> Self {
        let column = self.column("decided when exported");
        let mut rows = self.clone();
        rows.0.iter_mut().for_each(|row| drop(row.remove(column)));
        rows
    }
}

const KEEP: [&str; 4] = ["keep", "", "Ana Exemplo", "2026-02-01"];
const REVOKE: [&str; 4] = ["revoke", "left", "Bia Exemplo", "2026-02-02"];
const CHANGE: [&str; 4] = ["change", "less", "Rui Exemplo", "2026-02-03"];
const NOTHING: [&str; 4] = [""; 4];

#[test]
fn a_file_that_was_exported_before_somebody_elses_decision_does_not_undo_it() {
    let review = Review::new();
    let early = review.export();
    review.give(&early.with(REVOKE), Insisting::default()).unwrap();
    let late = early.with(KEEP);
    let refused = review.refused(&late, Insisting::default());
    let told = format!(
        "line {}: since the file was exported \"Bia Exemplo\" decided revoke on 2026-02-02, recorded at 2026-03-02T12:00:00Z; \
         --replace records this line instead",
        late.ana() + 1
    );
    assert!(refused.contains(&told) && refused.contains("has 1 mistake"), "{refused}");
    assert_eq!(review.refused(&late, WITHDRAW), refused, "another insistence is none");
    assert_eq!(review.holds().unwrap(), "revoke Bia Exemplo");

    let taken = review.give(&late, REPLACE).unwrap();
    assert_eq!((taken.recorded.replaced, taken.says_as_exported), (1, true));
    assert_eq!(review.holds().unwrap(), "keep Ana Exemplo");
    assert!(review.refused(&early.with(REVOKE), Insisting::default()).contains("\"Ana Exemplo\" decided keep"));
}

#[test]
fn who_knew_what_was_decided_replaces_it_and_who_said_nothing_leaves_it() {
    let review = Review::new();
    let early = review.export();
    review.give(&early.with(REVOKE), Insisting::default()).unwrap();
    let again = review.give(&early.with(REVOKE), Insisting::default()).unwrap().recorded;
    assert_eq!((again.added, again.replaced, again.unchanged), (0, 0, 1), "the same file twice");
    let nothing = review.give(&early, Insisting::default()).unwrap().recorded;
    assert_eq!(nothing.unchanged + nothing.withdrawn, 0, "a file of somebody who decided nothing");
    assert_eq!(review.holds().unwrap(), "revoke Bia Exemplo");
    let knowing = review.export();
    assert_eq!(review.give(&knowing.with(CHANGE), Insisting::default()).unwrap().recorded.replaced, 1);
    let untouched = review.refused(&knowing, Insisting::default());
    assert!(
        untouched.contains("\"Rui Exemplo\" decided change"),
        "it says revoke by now, which is not so: {untouched}"
    );
    let mut broken = review.export();
    for text in ["", "decided", "keep 0123456789abcdef", "undecided"] {
        broken.set(broken.ana(), "decided when exported", text);
        assert!(review.give(&broken.with(KEEP), Insisting::default()).is_err(), "{text:?}");
    }
}

#[test]
fn a_file_of_an_earlier_version_replaces_nothing_unless_somebody_insists() {
    let review = Review::new();
    let old = review.export().without_as_exported();
    let taken = review.give(&old.with(REVOKE), Insisting::default()).unwrap();
    assert_eq!((taken.recorded.added, taken.says_as_exported), (1, false));
    assert_eq!(
        review.give(&old, Insisting::default()).unwrap().recorded.withdrawn,
        0,
        "nothing tells that it was cleared"
    );
    let refused = review.refused(&old.with(KEEP), Insisting::default());
    let told = "\"Bia Exemplo\" decided revoke on 2026-02-02, recorded at 2026-03-02T12:00:00Z, and the file does not say what \
                was decided when it was exported";
    assert!(refused.contains(told), "{refused}");
    assert_eq!(review.give(&old.with(KEEP), REPLACE).unwrap().recorded.replaced, 1);
}

#[test]
fn every_decision_stays_in_the_history_with_its_file() {
    let review = Review::new();
    let early = review.export();
    review.give_as("bia.csv", &early.with(REVOKE), Insisting::default()).unwrap();
    let first = sha256(&fs::read(review.path("bia.csv")).unwrap());
    review.give_as("ana.csv", &early.with(KEEP), REPLACE).unwrap();
    review.give_as("ana.csv", &early.with(KEEP), REPLACE).unwrap();
    let history = review.history();
    let told: Vec<_> = history
        .iter()
        .map(|it| (it.number, it.decision.map(|it| it.as_str()), it.reviewer.as_deref(), it.file.as_deref()))
        .collect();
    let expected = [
        (1, Some("revoke"), Some("Bia Exemplo"), Some("bia.csv")),
        (2, Some("keep"), Some("Ana Exemplo"), Some("ana.csv")),
    ];
    assert_eq!(told, expected, "what changes nothing is no event");
    assert_eq!(history[0].file_sha256.as_deref(), Some(first.as_str()));
    assert_eq!((&*history[0].principal, &*history[0].recorded_at), ("c1", "2026-03-02T12:00:00Z"));
    review.export_to(&review.path("run.json"));
    let document: serde_json::Value = serde_json::from_slice(&fs::read(review.path("run.json")).unwrap()).unwrap();
    assert_eq!(document["decision_history"], serde_json::to_value(&history).unwrap());
}
