//! The default transport, on reqwest.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{
    Uri,
    uri::{Authority, Scheme},
};
use tower_layer::Layer;
use tower_service::Service;
use url::Url;

use super::{Sent, Transport, TransportError, TransportErrorKind};
use crate::{Body, Env, Error, Proxies};

/// Idle connections are closed before a server's usual keep-alive ends, so that a request seldom meets a closing one.
const POOL_IDLE: Duration = Duration::from_secs(20);

/// How long connecting may take unless the builder says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The default transport: HTTP/1.1 on reqwest with TLS.
///
/// Certificates are checked against the operating system's store (`SSL_CERT_FILE` and `SSL_CERT_DIR` are honoured on
/// Unix); `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are honoured, but nothing to this machine itself goes through a proxy.
/// Redirects are not followed. It needs a tokio runtime. [`guide::networks`](crate::guide::networks) says how to get
/// through a corporate network.
///
/// ```
/// use acesso_core::{Client, ReqwestTransport, StatusClassifier};
///
/// # fn main() -> Result<(), acesso_core::Error> {
/// let transport = ReqwestTransport::builder().proxy("http://proxy.corp.example:3128").build()?;
/// let client = Client::builder("Example", StatusClassifier)
///     .base_url("https://api.example.com")
///     .transport(transport)
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// Clones share their connections.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// The first origins that were asked for, a service's and that of its tokens, ready for the next requests: reading a URL
    /// costs more than all else that is done for a call before it is sent.
    origins: Arc<[OnceLock<Origin>; 2]>,
}

#[derive(Debug)]
struct Origin {
    scheme: Scheme,
    authority: Authority,
    url: Url,
}

/// Sets a [`ReqwestTransport`] up.
#[derive(Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct ReqwestTransportBuilder {
    builder: reqwest::ClientBuilder,
    proxies: Option<Result<Proxies, Error>>,
    refused: Option<Error>,
}

impl ReqwestTransport {
    /// A transport as the environment says.
    ///
    /// # Errors
    /// As [`ReqwestTransportBuilder::build`].
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Begins a transport as the environment says.
    pub fn builder() -> ReqwestTransportBuilder {
        let builder = reqwest::Client::builder().connect_timeout(CONNECT_TIMEOUT).pool_idle_timeout(POOL_IDLE);
        Self::from_builder(builder.tls_certs_merge(passed_over_by_the_loader()))
    }

    /// Begins a transport with reqwest settings of your own. Redirects, retries and proxies are set anew: the first two are
    /// off, and proxies are those of the environment or of [`proxy`](ReqwestTransportBuilder::proxy). The other settings are
    /// yours alone: without a connect timeout of its own, connecting may take the whole attempt, and an idle connection is
    /// kept for as long as reqwest does.
    pub fn from_builder(builder: reqwest::ClientBuilder) -> ReqwestTransportBuilder {
        ReqwestTransportBuilder { builder, proxies: None, refused: None }
    }

    fn url_of(&self, uri: &Uri) -> Option<Url> {
        let (scheme, authority) = (uri.scheme()?, uri.authority()?);
        for known in &*self.origins {
            match known.get() {
                Some(origin) if (&origin.scheme, &origin.authority) == (scheme, authority) => {
                    let mut url = origin.url.clone();
                    url.set_path(uri.path());
                    url.set_query(uri.query());
                    return Some(url);
                }
                Some(_) => {}
                None => {
                    let mut url = Url::parse(&uri.to_string()).ok()?;
                    let whole = url.clone();
                    url.set_path("");
                    url.set_query(None);
                    let _ = known.set(Origin { scheme: scheme.clone(), authority: authority.clone(), url });
                    return Some(whole);
                }
            }
        }
        Url::parse(&uri.to_string()).ok()
    }
}

impl ReqwestTransportBuilder {
    /// Goes through this proxy (`http://` or `https://`, credentials included); the proxies and `NO_PROXY` of the environment
    /// don't count. Nothing to this machine goes through it. What is wrong with the address surfaces in
    /// [`build`](Self::build).
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
        match reqwest::Certificate::from_pem_bundle(pem) {
            Ok(certificates) if !certificates.is_empty() => {
                self.builder = self.builder.tls_certs_merge(certificates);
                self
            }
            Ok(_) => self.refuse("the root certificate is no certificate in PEM", None),
            Err(error) => self.refuse("the root certificate can't be read", Some(error)),
        }
    }

    /// Shows this certificate to servers that ask for one: certificate and private key (PKCS #8) in one PEM.
    pub fn client_identity(mut self, pem: &[u8]) -> Self {
        // Where both are built in, reqwest takes the system's library.
        #[cfg(not(feature = "native-tls"))]
        let identity = reqwest::Identity::from_pem(pem);
        #[cfg(feature = "native-tls")]
        let identity = reqwest::Identity::from_pkcs8_pem(pem, key_in(pem));
        match identity {
            Ok(identity) => {
                self.builder = self.builder.identity(identity);
                self
            }
            Err(error) => self.refuse("the client's certificate and key can't be read", Some(error)),
        }
    }

    /// How long connecting may take, name look-up and TLS included; an attempt's own limit holds for it, too. 10 seconds by
    /// default, but after [`from_builder`](ReqwestTransport::from_builder).
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.builder = self.builder.connect_timeout(limit);
        self
    }

    fn refuse(mut self, detail: &'static str, cause: Option<reqwest::Error>) -> Self {
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
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a proxy or a certificate that can't be used (the
    /// variable is named), and where TLS can't be set up, as on a machine without any certificates.
    pub fn build(self) -> Result<ReqwestTransport, Error> {
        if let Some(error) = self.refused {
            return Err(error);
        }
        let proxies = self.proxies.unwrap_or_else(|| Proxies::from_env(&Env::process()))?;
        let mut builder = self
            .builder
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connector_layer(Watch);
        if !proxies.is_none() {
            builder = builder.proxy(reqwest::Proxy::custom(move |url| {
                proxies.for_host(url.host_str()?, url.port_or_known_default()?).cloned()
            }));
        }
        let client = builder
            .build()
            .map_err(|error| Error::configuration("TLS can't be set up").with_advice(TLS_ADVICE).with_source(error))?;
        Ok(ReqwestTransport { client, origins: Arc::default() })
    }
}

/// The key and what follows it: the system's library takes it by itself.
#[cfg(feature = "native-tls")]
fn key_in(pem: &[u8]) -> &[u8] {
    const BEGIN: &[u8] = b"-----BEGIN PRIVATE KEY-----";
    let begin = pem.windows(BEGIN.len()).position(|text| text == BEGIN);
    begin.and_then(|begin| pem.get(begin..)).unwrap_or_default()
}

const TLS_ADVICE: &str =
    "check that the machine has certificates (on Debian: ca-certificates), and SSL_CERT_FILE and SSL_CERT_DIR";

/// The system's certificates where `SSL_CERT_FILE` is set to nothing, which counts as unset: the loader beneath would look
/// for a file without a name, and find none at all.
#[cfg(all(feature = "_rustls", unix, not(target_os = "android"), not(target_vendor = "apple")))]
fn passed_over_by_the_loader() -> Vec<reqwest::Certificate> {
    use std::env::{split_paths, var_os};

    let names_no_file = var_os("SSL_CERT_FILE").is_some_and(|path| path.is_empty());
    let names_folders =
        var_os("SSL_CERT_DIR").is_some_and(|paths| split_paths(&paths).any(|path| !path.as_os_str().is_empty()));
    if !names_no_file || names_folders {
        return Vec::new();
    }
    let pem = openssl_probe::probe().cert_file.and_then(|file| std::fs::read(file).ok());
    // Where none can be read, there is no TLS, which `build` says.
    pem.and_then(|pem| reqwest::Certificate::from_pem_bundle(&pem).ok()).unwrap_or_default()
}

#[cfg(not(all(feature = "_rustls", unix, not(target_os = "android"), not(target_vendor = "apple"))))]
fn passed_over_by_the_loader() -> Vec<reqwest::Certificate> {
    Vec::new()
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let (head, body) = request.into_parts();
        let Some(url) = self.url_of(&head.uri) else {
            return Err(TransportError::new(TransportErrorKind::Configuration, Sent::No).with_source("not a URL"));
        };
        let mut outgoing = reqwest::Request::new(head.method, url);
        *outgoing.headers_mut() = head.headers;
        if !body.is_empty() {
            *outgoing.body_mut() = Some(body.into());
        }
        let mut response = self.client.execute(outgoing).await.map_err(lost)?;
        let mut answer = http::Response::new(Body::empty());
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        *answer.body_mut() = Body::of_reqwest(response);
        Ok(answer)
    }
}

fn lost(error: reqwest::Error) -> TransportError {
    let (kind, sent) = if error.is_builder() {
        (TransportErrorKind::Configuration, Sent::No)
    } else if error.is_connect() {
        (TransportErrorKind::Connect, Sent::No)
    } else if error.is_timeout() {
        (TransportErrorKind::Timeout, Sent::Maybe)
    } else {
        (TransportErrorKind::Interrupted, Sent::Maybe)
    };
    TransportError::new(kind, sent).with_source(error.without_url())
}

/// Says of each connection while it is being opened that it is not open yet.
#[derive(Debug, Clone)]
struct Watch;

/// Shared, since reqwest clones it for every request and a connector is dear to clone.
#[derive(Debug)]
struct Watched<S>(Arc<Mutex<S>>);

impl<S> Clone for Watched<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S> Layer<S> for Watch {
    type Service = Watched<S>;

    fn layer(&self, inner: S) -> Watched<S> {
        Watched(Arc::new(Mutex::new(inner)))
    }
}

impl<S, T> Service<T> for Watched<S>
where
    S: Service<T> + Clone + Send + 'static,
    S::Future: Send + 'static,
    T: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: T) -> Self::Future {
        let mut connector = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(super::connecting(async move {
            poll_fn(|context| connector.poll_ready(context)).await?;
            connector.call(target).await
        }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Put together from the first origin that was asked for, or read anew for another one.
        #[test]
        fn a_url_is_the_one_that_the_request_names(
            asked in prop::collection::vec((0..4_usize, "(/[a-zA-Z0-9._~!$&'()*+,;=:@%20-]{0,8}){1,4}", "(\\?[a-z0-9%+&=./?-]{0,12})?"), 1..6),
        ) {
            let origins = ["https://api.example.com", "http://127.0.0.1:8080", "https://[::1]:8443", "https://api.example.com:8443"];
            // Setting TLS up takes longer than all else here.
            static BUILT: OnceLock<ReqwestTransport> = OnceLock::new();
            let built = BUILT.get_or_init(|| ReqwestTransport::builder().proxies_of(&Env::from_fn(|_| None)).build().unwrap());
            let transport = ReqwestTransport { origins: Arc::default(), ..built.clone() };
            for (origin, path, query) in asked {
                let text = format!("{}{path}{query}", origins[origin]);
                let Ok(uri) = text.parse::<Uri>() else { continue };
                prop_assert_eq!(transport.url_of(&uri).unwrap(), Url::parse(&text).unwrap(), "{}", text);
            }
        }
    }
}
