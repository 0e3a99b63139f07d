//! Commands that show what a store holds.

use acesso_review::store::testing::{KEPT, SHAPES};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::run::{Run, run};

/// A store with runs in it, in a folder of its own.
pub(crate) struct Kept {
    folder: TempDir,
    variables: BTreeMap<&'static str, String>,
}

/// The hashes of the two runs that ended. Whoever changes `kept.sql` finds the new ones in what `acesso sign` says.
const HASHES: [(i64, &str); 2] = [
    (1, "046fe10db523fa4abf2c54b675c398dbfbfc81e555e613b8e3dbed978a7ff309"),
    (2, "3427e5c9969863012aca34c0422b689d780cf6e5a97500cba733b08e74f37990"),
];

impl Kept {
    pub(crate) fn new() -> Self {
        let kept = Self::of_an_early_version();
        let store = kept.database();
        store.execute_batch(SHAPES[1]).unwrap();
        store.pragma_update(None, "user_version", 2).unwrap();
        for (run, sha256) in HASHES {
            store.execute("UPDATE runs SET sha256 = ?2 WHERE id = ?1", (run, sha256)).unwrap();
        }
        kept
    }

    /// One that was written before acesso kept hashes.
    pub(crate) fn of_an_early_version() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_str().unwrap().to_owned();
        let variables = BTreeMap::from([("XDG_DATA_HOME", data), ("TZ", "<-03>3".to_owned())]);
        let kept = Self { folder, variables };
        std::fs::create_dir(kept.path("acesso")).unwrap();
        let store = kept.database();
        store.execute_batch(SHAPES[0]).unwrap();
        store.pragma_update(None, "user_version", 1).unwrap();
        store.execute_batch(KEPT).unwrap();
        kept
    }

    /// Brings it to the shape of today, as the tool does when it writes to it.
    pub(crate) fn renew(&self) {
        let store = self.database();
        SHAPES[2..].iter().for_each(|shape| store.execute_batch(shape).unwrap());
        store.pragma_update(None, "user_version", SHAPES.len()).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn variables(&self) -> &BTreeMap<&'static str, String> {
        &self.variables
    }

    pub(crate) fn database(&self) -> Connection {
        Connection::open(self.path("acesso/sandbox.db")).unwrap()
    }

    /// Runs the tool on it.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Run {
        run(&self.variables, &[arguments, &["--sandbox"]].concat()).await
    }

    /// Runs the tool on it, with more variables.
    pub(crate) async fn run_with(&self, more: &[(&'static str, &str)], arguments: &[&str]) -> Run {
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let variables = self.variables.clone().into_iter().chain(more).collect();
        run(&variables, &[arguments, &["--sandbox"]].concat()).await
    }

    /// Has the tool write a file, and gives its path.
    pub(crate) async fn write(&self, arguments: &[&str], name: &str) -> PathBuf {
        let path = self.path(name);
        let written = self.run(&[arguments, &["--output", path.to_str().unwrap()]].concat()).await;
        assert_eq!((written.code, written.out.as_str()), (0, ""), "{written:?}");
        path
    }
}

/// The text of each sheet of a workbook, by its name.
pub(crate) fn sheets(path: &Path) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut part = |name: String| std::io::read_to_string(archive.by_name(&name).unwrap()).unwrap();
    let workbook = part("xl/workbook.xml".to_owned());
    let names = workbook.split("<sheet name=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    (1..).zip(names).map(|(number, name)| (name, part(format!("xl/worksheets/sheet{number}.xml")))).collect()
}

fn keys(list: &Value) -> Vec<String> {
    let key = |grant: &Value| {
        ["service", "principal", "resource", "permission"]
            .map(|name| grant[name].as_str().unwrap().to_owned())
            .join(" ")
    };
    list.as_array().unwrap().iter().map(key).collect()
}

#[tokio::test]
async fn grants_of_the_newest_run_that_ended_or_of_another() {
    let kept = Kept::new();
    let newest = kept.run(&["grants", "--json"]).await;
    assert_eq!(newest.code, 0, "{newest:?}");
    let json = newest.json();
    assert_eq!(json["schema"], "acesso/grants/2");
    assert_eq!(json["sandbox"], true);
    assert_eq!(
        (&json["run"]["id"], &json["run"]["windows"][1]["started_at"]),
        (&json!(2), &json!("2026-02-01T12:00:00Z"))
    );
    assert_eq!(
        keys(&json["grants"]),
        [
            "base39 op1 * financial",
            "base39 op1 comp1 administrator",
            "base39 op1 comp1 approver",
            "tomticket c1 help-desk create_tickets",
            "tomticket o1 d1 operator",
        ]
    );
    assert_eq!(json["grants"][2]["ids"], json!(["perm_2", "perm_3"]));
    assert_eq!(json["grants"][3]["since"], Value::Null);
    assert!(newest.err.contains("SANDBOX DATA"), "{}", newest.err);

    let first = kept.run(&["grants", "1", "--json"]).await;
    assert_eq!(first.json()["grants"].as_array().unwrap().len(), 6);
    assert!(!first.err.contains("warning"), "{}", first.err);
}

#[tokio::test]
async fn an_incomplete_service_is_named_in_every_form() {
    let kept = Kept::new();
    let table = kept.run(&["grants"]).await;
    assert!(table.out.contains("MyReports incomplete"), "{}", table.out);
    assert!(table.out.starts_with("SANDBOX DATA"), "{}", table.out);
    assert!(table.out.contains("Run 2 of 2026-02-01 07:00:"), "local time: {}", table.out);
    assert!(table.err.contains("does not have all of MyReports: it answered: \u{fffd}[31m503"), "{}", table.err);
    let json = kept.run(&["grants", "--json"]).await.json();
    assert_eq!(json["run"]["services"][2]["state"], "incomplete");
    kept.database()
        .execute_batch("INSERT INTO grants SELECT 2, 'myreports', 'u1', 't1', 'r', 'user', NULL, NULL, NULL, '{}'")
        .unwrap();
    let csv = kept.run(&["grants", "--format", "csv"]).await.out;
    assert!(csv.lines().any(|line| line.contains(",myreports,no,u1,")), "{csv}");
    assert!(csv.lines().skip(1).all(|line| line.starts_with("SANDBOX DATA: imaginary people,2,2026-02-01T10:00:00Z,")));
}

#[tokio::test]
async fn a_misspelt_permission_does_not_look_like_one_that_nobody_holds() {
    let kept = Kept::new();
    let misspelt = kept.run(&["grants", "1", "--permission", "aprover"]).await;
    assert!(
        misspelt.err.contains("has no permission \"aprover\"; there are: Administrator, approver,"),
        "{misspelt:?}"
    );
    let narrowed = kept.run(&["grants", "1", "--permission", "approver", "--person", "nobody"]).await;
    assert!(!narrowed.err.contains("note:"), "{narrowed:?}");
}

#[tokio::test]
async fn grants_are_filtered() {
    let kept = Kept::new();
    for (filter, expected) in [
        (&["--service", "tomticket"][..], 3),
        (&["--service", "tomticket", "--service", "myreports"], 4),
        (&["--person", "JOÃO áv"], 1),
        (&["--person", "ana@CASA"], 1),
        (&["--person", "perm_1"], 1),
        (&["--person", "perm_"], 0),
        (&["--resource", "padaria"], 1),
        (&["--resource", "*"], 1),
        (&["--permission", "approver"], 1),
        (&["--permission", "approve"], 0),
        (&["--person", "ana exemplo", "--resource", "help"], 1),
    ] {
        let arguments = [&["grants", "1", "--json"], filter].concat();
        let answer = kept.run(&arguments).await;
        assert_eq!(answer.json()["grants"].as_array().unwrap().len(), expected, "{filter:?} {answer:?}");
        assert_eq!(answer.code, 0);
    }
}

#[tokio::test]
async fn who_holds_nothing_elsewhere_is_told_by_all_addresses_and_never_guessed() {
    let kept = Kept::new();
    let elsewhere = kept.run(&["grants", "1", "--not-in", "myreports", "--json"]).await;
    let expected = ["base39 op1 comp1 approver", "tomticket c2 help-desk create_tickets"];
    assert_eq!(keys(&elsewhere.json()["grants"]), expected, "Ana has another address there; the operator has none");
    let hidden = kept.run(&["grants", "1", "--not-in", "base39", "--json"]).await;
    assert!(hidden.err.contains("Base39 has 1 access that is nobody's by name"), "{}", hidden.err);

    let incomplete = kept.run(&["grants", "2", "--not-in", "myreports"]).await;
    assert_eq!((incomplete.code, incomplete.out.as_str()), (6, ""), "{incomplete:?}");
    assert!(incomplete.err.contains("does not have all of MyReports"), "{}", incomplete.err);
    let unread = kept.run(&["grants", "3", "--not-in", "base39"]).await;
    assert_eq!(unread.code, 6);
    assert!(unread.err.contains("did not read Base39"), "{}", unread.err);
}

#[tokio::test]
async fn a_person_is_found_however_the_address_is_typed_and_was_kept() {
    let kept = Kept::new();
    // As a version kept them that compared addresses in lower case and no more; and an account that its hash tells.
    kept.database()
        .execute_batch(
            r#"UPDATE principals SET email_key = 'ana@casa.example', attributes = '{"known_by":"mail_hash"}' WHERE id = 'o1';"#,
        )
        .unwrap();
    let decomposed = "joa\u{303}o@xn--bcher-kva.example";
    kept.database().execute("UPDATE principals SET email = ?1, email_key = ?1 WHERE id = 'op1'", [decomposed]).unwrap();
    let ids = |document: &serde_json::Value, list: &str, id: &str| -> Vec<String> {
        document[list].as_array().unwrap().iter().map(|it| it[id].as_str().unwrap().to_owned()).collect()
    };
    for address in [decomposed, "joão@bücher.example", " JOÃO@BU\u{308}CHER.example"] {
        let who = kept.run(&["who", address, "--run", "1", "--json"]).await;
        assert_eq!(ids(&who.json(), "principals", "id"), ["op1"], "{address}");
        let grants = kept.run(&["grants", "1", "--person", address, "--json"]).await;
        assert_eq!(ids(&grants.json(), "grants", "principal"), ["op1"], "{address}");
    }
    let who = kept.run(&["who", "ana@casa.example", "--run", "1"]).await;
    assert!(who.out.contains("known by its e-mail hash"), "{who:?}");
    let grants = kept.run(&["grants", "1", "--person", "ANA@casa.example", "--json"]).await;
    assert_eq!(ids(&grants.json(), "grants", "principal"), ["c1", "o1"]);
}

#[tokio::test]
async fn nothing_of_a_service_reaches_the_terminal_or_a_formula() {
    let kept = Kept::new();
    let table = kept.run(&["who", "idle@casa.example", "--run", "1"]).await;
    assert!(table.out.contains("Idle\u{fffd}[2J") && !table.out.contains('\u{1b}'), "{table:?}");
    let csv = kept.run(&["grants", "1", "--csv", "excel-br", "--person", "bia@"]).await.out;
    assert!(csv.contains(r#"'=HYPERLINK"#) && csv.starts_with('\u{feff}') && csv.contains(";c2;"), "{csv}");
    let sheets = sheets(&kept.write(&["grants", "1", "--person", "bia@"], "g.xlsx").await);
    assert!(sheets["Access"].contains("=HYPERLINK") && !sheets["Access"].contains("<f>"), "{sheets:?}");
}

#[tokio::test]
async fn everything_that_one_person_holds_under_any_address() {
    let kept = Kept::new();
    for address in ["ANA@casa.example ", "a.exemplo@casa.example"] {
        let answer = kept.run(&["who", address, "--run", "1", "--json"]).await;
        assert_eq!(answer.code, 0, "{answer:?}");
        let json = answer.json();
        assert_eq!(json["schema"], "acesso/who/2");
        assert_eq!(json["addresses"], json!(["a.exemplo@casa.example", "ana@casa.example"]));
        assert_eq!(json["principals"].as_array().unwrap().len(), 2);
        let expected = ["myreports u1 t1 Administrator", "tomticket c1 help-desk create_tickets"];
        assert_eq!(keys(&json["grants"]), expected);
        assert_eq!(json["unsearchable"][1], json!({ "service": "tomticket", "kind": "operator", "count": 1 }));
    }
    let table = kept.run(&["who", "ana@casa.example"]).await;
    assert!(table.out.contains("not active") && table.out.contains("nothing"), "{}", table.out);
    assert!(table.err.contains("TomTicket has 1 operator without an e-mail address"), "{}", table.err);
    assert!(table.err.contains("may be the same person: Ana Exemplo (o1), TomTicket operator"), "{}", table.err);
    kept.database()
        .execute_batch(
            "INSERT INTO roster (run, email_key, name, status, left_on, manager, department) VALUES
                (1, 'ana@casa.example', 'Ana de Exemplo', 'left', '2025-12-01', 'Rui', 'Vendas')",
        )
        .unwrap();
    let named = kept.run(&["who", "ana de exemplo", "--run", "1"]).await;
    assert!(named.out.contains("Ana de Exemplo: left on 2025-12-01, Vendas, manager Rui"), "{}", named.out);
    assert!(named.out.contains("2 findings:") && named.out.contains("high (suppressed): Ana E."), "{}", named.out);
    let json = kept.run(&["who", "de exemplo", "--run", "1", "--json"]).await.json();
    assert_eq!((&json["addresses"][1], &json["roster"]["left_on"]), (&json!("ana@casa.example"), &json!("2025-12-01")));
    assert_eq!(json["findings"].as_array().unwrap().len(), 2, "{json}");
    let guest = kept.run(&["who", "ana@casa.example", "--run", "1"]).await;
    assert!(guest.out.contains("guest"), "{}", guest.out);
}

#[tokio::test]
async fn an_account_that_holds_nothing_is_there_all_the_same() {
    let kept = Kept::new();
    let table = kept.run(&["who", "idle@casa.example", "--run", "1"]).await;
    assert_eq!(table.code, 0, "{table:?}");
    assert!(table.out.contains("nothing"), "{}", table.out);
    assert!(table.err.contains("0 accesses in 1 account"), "{}", table.err);
    let json = kept.run(&["who", "idle@casa.example", "--run", "1", "--json"]).await.json();
    assert_eq!((&json["grants"], &json["principals"][0]["id"]), (&json!([]), &json!("u2")));
    let csv = kept.run(&["who", "idle@casa.example", "--run", "1", "--format", "csv"]).await.out;
    assert!(csv.lines().nth(1).unwrap().contains(",u2,user,"), "{csv}");
}

#[tokio::test]
async fn nobody_is_not_found_and_who_may_be_meant_is_named() {
    let kept = Kept::new();
    let nobody = kept.run(&["who", "joao.avila@outra.example", "--run", "1"]).await;
    assert_eq!((nobody.code, nobody.out.as_str()), (3, ""), "{nobody:?}");
    assert!(nobody.err.contains("no account with the e-mail address joao.avila@outra.example"), "{}", nobody.err);
    assert!(nobody.err.contains("may be the same person: João ÁVILA"), "{}", nobody.err);
    let incomplete = kept.run(&["who", "x@outra.example"]).await;
    assert_eq!(incomplete.code, 3);
    assert!(incomplete.err.contains("that is no proof"), "{}", incomplete.err);
    assert!(!incomplete.err.contains("same person"), "{}", incomplete.err);
    let empty = kept.run(&["who", "  "]).await;
    assert_eq!(empty.code, 2, "{empty:?}");
    let several = kept.run(&["who", "i", "--run", "1"]).await;
    assert_eq!(several.code, 2, "{several:?}");
    assert!(several.err.contains("João ÁVILA <joao.avila@casa.example>\n"), "{}", several.err);
    assert!(several.err.contains("Idle\u{fffd}[2J"), "{}", several.err);
    let nobody = kept.run(&["who", "Joana Avila", "--run", "1"]).await;
    assert_eq!(nobody.code, 3, "{nobody:?}");
    assert!(nobody.err.contains("the likest: João ÁVILA"), "{}", nobody.err);
}

#[tokio::test]
async fn the_runs_that_are_kept_a_line_each() {
    let kept = Kept::new();
    let table = kept.run(&["runs"]).await;
    let line = |number: &str| table.out.lines().find(|line| line.trim_start().starts_with(number)).unwrap().to_owned();
    assert!(line("1 ").contains("1 medium") && line("1 ").contains(" 0/6 "), "{}", table.out);
    assert!(!line("1 ").contains("high"), "a suppressed finding: {}", table.out);
    assert!(line("2 ").contains(" incomplete: MyReports "), "what it lacks: {}", table.out);
    assert!(line("3 ").contains("reading"), "{}", table.out);
    let csv = kept.run(&["runs", "--format", "csv"]).await.out;
    let seconds =
        |run: &str| csv.lines().find(|line| line.contains(run)).unwrap().split(',').nth(3).unwrap().to_owned();
    assert_eq!(seconds(",1,"), "300", "{csv}");
    assert_eq!(seconds(",2,"), "600", "the time between two windows is not counted: {csv}");
    assert!(csv.contains("TomTicket complete, Base39 complete, MyReports incomplete"), "{csv}");
    assert!(table.err.contains("sandbox.db"), "{}", table.err);

    let json = kept.run(&["runs", "--json"]).await.json();
    let numbers: Vec<_> = json["runs"].as_array().unwrap().iter().map(|run| run["id"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [3, 2, 1]);
    let first = &json["runs"][2];
    assert_eq!((&first["accounts"], &first["accesses"]), (&json!(6), &json!(6)));
    assert_eq!(first["findings_by_severity"], json!({ "medium": 1 }));
    assert_eq!(first["services"][0]["proofs"][0]["sentence"], "the service counts 2 customers, and 2 were read");
    assert_eq!(first["scope"]["tomticket"]["quick"], false);
}

#[tokio::test]
async fn a_run_that_is_not_there_is_not_found() {
    let kept = Kept::new();
    let missing = kept.run(&["grants", "9"]).await;
    assert_eq!((missing.code, missing.out.as_str()), (3, ""), "{missing:?}");
    assert!(missing.err.contains("there are: 3 (reading), 2 (incomplete), 1 (complete)"), "{}", missing.err);
    for wrong in ["0", "x", "-1"] {
        assert_eq!(kept.run(&["grants", wrong]).await.code, 2, "{wrong}");
    }
    let reading = kept.run(&["grants", "3"]).await;
    assert!(reading.err.contains("the reading has not ended"), "{}", reading.err);
}

#[tokio::test]
async fn imaginary_people_are_never_taken_for_real_ones() {
    let kept = Kept::new();
    let none = run(&kept.variables, &["grants"]).await;
    assert_eq!(none.code, 2, "without --sandbox there is no store: {none:?}");
    let path = kept.path("acesso/sandbox.db").to_str().unwrap().to_owned();
    let named = run(&kept.variables, &["grants", "--store", &path]).await;
    assert!(named.out.contains("SANDBOX DATA"), "a store that is named says whose data it holds: {named:?}");
    kept.database().execute("UPDATE holds SET kind = 'real'", []).unwrap();
    let real = kept.run(&["grants"]).await;
    assert_eq!(real.code, 2, "{real:?}");
    let named = run(&kept.variables, &["grants", "--store", &path, "--json"]).await;
    assert_eq!(named.json()["sandbox"], false);
    assert!(!named.err.contains("SANDBOX"), "{}", named.err);
}

#[tokio::test]
async fn sandbox_data_is_said_once_on_stderr_where_no_table_on_the_screen_says_it() {
    let kept = Kept::new();
    let path = kept.path("list.xlsx").to_str().unwrap().to_owned();
    let text = kept.path("list.txt").to_str().unwrap().to_owned();
    for command in
        [&["grants", "1"][..], &["who", "ana@casa.example"], &["findings", "1"], &["diff", "1", "2"], &["runs"]]
    {
        for (form, times) in [
            (&[][..], 0),
            (&["--json"], 1),
            (&["--format", "csv"], 1),
            (&["--output", &path], 1),
            (&["--format", "table", "--output", &text], 1),
        ] {
            let answer = kept.run(&[command, form].concat()).await;
            assert_eq!(answer.code, 0, "{answer:?}");
            assert_eq!(answer.err.matches("SANDBOX DATA").count(), times, "{command:?} {form:?} {}", answer.err);
        }
    }
    let export = kept.run(&["export", "1", "--json"]).await;
    assert_eq!(export.err.matches("SANDBOX DATA").count(), 1, "{}", export.err);
}

#[tokio::test]
async fn a_run_that_ended_before_hashes_were_kept_is_shown_and_neither_decided_about_nor_signed_nor_packed() {
    let kept = Kept::of_an_early_version();
    assert_eq!(kept.run(&["grants", "1"]).await.code, 0);
    let run = &kept.run(&["runs", "--json"]).await.json()["runs"][2];
    assert_eq!((&run["id"], &run["sha256"]), (&json!(1), &Value::Null));
    let sheet = kept.write(&["export", "1"], "access.xlsx").await;
    let pack = format!("{}/", kept.path("pack").display());
    for refused in [
        &["decide", "1", "--from", sheet.to_str().unwrap()][..],
        &["sign", "1", "--by", "Bia"],
        &["export", "1", "--output", &pack],
    ] {
        let refused = kept.run(refused).await;
        assert!(refused.code == 2 && refused.err.contains("run 1 has no hash"), "{refused:?}");
        assert!(refused.err.contains("read again with `acesso review`"), "{refused:?}");
    }
    let old = kept.run(&["verify", "1"]).await;
    assert!(old.code == 3 && old.err.contains("ended before acesso kept hashes"), "{old:?}");
}
