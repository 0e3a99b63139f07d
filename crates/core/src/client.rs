//! A client of one service, and how it is set up.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, header};
use tokio::sync::Semaphore;

use crate::{
    Anonymous, Authorize, BaseUrl, Call, Classify, Error, FixedCredential, GuardedTransport, Limiter, RateLimit,
    Request, RetryPolicy, Secret, Service, Transport,
    error::Context,
    limit::{Cooldown, SlidingWindow},
    payload::{header_value, own_header},
    retry::RetryBudget,
    transport::BODY_LIMIT,
};

/// How many requests may be on their way at a time unless the builder says otherwise.
const CONNECTIONS: usize = 64;

const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(90);

/// A client of one service: credentials, rate limit, retries and connections, shared by all its clones.
///
/// Cheap to clone. The vendor crates wrap one; see their builders for how to make it.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) headers: Arc<HeaderMap>,
}

pub(crate) struct Shared {
    pub(crate) service: Service,
    pub(crate) base: BaseUrl,
    pub(crate) transport: GuardedTransport,
    pub(crate) auth: Arc<dyn Authorize>,
    pub(crate) classifier: Box<dyn Classify>,
    pub(crate) limiter: Option<Arc<dyn Limiter>>,
    /// One for each connection that may be open.
    pub(crate) connections: Arc<Semaphore>,
    pub(crate) cooldown: Cooldown,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
}

impl Client {
    /// Starts building a client of a service; the classifier recognises its failures.
    pub fn builder(service: impl Into<Service>, classifier: impl Classify + 'static) -> ClientBuilder {
        ClientBuilder::new(service, classifier)
    }

    /// Makes a call into a request, which is sent when it is awaited.
    pub fn request<T>(&self, call: Call<T>) -> Request<T> {
        Request::new(self.clone(), call)
    }

    /// The same client with one more header on every request. It shares connections, credentials and rate limit.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a value that HTTP does not allow, and for a header that
    /// the transport sets.
    pub fn with_header(&self, name: HeaderName, value: &str) -> Result<Self, Error> {
        let value = header_value(name.as_str(), value)?;
        let mut headers = HeaderMap::clone(&self.headers);
        headers.insert(own_header(&name)?, value);
        Ok(Self { shared: Arc::clone(&self.shared), headers: Arc::new(headers) })
    }

    /// Where the API is expected to live.
    pub fn base_url(&self) -> &BaseUrl {
        &self.shared.base
    }

    /// Which call an error is about.
    pub(crate) fn context_of<T>(&self, call: &Call<T>) -> Context {
        Context {
            service: self.shared.service.name,
            operation: call.operation.clone(),
            method: call.method.clone(),
            template: call.template.clone(),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.shared.service)
            .field("base_url", &self.shared.base)
            .field("auth", &self.shared.auth)
            .field("transport", &self.shared.transport)
            .field("rate_limit", &self.shared.limiter)
            .field("retry", &self.shared.retry)
            .finish_non_exhaustive()
    }
}

/// Sets a client up. `C` is what it makes: a vendor's client, or the bare [`Client`].
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder<C = Client> {
    service: Service,
    classifier: Box<dyn Classify>,
    base_url: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    auth: Result<Arc<dyn Authorize>, Error>,
    limiter: Option<Arc<dyn Limiter>>,
    max_connections: usize,
    body_limit: usize,
    retry: RetryPolicy,
    attempt_timeout: Option<Duration>,
    total_timeout: Option<Duration>,
    user_agent: String,
    headers: Vec<(HeaderName, String)>,
    makes: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Starts building a client of a service; the classifier recognises its failures.
    pub fn new(service: impl Into<Service>, classifier: impl Classify + 'static) -> Self {
        Self {
            service: service.into(),
            classifier: Box::new(classifier),
            base_url: None,
            transport: None,
            auth: Ok(Arc::new(Anonymous)),
            limiter: None,
            max_connections: CONNECTIONS,
            body_limit: BODY_LIMIT,
            retry: RetryPolicy::default(),
            attempt_timeout: None,
            total_timeout: None,
            user_agent: concat!("acesso/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Vec::new(),
            makes: PhantomData,
        }
    }

    /// Where the API lives: a contract's server URL, its path included.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// A bearer token (RFC 6750).
    pub fn bearer(self, token: impl Into<Secret>) -> Self {
        self.credential(FixedCredential::bearer(&token.into()))
    }

    /// A credential that was checked when it was made; what was wrong with it surfaces in [`build`](Self::build).
    pub fn credential(mut self, credential: Result<impl Authorize + 'static, Error>) -> Self {
        self.auth = credential.map(|credential| Arc::new(credential) as Arc<dyn Authorize>);
        self
    }

    /// How credentials get onto a request.
    pub fn authorize(mut self, auth: impl Authorize + 'static) -> Self {
        self.auth = Ok(Arc::new(auth));
        self
    }

    /// What carries the requests, in place of the default transport.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// How many requests the service allows; `None` for no limit on our side.
    pub fn rate_limit(mut self, limit: impl Into<Option<RateLimit>>) -> Self {
        self.limiter = limit.into().map(|limit| Arc::new(SlidingWindow::new(limit)) as Arc<dyn Limiter>);
        self
    }

    /// A limit of your own, in place of one inside this process.
    pub fn limiter(mut self, limiter: impl Limiter + 'static) -> Self {
        self.limiter = Some(Arc::new(limiter));
        self
    }

    /// How many requests may be on their way at a time, each on a connection of its own; the others wait their turn.
    /// 64 by default, 1 at least. Requests for tokens and bodies that are streamed don't count.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// The largest body of an answer to read, in bytes. 64 MiB by default.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// When a failed attempt is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long one attempt may take, connecting and the answer's body included. 30 seconds by default.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// How long all attempts of a call and the pauses between them may take. 90 seconds by default, or as long as one
    /// attempt may where [`timeout`](Self::timeout) says more. Waiting for the rate limit does not count.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.total_timeout = Some(limit);
        self
    }

    /// What the client calls itself; put your program's name and version there.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// A header for every request. A later one replaces an earlier one of the same name, a call's own header overrides it, and
    /// credentials override an `authorization`. What is wrong with it surfaces in [`build`](Self::build).
    pub fn default_header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a missing or unsafe base URL, for a proxy in the
    /// environment that can't be used and where TLS can't be set up;
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a credential, a user agent or a header that HTTP
    /// can't carry.
    pub fn build(self) -> Result<C, Error> {
        let Some(url) = self.base_url else {
            return Err(Error::configuration("no base URL is set"));
        };
        let base = BaseUrl::parse(&url)?;
        let mut headers = HeaderMap::from_iter([(header::USER_AGENT, header_value("user-agent", &self.user_agent)?)]);
        for (name, value) in &self.headers {
            headers.insert(own_header(name)?, header_value(name.as_str(), value)?);
        }
        let auth = self.auth?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        let shared = Shared {
            service: self.service,
            base,
            transport: GuardedTransport::of_service(self.service, transport, self.body_limit),
            auth,
            classifier: self.classifier,
            limiter: self.limiter,
            connections: Arc::new(Semaphore::new(self.max_connections)),
            cooldown: Cooldown::default(),
            retry: self.retry,
            budget: RetryBudget::new(),
            attempt_timeout: self.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT),
            total_timeout: self
                .total_timeout
                .unwrap_or_else(|| TOTAL_TIMEOUT.max(self.attempt_timeout.unwrap_or_default())),
        };
        Ok(C::from(Client { shared: Arc::new(shared), headers: Arc::new(headers) }))
    }
}

#[cfg(feature = "_reqwest")]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(crate::ReqwestTransport::new()?))
}

#[cfg(not(feature = "_reqwest"))]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    Err(Error::configuration("no transport is set")
        .with_advice("give one to the builder, or turn on the crate's feature `reqwest`"))
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("service", &self.service).finish_non_exhaustive()
    }
}
