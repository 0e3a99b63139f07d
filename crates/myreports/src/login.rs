//! Whom the calls are made as.

use std::fmt;

use acesso_core::{
    Error, Fault, Secret, Transport,
    oauth::{self, ClientAuthentication, Grant, OAuth, OAuthBuilder, Tokens},
};

use crate::ClientBuilder;

const AUTHORIZE_URL: &str = "https://login.xarios.cloud/connect/authorize";
const TOKEN_URL: &str = "https://login.xarios.cloud/connect/token";
const REDIRECT_URI: &str = "http://127.0.0.1:8000";

/// The authentication page's text; its sample URL writes `open id` (x-contradiction), which RFC 6749 reads as two scopes.
const SCOPE: &str = "openid offline_access onboarding";

/// What a client shows the service: an access token, or a [`Login`] that fetches one whenever it is needed.
///
/// Clones share the log-in, so that clients of several regions use one refresh token between them.
#[derive(Debug, Clone)]
pub struct Credentials(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Token(Secret),
    OAuth(Result<OAuth, Fault>),
}

impl Credentials {
    /// An access token (JWT) that you have. The client can't renew it: once it has ended, every call gives
    /// [`ErrorKind::Unauthorized`](crate::ErrorKind::Unauthorized).
    pub fn token(token: impl Into<Secret>) -> Self {
        Self(Kind::Token(token.into()))
    }

    pub(crate) fn give_to(self, builder: ClientBuilder) -> ClientBuilder {
        match self.0 {
            Kind::Token(token) => builder.bearer(token),
            Kind::OAuth(oauth) => builder.credential(oauth),
        }
    }
}

/// The log-in of a person to the portal, by which your program gets its tokens (OAuth 2, authorization code grant).
///
/// Client id and secret are issued in the portal; that needs its API administrator role. A person opens
/// [`authorization_url`](Self::authorization_url) once, the browser comes back to the redirect address with a `code`, and
/// [`with_code`](Self::with_code) makes credentials of it. From then on the refresh token serves: keep each new one with
/// [`on_renewed`](Self::on_renewed), and begin with it next time.
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
/// every copy (x-incomplete): the fields of the token request, how the client shows who it is, the refresh call and how
/// long tokens live. There this follows RFC 6749: sections 4.1.3 and 6 for the forms, and HTTP Basic of section 2.3.1,
/// which every authorisation server must accept.
#[must_use = "a log-in does nothing until it is made into credentials"]
pub struct Login {
    client_id: String,
    client_secret: Secret,
    redirect_uri: String,
    authorize_url: String,
    token_url: String,
    authentication: ClientAuthentication,
    on_renewed: Option<OnRenewed>,
    newer_refresh_token: Option<NewerRefreshToken>,
}

type OnRenewed = Box<dyn Fn(&Tokens) + Send + Sync>;
type NewerRefreshToken = Box<dyn Fn() -> Option<Secret> + Send + Sync>;

impl Login {
    /// Begins with the id and the secret that the portal issued to your program.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            redirect_uri: REDIRECT_URI.to_owned(),
            authorize_url: AUTHORIZE_URL.to_owned(),
            token_url: TOKEN_URL.to_owned(),
            authentication: ClientAuthentication::Basic,
            on_renewed: None,
            newer_refresh_token: None,
        }
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

    /// How the program shows who it is. HTTP Basic by default; the contract does not say.
    pub fn authentication(mut self, how: ClientAuthentication) -> Self {
        self.authentication = how;
        self
    }

    /// Called with every new set of tokens, before any call uses them. Keep the refresh token here: the server may have
    /// made the old one worthless.
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

    /// The address that a person opens to log in and allow your program in. `state` comes back with the code: make it
    /// random and compare it.
    ///
    /// ```
    /// let url = myreports::Login::new("client-id", "client-secret").authorization_url("a random text")?;
    /// assert!(url.starts_with("https://login.xarios.cloud/connect/authorize?response_type=code&client_id=client-id"));
    /// # Ok::<(), myreports::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a log-in page that is not https (this machine
    /// excepted).
    pub fn authorization_url(&self, state: &str) -> Result<String, Error> {
        Ok(oauth::authorization_url(&self.authorize_url, &self.client_id, &self.redirect_uri, SCOPE, state)?)
    }

    /// Credentials from the code that the browser brought. It is good once; without the refresh token that it gives a
    /// person has to log in again.
    pub fn with_code(self, code: impl Into<Secret>) -> Credentials {
        let redirect_uri = self.redirect_uri.clone();
        self.with(Grant::AuthorizationCode { code: code.into(), redirect_uri })
    }

    /// Credentials from a refresh token that was kept.
    pub fn with_refresh_token(self, token: impl Into<Secret>) -> Credentials {
        self.with(Grant::RefreshToken(token.into()))
    }

    /// Makes tokens of the code that the browser brought, now, for a program that keeps them and makes no call yet:
    /// [`with_refresh_token`](Self::with_refresh_token) goes on from them. [`on_renewed`](Self::on_renewed) is not called.
    ///
    /// ```no_run
    /// # async fn example(login: myreports::Login) -> Result<(), myreports::Error> {
    /// let tokens = login.exchange("the code", &myreports::HttpTransport::new()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Unauthorized`](crate::ErrorKind::Unauthorized) where the authorisation server refuses the code, the id
    /// or the secret, [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for settings that can't work, and those
    /// of the connection.
    pub async fn exchange(self, code: impl Into<Secret>, transport: &dyn Transport) -> Result<Tokens, Error> {
        let redirect_uri = self.redirect_uri.clone();
        let grant = Grant::AuthorizationCode { code: code.into(), redirect_uri };
        Ok(self.into_oauth(grant).fetch(transport).await?)
    }

    /// What is wrong with the settings surfaces when a client is built.
    fn with(self, grant: Grant) -> Credentials {
        Credentials(Kind::OAuth(self.into_oauth(grant).build()))
    }

    fn into_oauth(self, grant: Grant) -> OAuthBuilder {
        let builder = OAuthBuilder::new(self.token_url, self.client_id, self.client_secret, grant)
            .authentication(self.authentication);
        let builder = match self.on_renewed {
            Some(keep) => builder.on_renewed(keep),
            None => builder,
        };
        match self.newer_refresh_token {
            Some(newer) => builder.newer_refresh_token(newer),
            None => builder,
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}
