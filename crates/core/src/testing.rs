//! A transport without a network, for our tests and yours.
//!
//! [`Script`] plays answers in the order given and keeps what was asked for. With tokio's paused time
//! (`#[tokio::test(start_paused = true)]`, feature `test-util`) delays and retries take no time.
//!
//! ```
//! use acesso_core::{Call, Client, PlainHttp, testing::Script};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), acesso_core::Error> {
//! let script = Script::new().answer(503, "").answer(200, r#"{"id":"1"}"#);
//! let client = Client::builder("Example", PlainHttp)
//!     .base_url("https://api.example.com")
//!     .transport(script.clone())
//!     .build()?;
//!
//! let item = client.request(Call::get("get_item", "/items/1").json::<serde_json::Value>()).await?;
//!
//! assert_eq!(item["id"], "1");
//! assert_eq!(script.requests().len(), 2);
//! # Ok(())
//! # }
//! ```

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::time::{Instant, sleep, timeout};

use crate::{Head, HttpRequest, HttpResponse, Loss, Lost, Reached, Transport};

/// A transport that plays a script. Clones share it.
#[derive(Clone, Default)]
pub struct Script {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    steps: VecDeque<Step>,
    forever: Option<Step>,
    requests: Vec<(std::time::Instant, HttpRequest)>,
}

#[derive(Clone)]
struct Step {
    delay: Duration,
    outcome: Outcome,
}

#[derive(Clone)]
enum Outcome {
    Answer(HttpResponse),
    Lost { reached: Reached, loss: Loss, partial: Option<HttpResponse> },
}

impl Script {
    /// An empty script: a request that finds no step left is not connected.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next request is answered with this status and body.
    #[must_use]
    pub fn answer(self, status: u16, body: impl Into<Bytes>) -> Self {
        self.step(Outcome::Answer(response(status, body)))
    }

    /// The next request is lost.
    #[must_use]
    pub fn lose(self, reached: Reached, loss: Loss) -> Self {
        self.step(Outcome::Lost { reached, loss, partial: None })
    }

    /// The next request gets this status and the beginning of a body, then the connection breaks.
    #[must_use]
    pub fn break_off(self, status: u16, beginning: impl Into<Bytes>) -> Self {
        let partial = Some(response(status, beginning));
        self.step(Outcome::Lost { reached: Reached::Yes, loss: Loss::Interrupted, partial })
    }

    /// The newest step gets a header on its answer.
    ///
    /// # Panics
    /// For a name or a value that HTTP does not allow.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a script is written in a test, which should stop here")]
    pub fn header(self, name: &'static str, value: &str) -> Self {
        if let Some(Step { outcome: Outcome::Answer(answer), .. }) = self.lock().steps.back_mut() {
            let value = HeaderValue::from_str(value).expect("a header value");
            answer.head.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// The newest step takes this long.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        if let Some(step) = self.lock().steps.back_mut() {
            step.delay = delay;
        }
        self
    }

    /// The newest step is played again for every request after it.
    #[must_use]
    pub fn forever(self) -> Self {
        let mut shared = self.lock();
        shared.forever = shared.steps.back().cloned();
        drop(shared);
        self
    }

    /// What was asked for, in order.
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.lock().requests.iter().map(|(_, request)| request.clone()).collect()
    }

    /// When each request was sent, by the clock of the runtime, which a test can pause.
    pub fn times(&self) -> Vec<std::time::Instant> {
        self.lock().requests.iter().map(|(time, _)| *time).collect()
    }

    fn step(self, outcome: Outcome) -> Self {
        self.lock().steps.push_back(Step { delay: Duration::ZERO, outcome });
        self
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn play(&self, request: HttpRequest) -> Option<Step> {
        let mut shared = self.lock();
        shared.requests.push((Instant::now().into_std(), request));
        shared.steps.pop_front().or_else(|| shared.forever.clone())
    }
}

#[expect(clippy::expect_used, reason = "a script is written in a test, which should stop here")]
fn response(status: u16, body: impl Into<Bytes>) -> HttpResponse {
    let status = StatusCode::from_u16(status).expect("a status code");
    HttpResponse::new(Head::new(status, HeaderMap::new()), body)
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: HttpRequest, limit: Duration) -> Result<HttpResponse, Lost> {
        let Some(step) = self.play(request) else {
            return Err(Lost::new(Reached::No, Loss::Connect).cause("the script has no step left"));
        };
        if timeout(limit, sleep(step.delay)).await.is_err() {
            return Err(Lost::new(Reached::Maybe, Loss::Timeout));
        }
        match step.outcome {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::Lost { reached, loss, partial } => {
                let lost = Lost::new(reached, loss);
                Err(match partial {
                    Some(partial) => lost.partial(partial),
                    None => lost,
                })
            }
        }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("steps_left", &self.lock().steps.len()).finish_non_exhaustive()
    }
}
