//! The one road that every call takes.

use std::{
    fmt,
    hash::{BuildHasher, Hasher, RandomState},
    marker::PhantomData,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode, header};
use tokio::time::{Instant, sleep, timeout_at};

use crate::{
    Anonymous, Authorize, BaseUrl, Call, Dialect, Error, ErrorKind, Fault, FixedCredential, Head, HttpRequest,
    HttpResponse, Loss, Lost, RateLimit, Reached, RequestUrl, RetryPolicy, Secret, Stamp, Transport,
    call::{EncodedBody, header_value},
    clock,
    dialect::Answer,
    error::{BODY_KEPT, Place, Report},
    rate::{Limiter, Permit},
    retry::{Decision, FailedAttempt, RetryBudget, retry_after},
    trace,
};

/// The header of the IETF draft `draft-ietf-httpapi-idempotency-key-header`.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// `user-agent`, `accept`, `authorization`, `content-type`, `host`, and one that is the call's own.
const USUAL_HEADERS: usize = 6;

/// A client of one service: credentials, rate limit, retries and connections, shared by all its clones.
///
/// Cheap to clone. The vendor crates wrap one; see their builders for how to make it.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    headers: Arc<HeaderMap>,
}

struct Shared {
    service: &'static str,
    base: BaseUrl,
    transport: Arc<dyn Transport>,
    auth: Arc<dyn Authorize>,
    dialect: Box<dyn Dialect>,
    limiter: Option<Arc<Limiter>>,
    retry: RetryPolicy,
    budget: RetryBudget,
    attempt_timeout: Duration,
    total_timeout: Duration,
}

impl Client {
    /// Begins a client of a service whose failures look as the dialect says.
    pub fn builder(service: &'static str, dialect: impl Dialect + 'static) -> ClientBuilder {
        ClientBuilder::new(service, dialect)
    }

    /// Makes a call into a request, which is sent when it is awaited.
    pub fn request<T>(&self, call: Call<T>) -> Request<T> {
        Request { client: self.clone(), call, options: CallOptions::default() }
    }

    /// The same client with one more header on every request. It shares connections, credentials and rate limit.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for a value that HTTP does not allow.
    pub fn with_header(&self, name: HeaderName, value: &str) -> Result<Self, Error> {
        let value = header_value(name.as_str(), value)?;
        let mut headers = HeaderMap::clone(&self.headers);
        headers.insert(name, value);
        Ok(Self { shared: Arc::clone(&self.shared), headers: Arc::new(headers) })
    }

    /// How long a call with these options may take before it is not repeated any more.
    pub(crate) fn time_for(&self, options: &CallOptions) -> Duration {
        let total = self.shared.total_timeout;
        options.deadline.map_or(total, |deadline| deadline.min(total))
    }

    /// Where the API is expected to live.
    pub fn base_url(&self) -> &BaseUrl {
        &self.shared.base
    }

    /// The road: limit, authorize, send, judge, (new token? retry?), decode.
    async fn travel<T>(&self, call: &Call<T>, options: CallOptions) -> Result<Response<T>, Error> {
        let mut trip = Trip::new(self, call, options);
        trip.check_in().map_err(|fault| trip.error(*Failure::unsent(fault)))?;
        loop {
            let slot = trip.wait_for_slot().await?;
            let outcome = match trip.authorize().await {
                Ok(request) => trip.send(request, slot).await,
                Err(failure) => {
                    // Nothing was sent for it: it is for somebody else while this call waits or ends.
                    drop(slot);
                    Err(failure)
                }
            };
            let failure = match outcome.and_then(|response| trip.judge(response)) {
                Ok(response) => return trip.decode(response),
                Err(failure) => failure,
            };
            trip.remember(&failure);
            if trip.has_new_token(&failure).await {
                continue;
            }
            match trip.decide(&failure) {
                Decision::Wait(delay) => sleep(delay).await,
                Decision::Stop => return Err(trip.error(*failure)),
            }
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

/// An attempt that is not the end of the road yet.
struct Failure {
    fault: Fault,
    reached: Reached,
    response: Option<HttpResponse>,
    /// The fault settles the matter: a repetition would end the same way.
    settled: bool,
}

impl Failure {
    /// Something that kept the request from being sent: the API itself saw nothing. What can pass may be tried again.
    fn unsent(fault: Fault) -> Box<Self> {
        let passing =
            [ErrorKind::Connect, ErrorKind::Timeout, ErrorKind::Interrupted, ErrorKind::Server, ErrorKind::RateLimited];
        let settled = !passing.contains(&fault.kind());
        Box::new(Self { fault, reached: Reached::No, response: None, settled })
    }

    fn lost(lost: Lost) -> Box<Self> {
        let (fault, settled) = match lost.loss {
            Loss::Unusable => (Fault::configuration("the transport can't be used"), true),
            Loss::Connect => (Fault::new(ErrorKind::Connect), false),
            Loss::Timeout => (Fault::new(ErrorKind::Timeout), false),
            Loss::Interrupted => (Fault::new(ErrorKind::Interrupted), false),
            Loss::TooLarge { limit } => {
                (Fault::new(ErrorKind::TooLarge).detail(format!("the answer is larger than {limit} bytes")), true)
            }
        };
        let fault = match lost.cause {
            Some(cause) => fault.source(cause),
            None => fault,
        };
        // An answer that began and did not end: the status counts for nothing, the outcome is unknown.
        let reached = if lost.reached == Reached::Yes { Reached::Maybe } else { lost.reached };
        Box::new(Self { fault, reached, response: lost.partial.map(|partial| *partial), settled })
    }

    fn answered(fault: Fault, response: HttpResponse) -> Box<Self> {
        Box::new(Self { fault, reached: Reached::Yes, response: Some(response), settled: false })
    }

    fn status(&self) -> Option<StatusCode> {
        self.response.as_ref().map(|response| response.head.status)
    }

    fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.response.as_ref()?.head.headers, SystemTime::now())
    }
}

/// One call on its way: what is sent, how often it was sent, how much time is left.
struct Trip<'a, T> {
    client: &'a Client,
    call: &'a Call<T>,
    options: CallOptions,
    safety: crate::Safety,
    /// The same for every attempt: a service that knows an idempotency key can compare what came with it.
    body: EncodedBody,
    /// The first attempt's request.
    packed: Option<HttpRequest>,
    deadline: Option<Instant>,
    /// When the first slot was granted, and how long later slots were waited for.
    started: Option<Instant>,
    waited: Duration,
    /// Attempts that count for the policy, and requests sent.
    attempts: u32,
    requests: u32,
    stamp: Stamp,
    renewed: bool,
    /// Whether an attempt can have changed something, whatever the ones after it met.
    may_have_happened: bool,
}

impl<'a, T> Trip<'a, T> {
    fn new(client: &'a Client, call: &'a Call<T>, options: CallOptions) -> Self {
        Self {
            client,
            call,
            safety: call.safety,
            body: EncodedBody::default(),
            packed: None,
            deadline: options.deadline.map(clock::from_now),
            options,
            started: None,
            waited: Duration::ZERO,
            attempts: 0,
            requests: 0,
            stamp: Stamp::default(),
            renewed: false,
            may_have_happened: false,
        }
    }

    /// Bad input surfaces here, before anything is waited for or sent.
    fn check_in(&mut self) -> Result<(), Fault> {
        self.body = self.call.encode_body()?;
        if let Some(key) = &self.options.idempotency_key {
            if key.trim().is_empty() {
                // The service would see no key, and do the work once for every attempt.
                return Err(Fault::invalid_input("the idempotency key", "is empty"));
            }
            self.safety = self.call.safety_with_key()?;
        }
        self.packed = Some(self.pack()?);
        Ok(())
    }

    /// The request of one attempt, without credentials.
    fn pack(&self) -> Result<HttpRequest, Fault> {
        let base = &self.client.shared.base;
        let url = RequestUrl::of(base, self.call.path_and_query(base)?);
        let mut headers = HeaderMap::with_capacity(USUAL_HEADERS);
        for (name, value) in &*self.client.headers {
            headers.insert(name, value.clone());
        }
        self.call.add_headers(&self.body, &mut headers);
        for (name, value) in &self.options.headers {
            headers.insert(name, header_value(name.as_str(), value)?);
        }
        if let Some(key) = &self.options.idempotency_key {
            headers.insert(IDEMPOTENCY_KEY, header_value(IDEMPOTENCY_KEY.as_str(), key)?);
        }
        Ok(HttpRequest::new(self.call.method.clone(), url, headers, self.body.bytes.clone()))
    }

    async fn wait_for_slot(&mut self) -> Result<Option<Permit>, Error> {
        let Some(limiter) = &self.client.shared.limiter else {
            self.started.get_or_insert_with(Instant::now);
            return Ok(None);
        };
        let asked = Instant::now();
        let slot = match self.deadline {
            None => Ok(Some(limiter.acquire().await)),
            Some(deadline) => timeout_at(deadline, limiter.acquire()).await.map(Some),
        };
        match self.started {
            None => self.started = Some(Instant::now()),
            Some(_) => self.waited += asked.elapsed(),
        }
        slot.map_err(|_| {
            let fault =
                Fault::new(ErrorKind::Timeout).detail("the call's deadline passed while it waited for the rate limit");
            self.error(*Failure::unsent(fault))
        })
    }

    async fn authorize(&mut self) -> Result<HttpRequest, Box<Failure>> {
        self.attempts += 1;
        let Shared { auth, transport, .. } = &*self.client.shared;
        // Packed once more for a repetition, rather than kept and copied for one that seldom comes.
        let mut request = self.packed.take().map_or_else(|| self.pack(), Ok).map_err(Failure::unsent)?;
        let limit = self.attempt_limit();
        let authorized =
            timeout_at(clock::from_now(limit), auth.authorize(&mut request.headers, transport, limit)).await;
        self.stamp = match authorized {
            Ok(result) => result.map_err(Failure::unsent)?,
            Err(_) => {
                let fault = Fault::new(ErrorKind::Timeout).detail("no access token in time");
                return Err(Failure::unsent(fault));
            }
        };
        Ok(request)
    }

    async fn send(&mut self, request: HttpRequest, mut slot: Option<Permit>) -> Result<HttpResponse, Box<Failure>> {
        self.requests += 1;
        if let Some(slot) = &mut slot {
            slot.sent();
        }
        if let Some(road) = &self.options.road {
            road.sent.fetch_add(1, Ordering::Relaxed);
        }
        self.note_on_its_way(true);
        let transport: &dyn Transport = &*self.client.shared.transport;
        let result = transport.send(request, self.attempt_limit()).await;
        self.note_on_its_way(false);
        trace::attempt(self.requests, &result);
        if let Some(slot) = slot {
            match &result {
                Ok(response) if response.head.status == StatusCode::TOO_MANY_REQUESTS => {
                    slot.refused(retry_after(&response.head.headers, SystemTime::now()));
                }
                Ok(_) => slot.answered(),
                Err(lost) if lost.reached == Reached::No => slot.unsent(),
                Err(_) => drop(slot),
            }
        }
        result.map_err(Failure::lost)
    }

    fn note_on_its_way(&self, now: bool) {
        if let Some(road) = &self.options.road {
            road.on_its_way.store(now, Ordering::Relaxed);
        }
    }

    fn judge(&self, response: HttpResponse) -> Result<HttpResponse, Box<Failure>> {
        let answer = Answer::new(&self.call.operation, &response.head, &response.body);
        match self.client.shared.dialect.judge(&answer) {
            Ok(()) => Ok(response),
            Err(fault) => Err(Failure::answered(fault, response)),
        }
    }

    /// A 401 for a token that can be replaced earns one more attempt, outside of the policy's count. The service refused
    /// the request, so this is safe for writes too.
    async fn has_new_token(&mut self, failure: &Failure) -> bool {
        let refused = failure.reached == Reached::Yes && failure.status() == Some(StatusCode::UNAUTHORIZED);
        if !refused || self.renewed || !self.client.shared.auth.refused(self.stamp).await {
            return false;
        }
        self.renewed = true;
        self.attempts -= 1;
        true
    }

    fn remember(&mut self, failure: &Failure) {
        self.may_have_happened |= self.outcome_is_unknown(failure);
    }

    /// Whether this attempt of a write can have taken effect.
    fn outcome_is_unknown(&self, failure: &Failure) -> bool {
        self.safety.is_write()
            && match failure.reached {
                Reached::No => false,
                Reached::Maybe => true,
                Reached::Yes => matches!(
                    failure.fault.kind(),
                    ErrorKind::Timeout
                        | ErrorKind::Interrupted
                        | ErrorKind::Server
                        | ErrorKind::TooLarge
                        | ErrorKind::Decode
                        | ErrorKind::Redirect
                ),
            }
    }

    fn decide(&self, failure: &Failure) -> Decision {
        if failure.settled {
            return Decision::Stop;
        }
        let failed = FailedAttempt {
            safety: self.safety,
            reached: failure.reached,
            status: failure.status(),
            retry_after: failure.retry_after(),
            attempts: self.attempts,
            time_left: self.time_left(),
        };
        let policy = self.options.retry.as_ref().unwrap_or(&self.client.shared.retry);
        let decision = policy.decide(&failed, fastrand::f64());
        if matches!(decision, Decision::Wait(_)) && !self.client.shared.budget.spend() {
            return Decision::Stop;
        }
        trace::decision(decision);
        decision
    }

    fn decode(&self, response: HttpResponse) -> Result<Response<T>, Error> {
        self.client.shared.budget.earn();
        match (self.call.reader)(&response.head, &response.body) {
            Ok(body) => Ok(Response { head: response.head, body, attempts: self.requests }),
            Err(fault) => Err(self.error(*Failure::answered(fault, response))),
        }
    }

    fn error(&self, failure: Failure) -> Error {
        let response = failure.response.as_ref();
        let request_id = response.and_then(|HttpResponse { head, body }| {
            self.client.shared.dialect.request_id(&Answer::new(&self.call.operation, head, body))
        });
        let error = Error::new(Report {
            place: Some(Place {
                service: self.client.shared.service.into(),
                operation: self.call.operation.clone(),
                method: self.call.method.clone(),
                template: self.call.template.clone(),
            }),
            status: failure.status(),
            request_id,
            retry_after: failure.retry_after(),
            body: response.map(|response| first_bytes(&response.body)).unwrap_or_default(),
            attempts: self.requests,
            elapsed: self.elapsed(),
            may_have_happened: self.may_have_happened || self.outcome_is_unknown(&failure),
            fault: failure.fault,
        });
        trace::failed(&error);
        error
    }

    fn elapsed(&self) -> Duration {
        self.started.map_or(Duration::ZERO, |started| started.elapsed().saturating_sub(self.waited))
    }

    fn time_left(&self) -> Duration {
        let of_total = self.client.shared.total_timeout.saturating_sub(self.elapsed());
        match self.deadline {
            Some(deadline) => of_total.min(deadline.saturating_duration_since(Instant::now())),
            None => of_total,
        }
    }

    fn attempt_limit(&self) -> Duration {
        self.options.attempt_timeout.unwrap_or(self.client.shared.attempt_timeout).min(self.time_left())
    }
}

fn first_bytes(body: &Bytes) -> Bytes {
    // A copy, so that what was read is not kept alive by a small error.
    Bytes::copy_from_slice(body.get(..BODY_KEPT).unwrap_or(body))
}

/// What one call does differently from its client's settings. Not `Debug`: a header or a key can be a secret.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) headers: Vec<(HeaderName, String)>,
    /// Where the call is, for whoever asks ahead.
    pub(crate) road: Option<Arc<Road>>,
}

/// How far a call is that nobody waits for yet.
#[derive(Default)]
pub(crate) struct Road {
    /// True while an attempt is with the transport.
    pub(crate) on_its_way: AtomicBool,
    /// How many requests were sent.
    pub(crate) sent: AtomicU32,
}

/// An answer with its head.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// Status and headers.
    pub head: Head,
    /// What the operation gave.
    pub body: T,
    /// How many requests were sent for it: more than one where some were repeated.
    pub attempts: u32,
}

/// A call that is sent when it is awaited.
///
/// It owns all that it needs, so it can be moved into another task. Bad input surfaces at the `.await`.
///
/// Once begun, await it to its end or drop it. One that is left half-way while its owner awaits another call of the same
/// client (in the body of a loop over a `buffered` stream, in an arm of `select!`) keeps its place in the rate limit's
/// queue, and the other call can wait behind it for ever: spawn it instead.
#[must_use = "a request does nothing until it is awaited"]
pub struct Request<T> {
    client: Client,
    call: Call<T>,
    options: CallOptions,
}

impl<T: Send + 'static> Request<T> {
    /// How long one attempt may take, the answer's body included. 30 seconds by default.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.attempt_timeout = Some(limit);
        self
    }

    /// How long the call may take in all: waiting for the rate limit, every attempt and every pause. None by default.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.options.deadline = Some(limit);
        self
    }

    /// When a failed attempt is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Marks a write with your own key, so that the service recognises a repetition. Refused for operations that don't
    /// document one.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.options.idempotency_key = Some(key.into());
        self
    }

    /// Marks a write with a random key (a UUID), the same for every attempt of this call, so that it can be repeated
    /// when its outcome is unknown. Refused for operations that don't document one.
    pub fn idempotent(self) -> Self {
        self.idempotency_key(random_uuid())
    }

    /// One more header.
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.options.headers.push((name, value.into()));
        self
    }

    pub(crate) fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sends it and gives status and headers too.
    ///
    /// # Errors
    /// Whatever went wrong; see [`ErrorKind`].
    pub async fn send(self) -> Result<Response<T>, Error> {
        let road = self.client.travel(&self.call, self.options);
        trace::call(self.client.shared.service, &self.call, road).await
    }

    /// Sends it and takes "not found" for an answer: `None`. A wrong base URL stays an error.
    ///
    /// # Errors
    /// Whatever else went wrong.
    pub async fn optional(self) -> Result<Option<T>, Error> {
        match self.send().await {
            Ok(response) => Ok(Some(response.body)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The call that will be sent.
    pub fn call(&self) -> &Call<T> {
        &self.call
    }
}

impl<T: Send + 'static> IntoFuture for Request<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(self.send().await?.body) })
    }
}

impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("call", &self.call).finish_non_exhaustive()
    }
}

/// A random UUID (RFC 9562, version 4).
///
/// The bits come from the keys of std's hash maps, which the operating system gives: a program that seeds fastrand, or
/// two machines that start alike, must not use a key twice.
fn random_uuid() -> String {
    let random = || u128::from(RandomState::new().build_hasher().finish());
    let bits = ((random() << 64) | random()) & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    let mut text = String::with_capacity(36);
    for (place, digit) in hex.chars().enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// Sets a client up. `C` is what it makes: a vendor's client, or the bare [`Client`].
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder<C = Client> {
    service: &'static str,
    dialect: Box<dyn Dialect>,
    base_url: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    auth: Result<Arc<dyn Authorize>, Fault>,
    limit: Option<RateLimit>,
    retry: RetryPolicy,
    attempt_timeout: Duration,
    total_timeout: Duration,
    user_agent: String,
    makes: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Begins a client of a service whose failures look as the dialect says.
    pub fn new(service: &'static str, dialect: impl Dialect + 'static) -> Self {
        Self {
            service,
            dialect: Box::new(dialect),
            base_url: None,
            transport: None,
            auth: Ok(Arc::new(Anonymous)),
            limit: None,
            retry: RetryPolicy::default(),
            attempt_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(90),
            user_agent: concat!("acesso/", env!("CARGO_PKG_VERSION")).to_owned(),
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
    pub fn credential(mut self, credential: Result<impl Authorize + 'static, Fault>) -> Self {
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
        self.limit = limit.into();
        self
    }

    /// When a failed attempt is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long one attempt may take, the answer's body included. 30 seconds by default.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = limit;
        self
    }

    /// How long all attempts of a call and the pauses between them may take. 90 seconds by default. Waiting for the rate
    /// limit does not count.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.total_timeout = limit;
        self
    }

    /// What the client calls itself; put your program's name and version there.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for a missing or unsafe base URL and where TLS can't be set up,
    /// [`ErrorKind::InvalidInput`] for a credential or user agent that a header can't carry.
    pub fn build(self) -> Result<C, Error> {
        let Some(url) = self.base_url else {
            return Err(Fault::configuration("no base URL is set").into());
        };
        let base = BaseUrl::parse(&url)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(&base)?,
        };
        let agent = header_value("user-agent", &self.user_agent)?;
        let shared = Shared {
            service: self.service,
            base,
            transport,
            auth: self.auth?,
            dialect: self.dialect,
            limiter: self.limit.map(Limiter::new),
            retry: self.retry,
            budget: RetryBudget::new(),
            attempt_timeout: self.attempt_timeout,
            total_timeout: self.total_timeout,
        };
        let headers = HeaderMap::from_iter([(header::USER_AGENT, agent)]);
        Ok(C::from(Client { shared: Arc::new(shared), headers: Arc::new(headers) }))
    }
}

#[cfg(feature = "_transport")]
fn default_transport(base: &BaseUrl) -> Result<Arc<dyn Transport>, Fault> {
    let transport = crate::HttpTransport::new();
    // Made now rather than at the first call, so that a TLS set-up that can't work is known at once.
    transport.client_for(base.is_loopback()).map_err(|lost| Failure::lost(lost).fault)?;
    Ok(Arc::new(transport))
}

#[cfg(all(feature = "hyper", not(feature = "_transport")))]
fn default_transport(_base: &BaseUrl) -> Result<Arc<dyn Transport>, Fault> {
    let transport = crate::HyperTransport::new();
    transport.set_up().map_err(|lost| Failure::lost(lost).fault)?;
    Ok(Arc::new(transport))
}

#[cfg(not(any(feature = "_transport", feature = "hyper")))]
fn default_transport(_base: &BaseUrl) -> Result<Arc<dyn Transport>, Fault> {
    Err(Fault::configuration("no transport is set")
        .advice("give one to the builder, or turn on the crate's feature `reqwest`"))
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("service", &self.service).finish_non_exhaustive()
    }
}
