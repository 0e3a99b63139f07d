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
        (&["who", " ", "--format=json"], 2, "usage", "the e-mail address is empty"),
        (&["who", "Ana <ana@casa.example>", "--format=json"], 2, "usage", "that is no e-mail address"),
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
