//! The default transport, on reqwest. Nothing of reqwest shows in its API.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::time::timeout_at;

use super::{
    Head, HttpRequest, HttpResponse, Loss, Lost, POOL_IDLE, Reached, Transport,
    body::{Chunks, read_answer},
};
use crate::clock;

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

    /// The reqwest client for this machine or for all others, made when first asked for: its certificates take milliseconds
    /// to load.
    pub(crate) fn client_for(&self, loopback: bool) -> Result<&reqwest::Client, Lost> {
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
        if !request.url.is_safe() {
            return Err(Lost::new(Reached::No, Loss::Unusable).cause("plain http to another host"));
        }
        let end = clock::from_now(limit);
        let client = self.client_for(request.url.is_loopback())?;
        let mut response = match timeout_at(end, client.execute(outgoing(request))).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(lost_before_answer(error)),
            Err(_) => return Err(Lost::new(Reached::Maybe, Loss::Timeout)),
        };
        let head = Head::new(response.status(), std::mem::take(response.headers_mut()));
        read_answer(head, &mut response, self.body_limit, end).await
    }
}

fn outgoing(request: HttpRequest) -> reqwest::Request {
    let mut outgoing = reqwest::Request::new(request.method, request.url.into_url());
    *outgoing.headers_mut() = request.headers;
    if !request.body.is_empty() {
        *outgoing.body_mut() = Some(request.body.into());
    }
    outgoing
}

impl Chunks for reqwest::Response {
    type Error = reqwest::Error;

    fn announced(&self) -> Option<u64> {
        self.content_length()
    }

    async fn next(&mut self) -> reqwest::Result<Option<Bytes>> {
        self.chunk().await
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
