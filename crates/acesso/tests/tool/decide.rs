//! `acesso decide` and `acesso sign`, and what later runs make of them.

use std::{
    collections::BTreeMap,
    fs,
    io::BufReader,
    path::{Path, PathBuf},
};

use acesso_sandbox::{Sandbox, tomticket};
use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    export::assert_described,
    run::{Run, run, variables},
    stored::Kept,
};

/// An exported workbook in the hands of somebody with a spreadsheet program.
pub(crate) struct Sheets(Vec<(String, Vec<Vec<String>>)>);

impl Sheets {
    pub(crate) fn open(path: &Path) -> Self {
        let mut book = Xlsx::new(BufReader::new(fs::File::open(path).unwrap())).unwrap();
        let text = |cell: &Data| match cell {
            Data::Empty => String::new(),
            Data::DateTime(time) => {
                let (year, month, day, ..) = time.to_ymd_hms_milli();
                format!("day:{year:04}-{month:02}-{day:02}")
            }
            cell => cell.to_string(),
        };
        let sheets = book.sheet_names().into_iter().map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            (name, range.rows().map(|row| row.iter().map(text).collect()).collect())
        });
        Self(sheets.collect())
    }

    /// Saves it as such a program does: other parts, other styles, texts shared between the cells, and days as days.
    pub(crate) fn save(&self, path: &Path) {
        let mut book = Workbook::new();
        let day = Format::new().set_num_format("dd/mm/yyyy");
        for (name, rows) in &self.0 {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (row, cells) in (0..).zip(rows) {
                for (column, cell) in (0..).zip(cells) {
                    match cell.strip_prefix("day:").map(|day| ExcelDateTime::parse_from_str(day).unwrap()) {
                        Some(time) => sheet.write_datetime_with_format(row, column, &time, &day).unwrap(),
                        None => sheet.write_string(row, column, cell).unwrap(),
                    };
                }
            }
        }
        book.save(path).unwrap();
    }

    /// The sheet that people decide in.
    pub(crate) fn access(&mut self) -> &mut Vec<Vec<String>> {
        &mut self.0.iter_mut().find(|(name, _)| ["Access", "Decide", "Decidir"].contains(&name.as_str())).unwrap().1
    }

    /// The rows of a sheet.
    pub(crate) fn sheet(&self, name: &str) -> &[Vec<String>] {
        &self.0.iter().find(|(sheet, _)| sheet == name).unwrap().1
    }

    /// The number of a column.
    pub(crate) fn column(&mut self, name: &str) -> usize {
        self.access()[0].iter().position(|heading| heading == name).unwrap()
    }

    fn set(&mut self, row: usize, column: &str, text: &str) {
        let column = self.column(column);
        text.clone_into(&mut self.access()[row][column]);
    }

    /// The row of an access.
    fn row(&mut self, key: &[&str; 4]) -> usize {
        let columns = ["service", "account", "resource", "access"].map(|name| self.column(name));
        let is_it = |row: &Vec<String>| columns.iter().zip(key).all(|(column, text)| row[*column] == *text);
        self.access().iter().position(is_it).unwrap()
    }

    pub(crate) fn decide(&mut self, row: usize, [decision, reason, reviewer, day]: [&str; 4]) {
        for (column, text) in [("decision", decision), ("reason", reason), ("reviewer", reviewer), ("decided on", day)]
        {
            self.set(row, column, text);
        }
    }
}

const ANA: [&str; 4] = ["tomticket", "c1", "help-desk", "create_tickets"];
const FORMULA: [&str; 4] = ["tomticket", "c2", "help-desk", "create_tickets"];
const APPROVER: [&str; 4] = ["base39", "op1", "comp1", "approver"];

/// The accesses of run 1 as an XLSX of all that is known of each.
async fn exported(kept: &Kept) -> (PathBuf, Sheets) {
    let path = kept.write(&["grants", "1"], "review.xlsx").await;
    let sheets = Sheets::open(&path);
    (path, sheets)
}

async fn decide(kept: &Kept, path: &Path, more: &[&str]) -> Run {
    kept.run(&[&["decide", "1", "--from", path.to_str().unwrap()], more].concat()).await
}

/// Who decided what by now.
fn decisions(kept: &Kept) -> Vec<String> {
    let store = kept.database();
    let sql =
        "SELECT principal || ' ' || permission || ' ' || decision || ' ' || coalesce(reason, '-') || ' ' || reviewer
                   || ' ' || decided_on || ' ' || own FROM decisions WHERE run = 1 ORDER BY vendor, principal";
    let mut query = store.prepare(sql).unwrap();
    query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_file_goes_from_hand_to_hand() {
    let kept = Kept::new();
    let (path, mut sheets) = exported(&kept).await;
    let (ana, approver) = (sheets.row(&ANA), sheets.row(&APPROVER));
    sheets.decide(ana, ["REVOGAR", "saiu do projeto", "Ana EXEMPLO", "day:2026-01-31"]);
    sheets.decide(approver, [" Keep ", "", "Rui Exemplo", "31/01/2026"]);
    sheets.save(&path);
    let taken = decide(&kept, &path, &["--json"]).await;
    assert_eq!(taken.code, 0, "{taken:?}");
    let answer = taken.json();
    let file = &answer["files"][0]["taken"];
    assert_eq!(
        (&answer["schema"], &answer["sandbox"], &answer["dry_run"], &file["run"]["id"]),
        (&json!("acesso/decide/3"), &json!(true), &json!(false), &json!(1))
    );
    assert_eq!(
        (&file["recorded"], &file["decision_counts"]),
        (
            &json!({ "added": 2, "replaced": 0, "unchanged": 0, "withdrawn": 0, "own": 1 }),
            &json!({ "accesses": 6, "undecided": 4, "keep": 1, "change": 0, "revoke": 1, "own": 1 })
        )
    );
    assert_described(&answer);
    assert_eq!(file["from"]["name"], "review.xlsx");
    assert_eq!(file["cleared_cells_checked"], true);
    let first = [
        "op1 approver keep - Rui Exemplo 2026-01-31 0",
        "c1 create_tickets revoke saiu do projeto Ana EXEMPLO 2026-01-31 1",
    ];
    assert_eq!(decisions(&kept), first);

    let (path, mut sheets) = exported(&kept).await;
    let (ana, formula) = (sheets.row(&ANA), sheets.row(&FORMULA));
    let column = sheets.column("decision");
    assert!(sheets.access()[ana][column - 1].starts_with("revoke "), "what was decided when it was exported");
    assert_eq!(sheets.access()[ana][column..], ["revoke", "saiu do projeto", "Ana EXEMPLO", "2026-01-31"]);
    sheets.decide(approver, ["change", "=less", "Rui Exemplo", "2026-02-01"]);
    sheets.decide(formula, ["manter", "", "bia@casa.example", "2026-02-01"]);
    sheets.access().swap(1, 3);
    sheets.save(&path);
    let again = decide(&kept, &path, &[]).await;
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(
        again.out,
        "SANDBOX DATA: imaginary people\n\
         review.xlsx, run 1: 1 decision recorded for the first time, 1 replaced, 1 as before\n  \
         2 decisions are about access of the reviewer's own\n\
         3 of 6 accesses decided: keep 1, change 1, revoke 1; 3 undecided\n\
         \n\
         Next\n  \
         acesso decide --from FILE --sandbox  record what people send back\n  \
         acesso sign 1 --by NAME --sandbox    close the review: no decision changes any more\n"
    );
    assert_eq!(decisions(&kept)[0], "op1 approver change =less Rui Exemplo 2026-02-01 0");
    assert_eq!(decisions(&kept)[1], first[1]);

    let (path, mut sheets) = exported(&kept).await;
    sheets.decide(ana, ["", "", "", ""]);
    sheets.save(&path);
    let cleared = decide(&kept, &path, &[]).await;
    assert_eq!((cleared.code, cleared.out.as_str()), (2, ""), "{cleared:?}");
    assert!(
        cleared.err.contains("the cells are empty, and \"Ana EXEMPLO\" decided revoke on 2026-01-31"),
        "{cleared:?}"
    );
    let withdrawn = decide(&kept, &path, &["--withdraw"]).await;
    assert!(withdrawn.code == 0 && withdrawn.out.contains("1 decision taken back\n"), "{withdrawn:?}");
    let document = kept.run(&["export", "1", "--json"]).await.json();
    assert_eq!(
        document["grants"][0]["decided"],
        json!({
            "decision": "change", "reason": "=less", "reviewer": "Rui Exemplo", "decided_on": "2026-02-01", "own": false
        })
    );
    assert_eq!(document["grants"][1]["decided"], Value::Null);
    let history = document["decision_history"].as_array().unwrap();
    let told: Vec<_> = history.iter().map(|it| (&it["decision"], &it["file"])).collect();
    let file = json!("review.xlsx");
    let expected = ["keep", "revoke", "change", "keep"].map(|decision| json!(decision));
    assert_eq!(told[..4], expected.each_ref().map(|decision| (decision, &file)));
    assert_eq!((told.len(), told[4]), (5, (&Value::Null, &file)), "that it was taken back");
    assert_described(&document);
}

#[tokio::test]
async fn of_many_files_each_is_taken_whole_or_not_at_all() {
    let kept = Kept::new();
    let (path, untouched) = exported(&kept).await;
    let folder = path.parent().unwrap().join("returned");
    fs::create_dir_all(folder.join("older")).unwrap();
    for (name, key, decided) in [
        ("ana.xlsx", &ANA, ["keep", "", "Rui Exemplo", "2026-02-01"]),
        ("bia.xlsx", &FORMULA, ["revoke", "", "Bia Exemplo", "2026-02-01"]),
        ("carla.xlsx", &APPROVER, ["manter", "", "", ""]),
    ] {
        let mut sheets = Sheets(untouched.0.clone());
        let row = sheets.row(key);
        sheets.decide(row, decided);
        sheets.save(&folder.join(name));
    }
    for (name, text) in [
        ("decisions-1-rui.json", "{ \"format\": \"acesso/packet-decisions/1\", \"run\": 1"),
        ("letter.txt", "see attached"),
        ("people.csv", "name,day\nAna,today\n"),
        ("export.json", "{ \"format\": \"other\" }"),
        (".hidden.csv", ""),
        ("~$ana.xlsx", ""),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    let from = ["decide", "--from", folder.to_str().unwrap(), "--by", "Carla Exemplo"];
    let tried = kept.run(&[&from[..], &["--dry-run", "--json"]].concat()).await;
    assert_eq!((tried.code, tried.json()["dry_run"].clone()), (2, json!(true)), "{tried:?}");
    assert_eq!(tried.json()["files"][0]["taken"]["recorded"]["added"], 1);
    assert_eq!(decisions(&kept), [""; 0], "nothing is recorded");

    let taken = kept.run(&[&from[..], &["--json"]].concat()).await;
    assert_eq!(taken.code, 2, "{taken:?}");
    assert!(taken.err.contains("2 of 4 files were refused, and nothing of them is recorded"), "{}", taken.err);
    let answer = taken.json();
    assert_described(&answer);
    let names = |list: &Value, member: &str| -> Vec<String> {
        let path = |it: &Value| if member.is_empty() { it.clone() } else { it[member].clone() };
        let name = |it: &Value| Path::new(path(it).as_str().unwrap()).file_name().unwrap().to_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(name).collect()
    };
    assert_eq!(names(&answer["files"], "path"), ["ana.xlsx", "bia.xlsx", "carla.xlsx", "decisions-1-rui.json"]);
    assert_eq!(names(&answer["passed_over"], ""), ["export.json", "letter.txt", "older", "people.csv"]);
    let files = answer["files"].as_array().unwrap();
    let refused = |at: usize| files[at]["refused"]["error"].as_str().unwrap_or_default().to_owned();
    assert!(refused(1).contains("there is no `reason`, which revoke needs"), "{answer}");
    assert!(refused(3).contains("is no file of decisions: it can't be read"), "{answer}");
    assert_eq!((refused(0), refused(2)), (String::new(), String::new()));
    let day = files[2]["taken"]["run"]["id"] == json!(1);
    assert!(day && files[1]["taken"].is_null());
    let now = decisions(&kept);
    assert_eq!(now.len(), 2, "{now:?}");
    assert!(now[0].starts_with("op1 approver keep - Carla Exemplo 2"), "the empty cells are filled: {now:?}");
    assert_eq!(now[1], "c1 create_tickets keep - Rui Exemplo 2026-02-01 0");

    kept.database().execute("UPDATE decisions SET decided_on = '2026-02-03'", []).unwrap();
    let again =
        kept.run(&["decide", "--from", folder.join("carla.xlsx").to_str().unwrap(), "--by", "Carla Exemplo"]).await;
    assert!(
        again.code == 0 && again.out.contains("0 replaced, 1 as before"),
        "on another day it says the same: {again:?}"
    );
    let told = kept.run(&from).await;
    assert_eq!(told.code, 2, "{told:?}");
    assert!(told.out.contains("bia.xlsx: REFUSED, and nothing of it is recorded\n"), "{}", told.out);
    assert!(told.err.contains("without decisions: ") && told.err.contains("letter.txt"), "{}", told.err);
    fs::create_dir(folder.join("empty")).unwrap();
    let none = kept.run(&["decide", "--from", folder.join("empty").to_str().unwrap()]).await;
    assert!(none.code == 2 && none.err.contains("no file of decisions lies in"), "{none:?}");
}

#[tokio::test]
async fn a_csv_comes_back_as_it_went_out() {
    let kept = Kept::new();
    for flavour in ["rfc4180", "excel-br"] {
        let path = kept.write(&["export", "1", "--csv", flavour], "review.csv").await;
        let between = if flavour == "rfc4180" { "," } else { ";" };
        let text = fs::read_to_string(&path).unwrap();
        let edited: String = text
            .lines()
            .map(|line| match line.contains("create_tickets") {
                true => {
                    let data = line.strip_suffix(&between.repeat(3)).unwrap();
                    format!("{data}revoke{between}'=no{between}Rui{between}2026-02-01\r\n")
                }
                false => format!("{line}\r\n"),
            })
            .collect();
        fs::write(&path, edited).unwrap();
        let taken = decide(&kept, &path, &[]).await;
        assert_eq!(taken.code, 0, "{flavour} {taken:?}");
        assert_eq!(decisions(&kept)[1], "c2 create_tickets revoke =no Rui 2026-02-01 0", "{flavour}");
        kept.database().execute("DELETE FROM decisions", []).unwrap();
    }
    // As a spreadsheet program saves it that takes the ids for numbers.
    kept.database().execute_batch("UPDATE grants SET resource = '1234567890123456789' WHERE resource = 'd1'").unwrap();
    let path = kept.write(&["export", "1"], "review.csv").await;
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("1234567890123456789", "1.23457E+18")).unwrap();
    let refused = decide(&kept, &path, &[]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("line 7: run 1 has no such access"), "{}", refused.err);
    assert!(refused.err.contains("decide in an XLSX: spreadsheet programs make numbers"), "{}", refused.err);
}

#[tokio::test]
async fn each_mistake_is_told_with_its_line_and_nothing_is_taken() {
    let kept = Kept::new();
    let (path, untouched) = exported(&kept).await;
    let keep = ["keep", "", "Rui", "2026-02-01"];
    for (column, text, said) in [
        ("run", "2", "this line is of another run than 1, says the column `run`"),
        ("run SHA-256", "x", "says the column `run SHA-256`"),
        ("account", "c9", "run 1 has no such access"),
        ("name", "Bia", "`name` is not as exported"),
        ("e-mail", "", "`e-mail` is not as exported"),
        ("data", "pseudonymised, not anonymous", "`data` is not as exported"),
        ("decision", "maybe", "`decision` is none of keep, change, revoke"),
        ("decision", "revoke", "there is no `reason`, which revoke needs"),
        ("decision", "Alterar", "there is no `reason`, which change needs"),
        ("reviewer", " ", "there is no `reviewer`, and no --by NAME"),
        ("decided on", "", "there is no `decided on`"),
        ("decided on", "soon", "`decided on` is no day such as 2026-01-31 or 31/01/2026"),
        ("decided on", "2999-01-01", "`decided on` is in the future"),
        ("decided on", "day:2025-12-31", "`decided on` is before the run was read"),
    ] {
        let mut sheets = Sheets(untouched.0.clone());
        let row = sheets.row(&ANA);
        sheets.decide(row, keep);
        sheets.set(row, column, text);
        sheets.save(&path);
        let refused = decide(&kept, &path, &[]).await;
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{column} {text}: {refused:?}");
        let line = format!("sheet \"Access\", line {}: ", row + 1);
        let told = refused.err.lines().find(|told| told.contains(&line)).unwrap_or_else(|| panic!("{refused:?}"));
        assert!(told.contains(said), "{column} {text}: {told}");
        assert!(refused.err.contains("has 1 mistake, and nothing of it is recorded"), "{}", refused.err);
        assert!(
            !refused.err.contains("Bia") && !refused.err.contains("casa.example"),
            "no cell is told: {}",
            refused.err
        );
        assert_eq!(decisions(&kept), [""; 0]);
    }
}

#[tokio::test]
async fn an_access_that_is_decided_twice_and_columns_that_are_missing_are_refused() {
    let kept = Kept::new();
    let (path, mut sheets) = exported(&kept).await;
    let row = sheets.row(&ANA);
    sheets.decide(row, ["keep", "", "Rui", "2026-02-01"]);
    let same = sheets.access()[row].clone();
    sheets.access().push(same.clone());
    let headings = sheets.access()[0].clone();
    sheets.0.push(("Acessos 2".to_owned(), vec![headings, same]));
    sheets.save(&path);
    assert_eq!(decide(&kept, &path, &[]).await.code, 0, "the same twice says nothing else");

    let last = sheets.0.len() - 1;
    let column = sheets.column("decision");
    sheets.0[last].1[1].splice(column..column + 2, ["revoke".to_owned(), "why".to_owned()]);
    sheets.save(&path);
    let refused = decide(&kept, &path, &[]).await;
    let said = format!(
        "sheet \"Acessos 2\", line 2: the same access is decided otherwise on sheet \"Access\", line {}",
        row + 1
    );
    assert!(refused.code == 2 && refused.err.contains(&said), "{refused:?}");

    let since = sheets.column("since");
    sheets.access()[0].remove(since);
    sheets.save(&path);
    let refused = decide(&kept, &path, &[]).await;
    assert!(refused.err.contains("sheet \"Access\", line 1: the column `since` is missing"), "{refused:?}");
    sheets.0.retain(|(name, _)| name == "People");
    sheets.save(&path);
    let refused = decide(&kept, &path, &[]).await;
    assert!(refused.code == 2 && refused.err.contains("there is no column `decision`"), "{refused:?}");
}

#[tokio::test]
async fn of_many_mistakes_the_first_are_told_and_the_others_counted() {
    let kept = Kept::new();
    let (path, mut sheets) = exported(&kept).await;
    let row = sheets.access()[1].clone();
    let run = sheets.column("run");
    for _ in 0..25 {
        let mut other = row.clone();
        "7".clone_into(&mut other[run]);
        sheets.access().push(other);
    }
    sheets.save(&path);
    let refused = decide(&kept, &path, &[]).await;
    assert!(refused.err.contains("has 25 mistakes") && refused.err.contains("  and 5 more\n"), "{}", refused.err);
    assert_eq!(refused.err.matches("of another run").count(), 20, "{}", refused.err);
}

#[tokio::test]
async fn a_run_that_is_signed_or_has_not_ended_takes_no_decision() {
    let kept = Kept::new();
    let (path, mut sheets) = exported(&kept).await;
    let row = sheets.row(&ANA);
    sheets.decide(row, ["revoke", "left", "Rui", "2026-02-01"]);
    sheets.save(&path);
    let reading = kept.run(&["decide", "3", "--from", path.to_str().unwrap()]).await;
    assert!(reading.code == 2 && reading.err.contains("run 3 has not ended"), "{reading:?}");
    let other = kept.run(&["decide", "2", "--from", path.to_str().unwrap()]).await;
    assert!(other.code == 2 && other.err.contains("of another run than 2: of run 1\n"), "{other:?}");
    assert_eq!(other.err.matches("of another run").count(), 1, "one sentence, not one for each line: {other:?}");
    let unnamed = kept.run(&["decide", "--from", path.to_str().unwrap(), "--json"]).await;
    assert_eq!((unnamed.code, &unnamed.json()["files"][0]["taken"]["run"]["id"]), (0, &json!(1)), "{unnamed:?}");
    assert_eq!(decide(&kept, &path, &[]).await.code, 0);

    let would = kept.run(&["sign", "1", "--by", "Bia Exemplo", "--dry-run"]).await;
    assert!(would.code == 0 && would.out.contains("NOT SIGNED: this would be signature 1, of run 1\n"), "{would:?}");
    let signed = kept.run(&["sign", "1", "--by", " Bia Exemplo ", "--json"]).await;
    assert_eq!(signed.code, 0, "{signed:?}");
    let answer = signed.json();
    assert_eq!(answer["dry_run"], false);
    assert_eq!(answer["statement"]["claimed_name"], "Bia Exemplo");
    assert_eq!(answer["statement"]["counts"]["undecided"], 5);
    let signature = kept.run(&["export", "1", "--json"]).await.json()["signature"].clone();
    assert_eq!(
        (&signature["statement"], &signature["sha256"]),
        (&answer["statement"], &answer["sha256"]),
        "an export has it, too"
    );
    assert_eq!(answer["statement"]["previous"], Value::Null);
    let stored: String =
        kept.database().query_row("SELECT sha256 FROM signatures WHERE run = 1", [], |row| row.get(0)).unwrap();
    assert_eq!(answer["sha256"], stored);
    for member in answer["statement"].as_object().unwrap().keys() {
        assert!(include_str!("../../EVIDENCE.md").contains(&format!("`{member}`")), "{member} is not in EVIDENCE.md");
    }

    let refused = decide(&kept, &path, &[]).await;
    assert!(refused.code == 2 && refused.err.contains("run 1 is signed already, by signature 1"), "{refused:?}");
    let twice = kept.run(&["sign", "1", "--by", "Bia"]).await;
    assert!(twice.code == 2 && twice.err.contains("signed already"), "{twice:?}");
    let nobody = kept.run(&["sign", "2", "--by", " "]).await;
    assert!(nobody.code == 2 && nobody.err.contains("the name is empty"), "{nobody:?}");
    let incomplete = kept.run(&["sign", "2", "--by", "Bia", "--lang", "pt-BR"]).await;
    assert!(incomplete.out.contains("a leitura 2 está ASSINADA: assinatura 2"), "{incomplete:?}");
    assert!(incomplete.out.contains("INCOMPLETA") && incomplete.out.contains("segue a assinatura 1"), "{incomplete:?}");
}

#[tokio::test]
async fn a_store_that_somebody_changed_is_told_and_not_signed() {
    let kept = Kept::new();
    assert_eq!(kept.run(&["sign", "1", "--by", "Bia"]).await.code, 0);
    let store = kept.database();
    store.execute_batch("UPDATE runs SET sha256 = 'x' WHERE id = 2").unwrap();
    store.execute_batch("UPDATE signatures SET statement = replace(statement, 'Bia', 'Rui')").unwrap();
    let refused = kept.run(&["sign", "2", "--by", "Bia"]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.err.contains("warning: the statement of signature 1, of run 1, is not what was signed"),
        "{refused:?}"
    );
    assert!(refused.err.contains("error: run 2 is not signed, since not all is as it was"), "{refused:?}");
    assert!(refused.err.contains("--force REASON"), "{refused:?}");
    let for_nothing = kept.run(&["sign", "2", "--by", "Bia", "--force", " "]).await;
    assert!(for_nothing.code == 2 && for_nothing.err.contains("the reason is empty"), "{for_nothing:?}");
    let forced = kept.run(&["sign", "2", "--by", "Bia", "--force", "the disk was restored", "--dry-run"]).await;
    assert!(forced.out.contains("not all is as it was: the disk was restored"), "{forced:?}");
    let forced = kept.run(&["sign", "2", "--by", "Bia", "--force", "the disk was restored", "--json"]).await;
    let statement = &forced.json()["statement"];
    assert_eq!(statement["forced"]["reason"], "the disk was restored");
    assert_eq!(statement["forced"]["despite"].as_array().map(Vec::len), Some(2), "{statement}");
}

#[tokio::test]
async fn the_words_to_choose_from_are_in_the_language_that_was_asked_for() {
    let kept = Kept::new();
    for (lang, sheet, words) in [("en", "Decide", "keep,change,revoke"), ("pt-BR", "Decidir", "manter,alterar,revogar")]
    {
        let path = kept.write(&["export", "1", "--lang", lang], "words.xlsx").await;
        let sheets = crate::stored::sheets(&path);
        let access = &sheets[sheet];
        assert!(access.contains("<dataValidation ") && access.contains(words), "{lang}: {access}");
        assert!(sheets.iter().all(|(name, text)| name == sheet || !text.contains("dataValidation")));
    }
}

/// A company whose access is reviewed again and again.
struct Company {
    sandbox: Sandbox,
    folder: TempDir,
    variables: BTreeMap<&'static str, String>,
}

impl Company {
    async fn new() -> Self {
        let at_once = tomticket::Settings { requests_per_second: None, ..Default::default() };
        let sandbox = Sandbox::builder().tomticket(at_once).start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let rows: String =
            sandbox.base39().operators().map(|one| format!("{},{},{}\n", one.id, one.name, one.email)).collect();
        fs::write(folder.path().join("operators.csv"), format!("id,name,email\n{rows}")).unwrap();
        let mut variables = variables(&sandbox);
        variables.insert("ACESSO_NO_KEYRING", "1".to_owned());
        Self { sandbox, folder, variables }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Runs the tool on its store.
    async fn run(&self, arguments: &[&str]) -> Run {
        run(&self.variables, &[arguments, &["--store", &self.path("store.db")]].concat()).await
    }

    async fn review(&self) -> Run {
        let reviewed = self.run(&["review", "--operators", &self.path("operators.csv"), "--json"]).await;
        assert_eq!(reviewed.code, 0, "{reviewed:?}");
        reviewed
    }

    async fn export(&self) -> Sheets {
        let path = self.path("review.xlsx");
        let exported = self.run(&["grants", "--output", &path]).await;
        assert_eq!(exported.code, 0, "{exported:?}");
        Sheets::open(Path::new(&path))
    }

    async fn decide(&self, run: &str, sheets: &Sheets) -> Run {
        let path = self.path("review.xlsx");
        sheets.save(Path::new(&path));
        self.run(&["decide", run, "--from", &path]).await
    }

    /// What became of what was revoked, in the order of the stable key: account and state.
    async fn revocations(&self, old: &str, new: &str) -> Vec<(String, String)> {
        let diff = self.run(&["diff", old, new, "--json"]).await;
        assert_eq!(diff.code, 0, "{diff:?}");
        assert_described(&diff.json());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let revocations = diff.json()["revocations"].as_array().unwrap().clone();
        revocations.iter().map(|it| (text(&it["principal"]), text(&it["state"]))).collect()
    }

    /// Writes the evidence pack of a run, whose report says this, and in which a flipped bit is found and named.
    async fn shows_and_proves(&self, run: &str, said: &[&str]) {
        let pack = self.path(&format!("pack {run}/"));
        let written = self.run(&["export", run, "--output", &pack]).await;
        assert_eq!(written.code, 0, "{written:?}");
        let report = fs::read_to_string(Path::new(&pack).join("report.html")).unwrap();
        for said in said {
            assert!(report.contains(said), "{said}");
        }
        let whole = self.run(&["verify", &pack]).await;
        assert_eq!(whole.code, 0, "{whole:?}");
        let files: Vec<_> = fs::read_dir(&pack).unwrap().map(|entry| entry.unwrap().path()).collect();
        for file in files {
            let name = file.file_name().unwrap().to_str().unwrap();
            let as_it_was = fs::read(&file).unwrap();
            let mut flipped = as_it_was.clone();
            flipped[as_it_was.len() / 2] ^= 4;
            fs::write(&file, flipped).unwrap();
            let differs = self.run(&["verify", &pack]).await;
            assert!(differs.code == 1 && [differs.out, differs.err].concat().contains(name), "{name}");
            fs::write(&file, as_it_was).unwrap();
        }
        assert_eq!(self.run(&["verify", run]).await.code, 0);
    }

    /// Whom a rule found, in the newest run.
    async fn found(&self, rule: &str) -> Vec<String> {
        let findings = self.run(&["findings", "--rule", rule, "--json"]).await;
        let findings = findings.json()["findings"].as_array().unwrap().clone();
        findings
            .iter()
            .map(|finding| {
                assert_eq!(finding["severity"], "high");
                finding["sentence"].as_str().unwrap().to_owned()
            })
            .collect()
    }
}

/// A column, what somebody made of it, and what is said about it.
const MISTAKES: [(&str, &str, &str); 10] = [
    ("run", "2", "of another run than 1"),
    ("run SHA-256", "0", "says the column `run SHA-256`"),
    ("account", "nobody", "no such access"),
    ("access", "owner", "no such access"),
    ("name", "Somebody Else", "`name` is not as exported"),
    ("decision", "perhaps", "`decision` is none of"),
    ("decision", "revoke", "there is no `reason`, which revoke needs"),
    ("reviewer", "", "there is no `reviewer`"),
    ("decided on", "tomorrow", "`decided on` is no day"),
    ("decided on", "2999-12-31", "`decided on` is in the future"),
];

#[tokio::test]
async fn a_review_is_decided_signed_and_checked_by_the_next_runs() {
    let company = Company::new().await;
    company.review().await;
    let document = company.run(&["export", "--json"]).await.json();
    // Two operators' permissions, each with an id of its own, which holds one role.
    let grants: Vec<_> = document["grants"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|grant| {
            let ids = grant["ids"].as_array().unwrap();
            let others =
                document["grants"].as_array().unwrap().iter().filter(|other| other["ids"] == grant["ids"]).count();
            grant["principal_kind"] == "operator" && grant["service"] == "base39" && ids.len() == 1 && others == 1
        })
        .collect();
    let key = |grant: &Value| {
        ["service", "principal", "resource", "permission"].map(|name| grant[name].as_str().unwrap().to_owned())
    };
    let [removed, held] = [key(grants[0]), key(grants[1])];
    let permission = grants[0]["ids"][0].as_str().unwrap();

    let mut untouched = company.export().await;
    let today = document["run"]["started_at"].as_str().unwrap()[..10].to_owned();
    let mut wrong = Sheets(untouched.0.clone());
    for (row, (column, text, _)) in (1..).zip(MISTAKES) {
        wrong.decide(row, ["keep", "", "Rui Exemplo", &today]);
        wrong.set(row, column, text);
    }
    // One mistake after the other is mended, and as long as there is one nothing is taken.
    for mended in 0..MISTAKES.len() {
        let refused = company.decide("1", &wrong).await;
        assert_eq!(refused.code, 2, "{refused:?}");
        let left = MISTAKES.len() - mended;
        let count = if left == 1 { "has 1 mistake".to_owned() } else { format!("has {left} mistakes") };
        assert!(refused.err.contains(&format!("{count}, and nothing of it is recorded")), "{}", refused.err);
        for (row, (.., said)) in (1..).zip(MISTAKES).skip(mended) {
            let line = format!("  sheet \"Access\", line {}: ", row + 1);
            let told = refused.err.lines().find(|told| told.starts_with(&line)).unwrap();
            assert!(told.contains(said), "{told}");
        }
        wrong.access()[mended + 1].clone_from(&untouched.access()[mended + 1]);
    }
    assert_eq!(
        company.run(&["sign", "1", "--by", "x", "--dry-run", "--json"]).await.json()["statement"]["counts"]["undecided"],
        71
    );

    let mut right = Sheets(untouched.0.clone());
    for key in [&removed, &held] {
        let row = right.row(&key.each_ref().map(String::as_str));
        right.decide(row, ["revoke", "not needed", "Rui Exemplo", &today]);
    }
    assert_eq!(company.decide("1", &right).await.code, 0);
    // What is decided and not signed is not checked.
    company.review().await;
    assert_eq!(company.revocations("1", "2").await, []);
    assert_eq!(company.run(&["sign", "1", "--by", "Bia Exemplo"]).await.code, 0);
    company.shows_and_proves("1", &["Bia Exemplo", "2 of 71 decided"]).await;

    assert!(company.sandbox.base39().set_deleted(permission, true));
    company.review().await;
    let state = |key: &[String; 4], state: &str| (key[1].clone(), state.to_owned());
    assert_eq!(company.revocations("1", "3").await, [state(&removed, "removed"), state(&held, "held")]);
    let found = company.found("revoked-still-held").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(" still holds ") && found[0].ends_with(", though that was revoked"), "{found:?}");
    assert_eq!(company.found("revoked-granted-again").await, [""; 0]);
    let table = company.run(&["diff", "1", "3"]).await;
    assert!(table.out.lines().any(|line| line.contains("revocation") && line.contains("still held")), "{}", table.out);
    assert!(
        table.err.contains("of what was revoked: 1 removed, 1 still held, 0 granted again, 0 unknown"),
        "{}",
        table.err
    );

    company.shows_and_proves("3", &["1 removed", "1 still held"]).await;

    assert!(company.sandbox.base39().set_deleted(permission, false));
    company.review().await;
    assert_eq!(company.revocations("3", "4").await, [state(&removed, "granted_again"), state(&held, "held")]);
    let again = company.found("revoked-granted-again").await;
    assert!(again.len() == 1 && again[0].ends_with(" again, though that was revoked and gone"), "{again:?}");
    let failed = company.run(&["review", "--operators", &company.path("operators.csv"), "--fail-on", "high"]).await;
    assert_eq!(failed.code, 5, "{failed:?}");

    // A later review that keeps one of them ends the check of that one.
    let mut later = company.export().await;
    let row = later.row(&held.each_ref().map(String::as_str));
    later.decide(row, ["keep", "", "Rui Exemplo", &today]);
    assert_eq!(company.decide("latest", &later).await.code, 0);
    assert_eq!(company.run(&["sign", "latest", "--by", "Bia Exemplo"]).await.code, 0);
    company.review().await;
    assert_eq!(company.revocations("5", "6").await, [state(&removed, "granted_again")]);
}
