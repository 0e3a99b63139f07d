#![doc = include_str!("../README.md")]

use std::time::Duration;

use acesso_core::{Body, Env, Error, Proxies, Sent, Transport, TransportError, TransportErrorKind};
use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::Full;
use hyper_util::{
    client::legacy::{self, Client},
    rt::{TokioExecutor, TokioTimer},
};

use connector::Connector;
use tls::{Identity, Tls};

mod connector;
mod tls;

/// Idle connections are closed before a server's usual keep-alive ends, so that a request seldom meets a closing one.
const POOL_IDLE: Duration = Duration::from_secs(20);

/// How long connecting may take unless the builder says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

const TLS_ADVICE: &str =
    "check that the machine has certificates (on Debian: ca-certificates), and SSL_CERT_FILE and SSL_CERT_DIR";

/// A transport straight on hyper: HTTP/1.1 with TLS.
///
/// Certificates are checked against the operating system's store (`SSL_CERT_FILE` and `SSL_CERT_DIR` are honoured on
/// Unix); `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are honoured, for proxies that are reached by `http://`, but nothing to
/// this machine itself goes through a proxy. Redirects are not followed. It needs a tokio runtime.
///
/// ```
/// use acesso_core::{Client, StatusClassifier};
/// use acesso_hyper::HyperTransport;
///
/// # fn main() -> Result<(), acesso_core::Error> {
/// let transport = HyperTransport::builder().proxy("http://proxy.corp.example:3128").build()?;
/// let client: Client = Client::builder("Example", StatusClassifier)
///     .base_url("https://api.example.com")
///     .transport(transport)
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// Clones share their connections.
#[derive(Debug, Clone)]
pub struct HyperTransport {
    client: Client<Connector, Full<Bytes>>,
}

/// Sets a [`HyperTransport`] up.
#[derive(Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct HyperTransportBuilder {
    proxies: Option<Result<Proxies, Error>>,
    tls: Tls,
    connect_timeout: Duration,
    refused: Option<Error>,
}

impl HyperTransport {
    /// A transport as the environment says.
    ///
    /// # Errors
    /// As [`HyperTransportBuilder::build`].
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Begins a transport as the environment says.
    pub fn builder() -> HyperTransportBuilder {
        HyperTransportBuilder { proxies: None, tls: Tls::default(), connect_timeout: CONNECT_TIMEOUT, refused: None }
    }
}

impl HyperTransportBuilder {
    /// Goes through this proxy (`http://`, credentials included); the proxies and `NO_PROXY` of the environment don't count.
    /// Nothing to this machine goes through it. What is wrong with the address surfaces in [`build`](Self::build).
    pub fn proxy(mut self, url: &str) -> Self {
        self.proxies = Some(Proxies::all("the proxy", url));
        self
    }

    /// Goes through the proxies of this environment rather than of the process's.
    pub fn proxies_of(mut self, env: &Env<'_>) -> Self {
        self.proxies = Some(Proxies::from_env(env));
        self
    }

    /// Trusts these certificate authorities, too: one or more certificates in PEM. May be called repeatedly.
    pub fn root_certificate(mut self, pem: &[u8]) -> Self {
        match tls::certificates(pem) {
            Ok(certificates) if certificates.is_empty() => {
                self.refuse("the root certificate is no certificate in PEM", None)
            }
            Ok(certificates) => {
                self.tls.roots.extend(certificates);
                self
            }
            Err(error) => self.refuse("the root certificate can't be read", Some(error)),
        }
    }

    /// Shows this certificate to servers that ask for one: certificate and private key in one PEM.
    pub fn client_identity(mut self, pem: &[u8]) -> Self {
        match Identity::from_pem(pem) {
            Ok(identity) => {
                self.tls.identity = Some(identity);
                self
            }
            Err(error) => self.refuse("the client's certificate and key can't be read", Some(error)),
        }
    }

    /// How long connecting may take, name look-up and TLS included; an attempt's own limit holds for it, too. 10 seconds by
    /// default.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    fn refuse(mut self, detail: &'static str, cause: Option<tls::PemError>) -> Self {
        let error = Error::configuration(detail).with_advice("give it in PEM, beginning with `-----BEGIN`");
        let error = match cause {
            Some(cause) => error.with_source(cause),
            None => error,
        };
        self.refused.get_or_insert(error);
        self
    }

    /// Makes the transport. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](acesso_core::ErrorKind::Configuration) for a proxy or a certificate that can't be used
    /// (the variable is named), and where TLS can't be set up, as on a machine without any certificates.
    pub fn build(self) -> Result<HyperTransport, Error> {
        if let Some(error) = self.refused {
            return Err(error);
        }
        let proxies = self.proxies.unwrap_or_else(|| Proxies::from_env(&Env::process()))?;
        proxies.require_http()?;
        let tls = self
            .tls
            .config()
            .map_err(|error| Error::configuration("TLS can't be set up").with_advice(TLS_ADVICE).with_source(error))?;
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(POOL_IDLE)
            .build(Connector::new(tls, proxies, self.connect_timeout));
        Ok(HyperTransport { client })
    }
}

#[async_trait]
impl Transport for HyperTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let response = self.client.request(request.map(Full::new)).await.map_err(lost)?;
        Ok(response.map(Body::new))
    }
}

fn lost(error: legacy::Error) -> TransportError {
    let (kind, sent) = if error.is_connect() {
        (TransportErrorKind::Connect, Sent::No)
    } else {
        (TransportErrorKind::Interrupted, Sent::Maybe)
    };
    TransportError::new(kind, sent).with_source(error)
}
