//! What a tired person and a program learn from a failure.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use acesso_core::{
    Answer, BODY_KEPT, Call, Client, Dialect, Error, ErrorKind, Fault, Loss, PlainHttp, Reached, testing::Script,
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

impl Dialect for Example {
    fn judge(&self, answer: &Answer<'_>) -> Result<(), Fault> {
        if answer.head.status.is_success() {
            return Ok(());
        }
        let fault = Fault::of_status(answer.head.status);
        match serde_json::from_slice::<Said>(answer.body) {
            Ok(said) => Err(fault.message(said.message).code(said.code)),
            Err(_) => Err(fault),
        }
    }

    fn request_id(&self, answer: &Answer<'_>) -> Option<String> {
        Some(answer.head.headers.get("x-request-id")?.to_str().ok()?.to_owned())
    }
}

async fn fail(script: Script) -> Error {
    let client: Client = Client::builder("Example", Example)
        .base_url("https://api.example.com")
        .transport(script)
        .retry(acesso_core::RetryPolicy::never())
        .build()
        .unwrap();
    let call = Call::get("get_person", "/people/{person}").argument("person", "ana@cliente.example").json::<Person>();
    client.request(call).await.unwrap_err()
}

#[tokio::test]
async fn a_502_with_an_html_body() {
    let page = format!("<html>Bad Gateway{}</html>", " ".repeat(9000));
    let error = fail(Script::new().answer(502, page.clone())).await;
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
    let error = fail(Script::new().answer(401, "")).await;
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Unauthorized, 401));
    assert_eq!(error.body(), b"");
    assert!(error.advice().contains("check the token"), "{error}");
}

#[tokio::test]
async fn a_half_body() {
    let error = fail(Script::new().break_off(200, r#"{"details":{"vali"#)).await;
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Interrupted, 200));
    assert_eq!(error.body(), br#"{"details":{"vali"#);
}

#[tokio::test]
async fn a_wrong_json_type_names_its_path_and_not_its_value() {
    let error = fail(Script::new().answer(200, r#"{"details":{"validated":"ana@cliente.example"}}"#)).await;
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("details.validated")));
    assert_eq!(error.status().unwrap(), 200);
    assert!(error.body().starts_with(b"{\"details\""));
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("expected a boolean at details.validated"), "{shown}");
    assert!(!shown.contains("ana@"), "{shown}");
}

#[tokio::test]
async fn a_missing_member_is_named() {
    let error = fail(Script::new().answer(200, r#"{"details":{}}"#)).await;
    assert_eq!(error.json_path(), Some("details.validated"));
    assert!(error.to_string().contains("missing field `validated` at details.validated"), "{error}");
    assert_eq!(fail(Script::new().answer(200, "{}")).await.json_path(), Some("details"));
}

#[tokio::test]
async fn a_member_name_of_the_answers_own_breaks_no_line() {
    let script = Script::new().answer(200, r#"{"first\nsecond\u001b[31m":"x"}"#);
    let client: Client =
        Client::builder("E", PlainHttp).base_url("https://a.example").transport(script).build().unwrap();
    let call = Call::get("o", "/x").json::<std::collections::HashMap<String, u8>>();
    let error = client.request(call).await.unwrap_err();
    assert_eq!(error.json_path(), Some("first\nsecond\u{1b}[31m"));
    assert!(!error.to_string().contains(char::is_control), "{error}");
}

#[tokio::test]
async fn what_is_not_json_is_said_plainly() {
    for (body, words) in [
        ("<html>", "is not JSON (line 1 column 1)"),
        ("", "is empty where JSON was expected"),
        (r#"{"details":"#, "is not JSON"),
        ("null", "expected struct Person"),
    ] {
        let error = fail(Script::new().answer(200, body)).await;
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(words), "{error}");
    }
    let error = fail(Script::new().answer(200, &b"\"\xff\xfe\""[..])).await;
    assert!(error.to_string().contains("not UTF-8"), "{error}");
}

#[tokio::test]
async fn deeply_nested_json_is_an_error_and_no_stack_overflow() {
    let error = fail(Script::new().answer(200, "[".repeat(100_000))).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn the_vendors_words_code_and_request_id_are_told_on_one_line() {
    let body = r#"{"code":"INVALID_BODY","message":"first\nsecond \u001b[31m line"}"#;
    let error = fail(Script::new().answer(400, body).header("x-request-id", "req-1")).await;
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
async fn a_long_message_is_cut_and_debug_shows_none() {
    let body = format!(r#"{{"message":"{}"}}"#, "é".repeat(500));
    let error = fail(Script::new().answer(400, body)).await;
    assert_eq!(error.to_string().matches('é').count(), 200);
    assert_eq!(format!("{error:?}").matches('é').count(), 0);
    assert_eq!(error.message().unwrap().chars().count(), 500);
}

#[tokio::test]
async fn debug_says_what_to_do_too_since_a_main_shows_nothing_else() {
    let shown = format!("{:?}", fail(Script::new().answer(401, "")).await);
    for expected in ["service: \"Example\"", "kind: Unauthorized", "advice: \"check the token"] {
        assert!(shown.contains(expected), "{shown}");
    }
    assert!(!shown.contains("None"), "what is not known is not shown: {shown}");
}

#[tokio::test]
async fn a_message_that_ends_in_a_full_stop_reads_on() {
    let error = fail(Script::new().answer(400, r#"{"message":"Not like this."}"#)).await;
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
        assert_eq!(fail(Script::new().answer(status, "")).await.kind(), kind, "{status}");
    }
}

#[tokio::test]
async fn losses_have_their_kinds() {
    for (loss, kind) in [
        (Loss::Connect, ErrorKind::Connect),
        (Loss::Timeout, ErrorKind::Timeout),
        (Loss::Interrupted, ErrorKind::Interrupted),
        (Loss::TooLarge { limit: 9 }, ErrorKind::TooLarge),
        (Loss::Unusable, ErrorKind::Configuration),
    ] {
        assert_eq!(fail(Script::new().lose(Reached::Maybe, loss)).await.kind(), kind);
    }
}

#[tokio::test]
async fn not_found_can_be_an_answer_and_a_wrong_address_cannot() {
    #[derive(Debug)]
    struct WrongBase;
    impl Dialect for WrongBase {
        fn judge(&self, _: &Answer<'_>) -> Result<(), Fault> {
            Err(Fault::new(ErrorKind::WrongBaseUrl))
        }
    }
    let ask = |client: Client| async move { client.request(Call::get("o", "/x").json::<u8>()).optional().await };
    let build =
        |script: Script| Client::builder("E", PlainHttp).base_url("https://a.example").transport(script).build();

    assert_eq!(ask(build(Script::new().answer(404, "")).unwrap()).await.unwrap(), None);
    assert_eq!(ask(build(Script::new().answer(200, "7")).unwrap()).await.unwrap(), Some(7));
    let lost: Client = Client::builder("E", WrongBase)
        .base_url("https://a.example")
        .transport(Script::new().answer(404, ""))
        .build()
        .unwrap();
    assert_eq!(ask(lost).await.unwrap_err().kind(), ErrorKind::WrongBaseUrl);
}

#[tokio::test]
async fn an_operations_own_fault_keeps_the_answer() {
    let script = Script::new().answer(200, r#"{"exists":false}"#);
    let client: Client =
        Client::builder("E", PlainHttp).base_url("https://a.example").transport(script).build().unwrap();
    let call = Call::get("o", "/x").read_with::<()>(|_, _| Err(Fault::new(ErrorKind::NotFound)));
    let error = client.request(call).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::NotFound, 200));
    assert_eq!(error.body(), br#"{"exists":false}"#);
}

#[test]
fn an_error_is_one_pointer_wide_and_can_be_sent() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Fault>(), size_of::<usize>());
}
