//! `acesso export --pseudonymize`

use serde_json::json;

use crate::stored::{Kept, sheets};

/// Names and addresses of the people in the store, in pieces that no code has by chance.
const PEOPLE: [&str; 7] = ["Ana E", "ÁVILA", "casa.example", "HYPERLINK", "Bia", "Rui", "consultant"];

fn assert_nobody(text: &str) {
    for name in PEOPLE {
        assert!(!text.contains(name), "{name} in {text}");
    }
}

#[tokio::test]
async fn no_form_has_a_name_or_an_address_and_each_says_what_it_is() {
    let kept = Kept::new();
    let plain = kept.run(&["export", "1", "--json"]).await;
    assert!(PEOPLE.iter().all(|name| plain.out.contains(name)), "they are all there without it");

    let coded = kept.run(&["export", "1", "--json", "--pseudonymize"]).await;
    assert_eq!(coded.code, 0, "{coded:?}");
    assert!(coded.err.contains("pseudonymised, not anonymous"), "{}", coded.err);
    assert_nobody(&coded.out);
    let (plain, coded) = (plain.json(), coded.json());
    assert_eq!((&plain["run"]["pseudonymised"], &coded["run"]["pseudonymised"]), (&json!(false), &json!(true)));
    for list in ["principals", "grants", "findings", "deleted_permissions"] {
        assert_eq!(plain[list].as_array().unwrap().len(), coded[list].as_array().unwrap().len(), "{list}");
    }
    assert_ne!(plain["run"]["sha256"], coded["run"]["sha256"], "what is handed on has a hash of its own");

    let csv = std::fs::read_to_string(kept.write(&["export", "1", "--pseudonymize"], "run.csv").await).unwrap();
    assert_nobody(&csv);
    assert!(csv.lines().skip(1).all(|line| line.contains("; pseudonymised, not anonymous\",")), "{csv}");
    for (name, sheet) in sheets(&kept.write(&["export", "1", "--pseudonymize"], "run.xlsx").await) {
        assert_nobody(&sheet);
        assert!(name != "Decide" || sheet.contains("pseudonymised, not anonymous"), "{sheet}");
    }
}

#[tokio::test]
async fn an_evidence_pack_without_names_says_so_and_is_whole_in_itself() {
    let kept = Kept::new();
    let decision = "INSERT INTO decisions VALUES (1, 'base39', 'op1', 'comp1', 'approver', 'revoke', 'Ana E. left', 'Rui', '2026-01-02',
                        '2026-01-02T00:00:00Z', 0)";
    assert_eq!(kept.run(&["runs"]).await.code, 0, "it has its newest shape");
    kept.database().execute_batch(decision).unwrap();
    assert_eq!(kept.run(&["sign", "1", "--by", "Rui"]).await.code, 0);
    let pack = kept.path("pack/");
    let pack = pack.to_str().unwrap();
    let written = kept.run(&["export", "1", "--pseudonymize", "--output", pack]).await;
    assert_eq!(written.code, 0, "{written:?}");
    for file in std::fs::read_dir(pack).unwrap().map(|entry| entry.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        assert_ne!(name, "signature.json", "it has names in it");
        if !name.ends_with(".xlsx") {
            assert_nobody(&std::fs::read_to_string(&file).unwrap());
        }
    }
    let report = std::fs::read_to_string(kept.path("pack/report.html")).unwrap();
    assert!(report.contains("Pseudonymised, not anonymous") && report.contains("1 of 6 decided"));
    let verified = kept.run(&["verify", pack]).await;
    assert_eq!(verified.code, 0, "{verified:?}");
}

#[tokio::test]
async fn the_same_key_gives_the_same_codes_in_every_run() {
    let kept = Kept::new();
    let key = kept.path("keys.txt");
    let people = async |run: &str, key: &str| {
        let export = kept.run(&["export", run, "--json", "--pseudonymize", "--pseudonym-key", key]).await;
        assert_eq!(export.code, 0, "{export:?}");
        export.json()["principals"].clone()
    };
    let first = people("1", key.to_str().unwrap()).await;
    let second = people("2", key.to_str().unwrap()).await;
    assert_eq!(first[0]["email"], second[0]["email"]);
    assert_eq!((&first[0]["id"], &first[0]["service"]), (&json!("op1"), &json!("base39")), "ids stay");
    let other = people("1", kept.path("other.key").to_str().unwrap()).await;
    assert_ne!(first[0]["email"], other[0]["email"]);
}

#[tokio::test]
async fn a_key_that_is_none_is_refused_and_kept() {
    let kept = Kept::new();
    let path = kept.path("notes.txt");
    std::fs::write(&path, "my notes").unwrap();
    let refused =
        kept.run(&["export", "1", "--json", "--pseudonymize", "--pseudonym-key", path.to_str().unwrap()]).await;
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "my notes");
    assert_eq!(kept.run(&["export", "1", "--json", "--pseudonym-key", "x"]).await.code, 2, "a key for nothing");
}
