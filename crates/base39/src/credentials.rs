//! The three ways to authenticate to Base39.

use std::fmt;

use acesso_core::{
    Env, Error, FixedCredential, Secret,
    oauth::{Grant, OAuth, OAuthBuilder},
};

use crate::ClientBuilder;

/// The authorisation server that the OAuth page names.
const TOKEN_URL: &str = "https://auth.base39.com.br/oauth2/token";

const KEY_VARIABLE: &str = "BASE39_API_KEY";
const ID_VARIABLE: &str = "BASE39_CLIENT_ID";
const SECRET_VARIABLE: &str = "BASE39_CLIENT_SECRET";
const TOKEN_URL_VARIABLE: &str = "BASE39_TOKEN_URL";

/// Who is calling.
#[derive(Clone)]
pub struct Credentials(Kind);

#[derive(Clone)]
enum Kind {
    ApiKey(Secret),
    BasicUser(Secret),
    Client(ClientCredentials),
}

impl Credentials {
    /// An API key as bearer token, as the pages of the operations show it. Keys begin with `bs_sandbox_` or `bs_live_`.
    ///
    /// Vendor's page: <https://docs.base39.com.br/development/api-keys>.
    pub fn api_key(key: impl Into<Secret>) -> Self {
        Self(Kind::ApiKey(key.into()))
    }

    /// An API key as HTTP Basic user with an empty password, which only the guides to settings show. Prefer
    /// [`api_key`](Self::api_key).
    ///
    /// Vendor's page: <https://docs.paketa.com.br/origination/settings/disbursements/custom>.
    pub fn api_key_as_basic_user(key: impl Into<Secret>) -> Self {
        Self(Kind::BasicUser(key.into()))
    }

    /// OAuth 2 client credentials, which Base39's support issues. The token may [read](Scope::Read) unless
    /// [`ClientCredentials::scopes`] asks for more.
    ///
    /// It is fetched when it is first needed, and again when it ends or is refused. The contract does not say how long one
    /// lives, whether the answer has `expires_in`, and what a refusal looks like: these are taken as RFC 6749 has them.
    ///
    /// Vendor's page: <https://docs.base39.com.br/api-reference/authentication> (operation `oauth2_token`).
    pub fn client_credentials(id: impl Into<String>, secret: impl Into<Secret>) -> ClientCredentials {
        ClientCredentials {
            id: id.into(),
            secret: secret.into(),
            scopes: vec![Scope::Read],
            token_url: TOKEN_URL.to_owned(),
        }
    }

    /// Those of the environment: the variables of [`Client::from_env`](crate::Client::from_env) but the API's address.
    ///
    /// # Errors
    /// As `from_env`.
    pub fn with_env(env: &Env<'_>) -> Result<Self, Error> {
        let is_set = |name| env.optional(name).is_some();
        let has_oauth = is_set(ID_VARIABLE) || is_set(SECRET_VARIABLE);
        if has_oauth && is_set(KEY_VARIABLE) {
            return Err(Error::configuration(format!(
                "both {KEY_VARIABLE} and OAuth credentials ({ID_VARIABLE}, {SECRET_VARIABLE}) are set"
            ))
            .with_advice("keep the ones you mean and unset the others"));
        }
        if has_oauth { Self::oauth_with_env(env) } else { Self::api_key_with_env(env) }
    }

    fn api_key_with_env(env: &Env<'_>) -> Result<Self, Error> {
        let advice = format!("an API key of Base39, or set {ID_VARIABLE} and {SECRET_VARIABLE} to OAuth credentials");
        env.token(KEY_VARIABLE, &advice).map(Self::api_key)
    }

    fn oauth_with_env(env: &Env<'_>) -> Result<Self, Error> {
        let Some(id) = env.optional(ID_VARIABLE) else {
            return Err(Error::configuration(format!("the environment variable {ID_VARIABLE} is not set"))
                .with_advice(format!("set {ID_VARIABLE} to the OAuth client id, or unset {SECRET_VARIABLE} as well")));
        };
        let secret =
            env.secret(SECRET_VARIABLE, &format!("the OAuth client secret, or unset {ID_VARIABLE} as well"))?;
        let credentials = Self::client_credentials(id, secret);
        Ok(match env.base_url(TOKEN_URL_VARIABLE)? {
            Some(url) => credentials.token_url(url).into(),
            None => credentials.into(),
        })
    }

    /// What an OAuth token may do; see [`ClientCredentials::scopes`]. An API key may do what its rules say, whatever is asked
    /// for here.
    ///
    /// ```
    /// use base39::{Client, Credentials, Env, Scope};
    ///
    /// let env = Env::from_fn(|name| name.starts_with("BASE39_CLIENT").then(|| "example".to_owned()));
    /// let credentials = Credentials::with_env(&env)?.scopes([Scope::Read, Scope::Write]);
    /// let client = Client::builder_with_env_and_credentials(&env, credentials)?.build()?;
    /// # Ok::<(), base39::Error>(())
    /// ```
    #[must_use]
    pub fn scopes(self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        match self.0 {
            Kind::Client(credentials) => credentials.scopes(scopes).into(),
            key => Self(key),
        }
    }

    pub(crate) fn apply_to(self, builder: ClientBuilder) -> ClientBuilder {
        match self.0 {
            Kind::ApiKey(key) => builder.bearer(key),
            Kind::BasicUser(key) => builder.credential(FixedCredential::basic(&key, &Secret::new(""))),
            Kind::Client(credentials) => builder.credential(credentials.into_oauth()),
        }
    }
}

impl From<ClientCredentials> for Credentials {
    fn from(credentials: ClientCredentials) -> Self {
        Self(Kind::Client(credentials))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Kind::ApiKey(_) => "Credentials::ApiKey(..)",
            Kind::BasicUser(_) => "Credentials::BasicUser(..)",
            Kind::Client(_) => "Credentials::Client(..)",
        })
    }
}

acesso_core::open_enum! {
    /// What an OAuth token may do.
    pub enum Scope {
        /// Read data.
        Read = "read",
        /// Write data.
        Write = "write",
    }
}

/// OAuth 2 client credentials; see [`Credentials::client_credentials`].
#[derive(Clone)]
#[must_use = "credentials do nothing until a client is built with them"]
pub struct ClientCredentials {
    id: String,
    secret: Secret,
    scopes: Vec<Scope>,
    token_url: String,
}

impl ClientCredentials {
    /// What the token may do. [`Scope::Read`] alone by default; an empty list leaves it to the authorisation server.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        self.scopes = scopes.into_iter().collect();
        self
    }

    /// Where tokens come from, in place of `https://auth.base39.com.br/oauth2/token`.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = url.into();
        self
    }

    /// The contract's form: `grant_type`, `client_id`, `client_secret` and `scope`, separated by spaces.
    fn into_oauth(self) -> Result<OAuth, Error> {
        let scopes: Vec<&str> = self.scopes.iter().map(Scope::as_str).collect();
        let scope = (!scopes.is_empty()).then(|| scopes.join(" "));
        OAuthBuilder::new(self.token_url, self.id, self.secret, Grant::ClientCredentials { scope }).build()
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("scopes", &self.scopes).finish_non_exhaustive()
    }
}
