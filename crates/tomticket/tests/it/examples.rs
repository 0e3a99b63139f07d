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
fn concurrent_job_looks_up_every_customer() {
    let shown = printed("concurrent_job", &[]);
    let (customers, summary) = shown.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(summary, "10 customers looked up, 0 failures.");
    let mut lines: Vec<_> = customers.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines.len(), 10, "{shown}");
    assert_eq!(lines[..2], ["Ana Exemplo: tickets a month: unlimited", "Beatriz Modelo: tickets a month: 12"]);
    assert_eq!(lines.iter().filter(|line| line.ends_with(": no tickets")).count(), 2, "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_job_keeps_the_limit_and_says_what_failed() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.tomticket();
    let account = [("TOMTICKET_TOKEN", service.token()), ("TOMTICKET_URL", &service.url())];

    // One of the first look-ups, of people who may create tickets, and a call in the loop's body.
    service.inject(Fault::status(400).only_on("customer_permissions_basic_get"));
    service.inject(Fault::status(400).only_on("customer_details_get").after(1));
    let output = run("concurrent_job", &[], &account);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).ends_with("8 customers looked up, 2 failures.\n"), "{output:?}");
    let told = text(&output.stderr);
    assert_eq!(told.matches(": TomTicket customer_permissions_basic_get (GET").count(), 1, "{told}");
    assert_eq!(told.matches(": TomTicket customer_details_get (GET").count(), 1, "{told}");
    assert!(
        told.ends_with("error: the result is incomplete: see the warnings above, and run the job again\n"),
        "{told}"
    );
    // Page, look-ups and details, each asked for once: none was refused and repeated.
    assert_eq!(service.requests().len(), 1 + 10 + 2);

    // Nobody is missed in silence where the list itself ends early.
    service.inject(Fault::status(400).only_on("customer_list"));
    let output = run("concurrent_job", &[], &account);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "0 customers looked up, 1 failures.\n");
    assert!(text(&output.stderr).starts_with("warning: TomTicket customer_list (GET /customer/list): "), "{output:?}");
}

#[test]
#[cfg(feature = "webhook")]
fn webhook_takes_what_is_signed_and_refuses_what_somebody_else_signed() {
    let taken = "ticket 3f2a9c0e5b7d4186a0c1e2f3a4b5c6d7: updated\n  answered 200 OK\n";
    let refused = "refused: the webhook's signature is wrong; check that the secret is the one in TomTicket's panel, and \
                   that the body comes here byte for byte\n  answered 401 Unauthorized\n";
    assert_eq!(printed("webhook", &[]), format!("{taken}{taken}{refused}"));
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
