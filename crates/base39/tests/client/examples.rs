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
fn printed(example: &str, arguments: &[&str]) -> String {
    let output = run(example, &[&["--sandbox"], arguments].concat(), &[]);
    assert_eq!(text(&output.stderr), "SANDBOX DATA: imaginary people\n");
    assert!(output.status.success());
    text(&output.stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn approvers_counts_them_for_each_company() {
    let shown = printed("approvers", &[]);
    let (companies, summary) = shown.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(summary, "3 companies have approvers.");
    assert_eq!(companies.lines().count(), 3);
    assert!(companies.lines().all(|line| line.starts_with("comp_") && line.ends_with(" permissions to approve")));
}

#[test]
fn operator_shows_companies_by_name() {
    assert_eq!(
        printed("operator", &[]),
        "Operator oprt_fab0089aedf051b0ef953636: 2 permissions\n  \
         Empresa Exemplo 2 SA: backoffice_financial\n  \
         Empresa Exemplo 1 SA: approver\n"
    );
    assert_eq!(printed("operator", &["oprt_nobody"]), "Operator oprt_nobody: 0 permissions\n");
}

#[test]
fn api_keys_tells_what_each_may_do() {
    let shown = printed("api_keys", &[]);
    assert_eq!(shown.matches("may do everything\n").count(), 2, "{shown}");
    assert_eq!(shown.matches("may do what its 2 rules allow\n").count(), 2, "{shown}");
    assert!(shown.contains("\n  from where is not known\n"), "{shown}");
    assert!(shown.contains("\n  revoked as of 2024-12-25\n"), "{shown}");
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
    assert!(text(&broken.stderr).ends_with(" (start again to go on)\n"), "{broken:?}");
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
        assert!(told.ends_with("\nerror: 1 permissions could not be read\n"), "{told}");
        assert_eq!(ids(&file), ["perm_2"]);
    }
}

#[test]
fn resumable_sync_leaves_a_file_that_is_not_its_own() {
    let file = target("foreign");
    fs::write(&file, "precious\n").unwrap();
    let output = run("resumable_sync", &["--sandbox", file.to_str().unwrap()], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).ends_with(" is there already: name another file\n"), "{output:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious\n");
}

#[test]
fn without_an_account_an_example_says_what_is_missing() {
    let output = run("approvers", &[], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "error: the environment variable BASE39_API_KEY is not set; set BASE39_API_KEY to an API key of Base39, or set \
         BASE39_CLIENT_ID and BASE39_CLIENT_SECRET to OAuth credentials\n"
    );
}
