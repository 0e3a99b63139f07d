//! What the client puts around a transport, and the transports on real sockets. What holds of one holds of the others.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::{
    future::{pending, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use acesso_core::{
    BODY_KEPT, Body, Call, Client, ClientBuilder, Error, ErrorKind, GuardedTransport, Request, RetryPolicy,
    StatusClassifier, Transport, TransportError, still_connecting, testing::MockTransport,
};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;
use http_body::Frame;
use http_body_util::StreamBody;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket},
    sync::Notify,
    time::{Instant, sleep},
};

#[path = "common/ten_lines.rs"]
mod ten_lines;

type Sending = Result<http::Response<Body>, TransportError>;

const LIMIT: Duration = Duration::from_secs(3);

/// One attempt, of three seconds.
fn builder(url: &str, transport: impl Transport + 'static) -> ClientBuilder {
    Client::builder("Example", StatusClassifier)
        .base_url(url)
        .transport(transport)
        .retry(RetryPolicy::never())
        .timeout(LIMIT)
}

fn client(url: &str, transport: impl Transport + 'static) -> Client {
    builder(url, transport).build().unwrap()
}

/// The outcome of an error's call is unknown, or nothing can have happened.
fn told(error: &Error) -> (ErrorKind, bool) {
    (error.kind(), error.may_have_happened())
}

/// The guards around a transport, whatever it is.
mod guards {
    use super::*;

    #[tokio::test]
    async fn plain_http_to_another_host_is_never_asked_for() {
        let mock = MockTransport::new().respond(200, "").repeat();
        let guarded = GuardedTransport::new(mock.clone());
        for url in [
            "http://192.0.2.1/x",
            "http://api.example.com/x",
            "http://localhost.example.com/x",
            "http://127.0.0.1.example.com/x",
            "ftp://127.0.0.1/x",
            "/x",
        ] {
            let request = http::Request::get(url).body(Bytes::new()).unwrap();
            let error = guarded.send(request, LIMIT).await.unwrap_err();
            assert_eq!(told(&error), (ErrorKind::Configuration, false), "{url}");
        }
        assert_eq!(mock.requests().len(), 0);
        for url in ["https://192.0.2.1/x", "http://127.0.0.1/x", "http://localhost:1/x", "http://[::1]/x"] {
            let request = http::Request::get(url).body(Bytes::new()).unwrap();
            assert!(guarded.send(request, LIMIT).await.is_ok(), "{url}");
        }
        assert_eq!(mock.requests().len(), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_ends_when_its_time_is_up() {
        let mock = MockTransport::new().respond(200, "").delay(LIMIT + Duration::from_millis(1)).repeat();
        let client = client("https://api.example.com", mock);
        let begun = Instant::now();
        assert_eq!(told(&client.request(Call::get("read", "/x")).await.unwrap_err()), (ErrorKind::Timeout, false));
        assert_eq!(begun.elapsed(), LIMIT);
        assert_eq!(told(&client.request(Call::post("write", "/x")).await.unwrap_err()), (ErrorKind::Timeout, true));
    }

    #[tokio::test(start_paused = true)]
    async fn the_body_belongs_to_the_attempts_time() {
        let client = client("https://api.example.com", Answering::new("text/plain", || silent_after(&["half"])));
        let begun = Instant::now();
        let error = client.request(Call::post("write", "/x")).await.unwrap_err();
        assert_eq!(begun.elapsed(), LIMIT);
        assert_eq!((told(&error), error.status().unwrap().as_u16()), ((ErrorKind::Timeout, true), 200));
        assert_eq!(error.body(), b"half");
    }

    /// Has no connection for the first polls, then one that stays silent.
    #[derive(Debug)]
    struct Connecting(usize);

    #[async_trait]
    impl Transport for Connecting {
        async fn send(&self, _: http::Request<Bytes>) -> Sending {
            for _ in 0..self.0 {
                let mut connecting = pin!(sleep(Duration::from_secs(1)));
                poll_fn(|context| {
                    let polled = connecting.as_mut().poll(context);
                    if polled.is_pending() {
                        still_connecting();
                    }
                    polled
                })
                .await;
            }
            pending().await
        }
    }

    #[tokio::test(start_paused = true)]
    async fn time_that_ran_out_before_a_connection_is_no_connection() {
        let begun = Instant::now();
        let error =
            client("https://api.example.com", Connecting(99)).request(Call::post("write", "/x")).await.unwrap_err();
        assert_eq!(begun.elapsed(), LIMIT);
        assert_eq!((told(&error), error.attempts()), ((ErrorKind::Connect, false), 1));
        assert!(error.to_string().contains("no connection within 3.0 s"), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn time_that_ran_out_on_a_connection_leaves_the_outcome_open() {
        let error =
            client("https://api.example.com", Connecting(2)).request(Call::post("write", "/x")).await.unwrap_err();
        assert_eq!(told(&error), (ErrorKind::Timeout, true));
    }

    #[tokio::test(start_paused = true)]
    async fn what_one_transport_says_of_its_connection_counts_for_no_other() {
        let connecting = client("https://api.example.com", Connecting(99));
        let silent = client("https://api.example.com", Connecting(0));
        let write = || Call::post("write", "/x");
        let (one, other) = tokio::join!(connecting.request(write()), silent.request(write()));
        assert_eq!(told(&one.unwrap_err()), (ErrorKind::Connect, false));
        assert_eq!(told(&other.unwrap_err()), (ErrorKind::Timeout, true));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_said_of_a_connection_outside_of_an_attempt_counts_for_none() {
        let guarded = GuardedTransport::new(Connecting(0));
        let request = http::Request::get("https://api.example.com/x").body(Bytes::new()).unwrap();
        let mut sending = pin!(guarded.send(request, LIMIT));
        let sent = poll_fn(|context| {
            // As a pool does that goes on connecting in a task of its own.
            still_connecting();
            sending.as_mut().poll(context)
        });
        assert_eq!(sent.await.unwrap_err().kind(), ErrorKind::Timeout);
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_that_was_never_connected_is_sent_again() {
        let policy = RetryPolicy::default().max_attempts(2);
        let client = builder("https://api.example.com", Connecting(99)).retry(policy).build().unwrap();
        let error = client.request(Call::post("write", "/x")).await.unwrap_err();
        assert_eq!((told(&error), error.attempts()), ((ErrorKind::Connect, false), 2));
    }

    #[tokio::test(start_paused = true)]
    async fn no_limit_at_all_is_a_limit_too() {
        let mock = MockTransport::new().respond(200, "whole").delay(Duration::from_secs(80));
        let client = client("https://api.example.com", mock);
        assert_eq!(client.request(Call::get("read", "/x")).timeout(Duration::MAX).await.unwrap(), "whole");
    }

    #[tokio::test]
    async fn a_body_above_the_cap_is_not_read() {
        for announced in [true, false] {
            let pieces = || pieces_of(std::iter::repeat_n("0123456789", 100), Duration::ZERO);
            let answering = Answering { length: announced.then_some(1000), ..Answering::new("text/plain", pieces) };
            let capped = builder("https://api.example.com", answering.clone()).body_limit(999).build().unwrap();
            let error = capped.request(Call::post("write", "/x")).await.unwrap_err();
            assert_eq!(told(&error), (ErrorKind::TooLarge, true));
            assert!(error.to_string().contains("larger than 999 bytes"), "{error}");
            assert!(error.body().starts_with(b"0123456789"));
            let fitting = builder("https://api.example.com", answering).body_limit(1000).build().unwrap();
            assert_eq!(fitting.request(Call::get("read", "/x")).await.unwrap().len(), 1000);
        }
    }

    #[tokio::test]
    async fn what_a_broken_body_began_with_is_in_the_error() {
        let mock = MockTransport::new().break_off(200, "{\"half\":");
        let error = client("https://api.example.com", mock).request(Call::post("write", "/x")).await.unwrap_err();
        assert_eq!((told(&error), error.status().unwrap().as_u16()), ((ErrorKind::Interrupted, true), 200));
        assert_eq!(error.body(), b"{\"half\":");
    }
}

/// Downloads are handed on as they come in.
mod downloads {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// The end of a body that is silent from here on.
    async fn end_of(body: &mut Body) -> Error {
        tokio::time::timeout(1000 * SECOND, body.chunk()).await.unwrap().unwrap_err()
    }

    fn download(client: &Client) -> Request<Bytes> {
        client.request(Call::get("download", "/file"))
    }

    #[tokio::test(start_paused = true)]
    async fn neither_the_attempts_time_nor_the_cap_holds_for_them() {
        let file = || pieces_of(std::iter::repeat_n("0123456789", 10), 20 * SECOND);
        let answering = Answering::new("application/octet-stream", file);
        let client = builder("https://api.example.com", answering).body_limit(15).total_timeout(LIMIT).build().unwrap();
        let begun = Instant::now();
        let mut response = download(&client).stream().await.unwrap();
        assert_eq!(response.status, 200);
        let mut length = 0;
        while let Some(piece) = response.body.chunk().await.unwrap() {
            length += piece.len();
        }
        assert_eq!((length, begun.elapsed()), (100, 200 * SECOND));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_them() {
        let client = client("https://api.example.com", Answering::new("text/csv", || silent_after(&["one", "two"])));
        let mut response = download(&client).stream().await.unwrap();
        assert_eq!(response.body.chunk().await.unwrap().unwrap(), "one");
        sleep(29 * SECOND).await;
        assert_eq!(response.body.chunk().await.unwrap().unwrap(), "two");
        let begun = Instant::now();
        let error = end_of(&mut response.body).await;
        assert_eq!((error.kind(), begun.elapsed()), (ErrorKind::Timeout, 30 * SECOND));
        assert!(error.to_string().contains("no byte came for 30 s"), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_slowly_is_not_told_of_silence() {
        let file = || pieces_of(["one", "two", "three"], SECOND);
        let client = client("https://api.example.com", Answering::new("text/csv", file));
        let mut response = download(&client).stream().await.unwrap();
        for piece in ["one", "two", "three"] {
            sleep(100 * SECOND).await;
            assert_eq!(response.body.chunk().await.unwrap().unwrap(), piece);
        }
        assert_eq!(response.body.chunk().await.unwrap(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn their_head_keeps_to_the_attempts_time() {
        let mock = MockTransport::new().respond(200, "").delay(LIMIT * 2);
        let begun = Instant::now();
        let error = download(&client("https://api.example.com", mock)).stream().await.unwrap_err();
        assert_eq!((error.kind(), begun.elapsed()), (ErrorKind::Timeout, LIMIT));
    }

    #[tokio::test]
    async fn what_breaks_off_ends_in_an_error() {
        let mock = MockTransport::new().break_off(200, "half");
        let mut response = download(&client("https://api.example.com", mock)).stream().await.unwrap();
        assert_eq!(response.body.chunk().await.unwrap().unwrap(), "half");
        assert_eq!(response.body.chunk().await.unwrap_err().kind(), ErrorKind::Interrupted);
    }

    #[tokio::test]
    async fn an_answer_about_them_is_read_whole() {
        let mock = MockTransport::new().respond(404, "no such file").respond(200, "{\"error\":\"no such file\"}");
        let mock = mock.header("content-type", "application/problem+JSON");
        let client = builder("https://api.example.com", mock).body_limit(16).build().unwrap();
        let error = download(&client).stream().await.unwrap_err();
        assert_eq!((error.kind(), error.body()), (ErrorKind::NotFound, &b"no such file"[..]));
        assert_eq!(download(&client).stream().await.unwrap_err().kind(), ErrorKind::TooLarge);
    }

    #[tokio::test]
    async fn they_come_piece_by_piece_over_sockets() {
        for transport in all() {
            let server = Server::start(Play::Hang("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")).await;
            let client = builder(&server.url, transport).timeout(Duration::from_secs(30)).build().unwrap();
            let mut response = download(&client).stream().await.unwrap();
            assert_eq!(response.body.chunk().await.unwrap().unwrap(), "half");
            tokio::time::pause();
            let error = end_of(&mut response.body).await;
            tokio::time::resume();
            assert_eq!(error.kind(), ErrorKind::Timeout);
        }
    }
}

/// Answers with a body of this type.
#[derive(Clone)]
struct Answering {
    media_type: &'static str,
    length: Option<u64>,
    body: Arc<dyn Fn() -> Body + Send + Sync>,
}

impl Answering {
    fn new(media_type: &'static str, body: impl Fn() -> Body + Send + Sync + 'static) -> Self {
        Self { media_type, length: None, body: Arc::new(body) }
    }
}

impl std::fmt::Debug for Answering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answering(..)")
    }
}

#[async_trait]
impl Transport for Answering {
    async fn send(&self, _: http::Request<Bytes>) -> Sending {
        let body = (self.body)();
        let body = match self.length {
            Some(length) => Body::new(Announced { body, length }),
            None => body,
        };
        Ok(http::Response::builder().header("content-type", self.media_type).body(body).unwrap())
    }
}

/// A body that knows its length.
struct Announced {
    body: Body,
    length: u64,
}

impl http_body::Body for Announced {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        http_body::Body::poll_frame(std::pin::Pin::new(&mut self.body), context)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.length)
    }
}

/// Each piece comes so long after it was asked for.
fn pieces_of(pieces: impl IntoIterator<Item = &'static str, IntoIter: Send + 'static>, each: Duration) -> Body {
    let pieces = stream::unfold(pieces.into_iter(), move |mut pieces| async move {
        let piece = pieces.next()?;
        sleep(each).await;
        Some((Ok::<_, Error>(Frame::data(Bytes::from(piece))), pieces))
    });
    Body::new(StreamBody::new(Box::pin(pieces)))
}

fn silent_after(pieces: &'static [&'static str]) -> Body {
    let pieces = stream::unfold(pieces.iter(), |mut pieces| async move {
        match pieces.next() {
            Some(piece) => Some((Ok::<_, Error>(Frame::data(Bytes::from(*piece))), pieces)),
            None => pending().await,
        }
    });
    Body::new(StreamBody::new(Box::pin(pieces)))
}

/// What a server does with each request.
#[derive(Clone)]
enum Play {
    /// Sends this and closes.
    Send(Vec<u8>),
    /// Sends this and keeps silent.
    Hang(&'static str),
}

impl From<&str> for Play {
    fn from(answer: &str) -> Self {
        Self::Send(answer.into())
    }
}

struct Server {
    url: String,
    requests: Arc<AtomicUsize>,
    /// A request was read, and the play played.
    played: Arc<Notify>,
}

impl Server {
    async fn start(play: impl Into<Play>) -> Self {
        let play = play.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (requests, played) = (Arc::<AtomicUsize>::default(), Arc::new(Notify::new()));
        let (counter, bell) = (Arc::clone(&requests), Arc::clone(&played));
        tokio::spawn(async move {
            let mut silent = Vec::new();
            while let Ok((mut connection, _)) = listener.accept().await {
                let _ = connection.read(&mut [0; 65_536]).await;
                counter.fetch_add(1, Ordering::Relaxed);
                match &play {
                    Play::Send(bytes) => {
                        let _ = connection.write_all(bytes).await;
                    }
                    Play::Hang(beginning) => {
                        let _ = connection.write_all(beginning.as_bytes()).await;
                        silent.push(connection);
                    }
                }
                bell.notify_one();
            }
        });
        Self { url, requests, played }
    }

    /// Waits for a call that this server leaves hanging: once it has, the clock jumps.
    async fn hang<T: std::fmt::Debug + Send + 'static>(&self, request: Request<T>) -> Error {
        let mut request = pin!(request);
        tokio::select! {
            biased;
            ended = &mut request => panic!("it did not hang: {ended:?}"),
            () = self.played.notified() => {}
        }
        tokio::time::pause();
        let ended = request.await;
        tokio::time::resume();
        ended.unwrap_err()
    }
}

/// Every transport that was built in, and the least that one can be.
fn all() -> Vec<Arc<dyn Transport>> {
    vec![
        Arc::new(ten_lines::ten_lines()),
        #[cfg(feature = "reqwest")]
        Arc::new(acesso_core::ReqwestTransport::new().unwrap()),
        #[cfg(feature = "tower")]
        Arc::new(towered()),
    ]
}

#[cfg(feature = "tower")]
fn towered() -> impl Transport {
    use hyper_util::{
        client::legacy::{Client, connect::HttpConnector},
        rt::TokioExecutor,
    };

    let client: Client<HttpConnector, Body> = Client::builder(TokioExecutor::new()).build_http();
    acesso_core::TowerTransport::new(client)
}

/// Waits as long as it takes.
async fn ask(server: &Server, transport: impl Transport + 'static) -> Result<Bytes, Error> {
    let client = client(&server.url, transport);
    client.request(Call::get("get", "/x")).timeout(Duration::from_secs(80)).await
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let target = Server::start("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let redirect = format!("HTTP/1.1 302 Found\r\nlocation: {}/y\r\ncontent-length: 0\r\n\r\n", target.url);
    let server = Server::start(&*redirect).await;
    for transport in all() {
        let error = ask(&server, transport).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Redirect, 302));
    }
    assert_eq!(target.requests.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_body_above_the_cap_is_not_read() {
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n".to_vec();
    answer.resize(answer.len() + 1_000_000, b'x');
    let server = Server::start(Play::Send(answer)).await;
    for transport in all() {
        let capped = builder(&server.url, Arc::clone(&transport)).body_limit(100_000).build().unwrap();
        let error = capped.request(Call::get("get", "/x")).timeout(Duration::from_secs(80)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert!(error.to_string().contains("larger than 100000 bytes"), "{error}");
        assert!(error.body().len() <= BODY_KEPT && error.body().starts_with(b"xxx"));
        assert_eq!(ask(&server, transport).await.unwrap().len(), 1_000_000);
    }
}

#[tokio::test]
async fn silence_ends_in_a_timeout() {
    let server = Server::start(Play::Hang("")).await;
    for transport in all() {
        let client = client(&server.url, transport);
        assert_eq!(told(&server.hang(client.request(Call::get("read", "/x"))).await), (ErrorKind::Timeout, false));
        assert_eq!(told(&server.hang(client.request(Call::post("write", "/x"))).await), (ErrorKind::Timeout, true));
    }
}

#[tokio::test]
async fn a_body_that_stalls_ends_in_a_timeout_that_knows_the_status() {
    let server = Server::start(Play::Hang("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")).await;
    for transport in all() {
        let error = server.hang(client(&server.url, transport).request(Call::get("get", "/x"))).await;
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Timeout, 200));
        assert_eq!(error.body(), b"half");
    }
}

#[tokio::test]
async fn what_is_no_http_is_an_interruption() {
    for answer in
        ["", "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n", "HTTP/1.1 200 OK\r\nbroken"]
    {
        let server = Server::start(answer).await;
        for transport in all() {
            let error = ask(&server, transport).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Interrupted, "{answer:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_flood_of_headers_is_an_interruption() {
    let mut answer = b"HTTP/1.1 200 OK\r\n".to_vec();
    for number in 0..10_000 {
        answer.extend_from_slice(format!("x-{number}: {number}\r\n").as_bytes());
    }
    let server = Server::start(Play::Send(answer)).await;
    for transport in all() {
        assert_eq!(ask(&server, transport).await.unwrap_err().kind(), ErrorKind::Interrupted);
    }
}

#[tokio::test]
async fn a_url_that_http_cannot_carry_is_not_sent_and_not_repeated() {
    let server = Server::start("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    for transport in all() {
        let client: Client =
            Client::builder("Example", StatusClassifier).base_url(&*server.url).transport(transport).build().unwrap();
        let call = Call::post("write", "/x").query_list("ids", (0..20_000).map(|number| format!("id-{number}")));
        let error = client.request(call).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::InvalidInput, false), "{error}");
        assert!(error.to_string().contains("too long"), "{error}");
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!(server.requests.load(Ordering::Relaxed), 0);
}

/// Answers the first request half and keeps silent, then every other one whole.
async fn halting(first: Arc<Notify>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            let _ = connection.read(&mut [0; 4096]).await;
            if silent.is_empty() {
                let _ = connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{").await;
                silent.push(connection);
                first.notify_one();
                continue;
            }
            let body = r#"{"access_token":"t1"}"#;
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            let _ = connection.write_all(answer.as_bytes()).await;
        }
    });
    url
}

#[test]
fn a_client_outlives_the_runtime_it_was_first_used_on() {
    for transport in all() {
        outlives_its_runtime(transport);
    }
}

fn outlives_its_runtime(transport: Arc<dyn Transport>) {
    use acesso_core::oauth::{Grant, OAuthBuilder};

    let server = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let halted = Arc::new(Notify::new());
    let url = server.block_on(halting(Arc::clone(&halted)));
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let grant = Grant::ClientCredentials { scope: None };
    let oauth = OAuthBuilder::new(format!("{url}/token"), "id", "secret", grant).build().unwrap();
    let builder = Client::builder("Example", StatusClassifier).base_url(&*url).authorize(oauth).transport(transport);
    let client: Client = builder.build().unwrap();
    let ask = || client.request(Call::get("get", "/x"));

    let first = runtime();
    let error = first.block_on(async {
        let mut asked = pin!(ask().deadline(Duration::from_secs(2)));
        tokio::select! {
            ended = &mut asked => panic!("it did not hang: {ended:?}"),
            () = halted.notified() => {}
        }
        tokio::time::pause();
        asked.await.unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::Timeout);
    drop(first);
    for _ in 0..2 {
        runtime().block_on(async { ask().await }).unwrap();
    }
}

#[tokio::test]
async fn an_answer_to_head_has_no_body_whatever_its_length_says() {
    let server = Server::start("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n").await;
    for transport in all() {
        let client = builder(&server.url, transport).body_limit(9).build().unwrap();
        let call = Call::new(http::Method::HEAD, "head", "/x", acesso_core::Safety::Read);
        assert!(client.request(call).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn interim_answers_and_trailers_are_passed_over() {
    let answer = "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: \
                  chunked\r\n\r\n4\r\nbody\r\n0\r\nx-trailer: 1\r\n\r\n";
    let server = Server::start(answer).await;
    for transport in all() {
        assert_eq!(ask(&server, transport).await.unwrap(), "body");
    }
}

#[tokio::test]
async fn a_half_body_on_the_wire() {
    let server = Server::start("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"half\":").await;
    for transport in all() {
        let builder = Client::builder("Example", StatusClassifier).base_url(&*server.url).transport(transport);
        let client: Client = builder.build().unwrap();
        let error = client.request(Call::get("get", "/x")).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Interrupted, 200));
        assert_eq!(error.body(), b"{\"half\":");
        assert_eq!(error.attempts(), 3, "a read may be repeated");
    }
}

#[tokio::test]
async fn the_cause_beneath_is_reachable_and_names_no_url() {
    let (_nobody, url) = nobody();
    for transport in all() {
        let client = client(&url, transport);
        let call = Call::get("o", "/people/{id}").path_param("id", "ana@cliente.example");
        let error = client.request(call).await.unwrap_err();
        assert_eq!(error.attempts(), 1);
        let mut chain = format!("{error} {error:?}");
        let mut cause = std::error::Error::source(&error);
        assert!(cause.is_some());
        while let Some(error) = cause {
            chain.push_str(&format!(" {error} {error:?}"));
            cause = error.source();
        }
        assert!(!chain.contains("ana"), "{chain}");
        assert!(chain.to_lowercase().contains("refused"), "{chain}");
    }
}

/// A port that nobody listens on, and that nobody gets while this is kept: its URL, too.
fn nobody() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (socket, url)
}

#[cfg(feature = "reqwest")]
mod on_reqwest {
    use acesso_core::ReqwestTransport;

    use super::*;

    fn transport() -> ReqwestTransport {
        ReqwestTransport::new().unwrap()
    }

    #[tokio::test]
    async fn a_refused_connection_is_not_sent() {
        let (_nobody, url) = nobody();
        let client = client(&url, transport());
        let error = client.request(Call::post("write", "/x")).await.unwrap_err();
        assert_eq!((told(&error), error.attempts()), ((ErrorKind::Connect, false), 1));
    }

    #[tokio::test]
    async fn a_failed_tls_handshake_is_no_connection() {
        let server = Server::start("HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let client = client(&server.url.replace("http", "https"), transport());
        let error = client.request(Call::post("write", "/x")).await.unwrap_err();
        assert_eq!(told(&error), (ErrorKind::Connect, false));
    }

    #[tokio::test]
    async fn a_tls_handshake_without_an_end_is_no_connection() {
        let server = Server::start(Play::Hang("")).await;
        let client = client(&server.url.replace("http", "https"), transport());
        let error = server.hang(client.request(Call::post("write", "/x"))).await;
        assert_eq!(told(&error), (ErrorKind::Connect, false));
        assert!(error.to_string().contains("no connection within 3.0 s"), "{error}");
    }

    #[tokio::test]
    async fn a_transports_own_time_to_connect_may_be_shorter() {
        let server = Server::start(Play::Hang("")).await;
        let impatient = ReqwestTransport::builder().connect_timeout(Duration::from_secs(1)).build().unwrap();
        let client = client(&server.url.replace("http", "https"), impatient);
        let begun = Instant::now();
        let error = server.hang(client.request(Call::post("write", "/x"))).await;
        assert_eq!(told(&error), (ErrorKind::Connect, false));
        assert!(begun.elapsed() < LIMIT);
    }

    /// Linux leaves a connection open that a full queue has no place for.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_port_that_accepts_nothing_is_no_connection() {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let full = socket.listen(1).unwrap();
        let address = full.local_addr().unwrap();
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..8 {
            waiting.spawn(tokio::net::TcpStream::connect(address));
        }
        tokio::task::yield_now().await;
        tokio::time::pause();
        let client = client(&format!("http://{address}"), transport());
        let error = client.request(Call::post("write", "/x")).await.unwrap_err();
        assert_eq!(told(&error), (ErrorKind::Connect, false), "{error:?}");
        assert!(error.to_string().contains("no connection within 3.0 s"), "{error}");
    }
}

#[cfg(feature = "tower")]
mod on_tower {
    use std::task::Context;

    use acesso_core::TowerTransport;
    use tower_service::Service;

    use super::*;

    /// A service that is not ready, or fails.
    #[derive(Clone, Copy)]
    enum Troubled {
        NeverReady,
        Broken,
        Failing,
        Silent,
    }

    impl Service<http::Request<Body>> for Troubled {
        type Response = http::Response<Body>;
        type Error = &'static str;
        type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, &'static str>> + Send>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), &'static str>> {
            match self {
                Self::NeverReady => Poll::Pending,
                Self::Broken => Poll::Ready(Err("it is broken")),
                Self::Failing | Self::Silent => Poll::Ready(Ok(())),
            }
        }

        fn call(&mut self, _: http::Request<Body>) -> Self::Future {
            match self {
                Self::Silent => Box::pin(pending()),
                _ => Box::pin(async { Err("it failed") }),
            }
        }
    }

    async fn write_over(service: Troubled) -> Error {
        let client = client("https://api.example.com", TowerTransport::new(service));
        client.request(Call::post("write", "/x")).await.unwrap_err()
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_is_not_ready_has_sent_nothing() {
        assert_eq!(told(&write_over(Troubled::NeverReady).await), (ErrorKind::Connect, false));
        assert_eq!(told(&write_over(Troubled::Broken).await), (ErrorKind::Connect, false));
    }

    #[tokio::test(start_paused = true)]
    async fn of_what_a_service_was_given_nothing_is_known() {
        assert_eq!(told(&write_over(Troubled::Failing).await), (ErrorKind::Interrupted, true));
        assert_eq!(told(&write_over(Troubled::Silent).await), (ErrorKind::Timeout, true));
    }

    #[tokio::test]
    async fn a_refused_connection_is_not_called_unsent() {
        let (_nobody, url) = nobody();
        let client = client(&url, towered());
        let error = client.request(Call::post("write", "/x")).await.unwrap_err();
        assert_eq!(told(&error), (ErrorKind::Interrupted, true));
    }
}
