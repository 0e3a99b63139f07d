//! `acesso export`

use serde_json::{Value, json};

use crate::{
    schemas::ours,
    stored::{Kept, sheets},
};

#[tokio::test]
async fn a_run_as_one_json_document() {
    let kept = Kept::new();
    let path = kept.write(&["export", "1"], "run.json").await;
    let document = ours(&std::fs::read_to_string(&path).unwrap());
    let members: Vec<_> = document.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        members,
        [
            "decision_counts",
            "decision_history",
            "deleted_permissions",
            "evaluations",
            "expired_suppressions",
            "finding_changes",
            "findings",
            "grants",
            "principals",
            "resources",
            "roster",
            "run",
            "sandbox",
            "schema",
            "signature",
            "unattributed"
        ]
    );
    assert_eq!((&document["schema"], &document["sandbox"]), (&json!("acesso/export/2"), &json!(true)));
    assert_eq!((&document["run"]["id"], &document["unattributed"]), (&json!(1), &json!(1)));
    let count = |list: &str| document[list].as_array().unwrap().len();
    assert_eq!(["principals", "resources", "grants", "findings", "evaluations"].map(count), [6, 3, 6, 2, 3]);
    assert_eq!(
        document["decision_counts"],
        json!({ "accesses": 6, "undecided": 6, "keep": 0, "change": 0, "revoke": 0, "own": 0 })
    );
    assert_eq!((&document["roster"], &document["signature"]), (&Value::Null, &Value::Null));
    let deleted = json!([{
        "service": "base39", "id": "perm_9", "resource": "comp1", "roles": ["approver", "financial"],
        "since": "2023-01-01T00:00:00.000Z", "granted_by": "app 7", "operator": "op1"
    }]);
    assert_eq!(document["deleted_permissions"], deleted);
}

#[tokio::test]
async fn what_was_found_is_told_in_words_and_in_members() {
    let kept = Kept::new();
    let document = kept.run(&["export", "1", "--json"]).await.json();
    let [administrator, guest] = document["findings"].as_array().unwrap().as_slice() else { panic!("{document}") };
    assert_eq!(
        administrator,
        &json!({
            "number": 1, "rule": "myreports-administrator", "severity": "high",
            "sentence": "Ana E. (a.exemplo@casa.example) is an administrator (Administrator) at Tenant Um in MyReports",
            "service": "myreports", "principal_kind": "user", "principal": "u1", "resource": "t1",
            "facts": {
                "name": "Ana E.", "email": "a.exemplo@casa.example", "permissions": ["Administrator"], "resources": 1,
                "examples": ["Tenant Um"], "everywhere": false, "accesses": 1
            },
            "suppressed": { "reason": "+agreed", "author": "Rui", "until": "2027-01-01" }, "since": "unknown"
        })
    );
    assert_eq!(
        (&guest["sentence"], &guest["suppressed"]),
        (&json!("Ana E. (u1) is a guest at Tenant Um in MyReports"), &Value::Null)
    );
    assert_eq!(
        document["expired_suppressions"],
        json!([{
            "rule": "myreports-guest", "severity": "medium", "account": "u1", "finding_count": 1,
            "reason": "a consultant", "author": "Bia", "until": "2025-12-31",
            "sentence": "Bia suppressed this for u1 until 2025-12-31 (a consultant); findings that it no longer hides: 1"
        }])
    );
}

#[tokio::test]
async fn what_was_not_evaluated_is_told_with_the_reason() {
    let kept = Kept::new();
    let first = kept.run(&["export", "1", "--json"]).await.json();
    let no_roster = json!({
        "rule": "roster-left", "severity": "high", "not_evaluated": "there is no roster", "unknown_for": 0,
        "incomplete": [], "gaps": ["there is no roster"]
    });
    assert_eq!(first["evaluations"][2], no_roster);
    assert_eq!(first["evaluations"][0]["gaps"], json!([]), "answered for everybody");
    assert_eq!(first["evaluations"][1]["gaps"], json!(["for 2: users whose primary tenant is not known"]));
    let second = kept.run(&["export", "2", "--json"]).await.json();
    assert_eq!(second["evaluations"][0]["incomplete"], json!(["myreports"]));
    assert_eq!(second["evaluations"][0]["gaps"], json!(["for the rest: MyReports was not read whole"]));
}

#[tokio::test]
async fn every_member_is_described() {
    let kept = Kept::new();
    for command in [&["export", "1"][..], &["findings", "1"], &["findings", "2"]] {
        assert_described(&kept.run(&[command, &["--json"]].concat()).await.json());
    }
}

/// The names of a document's members that are ours.
pub(crate) fn names_of(document: &Value) -> Vec<String> {
    let mut names = Vec::new();
    gather(document, &mut names);
    // What stands in these is the services' and the rules', not ours.
    names.retain(|name| !["quick", "tomticket", "base39", "myreports"].contains(&name.as_str()));
    names
}

/// That EXPORT.md has all members of a document.
pub(crate) fn assert_described(document: &Value) {
    for name in names_of(document) {
        assert!(include_str!("../../EXPORT.md").contains(&format!("`{name}`")), "{name} is not in EXPORT.md");
    }
}

/// The names of all members but those inside of what is not ours.
fn gather(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                names.push(name.clone());
                if !["attributes", "scope", "filters"].contains(&name.as_str()) {
                    gather(value, names);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, names)),
        _ => {}
    }
}

#[tokio::test]
async fn the_accesses_of_a_run_as_csv() {
    let kept = Kept::new();
    let csv = std::fs::read_to_string(kept.write(&["export", "1"], "run.csv").await).unwrap();
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines.len(), 7);
    assert!(lines[0].starts_with("data,run,read at,service,complete,account,kind,"), "{csv}");
    let approver = "SANDBOX DATA: imaginary people,1,2026-01-01T10:00:00Z,base39,yes,op1,operator,João ÁVILA,\
                    joao.avila@casa.example,comp1,company,Padaria Sol,approver,2024-05-01T12:00:00Z,app 7,perm_2 perm_3,";
    let (data, decision) = lines[1].split_at(approver.len());
    assert_eq!(data, approver);
    assert_eq!(
        (decision.len(), &decision[..1], &decision[65..]),
        (79, ",", ",undecided,,,,"),
        "a hash, and nothing is decided: {decision}"
    );
    assert!(csv.contains(",'=HYPERLINK") || csv.contains(r#","'=HYPERLINK"#), "{csv}");
    let excel = kept.run(&["export", "1", "--csv", "excel-br"]).await.out;
    assert!(excel.starts_with("\u{feff}data;run;read at;"), "{excel}");
}

#[tokio::test]
async fn a_run_as_a_workbook() {
    let kept = Kept::new();
    let sheets = sheets(&kept.write(&["export", "1"], "run.xlsx").await);
    let names: Vec<_> = sheets.keys().map(String::as_str).collect();
    let expected = [
        "About",
        "Changes",
        "Completeness",
        "Decide",
        "Deleted permissions",
        "Evidence",
        "Findings",
        "Operations",
        "People",
        "Resources",
    ];
    assert_eq!(names, expected);
    for (sheet, text) in [
        ("About", "SANDBOX DATA"),
        ("Completeness", "the service counts 2 customers, and 2 were read"),
        ("About", "settings: quick: no"),
        ("Decide", "Open tickets (create_tickets)"),
        ("Changes", "no earlier run can be compared with this one"),
        ("People", "active: yes, approved: yes"),
        ("Resources", "status: active"),
        ("Deleted permissions", "perm_9"),
        ("Findings", "Ana E. (u1) is a guest at Tenant Um in MyReports"),
        ("Findings", "+agreed"),
        ("Findings", "there is no roster"),
        ("Findings", "Bia suppressed this for u1 until 2025-12-31"),
    ] {
        assert!(sheets[sheet].contains(text), "{text}: {}", sheets[sheet]);
    }
    assert!(sheets.values().all(|sheet| !sheet.contains("<f>")), "no formula");
}

#[tokio::test]
async fn the_same_run_is_the_same_file() {
    let kept = Kept::new();
    for name in ["json", "csv", "xlsx"] {
        let first = std::fs::read(kept.write(&["export", "1"], &format!("a.{name}")).await).unwrap();
        let second = std::fs::read(kept.write(&["export", "1"], &format!("b.{name}")).await).unwrap();
        assert_eq!(first, second, "{name}");
    }
}

#[tokio::test]
async fn what_fails_leaves_no_file_and_harms_none() {
    let kept = Kept::new();
    let path = kept.path("run.json");
    std::fs::write(&path, "before").unwrap();
    kept.database().execute_batch("UPDATE grants SET attributes = 'x' WHERE permission = 'operator'").unwrap();
    let failed = kept.run(&["export", "1", "--output", path.to_str().unwrap()]).await;
    assert_eq!(failed.code, 1, "{failed:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "before");
    let screen = kept.run(&["export", "1"]).await;
    assert_eq!((screen.code, screen.out.as_str()), (2, ""), "{screen:?}");
}
