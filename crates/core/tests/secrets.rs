//! A canary token is put everywhere a secret goes, and searched for everywhere a person could see it.

#![cfg(all(feature = "reqwest", feature = "tracing"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::time::Duration;

use acesso_core::{
    Answer, BaseUrl, Body, Call, Client, Cursor, Env, Error, ErrorKind, FixedCredential, GuardedTransport, Page, Part,
    Proxies, ReqwestTransport, RetryPolicy, Secret, Sent, StatusClassifier, Transport, TransportError,
    TransportErrorKind,
    oauth::{AuthorizationRequest, ClientAuthentication, Grant, OAuthBuilder},
    testing::MockTransport,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use log::Log;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket},
};

#[path = "common/log.rs"]
mod log;

const CANARY: &str = "canary-5e7a1c";
/// The same as Basic credentials show it.
const CANARY_BASE64: &str = "Y2FuYXJ5LTVlN2ExYzo";

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
        Grant::AuthorizationCode {
            code: secret.clone(),
            redirect_uri: "http://127.0.0.1:1".into(),
            code_verifier: Some(secret.clone()),
        },
    ] {
        assert_hidden(&format!("{grant:?}"));
        let builder = OAuthBuilder::new("https://a.example/token", "id", secret.clone(), grant)
            .authentication(ClientAuthentication::Basic);
        assert_hidden(&format!("{builder:?}"));
        let oauth = builder.build().unwrap();
        assert_hidden(&format!("{oauth:?}"));
        let client: Client = Client::builder("Example", StatusClassifier)
            .base_url("https://a.example")
            .authorize(oauth)
            .transport(MockTransport::new())
            .build()
            .unwrap();
        assert_hidden(&format!("{client:?}"));
    }

    let builder = Client::builder("Example", StatusClassifier)
        .base_url("https://a.example")
        .bearer(CANARY)
        .default_header(HeaderName::from_static("x-key"), CANARY);
    assert_hidden(&format!("{builder:?}"));
    let client: Client = builder.transport(MockTransport::new()).build().unwrap();
    let client = client.with_header(HeaderName::from_static("x-other"), CANARY).unwrap();
    let call = Call::get("o", "/people/{person}")
        .path_param("person", CANARY)
        .query("token", CANARY)
        .header(HeaderName::from_static("x-key"), CANARY)
        .form([("password", CANARY)]);
    assert_hidden(&format!("{call:?}"));
    let request = client.request(call).header(HeaderName::from_static("x-other"), CANARY).idempotency_key(CANARY);
    assert_hidden(&format!("{client:?} {request:?}"));
    assert_hidden(&format!("{:?}", Part::text("password", CANARY)));
    assert_hidden(&format!("{:?}", Part::file("password", CANARY, "text/plain", CANARY)));
    assert_hidden(&format!(
        "{:?}",
        client.pages::<u8, _>(|_| Call::get("o", CANARY).read_with(|_| Ok(Page::new(vec![], None::<String>))))
    ));
    assert_hidden(&format!("{:?}", Env::from_fn(|_| Some(CANARY.to_owned()))));
    // A cursor is no secret: it is what a person keeps.
    assert!(format!("{:?}", Cursor::at("page-2")).contains("page-2"));
}

#[tokio::test]
async fn nothing_that_comes_back_shows_a_secret() {
    let mut headers = HeaderMap::new();
    headers.insert("set-cookie", HeaderValue::from_static(CANARY));
    let body = Bytes::from(CANARY);
    assert_hidden(&format!("{:?}", Answer::new("o", StatusCode::OK, &headers, &body)));
    assert_hidden(&format!("{:?} {:?}", Body::from(CANARY), Body::new(http_body_util::Full::new(body))));

    let mock = MockTransport::new()
        .respond(200, CANARY)
        .header("set-cookie", CANARY)
        .respond(200, CANARY)
        .header("set-cookie", CANARY)
        .respond(500, CANARY)
        .header("set-cookie", CANARY)
        .break_off(200, CANARY)
        .repeat();
    assert_hidden(&format!("{mock:?} {:?}", GuardedTransport::new(mock.clone())));
    let client: Client = Client::builder("Example", StatusClassifier)
        .base_url("https://a.example")
        .transport(mock)
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let call = || Call::get("o", "/{x}").path_param("x", CANARY);
    assert_hidden(&format!("{:?}", client.request(call().read_with(|_| Ok(()))).send().await.unwrap()));
    assert_hidden(&format!("{:?}", client.request(call()).stream().await.unwrap()));
    for _ in 0..2 {
        let error = client.request(call()).await.unwrap_err();
        assert!(String::from_utf8_lossy(error.body()).contains(CANARY), "whoever wants it has it");
        assert_hidden(&show_error(&error));
    }

    let answer = format!(r#"{{"access_token":"{CANARY}","refresh_token":"{CANARY}","expires_in":60}}"#);
    let grant = Grant::RefreshToken(CANARY.into());
    let oauth = OAuthBuilder::new("https://a.example/token", "id", CANARY, grant);
    assert_hidden(&format!("{:?}", oauth.fetch(MockTransport::new().respond(200, answer)).await.unwrap()));
}

#[test]
fn a_log_in_shows_neither_its_state_nor_its_verifier() {
    let request = AuthorizationRequest::new("https://a.example", CANARY, "http://127.0.0.1:1", "s").unwrap();
    let shown = format!("{request:?}");
    assert_hidden(&shown);
    assert!(!shown.contains(request.state.expose()) && !shown.contains(request.code_verifier.expose()));
}

/// A proxy's address can have a password.
#[tokio::test]
async fn the_password_of_a_proxy_is_shown_nowhere() {
    // Bound without listening, so that nobody else gets the port.
    let nobody = TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let closed = nobody.local_addr().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let refuses = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let _ = connection.read(&mut request).await;
            let _ = connection.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await;
        }
    });
    for address in [closed, refuses] {
        let url = format!("http://name:{CANARY}@{address}");
        let env = Env::from_fn(|name| (name == "HTTPS_PROXY").then(|| url.clone()));
        assert_hidden(&format!("{:?}", Proxies::from_env(&env).unwrap()));
        for builder in [ReqwestTransport::builder().proxy(&url), ReqwestTransport::builder().proxies_of(&env)] {
            assert_hidden(&format!("{builder:?}"));
            let transport = builder.build().unwrap();
            assert_hidden(&format!("{transport:?}"));
            let request = http::Request::builder().uri("https://api.example.com/x").body(Bytes::new()).unwrap();
            let lost: TransportError = transport.send(request).await.unwrap_err();
            assert_eq!((lost.kind, lost.sent), (TransportErrorKind::Connect, Sent::No));
            assert_hidden(&format!("{lost} {lost:?}"));
            let client: Client = Client::builder("Example", StatusClassifier)
                .base_url("https://api.example.com")
                .transport(transport)
                .retry(RetryPolicy::never())
                .build()
                .unwrap();
            let error = client.request(Call::get("o", "/x")).await.unwrap_err();
            assert!(error.to_string().contains("proxy"), "{error}");
            assert_hidden(&show_error(&error));
        }
    }
    for wrong in
        [format!("socks5://{CANARY}@a.example"), format!("http://name:{CANARY} x"), format!("\"http://{CANARY}\"")]
    {
        let builder = ReqwestTransport::builder().proxy(&wrong);
        assert_hidden(&format!("{builder:?}"));
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_hidden(&show_error(&error));
    }
}

#[test]
fn no_refusal_of_a_secret_shows_it() {
    let broken = format!("{CANARY}\n");
    let bearer = Client::builder("E", StatusClassifier)
        .base_url("https://a.example")
        .transport(MockTransport::new())
        .bearer(&*broken);
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

/// The `Debug` of `http::Request` is not ours: it shows the filled path, the query and the headers, but for the values that
/// are marked.
#[tokio::test]
async fn credentials_are_marked_as_sensitive_for_whoever_prints_headers() {
    let mock = MockTransport::new().respond(200, "");
    let client: Client = Client::builder("Example", StatusClassifier)
        .base_url("https://a.example")
        .bearer(CANARY)
        .transport(mock.clone())
        .build()
        .unwrap();
    client.request(Call::get("o", "/x")).await.unwrap();
    let sent = mock.requests().remove(0);
    assert_eq!(sent.headers()["authorization"], format!("Bearer {CANARY}"));
    assert_hidden(&format!("{sent:?} {:?}", sent.headers()));
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
    for expected in [
        "call{service=\"Example\" operation=\"get_person\"",
        "url.template=\"/people/{person}\"",
        "http.request.resend_count=2",
        "http.response.status_code=503",
        "sending again",
    ] {
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
            let client: Client = Client::builder("Example", StatusClassifier)
                .base_url(&*url)
                .credential(credential)
                .retry(RetryPolicy::default().initial_backoff(Duration::ZERO))
                .build()
                .unwrap();
            let call = Call::get("get_person", "/people/{person}")
                .path_param("person", "a-person")
                .query("key", CANARY)
                .read_json::<serde_json::Value>();
            let error = client.request(call).await.unwrap_err();
            assert_hidden(&show_error(&error));
        }
        let grant = Grant::RefreshToken(CANARY.into());
        let oauth = OAuthBuilder::new(format!("{url}/token"), "id", CANARY, grant).build().unwrap();
        let client: Client =
            Client::builder("Example", StatusClassifier).base_url(&*url).authorize(oauth).build().unwrap();
        assert_hidden(&show_error(&client.request(Call::get("o", "/x")).await.unwrap_err()));
    }
}
