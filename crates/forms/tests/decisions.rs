//! What people decided is never lost: files that come back late, half empty, or otherwise than they went out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    fs,
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
};

use acesso_forms::{
    decisions::{Decisions, Taken, Terms},
    export::{self, Heading},
    output::{Output, OutputOptions},
    pack,
    packet::Packets,
};
use acesso_review::{
    evidence,
    judge::{
        campaign::{Owners, Prepared, Wanted},
        decisions::Insisting,
        signature::Closing,
    },
    model::{By, DecisionRecord, Failure, FailureKind, Identity, Lang, RunDescription, sha256},
    source::Registry,
    store::{Store, testing},
};
use rusqlite::Connection;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use tempfile::TempDir;

const REPLACE: Insisting<'_> = Insisting { replace: true, withdraw: false, substitute: None };
const WITHDRAW: Insisting<'_> = Insisting { replace: false, withdraw: true, substitute: None };

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
        export::export(&self.store, &self.run(), &Registry::built_in(), &Heading::default(), &output).unwrap();
    }

    fn export(&self) -> Rows {
        let path = self.path("exported.csv");
        self.export_to(&path);
        let mut csv = csv::ReaderBuilder::new().has_headers(false).from_path(&path).unwrap();
        Rows(csv.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect())
    }

    fn give(&self, rows: &Rows, insisting: Insisting<'_>) -> Result<Taken, Failure> {
        self.give_as("given.csv", rows, insisting)
    }

    fn give_as(&self, name: &str, rows: &Rows, insisting: Insisting<'_>) -> Result<Taken, Failure> {
        let path = self.path(name);
        let mut csv = csv::WriterBuilder::new().flexible(true).from_path(&path).unwrap();
        rows.0.iter().for_each(|row| csv.write_record(row).unwrap());
        csv.flush().unwrap();
        self.take(&path, insisting)
    }

    fn take(&self, path: &Path, insisting: Insisting<'_>) -> Result<Taken, Failure> {
        let now = "2026-03-02T12:00:00Z".parse().unwrap();
        Decisions::open(path)?.take(&self.store, &self.run(), Terms { insisting, ..Terms::default() }, now)
    }

    /// What is refused, in words.
    fn refused(&self, rows: &Rows, insisting: Insisting<'_>) -> String {
        self.give(rows, insisting).unwrap_err().to_string()
    }

    /// What is decided by now about Ana's tickets.
    fn holds(&self) -> Option<String> {
        let sql = "SELECT decision || ' ' || reviewer FROM decisions WHERE run = 1 AND principal = 'c1'";
        self.sql().query_row(sql, [], |row| row.get(0)).ok()
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
fn what_to_do_next_is_an_option_where_every_line_has_one() {
    let review = Review::new();
    let early = review.export();
    review.give(&early.with(REVOKE), Insisting::default()).unwrap();
    let cleared = review.export().with(NOTHING);
    let broken = early.with(["keep?", "", "Ana Exemplo", "2026-02-01"]);
    let other = (1..early.0.len()).find(|line| *line != early.ana()).unwrap();
    let mut both = early.with(KEEP);
    both.decide(other, ["keep?", "", "Ana Exemplo", "2026-02-01"]);
    for (rows, has_one) in [(early.with(KEEP), true), (cleared, true), (broken, false), (both, false)] {
        let refused = review.give(&rows, Insisting::default()).unwrap_err();
        let advice = refused.advice();
        assert_eq!(advice.contains("add the option that the line names"), has_one, "{advice}");
        assert_eq!(advice.contains("correct these lines"), !has_one, "{advice}");
    }
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

/// A column of Ana's line, what somebody made of it, and what is said about it.
const MISTAKES: [(&str, &str, &str); 12] = [
    ("decision", "", "there is no `decision`, and `reason`, `reviewer`, `decided on` are filled in"),
    ("decision", "keep?", "`decision` is none of keep, change, revoke"),
    ("decision", "keep/revoke", "`decision` is none of keep, change, revoke"),
    ("decision", "(keep)", "`decision` is none of keep, change, revoke"),
    ("decided on", "2026-02-27 maybe", "`decided on` is no day"),
    ("decided on", "2026-02-27, 2026-02-28", "`decided on` is no day"),
    ("reviewer", "-", "`reviewer` names nobody"),
    ("reviewer", "???", "`reviewer` names nobody"),
    ("reviewer", "N/A", "`reviewer` names nobody"),
    ("reviewer", "42", "`reviewer` names nobody"),
    ("reason", "-", "there is no `reason`, which revoke needs"),
    ("reason", " ? ", "there is no `reason`, which revoke needs"),
];

#[test]
fn what_is_half_said_is_a_mistake_with_its_line() {
    let review = Review::new();
    let rows = review.export();
    for (column, text, said) in MISTAKES {
        let mut wrong = rows.with(REVOKE);
        wrong.set(wrong.ana(), column, text);
        let refused = review.refused(&wrong, Insisting::default());
        let line = format!("\n  line {}: {said}", wrong.ana() + 1);
        assert!(refused.contains(&line) && refused.contains("has 1 mistake"), "{column} {text}: {refused}");
    }
    for column in ["reason", "reviewer", "decided on"] {
        let mut alone = rows.clone();
        alone.set(alone.ana(), column, "x");
        let refused = review.refused(&alone, Insisting::default());
        assert!(refused.contains(&format!("there is no `decision`, and `{column}` is filled in")), "{refused}");
    }
    assert_eq!(review.history(), []);
}

#[test]
fn cells_that_were_cleared_take_a_decision_back_only_where_somebody_insists() {
    let review = Review::new();
    review.give(&review.export().with(REVOKE), Insisting::default()).unwrap();
    let cleared = review.export().with(NOTHING);
    let refused = review.refused(&cleared, Insisting::default());
    let told = "the cells are empty, and \"Bia Exemplo\" decided revoke on 2026-02-02, recorded at 2026-03-02T12:00:00Z; \
                --withdraw takes that back";
    assert!(refused.contains(told), "{refused}");
    let mut half = cleared.clone();
    half.set(half.ana(), "reviewer", "Bia");
    assert!(review.refused(&half, WITHDRAW).contains("there is no `decision`"), "half of it is no withdrawal");
    review.give(&review.export().with(KEEP), Insisting::default()).unwrap();
    let since = review.refused(&cleared, WITHDRAW);
    assert!(since.contains("since the file was exported \"Ana Exemplo\" decided keep"), "{since}");
    let taken = review.give(&review.export().with(NOTHING), WITHDRAW).unwrap();
    assert_eq!((taken.recorded.withdrawn, review.holds()), (1, None));
    assert_eq!(review.give(&cleared, WITHDRAW).unwrap().recorded.withdrawn, 0, "it is withdrawn already");
    let last = review.history().pop().unwrap();
    assert_eq!((last.number, last.decision, last.file.as_deref()), (3, None, Some("given.csv")));
    let knew = review.refused(&cleared.with(KEEP), Insisting::default());
    assert!(knew.contains("since the file was exported the decision was taken back"), "{knew}");
}

/// A workbook in somebody's hands, with an export's cells on its first sheet.
fn workbook(rows: &Rows) -> Workbook {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Access").unwrap();
    for (line, cells) in (0..).zip(&rows.0) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(line, column, cell).unwrap();
        }
    }
    book
}

/// The answer of a formula that is to be missing in the file.
const NOT_COMPUTED: &str = "not computed";

/// The workbook without these answers: this one's writer always writes one, others write none.
fn not_computed(book: &[u8]) -> Vec<u8> {
    let mut read = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut written = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for part in 0..read.len() {
        let mut part = read.by_index(part).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        written.start_file(part.name().unwrap(), zip::write::SimpleFileOptions::default()).unwrap();
        written.write_all(text.replace(&format!("<v>{NOT_COMPUTED}</v>"), "").as_bytes()).unwrap();
    }
    written.finish().unwrap().into_inner()
}

/// What is refused of a workbook to which this was done.
fn refused_after(review: &Review, rows: &Rows, change: impl FnOnce(&mut Worksheet)) -> String {
    let mut book = workbook(rows);
    book.add_worksheet().set_active(true).set_name("Notes").unwrap();
    change(book.worksheet_from_index(0).unwrap());
    let path = review.path("given.xlsx");
    fs::write(&path, not_computed(&book.save_to_buffer().unwrap())).unwrap();
    review.take(&path, Insisting::default()).unwrap_err().to_string()
}

#[test]
fn what_a_spreadsheet_program_hides_is_a_mistake_with_its_line() {
    let review = Review::new();
    let rows = review.export();
    let decided = rows.with(REVOKE);
    let line = u32::try_from(decided.ana()).unwrap();
    let column = |name: &str| u16::try_from(rows.column(name)).unwrap();
    let at = |line: u32| format!("\n  sheet \"Access\", line {}: ", line + 1);

    for name in ["decision", "reason", "reviewer", "decided on"] {
        let refused = refused_after(&review, &decided, |sheet| {
            sheet.write_formula(line, column(name), Formula::new("=Z1").set_result(NOT_COMPUTED)).unwrap();
        });
        let told = format!("{}`{name}` is a formula whose answer is not in the file", at(line));
        assert!(refused.contains(&told) && refused.contains("has 1 mistake"), "{refused}");
        let refused = refused_after(&review, &decided, |sheet| {
            sheet.write_formula(line, column(name), Formula::new("=NA()").set_result("#N/A")).unwrap();
        });
        assert!(refused.contains(&format!("{}`{name}` is the error #N/A of a formula", at(line))), "{refused}");
    }
    let merged = refused_after(&review, &rows, |sheet| {
        sheet.merge_range(line, column("decision"), line + 2, column("decision"), "revoke", &Format::new()).unwrap();
    });
    assert!(
        merged.contains(&format!("{}cells are merged in `decision` up to line {}", at(line), line + 3)),
        "{merged}"
    );
    let hidden = refused_after(&review, &decided, |sheet| {
        sheet.set_hidden(true);
    });
    assert!(hidden.contains("sheet \"Access\", line 1: the sheet is hidden"), "{hidden}");
    let mut lower = decided.clone();
    lower.0.insert(0, vec!["Review of the first half".to_owned()]);
    let lower = refused_after(&review, &lower, |sheet| {
        sheet.set_name("Ana's part").unwrap();
    });
    assert!(lower.contains("sheet \"Ana's part\", line 2: the headings stand here"), "{lower}");
    assert_eq!(review.history(), []);

    let path = review.path("given.xlsx");
    let mut book = workbook(&decided);
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.write_formula(line, column("decision"), Formula::new("=LOWER(\"KEEP\")").set_result("keep")).unwrap();
    sheet.merge_range(60, 0, 61, 1, "", &Format::new()).unwrap();
    book.add_worksheet().set_name("Notes").unwrap().set_hidden(true).write_string(0, 0, "x").unwrap();
    book.save(&path).unwrap();
    assert_eq!(review.take(&path, Insisting::default()).unwrap().recorded.added, 1, "what everybody sees is taken");
}

#[test]
fn a_file_names_its_run() {
    let review = Review::new();
    let rows = review.export();
    let path = review.path("exported.csv");
    let named = |review: &Review, path: &Path| Decisions::open(path)?.run(&review.store);
    assert_eq!(named(&review, &path).unwrap(), 1);
    // Another store has a run of the same number.
    let other = Review::new();
    other.sql().execute("UPDATE runs SET tool = '0.2.0', started_at = '2026-01-01T10:00:01Z'", []).unwrap();
    other.store.seal(1).unwrap();
    for refused in [named(&other, &path).unwrap_err(), other.take(&path, Insisting::default()).unwrap_err()] {
        let told = refused.to_string();
        assert!(told.contains("of another store") && told.lines().count() == 1, "{told}");
    }
    let second = review.store.describe(&review.store.run(2).unwrap().unwrap(), Lang::En).unwrap();
    let now = "2026-03-02T12:00:00Z".parse().unwrap();
    let refused = Decisions::open(&path)
        .unwrap()
        .take(&review.store, &second, Terms { insisting: REPLACE, ..Terms::default() }, now)
        .unwrap_err()
        .to_string();
    assert_eq!(refused, format!("{} is of another run than 2: of run 1", path.display()));

    let mut mixed = rows.with(KEEP);
    mixed.set(1, "run SHA-256", "x");
    let told = review.refused(&mixed, Insisting::default());
    assert!(told.contains("line 2: this line is not of what run 1 holds now"), "one line is told by its place: {told}");
    for (name, text) in [("empty", ""), ("list", "name,day\nAna,today\n")] {
        fs::write(review.path(name), text).unwrap();
        let told = named(&review, &review.path(name)).unwrap_err().to_string();
        assert!(told.contains("names no run"), "{told}");
    }
}

/// Asks Rui about the tickets, and Carla about all else.
fn start_campaign(review: &Review) {
    let owners = review.path("owners.csv");
    fs::write(&owners, "service,resource,reviewer\ntomticket,help-desk,rui@casa.example\n*,*,carla@casa.example\n")
        .unwrap();
    let wanted = Wanted {
        title: "Acessos".to_owned(),
        due: "2026-03-31".parse().unwrap(),
        by: By::Service,
        owners: Some(Owners::open(&owners).unwrap()),
        departments: None,
        fallback: "carla@casa.example".to_owned(),
        company: None,
        only_changed: false,
        carry_unchanged: false,
        replace: false,
    };
    let now = "2026-03-01T12:00:00Z".parse().unwrap();
    Prepared::of(&review.store, &review.run(), &wanted, None, now).unwrap().start(|| Ok(())).unwrap();
}

/// What the page of Rui's packet saves.
fn saved(review: &Review, decisions: &[[&str; 7]]) -> serde_json::Value {
    let decisions: Vec<_> = decisions
        .iter()
        .map(|[service, account, resource, permission, decision, reason, day]| {
            let key = [service, account, resource, permission];
            serde_json::json!({ "key": key, "decision": decision, "reason": reason, "decided_on": day })
        })
        .collect();
    let (run, campaign) = (review.run(), review.store.campaign(1).unwrap().unwrap());
    let packets = Packets::of(&review.store, &run, &campaign, Lang::En).unwrap();
    serde_json::json!({
        "format": "acesso/packet-decisions/1", "run": 1, "run_sha256": run.sha256, "reviewer": "rui@casa.example",
        "rows_sha256": packets.packet("rui@casa.example").unwrap().rows_sha256(), "saved_at": "2026-02-01T10:00:00Z",
        "decisions": decisions,
    })
}

fn give_saved(review: &Review, saved: &serde_json::Value, insisting: Insisting<'_>) -> Result<Taken, Failure> {
    let path = review.path("decisions-1-rui@casa.example.json");
    fs::write(&path, serde_json::to_vec_pretty(saved).unwrap()).unwrap();
    review.take(&path, insisting)
}

const TICKETS: [&str; 4] = ["tomticket", "c1", "help-desk", "create_tickets"];

fn on_tickets<'a>(decision: &'a str, reason: &'a str, day: &'a str) -> [&'a str; 7] {
    let [service, account, resource, permission] = TICKETS;
    [service, account, resource, permission, decision, reason, day]
}

#[test]
fn what_a_page_saved_is_taken() {
    let review = Review::new();
    start_campaign(&review);
    let keep = saved(&review, &[on_tickets("keep", "", "2026-02-01")]);
    let taken = give_saved(&review, &keep, Insisting::default()).unwrap();
    assert_eq!((taken.recorded.added, taken.is_packet), (1, true));
    assert_eq!(review.holds().unwrap(), "keep rui@casa.example");
    assert_eq!(give_saved(&review, &keep, Insisting::default()).unwrap().recorded.unchanged, 1);
    let path = review.path("decisions-1-rui@casa.example.json");
    assert_eq!(Decisions::open(&path).unwrap().run(&review.store).unwrap(), 1);

    let substitute = Insisting { substitute: Some("on leave"), ..Insisting::default() };
    review.give(&review.export().with(REVOKE), substitute).unwrap();
    let told = give_saved(&review, &keep, Insisting::default()).unwrap_err().to_string();
    assert!(
        told.contains("decision 1, tomticket c1 help-desk create_tickets: \"Bia Exemplo\" decided revoke"),
        "{told}"
    );
    assert_eq!(give_saved(&review, &keep, REPLACE).unwrap().recorded.replaced, 1);
}

#[test]
fn what_no_page_saved_of_this_run_is_refused() {
    let review = Review::new();
    start_campaign(&review);
    let keep = saved(&review, &[on_tickets("keep", "", "2026-02-01")]);
    for (member, value, told) in [
        ("format", "acesso/packet/1".into(), "its format is \"acesso/packet/1\""),
        ("run", 2.into(), "is of another run than 1: of run 2"),
        ("run", "1".into(), "it can't be read"),
        ("run_sha256", "0".into(), "is not of what run 1 holds now"),
        ("rows_sha256", "0".into(), "was saved from a page with other accesses than are rui@casa.example's"),
        (
            "reviewer",
            "ana@casa.example".into(),
            "was saved from a page with other accesses than are ana@casa.example's",
        ),
        ("decisions", serde_json::Value::Null, "it can't be read"),
    ] {
        let mut other = keep.clone();
        other[member] = value;
        let refused = give_saved(&review, &other, REPLACE).unwrap_err();
        assert!(refused.to_string().contains(told) && refused.kind() == FailureKind::Usage, "{member}: {refused}");
    }
    for (decided, told) in [
        (on_tickets("Keep", "", "2026-02-01"), "\"Keep\" is no decision"),
        (on_tickets("revoke", " - ", "2026-02-01"), "there is no reason, which revoke needs"),
        (on_tickets("change", "", "2026-02-01"), "there is no reason, which change needs"),
        (on_tickets("keep", "", "soon"), "`decided_on` is no day"),
        (on_tickets("keep", "", "2999-01-01"), "in the future"),
        (on_tickets("keep", "", "2025-12-30"), "before the run was read"),
        (
            ["tomticket", "c9", "help-desk", "\u{1b}[31m", "keep", "", "2026-02-01"],
            "c9 help-desk \u{fffd}[31m: it is not among the accesses of this page",
        ),
    ] {
        let told_of = give_saved(&review, &saved(&review, &[decided]), REPLACE).unwrap_err().to_string();
        assert!(told_of.contains(told) && told_of.contains("has 1 mistake, and nothing of it"), "{told}: {told_of}");
    }
    let twice = saved(&review, &[on_tickets("keep", "", "2026-02-01"), on_tickets("revoke", "left", "2026-02-01")]);
    let told = give_saved(&review, &twice, REPLACE).unwrap_err().to_string();
    assert!(
        told.contains("decision 2, tomticket c1 help-desk create_tickets: the same access stands there twice"),
        "{told}"
    );
    assert_eq!(review.holds(), None, "nothing of any of them is recorded");
}

#[test]
fn a_page_counts_no_more_when_somebody_else_decides_or_other_accesses_are_asked() {
    let review = Review::new();
    start_campaign(&review);
    let keep = saved(&review, &[on_tickets("keep", "", "2026-02-01")]);
    let refused = || give_saved(&review, &keep, REPLACE).unwrap_err().to_string();
    let give_to = |reviewer: &str| {
        let sql = "UPDATE assignments SET reviewer = ?1 WHERE principal = 'c1'";
        review.sql().execute(sql, [reviewer]).unwrap();
    };
    give_to("bia@casa.example");
    assert!(refused().contains("was saved from a page with other accesses than are rui@casa.example's now"));
    let delegation = "INSERT INTO delegations VALUES
        (1, 1, 'rui@casa.example', 'bia@casa.example', '2026-04-01', 'on \u{1b}leave', '2026-03-01T12:00:00Z')";
    review.sql().execute(delegation, []).unwrap();
    assert!(refused().ends_with(
        "counts no more: bia@casa.example decides in place of rui@casa.example until 2026-04-01 (on \u{fffd}leave)"
    ));
    give_to("rui@casa.example");
    assert_eq!(give_saved(&review, &keep, REPLACE).unwrap().recorded.added, 1, "what is theirs again they decide");
    review.sql().execute("DELETE FROM campaigns", []).unwrap();
    assert!(refused().contains("is of a campaign, and run 1 has none"));
}

#[test]
fn what_is_somebody_elses_to_decide_is_taken_only_with_the_reason_for_it() {
    let review = Review::new();
    start_campaign(&review);
    let own = ["keep", "", "Rui <RUI@casa.example>", "2026-03-01"];
    review.give(&review.export().with(own), Insisting::default()).unwrap();
    let exported = review.export();
    let refused = review.give(&exported.with(REVOKE), Insisting::default()).unwrap_err();
    let told = "it is rui@casa.example's to decide; --substitute REASON records who decides in their place, and why";
    assert!(refused.to_string().contains(told) && refused.advice().contains("add the option"), "{refused}");
    let substitute = Insisting { substitute: Some("Rui is on leave"), ..Insisting::default() };
    review.give(&exported.with(REVOKE), substitute).unwrap();
    assert_eq!(review.holds().unwrap(), "revoke Bia Exemplo");
    let history = review.history();
    let reason = history.last().unwrap().reason.as_deref();
    assert_eq!(reason, Some("left (in place of rui@casa.example: Rui is on leave)"));
    let again = review.give(&exported.with(REVOKE), substitute).unwrap().recorded;
    assert_eq!((again.unchanged, again.replaced), (1, 0), "the same file twice");
    assert_eq!(review.give(&review.export(), Insisting::default()).unwrap().recorded.unchanged, 1, "nothing new");
}

#[test]
fn to_keep_what_something_grave_was_found_about_needs_a_reason() {
    let review = Review::new();
    let found = "INSERT INTO findings (run, number, rule, severity, vendor, principal_kind, principal, data)
        VALUES (1, 3, 'roster-left', 'high', NULL, 'person', 'ana@casa.example', '{}')";
    review.sql().execute(found, []).unwrap();
    review.store.seal(1).unwrap();
    start_campaign(&review);
    let told = give_saved(&review, &saved(&review, &[on_tickets("keep", "-", "2026-02-01")]), REPLACE).unwrap_err();
    assert!(
        told.to_string().contains("there is no reason, which keep needs where a finding of high severity is"),
        "{told}"
    );
    let keep = saved(&review, &[on_tickets("keep", "until Friday", "2026-02-01")]);
    assert_eq!(give_saved(&review, &keep, REPLACE).unwrap().recorded.added, 1);
}

#[test]
fn a_dry_run_records_nothing() {
    let review = Review::new();
    let path = review.path("given.csv");
    review.give(&review.export().with(REVOKE), Insisting::default()).unwrap();
    let mut csv = csv::WriterBuilder::new().flexible(true).from_path(&path).unwrap();
    review.export().with(KEEP).0.iter().for_each(|row| csv.write_record(row).unwrap());
    csv.flush().unwrap();
    let terms = Terms { dry_run: true, ..Terms::default() };
    let now = "2026-03-02T12:00:00Z".parse().unwrap();
    let taken = Decisions::open(&path).unwrap().take(&review.store, &review.run(), terms, now).unwrap();
    assert_eq!((taken.recorded.replaced, review.history().len()), (1, 1));
    assert_eq!(review.holds().unwrap(), "revoke Bia Exemplo");
}

#[test]
fn a_pack_has_every_decision_and_the_signature_holds_them() {
    let review = Review::new();
    // Of a run of the first forms the lines are what they were: the history is among those of the third.
    review.sql().execute("UPDATE runs SET form = 3 WHERE id = 1", []).unwrap();
    review.store.seal(1).unwrap();
    review.give_as("bia.csv", &review.export().with(REVOKE), Insisting::default()).unwrap();
    review.give_as("ana.csv", &review.export().with(NOTHING), WITHDRAW).unwrap();
    let closing = Closing::of(&review.store, 1).unwrap();
    let now = "2026-03-03T12:00:00Z".parse().unwrap();
    closing.sign("Bia", &Identity::default(), now, false).unwrap();
    let folder = review.path("pack");
    let heading = Heading::default();
    pack::write(&review.store, &review.run(), &Registry::built_in(), &heading, Lang::En, &folder).unwrap();
    let lines = fs::read_to_string(folder.join("decisions.jsonl")).unwrap();
    let told: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = told.iter().map(|it| (&it["line"], &it["decision"], &it["own"], &it["file"])).collect();
    let [record, revoke, file, other] = ["recorded", "revoke", "bia.csv", "ana.csv"].map(serde_json::Value::from);
    let (own, null) = (serde_json::Value::from(false), serde_json::Value::Null);
    assert_eq!(
        told,
        [(&record, &revoke, &own, &file), (&record, &null, &null, &other)],
        "nothing holds, and all is told"
    );
    let found = evidence::folder(&folder, &Registry::built_in()).unwrap().differences;
    assert!(found.is_empty(), "{found:?}");
    let found = evidence::run(&review.store, &review.run()).unwrap().differences;
    assert!(found.is_empty(), "{found:?}");
    review.sql().execute("UPDATE decision_history SET reviewer = 'Rui' WHERE number = 1", []).unwrap();
    assert_eq!(evidence::run(&review.store, &review.run()).unwrap().differences.len(), 1, "it is signed");
}
