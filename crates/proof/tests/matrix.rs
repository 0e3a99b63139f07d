//! The fault matrix, each cell on each transport, on the default one also over connections that were used before, and the
//! document that is made of it.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::{fs, path::Path};

use acesso_proof::matrix::TransportKind;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_ends_as_its_row_says() {
    check(TransportKind::Reqwest, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_ends_as_its_row_says_straight_on_hyper() {
    check(TransportKind::Hyper, 1).await;
}

async fn check(kind: TransportKind, times: usize) {
    let outcome = acesso_proof::matrix::run(kind, times).await.unwrap();
    let shown = outcome.failed.iter().take(40).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(outcome.failed.is_empty(), "{} of {} cells:\n{shown}", outcome.failed.len(), outcome.tried);
    assert!(outcome.tried > 1_000 * times, "{} cells", outcome.tried);
}

/// FAULTS.md is made from the rows. To renew it: `ACESSO_RENEW_DOCS=1 cargo test -p acesso-proof --test matrix faults_md`
#[test]
fn faults_md_is_the_table_of_the_rows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/FAULTS.md");
    let now = acesso_proof::matrix::document();
    if std::env::var_os("ACESSO_RENEW_DOCS").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == now, "renew it: ACESSO_RENEW_DOCS=1 cargo test -p acesso-proof --test matrix faults_md");
}
