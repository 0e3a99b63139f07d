//! What a tired person and a program learn from a failure.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::{collections::HashMap, fmt, time::Duration};

use acesso_core::{
    Answer, BODY_KEPT, Call, Classify, Client, Error, ErrorKind, RetryPolicy, Sent, StatusClassifier, Transport,
    TransportError, TransportErrorKind, testing::MockTransport,
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Person {
    #[expect(dead_code, reason = "only its type matters here")]
    details: Details,
}

#[derive(Debug, Deserialize)]
struct Details {
    #[expect(dead_code, reason = "only its type matters here")]
    validated: bool,
}

/// A vendor that gives codes, messages and request ids.
#[derive(Debug)]
struct Example;

#[derive(Deserialize)]
struct Said {
    code: Option<String>,
    message: Option<String>,
}

impl Classify for Example {
    fn classify(&self, answer: &Answer<'_>) -> Result<(), Error> {
        if answer.status.is_success() {
            return Ok(());
        }
        let error = Error::from_status(answer.status);
        match serde_json::from_slice::<Said>(answer.body) {
            Ok(said) => Err(error.with_message(said.message).with_code(said.code)),
            Err(_) => Err(error),
        }
    }

    fn request_id(&self, answer: &Answer<'_>) -> Option<String> {
        Some(answer.headers.get("x-request-id")?.to_str().ok()?.to_owned())
    }
}

async fn fail(transport: impl Transport + 'static) -> Error {
    let client: Client = Client::builder("Example", Example)
        .base_url("https://api.example.com")
        .transport(transport)
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let call =
        Call::get("get_person", "/people/{person}").path_param("person", "ana@cliente.example").read_json::<Person>();
    client.request(call).await.unwrap_err()
}

#[tokio::test]
async fn a_502_with_an_html_body() {
    let page = format!("<html>Bad Gateway{}</html>", " ".repeat(9000));
    let error = fail(MockTransport::new().respond(502, page.clone())).await;
    assert_eq!(error.kind(), ErrorKind::Server);
    assert_eq!(error.status().unwrap(), 502);
    assert_eq!(error.body(), &page.as_bytes()[..BODY_KEPT]);
    assert_eq!(
        error.to_string(),
        "Example get_person (GET /people/{person}): the service failed (HTTP 502 Bad Gateway); try again later"
    );
}

#[tokio::test]
async fn an_empty_401() {
    let error = fail(MockTransport::new().respond(401, "")).await;
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Unauthorized, 401));
    assert_eq!(error.body(), b"");
    assert!(error.advice().contains("check the token"), "{error}");
}

#[tokio::test]
async fn a_half_body() {
    let error = fail(MockTransport::new().break_off(200, r#"{"details":{"vali"#)).await;
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Interrupted, 200));
    assert_eq!(error.body(), br#"{"details":{"vali"#);
}

#[tokio::test]
async fn a_wrong_json_type_names_its_path_and_not_its_value() {
    let error = fail(MockTransport::new().respond(200, r#"{"details":{"validated":"ana@cliente.example"}}"#)).await;
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("details.validated")));
    assert_eq!(error.status().unwrap(), 200);
    assert!(error.body().starts_with(b"{\"details\""));
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("expected a boolean at details.validated"), "{shown}");
    assert!(!shown.contains("ana@"), "{shown}");
}

#[tokio::test]
async fn a_missing_member_is_named() {
    let error = fail(MockTransport::new().respond(200, r#"{"details":{}}"#)).await;
    assert_eq!(error.json_path(), Some("details.validated"));
    assert!(error.to_string().contains("missing field `validated` at details.validated"), "{error}");
    assert_eq!(fail(MockTransport::new().respond(200, "{}")).await.json_path(), Some("details"));
}

#[tokio::test]
async fn a_member_name_that_the_service_chose_breaks_no_line() {
    let mock = MockTransport::new().respond(200, r#"{"first\nsecond\u001b[31m":"x"}"#);
    let client: Client =
        Client::builder("E", StatusClassifier).base_url("https://a.example").transport(mock).build().unwrap();
    let call = Call::get("o", "/x").read_json::<HashMap<String, u8>>();
    let error = client.request(call).await.unwrap_err();
    assert_eq!(error.json_path(), Some("first\nsecond\u{1b}[31m"));
    assert!(!error.to_string().contains(char::is_control), "{error}");
}

#[tokio::test]
async fn what_is_not_json_is_said_plainly() {
    for (body, words) in [
        ("no JSON", "is not JSON (line 1 column 2)"),
        ("", "is empty where JSON was expected"),
        (r#"{"details":"#, "is not JSON"),
        ("null", "expected struct Person"),
    ] {
        let error = fail(MockTransport::new().respond(200, body)).await;
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(words), "{error}");
    }
    let error = fail(MockTransport::new().respond(200, &b"\"\xff\xfe\""[..])).await;
    assert!(error.to_string().contains("not UTF-8"), "{error}");
}

#[tokio::test]
async fn deeply_nested_json_is_an_error_and_no_stack_overflow() {
    let error = fail(MockTransport::new().respond(200, "[".repeat(100_000))).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn the_vendors_words_code_and_request_id_are_told_on_one_line() {
    let body = r#"{"code":"INVALID_BODY","message":"first\nsecond \u001b[31m line"}"#;
    let error = fail(MockTransport::new().respond(400, body).header("x-request-id", "req-1")).await;
    assert_eq!(
        (error.kind(), error.code(), error.request_id()),
        (ErrorKind::Rejected, Some("INVALID_BODY"), Some("req-1"))
    );
    assert_eq!(error.message(), Some("first\nsecond \u{1b}[31m line"));
    assert_eq!(
        error.to_string(),
        "Example get_person (GET /people/{person}): the service refused the request (HTTP 400 Bad Request), code \
         INVALID_BODY, the service says: first second [31m line, request id req-1; read the service's message and correct \
         the request"
    );
}

#[tokio::test]
async fn a_long_message_is_cut() {
    let body = format!(r#"{{"message":"{}"}}"#, "é".repeat(500));
    let error = fail(MockTransport::new().respond(400, body)).await;
    assert_eq!(error.to_string().matches('é').count(), 200);
    assert_eq!(format!("{error:?}").matches('é').count(), 200);
    assert_eq!(error.message().unwrap().chars().count(), 500);
}

/// A `main` that returns an error shows its `Debug`.
#[tokio::test]
async fn debug_is_the_line_and_the_causes_beneath() {
    #[derive(Debug, thiserror::Error)]
    #[error("the cable is loose")]
    struct Loose(#[source] fmt::Error);

    let plain = fail(MockTransport::new().respond(401, "")).await;
    assert_eq!(format!("{plain:?}"), plain.to_string());
    assert_eq!(format!("{plain:#?}"), plain.to_string());

    #[derive(Debug)]
    struct Unplugged;
    #[async_trait::async_trait]
    impl Transport for Unplugged {
        async fn send(
            &self,
            _: http::Request<bytes::Bytes>,
        ) -> Result<http::Response<acesso_core::Body>, TransportError> {
            let lost = TransportError::new(TransportErrorKind::Connect, Sent::No);
            assert_eq!(lost.to_string(), "could not connect");
            Err(lost.with_source(Loose(fmt::Error)))
        }
    }
    let error = fail(Unplugged).await;
    assert_eq!(
        format!("{error:?}"),
        "Example get_person (GET /people/{person}): could not connect; check the address, the network, the proxy and the \
         certificates\n  because: the cable is loose\n  because: an error occurred when formatting an argument"
    );
}

#[tokio::test]
async fn a_message_that_ends_in_a_full_stop_reads_on() {
    let error = fail(MockTransport::new().respond(400, r#"{"message":"Not like this."}"#)).await;
    assert!(error.to_string().contains("the service says: Not like this; read"), "{error}");
}

#[tokio::test]
async fn every_status_has_its_kind() {
    let kinds = [
        (302, ErrorKind::Redirect),
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Unauthorized),
        (402, ErrorKind::Rejected),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (408, ErrorKind::Timeout),
        (409, ErrorKind::Conflict),
        (410, ErrorKind::NotFound),
        (422, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
        (503, ErrorKind::Server),
    ];
    for (status, kind) in kinds {
        assert_eq!(fail(MockTransport::new().respond(status, "")).await.kind(), kind, "{status}");
    }
}

#[tokio::test]
async fn an_attempt_without_an_answer_has_its_kind() {
    for (lost, kind) in [
        (TransportErrorKind::Connect, ErrorKind::Connect),
        (TransportErrorKind::Timeout, ErrorKind::Timeout),
        (TransportErrorKind::Interrupted, ErrorKind::Interrupted),
        (TransportErrorKind::Configuration, ErrorKind::Configuration),
    ] {
        for sent in [Sent::No, Sent::Maybe] {
            let error = fail(MockTransport::new().fail(lost, sent)).await;
            assert_eq!((error.kind(), error.status(), error.attempts()), (kind, None, 1));
            assert!(error.headers().is_empty() && error.body().is_empty());
        }
    }
}

#[tokio::test]
async fn an_answer_larger_than_the_limit_is_an_error_and_its_beginning_is_kept() {
    let mock = MockTransport::new().respond(200, "x".repeat(10_000)).respond(200, "x".repeat(9_000));
    let client: Client = Client::builder("E", StatusClassifier)
        .base_url("https://a.example")
        .transport(mock.clone())
        .body_limit(9_000)
        .build()
        .unwrap();
    let error = client.request(Call::post("o", "/x")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.body().len()), (ErrorKind::TooLarge, 1, BODY_KEPT));
    assert!(error.to_string().contains("larger than 9000 bytes (HTTP 200 OK)"), "{error}");
    assert!(error.may_have_happened(), "the answer began, so the service did something");
    assert_eq!(client.request(Call::get("o", "/x")).await.unwrap().len(), 9_000);
}

#[tokio::test]
async fn not_found_can_be_an_answer_and_a_wrong_address_cannot() {
    #[derive(Debug)]
    struct WrongBase;
    impl Classify for WrongBase {
        fn classify(&self, _: &Answer<'_>) -> Result<(), Error> {
            Err(Error::new(ErrorKind::WrongBaseUrl))
        }
    }
    let ask = |client: Client| async move { client.request(Call::get("o", "/x").read_json::<u8>()).optional().await };
    let build = |mock: MockTransport| {
        Client::builder("E", StatusClassifier).base_url("https://a.example").transport(mock).build()
    };

    assert_eq!(ask(build(MockTransport::new().respond(404, "")).unwrap()).await.unwrap(), None);
    assert_eq!(ask(build(MockTransport::new().respond(200, "7")).unwrap()).await.unwrap(), Some(7));
    let lost: Client = Client::builder("E", WrongBase)
        .base_url("https://a.example")
        .transport(MockTransport::new().respond(404, ""))
        .build()
        .unwrap();
    assert_eq!(ask(lost).await.unwrap_err().kind(), ErrorKind::WrongBaseUrl);
}

#[tokio::test]
async fn an_error_of_the_operations_own_keeps_the_answer() {
    let mock = MockTransport::new().respond(200, r#"{"exists":false}"#);
    let client: Client =
        Client::builder("E", StatusClassifier).base_url("https://a.example").transport(mock).build().unwrap();
    let call = Call::get("o", "/x").read_with::<()>(|_| Err(Error::new(ErrorKind::NotFound)));
    let error = client.request(call).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::NotFound, 200));
    assert_eq!(error.body(), br#"{"exists":false}"#);
}

#[test]
fn an_error_is_one_pointer_wide_and_can_be_sent() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[tokio::test]
async fn nothing_invisible_reaches_the_terminal() {
    // Turned around, spread over lines, hidden: what a service can do to whoever reads its message.
    for hidden in [
        '\u{ad}',
        '\u{61c}',
        '\u{200b}',
        '\u{200e}',
        '\u{200f}',
        '\u{202a}',
        '\u{202d}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{feff}',
        '\u{fff9}',
        '\u{1d173}',
        '\u{e0001}',
        '\u{e0041}',
        '\u{e007f}',
    ] {
        let text = format!("pay{hidden}load");
        let said = serde_json::json!({ "message": text, "code": text }).to_string();
        let mut error = fail(MockTransport::new().respond(400, said)).await;
        assert_eq!((error.message(), error.code()), (Some(&*text), Some(&*text)), "whoever wants it has it as it came");
        error = error.with_json_path(text.clone());
        assert_eq!(error.to_string().matches("payload").count(), 3, "{:?}", error.to_string());
        assert!(!format!("{error} {error:?} {}", error.summary()).contains(hidden), "{error}");
    }
    let separators = "one\u{2028}two\u{2029}three\u{85}four\u{a0}five\u{7f}six";
    let error = fail(MockTransport::new().respond(400, serde_json::json!({ "message": separators }).to_string())).await;
    assert!(error.to_string().contains("the service says: one two three four five six;"), "{error}");
    let visible = "ação – naïve 東京 é";
    let error = fail(MockTransport::new().respond(400, serde_json::json!({ "message": visible }).to_string())).await;
    assert!(error.to_string().contains(visible), "{error}");
}

#[tokio::test]
async fn a_request_id_is_shown_without_what_is_invisible() {
    #[derive(Debug)]
    struct Sly;
    impl Classify for Sly {
        fn classify(&self, answer: &Answer<'_>) -> Result<(), Error> {
            Err(Error::from_status(answer.status))
        }

        fn request_id(&self, _: &Answer<'_>) -> Option<String> {
            Some("req\u{202e}1\n2".to_owned())
        }
    }
    let mock = MockTransport::new().respond(400, "");
    let client: Client = Client::builder("E", Sly).base_url("https://a.example").transport(mock).build().unwrap();
    let error = client.request(Call::get("o", "/x")).await.unwrap_err();
    assert!(error.to_string().contains("request id req1 2;"), "{error}");
}

#[tokio::test]
async fn what_may_succeed_later_is_retryable_unless_it_may_have_happened() {
    let cases = [
        (MockTransport::new().fail(TransportErrorKind::Connect, Sent::No), true, true),
        (MockTransport::new().fail(TransportErrorKind::Timeout, Sent::Maybe), true, false),
        (MockTransport::new().fail(TransportErrorKind::Interrupted, Sent::Maybe), true, false),
        (MockTransport::new().fail(TransportErrorKind::Configuration, Sent::No), false, false),
        (MockTransport::new().respond(429, ""), true, true),
        (MockTransport::new().respond(503, ""), true, false),
        (MockTransport::new().respond(400, ""), false, false),
        (MockTransport::new().respond(401, ""), false, false),
        (MockTransport::new().respond(404, ""), false, false),
        (MockTransport::new().respond(200, "no JSON"), false, false),
    ];
    for (mock, read, write) in cases {
        let client: Client = Client::builder("E", StatusClassifier)
            .base_url("https://a.example")
            .transport(mock.repeat())
            .retry(RetryPolicy::never())
            .build()
            .unwrap();
        let error = client.request(Call::get("o", "/x").read_json::<u8>()).await.unwrap_err();
        assert_eq!(error.is_retryable(), read, "{error}");
        let error = client.request(Call::post("o", "/x").read_json::<u8>()).await.unwrap_err();
        assert_eq!(error.is_retryable(), write, "{error}");
    }
    assert!(!Error::invalid_input("x", "is wrong").is_retryable() && !Error::configuration("x").is_retryable());
}

#[tokio::test]
async fn the_last_answers_headers_are_there() {
    let mock = MockTransport::new().respond(503, "").header("x-node", "7").header("retry-after", "9");
    let error = fail(mock).await;
    assert_eq!(
        (&error.headers()["x-node"], error.retry_after()),
        (&"7".parse().unwrap(), Some(Duration::from_secs(9)))
    );
    let error = fail(MockTransport::new().break_off(200, "{").header("x-node", "8")).await;
    assert_eq!(error.headers()["x-node"], "8", "of an answer that began, too");
    let error = fail(MockTransport::new().respond(200, "{}").header("x-node", "9")).await;
    assert_eq!((error.kind(), &error.headers()["x-node"]), (ErrorKind::Decode, &"9".parse().unwrap()));
    assert!(Error::new(ErrorKind::Server).headers().is_empty());
}

#[test]
fn an_error_that_nobody_filled_in_says_only_what_is_known() {
    let error = Error::new(ErrorKind::Decode).with_item_id(Some("7")).with_json_path("items[1].name");
    assert_eq!((error.item_id(), error.json_path()), (Some("7"), Some("items[1].name")));
    assert_eq!((error.operation(), error.path_template(), error.status()), (None, None, None));
    assert_eq!((error.attempts(), error.elapsed(), error.may_have_happened()), (0, Duration::ZERO, false));
    assert_eq!(error.summary(), "the answer could not be read at items[1].name");
    assert!(!error.to_string().contains('7'), "an id can be personal data: {error}");
    assert_eq!(Error::new(ErrorKind::Rejected).with_message(Some(" \n")).message(), None, "a blank says nothing");
}

#[tokio::test]
async fn an_error_says_which_operation_failed() {
    let error = fail(MockTransport::new().respond(404, "")).await;
    assert_eq!((error.operation(), error.path_template()), (Some("get_person"), Some("/people/{person}")));
}
