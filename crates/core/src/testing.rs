//! Transports for tests, ours and yours.
//!
//! [`MockTransport`] plays answers in the order given and keeps what was asked for. With tokio's paused time
//! (`#[tokio::test(start_paused = true)]`, feature `test-util`) delays and retries take no time.
//!
//! ```
//! use acesso_core::{Call, Client, StatusClassifier, testing::MockTransport};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), acesso_core::Error> {
//! let mock = MockTransport::new().respond(503, "").respond(200, r#"{"id":"1"}"#);
//! let client = Client::builder("Example", StatusClassifier)
//!     .base_url("https://api.example.com")
//!     .transport(mock.clone())
//!     .build()?;
//!
//! let item = client.request(Call::get("get_item", "/items/1").read_json::<serde_json::Value>()).await?;
//!
//! assert_eq!(item["id"], "1");
//! assert_eq!(mock.requests().len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! [`transport_conformance`] shows whether a transport of your own keeps what a transport owes.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use http_body::Frame;
use tokio::time::{Instant, sleep};

use crate::{Body, Sent, Transport, TransportError, TransportErrorKind};

mod conformance;

pub use conformance::transport_conformance;

/// A transport that plays what it was told. Clones share it.
#[derive(Clone, Default)]
pub struct MockTransport {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    steps: VecDeque<Step>,
    requests: Vec<(std::time::Instant, http::Request<Bytes>)>,
}

#[derive(Clone)]
struct Step {
    delay: Duration,
    outcome: Outcome,
    /// Whether it is played again for every request after it.
    repeats: bool,
}

#[derive(Clone)]
enum Outcome {
    Response { status: StatusCode, headers: HeaderMap, body: Bytes, breaks_off: bool },
    Lost { kind: TransportErrorKind, sent: Sent },
}

impl MockTransport {
    /// One with nothing to play: a request that finds no step left is not connected.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next request is answered with this status and body.
    ///
    /// # Panics
    /// For a number that is no status.
    #[must_use]
    pub fn respond(self, status: u16, body: impl Into<Bytes>) -> Self {
        self.step(response(status, body.into(), false))
    }

    /// The next request gets this status and the beginning of a body, then the connection breaks.
    ///
    /// # Panics
    /// For a number that is no status.
    #[must_use]
    pub fn break_off(self, status: u16, beginning: impl Into<Bytes>) -> Self {
        self.step(response(status, beginning.into(), true))
    }

    /// The next request gets no answer.
    #[must_use]
    pub fn fail(self, kind: TransportErrorKind, sent: Sent) -> Self {
        self.step(Outcome::Lost { kind, sent })
    }

    /// The newest step gets a header on its answer.
    ///
    /// # Panics
    /// For a name or a value that HTTP does not allow, and where the newest step is no answer.
    #[must_use]
    #[expect(clippy::expect_used, clippy::panic, reason = "a mock is set up in a test, which should stop here")]
    pub fn header(self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header value");
        self.change(|step| match &mut step.outcome {
            Outcome::Response { headers, .. } => drop(headers.insert(HeaderName::from_static(name), value)),
            Outcome::Lost { .. } => panic!("a request that gets no answer gets no header"),
        })
    }

    /// The newest step takes this long.
    ///
    /// # Panics
    /// Without a step.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        self.change(|step| step.delay = delay)
    }

    /// The newest step is played again for every request after it; no step that follows is reached.
    ///
    /// # Panics
    /// Without a step.
    #[must_use]
    pub fn repeat(self) -> Self {
        self.change(|step| step.repeats = true)
    }

    /// What was asked for, in order.
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.lock().requests.iter().map(|(_, request)| request.clone()).collect()
    }

    /// When each request was sent, by the clock of the runtime, which a test can pause.
    pub fn times(&self) -> Vec<std::time::Instant> {
        self.lock().requests.iter().map(|(time, _)| *time).collect()
    }

    fn step(self, outcome: Outcome) -> Self {
        self.lock().steps.push_back(Step { delay: Duration::ZERO, outcome, repeats: false });
        self
    }

    #[expect(clippy::expect_used, reason = "a mock is set up in a test, which should stop here")]
    fn change(self, change: impl FnOnce(&mut Step)) -> Self {
        change(self.lock().steps.back_mut().expect("a step"));
        self
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn play(&self, request: http::Request<Bytes>) -> Option<Step> {
        let mut shared = self.lock();
        shared.requests.push((Instant::now().into_std(), request));
        match shared.steps.front() {
            Some(step) if step.repeats => Some(step.clone()),
            Some(_) | None => shared.steps.pop_front(),
        }
    }
}

#[expect(clippy::expect_used, reason = "a mock is set up in a test, which should stop here")]
fn response(status: u16, body: Bytes, breaks_off: bool) -> Outcome {
    let status = StatusCode::from_u16(status).expect("a status code");
    Outcome::Response { status, headers: HeaderMap::new(), body, breaks_off }
}

#[async_trait]
impl Transport for MockTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let Some(step) = self.play(request) else {
            return Err(
                TransportError::new(TransportErrorKind::Connect, Sent::No).with_source("the mock has no step left")
            );
        };
        // Not asleep for no time: a timer needs a moment of its own.
        if !step.delay.is_zero() {
            sleep(step.delay).await;
        }
        match step.outcome {
            Outcome::Response { status, headers, body, breaks_off } => {
                let body = if breaks_off { Body::new(Broken(Some(body))) } else { Body::from(body) };
                let mut response = http::Response::new(body);
                *response.status_mut() = status;
                *response.headers_mut() = headers;
                Ok(response)
            }
            Outcome::Lost { kind, sent } => Err(TransportError::new(kind, sent)),
        }
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockTransport").field("steps_left", &self.lock().steps.len()).finish_non_exhaustive()
    }
}

/// A body that begins and breaks off.
struct Broken(Option<Bytes>);

impl http_body::Body for Broken {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        Poll::Ready(Some(match self.0.take() {
            Some(beginning) => Ok(Frame::data(beginning)),
            None => Err("the connection broke"),
        }))
    }
}
