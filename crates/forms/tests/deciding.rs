//! The sheet that people decide in: what stands in it, and that it is taken back, sorted, filtered and saved by any program.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::{
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

use acesso_forms::{
    decisions::{Decisions, Terms},
    export::{self, Heading},
    output::{Output, OutputOptions},
};
use acesso_review::{
    model::{Failure, Lang, RunDescription},
    source::Registry,
    store::{Store, testing},
};
use calamine::{Data, Reader, Xlsx};
use jiff::civil::Date;
use rusqlite::Connection;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use tempfile::TempDir;

/// A store whose first run people decide about. The roster knows João, and whom he reports to.
struct Review {
    folder: TempDir,
    store: Store,
}

impl Review {
    fn new() -> Self {
        let (folder, store) = testing::kept();
        let roster = "
            INSERT INTO roster (run, email_key, name, manager) VALUES (1, 'joao.avila@casa.example', 'João Ávila', '=Rui');
            INSERT INTO roster_aliases VALUES (1, 'joao.avila@casa.example', 'joao.avila@casa.example');";
        Connection::open(store.path()).unwrap().execute_batch(roster).unwrap();
        Self { folder, store }
    }

    fn run(&self, lang: Lang) -> RunDescription {
        self.store.describe(&self.store.run(1).unwrap().unwrap(), lang).unwrap()
    }

    /// Exports the run as a workbook.
    fn book(&self, lang: Lang) -> PathBuf {
        let path = self.folder.path().join("review.xlsx");
        let options = OutputOptions { file: Some(path.clone()), lang, ..OutputOptions::default() };
        let output = Output::new(options).unwrap();
        let run = self.run(lang);
        export::export(&self.store, &run, &Registry::built_in(), &Heading::default(), &output).unwrap();
        path
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        Sheet::first_of(&self.book(lang))
    }

    /// Gives a sheet back, as another program saved it.
    fn give(&self, sheet: &Sheet) -> Result<u64, Failure> {
        let path = self.folder.path().join("given.xlsx");
        sheet.save(&path);
        self.take(&path)
    }

    fn take(&self, path: &Path) -> Result<u64, Failure> {
        let now = "2026-03-02T12:00:00Z".parse().unwrap();
        let run = self.run(Lang::En);
        Ok(Decisions::open(path)?
            .take(&self.store, &run, Terms { by: Some("Bia"), ..Terms::default() }, now)?
            .recorded
            .added)
    }

    fn refused(&self, sheet: &Sheet) -> String {
        self.give(sheet).unwrap_err().to_string()
    }
}

/// The first sheet of a workbook, in somebody's hands.
#[derive(Clone)]
struct Sheet {
    name: String,
    rows: Vec<Vec<Data>>,
}

impl Sheet {
    fn first_of(path: &Path) -> Self {
        let mut book = Xlsx::new(BufReader::new(File::open(path).unwrap())).unwrap();
        let name = book.sheet_names()[0].clone();
        let rows = book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect();
        Self { name, rows }
    }

    fn column(&self, heading: &str) -> usize {
        self.rows[0].iter().position(|cell| *cell == *heading).unwrap()
    }

    /// The row of the access of which a cell says this.
    fn row(&self, text: &str) -> usize {
        self.rows.iter().position(|row| row.iter().any(|cell| cell.to_string().contains(text))).unwrap()
    }

    fn text(&self, row: usize, heading: &str) -> String {
        self.rows[row][self.column(heading)].to_string()
    }

    fn set(&mut self, row: usize, heading: &str, text: &str) {
        let column = self.column(heading);
        self.rows[row][column] = Data::String(text.to_owned());
    }

    fn decide(&mut self, row: usize, headings: [&str; 4], texts: [&str; 4]) {
        headings.into_iter().zip(texts).for_each(|(heading, text)| self.set(row, heading, text));
    }

    /// As any program saves it: days as days, texts shared, nothing hidden, no other sheet.
    fn save(&self, path: &Path) {
        let mut book = Workbook::new();
        let day = Format::new().set_num_format("dd/mm/yyyy");
        let sheet = book.add_worksheet().set_name(&self.name).unwrap();
        for (row, cells) in (0..).zip(&self.rows) {
            for (column, cell) in (0..).zip(cells) {
                match (cell, cell.to_string().parse::<Date>()) {
                    (Data::DateTime(time), _) => {
                        let time = ExcelDateTime::from_serial_datetime(time.as_f64()).unwrap();
                        sheet.write_datetime_with_format(row, column, &time, &day).unwrap();
                    }
                    (_, Ok(date)) => {
                        let time = ExcelDateTime::parse_from_str(&date.to_string()).unwrap();
                        sheet.write_datetime_with_format(row, column, &time, &day).unwrap();
                    }
                    (Data::Empty, _) => {}
                    (cell, _) => {
                        sheet.write_string(row, column, cell.to_string()).unwrap();
                    }
                }
            }
        }
        book.save(path).unwrap();
    }
}

const ENGLISH: [&str; 4] = ["decision", "reason", "reviewer", "decided on"];
const PORTUGUESE: [&str; 4] = ["decisão", "motivo", "revisor", "decidido em"];

#[test]
fn it_says_person_by_person_what_each_access_is_and_what_was_found() {
    let review = Review::new();
    let sheet = review.sheet(Lang::En);
    assert_eq!(sheet.name, "Decide");
    let headings: Vec<_> = sheet.rows[0].iter().map(ToString::to_string).collect();
    let expected = "person or account|manager|service|where|what it allows|since|what was found|last decision|decision|\
                    reason|reviewer|decided on|key|run|run SHA-256|decided when exported|data";
    assert_eq!(headings.join("|"), expected);
    let people: Vec<_> = (1..sheet.rows.len()).map(|row| sheet.text(row, "person or account")).collect();
    let expected = [
        "Ana E. <a.exemplo@casa.example>",
        "Ana Exemplo <Ana@casa.example>",
        "Ana Exemplo (o1)",
        "=HYPERLINK(\"x\") <bia@casa.example>",
        "João ÁVILA <joao.avila@casa.example>",
        "unattributed (perm_1)",
    ];
    assert_eq!(people, expected, "people by name, and last what is nobody's");
    let joao = sheet.row("João");
    let said = ["manager", "service", "where", "what it allows", "what was found"].map(|id| sheet.text(joao, id));
    assert_eq!(said[..3], ["=Rui", "Base39", "Padaria Sol"]);
    assert!(said[3].ends_with(" (approver)") && said[4].is_empty(), "{said:?}");
    assert!(matches!(sheet.rows[joao][sheet.column("since")], Data::DateTime(_)), "a day is one");
    let found = sheet.text(sheet.row("Ana E."), "what was found");
    assert_eq!(found, "medium: Ana E. (u1) is a guest at Tenant Um in MyReports", "what is suppressed is not said");
    let portuguese = review.sheet(Lang::PtBr);
    assert_eq!((portuguese.name.as_str(), portuguese.text(0, "gestor").as_str()), ("Decidir", "gestor"));
    assert!(portuguese.text(portuguese.row("Ana E."), "o que foi achado").starts_with("média: "));
}

#[test]
fn it_offers_what_can_be_filled_in_and_hides_what_only_the_tool_reads() {
    let review = Review::new();
    let file = File::open(review.book(Lang::PtBr)).unwrap();
    let mut book = zip::ZipArchive::new(file).unwrap();
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    for part in [
        "<pane xSplit=\"1\" ySplit=\"1\"",
        "state=\"frozen\"",
        "<autoFilter ref=\"A1:Q7\"/>",
        "<formula1>\"manter,alterar,revogar\"</formula1>",
        "errorTitle=\"Isto não é uma decisão\"",
        "type=\"date\" operator=\"greaterThanOrEqual\"",
        "customHeight=\"1\"",
    ] {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
    assert_eq!(sheet.matches("hidden=\"1\"").count(), 5, "{sheet}");
    assert!(!sheet.contains("<f>"), "nothing is a formula");
}

#[test]
fn what_is_decided_in_it_is_taken_back_sorted_filtered_or_cut() {
    for (lang, headings, words) in
        [(Lang::En, ENGLISH, ["keep", "revoke"]), (Lang::PtBr, PORTUGUESE, ["manter", "revogar"])]
    {
        let review = Review::new();
        let mut sheet = review.sheet(lang);
        let (joao, ana) = (sheet.row("João"), sheet.row("Ana@"));
        sheet.decide(joao, headings, [words[0], "", "", ""]);
        sheet.decide(ana, headings, [words[1], "left", "Rui", "03/02/2026"]);
        // Sorted the other way round, without the rows that a filter hid, and without the columns that nobody reads.
        let mut given = sheet.clone();
        given.rows[1..].reverse();
        given.rows.retain(|row| !row[0].to_string().starts_with("unattributed"));
        let column = sheet.column(if lang == Lang::En { "what was found" } else { "o que foi achado" });
        given.rows.iter_mut().for_each(|row| drop(row.remove(column)));
        assert_eq!(review.give(&given).unwrap(), 2);
        let again = review.sheet(lang);
        let row = again.row("Ana@");
        assert_eq!(
            (again.text(row, headings[0]), again.text(row, headings[1])),
            (words[1].to_owned(), "left".to_owned())
        );
        assert!(matches!(again.rows[row][again.column(headings[3])], Data::DateTime(_)), "a day is one");
        assert_eq!(again.text(again.row("João"), headings[2]), "Bia", "who gives it decided where nobody is named");
        assert_eq!(review.give(&again).unwrap(), 0, "nothing is new");
    }
}

#[test]
fn a_decision_never_goes_to_another_access_than_the_row_shows() {
    let review = Review::new();
    let mut sheet = review.sheet(Lang::En);
    let (joao, ana) = (sheet.row("João"), sheet.row("Ana@"));
    sheet.decide(joao, ENGLISH, ["revoke", "left", "Rui", "2026-02-02"]);
    let key = sheet.column("key");
    let mut sorted = sheet.clone();
    sorted.rows[joao][key] = sheet.rows[ana][key].clone();
    sorted.rows[ana][key] = sheet.rows[joao][key].clone();
    let said = review.refused(&sorted);
    let expected = "`person or account`, `manager`, `service`, `where`, `what it allows` are not as exported: this line is of \
                    another access";
    assert!(said.contains(expected), "{said}");
    for (heading, text) in [
        ("person or account", "Ana Exemplo <Ana@casa.example>"),
        ("manager", "Bia"),
        ("service", "MyReports"),
        ("where", "Padaria Lua"),
        ("what it allows", "Approve (financial)"),
    ] {
        let mut changed = sheet.clone();
        changed.set(joao, heading, text);
        let said = review.refused(&changed);
        assert!(said.contains(&format!("`{heading}` is not as exported: this line is of another access")), "{said}");
    }
    let mut other_words = sheet.clone();
    other_words.set(joao, "what it allows", "Words of another version (approver)");
    assert_eq!(review.give(&other_words).unwrap(), 1, "what it allows may be put into other words");
    for (heading, text, told) in [
        ("key", "[\"base39\"]", "run 1 has no such access: `key` names none"),
        ("key", "[\"base39\",\"op1\",\"comp1\",\"financial\"]", "run 1 has no such access: `key` names none"),
        ("run", "2", "this line is of another run than 1"),
        ("decided when exported", "maybe", "`decided when exported` is not as exported"),
    ] {
        let mut broken = sheet.clone();
        broken.set(joao, heading, text);
        assert!(review.refused(&broken).contains(told), "{heading}: {}", review.refused(&broken));
    }
    let mut without_its_name = sheet.clone();
    without_its_name.rows[0][sheet.column("decision")] = Data::String("verdict".to_owned());
    assert!(review.refused(&without_its_name).contains("the column `decision` is missing"));
}
