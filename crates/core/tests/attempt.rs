//! One attempt after another, step by step.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use acesso_core::{
    Answer, Authorize, Body, Call, Classify, Client, ClientBuilder, Error, ErrorKind, GuardedTransport, RateLimit,
    Stamp, StatusClassifier, Transport, TransportError, testing::MockTransport,
};
use async_trait::async_trait;
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{ACCEPT, USER_AGENT},
};
use tokio::time::Instant;

/// The steps of the calls, and when each was taken.
type Diary = Arc<Mutex<Vec<(&'static str, Instant)>>>;

fn note(diary: &Diary, step: &'static str) {
    diary.lock().unwrap().push((step, Instant::now()));
}

fn steps(diary: &Diary) -> Vec<&'static str> {
    diary.lock().unwrap().iter().map(|(step, _)| *step).collect()
}

/// Stands at every seam, refuses the first token, and fails the first attempt with an accepted one.
#[derive(Debug, Clone)]
struct Witness(Diary);

#[async_trait]
impl Authorize for Witness {
    async fn authorize(&self, headers: &mut HeaderMap, _: &GuardedTransport, _: Duration) -> Result<Stamp, Error> {
        note(&self.0, "authorize");
        headers.insert("authorization", HeaderValue::from_static("token"));
        Ok(Stamp(7))
    }

    async fn refused(&self, stamp: Stamp) -> bool {
        assert_eq!(stamp, Stamp(7));
        note(&self.0, "new token");
        true
    }
}

#[async_trait]
impl Transport for Witness {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        assert_eq!(request.headers()["authorization"], "token");
        note(&self.0, "send");
        let sent = steps(&self.0).iter().filter(|step| **step == "send").count();
        let status = match sent {
            1 => StatusCode::UNAUTHORIZED,
            2 => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::OK,
        };
        Ok(http::Response::builder().status(status).body("body".into()).unwrap())
    }
}

impl Classify for Witness {
    fn classify(&self, answer: &Answer<'_>) -> Result<(), Error> {
        note(&self.0, "classify");
        assert_eq!((answer.operation, &**answer.body), ("an_operation", &b"body"[..]));
        assert_eq!((answer.path_param("id"), answer.query_param("q")), (Some("a b"), Some("&")));
        assert_eq!((answer.path_param("q"), answer.query_param("id")), (None, None));
        if answer.status.is_success() { Ok(()) } else { Err(Error::from_status(answer.status)) }
    }
}

fn client(diary: &Diary, limit: Option<RateLimit>) -> Client {
    let witness = Witness(Arc::clone(diary));
    Client::builder("Example", witness.clone())
        .base_url("https://api.example.com")
        .authorize(witness.clone())
        .transport(witness)
        .rate_limit(limit)
        .build()
        .unwrap()
}

fn call() -> Call<Bytes> {
    Call::get("an_operation", "/x/{id}").path_param("id", "a b").query("q", "&")
}

#[tokio::test(start_paused = true)]
async fn limit_authorize_send_classify_new_token_retry_decode() {
    let diary = Diary::default();
    let read = call().read_with(|answer| {
        assert_eq!((answer.path_param("id"), answer.query_param("q")), (Some("a b"), Some("&")));
        Ok(answer.body.len())
    });
    let response = client(&diary, None).request(read).send().await.unwrap();
    assert_eq!(response.body, 4, "decoded by the operation's reader, at the end");
    assert_eq!((response.status, response.attempts), (StatusCode::OK, 3));
    assert_eq!(
        steps(&diary),
        [
            "authorize",
            "send",
            "classify",
            "new token",
            "authorize",
            "send",
            "classify",
            "authorize",
            "send",
            "classify"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn every_attempt_takes_a_slot_before_it_is_authorized() {
    let diary = Diary::default();
    let minute = Duration::from_secs(60);
    let client = client(&diary, Some(RateLimit::new(1, minute)));
    client.request(call()).await.unwrap();
    let authorized: Vec<_> =
        diary.lock().unwrap().iter().filter(|(step, _)| *step == "authorize").map(|(_, time)| *time).collect();
    assert_eq!(authorized.len(), 3);
    assert!(authorized.windows(2).all(|pair| pair[1] - pair[0] >= minute), "{authorized:?}");
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_reader_ends_the_call_and_is_not_repeated() {
    let diary = Diary::default();
    let call = call().read_with::<()>(|_| Err(Error::new(ErrorKind::Server)));
    let error = client(&diary, None).request(call).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 3), "the third was the first to be decoded");
}

fn header(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}

#[tokio::test(start_paused = true)]
async fn headers_of_builder_client_call_and_request_all_go_along() {
    let mock = MockTransport::new().respond(200, "").repeat();
    let client: Client = Client::builder("Example", StatusClassifier)
        .base_url("https://api.example.com")
        .transport(mock.clone())
        .user_agent("a-program/1.0")
        .default_header(header("x-default"), "0")
        .build()
        .unwrap();
    let other = client.with_header(header("x-client"), "1").unwrap();
    let call = Call::get("an_operation", "/x").header(header("x-call"), "2");
    other.request(call).header(header("x-request"), "3").await.unwrap();
    let sent = mock.requests().remove(0);
    for (name, value) in [
        ("user-agent", "a-program/1.0"),
        ("x-default", "0"),
        ("x-client", "1"),
        ("x-call", "2"),
        ("x-request", "3"),
        ("accept", "application/json"),
    ] {
        assert_eq!(sent.headers()[name], value, "{name}");
    }

    client.request(Call::get("an_operation", "/x")).await.unwrap();
    assert!(!mock.requests()[1].headers().contains_key("x-client"), "the one that it was made from has no more");
    assert!(client.with_header(header("x-client"), "a\nb").is_err());
}

#[tokio::test]
async fn the_nearer_header_counts() {
    let mock = MockTransport::new().respond(200, "").repeat();
    let client: Client = Client::builder("Example", StatusClassifier)
        .base_url("https://api.example.com")
        .transport(mock.clone())
        .default_header(header("x-name"), "builder")
        .default_header(USER_AGENT, "as a header")
        .default_header(ACCEPT, "application/vnd.example+json")
        .build()
        .unwrap();
    let named = client.with_header(header("x-name"), "client").unwrap();
    let call = || Call::get("o", "/x");
    client.request(call()).await.unwrap();
    named.request(call()).await.unwrap();
    named.request(call().header(header("x-name"), "call")).await.unwrap();
    named.request(call().header(header("x-name"), "call")).header(header("x-name"), "request").await.unwrap();
    named.request(call().accept("text/csv")).await.unwrap();

    let sent = mock.requests();
    let values: Vec<_> = sent.iter().map(|request| request.headers()["x-name"].to_str().unwrap()).collect();
    assert_eq!(values, ["builder", "client", "call", "request", "client"]);
    assert_eq!(sent[0].headers()["user-agent"], "as a header");
    assert_eq!(sent[0].headers()["accept"], "application/vnd.example+json");
    assert_eq!(sent[4].headers()["accept"], "text/csv");
    assert!(sent.iter().all(|request| request.headers().get_all("x-name").iter().count() == 1), "{sent:?}");
}

#[test]
fn a_default_header_that_http_can_not_carry_is_refused_when_the_client_is_built() {
    for value in ["a\nb", "é"] {
        let builder = Client::builder("Example", StatusClassifier).transport(MockTransport::new());
        let builder = builder.base_url("https://api.example.com").default_header(header("x-name"), value);
        let error = builder.build().map(|_: Client| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().starts_with("x-name has a character"), "{error}");
    }
}

/// As many requests are on their way at a time as there may be connections, and none waits for ever.
#[tokio::test(start_paused = true)]
async fn no_more_requests_are_on_their_way_than_there_may_be_connections() {
    #[derive(Debug, Default)]
    struct Counting(Mutex<(usize, usize)>);

    #[async_trait]
    impl Transport for Counting {
        async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
            {
                let mut counted = self.0.lock().unwrap();
                counted.0 += 1;
                counted.1 = counted.1.max(counted.0);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            self.0.lock().unwrap().0 -= 1;
            Ok(http::Response::new(Body::empty()))
        }
    }

    for (connections, most) in [(None, 64), (Some(3), 3), (Some(0), 1), (Some(usize::MAX), 200)] {
        let counting = Arc::new(Counting::default());
        let mut builder = Client::builder("Example", StatusClassifier)
            .base_url("https://api.example.com")
            .transport(Arc::clone(&counting));
        if let Some(connections) = connections {
            builder = builder.max_connections(connections);
        }
        let client: Client = builder.build().unwrap();
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..200 {
            calls.spawn(client.request(Call::get("o", "/x")));
        }
        let answers = tokio::time::timeout(Duration::from_secs(60), calls.join_all()).await.unwrap();
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(counting.0.lock().unwrap().1, most, "{connections:?}");
    }
}

#[test]
fn a_header_that_the_transport_sets_is_refused_as_a_clients_own() {
    for name in ["host", "content-length", "connection", "transfer-encoding", "te"] {
        let name = HeaderName::from_static(name);
        let builder = || {
            Client::builder("Example", acesso_core::StatusClassifier)
                .base_url("https://api.example.com")
                .transport(acesso_core::testing::MockTransport::new())
        };
        let error = builder().default_header(name.clone(), "5").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert_eq!(builder().build().unwrap().with_header(name, "5").unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}

#[tokio::test]
async fn a_header_that_the_transport_sets_is_refused_as_a_calls_own() {
    let mock = MockTransport::new().respond(200, "{}").repeat();
    let client: Client = Client::builder("Example", StatusClassifier)
        .base_url("https://api.example.com")
        .transport(mock.clone())
        .build()
        .unwrap();
    for name in ["host", "content-length", "connection", "transfer-encoding", "te"] {
        let name = HeaderName::from_static(name);
        let write = || Call::post("o", "/x").body("text/plain", "a body of more than five");
        let of_the_call = client.request(write().header(name.clone(), "5")).await.unwrap_err();
        let of_the_request = client.request(write()).header(name.clone(), "5").await.unwrap_err();
        let mut pages =
            client.pages(move |_| write().read_with(|_| Ok(acesso_core::Page::new(vec![1], None::<String>))));
        pages = pages.header(name, "5");
        for error in [of_the_call, of_the_request, pages.next().await.unwrap().unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        }
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_call_without_any_time_is_not_sent() {
    let mock = MockTransport::new().respond(200, "").repeat();
    let client: Client = Client::builder("Example", StatusClassifier)
        .base_url("https://api.example.com")
        .transport(mock.clone())
        .build()
        .unwrap();
    let write = || client.request(Call::post("o", "/x"));
    for request in [write().deadline(Duration::ZERO), write().timeout(Duration::ZERO)] {
        let error = request.await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0), "{error}");
        assert!(!error.may_have_happened());
    }
    assert!(mock.requests().is_empty());
}

/// Asks somebody about each refusal, who never answers.
#[derive(Debug)]
struct Undecided;

#[async_trait]
impl Authorize for Undecided {
    async fn authorize(&self, _: &mut HeaderMap, _: &GuardedTransport, _: Duration) -> Result<Stamp, Error> {
        Ok(Stamp::default())
    }

    async fn refused(&self, _: Stamp) -> bool {
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_does_not_decide_takes_no_longer_than_the_call_may() {
    let client: Client = Client::builder("Example", StatusClassifier)
        .base_url("https://api.example.com")
        .authorize(Undecided)
        .transport(MockTransport::new().respond(401, "").repeat())
        .build()
        .unwrap();
    let begin = Instant::now();
    let call = client.request(Call::get("o", "/x")).deadline(Duration::from_secs(5));
    let ended = tokio::time::timeout(Duration::from_secs(600), call).await.unwrap();
    assert_eq!(ended.unwrap_err().kind(), ErrorKind::Unauthorized);
    assert!(begin.elapsed() <= Duration::from_secs(6), "{:?}", begin.elapsed());
}

/// Of a client that asks for web pages each time, they are the answer.
#[tokio::test]
async fn a_web_page_is_an_answer_to_whoever_asks_for_one_in_whichever_way() {
    let mock = MockTransport::new().respond(200, "<html>").header("content-type", "text/html").repeat();
    let builder =
        || -> ClientBuilder { Client::builder("Example", StatusClassifier).base_url("https://api.example.com") };
    let plain: Client = builder().transport(mock.clone()).build().unwrap();
    let asking: Client = builder().transport(mock).default_header(ACCEPT, "text/html").build().unwrap();
    let call = || Call::get("o", "/x");
    let nameless = builder().transport(MockTransport::new().respond(200, " <html>")).build().unwrap();
    assert_eq!(nameless.request(call()).await.unwrap_err().kind(), ErrorKind::Decode, "it says nothing of what it is");
    assert_eq!(plain.request(call()).await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(plain.request(call().accept("text/html")).await.unwrap(), "<html>");
    assert_eq!(plain.request(call()).header(ACCEPT, "text/html").await.unwrap(), "<html>");
    assert_eq!(asking.request(call()).await.unwrap(), "<html>");
}
