//! How connections are opened.

use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use acesso_core::{Proxies, still_connecting};
use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::{
    client::{
        legacy::connect::{HttpConnector, proxy::Tunnel},
        proxy::matcher::{Intercept, Matcher},
    },
    rt::TokioIo,
};
use rustls::ClientConfig;
use tokio::{net::TcpStream, time::timeout};
use tower_service::Service;

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// Opens connections, TLS included, within a time, and says of each that is not open yet that nothing can have been sent.
#[derive(Debug, Clone)]
pub(crate) struct Connector {
    https: HttpsConnector<Route>,
    limit: Duration,
}

impl Connector {
    pub(crate) fn new(tls: ClientConfig, proxies: Proxies, limit: Duration) -> Self {
        let builder = HttpsConnectorBuilder::new().with_tls_config(tls);
        Self { https: builder.https_or_http().enable_http1().wrap_connector(Route::new(proxies)), limit }
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<TokioIo<TcpStream>>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let limit = self.limit;
        let connection = timeout(limit, self.https.call(target));
        let mut connection = Box::pin(async move {
            connection
                .await
                .unwrap_or_else(|_| Err(format!("no connection within {:.1} s", limit.as_secs_f32()).into()))
        });
        Box::pin(poll_fn(move |context| {
            let polled = connection.as_mut().poll(context);
            if polled.is_pending() {
                still_connecting();
            }
            polled
        }))
    }
}

/// Opens the connection beneath TLS, straight or through a proxy.
#[derive(Debug, Clone)]
struct Route {
    tcp: HttpConnector,
    proxies: Proxies,
}

impl Route {
    fn new(proxies: Proxies) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self { tcp, proxies }
    }

    fn proxy_to(&self, target: &Uri) -> Result<Option<Intercept>, BoxError> {
        let host = target.host().ok_or("the URL has no host")?;
        let port = target.port_u16().unwrap_or(if target.scheme_str() == Some("http") { 80 } else { 443 });
        let Some(proxy) = self.proxies.for_host(host, port) else { return Ok(None) };
        // Splits the address into where to connect to and what to say there.
        let split = Matcher::builder().all(proxy.as_str()).build().intercept(target);
        // Never past a proxy.
        split.map(Some).ok_or_else(|| "the proxy's address can't be used".into())
    }
}

impl Service<Uri> for Route {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    /// Whatever goes through a proxy is https, since plain http goes to this machine alone: a tunnel is all that it takes.
    fn call(&mut self, target: Uri) -> Self::Future {
        let proxy = match self.proxy_to(&target) {
            Ok(Some(proxy)) => proxy,
            Ok(None) => {
                let connection = self.tcp.call(target);
                return Box::pin(async move { Ok(connection.await?) });
            }
            Err(error) => return Box::pin(async move { Err(error) }),
        };
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.tcp.clone());
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        let connection = tunnel.call(target);
        Box::pin(async move { Ok(connection.await?) })
    }
}
