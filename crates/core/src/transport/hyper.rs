//! A second transport, straight on hyper: less stands between a call and the wire. Nothing of hyper shows in its API.

use std::{
    error::Error,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::{
    client::{
        legacy::{
            Client, Error as LegacyError,
            connect::{HttpConnector, proxy::Tunnel},
        },
        proxy::matcher::Matcher,
    },
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio::{net::TcpStream, time::timeout, time::timeout_at};
use tower_service::Service;
use url::Url;

use super::{
    Head, HttpRequest, HttpResponse, Loss, Lost, POOL_IDLE, Reached, Transport,
    body::{Chunks, read_answer},
};
use crate::{call, clock};

/// A transport straight on hyper: HTTP/1.1 with TLS. For many small calls it costs less of the processor than
/// `HttpTransport`, and it keeps the same rules.
///
/// Certificates are checked against the operating system's store; `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are honoured,
/// for proxies that are reached by plain http, but nothing to this machine itself goes through a proxy. Redirects are not
/// followed and plain http to another host is refused. It needs a tokio runtime.
///
/// ```
/// use acesso_core::{Client, HyperTransport, PlainHttp};
///
/// let client: Client = Client::builder("Example", PlainHttp)
///     .base_url("https://api.example.com")
///     .transport(HyperTransport::new())
///     .build()?;
/// # Ok::<(), acesso_core::Error>(())
/// ```
///
/// Clones share their connections.
#[derive(Debug, Clone)]
pub struct HyperTransport {
    body_limit: usize,
    connect_timeout: Duration,
    client: Arc<OnceLock<Client<Connector, Full<Bytes>>>>,
}

impl Default for HyperTransport {
    fn default() -> Self {
        Self { body_limit: 64 << 20, connect_timeout: Duration::from_secs(10), client: Arc::default() }
    }
}

impl HyperTransport {
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
        Self { connect_timeout: limit, client: Arc::default(), ..self }
    }

    /// Makes the client beneath, so that a TLS set-up that can't work is known at once.
    #[cfg(not(feature = "_transport"))]
    pub(crate) fn set_up(&self) -> Result<(), Lost> {
        self.client().map(|_| ())
    }

    /// The client beneath, made when first asked for: its certificates take milliseconds to load.
    fn client(&self) -> Result<&Client<Connector, Full<Bytes>>, Lost> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let connector = Connector::new(self.connect_timeout)
            .map_err(|error| Lost::new(Reached::No, Loss::Unusable).cause(error))?;
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(POOL_IDLE)
            .build(connector);
        Ok(self.client.get_or_init(|| client))
    }
}

#[async_trait]
impl Transport for HyperTransport {
    async fn send(&self, request: HttpRequest, limit: Duration) -> Result<HttpResponse, Lost> {
        if !request.url.is_safe() {
            return Err(Lost::new(Reached::No, Loss::Unusable).cause("plain http to another host"));
        }
        let end = clock::from_now(limit);
        let client = self.client()?;
        let response = match timeout_at(end, client.request(outgoing(request)?)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(lost_before_answer(error)),
            Err(_) => return Err(Lost::new(Reached::Maybe, Loss::Timeout)),
        };
        let (parts, mut body) = response.into_parts();
        read_answer(Head::new(parts.status, parts.headers), &mut body, self.body_limit, end).await
    }
}

fn outgoing(request: HttpRequest) -> Result<Request<Full<Bytes>>, Lost> {
    let mut outgoing = Request::new(Full::new(request.body));
    *outgoing.method_mut() = request.method;
    *outgoing.uri_mut() =
        request.url.uri().map_err(|_| Lost::new(Reached::No, Loss::Unusable).cause("a URL that HTTP can't carry"))?;
    *outgoing.headers_mut() = request.headers;
    Ok(outgoing)
}

impl Chunks for Incoming {
    type Error = hyper::Error;

    fn announced(&self) -> Option<u64> {
        self.size_hint().exact()
    }

    async fn next(&mut self) -> hyper::Result<Option<Bytes>> {
        while let Some(frame) = self.frame().await {
            // Trailers are passed over.
            if let Ok(data) = frame?.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }
}

fn lost_before_answer(error: LegacyError) -> Lost {
    let (reached, loss) =
        if error.is_connect() { (Reached::No, Loss::Connect) } else { (Reached::Maybe, Loss::Interrupted) };
    Lost::new(reached, loss).cause(error)
}

type BoxError = Box<dyn Error + Send + Sync>;
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// Opens connections, TLS included, within a time.
#[derive(Debug, Clone)]
struct Connector {
    https: HttpsConnector<Route>,
    limit: Duration,
}

impl Connector {
    fn new(limit: Duration) -> std::io::Result<Self> {
        let provider = CryptoProvider::get_default().cloned();
        let builder = HttpsConnectorBuilder::new()
            .with_provider_and_platform_verifier(provider.unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider())))?;
        Ok(Self { https: builder.https_or_http().enable_http1().wrap_connector(Route::new()), limit })
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
        let connecting = timeout(self.limit, self.https.call(target));
        Box::pin(async move { connecting.await? })
    }
}

/// Opens the connection beneath TLS, straight or through a proxy.
#[derive(Debug, Clone)]
struct Route {
    tcp: HttpConnector,
    proxies: Arc<Matcher>,
}

impl Route {
    fn new() -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self { tcp, proxies: Arc::new(Matcher::from_env()) }
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
        let proxy = if is_loopback(&target) { None } else { self.proxies.intercept(&target) };
        let Some(proxy) = proxy else {
            let connecting = self.tcp.call(target);
            return Box::pin(async move { Ok(connecting.await?) });
        };
        if proxy.uri().scheme_str() != Some("http") {
            return Box::pin(async { Err("this transport reaches a proxy by http:// alone".into()) });
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.tcp.clone());
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        let connecting = tunnel.call(target);
        Box::pin(async move { Ok(connecting.await?) })
    }
}

fn is_loopback(target: &Uri) -> bool {
    Url::parse(&target.to_string()).is_ok_and(|url| call::is_loopback(&url))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    /// A proxy that lets one tunnel through to nowhere: its address, and what it was asked for.
    async fn proxy() -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = tokio::spawn(async move {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                request.push(connection.read_u8().await.unwrap());
            }
            connection.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.unwrap();
            String::from_utf8(request).unwrap()
        });
        (address, asked)
    }

    fn route_by(proxy: &str) -> Route {
        Route { proxies: Arc::new(Matcher::builder().all(proxy).no("inside.example").build()), ..Route::new() }
    }

    #[tokio::test]
    async fn another_host_is_reached_through_the_proxy_with_its_credentials() {
        let (address, asked) = proxy().await;
        let mut route = route_by(&format!("http://somebody:something@{address}"));
        route.call(Uri::from_static("https://api.example.com/x")).await.unwrap();
        let asked = asked.await.unwrap().to_ascii_lowercase();
        assert!(asked.starts_with("connect api.example.com:443 http/1.1\r\n"), "{asked}");
        assert!(asked.contains("\r\nproxy-authorization: basic "), "{asked}");
    }

    #[tokio::test]
    async fn this_machine_is_reached_without_the_proxy() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        for host in ["127.0.0.1", "localhost"] {
            let target = Uri::try_from(format!("https://{host}:{port}/x")).unwrap();
            let nobody = route_by("http://127.0.0.1:1").call(target).await;
            assert!(nobody.is_ok(), "{host}: {:?}", nobody.err());
        }
    }

    #[tokio::test]
    async fn a_proxy_of_another_kind_is_refused_rather_than_passed_by() {
        for proxy in ["https://127.0.0.1:1", "socks5://127.0.0.1:1"] {
            let refused = route_by(proxy).call(Uri::from_static("https://api.example.com/x")).await.unwrap_err();
            assert!(refused.to_string().contains("http:// alone"), "{proxy}: {refused}");
        }
    }
}
