//! `acesso diff`

use serde_json::{Value, json};

use crate::stored::{Kept, sheets};

#[tokio::test]
async fn what_changed_between_two_runs() {
    let kept = Kept::new();
    let answer = kept.run(&["diff", "1", "2", "--json"]).await;
    assert_eq!(answer.code, 0, "{answer:?}");
    let json = answer.json();
    assert_eq!((&json["schema"], &json["sandbox"]), (&json!("acesso/diff/2"), &json!(true)));
    assert_eq!((&json["old"]["id"], &json["new"]["id"]), (&json!(1), &json!(2)));
    assert_eq!(json["compared"], json!(["tomticket", "base39"]));
    assert_eq!(json["left_out"], json!([{ "service": "myreports", "reason": "run 2 is incomplete there" }]));
    let said: Vec<_> = json["changes"].as_array().unwrap().iter().map(line).collect();
    assert_eq!(
        said,
        [
            r#"changed tomticket c1 null {"active":true} {"active":false}"#,
            r#"lost tomticket c2 "create_tickets" {} null"#,
            r#"gained base39 op1 "administrator" null {"ids":["perm_4"]}"#,
            concat!(
                r#"attributed base39 op1 "financial" {"principal":"perm_1","principal_kind":"unattributed"} "#,
                r#"{"principal":"op1","principal_kind":"operator"}"#
            ),
        ]
    );
    assert!(answer.err.contains("1 gained, 1 lost, 1 changed, 1 attributed"), "{}", answer.err);
    assert!(answer.err.contains("MyReports is not compared: run 2 is incomplete there"), "{}", answer.err);
}

fn line(change: &Value) -> String {
    let text = |name: &str| change[name].as_str().unwrap().to_owned();
    let [what, vendor, principal] = ["what", "service", "principal"].map(text);
    format!("{what} {vendor} {principal} {} {} {}", change["permission"], change["before"], change["after"])
}

#[tokio::test]
async fn for_people_and_for_spreadsheets() {
    let kept = Kept::new();
    let table = kept.run(&["diff", "1"]).await;
    assert!(table.out.starts_with("SANDBOX DATA"), "{}", table.out);
    assert!(table.out.contains("Not compared: MyReports, run 2 is incomplete there"), "{}", table.out);
    let line = |what: &str| table.out.lines().find(|line| line.trim_start().starts_with(what)).unwrap().to_owned();
    assert!(line("changed").contains("(the account)") && line("changed").contains("active: no"), "{}", table.out);
    assert!(line("attributed").contains("unattributed (perm_1)"), "{}", table.out);
    assert!(line("attributed").contains("Base39: every company"), "{}", table.out);
    assert!(line("lost").contains("not held"), "{}", table.out);
    let csv = kept.run(&["diff", "1", "--format", "csv"]).await.out;
    assert!(csv.lines().nth(2).unwrap().contains(",1,2,2026-02-01T10:00:00Z,lost,tomticket,c2,customer,"), "{csv}");
    let sheets = sheets(&kept.write(&["diff", "1"], "diff.xlsx").await);
    assert!(sheets["Changes"].contains("attributed"), "{sheets:?}");
}

#[tokio::test]
async fn without_two_complete_runs_there_is_nothing_to_compare() {
    let kept = Kept::new();
    let none = kept.run(&["diff"]).await;
    assert_eq!((none.code, none.out.as_str()), (3, ""), "{none:?}");
    kept.database()
        .execute_batch(
            "UPDATE runs SET state = 'complete' WHERE id = 2; UPDATE scopes SET state = 'complete' WHERE run = 2",
        )
        .unwrap();
    let both = kept.run(&["diff", "--json"]).await;
    assert_eq!((both.code, &both.json()["compared"]), (0, &json!(["tomticket", "base39", "myreports"])));
    assert!(both.err.contains("2 lost"), "{}", both.err);
}

#[tokio::test]
async fn no_comparison_never_looks_like_no_change() {
    let kept = Kept::new();
    let reading = kept.run(&["diff", "1", "3", "--json"]).await;
    assert_eq!((reading.code, reading.out.as_str()), (6, ""), "{reading:?}");
    assert!(reading.err.contains("TomTicket: run 3 is reading there"), "{}", reading.err);
    assert!(reading.err.contains("Base39: run 3 did not read it"), "{}", reading.err);
    let same = kept.run(&["diff", "2", "latest"]).await;
    assert_eq!(same.code, 2, "{same:?}");
    assert!(same.err.contains("both are run 2"), "{}", same.err);
}

#[tokio::test]
async fn the_exit_code_says_whether_something_changed() {
    let kept = Kept::new();
    let code = async |runs: &[&str]| kept.run(&[&["diff", "--exit-code"], runs].concat()).await.code;
    assert_eq!(code(&["1", "2"]).await, 1, "whatever is not compared");
    assert_eq!(code(&[]).await, 3, "there are no two complete runs");
    assert_eq!(code(&["1", "3"]).await, 6, "nothing can be compared");
    assert_eq!(code(&["2", "2"]).await, 2);
    let as_before = "DELETE FROM grants WHERE run = 2; DELETE FROM principals WHERE run = 2;
        INSERT INTO grants SELECT 2, vendor, principal, resource, permission, principal_kind, ids, since, granted_by, attributes
            FROM grants WHERE run = 1;
        INSERT INTO principals SELECT 2, vendor, id, kind, name, email, email_key, attributes FROM principals WHERE run = 1;";
    kept.database().execute_batch(as_before).unwrap();
    assert_eq!(code(&["1", "2"]).await, 6, "MyReports is not compared");
    assert_eq!(kept.run(&["diff", "1", "2"]).await.code, 0, "nobody asked");
    kept.database().execute_batch("UPDATE scopes SET state = 'complete' WHERE run = 2").unwrap();
    assert_eq!(code(&["1", "2"]).await, 0);
    std::fs::write(kept.path("acesso/sandbox.db"), "no store").unwrap();
    assert_eq!(code(&["1", "2"]).await, 2, "a failure is no change");
}
