//! The examples, as a person runs them.

use std::{
    env,
    env::consts::EXE_SUFFIX,
    path::Path,
    process::{Command, Output},
};

use acesso_sandbox::{Fault, Sandbox};
use tomticket::DepartmentFilter;

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
    assert!(modified(&program) > modified(&source), "build the examples first: cargo build -p tomticket --examples");
    let mut command = Command::new(program);
    for name in ["TOMTICKET_TOKEN", "TOMTICKET_URL"] {
        command.env_remove(name);
    }
    command.args(arguments).envs(variables.iter().copied());
    command
}

/// What an example prints for the sandbox's imaginary people.
async fn printed(example: &str, arguments: &[&str]) -> String {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.tomticket();
    let output = run(example, arguments, &[("TOMTICKET_TOKEN", service.token()), ("TOMTICKET_URL", &service.url())]);
    assert_eq!(text(&output.stderr), "");
    assert!(output.status.success());
    text(&output.stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn permissions_shows_what_a_customer_may_do() {
    let ana = "  registration approved  yes
  registration active    yes
  e-mail validated       yes
  may create tickets     yes
  tickets a month        unlimited
";
    assert_eq!(printed("permissions", &[]).await, format!("Customer C0000001\n{ana}"));
    let email = "ana.exemplo.1@casa-aurora.example";
    assert_eq!(printed("permissions", &[email]).await, format!("Customer {email}\n{ana}"));
    assert_eq!(printed("permissions", &["C9999999"]).await, "There is no customer C9999999.\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn departments_shows_who_works_on_tickets() {
    let shown = printed("departments", &[]).await;
    assert!(shown.starts_with("Suporte: 3 operators\n  Ana Exemplo\n"), "{shown}");
    assert_eq!(shown.lines().count(), 3 * (1 + 3), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn custom_fields_shows_what_a_ticket_is_asked_for() {
    let shown = printed("custom_fields", &[]).await;
    let field = r#"    {"id":"5a4be192d1ae166a03efa5d9adefe002","label":"Canal"}"#;
    assert!(shown.starts_with(&format!("Suporte\n  Problema\n{field}\n  Pedido\n{field}\nFinanceiro\n")), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn organizations_shows_them_by_name() {
    let shown = printed("organizations", &[]).await;
    let names: Vec<_> = shown.lines().filter_map(|line| line.split_once("  ")).map(|(_, name)| name).collect();
    assert_eq!(names, ["Organização Exemplo 1", "Organização Exemplo 2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_shows_those_that_nobody_has_and_links_somebody_to_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.tomticket();
    let account = [("TOMTICKET_TOKEN", service.token()), ("TOMTICKET_URL", &service.url())];
    let shown = || text(&run("tickets", &[], &account).stdout);
    let ticket = "1001  Sem atendente vinculado  Chamado de exemplo 2\n";
    assert!(shown().starts_with(ticket), "{}", shown());

    let client = tomticket::Client::builder(service.token()).base_url(service.url()).build().unwrap();
    let department =
        client.departments().list(DepartmentFilter::default()).await.unwrap().into_items().unwrap().remove(0);
    let operator = client.departments().operators(department.id).await.unwrap().into_items().unwrap().remove(0);
    let linked = run("tickets", &[operator.id.as_str()], &account);
    assert!(linked.status.success() && text(&linked.stdout).contains("  linked\n"), "{linked:?}");
    assert_eq!(shown(), "", "everybody's is somebody's now");
}

#[tokio::test(flavor = "multi_thread")]
async fn chats_asks_for_one_persons() {
    assert_eq!(printed("chats", &["ana.exemplo.1@casa-aurora.example"]).await, "", "the sandbox has none");
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
         Error: TomTicket customer_list (GET /customer/list): the service refused the request (HTTP 400 Bad Request); \
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

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_job_looks_up_every_customer() {
    let shown = printed("concurrent_job", &[]).await;
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
        told.ends_with("Error: \"the result is incomplete: see the warnings above, and run the job again\"\n"),
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

#[tokio::test(flavor = "multi_thread")]
#[cfg(feature = "webhook")]
async fn webhook_takes_what_is_signed_and_refuses_what_somebody_else_signed() {
    use std::{
        io::{BufRead as _, BufReader},
        process::Stdio,
    };

    use acesso_sandbox::webhook::{self, Signature};
    use tomticket::serde_json::json;

    let mut server = command("webhook", &["127.0.0.1:0"], &[("TOMTICKET_WEBHOOK_SECRET", webhook::TOMTICKET_SECRET)]);
    let mut server = server.stdout(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut told = || told.next().unwrap().unwrap();
    let address = told().strip_prefix("Listening on ").unwrap().parse().unwrap();

    let event = json!({"type": "ticket", "id": "3f2a9c0e5b7d4186a0c1e2f3a4b5c6d7", "action": "updated"});
    for signature in [Signature::Hexadecimal, Signature::Base64] {
        assert_eq!(webhook::tomticket(&event, signature).send(&address).await.unwrap(), 200);
        assert_eq!(told(), "ticket 3f2a9c0e5b7d4186a0c1e2f3a4b5c6d7: updated");
    }
    assert_eq!(webhook::tomticket(&event, Signature::Wrong).send(&address).await.unwrap(), 401);
    let refused = "refused: the webhook's signature is wrong; check that the secret is the one in TomTicket's panel, and \
                   that the body comes here byte for byte";
    assert_eq!(told(), refused);
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn without_an_account_an_example_says_what_is_missing() {
    let output = run("permissions", &["C0000001"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "Error: the environment variable TOMTICKET_TOKEN is not set; set TOMTICKET_TOKEN to a token made in TomTicket's \
         panel\n"
    );
}
