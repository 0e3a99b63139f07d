//! The default transport, on reqwest. Nothing of reqwest shows in its API.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{Head, HttpRequest, HttpResponse, Loss, Lost, Reached, Transport};
use crate::{call, clock, error::BODY_KEPT};

/// Idle connections are closed before a server's usual keep-alive ends, so that a request seldom meets a closing one.
const POOL_IDLE: Duration = Duration::from_secs(20);

/// The default transport: HTTP/1.1 on reqwest with TLS.
///
/// Certificates are checked against the operating system's store (`SSL_CERT_FILE` and `SSL_CERT_DIR` are honoured on
/// Unix); `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` are honoured, but nothing to this machine itself goes
/// through a proxy. Redirects are not followed and plain http to another host is refused. It needs a tokio runtime.
/// [`guide::networks`](crate::guide::networks) says how to get through a corporate network.
///
/// Clones share their connections.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    body_limit: usize,
    connect_timeout: Duration,
    routed: Arc<OnceLock<reqwest::Client>>,
    direct: Arc<OnceLock<reqwest::Client>>,
}

impl Default for HttpTransport {
    fn default() -> Self {
        Self {
            body_limit: 64 << 20,
            connect_timeout: Duration::from_secs(10),
            routed: Arc::default(),
            direct: Arc::default(),
        }
    }
}

impl HttpTransport {
    /// A transport with 64 MiB as the cap for bodies and 10 seconds to connect.
    pub fn new() -> Self {
        Self::default()
    }

    /// The largest body to read, in bytes.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How long connecting may take, name look-up and TLS included.
    #[must_use]
    pub fn connect_timeout(self, limit: Duration) -> Self {
        Self { connect_timeout: limit, routed: Arc::default(), direct: Arc::default(), ..self }
    }

    /// The reqwest client for a URL, made when first asked for: its certificates take milliseconds to load.
    pub(crate) fn client_for(&self, url: &Url) -> Result<&reqwest::Client, Lost> {
        let loopback = call::is_loopback(url);
        let cell = if loopback { &self.direct } else { &self.routed };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE);
        if loopback {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| Lost::new(Reached::No, Loss::Unusable).cause(error))?;
        Ok(cell.get_or_init(|| client))
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: HttpRequest, limit: Duration) -> Result<HttpResponse, Lost> {
        if !call::is_safe(&request.url) {
            return Err(Lost::new(Reached::No, Loss::Unusable).cause("plain http to another host"));
        }
        let end = clock::from_now(limit);
        let client = self.client_for(&request.url)?;
        let mut outgoing = reqwest::Request::new(request.method, request.url);
        *outgoing.headers_mut() = request.headers;
        if !request.body.is_empty() {
            *outgoing.body_mut() = Some(request.body.into());
        }
        let mut response = match timeout_at(end, client.execute(outgoing)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(lost_before_answer(error)),
            Err(_) => return Err(Lost::new(Reached::Maybe, Loss::Timeout)),
        };
        let head = Head::new(response.status(), std::mem::take(response.headers_mut()));
        match read_body(&mut response, self.body_limit, end).await {
            Ok(body) => Ok(HttpResponse::new(head, body)),
            Err((loss, begun)) => Err(Lost::new(Reached::Yes, loss).partial(HttpResponse::new(head, begun))),
        }
    }
}

fn lost_before_answer(error: reqwest::Error) -> Lost {
    let (reached, loss) = if error.is_builder() {
        (Reached::No, Loss::Unusable)
    } else if error.is_connect() {
        (Reached::No, Loss::Connect)
    } else if error.is_timeout() {
        (Reached::Maybe, Loss::Timeout)
    } else {
        (Reached::Maybe, Loss::Interrupted)
    };
    Lost::new(reached, loss).cause(error.without_url())
}

/// The whole body, or why not and how it began. Of one that says that it is too large only the beginning is read.
async fn read_body(response: &mut reqwest::Response, limit: usize, end: Instant) -> Result<Bytes, (Loss, Bytes)> {
    let announced = response.content_length().is_some_and(|length| length > limit as u64);
    let enough = if announced { limit.min(BODY_KEPT) } else { limit };
    let mut body = Vec::new();
    loop {
        let loss = match timeout_at(end, response.chunk()).await {
            Ok(Ok(None)) => return Ok(body.into()),
            Ok(Ok(Some(chunk))) if body.len() + chunk.len() > enough => {
                let room = BODY_KEPT.saturating_sub(body.len());
                body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
                Loss::TooLarge { limit }
            }
            Ok(Ok(Some(chunk))) => {
                append(&mut body, &chunk, limit);
                continue;
            }
            Ok(Err(_)) => Loss::Interrupted,
            Err(_) => Loss::Timeout,
        };
        return Err((loss, Bytes::copy_from_slice(body.get(..BODY_KEPT).unwrap_or(&body))));
    }
}

/// Doubles the room when it is used up, as vectors do, but never beyond the limit: a body near it would take twice as much.
fn append(body: &mut Vec<u8>, chunk: &[u8], limit: usize) {
    let needed = body.len() + chunk.len();
    if needed > body.capacity() {
        let room = body.capacity().saturating_mul(2).min(limit).max(needed);
        body.reserve_exact(room - body.len());
    }
    body.extend_from_slice(chunk);
}
