//! Bytes out, bytes in: one attempt.

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

mod url;
pub use self::url::RequestUrl;

/// A request as it goes out, credentials included.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: RequestUrl,
    /// Every header but those that HTTP itself needs (`host`, `content-length`).
    pub headers: HeaderMap,
    /// The body; empty for none.
    pub body: Bytes,
}

impl HttpRequest {
    /// A request.
    pub fn new(method: Method, url: impl Into<RequestUrl>, headers: HeaderMap, body: Bytes) -> Self {
        Self { method, url: url.into(), headers, body }
    }
}

impl fmt::Debug for HttpRequest {
    /// The method and the host alone: path, query, headers and body can hold personal data or secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Status and headers of an answer.
#[derive(Clone)]
#[non_exhaustive]
pub struct Head {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
}

impl Head {
    /// Status and headers.
    pub fn new(status: StatusCode, headers: HeaderMap) -> Self {
        Self { status, headers }
    }
}

impl fmt::Debug for Head {
    /// The status alone: a `set-cookie` is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head").field("status", &self.status).finish_non_exhaustive()
    }
}

/// An answer as it came in.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpResponse {
    /// Status and headers.
    pub head: Head,
    /// The body, whole.
    pub body: Bytes,
}

impl HttpResponse {
    /// An answer.
    pub fn new(head: Head, body: impl Into<Bytes>) -> Self {
        Self { head, body: body.into() }
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.head.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Whether the service can have seen a request. What may be repeated rests on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reached {
    /// It can't: no connection came about.
    No,
    /// It may, and its answer is lost.
    Maybe,
    /// It answered.
    Yes,
}

/// Why an attempt has no whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Loss {
    /// The transport can't be used at all (TLS set-up, plain http to another host).
    #[error("the transport can't be used")]
    Unusable,
    /// No connection.
    #[error("no connection")]
    Connect,
    /// Out of time.
    #[error("no answer in time")]
    Timeout,
    /// The connection broke or the body ended early.
    #[error("the connection broke")]
    Interrupted,
    /// The body is larger than the cap.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// The cap, in bytes.
        limit: usize,
    },
}

/// An attempt without a whole answer.
#[derive(Debug, thiserror::Error)]
#[error("{loss}")]
#[non_exhaustive]
pub struct Lost {
    /// Whether the service can have seen the request.
    pub reached: Reached,
    /// Why there is no whole answer.
    pub loss: Loss,
    /// What came of the answer: its head and the body's beginning.
    pub partial: Option<Box<HttpResponse>>,
    /// The cause beneath, without any URL.
    #[source]
    pub cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Lost {
    /// An attempt that ended this way.
    pub fn new(reached: Reached, loss: Loss) -> Self {
        Self { reached, loss, partial: None, cause: None }
    }

    /// Adds what came of the answer.
    #[must_use]
    pub fn partial(mut self, partial: HttpResponse) -> Self {
        self.partial = Some(Box::new(partial));
        self
    }

    /// Adds the cause beneath, which must name no URL.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}

/// Carries one request and brings one answer. No retry, no credentials, no judgement of the status.
///
/// `HttpTransport` is the default one. Another one goes into
/// [`ClientBuilder::transport`](crate::ClientBuilder::transport); this one, with the crate `async-trait`, counts what it
/// hands on:
///
/// ```
/// use std::{sync::atomic::{AtomicU64, Ordering}, time::Duration};
///
/// use acesso_core::{HttpRequest, HttpResponse, Lost, Transport};
/// use async_trait::async_trait;
///
/// #[derive(Debug)]
/// struct Counting<T> {
///     inner: T,
///     requests: AtomicU64,
/// }
///
/// #[async_trait]
/// impl<T: Transport> Transport for Counting<T> {
///     async fn send(&self, request: HttpRequest, limit: Duration) -> Result<HttpResponse, Lost> {
///         self.requests.fetch_add(1, Ordering::Relaxed);
///         self.inner.send(request, limit).await
///     }
/// }
/// ```
///
/// What an implementation owes: it gives up after `limit` (the answer's body included), follows no redirect, refuses
/// plain http to other hosts, caps what it reads, and says in [`Lost::reached`] whether the service can have seen the
/// request. When in doubt: [`Reached::Maybe`].
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync {
    /// Makes one attempt.
    async fn send(&self, request: HttpRequest, limit: Duration) -> Result<HttpResponse, Lost>;
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    async fn send(&self, request: HttpRequest, limit: Duration) -> Result<HttpResponse, Lost> {
        (**self).send(request, limit).await
    }
}

/// Idle connections are closed before a server's usual keep-alive ends, so that a request seldom meets a closing one.
#[cfg(any(feature = "_transport", feature = "hyper"))]
const POOL_IDLE: Duration = Duration::from_secs(20);

#[cfg(any(feature = "_transport", feature = "hyper"))]
mod body;
#[cfg(feature = "_transport")]
mod default;
#[cfg(feature = "hyper")]
mod hyper;
#[cfg(feature = "_transport")]
pub use default::HttpTransport;
#[cfg(feature = "hyper")]
pub use hyper::HyperTransport;
