//! What a call's end says: a success that is one, and an error that tells what happened.

use std::{future::poll_fn, task::Poll};

use acesso_core::{
    Answer, Body, Call, Classify, Client, Error, ErrorKind, Transport, TransportError, still_connecting,
    testing::MockTransport,
};
use async_trait::async_trait;
use bytes::Bytes;
use tokio::{task::JoinSet, time::sleep};

use super::support::{SECOND, builder, ends, read, write};

const LOG_IN_PAGE: &str = "<!DOCTYPE html><html><body>Welcome to the airport</body></html>";

#[tokio::test(start_paused = true)]
async fn a_write_does_not_take_the_log_in_page_of_a_network_for_success() {
    let ignores_the_body = Call::post("write", "/write").read_with(|_| Ok(()));
    for call in [write(0), ignores_the_body] {
        let service = MockTransport::new().respond(200, LOG_IN_PAGE);
        let error = builder(service.clone()).build().unwrap().request(call).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("web page"), "{error}");
        assert_eq!(service.requests().len(), 1);
    }
}

/// Never gets a connection, and says so.
#[derive(Debug)]
struct Unreachable;

#[async_trait]
impl Transport for Unreachable {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        poll_fn(|_| {
            still_connecting();
            Poll::Pending
        })
        .await
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_never_had_a_connection_can_not_have_happened() {
    let client = builder(Unreachable).build().unwrap();
    let error = ends(client.request(write(0)).timeout(3 * SECOND)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Connect, false));
    assert!(error.to_string().contains("no connection within 3.0 s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_budget_that_ran_out_is_named() {
    let client = builder(MockTransport::new().respond(503, "").repeat()).build().unwrap();
    let calls: JoinSet<_> = (0..100).map(|number| client.request(read(number))).collect();
    let errors: Vec<_> = ends(calls.join_all()).await.into_iter().map(Result::unwrap_err).collect();
    let (named, others): (Vec<&Error>, Vec<_>) = errors.iter().partition(|error| error.to_string().contains("budget"));
    assert!(named.len() >= 85, "{}", named.len());
    assert!(others.iter().all(|error| error.attempts() == 3), "the others had all their attempts");
    sleep(10 * SECOND).await;
    let error = ends(client.request(read(0))).await.unwrap_err();
    assert_eq!(error.attempts(), 2, "time gives one repetition back");
}

/// Takes the body of a failure for its message and its code.
#[derive(Debug)]
struct Verbatim;

impl Classify for Verbatim {
    fn classify(&self, answer: &Answer<'_>) -> Result<(), Error> {
        let text = || Some(String::from_utf8_lossy(answer.body));
        Err(Error::from_status(answer.status).with_message(text()).with_code(text()))
    }

    fn request_id(&self, answer: &Answer<'_>) -> Option<String> {
        Some(String::from_utf8_lossy(answer.body).into_owned())
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_that_a_terminal_obeys_is_shown_of_a_service() {
    let text = "evil\u{202e}txt.exe\u{2066}\u{200b}\u{feff}\u{1b}[31m\nnext";
    let client = Client::builder("Example", Verbatim)
        .base_url("https://api.example.com")
        .transport(MockTransport::new().respond(400, text))
        .build()
        .unwrap();
    let error = ends(client.request(read(0))).await.unwrap_err();
    for shown in [error.to_string(), format!("{error:?}"), error.summary()] {
        assert!(shown.contains("eviltxt.exe"), "{shown:?}");
        let obeyed = ['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{1b}', '\n'];
        assert!(!shown.contains(obeyed), "{shown:?}");
    }
}
