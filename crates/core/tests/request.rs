//! A call on its way: a future that goes on by itself, and what becomes of it when somebody lets go.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use acesso_core::{
    Body, Call, Client, Error, ErrorKind, RateLimit, Request, RetryPolicy, Sent, StatusClassifier, Transport,
    TransportError, TransportErrorKind, testing::MockTransport,
};
use async_trait::async_trait;
use builder::builder;
use bytes::Bytes;
use tokio::{
    runtime::{Builder, Runtime},
    task::{JoinSet, yield_now},
    time::{Instant, sleep, timeout},
};

#[path = "common/builder.rs"]
mod builder;

#[cfg(feature = "tracing")]
#[path = "common/log.rs"]
mod log;

const SECOND: Duration = Duration::from_secs(1);

fn client(transport: impl Transport + 'static) -> Client {
    builder(transport).build().unwrap()
}

fn read() -> Call<Bytes> {
    Call::get("read", "/x")
}

fn write() -> Call<Bytes> {
    Call::post("write", "/x")
}

/// As the one of the crate `futures`.
async fn join_all<F: Future + Unpin>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut futures: Vec<F> = futures.into_iter().collect();
    let mut ended = Vec::new();
    poll_fn(|context| {
        futures.retain_mut(|future| match Pin::new(future).poll(context) {
            Poll::Ready(output) => {
                ended.push(output);
                false
            }
            Poll::Pending => true,
        });
        if futures.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    ended
}

#[tokio::test(start_paused = true)]
async fn a_request_is_a_future_like_any_other() {
    fn check<F: Future<Output = Result<Bytes, Error>> + Send + Unpin + 'static>(future: F) -> F {
        future
    }
    let mock = MockTransport::new().respond(200, "ok").delay(SECOND).repeat();
    let client = client(mock.clone());
    let begin = Instant::now();
    let answers = join_all((0..5).map(|_| check(client.request(read())))).await;
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == "ok"));

    let mut set = JoinSet::new();
    for _ in 0..5 {
        set.spawn(client.request(read()));
    }
    assert!(set.join_all().await.iter().all(Result::is_ok));
    let (one, other) = tokio::try_join!(client.request(read()), client.request(write())).unwrap();
    assert_eq!((one, other), ("ok".into(), "ok".into()));
    assert_eq!((begin.elapsed(), mock.requests().len()), (3 * SECOND, 12), "each time all at once");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_before_a_request_is_polled_and_then_it_goes_on_by_itself() {
    let mock = MockTransport::new().respond(503, "").respond(200, "ok").delay(SECOND);
    let mut request = client(mock.clone()).request(read());
    assert_eq!(request.call().unwrap().operation(), "read");
    sleep(SECOND).await;
    assert!(mock.requests().is_empty());

    let mut context = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut request).poll(&mut context).is_pending());
    assert!(request.call().is_none(), "it is on its way");
    sleep(10 * SECOND).await;
    assert_eq!(mock.requests().len(), 2, "repeated, though nobody polled");
    let begin = Instant::now();
    assert_eq!(request.await.unwrap(), "ok");
    assert_eq!(begin.elapsed(), Duration::ZERO);

    drop(client(mock.clone()).request(read()));
    yield_now().await;
    assert_eq!(mock.requests().len(), 2);
}

/// Never answers, and counts what is on its way.
#[derive(Debug, Clone, Default)]
struct Silent {
    begun: Arc<AtomicUsize>,
    on_their_way: Arc<AtomicUsize>,
}

#[async_trait]
impl Transport for Silent {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        struct OnItsWay<'a>(&'a AtomicUsize);
        impl Drop for OnItsWay<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        self.begun.fetch_add(1, Ordering::SeqCst);
        self.on_their_way.fetch_add(1, Ordering::SeqCst);
        let _counted = OnItsWay(&self.on_their_way);
        std::future::pending().await
    }
}

impl Silent {
    fn counts(&self) -> (usize, usize) {
        (self.begun.load(Ordering::SeqCst), self.on_their_way.load(Ordering::SeqCst))
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_dropped_is_aborted_and_leaves_its_place() {
    let silent = Silent::default();
    let client: Client = builder(silent.clone()).max_connections(1).build().unwrap();
    let request = client.request(read());
    assert!(timeout(SECOND, request).await.is_err());
    sleep(Duration::from_millis(1)).await;
    assert_eq!(silent.counts(), (1, 0));

    // By whatever way it is let go: a set, a head that nobody waits for, a handle.
    let soon = || sleep(Duration::from_millis(1));
    let set: JoinSet<_> = [client.request(read())].into_iter().collect();
    soon().await;
    assert_eq!(silent.counts(), (2, 1));
    drop(set);
    soon().await;
    assert_eq!(silent.counts(), (2, 0));
    let task = tokio::spawn(client.request(read()).send());
    soon().await;
    assert_eq!(silent.counts(), (3, 1));
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    soon().await;
    assert_eq!(silent.counts(), (3, 0));
    let waits = tokio::spawn(client.request(read()));
    soon().await;
    let second = tokio::spawn(client.request(read()));
    soon().await;
    assert_eq!(silent.counts(), (4, 1), "one waits for the connection of the other");
    waits.abort();
    soon().await;
    assert_eq!(silent.counts(), (5, 1), "and gets it");
    second.abort();
    soon().await;
    assert_eq!(silent.counts(), (5, 0));
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_a_reader_comes_out_where_the_request_is_awaited() {
    let mock = MockTransport::new().respond(200, "").repeat();
    let client: Client = builder(mock).rate_limit(RateLimit::per_second(3)).max_connections(1).build().unwrap();
    for _ in 0..3 {
        let request = client.request(read().read_with::<()>(|answer| panic!("no reader for {}", answer.operation)));
        let panic = tokio::spawn(request).await.unwrap_err().into_panic();
        assert_eq!(panic.downcast_ref::<String>().unwrap(), "no reader for read");
    }
    client.request(read()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_polled_after_its_end_says_so() {
    let client = client(MockTransport::new().respond(200, "ok").repeat());
    let mut request = client.request(read());
    (&mut request).await.unwrap();
    for _ in 0..2 {
        let error = timeout(SECOND, &mut request).await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Configuration, false));
        assert!(error.to_string().contains("the request has ended, and was polled again"), "{error}");
    }
}

#[test]
fn without_a_runtime_a_request_says_what_is_missing() {
    let mock = MockTransport::new().respond(200, "ok").repeat();
    let client = client(mock.clone());
    let mut context = Context::from_waker(Waker::noop());
    let mut request = client.request(read());
    let Poll::Ready(Err(error)) = Pin::new(&mut request).poll(&mut context) else { panic!("it has to end") };
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "Example read (GET /x): there is no tokio runtime; call it inside one, as `#[tokio::main]` makes"
    );

    let mut pages = client.pages(|_| read().read_with(|_| Ok(acesso_core::Page::new(vec![1], Some("2")))));
    let Poll::Ready(Some(Err(error))) = pin!(pages.next()).as_mut().poll(&mut context) else { panic!("it has to end") };
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let Poll::Ready(Err(error)) = pin!(client.request(read()).stream()).as_mut().poll(&mut context) else {
        panic!("it has to end")
    };
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(mock.requests().is_empty());
}

fn paused() -> Runtime {
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

/// A request that was sent on a runtime, and nobody answered.
fn sent(runtime: &Runtime, call: Call<Bytes>) -> Request<Bytes> {
    let silent = Silent::default();
    let mut request = client(silent.clone()).request(call);
    runtime.block_on(async { assert!(timeout(SECOND, &mut request).await.is_err()) });
    assert_eq!(silent.counts(), (1, 1));
    request
}

#[test]
fn a_runtime_that_ends_under_a_write_leaves_its_outcome_unknown() {
    for (call, may_have_happened) in [(write(), true), (Call::delete("remove", "/x"), true), (read(), false)] {
        let first = paused();
        let request = sent(&first, call);
        drop(first);
        let error = paused().block_on(async { timeout(SECOND, request).await.unwrap().unwrap_err() });
        assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Interrupted, may_have_happened));
        assert!(error.to_string().contains("the tokio runtime that the call was made on has ended"), "{error}");
        assert!(error.operation().is_some(), "which call it was");
    }
}

#[test]
fn a_client_serves_on_one_runtime_after_another() {
    let client = client(MockTransport::new().respond(200, "ok").repeat());
    for _ in 0..3 {
        assert_eq!(paused().block_on(client.request(read())).unwrap(), "ok");
    }
}

#[tokio::test(start_paused = true)]
async fn not_found_is_none_where_that_is_an_answer() {
    let mock = MockTransport::new().respond(404, "").respond(200, "ok").respond(500, "");
    let client = client(mock);
    let ask = || client.request(read()).retry(RetryPolicy::never()).optional();
    assert_eq!(ask().await.unwrap(), None);
    assert_eq!(ask().await.unwrap().unwrap(), "ok");
    assert_eq!(ask().await.unwrap_err().kind(), ErrorKind::Server);
}

#[tokio::test(start_paused = true)]
async fn whoever_wants_them_gets_status_and_headers() {
    let mock = MockTransport::new().respond(201, "made").header("location", "/x/1");
    let response = client(mock).request(write()).send().await.unwrap();
    assert_eq!((response.status.as_u16(), &response.headers["location"]), (201, &"/x/1".parse().unwrap()));
    assert_eq!((response.body, response.attempts), ("made".into(), 1));
}

/// A body that comes in pieces, each after a pause.
struct Pieces {
    left: u32,
    pause: Duration,
    next: Pin<Box<tokio::time::Sleep>>,
}

impl Pieces {
    fn new(left: u32, pause: Duration) -> Self {
        Self { left, pause, next: Box::pin(sleep(pause)) }
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if self.next.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.left -= 1;
        self.next = Box::pin(sleep(self.pause));
        Poll::Ready(Some(Ok(http_body::Frame::data(Bytes::from_static(&[b'x'; 1 << 20])))))
    }
}

/// Answers with a slow body of so many MiB, of a media type.
#[derive(Debug)]
struct Slow(u32, Duration, &'static str);

#[async_trait]
impl Transport for Slow {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let response = http::Response::builder().header("content-type", self.2);
        Ok(response.body(Body::new(Pieces::new(self.0, self.1))).unwrap())
    }
}

#[tokio::test(start_paused = true)]
async fn a_download_is_bounded_by_silence_alone() {
    // More than an attempt may take, and more than a body may have.
    let client: Client = builder(Slow(100, 29 * SECOND, "application/zip")).max_connections(1).build().unwrap();
    let begin = Instant::now();
    let mut response = client.request(read()).stream().await.unwrap();
    assert_eq!(begin.elapsed(), Duration::ZERO, "the head is enough");
    let other = client.request(read()).stream().await.unwrap();
    drop(other);
    let mut length = 0;
    while let Some(chunk) = response.body.chunk().await.unwrap() {
        length += chunk.len();
    }
    assert_eq!((length, begin.elapsed()), (100 << 20, 2900 * SECOND));

    let mut silent = self::client(Slow(2, 31 * SECOND, "application/zip")).request(read()).stream().await.unwrap();
    let begin = Instant::now();
    let error = silent.body.chunk().await.unwrap_err();
    assert_eq!((error.kind(), begin.elapsed()), (ErrorKind::Timeout, 30 * SECOND));
    assert!(error.to_string().contains("no byte came for 30 s"), "{error}");

    // Silent is the service, not whoever is slow to read.
    let mut slowly = self::client(Slow(3, 110 * SECOND, "application/zip")).request(read()).stream().await.unwrap();
    for _ in 0..3 {
        sleep(100 * SECOND).await;
        assert!(slowly.body.chunk().await.unwrap().is_some());
    }

    // Read whole, the same body takes too long.
    let whole = self::client(Slow(100, 29 * SECOND, "application/zip")).request(read()).retry(RetryPolicy::never());
    assert_eq!(whole.await.unwrap_err().kind(), ErrorKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn an_answer_about_a_download_is_read_whole() {
    #[derive(Debug)]
    struct SaysError;
    impl acesso_core::Classify for SaysError {
        fn classify(&self, answer: &acesso_core::Answer<'_>) -> Result<(), Error> {
            match &answer.body[..] {
                b"{\"error\":1}" => Err(Error::new(ErrorKind::Rejected)),
                _ => StatusClassifier.classify(answer),
            }
        }
    }
    let ask = |mock: MockTransport| {
        let builder = Client::builder("Example", SaysError).base_url("https://api.example.com").transport(mock);
        let client: Client = builder.build().unwrap();
        async move { client.request(read()).stream().await }
    };
    for media_type in ["application/json", "application/problem+JSON; charset=utf-8"] {
        let mock = MockTransport::new().respond(200, r#"{"error":1}"#).header("content-type", media_type);
        assert_eq!(ask(mock).await.unwrap_err().kind(), ErrorKind::Rejected);
        let mock = MockTransport::new().respond(200, "{}").header("content-type", media_type);
        let mut response = ask(mock).await.unwrap();
        assert_eq!(response.body.chunk().await.unwrap().unwrap(), "{}");
        assert!(response.body.chunk().await.unwrap().is_none());
    }
    let mock = MockTransport::new().respond(503, "page").header("content-type", "text/html").respond(404, "none");
    let error = ask(mock).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.body()), (ErrorKind::NotFound, 2, &b"none"[..]));

    let page = MockTransport::new().respond(200, "<html>log in</html>").header("content-type", "Text/HTML");
    assert_eq!(ask(page).await.unwrap_err().kind(), ErrorKind::Decode, "the network's, not the service's");

    let mut broken = ask(MockTransport::new().break_off(200, "half").header("content-type", "text/csv")).await.unwrap();
    assert_eq!(broken.body.chunk().await.unwrap().unwrap(), "half");
    assert_eq!(broken.body.chunk().await.unwrap_err().kind(), ErrorKind::Interrupted);
    assert_eq!(
        ask(MockTransport::new().fail(TransportErrorKind::Configuration, Sent::No)).await.unwrap_err().kind(),
        ErrorKind::Configuration
    );
}

#[cfg(feature = "tracing")]
mod logs {
    use std::sync::OnceLock;

    use acesso_core::{
        oauth::{Grant, OAuthBuilder},
        service,
    };
    use log::Log;
    use tracing::Instrument;

    use super::*;

    /// The lines about an operation. The subscriber is the whole process's: tracing remembers for each place in the code
    /// whether anybody listens, whichever test asked first.
    fn lines_about(operation: &str) -> Vec<String> {
        listen().text().lines().filter(|line| line.contains(operation)).map(str::to_owned).collect()
    }

    fn listen() -> &'static Log {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Log::default();
            let subscriber = tracing_subscriber::fmt()
                .with_max_level(tracing::Level::DEBUG)
                .with_writer(log.clone())
                .with_ansi(false)
                .without_time()
                .finish();
            tracing::subscriber::set_global_default(subscriber).unwrap();
            log
        })
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_of_the_log_has_the_calling_crate_for_its_target_and_says_service_and_operation() {
        listen();
        let mock = MockTransport::new().respond(503, "busy").respond(404, "").repeat();
        let client: Client = Client::builder(service!("Example"), StatusClassifier)
            .base_url("https://api.example.com")
            .transport(mock)
            .retry(RetryPolicy::default().initial_backoff(Duration::ZERO))
            .build()
            .unwrap();
        let call = Call::get("get_logged", "/people/{id}").path_param("id", "a-person").query("q", "a-person");
        client.request(call).await.unwrap_err();
        let span = "call{service=\"Example\" operation=\"get_logged\" http.request.method=\"GET\" \
                    url.template=\"/people/{id}\"}";
        let known = "service=\"Example\" operation=\"get_logged\"";
        assert_eq!(
            lines_about("get_logged"),
            [
                format!(
                    "DEBUG {span}: request: answered {known} http.request.resend_count=0 http.response.status_code=503 \
                     http.response.body.size=4"
                ),
                format!("DEBUG {span}: request: sending again {known} http.request.resend_count=1 delay_ms=0.0"),
                format!(
                    "DEBUG {span}: request: answered {known} http.request.resend_count=1 http.response.status_code=404 \
                     http.response.body.size=0"
                ),
                format!("DEBUG {span}: request: failed {known} error.type=\"not_found\""),
            ]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_is_a_plain_text_logs_as_this_crate() {
        listen();
        client(MockTransport::new().respond(200, "")).request(Call::get("plain_text", "/x")).await.unwrap();
        let lines = lines_about("plain_text");
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains(": acesso_core: answered service=\"Example\""), "{lines:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_callers_span_is_the_parent_of_the_calls_and_of_the_renewals() {
        listen();
        let mock = MockTransport::new()
            .respond(200, r#"{"access_token":"t1","expires_in":3600}"#)
            .fail(TransportErrorKind::Interrupted, Sent::Maybe)
            .respond(200, "")
            .repeat();
        let grant = Grant::ClientCredentials { scope: None };
        let client: Client = Client::builder(service!("Example"), StatusClassifier)
            .base_url("https://api.example.com")
            .transport(mock)
            .authorize(OAuthBuilder::new("https://a.example/token", "id", "secret", grant).build().unwrap())
            .build()
            .unwrap();
        let caller = tracing::debug_span!("caller", number = 7);
        client.request(Call::get("with_a_parent", "/x")).instrument(caller).await.unwrap();
        let lines = lines_about("with_a_parent");
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(
            lines.iter().all(|line| line.starts_with("DEBUG caller{number=7}:call{service=\"Example\"")),
            "{lines:?}"
        );
        assert!(lines[0].contains(": request: access token renewed service=\"Example\""), "{lines:?}");
        assert!(lines[1].contains("no answer service=\"Example\""), "{lines:?}");
        assert!(lines[1].contains("error.type=\"interrupted\""), "{lines:?}");

        client.request(Call::get("without_a_parent", "/x")).await.unwrap();
        let lines = lines_about("without_a_parent");
        assert!(lines.iter().all(|line| line.starts_with("DEBUG call{")), "{lines:?}");
    }
}
