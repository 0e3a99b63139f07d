//! The examples, as a person runs them.

use std::{
    env,
    env::consts::EXE_SUFFIX,
    net::TcpListener,
    path::Path,
    process::{Command, Output},
};

use acesso_sandbox::Sandbox;

/// Runs an example, without any settings of the person who runs the tests.
///
/// `cargo test` builds the examples too, unless it is told which tests to run: then yesterday's must not pass for today's.
fn run(example: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let test = env::current_exe().unwrap();
    let built = test.parent().and_then(Path::parent).unwrap().join("examples");
    let program = built.join(format!("{example}{EXE_SUFFIX}"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{example}.rs"));
    let modified = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    assert!(modified(&program) > modified(&source), "build the examples first: cargo build -p myreports --examples");
    let mut command = Command::new(program);
    for name in ["MYREPORTS_TOKEN", "MYREPORTS_REGION", "MYREPORTS_URL", "PROXY", "CA_FILE"] {
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
fn users_shows_who_they_are() {
    assert_eq!(
        printed("users", &[]),
        "Customer c33f0d61-0eef-386e-b1eb-75f02ee37363: 5 users\n  \
         Ana Exemplo <ana.exemplo.1@casa-aurora.example>\n  \
         Caio Ficção <caio.ficcao.4@casa-aurora.example>\n  \
         Flávia Maquete <flavia.maquete.7@casa-aurora.example>\n  \
         Ícaro Modelo <icaro.modelo.10@casa-aurora.example>\n  \
         João Amostra <joao.amostra.2@casa-aurora.example>\n"
    );
    let nobody = "00000000-0000-0000-0000-000000000001";
    assert_eq!(printed("users", &[nobody]), format!("There is no customer {nobody}.\n"));
}

#[test]
fn roles_shows_who_has_which() {
    assert_eq!(
        printed("roles", &[]),
        "customer.settings: Caio Ficção, Ícaro Modelo\n\
         customer.user: Ana Exemplo, Caio Ficção, Flávia Maquete, Ícaro Modelo, João Amostra\n\
         customer.user.pbx: João Amostra\n\
         customer.user.supervisorl1: Ana Exemplo, Flávia Maquete\n"
    );
}

#[test]
fn tenants_counts_the_users_of_each_customer() {
    let shown = printed("tenants", &[]);
    let ends = ["  Cliente 1: 5 users", "  Cliente 2: 4 users", "  Cliente 3: 3 users"];
    assert_eq!(shown.lines().count(), ends.len(), "{shown}");
    assert!(shown.lines().zip(ends).all(|(line, end)| line.ends_with(end)), "{shown}");
    assert_eq!(printed("tenants", &["cliente 2"]).lines().count(), 1);
}

/// The address of a port where nobody listens.
fn nobody() -> String {
    let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_goes_straight_to_this_machine() {
    assert_eq!(printed("behind_a_proxy", &[]).lines().count(), 5);

    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.myreports();
    let account = [("MYREPORTS_TOKEN", service.token()), ("MYREPORTS_URL", &service.url()), ("PROXY", &nobody())];
    let customer = sandbox.example().customer_tenant_id();
    let output = run("behind_a_proxy", &[customer, "x-cost-centre: 4711", "x-purpose: review"], &account);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(text(&output.stdout).lines().count(), 5);
    let requests = service.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].header("x-cost-centre"), Some("4711"));
    assert_eq!(requests[0].header("x-purpose"), Some("review"));
}

#[test]
fn behind_a_proxy_says_what_is_wrong_with_the_network() {
    let explained = |setting: (&str, &str)| {
        // Never asked: only the proxy would look this name up.
        let account =
            [("MYREPORTS_TOKEN", "example-token"), ("MYREPORTS_URL", "https://myreports.example/api"), setting];
        let output = run("behind_a_proxy", &["c33f0d61-0eef-386e-b1eb-75f02ee37363"], &account);
        assert_eq!(output.status.code(), Some(1));
        text(&output.stderr)
    };
    let closed = explained(("PROXY", &nobody()));
    assert!(
        closed.starts_with(
            "error: MyReports reseller_list_customer_users (GET /v1.0/customers/{CUSTOMER_TENANT_ID}/users): could not \
             connect to the proxy, after 3 attempts in "
        ),
        "{closed}"
    );
    assert!(closed.contains("\n  because: tcp connect error\n"), "{closed}");
    assert!(closed.ends_with("The settings are PROXY and CA_FILE.\n"), "{closed}");

    assert_eq!(
        explained(("PROXY", "socks5://127.0.0.1:1080")),
        "error: the proxy has a scheme that is not spoken here; name a proxy with http:// or https://\n"
    );
    assert_eq!(
        explained(("CA_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"))),
        "error: the root certificate is no certificate in PEM; give it in PEM, beginning with `-----BEGIN`\n"
    );
    let missing = explained(("CA_FILE", "no-such-authority.pem"));
    assert!(missing.starts_with("error: CA_FILE, no-such-authority.pem: "), "{missing}");
}

#[test]
fn without_an_account_an_example_says_what_is_missing() {
    let output = run("users", &[], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "error: neither MYREPORTS_REGION nor MYREPORTS_URL is set; set MYREPORTS_REGION to au, eu, na or uk, or \
         MYREPORTS_URL to a server URL with its `/api`\n"
    );
}

#[test]
fn an_error_is_one_line_that_says_what_to_do() {
    let output = run("users", &["--sandbox", "no-guid"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr).lines().last().unwrap(),
        "error: MyReports reseller_list_customer_users (GET /v1.0/customers/{CUSTOMER_TENANT_ID}/users): the service \
         refused the request (HTTP 400 Bad Request), the service says: The value 'no-guid' is not valid; read the \
         service's message and correct the request"
    );
}
