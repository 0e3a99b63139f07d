//! Bytes out, bytes in: one attempt.

use std::{cell::Cell, fmt, future::poll_fn, pin::pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::time::timeout_at;

use crate::{
    Body, Error, ErrorKind, Service,
    base_url::is_safe,
    body::{self, Begun},
    clock,
    error::Reached,
    trace::Event,
};

#[cfg(feature = "_reqwest")]
mod reqwest;
#[cfg(feature = "tower")]
mod tower;
mod words;
#[cfg(feature = "_reqwest")]
pub use self::reqwest::{ReqwestTransport, ReqwestTransportBuilder};
#[cfg(feature = "tower")]
pub use self::tower::TowerTransport;

/// Carries one request and brings the answer's head; the body is read from it piece by piece.
///
/// The client puts around it, whatever it is: the time limit of an attempt, the refusal of plain http to other hosts, and
/// the cap for bodies. So one of your own is small; with the crate `async-trait`, this one counts what it hands on:
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use acesso_core::{Body, Transport, TransportError, bytes::Bytes, http};
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
///     async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
///         self.requests.fetch_add(1, Ordering::Relaxed);
///         self.inner.send(request).await
///     }
/// }
/// ```
///
/// What an implementation owes: it makes one attempt, never two, it follows no redirect, and it says in
/// [`TransportError::sent`] whether the service can have seen the request. When in doubt: [`Sent::Maybe`]. While it has no
/// connection yet it may say so with [`still_connecting`]. The suite in `testing` shows whether it keeps that.
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync {
    /// Makes one attempt.
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError>;
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        (**self).send(request).await
    }
}

/// Whether the service can have seen a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sent {
    /// It can't have: no connection was established.
    No,
    /// It may, and its answer is lost.
    Maybe,
}

/// Why an attempt has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The transport can't be used as it is set up.
    Configuration,
    /// No connection.
    Connect,
    /// The transport's own time limit passed.
    Timeout,
    /// The connection broke.
    Interrupted,
}

/// An attempt without an answer.
#[derive(Debug, thiserror::Error)]
#[error("{}", ErrorKind::from(*kind).description())]
#[non_exhaustive]
pub struct TransportError {
    /// Why there is none.
    pub kind: TransportErrorKind,
    /// Whether the service can have seen the request.
    pub sent: Sent,
    /// The cause beneath, without any URL.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// An attempt that ended this way.
    pub fn new(kind: TransportErrorKind, sent: Sent) -> Self {
        Self { kind, sent, source: None }
    }

    /// Adds the cause beneath, which must name no URL.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl From<TransportErrorKind> for ErrorKind {
    fn from(kind: TransportErrorKind) -> Self {
        match kind {
            TransportErrorKind::Configuration => Self::Configuration,
            TransportErrorKind::Connect => Self::Connect,
            TransportErrorKind::Timeout => Self::Timeout,
            TransportErrorKind::Interrupted => Self::Interrupted,
        }
    }
}

impl From<TransportError> for Error {
    fn from(lost: TransportError) -> Self {
        let mut error = Self::new(lost.kind.into()).reaching(lost.sent);
        if let Some(source) = lost.source {
            if let Some(words) = words::words_of(&*source) {
                error = error.with_detail(words.detail).with_advice(words.advice);
                if words.is_refusal {
                    error = error.reaching(Sent::No).settled();
                }
            }
            error = error.with_source(source);
        }
        if lost.kind == TransportErrorKind::Configuration { error.settled() } else { error }
    }
}

thread_local! {
    /// Whether the transport that is being polled has no connection yet.
    static CONNECTING: Cell<bool> = const { Cell::new(false) };
}

/// Called by a transport in each poll of its future in which it has no connection for the request yet. If the attempt's
/// time runs out after such a poll, the service can't have seen the request. If a transport never calls it, every request
/// counts as possibly sent.
pub fn still_connecting() {
    CONNECTING.set(true);
}

/// Polls a future that opens a connection, and calls [`still_connecting`] whenever it is pending.
#[cfg(any(feature = "_reqwest", feature = "tower"))]
async fn connecting<F: Future>(open: F) -> F::Output {
    let mut open = pin!(open);
    poll_fn(|context| {
        let polled = open.as_mut().poll(context);
        if polled.is_pending() {
            still_connecting();
        }
        polled
    })
    .await
}

/// Polls `future` to its end and keeps `connecting` up to date: what its newest poll said by [`still_connecting`].
///
/// Between two polls nothing can be sent on a connection that the newest one did not have: a request is handed to its
/// connection by its own future.
pub(crate) async fn watch_connecting<F: Future>(future: F, connecting: &mut bool) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|context| {
        CONNECTING.set(false);
        let polled = future.as_mut().poll(context);
        *connecting = CONNECTING.replace(false);
        polled
    })
    .await
}

/// A transport and what the client puts around each: https, a time limit, a cap for bodies.
#[derive(Debug, Clone)]
pub struct GuardedTransport {
    transport: Arc<dyn Transport>,
    body_limit: usize,
    /// Whose logs tell what is sent through it.
    service: Option<Service>,
}

/// The largest body that is read unless the builder says otherwise, in bytes.
pub(crate) const BODY_LIMIT: usize = 64 << 20;

/// What came of an attempt: an answer, whole, or with its body still to come.
pub(crate) struct Received {
    pub(crate) head: http::response::Parts,
    pub(crate) body: Bytes,
    pub(crate) stream: Option<Body>,
}

impl GuardedTransport {
    /// Puts the guards around a transport, with 64 MiB as the cap for bodies.
    pub fn new(transport: impl Transport + 'static) -> Self {
        Self { transport: Arc::new(transport), body_limit: BODY_LIMIT, service: None }
    }

    pub(crate) fn of_service(service: Service, transport: Arc<dyn Transport>, body_limit: usize) -> Self {
        Self { transport, body_limit, service: Some(service) }
    }

    pub(crate) fn log(&self, event: Event<'_>) {
        if let Some(service) = &self.service {
            service.log(event);
        }
    }

    /// Makes one attempt and reads the answer's body to its end.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for plain http to another host; [`ErrorKind::Connect`], [`ErrorKind::Timeout`] and
    /// [`ErrorKind::Interrupted`] for an answer that did not come, or not whole; [`ErrorKind::TooLarge`].
    pub async fn send(&self, request: http::Request<Bytes>, limit: Duration) -> Result<http::Response<Bytes>, Error> {
        let Received { head, body, .. } = self.send_unless(request, limit, |_| None).await?;
        Ok(http::Response::from_parts(head, body))
    }

    /// Makes one attempt. The body is left to come if `file` says of the head how the file begins that it brings, and it
    /// begins so.
    pub(crate) async fn send_unless(
        &self,
        request: http::Request<Bytes>,
        limit: Duration,
        file: impl FnOnce(&http::Response<Body>) -> Option<&'static [u8]>,
    ) -> Result<Received, Error> {
        if !is_safe(request.uri()) {
            return Err(Error::configuration("only https is sent, or plain http to this machine").settled());
        }
        let mut connecting = false;
        let mut begun: Option<(http::response::Parts, Begun)> = None;
        // One timer for all that an attempt waits for.
        let ended = timeout_at(clock::from_now(limit), async {
            // Through the `Arc` itself, which is a transport, too, each request would be boxed twice.
            let transport: &dyn Transport = &*self.transport;
            let response = watch_connecting(transport.send(request), &mut connecting).await?;
            let beginning = file(&response);
            let (head, body) = response.into_parts();
            let (_, begun) = begun.insert((head, Begun::default()));
            if let Some(beginning) = beginning {
                return body::open(body, begun, beginning).await;
            }
            body::read(body, begun, self.body_limit).await.map(|()| None)
        })
        .await;
        match (ended, begun) {
            (Ok(Ok(stream)), Some((head, body))) => Ok(Received { head, body: body.into_bytes(), stream }),
            (Ok(Err(error)), Some((head, body))) => Err(broken_off(error, head, &body)),
            (Err(_), Some((head, body))) => Err(broken_off(Error::new(ErrorKind::Timeout), head, &body)),
            (Ok(Err(error)), None) => Err(error),
            (Err(_), None) if connecting => Err(never_connected(limit)),
            // An answer that came is in `begun`.
            (Err(_) | Ok(Ok(_)), None) => Err(Error::new(ErrorKind::Timeout).reaching(Sent::Maybe)),
        }
    }
}

/// An answer that began and did not end: its status counts for nothing, the outcome is unknown.
fn broken_off(error: Error, head: http::response::Parts, body: &Begun) -> Error {
    error.reaching(Reached::Maybe).with_answer(head.status, head.headers, body.bytes())
}

fn never_connected(limit: Duration) -> Error {
    Error::new(ErrorKind::Connect).with_detail(format!("no connection within {:.1} s", limit.as_secs_f32()))
}
