//! A canary token is put everywhere a secret goes, and searched for everywhere a person could see it.

#![cfg(all(feature = "reqwest", feature = "tracing"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use acesso_core::{
    BaseUrl, Call, Client, Cursor, Error, FixedCredential, Head, HttpRequest, HttpResponse, HttpTransport, Page, Part,
    PlainHttp, RetryPolicy, Secret, Variables,
    oauth::{ClientAuthentication, Grant, OAuthBuilder},
    testing::Script,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tracing_subscriber::fmt::MakeWriter;

const CANARY: &str = "canary-5e7a1c";
/// The same as Basic credentials show it.
const CANARY_BASE64: &str = "Y2FuYXJ5LTVlN2ExYzo";

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

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn assert_hidden(shown: &str) {
    assert!(!shown.is_empty());
    for canary in [CANARY, CANARY_BASE64] {
        assert!(!shown.contains(canary), "shows the canary: {shown}");
    }
}

fn show_error(error: &Error) -> String {
    let mut shown = format!("{error} {error:?} {error:#?} {}", error.summary());
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        shown.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    shown
}

#[test]
fn no_public_type_shows_a_secret() {
    let secret = Secret::new(CANARY);
    assert_hidden(&format!("{secret:?}"));

    let bearer = FixedCredential::bearer(&secret).unwrap();
    let basic = FixedCredential::basic(&secret, &Secret::new("")).unwrap();
    assert_hidden(&format!("{bearer:?} {basic:?}"));

    for grant in [
        Grant::RefreshToken(secret.clone()),
        Grant::AuthorizationCode { code: secret.clone(), redirect_uri: "http://127.0.0.1:1".into() },
    ] {
        assert_hidden(&format!("{grant:?}"));
        let builder = OAuthBuilder::new("https://a.example/token", "id", secret.clone(), grant)
            .authentication(ClientAuthentication::Basic);
        assert_hidden(&format!("{builder:?}"));
        let client: Client = Client::builder("Example", PlainHttp)
            .base_url("https://a.example")
            .authorize(builder.build().unwrap())
            .transport(Script::new())
            .build()
            .unwrap();
        assert_hidden(&format!("{client:?}"));
    }

    let builder = Client::builder("Example", PlainHttp).base_url("https://a.example").bearer(CANARY);
    assert_hidden(&format!("{builder:?}"));
    let client: Client = builder.transport(Script::new()).build().unwrap();
    let call = Call::get("o", "/people/{person}")
        .argument("person", CANARY)
        .query("token", CANARY)
        .header(HeaderName::from_static("x-key"), CANARY)
        .form([("password", CANARY)]);
    assert_hidden(&format!("{call:?}"));
    let request = client.request(call.clone()).header(HeaderName::from_static("x-other"), CANARY);
    assert_hidden(&format!("{client:?} {request:?}"));
    assert_hidden(&format!("{:?}", Part::text("password", CANARY)));
    assert_hidden(&format!(
        "{:?}",
        client.pages::<u8, _>(|_| Call::get("o", CANARY).read_with(|_, _| Ok(Page::new(vec![], None))))
    ));

    let mut headers = HeaderMap::new();
    headers.insert("authorization", HeaderValue::from_static(CANARY));
    let base = BaseUrl::parse("https://a.example").unwrap();
    let sent = HttpRequest::new(Method::GET, call.url(&base).unwrap(), headers.clone(), CANARY.into());
    let head = Head::new(StatusCode::OK, headers);
    let got = HttpResponse::new(head.clone(), CANARY);
    assert_hidden(&format!("{sent:?} {head:?} {got:?}"));
    assert_hidden(&format!("{:?}", Variables::new(|_| Some(CANARY.to_owned()))));
    // A cursor is no secret: it is what a person keeps.
    assert!(format!("{:?}", Cursor::new("page-2")).contains("page-2"));
}

#[test]
fn no_refusal_of_a_secret_shows_it() {
    let broken = format!("{CANARY}\n");
    let bearer =
        Client::builder("E", PlainHttp).base_url("https://a.example").transport(Script::new()).bearer(&*broken);
    let error = bearer.build().map(|_: Client| ()).unwrap_err();
    assert_hidden(&show_error(&error));
    assert!(error.to_string().contains("the token has a character"), "names the field: {error}");
    let with_scheme = FixedCredential::bearer(&Secret::new(format!("Bearer {CANARY}"))).unwrap_err();
    assert_hidden(&format!("{with_scheme} {with_scheme:?}"));
    assert!(with_scheme.to_string().contains("has a blank in it; give the token by itself"), "{with_scheme}");
    let beyond_ascii = FixedCredential::bearer(&Secret::new(format!("{CANARY}-ção"))).unwrap_err();
    assert_hidden(&format!("{beyond_ascii:?}"));

    let user = Secret::new(format!("{CANARY}:x"));
    assert_hidden(&format!("{:?}", FixedCredential::basic(&user, &Secret::new("")).unwrap_err()));
    let url = format!("https://user:{CANARY}@a.example");
    assert_hidden(&format!("{:?}", BaseUrl::parse(&url).unwrap_err()));
    assert_hidden(&format!("{:?}", BaseUrl::parse(&format!("http://a.example/{CANARY}")).unwrap_err()));
}

#[tokio::test]
async fn credentials_are_marked_as_sensitive_for_whoever_prints_headers() {
    let script = Script::new().answer(200, "");
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://a.example")
        .bearer(CANARY)
        .transport(script.clone())
        .build()
        .unwrap();
    client.request(Call::get("o", "/x")).await.unwrap();
    assert_hidden(&format!("{:?}", script.requests()[0].headers));
}

/// A service that says the credentials and the path back to whoever asks, in every part of its answer.
async fn echo(status_line: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = vec![0; 4096];
                let length = connection.read(&mut request).await.unwrap_or(0);
                let heard = String::from_utf8_lossy(request.get(..length).unwrap()).into_owned();
                let answer = format!(
                    "HTTP/1.1 {status_line}\r\nx-echo: {CANARY}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{heard}",
                    heard.len()
                );
                let _ = connection.write_all(answer.as_bytes()).await;
            });
        }
    });
    format!("http://{address}")
}

#[test]
fn no_error_and_no_log_line_shows_a_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    // For the whole process: tracing remembers for each place in the code whether anybody listens, whichever thread asked.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(ask_everything());

    let text = log.text();
    for expected in ["call{service=\"Example\"", "path=\"/people/{person}\"", "attempt=1", "sending again"] {
        assert!(text.contains(expected), "the log has no {expected}: {text}");
    }
    assert_hidden(&text);
    assert!(!text.contains("a-person"), "a filled path is personal data: {text}");
}

async fn ask_everything() {
    let statuses = ["200 OK", "302 Found", "400 Bad Request", "401 Unauthorized", "404 Not Found", "503 Unavailable"];
    for status in statuses {
        let url = echo(status).await;
        for basic in [false, true] {
            let credential = if basic {
                FixedCredential::basic(&CANARY.into(), &"".into())
            } else {
                FixedCredential::bearer(&CANARY.into())
            };
            let client: Client = Client::builder("Example", PlainHttp)
                .base_url(&*url)
                .credential(credential)
                .transport(HttpTransport::new())
                .retry(RetryPolicy { first_delay: Duration::ZERO, ..RetryPolicy::default() })
                .build()
                .unwrap();
            let call = Call::get("get_person", "/people/{person}")
                .argument("person", "a-person")
                .query("key", CANARY)
                .json::<serde_json::Value>();
            let error = client.request(call).await.unwrap_err();
            assert_hidden(&show_error(&error));
        }
        let grant = Grant::RefreshToken(CANARY.into());
        let oauth = OAuthBuilder::new(format!("{url}/token"), "id", CANARY, grant).build().unwrap();
        let client: Client = Client::builder("Example", PlainHttp).base_url(&*url).authorize(oauth).build().unwrap();
        assert_hidden(&show_error(&client.request(Call::get("o", "/x")).await.unwrap_err()));
    }
}
