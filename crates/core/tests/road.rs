//! The road of a call, stop by stop.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use acesso_core::{
    Answer, Authorize, Call, Client, Dialect, ErrorKind, Fault, Head, HttpRequest, HttpResponse, Lost, RateLimit,
    Stamp, Transport,
};
use async_trait::async_trait;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::time::Instant;

/// Where calls have been, and when.
type Diary = Arc<Mutex<Vec<(&'static str, Instant)>>>;

fn note(diary: &Diary, stop: &'static str) {
    diary.lock().unwrap().push((stop, Instant::now()));
}

fn stops(diary: &Diary) -> Vec<&'static str> {
    diary.lock().unwrap().iter().map(|(stop, _)| *stop).collect()
}

/// One who stands at every seam, refuses the first token, and fails the first accepted attempt.
#[derive(Debug, Clone)]
struct Witness(Diary);

#[async_trait]
impl Authorize for Witness {
    async fn authorize(&self, headers: &mut HeaderMap, _: &Arc<dyn Transport>, _: Duration) -> Result<Stamp, Fault> {
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
    async fn send(&self, request: HttpRequest, _: Duration) -> Result<HttpResponse, Lost> {
        assert_eq!(request.headers["authorization"], "token");
        note(&self.0, "send");
        let sent = stops(&self.0).iter().filter(|stop| **stop == "send").count();
        let status = match sent {
            1 => StatusCode::UNAUTHORIZED,
            2 => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::OK,
        };
        Ok(HttpResponse::new(Head::new(status, HeaderMap::new()), "body"))
    }
}

impl Dialect for Witness {
    fn judge(&self, answer: &Answer<'_>) -> Result<(), Fault> {
        note(&self.0, "judge");
        assert_eq!(answer.operation, "an_operation");
        if answer.head.status.is_success() { Ok(()) } else { Err(Fault::of_status(answer.head.status)) }
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

#[tokio::test(start_paused = true)]
async fn limit_authorize_send_judge_new_token_retry_decode() {
    let diary = Diary::default();
    let call = Call::get("an_operation", "/x").read_with(|_, body| Ok(body.len()));
    let length = client(&diary, None).request(call).await.unwrap();
    assert_eq!(length, 4, "decoded by the operation's reader, at the end");
    assert_eq!(
        stops(&diary),
        ["authorize", "send", "judge", "new token", "authorize", "send", "judge", "authorize", "send", "judge"]
    );
}

#[tokio::test(start_paused = true)]
async fn every_attempt_takes_a_slot_before_it_is_authorized() {
    let diary = Diary::default();
    let minute = Duration::from_secs(60);
    let client = client(&diary, Some(RateLimit::new(1, minute)));
    client.request(Call::get("an_operation", "/x")).await.unwrap();
    let authorized: Vec<_> =
        diary.lock().unwrap().iter().filter(|(stop, _)| *stop == "authorize").map(|(_, time)| *time).collect();
    assert_eq!(authorized.len(), 3);
    assert!(authorized.windows(2).all(|pair| pair[1] - pair[0] >= minute), "{authorized:?}");
}

#[tokio::test(start_paused = true)]
async fn a_fault_of_the_reader_is_the_end_and_not_repeated() {
    let diary = Diary::default();
    let call = Call::get("an_operation", "/x").read_with::<()>(|_, _| Err(Fault::new(ErrorKind::Server)));
    let error = client(&diary, None).request(call).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 3), "the third was the first to be decoded");
}

#[tokio::test(start_paused = true)]
async fn headers_of_client_call_and_request_all_go_along() {
    let diary = Diary::default();
    let script = acesso_core::testing::Script::new().answer(200, "");
    let witness = Witness(diary);
    let client: Client = Client::builder("Example", witness.clone())
        .base_url("https://api.example.com")
        .authorize(witness)
        .transport(script.clone())
        .user_agent("a-program/1.0")
        .build()
        .unwrap();
    let header = |name: &'static str| HeaderName::from_static(name);
    let client = client.with_header(header("x-client"), "1").unwrap();
    let call = Call::get("an_operation", "/x").header(header("x-call"), "2");
    client.request(call).header(header("x-request"), "3").await.unwrap();
    let sent = &script.requests()[0].headers;
    for (name, value) in [
        ("user-agent", "a-program/1.0"),
        ("x-client", "1"),
        ("x-call", "2"),
        ("x-request", "3"),
        ("accept", "application/json"),
    ] {
        assert_eq!(sent[name], value, "{name}");
    }
    assert!(client.with_header(header("x-client"), "a\nb").is_err());
}
