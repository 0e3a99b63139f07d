//! What every transport owes, tried on real sockets.

#![allow(clippy::expect_used, clippy::panic, reason = "a suite for tests says by a panic what is not kept")]

use std::{future::poll_fn, panic::resume_unwind, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};
use tokio::{
    runtime,
    sync::{Barrier, Notify},
    task::{JoinSet, spawn_blocking},
    time::timeout,
};

use server::{Connection, Nobody, Server};

use crate::{Body, Sent, Transport, TransportError, TransportErrorKind, transport::watch_connecting};

mod server;

/// How long one check may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many requests must get through side by side.
const AT_ONCE: usize = 16;

const EMPTY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
const REST: &str = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nrest";

/// Tries whether a transport keeps what a transport owes, on servers of its own on this machine. Call it in a test of your
/// transport:
///
/// ```
/// use acesso_core::{Body, Sent, Transport, TransportError, TransportErrorKind, bytes::Bytes, http};
/// use acesso_core::testing::transport_conformance;
/// use async_trait::async_trait;
/// # use http_body_util::Full;
/// # use hyper_util::client::legacy::{Client, connect::HttpConnector};
/// # use hyper_util::rt::TokioExecutor;
///
/// #[derive(Debug)]
/// struct MyTransport(Client<HttpConnector, Full<Bytes>>);
///
/// #[async_trait]
/// impl Transport for MyTransport {
///     async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
///         let sent = self.0.request(request.map(Full::new)).await;
///         let response = sent.map_err(|error| {
///             let (kind, sent) = match error.is_connect() {
///                 true => (TransportErrorKind::Connect, Sent::No),
///                 false => (TransportErrorKind::Interrupted, Sent::Maybe),
///             };
///             TransportError::new(kind, sent).with_source(error)
///         })?;
///         Ok(response.map(Body::new))
///     }
/// }
///
/// // In a test: #[tokio::test]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// transport_conformance(MyTransport(Client::builder(TokioExecutor::new()).build_http())).await;
/// # }
/// ```
///
/// It tries that
///
/// - method, path, query, headers and body arrive as they were given, `host` with them, and so does the answer: every
///   status, headers that occur twice, bodies in chunks, with trailers or up to the connection's end, and none where HTTP
///   allows none; interim answers are passed over;
/// - a body is handed on as it comes in, and an error ends one that breaks off;
/// - redirects are not followed;
/// - one attempt is made, never two, on a new connection and on one that was used before;
/// - neither [`Sent::No`] nor [`still_connecting`](crate::still_connecting) is said of a request that a server has read;
///   a refused connection is [`TransportErrorKind::Connect`] and [`Sent::No`], or, from a transport that can't tell, another
///   kind and [`Sent::Maybe`];
/// - requests get through side by side, one that is given up stops no other, and a runtime that ends leaves the transport
///   usable on the next one.
///
/// It needs a tokio runtime with time and I/O, of any flavour, whose clock is not paused. TLS and proxies are not tried.
///
/// # Panics
/// With what the transport does not keep.
pub async fn transport_conformance(transport: impl Transport + 'static) {
    let transport = Shared(Arc::new(transport));
    let transport = &transport;
    // What a transport begins with its first request may hang on the runtime of that request, and what it remembers on its
    // host: so the first checks are these, with one server.
    let first = Arc::new(Server::answering(EMPTY).await);
    check("a transport outlives a runtime that it was used on", runtimes_may_end(transport, &first)).await;
    check("a request arrives as it was made", requests_arrive(transport, &first)).await;
    check(
        "a request to another host arrives as it was made",
        requests_arrive(transport, &Server::answering(EMPTY).await),
    )
    .await;
    check("an answer arrives as it was sent", answers_arrive(transport)).await;
    check("an answer that has no body ends with its head", answers_without_body_end(transport)).await;
    check("interim answers are passed over", interim_answers_are_passed_over(transport)).await;
    check("a body is handed on as it comes in", bodies_are_streamed(transport)).await;
    check("a body that breaks off ends in an error", half_bodies_are_errors(transport)).await;
    check("redirects are not followed", redirects_are_not_followed(transport)).await;
    check("a refused connection is an error", refusals_are_errors(transport)).await;
    check("a broken connection is an error, after one attempt", breaks_are_errors(transport)).await;
    check("what is no answer in HTTP is an error, after one attempt", nonsense_is_an_error(transport)).await;
    check("a request that was sent is not called unsent", sent_is_not_called_unsent(transport)).await;
    check("a request that was given up stops no other", giving_up_stops_no_other(transport)).await;
    check("requests get through side by side", requests_go_side_by_side(transport)).await;
}

async fn check(promise: &str, kept: impl Future<Output = ()>) {
    assert!(timeout(PATIENCE, kept).await.is_ok(), "not kept in {} s: {promise}", PATIENCE.as_secs());
}

async fn requests_arrive(transport: &Shared, server: &Server) {
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let large = vec![b'x'; 300_000];
    for (method, body) in [
        (Method::GET, Vec::new()),
        (Method::HEAD, Vec::new()),
        (Method::POST, b"{\"name\":\"Ana\"}".to_vec()),
        (Method::PUT, every_byte),
        (Method::PATCH, large),
        (Method::DELETE, Vec::new()),
    ] {
        let path = "/people/a%2Fb%20c?name=Jo%C3%A3o%20%26%20Co&ids%5B%5D=1";
        let mut request = request(method.clone(), server, path);
        request.headers_mut().insert(header::AUTHORIZATION, "Bearer a-token".parse().expect("a header"));
        request.headers_mut().append("x-item", "1".parse().expect("a header"));
        request.headers_mut().append("x-item", "2".parse().expect("a header"));
        *request.body_mut() = body.clone().into();
        transport.answer_to(request).await;

        let arrived = server.newest();
        assert_eq!(arrived.method, method.as_str(), "the method is not the one that was given");
        assert_eq!(arrived.target, path, "path and query of a {method} are not what was given");
        assert_eq!(
            arrived.all("authorization"),
            ["Bearer a-token"],
            "the header `authorization` of a {method} was changed"
        );
        assert_eq!(
            arrived.all("host"),
            [server.authority()],
            "the header `host` of a {method} is not the URL's host and port"
        );
        assert_eq!(arrived.all("x-item").join(", "), "1, 2", "a header that was given twice did not arrive twice");
        assert!(arrived.body == body, "the body of a {method} arrived otherwise than it was given");
        if [Method::GET, Method::HEAD, Method::DELETE].contains(&method) {
            let length = arrived.all("content-length");
            assert!(length.is_empty(), "a {method} without a body says how long that is");
        }
    }
}

async fn answers_arrive(transport: &Shared) {
    for (wire, body) in [
        ("HTTP/1.1 200 OK\r\n{headers}content-length: 4\r\n\r\nbody", "body"),
        ("HTTP/1.1 201 Created\r\n{headers}content-length: 0\r\n\r\n", ""),
        ("HTTP/1.1 299 \r\n{headers}transfer-encoding: chunked\r\n\r\n2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\n\r\n", "body"),
        (
            "HTTP/1.1 200 OK\r\n{headers}transfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nx-trailer: 1\r\n\r\n",
            "body",
        ),
        ("HTTP/1.1 200 OK\r\n{headers}connection: close\r\n\r\nbody", "body"),
        ("HTTP/1.0 200 OK\r\n{headers}\r\nbody", "body"),
        ("HTTP/1.1 404 Not Found\r\n{headers}content-length: 4\r\n\r\nbody", "body"),
        ("HTTP/1.1 429 Too Many Requests\r\n{headers}content-length: 4\r\n\r\nbody", "body"),
        ("HTTP/1.1 503 Service Unavailable\r\n{headers}content-length: 4\r\n\r\nbody", "body"),
    ] {
        let headers = "set-cookie: a=1\r\nX-Request-Id: r-1\r\nset-cookie: b=2\r\n";
        let wire = wire.replace("{headers}", headers);
        let server = Server::answering_once(&wire).await;
        let answer = transport.answer_to(request(Method::GET, &server, "/x")).await;
        let status = wire.split(' ').nth(1).expect("a status line");
        assert_eq!(answer.status().as_str(), status, "the status is not the one that was sent");
        assert_eq!(
            values(answer.headers(), "x-request-id"),
            ["r-1"],
            "a header of the answer {status} was lost or changed"
        );
        assert_eq!(values(answer.headers(), "set-cookie"), ["a=1", "b=2"], "headers of one name were not kept apart");
        assert_eq!(answer.body(), body, "the body is not the one that was sent, in {wire:?}");
    }
}

async fn answers_without_body_end(transport: &Shared) {
    for (method, wire) in [
        (Method::HEAD, "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n"),
        (Method::GET, "HTTP/1.1 204 No Content\r\n\r\n"),
        (Method::GET, "HTTP/1.1 304 Not Modified\r\ncontent-length: 99\r\n\r\n"),
    ] {
        let server = Server::answering(wire).await;
        for _ in 0..2 {
            let answer = transport.answer_to(request(method.clone(), &server, "/x")).await;
            assert_eq!(answer.body(), "", "an answer to {method} that has no body got one, in {wire:?}");
        }
    }
}

async fn interim_answers_are_passed_over(transport: &Shared) {
    let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n";
    let server = Server::answering(&format!("{interim}{REST}")).await;
    for method in [Method::GET, Method::POST] {
        let answer = transport.answer_to(request(method, &server, "/x")).await;
        assert_eq!(answer.status(), StatusCode::OK, "an interim answer was taken for the answer");
        assert_eq!(answer.body(), "rest", "the body after an interim answer is not the one that was sent");
    }
}

async fn bodies_are_streamed(transport: &Shared) {
    let seen = Arc::new(Notify::new());
    let server = Server::start({
        let seen = Arc::clone(&seen);
        move |mut connection: Connection| {
            let seen = Arc::clone(&seen);
            async move {
                while connection.request().await.is_some() {
                    connection.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfirst").await;
                    seen.notified().await;
                    connection.write("rest").await;
                }
            }
        }
    })
    .await;
    let mut response = transport.response_to(request(Method::GET, &server, "/x")).await;
    let mut body = Vec::new();
    while body.len() < 5 {
        body.extend(transport.piece_of(response.body_mut()).await.expect("a body breaks off that did not"));
    }
    seen.notify_one();
    while let Some(piece) = transport.piece_of(response.body_mut()).await {
        body.extend(piece);
    }
    assert_eq!(body, b"firstrest", "a body that was read piece by piece is not the one that was sent");
}

async fn half_bodies_are_errors(transport: &Shared) {
    for wire in [
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf",
    ] {
        let server = Server::answering_once(wire).await;
        let mut response = transport.response_to(request(Method::POST, &server, "/x")).await;
        let mut beginning = Vec::new();
        loop {
            match response.body_mut().chunk().await {
                Ok(Some(piece)) => beginning.extend(piece),
                Ok(None) => panic!("a body that broke off was told as whole, in {wire:?}"),
                Err(_) => break,
            }
        }
        assert_eq!(beginning, b"half", "of a body that broke off the beginning is not the one that was sent");
        assert_one_attempt(&server, wire);
    }
}

async fn redirects_are_not_followed(transport: &Shared) {
    let target = Server::answering(REST).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("http://{}/y", target.authority());
        let wire = format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let server = Server::answering(&wire).await;
        for method in [Method::GET, Method::POST] {
            let answer = transport.answer_to(request(method, &server, "/x")).await;
            assert_eq!(target.count(), 0, "a redirect ({status}) was followed: its target heard a request");
            assert_eq!(answer.status(), status, "a redirect did not arrive as an answer");
            assert_eq!(values(answer.headers(), "location"), [location.as_str()], "a redirect lost its `location`");
        }
        assert_eq!(server.count(), 2, "a redirect ({status}) was followed: its server heard more than was asked");
    }
}

async fn refusals_are_errors(transport: &Shared) {
    let nobody = Nobody::new();
    for method in [Method::GET, Method::POST] {
        let request = http::Request::builder().method(method).uri(format!("http://{}/x", nobody.authority()));
        let error = transport.error_of(request.body(Bytes::new()).expect("a request")).await;
        let is_unsent = error.sent == Sent::No;
        let is_connect = error.kind == TransportErrorKind::Connect;
        assert_eq!(
            is_unsent, is_connect,
            "a refused connection is not `Connect` and `No`, nor another kind and `Maybe`: {error:?}"
        );
    }
}

/// The request was read, then the connection broke: the service may have acted on it.
async fn breaks_are_errors(transport: &Shared) {
    for (wire, used_before) in [("", false), ("", true), ("HTTP/1.1 200 OK\r\nhalf-a-he", false)] {
        for method in [Method::GET, Method::POST] {
            let server = Server::breaking(if used_before { 1 } else { 0 }, wire).await;
            if used_before {
                transport.answer_to(request(Method::GET, &server, "/before")).await;
            }
            let before = server.count();
            let error = transport.error_of(request(method, &server, "/x")).await;
            assert_may_have_arrived(&error, wire);
            assert_eq!(
                server.count() - before,
                1,
                "more than one attempt was made of a request whose connection broke"
            );
        }
    }
}

async fn nonsense_is_an_error(transport: &Shared) {
    for wire in [
        "SSH-2.0-OpenSSH_9.9\r\n",
        "220 smtp.example ESMTP\r\n",
        "\u{16}\u{3}\u{1}\u{2}",
        "<html>\r\n\r\n</html>",
        "HTTP/1.1 twohundred OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: four\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    ] {
        let server = Server::answering_once(wire).await;
        let error = transport.error_of(request(Method::GET, &server, "/x")).await;
        assert_may_have_arrived(&error, wire);
        assert_one_attempt(&server, wire);
    }
}

/// The client's own clock asks for this word when an attempt's time has run out.
async fn sent_is_not_called_unsent(transport: &Shared) {
    let server = Server::silent().await;
    for method in [Method::GET, Method::POST] {
        let mut is_connecting = false;
        let request = request(method, &server, "/x");
        let sending = watch_connecting(transport.0.send(request), &mut is_connecting);
        assert!(until_read(&server, sending).await, "an answer came that nobody sent");
        assert!(!is_connecting, "`still_connecting` was said of a request that a server had read");
    }
}

async fn giving_up_stops_no_other(transport: &Shared) {
    let silent = Server::silent().await;
    let server = Server::answering(REST).await;
    for _ in 0..AT_ONCE {
        let given_up = transport.0.send(request(Method::GET, &silent, "/x"));
        assert!(until_read(&silent, given_up).await, "an answer came that nobody sent");
    }
    assert_eq!(transport.answer_to(request(Method::GET, &server, "/x")).await.body(), "rest");
}

/// The server answers when all have come.
async fn requests_go_side_by_side(transport: &Shared) {
    let all = Arc::new(Barrier::new(AT_ONCE));
    let server = Server::start(move |mut connection: Connection| {
        let all = Arc::clone(&all);
        async move {
            while let Some(request) = connection.request().await {
                all.wait().await;
                let length = request.target.len();
                connection
                    .write(&format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{}", request.target))
                    .await;
            }
        }
    })
    .await;
    let mut asked = JoinSet::new();
    for number in 0..AT_ONCE {
        let (transport, path) = (transport.clone(), format!("/{number}"));
        let request = request(Method::GET, &server, &path);
        asked.spawn(async move { (transport.answer_to(request).await, path) });
    }
    while let Some(answered) = asked.join_next().await {
        let (answer, path) = answered.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        assert_eq!(answer.body(), &path, "the answer to another request arrived");
    }
}

async fn runtimes_may_end(transport: &Shared, server: &Arc<Server>) {
    let silent = Arc::new(Server::silent().await);
    for ended in 0..2 {
        let (transport, server, silent) = (transport.clone(), Arc::clone(server), Arc::clone(&silent));
        let used = spawn_blocking(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(timeout(PATIENCE, async {
                let answered = transport.0.send(request(Method::GET, &server, "/x")).await.map(|_| ());
                // And one that is under way when the runtime ends.
                until_read(&silent, transport.0.send(request(Method::GET, &silent, "/x"))).await;
                answered
            }))
        });
        let used = used.await.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        assert!(
            matches!(used, Ok(Ok(()))),
            "a request failed on a runtime, {ended} others before it had ended: {used:?}"
        );
    }
}

/// Whether the server has read a request before the future ended.
async fn until_read(server: &Server, sending: impl Future) -> bool {
    let mut sending = std::pin::pin!(sending);
    let mut read = std::pin::pin!(server.read());
    poll_fn(|context| {
        // First what the transport does, so that its newest word is the one after the server's.
        if sending.as_mut().poll(context).is_ready() {
            return false.into();
        }
        read.as_mut().poll(context).map(|()| true)
    })
    .await
}

/// The transport, with what a check expects of it.
#[derive(Clone)]
struct Shared(Arc<dyn Transport>);

impl Shared {
    async fn response_to(&self, request: http::Request<Bytes>) -> http::Response<Body> {
        let shown = format!("{} {}", request.method(), request.uri());
        self.0.send(request).await.unwrap_or_else(|error| panic!("{shown} was answered, and failed: {error:?}"))
    }

    async fn answer_to(&self, request: http::Request<Bytes>) -> http::Response<Bytes> {
        let (head, mut body) = self.response_to(request).await.into_parts();
        let mut whole = Vec::new();
        while let Some(piece) = self.piece_of(&mut body).await {
            whole.extend(piece);
        }
        http::Response::from_parts(head, whole.into())
    }

    async fn piece_of(&self, body: &mut Body) -> Option<Bytes> {
        body.chunk().await.unwrap_or_else(|error| panic!("a body that came whole failed: {error:?}"))
    }

    async fn error_of(&self, request: http::Request<Bytes>) -> TransportError {
        match self.0.send(request).await {
            Ok(response) => panic!("no answer was sent, and one arrived: {}", response.status()),
            Err(error) => error,
        }
    }
}

fn request(method: Method, server: &Server, path: &str) -> http::Request<Bytes> {
    let request = http::Request::builder().method(method).uri(format!("http://{}{path}", server.authority()));
    request.body(Bytes::new()).expect("a request")
}

fn values<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    headers.get_all(name).iter().map(|value| value.to_str().expect("a readable header")).collect()
}

fn assert_may_have_arrived(error: &TransportError, wire: &str) {
    assert_eq!(
        error.sent,
        Sent::Maybe,
        "a request that a server had read was told as not sent, after {wire:?}: {error:?}"
    );
}

fn assert_one_attempt(server: &Server, wire: &str) {
    assert_eq!(server.count(), 1, "more than one attempt was made, after {wire:?}");
}
