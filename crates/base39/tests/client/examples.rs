//! The examples, as a person runs them.

use std::{
    collections::BTreeSet,
    env,
    env::consts::EXE_SUFFIX,
    fs::{self, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use acesso_sandbox::{Fault, Sandbox};

/// Runs an example, without any settings of the person who runs the tests.
///
/// `cargo test` builds the examples too, unless it is told which tests to run: then yesterday's must not pass for today's.
fn run(example: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    command(example, arguments, variables).output().unwrap()
}

fn command(example: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let test = env::current_exe().unwrap();
    let built = test.parent().and_then(Path::parent).unwrap().join("examples");
    let program = built.join(format!("{example}{EXE_SUFFIX}"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{example}.rs"));
    let modified = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    assert!(modified(&program) > modified(&source), "build the examples first: cargo build -p base39 --examples");
    let mut command = Command::new(program);
    for name in ["BASE39_API_KEY", "BASE39_CLIENT_ID", "BASE39_CLIENT_SECRET", "BASE39_URL"] {
        command.env_remove(name);
    }
    command.args(arguments).envs(variables.iter().copied());
    command
}

/// What an example prints for the sandbox's imaginary people.
async fn printed(example: &str, arguments: &[&str]) -> String {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.base39();
    let output = run(example, arguments, &[("BASE39_API_KEY", service.api_key()), ("BASE39_URL", &service.url())]);
    assert_eq!(text(&output.stderr), "");
    assert!(output.status.success());
    text(&output.stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn approvers_counts_them_for_each_company() {
    let shown = printed("approvers", &[]).await;
    let (companies, summary) = shown.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(summary, "3 companies have approvers.");
    assert_eq!(companies.lines().count(), 3);
    assert!(companies.lines().all(|line| line.starts_with("comp_") && line.ends_with(" permissions to approve")));
}

#[tokio::test(flavor = "multi_thread")]
async fn operator_shows_companies_by_name() {
    assert_eq!(
        printed("operator", &["oprt_fab0089aedf051b0ef953636"]).await,
        "Operator oprt_fab0089aedf051b0ef953636: 2 permissions\n  \
         Empresa Exemplo 2 SA: backoffice_financial\n  \
         Empresa Exemplo 1 SA: approver\n"
    );
    assert_eq!(printed("operator", &["oprt_nobody"]).await, "Operator oprt_nobody: 0 permissions\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn api_keys_tells_what_each_may_do() {
    let shown = printed("api_keys", &[]).await;
    assert_eq!(shown.matches("may do everything\n").count(), 2, "{shown}");
    assert_eq!(shown.matches("may do what its 2 rules allow\n").count(), 2, "{shown}");
    assert!(shown.contains("\n  from where is not known\n"), "{shown}");
    assert!(shown.contains("\n  revoked as of 2024-12-25\n"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lending_shows_what_a_customer_has_to_pay_and_what_a_loan_waits_for() {
    let shown = printed("lending", &[]).await;
    assert_eq!(
        shown,
        "Customer cust_4b3661df535fe0f9d4d60e08\n  \
         may borrow up to 500000: Consignado Exemplo 3\n  \
         may borrow up to 500000: Consignado Exemplo 2\n  \
         may borrow up to 500000: Consignado Exemplo 1\n  \
         loan_a0487ee1b9b0f4e80f554dd8: open\n    \
         due on 2025-04-10: 9000\n    \
         step Assinatura: pending\n"
    );
    assert_eq!(printed("lending", &["cust_4b3661df535fe0f9d4d60e08"]).await, shown, "this one or the first");
}

/// A line in which each id is its kind.
fn without_ids(line: &str) -> String {
    let is_id = |id: &str| id.len() == 24 && id.chars().all(|c| c.is_ascii_hexdigit());
    let mut words: Vec<_> = line.split(' ').map(str::to_owned).collect();
    for word in &mut words {
        let (bare, colon) = word.strip_suffix(':').map_or((word.as_str(), ""), |bare| (bare, ":"));
        if let Some((kind, _)) = bare.split_once('_').filter(|(_, id)| is_id(id)) {
            *word = format!("{kind}_…{colon}");
        }
    }
    words.join(" ")
}

/// Runs an example that writes: what it prints, without ids, and the writes that it made with a key.
async fn written(example: &str, arguments: &[&str]) -> (Vec<String>, Vec<&'static str>) {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.base39();
    let output = run(example, arguments, &[("BASE39_API_KEY", service.api_key()), ("BASE39_URL", &service.url())]);
    assert!(output.status.success(), "{output:?}");
    let shown = text(&output.stdout).lines().map(without_ids).collect();
    let written = service.requests().into_iter().filter(|request| request.method != "GET");
    let keyed = written.filter(|request| request.header("idempotency-key").is_some());
    (shown, keyed.filter_map(|request| request.operation).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn billing_makes_an_invoice_and_asks_for_a_boleto() {
    let (shown, keyed) = written("billing", &[]).await;
    let method = "  pm_…: bank_account";
    assert_eq!(shown, ["inv_…: to be paid until 2025-04-10 by pi_…", method, method, method]);
    assert_eq!(keyed, ["create_invoice", "finalize_invoice", "create_payment_intent"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn setup_makes_what_a_company_lends_with() {
    let (shown, keyed) = written("setup", &["11222333000181", "Example Ltda", "it@example.com"]).await;
    assert_eq!(
        shown,
        ["product prod_…", "credit policy crpl_…", "company group cgrp_…", "company comp_…", "API key key_…"]
    );
    assert_eq!(
        keyed,
        [
            "create_product",
            "create_credit_policy",
            "create_company_group",
            "create_company",
            "update_settings",
            "create_api_key"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_subscribes_posts_again_and_sends() {
    let arguments = ["https://api.example.com/webhooks", "+5511999990000", "ana@example.com"];
    let (shown, keyed) = written("messages", &arguments).await;
    let again = "posted again: evnt_… (loan.created)";
    assert_eq!(
        shown,
        ["subscription subs_…", again, again, "text message mensagem-de-exemplo", "e-mail mensagem-de-exemplo"]
    );
    assert_eq!(keyed, ["create_subscription", "send_sms", "send_email"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_makes_a_form_and_counts_the_records_of_each() {
    let (shown, keyed) = written("records", &[]).await;
    let counted = ["visits: 0 records", "exemplos3: 1 records", "exemplos2: 1 records", "exemplos1: 1 records"];
    assert_eq!(shown[..2], ["data entity dten_…", "workflow work_…"]);
    assert_eq!(shown[2..], counted);
    assert_eq!(keyed, ["create_data_entity", "create_workflow"]);
}

/// A file to copy into, in an empty directory.
fn target(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory.join("permissions.jsonl")
}

fn ids(file: &Path) -> Vec<String> {
    let id = |line: &str| serde_json::from_str::<base39::Permission>(line).unwrap().id.to_string();
    fs::read_to_string(file).unwrap().lines().map(id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn resumable_sync_goes_on_where_it_was_killed() {
    let sandbox = Sandbox::builder().people(300).start().await.unwrap();
    let service = sandbox.base39();
    let account = [("BASE39_API_KEY", service.api_key()), ("BASE39_URL", &service.url())];
    let file = target("killed");
    let arguments = [file.to_str().unwrap()];

    // The third page never comes: the program is killed while it waits.
    service.inject(Fault::stall().always().after(2));
    let mut killed = command("resumable_sync", &arguments, &account).stdout(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(killed.stdout.take().unwrap()).lines();
    assert_eq!(told.next().unwrap().unwrap(), "100 permissions so far");
    assert_eq!(told.next().unwrap().unwrap(), "200 permissions so far");
    killed.kill().unwrap();
    killed.wait().unwrap();
    service.clear_faults();
    assert_eq!(ids(&file).len(), 200);
    // As if it had been killed with half of the third page in the file, too.
    OpenOptions::new().append(true).open(&file).unwrap().write_all(br#"{"id":"perm_ha"#).unwrap();

    // A failure is no loss either.
    service.inject(Fault::status(400).after(1));
    let broken = run("resumable_sync", &arguments, &account);
    assert_eq!(broken.status.code(), Some(1));
    assert!(text(&broken.stderr).ends_with(" (start again to go on)\"\n"), "{broken:?}");
    assert_eq!(ids(&file).len(), 300);

    let rest = run("resumable_sync", &arguments, &account);
    assert!(rest.status.success(), "{rest:?}");
    let copied = ids(&file);
    assert_eq!(copied.len(), service.permission_count());
    assert_eq!(copied.iter().collect::<BTreeSet<_>>().len(), copied.len());

    // Once it is whole, nothing is asked for any more.
    let requests = service.requests().len();
    let again = run("resumable_sync", &arguments, &account);
    assert_eq!(text(&again.stdout), text(&rest.stdout).lines().last().unwrap().to_owned() + "\n");
    assert_eq!(service.requests().len(), requests);
}

#[tokio::test(flavor = "multi_thread")]
async fn resumable_sync_reports_what_can_t_be_read_at_every_start() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.base39();
    let account = [("BASE39_API_KEY", service.api_key()), ("BASE39_URL", &service.url())];
    let file = target("unreadable");

    service.inject(Fault::status(200).json(
        r#"{"hasMore": false, "data": [{"id": "perm_1", "company": "*"}, {"id": "perm_2", "company": "*", "roles": []}]}"#,
    ));
    for _ in 0..2 {
        let output = run("resumable_sync", &[file.to_str().unwrap()], &account);
        assert_eq!(output.status.code(), Some(1));
        let told = text(&output.stderr);
        assert!(told.starts_with("not in the file: perm_1: Base39 list_permissions (GET /v1/permissions): "), "{told}");
        assert!(told.ends_with("\nError: \"1 permissions could not be read\"\n"), "{told}");
        assert_eq!(ids(&file), ["perm_2"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn resumable_sync_leaves_a_file_that_is_not_its_own() {
    let file = target("foreign");
    fs::write(&file, "precious\n").unwrap();
    let sandbox = Sandbox::start().await.unwrap();
    let account = [("BASE39_API_KEY", sandbox.base39().api_key()), ("BASE39_URL", &sandbox.base39().url())];
    let output = run("resumable_sync", &[file.to_str().unwrap()], &account);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).ends_with(" is there already: name another file\"\n"), "{output:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious\n");
}

#[test]
fn without_an_account_an_example_says_what_is_missing() {
    let output = run("approvers", &[], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "Error: the environment variable BASE39_API_KEY is not set; set BASE39_API_KEY to an API key of Base39, or set \
         BASE39_CLIENT_ID and BASE39_CLIENT_SECRET to OAuth credentials\n"
    );
}
