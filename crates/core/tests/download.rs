//! Files that operations answer with: handed on as they come in, and nothing else taken for one.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use acesso_core::{
    Answer, BODY_KEPT, Body, Call, Classify, Client, Download, Error, ErrorKind, Operation, Request, StatusClassifier,
    Transport, TransportError, testing::MockTransport,
};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http_body::Frame;
use http_body_util::StreamBody;

const GET_BADGE: Operation = Operation::get("get_badge", "/badge").answers(&["application/pdf", "image/png"]);

const OCTETS: &str = "application/octet-stream";

/// A service that can say in a 200 that it failed.
#[derive(Debug)]
struct SaysError;

impl Classify for SaysError {
    fn classify(&self, answer: &Answer<'_>) -> Result<(), Error> {
        match &answer.body[..] {
            br#"{"error":"no badge"}"# => Err(Error::new(ErrorKind::Rejected).with_message(Some("no badge"))),
            _ => StatusClassifier.classify(answer),
        }
    }
}

fn client(transport: impl Transport + 'static) -> Client {
    Client::builder("People", SaysError).base_url("https://api.people.example").transport(transport).build().unwrap()
}

fn badge(transport: impl Transport + 'static) -> Request<Download> {
    client(transport).request(Call::of(&GET_BADGE).read_file(b"%PDF"))
}

/// Answers with these pieces, one after another, and counts those that were taken.
#[derive(Debug, Clone)]
struct Pieces(&'static [&'static str], Arc<AtomicUsize>);

impl Pieces {
    fn new(pieces: &'static [&'static str]) -> Self {
        Self(pieces, Arc::default())
    }
}

#[async_trait]
impl Transport for Pieces {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let taken = Arc::clone(&self.1);
        let frames = stream::iter(self.0).map(move |piece| {
            taken.fetch_add(1, Ordering::Relaxed);
            Ok::<_, io::Error>(Frame::data(Bytes::from(*piece)))
        });
        let response = http::Response::builder().header("content-type", OCTETS);
        Ok(response.body(Body::new(StreamBody::new(frames))).unwrap())
    }
}

#[tokio::test]
async fn a_file_comes_whole_however_it_is_cut() {
    for pieces in [&["%PDF-1.7 and more"][..], &["%", "P", "DF", "-1.7", " and", " more"], &["%PDF-1", ".7 and more"]] {
        let mut file = badge(Pieces::new(pieces)).await.unwrap();
        let mut written = Vec::new();
        assert_eq!(file.write_to(&mut written).await.unwrap(), 17, "{pieces:?}");
        assert_eq!(written, b"%PDF-1.7 and more");
        assert_eq!(file.chunk().await.unwrap(), None);
    }
    let mut any = client(Pieces::new(&[])).request(Call::of(&GET_BADGE).read_file(b"")).await.unwrap();
    assert_eq!(any.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn what_a_file_says_of_itself_comes_with_it() {
    let mock = MockTransport::new()
        .respond(200, "%PDF")
        .header("content-type", "application/octet-stream; charset=utf-8")
        .header("content-disposition", "attachment; filename=\"../badge 7.pdf\"");
    let file = badge(mock.clone()).await.unwrap();
    assert_eq!(file.media_type.as_deref(), Some("application/octet-stream; charset=utf-8"));
    assert_eq!(file.file_name.as_deref(), Some("badge 7.pdf"));
    assert!(!format!("{file:?}").contains("badge"), "{file:?}");

    assert_eq!(mock.requests()[0].headers()["accept"], "application/pdf, image/png", "as its operation documents");
    let mock = MockTransport::new().respond(200, "%PDF");
    let call = Call::of(&GET_BADGE).accept("application/pdf").read_file(b"%PDF");
    let file = client(mock.clone()).request(call).await.unwrap();
    assert_eq!((file.media_type, file.file_name), (None, None));
    assert_eq!(mock.requests()[0].headers()["accept"], "application/pdf");
}

#[tokio::test]
async fn nothing_else_is_taken_for_a_file() {
    for (media_type, body) in [
        (OCTETS, ""),
        (OCTETS, "%PD"),
        (OCTETS, " %PDF-1.7"),
        (OCTETS, "PK\u{3}\u{4}"),
        (OCTETS, r#"{"status":"success"}"#),
        (OCTETS, "<html>log in</html>"),
        ("application/json", "%PDF-1.7"),
        ("Application/Problem+JSON", "%PDF-1.7"),
        ("text/html; charset=utf-8", "%PDF-1.7"),
        ("text/html", "<html>log in</html>"),
    ] {
        let mock = MockTransport::new().respond(200, body).header("content-type", media_type);
        let error = badge(mock).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 1), "{media_type} {body}: {error}");
        assert_eq!(error.body(), body.as_bytes());
        assert_eq!(error.to_string().contains("log-in"), body.contains("log in"), "{error}");
    }
    let part = badge(MockTransport::new().respond(206, "%PDF-1.7")).await.unwrap_err();
    assert_eq!(part.kind(), ErrorKind::Decode);
    assert!(part.to_string().contains("a part of the file"), "{part}");
    let mock = MockTransport::new().respond(204, "").respond(404, "none").respond(404, "none");
    assert_eq!(badge(mock.clone()).await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(badge(mock.clone()).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(badge(mock).optional().await.unwrap().is_none());
}

#[tokio::test]
async fn a_service_that_says_that_it_failed_is_heard() {
    for media_type in [OCTETS, "application/pdf", "application/json"] {
        let mock = MockTransport::new().respond(200, r#"{"error":"no badge"}"#).header("content-type", media_type);
        let error = badge(mock).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{media_type}");
        assert!(error.to_string().contains("no badge"), "{error}");
    }
}

#[tokio::test]
async fn of_what_is_no_file_only_the_beginning_is_read() {
    let junk = Pieces::new(&["a thousand bytes or so"; 1000]);
    let error = badge(junk.clone()).await.unwrap_err();
    assert_eq!((error.kind(), error.body().len()), (ErrorKind::Decode, BODY_KEPT));
    assert_eq!(junk.1.load(Ordering::Relaxed), BODY_KEPT.div_ceil(22));
}

#[tokio::test]
async fn a_file_is_read_no_faster_than_it_is_taken() {
    let large = Pieces::new(&["%PDF and a piece of it"; 1000]);
    let mut file = badge(large.clone()).await.unwrap();
    for taken in 1..=3 {
        assert_eq!(large.1.load(Ordering::Relaxed), taken.max(2) - 1);
        file.chunk().await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_breaks_before_it_is_known_is_asked_for_again() {
    let mock = MockTransport::new().break_off(200, "%P").respond(200, "%PDF");
    let response = badge(mock).send().await.unwrap();
    assert_eq!(response.attempts, 2);
}

#[tokio::test]
async fn one_that_breaks_off_stays_broken() {
    /// Breaks off, and then ends as a whole body does.
    #[derive(Debug)]
    struct Broken;

    #[async_trait]
    impl Transport for Broken {
        async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
            let frames = [Ok(Frame::data(Bytes::from("%PDF-1.7 and"))), Err(io::Error::other("reset"))];
            Ok(http::Response::new(Body::new(StreamBody::new(stream::iter(frames)))))
        }
    }

    let mut file = badge(Broken).await.unwrap();
    assert_eq!(file.chunk().await.unwrap().unwrap(), "%PDF-1.7 and");
    for _ in 0..2 {
        let error = file.chunk().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Interrupted, 1));
        assert_eq!((error.status().unwrap().as_u16(), error.may_have_happened()), (200, false));
        assert!(error.to_string().contains("get_badge"), "{error}");
    }
    let error = file.write_to(&mut io::sink()).await.unwrap_err();
    let inner = error.get_ref().unwrap().downcast_ref::<Error>().unwrap();
    assert_eq!((inner.kind(), error.to_string()), (ErrorKind::Interrupted, inner.to_string()));
}

#[tokio::test]
async fn a_writer_that_fails_says_so() {
    let mut file = badge(MockTransport::new().respond(200, "%PDF-1.7")).await.unwrap();
    let mut full = [0_u8; 4];
    let error = file.write_to(&mut &mut full[..]).await.unwrap_err();
    assert_eq!((error.kind(), &full), (io::ErrorKind::WriteZero, b"%PDF"));
}

#[tokio::test(start_paused = true)]
async fn its_beginning_keeps_to_the_attempts_time_and_the_rest_to_silence() {
    /// Silent for so long after each piece.
    #[derive(Debug)]
    struct Slow(&'static [&'static str], Duration);

    #[async_trait]
    impl Transport for Slow {
        async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
            let pause = self.1;
            let frames = stream::iter(self.0).then(move |piece| async move {
                tokio::time::sleep(pause).await;
                Ok::<_, io::Error>(Frame::data(Bytes::from(*piece)))
            });
            Ok(http::Response::new(Body::new(StreamBody::new(frames))))
        }
    }

    let second = Duration::from_secs(1);
    let late = badge(Slow(&["%P", "DF"], 6 * second)).timeout(10 * second).await.unwrap_err();
    assert_eq!((late.kind(), late.attempts()), (ErrorKind::Timeout, 3));
    let mut file = badge(Slow(&["%PDF", "1", "2", "3"], 9 * second)).timeout(10 * second).await.unwrap();
    assert_eq!(file.write_to(&mut io::sink()).await.unwrap(), 7);
    let mut silent = badge(Slow(&["%PDF", "1"], 31 * second)).timeout(40 * second).await.unwrap();
    silent.chunk().await.unwrap().unwrap();
    let error = silent.chunk().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("no byte came for 30 s"), "{error}");
}
