//! Errors, for people and for programs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    run::{Run, run},
    stored::Kept,
};

/// The error that a program is told, after the warnings.
fn told(run: &Run) -> Value {
    let error = run.error();
    assert_eq!(error["exit"], run.code, "{run:?}");
    error
}

#[tokio::test]
async fn a_program_is_told_an_error_as_json() {
    let kept = Kept::new();
    for (arguments, code, kind, error) in [
        (&["grants", "9", "--json"][..], 3, "not_found", "run 9 "),
        (&["diff", "1", "3", "--format", "json"], 6, "incomplete", "can't be compared"),
        (&["who", " ", "--format=json"], 2, "usage", "the name is empty"),
        (&["who", "Nobody At All", "--format=json"], 3, "not_found", "knows nobody who is called"),
        (&["grants", "1", "--json", "--store", "/dev/null/x"], 2, "usage", "there is no store"),
    ] {
        let failed = kept.run(arguments).await;
        assert_eq!((failed.code, failed.out.as_str()), (code, ""), "{failed:?}");
        let told = told(&failed);
        assert_eq!((&told["schema"], &told["kind"]), (&json!("acesso/error/1"), &json!(kind)), "{told}");
        assert!(told["error"].as_str().unwrap().contains(error), "{told}");
        assert!(!told["advice"].as_str().unwrap().is_empty(), "{told}");
        assert!(!failed.err.contains("error: "), "{failed:?}");
    }
}

#[tokio::test]
async fn a_program_is_told_what_is_wrong_with_its_arguments() {
    let none = BTreeMap::new();
    for (arguments, error) in [
        (&["grants", "--json", "--nonsense"][..], "unexpected argument '--nonsense' found"),
        (&["prune", "--format", "json"], "--older-than"),
        (&["base39", "--json"], "requires a subcommand"),
        (&["--json"], "requires a subcommand"),
    ] {
        let refused = run(&none, arguments).await;
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
        let told = told(&refused);
        assert_eq!(told["kind"], "usage");
        assert!(told["error"].as_str().unwrap().contains(error), "{told}");
        assert!(told["advice"].as_str().unwrap().contains("--help"), "{told}");
    }
    let people = run(&none, &["grants", "--nonsense"]).await;
    assert!(people.code == 2 && people.err.starts_with("error: unexpected argument"), "{people:?}");
    let help = run(&none, &["grants", "--json", "--help"]).await;
    assert!(help.code == 0 && help.out.contains("Usage:"), "{help:?}");
}

#[tokio::test]
async fn a_program_is_told_that_a_service_refused() {
    let sandbox = acesso_sandbox::Sandbox::start().await.unwrap();
    let mut variables = crate::run::variables(&sandbox);
    variables.insert("MYREPORTS_TOKEN", "wrong".to_owned());
    let refused = run(&variables, &["myreports", "users", "some-tenant", "--json"]).await;
    assert_eq!(refused.code, 4, "{refused:?}");
    assert_eq!(told(&refused)["kind"], "refused");
}

/// Words that stand in almost every English sentence, and in no Portuguese one.
const ENGLISH: [&str; 13] =
    ["the", "of", "is", "not", "it", "with", "for", "can't", "name", "there", "file", "run", "error"];

#[tokio::test]
async fn whoever_asks_in_portuguese_is_told_in_portuguese_what_failed() {
    let kept = Kept::new();
    let mut english_left = Vec::new();
    for line in [
        "grants 9 --sandbox",
        "who nobody --sandbox",
        "who nobody@casa.example --sandbox",
        "who '' --sandbox",
        "diff 1 1 --sandbox",
        "sign 1 --by '' --sandbox",
        "sign 1 --by Bia --force '' --sandbox",
        "export 1 --sandbox",
        "export 1 --output answer.doc --sandbox",
        "grants --output . --sandbox",
        "grants --format xlsx",
        "grants --format html",
        "grants --store /nowhere/acesso.db",
        "grants --store .",
        "grants --sandbox --store /dev/null",
        "decide --from /nowhere/decisions.xlsx --sandbox",
        "verify /nowhere",
        "verify 9 --sandbox",
        "prune --older-than 9999999y --sandbox",
        "review",
        "review --resume --sandbox",
        "review --config /nowhere/acesso.toml",
        "review --service base39 --operators /nowhere/operators.csv --sandbox",
        "check --config /nowhere/acesso.toml",
        "login myreports",
        "login myreports --sandbox",
        "sandbox --port 65534",
        "sandbox --csv rfc4180",
        "sandbox -- /nowhere/program",
        "man /dev/null",
        "tomticket permissions C1",
        "base39 permissions",
        "base39 permissions --fields id,-roles --sandbox",
        "myreports users t1",
        "tomticket call ticket_list --header authorization=x --sandbox",
        "tomticket call ticket_list --form x=y --sandbox",
        "base39 call get_loan --path loan=x --idempotency-key k --sandbox",
    ] {
        let arguments: Vec<_> = line.split(' ').map(|word| if word == "''" { "" } else { word }).collect();
        let english = run(kept.variables(), &arguments).await;
        let portuguese = run(kept.variables(), &[&["--lang", "pt-BR"], &*arguments].concat()).await;
        assert!(english.code != 0 && english.err.contains("error: "), "{line}: {english:?}");
        assert_eq!(english.code, portuguese.code, "{line}");
        let told = portuguese.err.split_once("erro: ").unwrap_or_else(|| panic!("{line}: {portuguese:?}")).1;
        let words = told.split(|letter: char| letter.is_whitespace() || ",;:".contains(letter));
        english_left
            .extend(words.filter(|word| ENGLISH.contains(word)).map(|word| format!("{word:?} in {line}: {told}")));
        assert_eq!(
            told.lines().count(),
            english.err.split_once("error: ").unwrap().1.lines().count(),
            "{line}: {told}"
        );
    }
    assert!(english_left.is_empty(), "{english_left:#?}");
}
