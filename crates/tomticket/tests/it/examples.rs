//! The examples, as a person runs them.

use std::{
    env,
    env::consts::EXE_SUFFIX,
    path::Path,
    process::{Command, Output},
};

use acesso_sandbox::{Fault, Sandbox};

/// Runs an example, without any settings of the person who runs the tests.
///
/// `cargo test` builds the examples too, unless it is told which tests to run: then yesterday's must not pass for today's.
fn run(example: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let test = env::current_exe().unwrap();
    let built = test.parent().and_then(Path::parent).unwrap().join("examples");
    let program = built.join(format!("{example}{EXE_SUFFIX}"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{example}.rs"));
    let modified = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    assert!(modified(&program) > modified(&source), "build the examples first: cargo build -p tomticket --examples");
    let mut command = Command::new(program);
    for name in ["TOMTICKET_TOKEN", "TOMTICKET_URL"] {
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
fn permissions_shows_what_a_customer_may_do() {
    let ana = "  registration approved  yes
  registration active    yes
  e-mail validated       yes
  may create tickets     yes
  tickets a month        unlimited
";
    assert_eq!(printed("permissions", &[]), format!("Customer C0000001\n{ana}"));
    let email = "ana.exemplo.1@casa-aurora.example";
    assert_eq!(printed("permissions", &[email]), format!("Customer {email}\n{ana}"));
    assert_eq!(printed("permissions", &["C9999999"]), "There is no customer C9999999.\n");
}

#[test]
fn departments_shows_who_works_on_tickets() {
    let shown = printed("departments", &[]);
    assert!(shown.starts_with("Suporte: 3 operators\n  Ana Exemplo\n"), "{shown}");
    assert_eq!(shown.lines().count(), 3 * (1 + 3), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_says_where_to_go_on_after_a_failure_and_goes_on_there() {
    let sandbox = Sandbox::builder().people(120).start().await.unwrap();
    let service = sandbox.tomticket();
    let account = [("TOMTICKET_TOKEN", service.token()), ("TOMTICKET_URL", &service.url())];

    service.inject(Fault::status(400).after(1));
    let broken = run("customers", &[], &account);
    assert!(!broken.status.success());
    assert_eq!(
        text(&broken.stderr),
        "50 customers were read; to go on, begin at page 2.\n\
         error: TomTicket customer_list (GET /customer/list): the service refused the request (HTTP 400 Bad Request); \
         read the service's message and correct the request\n"
    );

    let rest = run("customers", &["2"], &account);
    assert!(rest.status.success());
    let shut_out = |output: &Output| text(&output.stdout).lines().filter(|line| line.contains('@')).count();
    let whole = run("customers", &[], &account);
    assert!(text(&rest.stdout).ends_with(" of 70 customers can't create tickets.\n"));
    assert!(text(&whole.stdout).ends_with(" of 120 customers can't create tickets.\n"));
    assert_eq!(shut_out(&broken) + shut_out(&rest), shut_out(&whole));
    assert!(shut_out(&broken) > 0);
}

#[test]
fn without_an_account_an_example_says_what_is_missing() {
    let output = run("permissions", &["C0000001"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "error: the environment variable TOMTICKET_TOKEN is not set; set TOMTICKET_TOKEN to a token made in TomTicket's \
         panel\n"
    );
    let output = run("permissions", &["--sandbocks"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "error: there is no option --sandbocks; the only one is --sandbox\n");
}
