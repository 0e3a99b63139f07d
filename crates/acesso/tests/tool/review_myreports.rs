//! `acesso review --vendor myreports` as a process.

use std::collections::BTreeMap;

use acesso_sandbox::{Fault, Sandbox};

use crate::run::{Run, run, variables};

const INCOMPLETE: i32 = 6;

/// Reads the sandbox into a store of its own.
async fn review(sandbox: &Sandbox, token: &str, arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("acesso.db");
    let mut variables: BTreeMap<_, _> = variables(sandbox);
    variables.insert("MYREPORTS_TOKEN", token.to_owned());
    let command = ["review", "--service", "myreports", "--store", store.to_str().unwrap()];
    run(&variables, &[&command, arguments].concat()).await
}

/// How many requests came for each operation.
fn asked(sandbox: &Sandbox) -> BTreeMap<&'static str, usize> {
    let mut asked = BTreeMap::new();
    for request in sandbox.myreports().requests() {
        *asked.entry(request.operation.unwrap()).or_default() += 1;
    }
    asked
}

#[tokio::test]
async fn a_reseller_is_read_with_a_call_for_every_user() {
    let sandbox = Sandbox::start().await.unwrap();

    let read = review(&sandbox, sandbox.myreports().token(), &[]).await;

    assert_eq!(read.code, 0, "{}", read.err);
    let asked = asked(&sandbox);
    assert_eq!(asked["reseller_list_customer_users"], 2 * sandbox.myreports().customer_count(), "each list twice");
    assert!(asked["reseller_get_customer_user"] >= 10, "{asked:?}");
}

#[tokio::test]
async fn roles_are_left_out_when_they_are_to_be_skipped() {
    let sandbox = Sandbox::start().await.unwrap();

    let read = review(&sandbox, sandbox.myreports().token(), &["--skip-roles"]).await;

    assert_eq!(read.code, 0, "{}", read.err);
    assert_eq!(asked(&sandbox).get("reseller_get_customer_user"), None);
}

#[tokio::test]
async fn an_enterprise_is_read_without_being_told_that_it_is_one() {
    let sandbox = Sandbox::start().await.unwrap();

    let read = review(&sandbox, sandbox.myreports().enterprise_token(), &[]).await;

    assert_eq!(read.code, 0, "{}", read.err);
    let asked = asked(&sandbox);
    assert_eq!((asked["reseller_list_customers"], asked["enterprise_get_account_metrics"]), (1, 2));
}

#[tokio::test]
async fn the_settings_say_whose_token_it_is() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("acesso.toml");
    std::fs::write(&settings, "[myreports]\nportal = 'enterprise'").unwrap();
    let config = ["--config", settings.to_str().unwrap()];

    let read = review(&sandbox, sandbox.myreports().enterprise_token(), &config).await;

    assert_eq!(read.code, 0, "{}", read.err);
    assert_eq!(asked(&sandbox).get("reseller_list_customers"), None);
}

#[tokio::test]
async fn a_list_that_counts_otherwise_is_incomplete() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.myreports().inject(Fault::wrong_count().only_on("reseller_list_customer_users"));

    let read = review(&sandbox, sandbox.myreports().token(), &[]).await;

    assert_eq!(read.code, INCOMPLETE, "{}", read.err);
}
