//! `acesso review` of TomTicket alone, against `acesso sandbox`: what a newcomer tries, and what goes wrong there.

use std::collections::BTreeMap;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::run::{Run, run, serve, tool};

/// Serves two people with these faults and reads them: few calls, since the tool keeps to TomTicket's limit.
async fn review(faults: &[&str], more: &[&str]) -> (Run, TempDir) {
    let mut arguments = vec!["--people", "2"];
    arguments.extend(faults.iter().flat_map(|fault| ["--fault", fault]));
    let (_server, printed) = serve(&arguments).await;
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let output = tool(&BTreeMap::new())
        .envs(&printed)
        .args(["review", "--service", "tomticket", "--store", &store])
        .args(more)
        .output()
        .await
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }, folder)
}

fn store(folder: &TempDir) -> String {
    folder.path().join("store.db").to_str().unwrap().to_owned()
}

/// The kinds of the statements that don't hold.
fn failings(folder: &TempDir) -> String {
    let store = Connection::open(store(folder)).unwrap();
    let mut query = store.prepare("SELECT proof ->> 'proof' FROM proofs WHERE NOT holds ORDER BY number").unwrap();
    let kinds = query.query_map([], |row| row.get(0)).unwrap();
    kinds.collect::<Result<Vec<String>, _>>().unwrap().join(" ")
}

#[tokio::test]
async fn a_review_is_complete_or_says_that_it_is_not() {
    let (whole, quick, miscounted, shifted, refused) = tokio::join!(
        review(&[], &[]),
        review(&[], &["--quick"]),
        review(&["tomticket=wrong-count"], &[]),
        review(&["tomticket=shifted-page"], &["--quick"]),
        review(&["tomticket=refused"], &[]),
    );
    // Customers and organizations are more or fewer than the service says; each department's operators, too.
    for ((answer, folder), code, expected) in
        [(whole, 0, ""), (quick, 0, ""), (miscounted, 6, "counted counted unread"), (shifted, 6, "counted counted")]
    {
        assert_eq!((answer.code, &*failings(&folder)), (code, expected), "{answer:?}");
    }
    assert_eq!(refused.0.code, 4, "{refused:?}");
}

#[tokio::test]
async fn the_sandboxs_files_lead_to_a_whole_review_which_finds_who_left() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("review");
    let (_server, printed) = serve(&["--people", "5", "--files", files.to_str().unwrap()]).await;
    let mut command = tool(&BTreeMap::new());
    command.envs(&printed).args(["review", "--store", &store(&folder)]);
    command.arg("--config").arg(files.join("acesso.toml")).arg("--roster").arg(files.join("roster.csv"));
    let output = command.output().await.unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");

    let store = Connection::open(store(&folder)).unwrap();
    let count = |sql: &str| -> i64 { store.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert!(count("SELECT count(*) FROM findings WHERE rule = 'roster-left'") > 0, "{output:?}");
    let unattributed = "SELECT count(*) FROM grants WHERE principal_kind = 'unattributed'";
    assert_eq!(count(unattributed), 0, "the operators are known");
}

#[tokio::test]
async fn a_sandbox_writes_over_nobodys_files() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("roster.csv"), "email\nsomebody@real.example\n").unwrap();
    let refused = run(&BTreeMap::new(), &["sandbox", "--files", folder.path().to_str().unwrap()]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("roster.csv") && refused.err.contains("another folder"), "{}", refused.err);
    assert!(refused.out.is_empty(), "{refused:?}");
}
