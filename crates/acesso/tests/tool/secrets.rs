//! Canaries are put wherever a secret or somebody's data goes, and searched for wherever a person or a file could show them.

use std::{
    collections::BTreeMap,
    fs, io, panic,
    path::Path,
    pin::Pin,
    sync::{Arc, Mutex},
};

use acesso_core::{Error, RetryPolicy};
use acesso_sandbox::{Fault, Sandbox};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{
    run::{Run, run, variables},
    stored::sheets,
};

/// In every secret, and in everything that the tool has no use for.
const CANARY: &str = "canary-5e7a1c";
/// How HTTP Basic shows what begins with it.
const CANARY_BASE64: &str = "Y2FuYXJ5LTVlN2Ex";

fn assert_hidden(what: &str, shown: &[u8], secrets: &[&str]) {
    assert!(!shown.is_empty(), "{what} is empty");
    for secret in [CANARY, CANARY_BASE64].iter().chain(secrets) {
        let at = shown.windows(secret.len()).position(|part| part == secret.as_bytes());
        let around =
            |at: usize| String::from_utf8_lossy(&shown[at.saturating_sub(200)..at + secret.len()]).into_owned();
        assert!(at.is_none(), "{what} shows {secret}: {}", at.map(around).unwrap_or_default());
    }
}

// --- the tool ---

/// A sandbox whose answers hold more than the tool needs, a canary in each place.
async fn sandbox() -> Sandbox {
    let settings = acesso_sandbox::tomticket::Settings { requests_per_second: None, ..Default::default() };
    let sandbox = Sandbox::builder().people(4).tomticket(settings).start().await.unwrap();
    let field = json!([{ "id": "f", "name": CANARY, "value": CANARY }]);
    let details = json!({ "account_approved": true, "allowed_create_tickets": true, "monthly_ticket_quota": 5,
        "email_validated": true, "note": CANARY });
    let address = json!({ "city": CANARY, "line1": CANARY, "postalCode": CANARY });
    let pbx = json!([{ "_type": "KazooPbxConnectionProfile", "name": CANARY, "apiKey": CANARY, "licenseKey": CANARY }]);
    let tenant = sandbox.example().customer_tenant_id();
    let (tomticket, base39, myreports) = (sandbox.tomticket(), sandbox.base39(), sandbox.myreports());
    let always =
        |operation, body: serde_json::Value| Fault::status(200).json(body.to_string()).only_on(operation).always();
    tomticket.inject(always(
        "customer_list",
        json!({ "error": false, "size": 1, "next_page": null, "data": [{
        "id": "1", "name": "Ana Exemplo", "email": "ana@casa.example", "internal_id": "C0000001", "phone": CANARY,
        "custom_fields": field, "document": CANARY }] }),
    ));
    tomticket
        .inject(always("customer_permissions_basic_get", json!({ "error": false, "data": { "details": details } })));
    tomticket.inject(always(
        "department_operator_list",
        json!({ "error": false, "size": 1, "data": [{
        "id": "o", "name": "Bia Amostra", "mail_hash": CANARY, "phone": CANARY }] }),
    ));
    // A failure is told and kept: its body is not.
    let broken = json!({ "error": true, "message": "Not today.", "trace": CANARY }).to_string();
    tomticket.inject(Fault::status(400).json(broken).header("x-debug", CANARY).only_on("organization_list").always());
    base39.inject(always(
        "list_companies",
        json!({ "hasMore": false, "data": [{
        "id": "comp_1", "name": "Padaria", "document": CANARY, "address": address, "settings": { "key": CANARY },
        "bank": CANARY }] }),
    ));
    base39.inject(always(
        "list_api_keys",
        json!({ "hasMore": false, "data": [{
        "id": "key_1", "rules": "*", "name": "Ana Exemplo", "email": "ana@casa.example", "apiKey": CANARY,
        "allowedIps": [{ "ip": CANARY, "description": CANARY }], "secret": CANARY }] }),
    ));
    myreports.inject(always(
        "reseller_get_customer",
        json!({ "data": { "id": tenant, "name": "Cliente", "reference": CANARY } }),
    ));
    myreports.inject(
        Fault::status(200)
            .only_on("reseller_list_customers")
            .json(
                json!({ "page_size": 1, "page_index": 0,
        "data": [{ "id": tenant, "name": "Cliente 1", "description": CANARY, "reference": CANARY,
            "pbxConnectionProfiles": pbx, "features": { CANARY: 1 }, "x": CANARY }] })
                .to_string(),
            )
            .times(2),
    );
    sandbox
}

/// The documents that the tool writes: each of them is searched, and each file of a folder. Another form that comes belongs
/// in here.
const DOCUMENTS: [(&[&str], &str); 9] = [
    (&["export"], "pack/"),
    (&["export"], "report.html"),
    (&["export"], "run.json"),
    (&["export"], "run.csv"),
    (&["export"], "run.xlsx"),
    (&["grants"], "grants.csv"),
    (&["findings"], "findings.xlsx"),
    (&["who", "ana@casa.example"], "who.json"),
    (&["runs"], "runs.json"),
];

#[tokio::test]
async fn neither_the_store_nor_a_document_nor_the_screen_has_a_secret_or_what_is_not_needed() {
    let (sandbox, folder) = (sandbox().await, tempfile::tempdir().unwrap());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mut variables = variables(&sandbox);
    // What somebody sets who wants to see more.
    variables.extend([("RUST_LOG", "trace".to_owned()), ("RUST_BACKTRACE", "full".to_owned())]);
    let store = path("store.db");
    let on_store = |arguments: &[&str]| {
        [arguments, &["--store", &store]].concat().iter().map(|&text| text.to_owned()).collect::<Vec<_>>()
    };
    let said = |arguments: Vec<String>, variables: BTreeMap<&'static str, String>| async move {
        run(&variables, &arguments.iter().map(String::as_str).collect::<Vec<_>>()).await
    };

    let tokens = [sandbox.tomticket().token(), sandbox.base39().api_key(), sandbox.myreports().token()];
    let hidden = |what: &str, run: &Run| assert_hidden(what, format!("{}{}", run.out, run.err).as_bytes(), &tokens);
    let review = said(on_store(&["review"]), variables.clone()).await;
    assert_eq!(review.code, 6, "the organizations could not be read: {review:?}");
    assert!(review.err.contains("Not today") || review.out.contains("Not today"), "{review:?}");
    hidden("review", &review);
    for command in [&["grants"][..], &["findings"], &["runs"], &["who", "ana@casa.example"], &["diff"]] {
        hidden(command[0], &said(on_store(command), variables.clone()).await);
    }
    hidden("check", &said(vec!["check".to_owned()], variables.clone()).await);
    let refused = said(vec!["tomticket".to_owned(), "permissions".to_owned(), CANARY.to_owned()], {
        let mut variables = variables.clone();
        variables.insert("TOMTICKET_TOKEN", format!("{CANARY}\n"));
        variables
    });
    hidden("a token that can't be sent", &refused.await);

    for ending in ["", "-wal", "-shm"] {
        let file = format!("{store}{ending}");
        if let Ok(bytes) = fs::read(&file).map(|bytes| [&bytes[..], b" "].concat()) {
            assert_hidden(&file, &bytes, &tokens);
            assert_owner_alone(Path::new(&file));
        }
    }
    let kept = rusqlite::Connection::open(&store).unwrap();
    let found = |sql: &str| kept.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(found("SELECT count(*) FROM principals WHERE id IN ('1', 'key_1')"), 2, "what has canaries was read");
    assert_eq!(found("SELECT count(*) FROM resources WHERE id = 'comp_1' OR name = 'Cliente 1'"), 2);

    for (command, name) in DOCUMENTS {
        let file = path(name);
        let written = said(on_store(&[command, &["--output", &file]].concat()), variables.clone()).await;
        assert_eq!((written.code, written.out.as_str()), (0, ""), "{name}: {written:?}");
        for file in files(Path::new(&file)) {
            let text = if file.extension().is_some_and(|end| end == "xlsx") {
                sheets(&file).into_values().collect::<String>().into_bytes()
            } else {
                fs::read(&file).unwrap()
            };
            assert_hidden(name, &text, &tokens);
            assert_owner_alone(&file);
        }
    }
}

/// The file, or each one of the folder.
fn files(path: &Path) -> Vec<std::path::PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let files: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 4, "{files:?}");
    files
}

#[cfg(unix)]
fn assert_owner_alone(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{}", file.display());
}

#[cfg(not(unix))]
fn assert_owner_alone(_file: &Path) {}

// --- the clients ---

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A service that sends back what it was sent, credentials and path included.
async fn echo(status_line: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = vec![0; 8192];
                let length = connection.read(&mut request).await.unwrap_or(0);
                let head = format!(
                    "HTTP/1.1 {status_line}\r\nx-echo: {CANARY}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                );
                let _sent = connection.write_all(&[head.as_bytes(), &request[..length]].concat()).await;
            });
        }
    });
    format!("http://{address}")
}

type Failing<'a> = Pin<Box<dyn Future<Output = Error> + 'a>>;

/// A call that fails, with a canary in each of its arguments.
fn fails<'a, T: Send + std::fmt::Debug + 'static>(request: acesso_core::Request<T>) -> Failing<'a> {
    let shown = format!("{request:?}");
    assert_hidden("a request", shown.as_bytes(), &[]);
    let request = request.retry(RetryPolicy::never());
    Box::pin(async { request.await.unwrap_err() })
}

fn every_way_to_show(error: Error) -> String {
    let mut shown = format!("{error} {error:?} {error:#?} {}", error.summary());
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        shown.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    let panics = |result: Result<(), Error>| result.unwrap();
    let panicked = panic::catch_unwind(panic::AssertUnwindSafe(|| panics(Err(error)))).unwrap_err();
    shown + panicked.downcast_ref::<String>().unwrap()
}

async fn ask_everything() {
    for status in
        ["200 OK", "302 Found", "400 Bad Request", "401 Unauthorized", "402 Payment Required", "404 Not Found"]
    {
        let url = echo(status).await;
        let filter = base39::OperatorPermissionFilter::default;
        let tomticket = tomticket::Client::builder(CANARY).base_url(&*url).rate_limit(None).build().unwrap();
        let oauth = base39::Credentials::client_credentials(CANARY, CANARY).token_url(format!("{url}/token"));
        let credentials =
            [base39::Credentials::api_key(CANARY), base39::Credentials::api_key_as_basic_user(CANARY), oauth.into()];
        let mut calls = vec![
            fails(tomticket.customers().permissions(CANARY)),
            fails(tomticket.customers().details(tomticket::CustomerKey::email(CANARY))),
            fails(tomticket.departments().operators(CANARY)),
        ];
        for credentials in credentials {
            let shown = format!("{credentials:?}");
            let base39 = base39::Client::builder(credentials).base_url(&*url).build().unwrap();
            assert_hidden("a client", format!("{shown} {base39:?}").as_bytes(), &[]);
            let new = base39::NewPermission::for_company(CANARY, [base39::Role::Approver]);
            let pager = base39.operators().permissions(CANARY, filter());
            assert_hidden("a pager", format!("{pager:?}").as_bytes(), &[]);
            calls.push(fails(base39.operators().create_permission(CANARY, new).idempotency_key(CANARY)));
            calls.push(Box::pin(async { pager.retry(RetryPolicy::never()).collect().await.unwrap_err() }));
        }
        let login = || myreports::Login::new(CANARY, CANARY).token_url(format!("{url}/token"));
        for credentials in
            [myreports::Credentials::token(CANARY), login().with_refresh_token(CANARY), login().with_code(CANARY, None)]
        {
            let shown = format!("{credentials:?}");
            let myreports =
                myreports::Client::builder(myreports::Region::Eu, credentials).base_url(&*url).build().unwrap();
            assert_hidden("a client", format!("{shown} {myreports:?} {tomticket:?}").as_bytes(), &[]);
            calls.push(fails(myreports.customers().user(CANARY, CANARY)));
            calls.push(fails(myreports.accounts().metrics(CANARY)));
        }
        for call in calls {
            assert_hidden("an error", every_way_to_show(call.await).as_bytes(), &[]);
        }
    }
}

#[test]
fn no_client_shows_a_secret_in_an_error_a_log_or_a_panic() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    // For the whole process: tracing remembers for each place in the code whether anybody listens.
    tracing::subscriber::set_global_default(subscriber.with_writer(move || writer.clone()).finish()).unwrap();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(ask_everything());

    let text = log.0.lock().unwrap();
    assert_hidden("the log", &text, &[]);
    let text = String::from_utf8_lossy(&text);
    for expected in [
        "service=\"TomTicket\"",
        "service=\"Base39\"",
        "service=\"MyReports\"",
        "url.template=\"/v1/operators/{operator}",
    ] {
        assert!(text.contains(expected), "the log has no {expected}");
    }
}
