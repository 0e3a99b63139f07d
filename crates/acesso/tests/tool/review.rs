//! `acesso review` as a whole: killed and resumed, beside another one, with exit codes.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use acesso_sandbox::{Fault, Sandbox, Service, tomticket};
use rusqlite::{Connection, types::Value};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    export::assert_described,
    run::{Run, run, tool, variables},
    stored::sheets,
};

/// A sandbox whose TomTicket does not count calls: the tool keeps to its limit anyway.
async fn sandbox(people: usize) -> Sandbox {
    let settings = tomticket::Settings { requests_per_second: None, ..Default::default() };
    Sandbox::builder().people(people).tomticket(settings).start().await.unwrap()
}

/// A review of the sandbox with a store and settings of its own.
struct Review {
    sandbox: Sandbox,
    folder: TempDir,
}

impl Review {
    async fn of(people: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let review = Self { sandbox: sandbox(people).await, folder };
        let line = |operator: acesso_sandbox::base39::Operator| {
            format!("{},{},{}\n", operator.id, operator.name, operator.email)
        };
        let operators: String = review.sandbox.base39().operators().map(line).collect();
        std::fs::write(review.folder.path().join("operators.csv"), format!("id,name,email\n{operators}")).unwrap();
        review
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store.db")
    }

    /// The arguments, with this review's store and operators.
    fn arguments(&self, more: &[&str]) -> Vec<String> {
        let operators = self.folder.path().join("operators.csv");
        let store = self.store();
        let own = ["review", "--store", store.to_str().unwrap(), "--operators", operators.to_str().unwrap()];
        own.iter().chain(more).map(|&argument| argument.to_owned()).collect()
    }

    async fn run(&self, more: &[&str]) -> Run {
        let arguments = self.arguments(more);
        run(&variables(&self.sandbox), &arguments.iter().map(String::as_str).collect::<Vec<_>>()).await
    }

    fn requests(&self) -> u64 {
        self.sandbox.tomticket().request_count()
            + self.sandbox.base39().request_count()
            + self.sandbox.myreports().request_count()
    }

    /// Begins a run and kills it when the services have seen so many requests.
    async fn kill_after(&self, requests: u64) {
        let variables = variables(&self.sandbox);
        let mut child = tool(&variables).args(self.arguments(&[])).spawn().unwrap();
        while self.requests() < requests && child.try_wait().unwrap().is_none() {
            tokio::task::yield_now().await;
        }
        child.kill().await.unwrap();
    }
}

/// What a run holds, without when it was read and how often it was asked.
fn contents(store: &Path) -> BTreeMap<&'static str, Vec<Vec<Value>>> {
    const TABLES: [(&str, &str); 8] = [
        ("principals", "vendor, id, kind, name, email, attributes"),
        ("resources", "vendor, id, kind, name, attributes"),
        ("grants", "vendor, principal, resource, permission, principal_kind, ids, since, granted_by, attributes"),
        ("permissions", "id, resource, deleted, since, granted_by, operator"),
        ("tasks", "vendor, operation, arguments, state"),
        ("proofs", "vendor, holds, proof"),
        ("scopes", "vendor, state, problem"),
        ("findings", "rule, severity, vendor, principal, resource, data"),
    ];
    let connection = Connection::open(store).unwrap();
    let table = |(name, columns): (&'static str, &str)| {
        let mut query = connection.prepare(&format!("SELECT {columns} FROM {name}")).unwrap();
        let width = query.column_count();
        let rows = query.query_map([], |row| (0..width).map(|column| row.get(column)).collect()).unwrap();
        let mut rows: Vec<Vec<Value>> = rows.map(Result::unwrap).collect();
        rows.sort_by_key(|row| format!("{row:?}"));
        (name, rows)
    };
    TABLES.into_iter().map(table).collect()
}

/// How many answers were committed.
fn answers(store: &Path) -> u64 {
    let sql = "SELECT coalesce(sum(answers), 0) FROM operations";
    Connection::open(store).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_run_killed_at_any_moment_goes_on_and_ends_as_one_that_was_not() {
    const PEOPLE: usize = 4;
    let whole = Review::of(PEOPLE).await;
    let done = whole.run(&[]).await;
    assert_eq!(done.code, 0, "{done:?}");
    let (expected, all) = (contents(&whole.store()), whole.requests());
    assert!(all > 30, "{all} requests are enough to be killed between");

    let mut chance = fastrand::Rng::with_seed(39);
    // TomTicket's last calls wait for its limit, so before them there is always time to kill it.
    let moments: Vec<_> = (0..10).map(|_| chance.u64(1..all - 3)).collect();
    let killed = moments.iter().map(async |&moment| {
        let review = Review::of(PEOPLE).await;
        review.kill_after(moment).await;
        let (before, kept) = (review.requests(), answers(&review.store()));
        let resumed = review.run(&["--resume"]).await;
        assert_eq!(resumed.code, 0, "killed after {moment} requests: {resumed:?}");
        (moment, before, kept, review)
    });
    for (moment, before, kept, review) in futures_join(killed).await {
        assert_eq!(contents(&review.store()), expected, "killed after {moment} requests");
        // What was committed is not asked for again; what was on its way may have come after the kill: 8 at a service.
        let again = review.requests() - before;
        assert!(again <= all - kept + 3 * 8, "killed after {moment} requests: {again} of {all}, and {kept} were kept");
        let windows: i64 = Connection::open(review.store())
            .unwrap()
            .query_row("SELECT count(*) FROM windows", [], |row| row.get(0))
            .unwrap();
        assert_eq!(windows, 2);
    }
}

/// All of them at the same time: TomTicket's limit makes each of them wait.
async fn futures_join<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut waiting = false;
        for (future, done) in &mut futures {
            if done.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *done = Some(value),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    futures.into_iter().filter_map(|(_, done)| done).collect()
}

#[tokio::test]
async fn a_review_only_reads() {
    let review = Review::of(4).await;
    let done = review.run(&[]).await;
    assert_eq!(done.code, 0, "{done:?}");
    fn methods<V>(service: &Service<V>) -> Vec<String> {
        service.requests().into_iter().map(|request| request.method).collect()
    }
    let sandbox = &review.sandbox;
    let seen = [methods(sandbox.tomticket()), methods(sandbox.base39()), methods(sandbox.myreports())];
    for methods in seen {
        assert!(!methods.is_empty() && methods.iter().all(|method| method == "GET"), "{methods:?}");
    }
}

#[tokio::test]
async fn two_reviews_at_once_leave_two_whole_runs() {
    let review = Review::of(3).await;
    let (first, second) = tokio::join!(review.run(&[]), review.run(&[]));
    assert_eq!((first.code, second.code), (0, 0), "{first:?} {second:?}");
    let store = Connection::open(review.store()).unwrap();
    let grants = |run: i64| -> i64 {
        store.query_row("SELECT count(*) FROM grants WHERE run = ?1", [run], |row| row.get(0)).unwrap()
    };
    assert!(grants(1) > 0);
    assert_eq!(grants(1), grants(2));
}

#[tokio::test]
async fn what_could_not_be_read_makes_a_run_incomplete_and_the_rest_stays() {
    let review = Review::of(3).await;
    review.sandbox.myreports().inject(Fault::invalid_json().only_on("reseller_get_customer_user"));
    let run = review.run(&[]).await;
    assert_eq!(run.code, 6, "{run:?}");
    let store = Connection::open(review.store()).unwrap();
    let state = |vendor: &str| -> String {
        store.query_row("SELECT state FROM scopes WHERE vendor = ?1", [vendor], |row| row.get(0)).unwrap()
    };
    assert_eq!(["tomticket", "base39", "myreports"].map(state), ["complete", "complete", "incomplete"]);

    let next = "acesso campaign start --help --store ";
    assert!(!run.out.contains(next), "nobody is asked about a part: {}", run.out);

    let mended = review.run(&["--resume"]).await;
    assert_eq!(mended.code, 0, "{mended:?}");
    assert!(mended.out.contains(next), "{}", mended.out);
}

#[tokio::test]
async fn refused_credentials_have_their_exit_code_where_nothing_could_be_read() {
    let review = Review::of(3).await;
    review.sandbox.base39().inject(Fault::refused_credentials().always());
    assert_eq!(review.run(&["--service", "base39"]).await.code, 4);
    assert_eq!(review.run(&["--service", "base39", "--service", "myreports"]).await.code, 6);
}

/// What a file holds that is one with the run of its export.
async fn exported(review: &Review, name: &str) -> String {
    let (path, store) = (review.folder.path().join(name), review.store());
    let paths = [path.to_str().unwrap(), store.to_str().unwrap()];
    let export = run(&BTreeMap::new(), &["export", "--output", paths[0], "--store", paths[1]]).await;
    assert_eq!(export.code, 0, "{export:?}");
    std::fs::read_to_string(path).unwrap()
}

#[tokio::test]
async fn a_file_gets_what_an_export_writes_and_the_screen_its_answer() {
    let review = Review::of(2).await;
    for ending in ["json", "csv"] {
        let path = review.folder.path().join(format!("review.{ending}"));
        let done = review.run(&["--service", "base39", "--output", path.to_str().unwrap()]).await;
        assert_eq!(done.code, 0, "{done:?}");
        assert!(done.out.contains("What was read (--verbose says how we know that it is all)"), "{}", done.out);
        let export = exported(&review, &format!("export.{ending}")).await;
        assert_eq!(std::fs::read_to_string(path).unwrap(), export);
        assert!(export.contains("approver"), "{export}");
    }
    let workbook = review.folder.path().join("review.xlsx");
    let done = review.run(&["--service", "base39", "--output", workbook.to_str().unwrap()]).await;
    assert!(done.out.contains("Findings"), "{done:?}");
    assert!(sheets(&workbook).contains_key("Deleted permissions"));
}

#[tokio::test]
async fn a_csv_without_a_file_is_the_export_and_nothing_else() {
    let review = Review::of(2).await;
    let done = review.run(&["--service", "base39", "--format", "csv"]).await;
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(done.out, exported(&review, "export.csv").await);
}

#[tokio::test]
async fn the_answer_for_programs_is_described() {
    let review = Review::of(2).await;
    review.run(&["--service", "base39", "--service", "myreports"]).await;
    let done = review.run(&["--service", "base39", "--service", "myreports", "--json"]).await;
    assert_eq!(done.code, 0, "{done:?}");
    let answer = done.json();
    assert_described(&answer);
    assert_eq!((&answer["schema"], &answer["run"]["id"]), (&json!("acesso/review/2"), &json!(2)));
    assert_eq!(answer["read"][0]["service"], "base39");
    assert!(answer["read"][0]["accounts_by_kind"]["operator"].as_u64() > Some(0), "{answer}");
    assert!(answer["finding_groups"][0]["sentence"].is_string(), "{answer}");
    assert_eq!((&answer["change_counts"]["since_run"], &answer["change_counts"]["gained"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn a_review_of_the_sandbox_says_so_once_on_stderr_where_no_screen_says_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = BTreeMap::from([("XDG_DATA_HOME", folder.path().to_str().unwrap().to_owned())]);
    let vendor = ["review", "--sandbox", "--service", "base39"];
    for (form, times) in [(&[][..], 0), (&["--json"], 1), (&["--format", "csv"], 1)] {
        let done = run(&data, &[&vendor[..], form].concat()).await;
        assert_eq!(done.code, 0, "{done:?}");
        assert_eq!(done.err.matches("SANDBOX DATA").count(), times, "{form:?} {}", done.err);
    }
}

#[tokio::test]
async fn a_run_is_no_table_in_a_file_and_nobody_is_asked_first() {
    let review = Review::of(2).await;
    let path = review.folder.path().join("review.txt");
    let refused = review.run(&["--format", "table", "--output", path.to_str().unwrap()]).await;
    assert_eq!((refused.code, review.requests()), (2, 0), "{refused:?}");
    assert!(!path.exists());
}

#[tokio::test]
async fn a_service_that_a_forced_run_adds_is_read_and_one_that_is_whole_stays() {
    let review = Review::of(3).await;
    review.sandbox.base39().inject(Fault::status(500).always());
    assert_eq!(review.run(&["--service", "base39", "--service", "myreports"]).await.code, 6);
    review.sandbox.base39().clear_faults();
    let before = review.sandbox.myreports().request_count();
    let forced = review.run(&["--resume", "--force", "--service", "base39", "--service", "tomticket"]).await;
    assert_eq!(forced.code, 0, "{forced:?}");
    assert_eq!(review.sandbox.myreports().request_count(), before, "it was whole");
    let store = Connection::open(review.store()).unwrap();
    let read = |what: &str| -> i64 { store.query_row(what, [], |row| row.get(0)).unwrap() };
    assert_eq!(read("SELECT count(*) FROM scopes WHERE state = 'complete'"), 3);
    assert_eq!(read("SELECT count(DISTINCT vendor) FROM proofs"), 3);
    assert_eq!(read("SELECT count(*) FROM principals WHERE vendor = 'tomticket' AND kind = 'customer'"), 3);
}

#[tokio::test]
async fn a_run_that_a_forced_one_mixed_is_compared_with_no_other() {
    let review = Review::of(3).await;
    assert_eq!(review.run(&["--service", "myreports"]).await.code, 0);
    review.sandbox.myreports().inject(Fault::status(400).only_on("reseller_list_customer_users"));
    assert_eq!(review.run(&["--service", "myreports"]).await.code, 6);
    let mixed = review.run(&["--resume", "--force", "--service", "myreports", "--skip-roles", "--json"]).await;
    assert_eq!(mixed.code, 0, "{mixed:?}");
    assert!(
        mixed.json()["change_counts"].is_null(),
        "nobody lost a role that was not read: {}",
        mixed.json()["change_counts"]
    );
}

#[tokio::test]
async fn without_credentials_it_says_what_to_set() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let run = run(&BTreeMap::new(), &["review", "--store", store.to_str().unwrap()]).await;
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("no credentials") && run.err.contains("--sandbox"), "{}", run.err);
    assert!(!store.exists());
}

#[tokio::test]
async fn only_what_was_begun_alike_and_lately_is_resumed() {
    let review = Review::of(2).await;
    let none = review.run(&["--resume", "--service", "base39"]).await;
    assert_eq!(none.code, 2, "{none:?}");
    review.sandbox.base39().inject(Fault::status(500).always());
    assert_eq!(review.run(&["--service", "base39"]).await.code, 6);
    review.sandbox.base39().clear_faults();

    let other = review.run(&["--resume", "--service", "base39", "--quick"]).await;
    assert_eq!(other.code, 2, "{other:?}");
    assert!(other.err.contains("other settings"), "{}", other.err);

    let old = "UPDATE runs SET started_at = '2020-01-01T00:00:00Z'";
    Connection::open(review.store()).unwrap().execute(old, []).unwrap();
    let stale = review.run(&["--resume", "--service", "base39"]).await;
    assert_eq!(stale.code, 2, "{stale:?}");
    assert!(stale.err.contains("24 hours"), "{}", stale.err);

    assert_eq!(review.run(&["--resume", "--force", "--service", "base39"]).await.code, 0);
}
