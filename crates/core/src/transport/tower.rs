//! Any HTTP client that is a tower service.

use std::{
    fmt,
    future::poll_fn,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use tower_service::Service;

use super::{Sent, Transport, TransportError, TransportErrorKind};
use crate::Body;

/// A transport over any [`tower_service::Service`] that takes HTTP requests: a client of your own, or layers of tower around
/// one.
///
/// It must make one attempt and follow no redirect: no layer for retries, redirects or `Authorization` belongs in it, since
/// these would break what this crate promises. A service that is not ready (`poll_ready`), in time or at all, was sent nothing;
/// about any other failure this transport knows nothing, so a write is not repeated after it.
pub struct TowerTransport<S>(Mutex<S>);

impl<S> TowerTransport<S> {
    /// A transport over a service. It is cloned for every request.
    pub fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }
}

#[async_trait]
impl<S, B> Transport for TowerTransport<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let mut service = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let ready = poll_fn(|context| service.poll_ready(context));
        super::connecting(ready).await.map_err(|error| lost(error, Sent::No))?;
        let response = service.call(request.map(Body::from)).await.map_err(|error| lost(error, Sent::Maybe))?;
        Ok(response.map(Body::new))
    }
}

fn lost(error: impl Into<Box<dyn std::error::Error + Send + Sync>>, sent: Sent) -> TransportError {
    let kind = match sent {
        Sent::No => TransportErrorKind::Connect,
        Sent::Maybe => TransportErrorKind::Interrupted,
    };
    TransportError::new(kind, sent).with_source(error)
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TowerTransport(..)")
    }
}
