//! Credentials, and the log-in that gets them.

use std::fmt;

use acesso_core::{
    Error, Secret, Transport,
    oauth::{AuthorizationRequest, ClientAuthentication, Grant, OAuth, OAuthBuilder, Tokens},
};

use crate::ClientBuilder;

const AUTHORIZE_URL: &str = "https://login.xarios.cloud/connect/authorize";
const TOKEN_URL: &str = "https://login.xarios.cloud/connect/token";
const REDIRECT_URI: &str = "http://127.0.0.1:8000";

/// The authentication page's text; its sample URL writes `open id` (x-contradiction), which RFC 6749 reads as two scopes.
const SCOPE: &str = "openid offline_access onboarding";

/// How a client authenticates: an access token, or a [`Login`] that fetches one whenever it is needed.
///
/// Clones share the log-in, so that clients of several regions use one refresh token between them.
#[derive(Debug, Clone)]
pub struct Credentials(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Token(Secret),
    OAuth(Result<OAuth, Error>),
}

impl Credentials {
    /// An access token (JWT) that you have. Surrounding whitespace is trimmed. The client can't renew it: once
    /// it has expired, every call gives [`ErrorKind::Unauthorized`](crate::ErrorKind::Unauthorized).
    pub fn token(token: impl Into<Secret>) -> Self {
        Self(Kind::Token(trimmed(token)))
    }

    pub(crate) fn give_to(self, builder: ClientBuilder) -> ClientBuilder {
        match self.0 {
            Kind::Token(token) => builder.bearer(token),
            Kind::OAuth(oauth) => builder.credential(oauth),
        }
    }
}

/// The log-in of a person to the portal, by which your program gets its tokens (OAuth 2, authorization code grant with
/// PKCE).
///
/// Client id and secret are issued in the portal; that needs its API administrator role. Once, a person opens the address
/// of an [`authorization_request`](Self::authorization_request), the browser comes back to the redirect address with a
/// `code`, and [`with_code`](Self::with_code) makes credentials of it. From then on the refresh token serves: keep each new
/// one with [`on_renewed`](Self::on_renewed), and begin with it next time.
///
/// ```no_run
/// use myreports::{Client, Login, Region};
///
/// # fn keep(_: &myreports::Secret) {}
/// # fn kept() -> myreports::Secret { "example-refresh-token".into() }
/// # fn main() -> Result<(), myreports::Error> {
/// let login = Login::new("client-id", "client-secret").on_renewed(|tokens| {
///     if let Some(refresh_token) = &tokens.refresh_token {
///         keep(refresh_token);
///     }
/// });
/// let client = Client::builder(Region::Eu, login.with_refresh_token(kept())).build()?;
/// # Ok(())
/// # }
/// ```
///
/// # How sure this is
/// Both addresses, the scope, the response type and the default redirect address are the vendor's
/// ([page](https://docs.na.xarios.cloud/en-us/config/api/gettingstarted/authentication/)). The rest of that page was cut in
/// every copy (x-incomplete): the fields of the token request, how the client authenticates, the refresh call and how
/// long tokens live. There this crate follows RFC 6749: sections 4.1.3 and 6 for the forms, and HTTP Basic of section 2.3.1,
/// which every authorisation server must accept. PKCE (RFC 7636) and `prompt=consent` (OpenID Connect Core, section 11) are
/// not on the vendor's page either; a server that knows neither passes them over (RFC 6749, section 3.1).
#[must_use = "a log-in does nothing until it is made into credentials"]
pub struct Login {
    client_id: String,
    client_secret: Secret,
    redirect_uri: String,
    authorize_url: String,
    token_url: String,
    /// What is set beside that.
    settings: Settings,
}

type Settings = Box<dyn FnOnce(OAuthBuilder) -> OAuthBuilder + Send + Sync>;

impl Login {
    /// Starts with the id and the secret that the portal issued to your program.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            redirect_uri: REDIRECT_URI.to_owned(),
            authorize_url: AUTHORIZE_URL.to_owned(),
            token_url: TOKEN_URL.to_owned(),
            settings: Box::new(|builder| builder.authentication(ClientAuthentication::Basic)),
        }
    }

    fn set(self, setting: impl FnOnce(OAuthBuilder) -> OAuthBuilder + Send + Sync + 'static) -> Self {
        let before = self.settings;
        Self { settings: Box::new(move |builder| setting(before(builder))), ..self }
    }

    /// Where the browser comes back to. `http://127.0.0.1:8000` by default, as the vendor's.
    pub fn redirect_uri(mut self, address: impl Into<String>) -> Self {
        self.redirect_uri = address.into();
        self
    }

    /// The address of the log-in page, for tests.
    pub fn authorize_url(mut self, url: impl Into<String>) -> Self {
        self.authorize_url = url.into();
        self
    }

    /// Where tokens are asked for, for tests.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = url.into();
        self
    }

    /// How the client authenticates. HTTP Basic by default; the contract does not say.
    pub fn authentication(self, how: ClientAuthentication) -> Self {
        self.set(move |builder| builder.authentication(how))
    }

    /// Called with every new set of tokens, before any call uses them. Keep the refresh token here: the server may have
    /// made the old one worthless.
    pub fn on_renewed(self, keep: impl Fn(&Tokens) + Send + Sync + 'static) -> Self {
        self.set(move |builder| builder.on_renewed(keep))
    }

    /// Asked before a refresh token is sent, for programs that run more than once at a time over one log-in: another of
    /// them may have used the token at hand and kept its successor. `None` means that the one at hand is the newest.
    ///
    /// Alone it does not help two that ask at the same moment: a server that detects reuse then ends the log-in. Let them
    /// [take turns](Self::renewed_in_turn).
    pub fn newer_refresh_token(self, newer: impl Fn() -> Option<Secret> + Send + Sync + 'static) -> Self {
        self.set(move |builder| builder.newer_refresh_token(newer))
    }

    /// Waited for before each renewal, for programs that run more than once at a time over one log-in: what it gives is held
    /// from before the [newer refresh token](Self::newer_refresh_token) is asked for until its successor was
    /// [kept](Self::on_renewed), or until the renewal failed; then it is dropped. A lock on a file serves. Where it fails,
    /// so does the renewal, and nothing is sent.
    pub fn renewed_in_turn<T, F>(self, take: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        self.set(move |builder| builder.renewed_in_turn(take))
    }

    /// Starts a log-in: the address that a person opens to log in and allow your program in, a random `state`, and the
    /// verifier that goes with the code (PKCE). Compare the `state` that comes back with the code: a code with another one is
    /// somebody else's.
    ///
    /// ```no_run
    /// use myreports::{Client, Login, Region};
    ///
    /// # fn come_back() -> (String, String) { ("a-code".to_owned(), "a-state".to_owned()) }
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let login = Login::new("client-id", "client-secret");
    /// let request = login.authorization_request()?;
    /// println!("Open {}", request.url);
    ///
    /// let (code, state) = come_back(); // to the redirect address
    /// if state != request.state.expose() {
    ///     return Err("this is the answer to another log-in".into());
    /// }
    /// let credentials = login.with_code(code, request.code_verifier);
    /// let client = Client::builder(Region::Eu, credentials).build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a log-in page that is not https (this machine
    /// excepted), or where the operating system has no random numbers.
    pub fn authorization_request(&self) -> Result<AuthorizationRequest, Error> {
        AuthorizationRequest::new(&self.authorize_url, &self.client_id, &self.redirect_uri, SCOPE)
    }

    /// Credentials from the code that the browser brought, and the verifier of the request that it was asked for with:
    /// `None` if that was a request of your own without one. Surrounding whitespace is trimmed.
    ///
    /// A code is good once; without the refresh token that it gives, a person has to log in again.
    pub fn with_code(self, code: impl Into<Secret>, code_verifier: impl Into<Option<Secret>>) -> Credentials {
        let grant = self.code_grant(code.into(), code_verifier.into());
        self.with(grant)
    }

    /// Credentials from a refresh token that was kept. Surrounding whitespace is trimmed.
    pub fn with_refresh_token(self, token: impl Into<Secret>) -> Credentials {
        self.with(Grant::RefreshToken(trimmed(token)))
    }

    /// Exchanges the code for tokens now, for a program that keeps them and makes no call yet;
    /// [`with_refresh_token`](Self::with_refresh_token) goes on from them. Code and verifier are those of
    /// [`with_code`](Self::with_code). [`on_renewed`](Self::on_renewed) is not called, and nothing is repeated.
    ///
    /// ```no_run
    /// # #[cfg(feature = "reqwest")]
    /// # async fn example(login: myreports::Login, request: myreports::AuthorizationRequest) -> Result<(), myreports::Error> {
    /// let transport = myreports::ReqwestTransport::new()?;
    /// let tokens = login.exchange("the code", request.code_verifier, transport).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Unauthorized`](crate::ErrorKind::Unauthorized) where the authorisation server refuses the code, the
    /// verifier, the id or the secret, [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for settings that can't
    /// work, and connection errors.
    pub async fn exchange(
        self,
        code: impl Into<Secret>,
        code_verifier: impl Into<Option<Secret>>,
        transport: impl Transport + 'static,
    ) -> Result<Tokens, Error> {
        let grant = self.code_grant(code.into(), code_verifier.into());
        self.into_oauth(grant).fetch(transport).await
    }

    fn code_grant(&self, code: Secret, code_verifier: Option<Secret>) -> Grant {
        Grant::AuthorizationCode {
            code: trimmed(code),
            redirect_uri: self.redirect_uri.clone(),
            code_verifier: code_verifier.map(trimmed),
        }
    }

    /// What is wrong with the settings surfaces when a client is built.
    fn with(self, grant: Grant) -> Credentials {
        Credentials(Kind::OAuth(self.into_oauth(grant).build()))
    }

    fn into_oauth(self, grant: Grant) -> OAuthBuilder {
        (self.settings)(OAuthBuilder::new(self.token_url, self.client_id, self.client_secret, grant))
    }
}

/// What was pasted or read from a file often has a line end with it.
fn trimmed(secret: impl Into<Secret>) -> Secret {
    Secret::new(secret.into().expose().trim())
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}
