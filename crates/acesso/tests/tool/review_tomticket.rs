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
        .args(["review", "--vendor", "tomticket", "--store", &store])
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
async fn a_sandbox_leaves_what_a_review_takes_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("review");
    let (_server, printed) = serve(&["--files", files.to_str().unwrap()]).await;
    let lines = |name: &str| std::fs::read_to_string(files.join(name)).unwrap().lines().count();
    assert_eq!([lines("operators.csv"), lines("roster.csv")], [11, 10]);
    assert!(files.join("acesso.toml").is_file());
    assert!(printed.contains_key("TOMTICKET_TOKEN"));
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
