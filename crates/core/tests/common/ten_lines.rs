//! The least that a transport can be.

use acesso_core::{Body, Sent, Transport, TransportError, TransportErrorKind};
use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::Full;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

#[derive(Debug)]
pub(crate) struct TenLines(Client<HttpConnector, Full<Bytes>>);

#[async_trait]
impl Transport for TenLines {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let response = self.0.request(request.map(Full::new)).await.map_err(|error| {
            let (kind, sent) = match error.is_connect() {
                true => (TransportErrorKind::Connect, Sent::No),
                false => (TransportErrorKind::Interrupted, Sent::Maybe),
            };
            TransportError::new(kind, sent).with_source(error)
        })?;
        Ok(response.map(Body::new))
    }
}

pub(crate) fn ten_lines() -> TenLines {
    TenLines(Client::builder(TokioExecutor::new()).build_http())
}
