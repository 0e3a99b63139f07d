//! OAuth 2 (RFC 6749): access tokens that are fetched when needed and renewed before they end.

use std::{
    any::Any,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use http::{HeaderMap, HeaderValue, header};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout_at},
};

use crate::{
    Authorize, Error, ErrorKind, GuardedTransport, RetryPolicy, Safety, Secret, Stamp,
    auth::bearer_header,
    clock,
    error::Reached,
    retry::{Decision, FailedAttempt},
    trace::{self, Event},
    transport::{Sent, Transport},
};

mod authorization;
mod endpoint;

pub use authorization::AuthorizationRequest;
use endpoint::Endpoint;

/// A token is renewed this long before it ends, or in the last tenth of a short life.
const RENEW_AHEAD: Duration = Duration::from_secs(60);

/// After a failed renewal this long passes before the next one: while the old token serves, or after a refusal, which is told
/// to whoever asks meanwhile.
const RENEWAL_PAUSE: Duration = Duration::from_secs(10);

/// How long one request for a token may take, however little time the call that needs it has left: others wait for it too.
const TOKEN_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a renewal may take with its repetitions.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(60);

/// However long the authorisation server asks to wait, it is asked again after an hour.
const LONGEST_REFUSAL: Duration = Duration::from_secs(60 * 60);

/// How many times a caller waits before it gives up, if one token after another is lost or refused before it can be used.
const MAX_WAITS: usize = 3;

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
    /// A code that a person's log-in gave (section 4.1.3). Valid once; after that the refresh token is used.
    AuthorizationCode {
        /// The code.
        code: Secret,
        /// The redirect address that the code was asked for with.
        redirect_uri: String,
        /// The verifier of the [`AuthorizationRequest`] that the code was asked for with (PKCE, RFC 7636).
        code_verifier: Option<Secret>,
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
/// However many calls need a token, one renewal is on its way at a time: a task of its own that goes on whoever gives up,
/// and repeats what may pass by itself, so that no call pays for it. A token that is still good is used while its successor
/// is fetched, and kept when that fails. Clones share the token.
///
/// What the server refuses is told to whoever asks within the next ten seconds, or for as long as its `Retry-After` says, an
/// hour at most; then it is asked again.
///
/// # Clocks
/// A token's life is counted from its arrival by a clock that only goes forward, never by the one on the wall: changing
/// that one neither ends a token nor prolongs it. On most systems the clock stands still while the machine sleeps.
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
///     Client, StatusClassifier,
///     oauth::{Grant, OAuthBuilder},
/// };
///
/// # fn main() -> Result<(), acesso_core::Error> {
/// let grant = Grant::ClientCredentials { scope: Some("read".to_owned()) };
/// let oauth = OAuthBuilder::new("https://auth.example.com/token", "client-id", "client-secret", grant);
/// let client = Client::builder("Example", StatusClassifier)
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
    take_turn: Option<TakeTurn>,
}

/// What a turn is held by.
type Turn = Box<dyn Any + Send>;
type TakeTurn = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Turn, Error>> + Send>> + Send + Sync>;
type OnRenewed = Box<dyn Fn(&Tokens) + Send + Sync>;
type NewerRefreshToken = Box<dyn Fn() -> Option<Secret> + Send + Sync>;

struct Shared {
    endpoint: Endpoint,
    on_renewed: Option<OnRenewed>,
    newer_refresh_token: Option<NewerRefreshToken>,
    take_turn: Option<TakeTurn>,
    state: Mutex<State>,
}

struct State {
    /// What the next token is asked for with; none after a code that brought no refresh token.
    grant: Option<Grant>,
    token: Option<Token>,
    generation: u64,
    renewal: Option<Renewal>,
    renew_not_before: Option<Instant>,
    /// What the authorisation server refused, told until then to whoever has no token.
    refusal: Option<Error>,
}

#[derive(Clone)]
struct Token {
    header: HeaderValue,
    renew_at: Option<Instant>,
    ends_at: Option<Instant>,
}

/// A renewal on its way, in a task of its own. Its sender is gone if the runtime of that task has ended.
#[derive(Clone)]
struct Renewal {
    ended: watch::Receiver<Option<Result<(), Error>>>,
    /// Whoever still waits then begins another one: the runtime of this one stands still.
    given_up: Instant,
}

/// How urgent a new token is.
enum Need {
    /// The token is good.
    Nothing(HeaderValue, Stamp),
    /// The token is good for a little longer.
    Soon(HeaderValue, Stamp),
    /// There is none.
    Now,
    /// There is none, and the server refused to give one a moment ago.
    Refused(Error),
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
            take_turn: None,
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
    ///
    /// Alone it does not help two that ask at the same moment: a server that detects reuse then ends the log-in. Let them
    /// [take turns](Self::renewed_in_turn).
    pub fn newer_refresh_token(mut self, newer: impl Fn() -> Option<Secret> + Send + Sync + 'static) -> Self {
        self.newer_refresh_token = Some(Box::new(newer));
        self
    }

    /// Waited for before each renewal, for programs that run more than once at a time over one log-in: what it gives is held
    /// from before the [newer refresh token](Self::newer_refresh_token) is asked for until its successor was
    /// [kept](Self::on_renewed), or until the renewal failed; then it is dropped. A lock on a file serves. Where it fails,
    /// so does the renewal, and nothing is sent.
    pub fn renewed_in_turn<T, F>(mut self, take: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        self.take_turn = Some(Box::new(move || {
            let turn = take();
            Box::pin(async move { Ok(Box::new(turn.await?) as Turn) })
        }));
        self
    }

    /// Makes it. Nothing is sent.
    ///
    /// # Errors
    /// An error of kind [`ErrorKind::Configuration`] for a token URL that is not https (this machine excepted).
    pub fn build(self) -> Result<OAuth, Error> {
        let endpoint = Endpoint::new(&self.token_url, self.client_id, self.client_secret, self.authentication)?;
        let state = State {
            grant: Some(self.grant),
            token: None,
            generation: 0,
            renewal: None,
            renew_not_before: None,
            refusal: None,
        };
        Ok(OAuth {
            shared: Arc::new(Shared {
                endpoint,
                on_renewed: self.on_renewed,
                newer_refresh_token: self.newer_refresh_token,
                take_turn: self.take_turn,
                state: Mutex::new(state),
            }),
        })
    }

    /// Asks for tokens now, once, for a program that keeps them and makes no call yet. What
    /// [`on_renewed`](Self::on_renewed), [`newer_refresh_token`](Self::newer_refresh_token) and
    /// [`renewed_in_turn`](Self::renewed_in_turn) were given is not called.
    ///
    /// # Errors
    /// As [`build`](Self::build), and [`ErrorKind::Unauthorized`] for a grant that the authorisation server refuses.
    pub async fn fetch(self, transport: impl Transport + 'static) -> Result<Tokens, Error> {
        Endpoint::new(&self.token_url, self.client_id, self.client_secret, self.authentication)?
            .ask(&self.grant, &GuardedTransport::new(transport))
            .await
    }
}

#[async_trait]
impl Authorize for OAuth {
    async fn authorize(
        &self,
        headers: &mut HeaderMap,
        transport: &GuardedTransport,
        _limit: Duration,
    ) -> Result<Stamp, Error> {
        let (token, stamp) = self.token(transport).await?;
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
    async fn token(&self, transport: &GuardedTransport) -> Result<(HeaderValue, Stamp), Error> {
        for _ in 0..MAX_WAITS {
            let mut renewal = match self.shared.need() {
                Need::Nothing(token, stamp) => return Ok((token, stamp)),
                Need::Soon(token, stamp) => {
                    self.renewal(transport);
                    return Ok((token, stamp));
                }
                Need::Now => self.renewal(transport),
                Need::Refused(error) => return Err(error),
            };
            let ended = timeout_at(renewal.given_up, renewal.ended.wait_for(Option::is_some)).await;
            // Anything else than an end: the runtime that the renewal ran on has ended or stands still.
            if let Ok(Ok(ended)) = ended
                && let Some(Err(error)) = &*ended
            {
                return Err(error.clone());
            }
        }
        Err(Error::new(ErrorKind::Unauthorized).with_detail("no access token lives long enough to be used"))
    }

    /// The renewal on its way, begun if there is none.
    fn renewal(&self, transport: &GuardedTransport) -> Renewal {
        let mut state = self.shared.lock();
        if let Some(renewal) = state.renewal.as_ref().filter(|renewal| renewal.is_on_its_way()) {
            return renewal.clone();
        }
        let (end, ended) = watch::channel(None);
        let renewal = Renewal { ended, given_up: clock::from_now(RENEWAL_TIMEOUT + TOKEN_TIMEOUT) };
        state.renewal = Some(renewal.clone());
        drop(state);
        let (shared, transport) = (Arc::clone(&self.shared), transport.clone());
        // Whoever asks for a token is the task of a call, so there is a runtime.
        tokio::spawn(trace::in_current_span(async move {
            let result = shared.renew(&transport).await;
            end.send_replace(Some(result));
        }));
        renewal
    }
}

impl Renewal {
    fn is_on_its_way(&self) -> bool {
        self.ended.has_changed().is_ok() && self.ended.borrow().is_none() && Instant::now() < self.given_up
    }
}

fn used_up() -> Error {
    Error::new(ErrorKind::Unauthorized)
        .with_detail("the access token has ended, and the authorisation server gave no refresh token with it")
        .with_advice("log in again")
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn need(&self) -> Need {
        let state = self.lock();
        let now = Instant::now();
        let is_past = |time: Option<Instant>| time.is_some_and(|time| time <= now);
        let is_paused = state.renew_not_before.is_some_and(|time| time > now);
        match &state.token {
            Some(token) if !is_past(token.ends_at) => {
                let (header, stamp) = (token.header.clone(), Stamp(state.generation));
                if is_past(token.renew_at) && !is_paused {
                    Need::Soon(header, stamp)
                } else {
                    Need::Nothing(header, stamp)
                }
            }
            _ => match &state.refusal {
                Some(error) if is_paused => Need::Refused(error.clone()),
                Some(_) | None => Need::Now,
            },
        }
    }

    /// One renewal, when it is its turn, from the form to the stored token.
    async fn renew(&self, transport: &GuardedTransport) -> Result<(), Error> {
        let result = match self.turn().await {
            Ok(_turn) => self.renew_now(transport).await,
            Err(error) => Err(error),
        };
        // A call that waited for it must not wait for it again.
        let result = result.map_err(Error::settled);
        match &result {
            Ok(()) => transport.log(Event { message: "access token renewed", ..Event::default() }),
            Err(error) => {
                transport.log(Event {
                    message: "access token not renewed",
                    status: error.status().map(|status| status.as_u16()),
                    error: Some(error.kind().name()),
                    ..Event::default()
                });
                self.lock().remember(error);
            }
        }
        result
    }

    async fn turn(&self) -> Result<Option<Turn>, Error> {
        match &self.take_turn {
            Some(take) => take().await.map(Some),
            None => Ok(None),
        }
    }

    /// With repetitions of what may pass.
    async fn renew_now(&self, transport: &GuardedTransport) -> Result<(), Error> {
        let end = clock::from_now(RENEWAL_TIMEOUT);
        let mut attempts = 0;
        let result = loop {
            attempts += 1;
            match self.ask(transport).await {
                Ok(tokens) => break self.store(&tokens),
                Err(error) => match pause_after(&error, attempts, end) {
                    Decision::Wait(pause) => sleep(pause).await,
                    Decision::Stop => break Err(error),
                },
            }
        };
        result.map_err(|error| error.with_attempts(attempts, Duration::ZERO))
    }

    async fn ask(&self, transport: &GuardedTransport) -> Result<Tokens, Error> {
        let grant = self.next_grant().ok_or_else(used_up)?;
        self.endpoint.ask(&grant, transport).await
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

    fn store(&self, tokens: &Tokens) -> Result<(), Error> {
        // First of all: whatever goes wrong from here on, the old refresh token can be worthless by now.
        self.lock().replace_grant(tokens);
        // A panic of the one who keeps it must not cost the token: each call would ask for another one.
        let kept = self.on_renewed.as_ref().map(|keep| catch_unwind(AssertUnwindSafe(|| keep(tokens))));
        let token = Token::new(tokens)?;
        let mut state = self.lock();
        state.token = Some(token);
        state.generation += 1;
        state.renew_not_before = None;
        state.refusal = None;
        drop(state);
        if let Some(Err(panic)) = kept {
            resume_unwind(panic);
        }
        Ok(())
    }
}

/// Whether a failed request for a token is repeated. If the first answer was lost, the code or the refresh token in it may be
/// used up: the server then refuses the second, and one that detects reuse ends the log-in. It would have ended with the
/// access token anyway, and mostly the first request was lost, not its answer.
fn pause_after(error: &Error, attempts: u32, end: Instant) -> Decision {
    if error.is_settled() || !error.kind().may_pass() {
        return Decision::Stop;
    }
    let sent = if error.reached() == Reached::No { Sent::No } else { Sent::Maybe };
    let failed = FailedAttempt {
        status: error.answered_status(),
        retry_after: error.retry_after(),
        attempts,
        time_left: end.saturating_duration_since(Instant::now()),
        ..FailedAttempt::new(Safety::Idempotent, sent)
    };
    RetryPolicy::default().decide(&failed, fastrand::f64())
}

impl State {
    /// A refusal is told to all that ask within the next moments, or for as long as the server asks: a loop over thousands of
    /// calls must not be thousands of refused log-ins.
    fn remember(&mut self, error: &Error) {
        let asked = error.retry_after().map(|asked| asked.min(LONGEST_REFUSAL));
        self.renew_not_before = Some(clock::from_now(asked.unwrap_or(RENEWAL_PAUSE)));
        let is_refusal = asked.is_some() || !error.kind().may_pass();
        self.refusal = is_refusal.then(|| error.clone());
    }

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
    fn new(tokens: &Tokens) -> Result<Self, Error> {
        let header = bearer_header(&tokens.access_token)
            .map_err(|_| Error::new(ErrorKind::Decode).with_detail("the access token can't be sent as a header"))?;
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
        f.debug_struct("OAuth").field("token_host", &self.shared.endpoint.host()).finish_non_exhaustive()
    }
}

impl fmt::Debug for OAuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthBuilder").field("grant", &self.grant).finish_non_exhaustive()
    }
}
