//! The examples, as a person runs them.

use std::{
    env,
    env::consts::EXE_SUFFIX,
    fs,
    net::TcpListener,
    path::Path,
    process::{Command, Output},
};

use acesso_sandbox::{Fault, Sandbox, SeenRequest};

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
async fn printed(example: &str, arguments: &[&str]) -> String {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.myreports();
    let output = run(example, arguments, &[("MYREPORTS_TOKEN", service.token()), ("MYREPORTS_URL", &service.url())]);
    assert_eq!(text(&output.stderr), "");
    assert!(output.status.success());
    text(&output.stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn users_shows_who_they_are() {
    assert_eq!(
        printed("users", &[]).await,
        "Customer c33f0d61-0eef-386e-b1eb-75f02ee37363: 5 users\n  \
         Ana Exemplo <ana.exemplo.1@casa-aurora.example>\n  \
         Caio Ficção <caio.ficcao.4@casa-aurora.example>\n  \
         Flávia Maquete <flavia.maquete.7@casa-aurora.example>\n  \
         Ícaro Modelo <icaro.modelo.10@casa-aurora.example>\n  \
         João Amostra <joao.amostra.2@casa-aurora.example>\n"
    );
    let nobody = "00000000-0000-0000-0000-000000000001";
    assert_eq!(printed("users", &[nobody]).await, format!("There is no customer {nobody}.\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_shows_who_has_which() {
    assert_eq!(
        printed("roles", &[]).await,
        "customer.settings: Caio Ficção, Ícaro Modelo\n\
         customer.user: Ana Exemplo, Caio Ficção, Flávia Maquete, Ícaro Modelo, João Amostra\n\
         customer.user.pbx: João Amostra\n\
         customer.user.supervisorl1: Ana Exemplo, Flávia Maquete\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_counts_the_users_of_each_customer() {
    let shown = printed("tenants", &[]).await;
    let ends = ["  Cliente 1: 5 users", "  Cliente 2: 4 users", "  Cliente 3: 3 users"];
    assert_eq!(shown.lines().count(), ends.len(), "{shown}");
    assert!(shown.lines().zip(ends).all(|(line, end)| line.ends_with(end)), "{shown}");
    assert_eq!(printed("tenants", &["cliente 2"]).await.lines().count(), 1);
}

/// What an example prints for the enterprise above the sandbox's resellers.
async fn printed_for_the_enterprise(example: &str, arguments: &[&str]) -> String {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.myreports();
    let account = [("MYREPORTS_TOKEN", service.enterprise_token()), ("MYREPORTS_URL", &service.url())];
    let output = run(example, arguments, &account);
    assert!(output.status.success(), "{output:?}");
    text(&output.stdout)
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_shows_the_resellers_with_their_users() {
    let shown = printed_for_the_enterprise("accounts", &[]).await;
    assert_eq!(
        shown,
        "e594b16d-d5d1-97a7-b160-9307abf55005  Revenda 1\n  \
         Ana Exemplo <ana.exemplo.1@casa-aurora.example>\n  \
         João Amostra <joao.amostra.2@casa-aurora.example>\n\
         e764f5c5-e875-dc8b-74bc-9307abf55004  Revenda 2\n  \
         Beatriz Modelo <beatriz.modelo.3@casa-aurora.example>\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn invoices_leaves_a_whole_pdf_or_none() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("invoices");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("invoice.pdf");
    let shown = printed_for_the_enterprise("invoices", &[path.to_str().unwrap(), "INV-0002"]).await;
    let pdf = fs::read(&path).unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    let listed = "INV-0001  Revenda 1: 199.9\nINV-0002  Revenda 1: 199.9\nINV-0003  Revenda 1: 199.9\n";
    assert_eq!(shown, format!("{listed}Invoice INV-0002: {} bytes in {}\n", pdf.len(), path.display()));
    fs::remove_file(&path).unwrap();

    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.myreports();
    service.inject(Fault::half_body().only_on("enterprise_get_invoice_pdf").always());
    let account = [("MYREPORTS_TOKEN", service.enterprise_token()), ("MYREPORTS_URL", &service.url())];
    let output = run("invoices", &[path.to_str().unwrap()], &account);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!path.exists(), "half a file must not look like an invoice");
}

#[tokio::test(flavor = "multi_thread")]
async fn onboarding_sets_up_a_customer_whose_user_is_there_afterwards() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.myreports();
    let (url, token) = (service.url(), service.token());
    let account = [("MYREPORTS_TOKEN", token), ("MYREPORTS_URL", &url), ("PBX_API_KEY", "example-key")];
    let output = run("onboarding", &["Example Clinic", "12345", "ana@clinic.example", "device-1"], &account);
    assert!(output.status.success(), "{output:?}");
    let shown = text(&output.stdout);
    let customer = shown.lines().next().unwrap().strip_prefix("Customer ").unwrap();
    let users = text(&run("users", &[customer], &account).stdout);
    assert_eq!(users, format!("Customer {customer}: 1 users\n  Ana Example <ana@clinic.example>\n"));
    let costs = |request: &&SeenRequest| request.header("accept-charges") == Some("true");
    assert_eq!(service.requests().iter().filter(costs).count(), 4);
}

/// The address of a port where nobody listens.
fn nobody() -> String {
    let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_goes_straight_to_this_machine() {
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
    let (hint, closed) = closed.split_once('\n').unwrap();
    assert!(hint.starts_with("The settings are PROXY and CA_FILE. "), "{hint}");
    assert!(
        closed.starts_with(
            "Error: MyReports reseller_list_customer_users (GET /v1.0/customers/{CUSTOMER_TENANT_ID}/users): could not \
             connect to the proxy, after 3 attempts in "
        ),
        "{closed}"
    );
    assert!(closed.contains("\n  because: tcp connect error\n"), "{closed}");

    assert_eq!(
        explained(("PROXY", "socks5://127.0.0.1:1080")),
        "Error: the proxy has a scheme that is not spoken here; name a proxy with http:// or https://\n"
    );
    assert_eq!(
        explained(("CA_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"))),
        "Error: the root certificate is no certificate in PEM; give it in PEM, beginning with `-----BEGIN`\n"
    );
    let missing = explained(("CA_FILE", "no-such-authority.pem"));
    assert!(missing.starts_with("Error: \"CA_FILE, no-such-authority.pem: "), "{missing}");
}

#[test]
fn without_an_account_an_example_says_what_is_missing() {
    let output = run("users", &[], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "Error: neither MYREPORTS_REGION nor MYREPORTS_URL is set; set MYREPORTS_REGION to au, eu, na or uk, or \
         MYREPORTS_URL to a server URL with its `/api`\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_is_one_line_that_says_what_to_do() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.myreports();
    let account = [("MYREPORTS_TOKEN", service.token()), ("MYREPORTS_URL", &service.url())];
    let output = run("users", &["no-guid"], &account);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr).lines().last().unwrap(),
        "Error: MyReports reseller_list_customer_users (GET /v1.0/customers/{CUSTOMER_TENANT_ID}/users): the service \
         refused the request (HTTP 400 Bad Request), the service says: The value 'no-guid' is not valid; read the \
         service's message and correct the request"
    );
}
