//! OAuth 2 (RFC 6749): access tokens that are fetched when needed and renewed before they end.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use tokio::time::{Instant, timeout};
use url::Url;
use zeroize::Zeroizing;

use crate::{
    Authorize, ErrorKind, Fault, FixedCredential, HttpRequest, HttpResponse, Loss, Lost, Secret, Stamp, Transport,
    auth::bearer_header, call::parse_endpoint, trace, wire,
};

/// A token is renewed this long before it ends, or in the last tenth of a short life.
const RENEW_AHEAD: Duration = Duration::from_secs(60);

/// After a renewal ahead of time has failed or taken too long, the old token serves this long before the next try.
const RENEWAL_PAUSE: Duration = Duration::from_secs(10);

/// How long a caller whose token is still good waits for its successor, at most and with half of the time it has.
const RENEWAL_PATIENCE: Duration = Duration::from_secs(10);

/// How long a token request may take, however little time the call that needs it has left: others wait for it too.
const TOKEN_TIMEOUT: Duration = Duration::from_secs(30);

/// How the client shows the authorisation server who it is (RFC 6749, section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// Id and secret as HTTP Basic user and password, which every server must accept.
    Basic,
    /// Id and secret as fields of the form.
    Form,
}

/// What a token is asked for with.
#[derive(Clone)]
#[non_exhaustive]
pub enum Grant {
    /// The client's own credentials (section 4.4). `scope` is a space-separated list.
    ClientCredentials {
        /// What the token may do.
        scope: Option<String>,
    },
    /// A code that a person's log-in gave (section 4.1.3). Good once; from then on the refresh token serves.
    AuthorizationCode {
        /// The code.
        code: Secret,
        /// The redirect address that the code was asked for with.
        redirect_uri: String,
    },
    /// A refresh token that was kept (section 6).
    RefreshToken(Secret),
}

/// Tokens as the authorisation server gave them, for whoever keeps them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Tokens {
    /// The access token.
    pub access_token: Secret,
    /// The refresh token to use from now on: the new one, or the old one where the server sent none.
    pub refresh_token: Option<Secret>,
    /// How long the access token lives, if the server says so. Without it the token is used until it is refused.
    pub expires_in: Option<Duration>,
}

/// Access tokens from an authorisation server.
///
/// However many calls need a token, one request is on its way at a time; a caller who gives up does not end it for the
/// others. A token that is still good is used while its successor is fetched, and kept when that fails. Nothing runs in
/// the background. Clones share the token.
///
/// # Clocks
/// A token's life is counted from its arrival by a clock that only goes forward, never by the one on the wall: setting that
/// one, or its jumping, ends no token and prolongs none. On most systems the clock stands still while the machine sleeps.
/// Then a token that ended meanwhile is sent once more; the service refuses it (401), and the call goes on with a new one,
/// as it does for a token that was revoked, a write included.
#[derive(Clone)]
pub struct OAuth {
    shared: Arc<Shared>,
}

/// Sets up an [`OAuth`].
///
/// ```
/// use acesso_core::{
///     Client, PlainHttp,
///     oauth::{Grant, OAuthBuilder},
/// };
///
/// # fn main() -> Result<(), acesso_core::Error> {
/// let grant = Grant::ClientCredentials { scope: Some("read".to_owned()) };
/// let oauth = OAuthBuilder::new("https://auth.example.com/token", "client-id", "client-secret", grant);
/// let client = Client::builder("Example", PlainHttp)
///     .base_url("https://api.example.com")
///     .credential(oauth.build())
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until `build`"]
pub struct OAuthBuilder {
    token_url: String,
    client_id: String,
    client_secret: Secret,
    grant: Grant,
    authentication: ClientAuthentication,
    on_renewed: Option<OnRenewed>,
    newer_refresh_token: Option<NewerRefreshToken>,
}

type OnRenewed = Box<dyn Fn(&Tokens) + Send + Sync>;
type NewerRefreshToken = Box<dyn Fn() -> Option<Secret> + Send + Sync>;
type TokenFuture = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;

struct Shared {
    endpoint: Endpoint,
    on_renewed: Option<OnRenewed>,
    newer_refresh_token: Option<NewerRefreshToken>,
    state: Mutex<State>,
    /// The token request on its way. It stays here when the caller who drives it is dropped, and the next one drives it
    /// on: a refresh token that the server has replaced already must not be lost.
    on_its_way: tokio::sync::Mutex<Option<TokenFuture>>,
}

/// Where and as whom to ask for tokens.
struct Endpoint {
    url: Url,
    client_id: String,
    client_secret: Secret,
    authentication: ClientAuthentication,
}

struct State {
    /// What the next token is asked for with; none after a code that brought no refresh token.
    grant: Option<Grant>,
    token: Option<Token>,
    generation: u64,
    /// How many token requests have ended, and how the newest one failed.
    ended: u64,
    failure: Option<Fault>,
    renew_not_before: Option<Instant>,
}

#[derive(Clone)]
struct Token {
    header: HeaderValue,
    renew_at: Option<Instant>,
    ends_at: Option<Instant>,
}

/// How urgent a new token is.
enum Need {
    /// The token is good.
    Nothing(HeaderValue, Stamp),
    /// The token is good for a little longer.
    Soon(HeaderValue, Stamp),
    /// There is none. So many token requests had ended when this was seen.
    Now { ended: u64 },
}

impl OAuthBuilder {
    /// Begins with what every token request carries. Id and secret go in the form unless
    /// [`authentication`](Self::authentication) says otherwise.
    pub fn new(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
        grant: Grant,
    ) -> Self {
        Self {
            token_url: token_url.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            grant,
            authentication: ClientAuthentication::Form,
            on_renewed: None,
            newer_refresh_token: None,
        }
    }

    /// How the client shows who it is.
    pub fn authentication(mut self, how: ClientAuthentication) -> Self {
        self.authentication = how;
        self
    }

    /// Called with every new set of tokens, before any call uses them: keep the refresh token here, since the server may
    /// have made the old one worthless.
    pub fn on_renewed(mut self, keep: impl Fn(&Tokens) + Send + Sync + 'static) -> Self {
        self.on_renewed = Some(Box::new(keep));
        self
    }

    /// Asked before a refresh token is sent, for programs that run more than once at a time over one log-in: another of
    /// them may have used the token at hand and kept its successor. `None` means that the one at hand is the newest.
    pub fn newer_refresh_token(mut self, newer: impl Fn() -> Option<Secret> + Send + Sync + 'static) -> Self {
        self.newer_refresh_token = Some(Box::new(newer));
        self
    }

    /// Makes it. Nothing is sent.
    ///
    /// # Errors
    /// A fault of kind [`ErrorKind::Configuration`] for a token URL that is not https (this machine excepted).
    pub fn build(self) -> Result<OAuth, Fault> {
        let endpoint = Endpoint::new(&self.token_url, self.client_id, self.client_secret, self.authentication)?;
        let state = State {
            grant: Some(self.grant),
            token: None,
            generation: 0,
            ended: 0,
            failure: None,
            renew_not_before: None,
        };
        Ok(OAuth {
            shared: Arc::new(Shared {
                endpoint,
                on_renewed: self.on_renewed,
                newer_refresh_token: self.newer_refresh_token,
                state: Mutex::new(state),
                on_its_way: tokio::sync::Mutex::new(None),
            }),
        })
    }

    /// Asks for tokens now, once, for a program that keeps them and makes no call yet. What
    /// [`on_renewed`](Self::on_renewed) and [`newer_refresh_token`](Self::newer_refresh_token) were given is not called.
    ///
    /// # Errors
    /// As [`build`](Self::build), and [`ErrorKind::Unauthorized`] for a grant that the authorisation server refuses.
    pub async fn fetch(self, transport: &dyn Transport) -> Result<Tokens, Fault> {
        Endpoint::new(&self.token_url, self.client_id, self.client_secret, self.authentication)?
            .ask(&self.grant, transport)
            .await
    }
}

#[async_trait]
impl Authorize for OAuth {
    async fn authorize(
        &self,
        headers: &mut HeaderMap,
        transport: &Arc<dyn Transport>,
        limit: Duration,
    ) -> Result<Stamp, Fault> {
        let (token, stamp) = self.token(transport, limit).await?;
        headers.insert(header::AUTHORIZATION, token);
        Ok(stamp)
    }

    async fn refused(&self, stamp: Stamp) -> bool {
        let mut state = self.shared.lock();
        // A late refusal of a token that has been replaced says nothing about the new one.
        if state.generation == stamp.0 {
            state.token = None;
        }
        true
    }
}

impl OAuth {
    async fn token(&self, transport: &Arc<dyn Transport>, limit: Duration) -> Result<(HeaderValue, Stamp), Fault> {
        let ended = match self.shared.need() {
            Need::Nothing(token, stamp) => return Ok((token, stamp)),
            Need::Soon(token, stamp) => return Ok(self.renew_ahead(transport, limit, token, stamp).await),
            Need::Now { ended } => ended,
        };
        let mut on_its_way = self.shared.on_its_way.lock().await;
        match self.shared.need() {
            Need::Nothing(token, stamp) | Need::Soon(token, stamp) => return Ok((token, stamp)),
            // A request that was under way when this caller came has failed meanwhile: its failure is this caller's too.
            Need::Now { ended: by_now } if by_now > ended => {
                if let Some(failure) = self.shared.lock().failure.clone() {
                    return Err(failure);
                }
            }
            Need::Now { .. } => {}
        }
        self.drive(&mut on_its_way, transport).await?;
        match self.shared.need() {
            Need::Nothing(token, stamp) | Need::Soon(token, stamp) => Ok((token, stamp)),
            Need::Now { .. } => {
                Err(Fault::new(ErrorKind::Unauthorized).detail("the new access token has ended already"))
            }
        }
    }

    /// Fetches the successor of a token that is still good, unless somebody else does. A failure is no failure yet, and
    /// a request that takes too long is left for a later caller.
    async fn renew_ahead(
        &self,
        transport: &Arc<dyn Transport>,
        limit: Duration,
        token: HeaderValue,
        stamp: Stamp,
    ) -> (HeaderValue, Stamp) {
        let Ok(mut on_its_way) = self.shared.on_its_way.try_lock() else {
            return (token, stamp);
        };
        // Somebody else may have renewed it since this caller looked.
        if let Need::Nothing(token, stamp) = self.shared.need() {
            return (token, stamp);
        }
        let patience = RENEWAL_PATIENCE.min(limit / 2);
        if !matches!(timeout(patience, self.drive(&mut on_its_way, transport)).await, Ok(Ok(()))) {
            self.shared.lock().renew_not_before = Some(Instant::now() + RENEWAL_PAUSE);
        }
        match self.shared.need() {
            Need::Nothing(token, stamp) | Need::Soon(token, stamp) => (token, stamp),
            Need::Now { .. } => (token, stamp),
        }
    }

    /// Drives the token request on its way to its end, starting one if there is none.
    async fn drive(&self, on_its_way: &mut Option<TokenFuture>, transport: &Arc<dyn Transport>) -> Result<(), Fault> {
        poll_fn(|context| {
            // Out of its place while it is polled: if the keeper of the tokens panics, nobody must poll it again.
            let mut request =
                on_its_way.take().unwrap_or_else(|| Box::pin(fetch(Arc::clone(&self.shared), Arc::clone(transport))));
            let polled = request.as_mut().poll(context);
            if polled.is_pending() {
                *on_its_way = Some(request);
            }
            polled
        })
        .await
    }
}

/// One token request, from the form to the stored token.
async fn fetch(shared: Arc<Shared>, transport: Arc<dyn Transport>) -> Result<(), Fault> {
    let result = async {
        let grant = shared.next_grant().ok_or_else(used_up)?;
        shared.endpoint.ask(&grant, &*transport).await
    }
    .await;
    match result {
        Ok(tokens) => shared.store(tokens),
        Err(failure) => {
            shared.fail(failure.clone());
            Err(failure)
        }
    }
}

fn used_up() -> Fault {
    Fault::new(ErrorKind::Unauthorized)
        .detail("the access token has ended, and the authorisation server gave no refresh token with it")
        .advice("log in again")
}

fn lost_token(lost: Lost) -> Fault {
    let kind = match lost.loss {
        Loss::Unusable => ErrorKind::Configuration,
        Loss::Connect => ErrorKind::Connect,
        Loss::Timeout => ErrorKind::Timeout,
        Loss::Interrupted => ErrorKind::Interrupted,
        Loss::TooLarge { .. } => ErrorKind::TooLarge,
    };
    let fault = Fault::new(kind).detail(format!("no access token from the authorisation server: {}", lost.loss));
    match lost.cause {
        Some(cause) => fault.source(cause),
        None => fault,
    }
}

impl Endpoint {
    fn new(
        token_url: &str,
        client_id: String,
        client_secret: Secret,
        authentication: ClientAuthentication,
    ) -> Result<Self, Fault> {
        let url = parse_endpoint("the token URL", token_url)?;
        if client_id.is_empty() || client_secret.is_empty() {
            return Err(Fault::configuration("the OAuth client id or secret is empty"));
        }
        Ok(Self { url, client_id, client_secret, authentication })
    }

    /// One token request.
    async fn ask(&self, grant: &Grant, transport: &dyn Transport) -> Result<Tokens, Fault> {
        let request = self.request(grant)?;
        let response = transport.send(request, TOKEN_TIMEOUT).await.map_err(lost_token)?;
        self.read(&response, grant)
    }

    /// The form of RFC 6749 for this grant.
    fn request(&self, grant: &Grant) -> Result<HttpRequest, Fault> {
        let mut fields: Vec<(&str, &str)> = match grant {
            Grant::ClientCredentials { scope } => {
                let scope = scope.as_deref().map(|scope| ("scope", scope));
                [("grant_type", "client_credentials")].into_iter().chain(scope).collect()
            }
            Grant::AuthorizationCode { code, redirect_uri } => {
                vec![("grant_type", "authorization_code"), ("code", code.expose()), ("redirect_uri", redirect_uri)]
            }
            Grant::RefreshToken(token) => vec![("grant_type", "refresh_token"), ("refresh_token", token.expose())],
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        match self.authentication {
            ClientAuthentication::Form => {
                fields.extend([("client_id", &*self.client_id), ("client_secret", self.client_secret.expose())]);
            }
            ClientAuthentication::Basic => {
                // Section 2.3.1: both are form-encoded first.
                let id = Secret::new(form_encode(&self.client_id));
                let secret = Secret::new(form_encode(self.client_secret.expose()));
                headers.insert(header::AUTHORIZATION, FixedCredential::basic(&id, &secret)?.into_header());
            }
        }
        let form = Zeroizing::new(url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish());
        Ok(HttpRequest::new(Method::POST, self.url.clone(), headers, Bytes::copy_from_slice(form.as_bytes())))
    }

    /// The tokens of an answer (section 5.1), or what its error (section 5.2) means.
    fn read(&self, response: &HttpResponse, grant: &Grant) -> Result<Tokens, Fault> {
        if !response.head.status.is_success() {
            return Err(refusal(response));
        }
        let answer: TokenAnswer = wire::read_json(&response.body)
            .map_err(|fault| fault.advice("check the token URL: this answer has no access token"))?;
        let refresh_token = match grant {
            // Section 4.4.3: none is needed, the credentials serve again.
            Grant::ClientCredentials { .. } => None,
            Grant::AuthorizationCode { .. } => answer.refresh_token,
            Grant::RefreshToken(old) => answer.refresh_token.or_else(|| Some(old.clone())),
        };
        Ok(Tokens {
            access_token: answer.access_token,
            refresh_token,
            expires_in: answer.expires_in.map(Duration::from_secs),
        })
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    #[serde(default)]
    refresh_token: Option<Secret>,
    #[serde(default, deserialize_with = "life_if_readable")]
    expires_in: Option<u64>,
}

/// A life that can't be read is as good as none stated. To refuse the answer for it would lose the refresh token in it.
fn life_if_readable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(wire::number_or_text(Value::deserialize(deserializer)?).unwrap_or_default())
}

#[derive(Deserialize, Default)]
struct Refusal {
    error: Option<String>,
}

/// Section 5.2. The description is left out: nothing says that it is free of secrets.
fn refusal(response: &HttpResponse) -> Fault {
    let status = response.head.status;
    let code = serde_json::from_slice::<Refusal>(&response.body).unwrap_or_default().error;
    let fault = Fault::of_status(status);
    let fault = match fault.kind() {
        ErrorKind::Server | ErrorKind::RateLimited | ErrorKind::Timeout => fault,
        ErrorKind::NotFound | ErrorKind::Redirect => {
            Fault::configuration("the token URL does not answer token requests").advice("check the token URL")
        }
        _ => Fault::new(ErrorKind::Unauthorized).advice(match code.as_deref() {
            Some("invalid_grant") => "the log-in has ended or the refresh token was used already: log in again",
            _ => "check the OAuth client id and secret",
        }),
    };
    fault.detail(format!("the authorisation server refused the token request (HTTP {})", status.as_u16())).code(code)
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn need(&self) -> Need {
        let state = self.lock();
        let now = Instant::now();
        let is_past = |time: Option<Instant>| time.is_some_and(|time| time <= now);
        match &state.token {
            Some(token) if !is_past(token.ends_at) => {
                let (header, stamp) = (token.header.clone(), Stamp(state.generation));
                let paused = state.renew_not_before.is_some_and(|time| time > now);
                if is_past(token.renew_at) && !paused {
                    Need::Soon(header, stamp)
                } else {
                    Need::Nothing(header, stamp)
                }
            }
            _ => Need::Now { ended: state.ended },
        }
    }

    /// What the next token is asked for with.
    fn next_grant(&self) -> Option<Grant> {
        let grant = self.lock().grant.clone()?;
        let newer = match (&grant, &self.newer_refresh_token) {
            (Grant::RefreshToken(_), Some(newer)) => newer(),
            _ => None,
        };
        Some(newer.map_or(grant, Grant::RefreshToken))
    }

    fn store(&self, tokens: Tokens) -> Result<(), Fault> {
        // First of all: whatever goes wrong from here on, the old refresh token can be worthless by now.
        self.lock().replace_grant(&tokens);
        if let Some(keep) = &self.on_renewed {
            keep(&tokens);
        }
        let token = match Token::new(&tokens) {
            Ok(token) => token,
            Err(fault) => {
                self.fail(fault.clone());
                return Err(fault);
            }
        };
        let mut state = self.lock();
        state.token = Some(token);
        state.generation += 1;
        state.ended += 1;
        state.failure = None;
        state.renew_not_before = None;
        drop(state);
        trace::renewed();
        Ok(())
    }

    fn fail(&self, failure: Fault) {
        let mut state = self.lock();
        state.ended += 1;
        state.failure = Some(failure);
    }
}

impl State {
    fn replace_grant(&mut self, tokens: &Tokens) {
        if let Some(refresh_token) = &tokens.refresh_token {
            self.grant = Some(Grant::RefreshToken(refresh_token.clone()));
        } else if matches!(self.grant, Some(Grant::AuthorizationCode { .. })) {
            // Section 4.1.2: a code that comes twice is refused, and the token it gave may be revoked.
            self.grant = None;
        }
    }
}

impl Token {
    fn new(tokens: &Tokens) -> Result<Self, Fault> {
        let header = bearer_header(&tokens.access_token)
            .map_err(|_| Fault::new(ErrorKind::Decode).detail("the access token can't be sent as a header"))?;
        let now = Instant::now();
        // A life beyond what the clock can hold is as good as none stated.
        let after = |life: Duration| now.checked_add(life);
        Ok(Self {
            header,
            renew_at: tokens.expires_in.and_then(|life| after(life - RENEW_AHEAD.min(life / 10))),
            ends_at: tokens.expires_in.and_then(after),
        })
    }
}

fn form_encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The address a person opens to log in and allow the client in (RFC 6749, section 4.1.1). `state` comes back with the
/// code: make it random and compare it.
///
/// # Errors
/// A fault of kind [`ErrorKind::Configuration`] for an address that is not https (this machine excepted).
pub fn authorization_url(
    authorize_url: &str,
    client_id: &str,
    redirect_uri: &str,
    scope: &str,
    state: &str,
) -> Result<String, Fault> {
    let mut url = parse_endpoint("the authorisation URL", authorize_url)?;
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", client_id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", scope)
        .append_pair("state", state);
    Ok(url.into())
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientCredentials { .. } => "ClientCredentials",
            Self::AuthorizationCode { .. } => "AuthorizationCode(..)",
            Self::RefreshToken(_) => "RefreshToken(..)",
        })
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth").field("token_host", &self.shared.endpoint.url.host_str()).finish_non_exhaustive()
    }
}

impl fmt::Debug for OAuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthBuilder").field("grant", &self.grant).finish_non_exhaustive()
    }
}
