//! The examples, as a person runs them.

use std::{
    env,
    env::consts::EXE_SUFFIX,
    path::Path,
    process::{Command, Output},
};

/// Runs an example, without any settings of the person who runs the tests.
///
/// `cargo test` builds the examples too, unless it is told which tests to run: then yesterday's must not pass for today's.
fn run(example: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
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
    command.args(arguments).envs(variables.iter().copied()).output().unwrap()
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
    assert!(shown.contains("\n  from every address\n"), "{shown}");
    assert!(shown.contains("\n  revoked as of 2024-12-25\n"), "{shown}");
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
