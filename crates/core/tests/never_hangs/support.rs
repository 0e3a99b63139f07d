//! A service that answers as a function says, and clients of it.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use acesso_core::{
    Body, Call, Client, ClientBuilder, Cursor, Page, Pager, Sent, Transport, TransportError, TransportErrorKind,
    oauth::{Grant, OAuthBuilder},
    wire,
};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, StatusCode, Uri, header::AUTHORIZATION};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep, timeout};

pub(crate) use super::builder::builder;

pub(crate) const MS: Duration = Duration::from_millis(1);
pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const HOUR: Duration = Duration::from_secs(60 * 60);

/// How many pages the service's list has, and items a page.
pub(crate) const PAGES: u32 = 25;
const PAGE_SIZE: u32 = 2;

/// Waits for work to its end; what takes ten hours never ends.
pub(crate) async fn ends<F: Future>(work: F) -> F::Output {
    timeout(10 * HOUR, work).await.expect("it hangs")
}

/// A request as the service saw it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) credentials: Option<String>,
    pub(crate) at: Instant,
}

impl Asked {
    /// The number in this parameter of the query.
    pub(crate) fn number(&self, name: &str) -> u32 {
        let query = self.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.into_iter().find(|(known, _)| known == name).map_or(0, |(_, value)| value.parse().unwrap())
    }
}

/// What the service does with a request.
pub(crate) struct Reply {
    outcome: Result<http::Response<Body>, TransportError>,
    after: Duration,
}

impl Reply {
    pub(crate) fn json(status: u16, body: impl Into<Bytes>) -> Self {
        let mut response = http::Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        Self { outcome: Ok(response), after: 20 * MS }
    }

    pub(crate) fn token(name: &str) -> Self {
        Self::json(200, format!(r#"{{"access_token":"{name}","token_type":"Bearer"}}"#))
    }

    pub(crate) fn lost(sent: Sent) -> Self {
        let kind = match sent {
            Sent::No => TransportErrorKind::Connect,
            Sent::Maybe => TransportErrorKind::Interrupted,
        };
        Self { outcome: Err(TransportError::new(kind, sent)), after: 20 * MS }
    }

    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        if let Ok(response) = &mut self.outcome {
            response.headers_mut().insert("retry-after", seconds.into());
        }
        self
    }

    pub(crate) fn after(mut self, time: Duration) -> Self {
        self.after = time;
        self
    }
}

/// Tokens, a list of `PAGES` pages, and an empty object for everything else.
pub(crate) fn healthy(asked: &Asked) -> Reply {
    match asked.uri.path() {
        "/token" => Reply::token("t"),
        "/list" => Reply::json(200, page(asked.number("page"))),
        _ => Reply::json(200, "{}"),
    }
}

/// A service by a function. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Service {
    answer: Arc<dyn Fn(&Asked) -> Reply + Send + Sync>,
    log: Arc<Mutex<Log>>,
}

#[derive(Default)]
struct Log {
    asked: Vec<Asked>,
    /// By path: how many requests are on their way now, and at most were.
    on_their_way: HashMap<String, (usize, usize)>,
}

impl Service {
    pub(crate) fn new(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self { answer: Arc::new(answer), log: Arc::default() }
    }

    pub(crate) fn healthy() -> Self {
        Self::new(healthy)
    }

    /// The requests for this path, in order.
    pub(crate) fn asked(&self, path: &str) -> Vec<Asked> {
        self.log().asked.iter().filter(|asked| asked.uri.path() == path).cloned().collect()
    }

    pub(crate) fn count(&self, path: &str) -> usize {
        self.asked(path).len()
    }

    /// How many requests for this path were on their way at the same time, since the log was cleared.
    pub(crate) fn most_at_a_time(&self, path: &str) -> usize {
        self.log().on_their_way.get(path).map_or(0, |(_, most)| *most)
    }

    pub(crate) fn clear_log(&self) {
        *self.log() = Log::default();
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        builder(self.clone())
    }

    /// A client that gets its tokens from this service, too.
    pub(crate) fn builder_with_tokens(&self) -> ClientBuilder {
        self.builder().credential(oauth().build())
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap()
    }

    fn enter(&self, asked: Asked) -> OnItsWay {
        let mut log = self.log();
        let path = asked.uri.path().to_owned();
        let (now, most) = log.on_their_way.entry(path.clone()).or_default();
        *now += 1;
        *most = (*most).max(*now);
        log.asked.push(asked);
        OnItsWay { service: self.clone(), path }
    }
}

/// A request until its answer has come or nobody waits for it any more.
struct OnItsWay {
    service: Service,
    path: String,
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        if let Some((now, _)) = self.service.log().on_their_way.get_mut(&self.path) {
            *now -= 1;
        }
    }
}

#[async_trait]
impl Transport for Service {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let credentials = request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let asked = Asked { method, uri, credentials, at: Instant::now() };
        let _on_its_way = self.enter(asked.clone());
        let reply = (self.answer)(&asked);
        if !reply.after.is_zero() {
            // In two steps, as over a socket: what nobody polls gets no further than the first.
            sleep(MS).await;
            sleep(reply.after.saturating_sub(MS)).await;
        }
        reply.outcome
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Service(..)")
    }
}

pub(crate) fn oauth() -> OAuthBuilder {
    OAuthBuilder::new("https://api.example.com/token", "an-id", "a-secret", Grant::ClientCredentials { scope: None })
}

pub(crate) fn read(number: u32) -> Call<Bytes> {
    Call::get("read", "/read").query("number", number)
}

pub(crate) fn write(number: u32) -> Call<()> {
    Call::post("write", "/write").query("number", number).read_empty()
}

#[derive(Serialize, Deserialize)]
struct Numbers {
    items: Vec<u32>,
    next: Option<String>,
}

/// The body of a page of the list, the first one for 0.
pub(crate) fn page(number: u32) -> String {
    let number = number.max(1);
    let first = (number - 1) * PAGE_SIZE;
    let next = (number < PAGES).then(|| (number + 1).to_string());
    serde_json::to_string(&Numbers { items: (first..first + PAGE_SIZE).collect(), next }).unwrap()
}

/// All items of the list.
pub(crate) fn all_items() -> Vec<u32> {
    (0..PAGES * PAGE_SIZE).collect()
}

pub(crate) fn list(client: &Client) -> Pager<u32> {
    client.pages(page_at)
}

pub(crate) fn page_at(cursor: &Cursor) -> Call<Page<u32>> {
    wire::at_page(Call::get("list", "/list"), "page", cursor, Some(1)).read_with(|answer| {
        let Numbers { items, next } = wire::read_json(answer.body)?;
        Ok(Page::new(items, next))
    })
}
