//! The client, how it is set up, and the way to each resource.

use acesso_core::{BaseUrl, Call, Env, Error, Pager, RateLimit, Request, Secret, bytes::Bytes, service, wire::RawItem};
use http::HeaderName;

use crate::{
    Chats, Customers, Departments, Organizations, Tickets,
    classify::TomTicket,
    envelope::{at_page, read_page},
};

/// The contract's server URL.
const DEFAULT_BASE_URL: &str = "https://api.tomticket.com/v2.0";

/// The vendor's limit (`x-rate-limit` of the contract). Whether it holds per token, account or address is not stated; here
/// each client counts for itself.
const REQUESTS_PER_SECOND: u32 = 3;

const URL_VARIABLE: &str = "TOMTICKET_URL";
const TOKEN_VARIABLE: &str = "TOMTICKET_TOKEN";

/// Sets up a [`Client`]: address, timeouts, retries, rate limit, default headers, transport. All of them have defaults.
pub type ClientBuilder = acesso_core::ClientBuilder<Client>;

/// A client of the TomTicket API v2.0.
///
/// Cheap to clone: clones share the token, the connections and the rate limit of 3 requests a second.
#[derive(Debug, Clone)]
pub struct Client(acesso_core::Client);

impl From<acesso_core::Client> for Client {
    fn from(client: acesso_core::Client) -> Self {
        Self(client)
    }
}

impl Client {
    /// A client configured by the environment of this process, as [`with_env`](Self::with_env) reads it.
    ///
    /// # Errors
    /// As [`with_env`](Self::with_env).
    pub fn from_env() -> Result<Self, Error> {
        Self::with_env(&Env::process())
    }

    /// A client configured by two variables: `TOMTICKET_TOKEN`, and `TOMTICKET_URL` if the API is not at
    /// `https://api.tomticket.com/v2.0`. Surrounding whitespace is trimmed.
    ///
    /// ```
    /// use tomticket::{Client, Env};
    ///
    /// let error = Client::with_env(&Env::from_fn(|_| None)).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the environment variable TOMTICKET_TOKEN is not set; set TOMTICKET_TOKEN to a token made in TomTicket's panel"
    /// );
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a missing token and for an address that is no
    /// URL, has no scheme, or is plain http to another host;
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a token that a header can't carry or that has a blank
    /// in it. Either names the variable.
    pub fn with_env(env: &Env<'_>) -> Result<Self, Error> {
        Self::builder_with_env(env)?.build()
    }

    /// Starts a builder from the variables of [`with_env`](Self::with_env), for settings that have no variable.
    ///
    /// ```
    /// use tomticket::{Client, Env, RateLimit};
    ///
    /// let env = Env::from_fn(|name| (name == "TOMTICKET_TOKEN").then(|| "example-token".to_owned()));
    /// let client = Client::builder_with_env(&env)?.rate_limit(RateLimit::per_second(1)).build()?;
    /// # Ok::<(), tomticket::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`with_env`](Self::with_env).
    pub fn builder_with_env(env: &Env<'_>) -> Result<ClientBuilder, Error> {
        let token = env.token(TOKEN_VARIABLE, "a token made in TomTicket's panel")?;
        let builder = Self::builder(token);
        Ok(match env.base_url(URL_VARIABLE)? {
            Some(url) => builder.base_url(url),
            None => builder,
        })
    }

    /// Starts a builder with a token. The token is made in TomTicket's panel; there is no log-in call. The API belongs to
    /// the plans Premium and Enterprise (vendor's pages).
    ///
    /// Unless told otherwise it talks to `https://api.tomticket.com/v2.0` and sends 3 requests a second, which is what
    /// the vendor serves (<https://tomticket.tomticket.com/kb/api/limite-de-consultas>). Programs that share an account
    /// may share the allowance: give each its part with [`rate_limit`](ClientBuilder::rate_limit).
    ///
    /// ```
    /// let client = tomticket::Client::builder("example-token").build()?;
    /// assert_eq!(client.base_url().to_string(), "https://api.tomticket.com/v2.0");
    /// # Ok::<(), tomticket::Error>(())
    /// ```
    pub fn builder(token: impl Into<Secret>) -> ClientBuilder {
        ClientBuilder::new(service!("TomTicket"), TomTicket)
            .base_url(DEFAULT_BASE_URL)
            .rate_limit(RateLimit::per_second(REQUESTS_PER_SECOND))
            .bearer(token)
    }

    /// The same client with one more header on every request. It shares the token, the connections and the rate limit; a
    /// header for all clones is [`default_header`](ClientBuilder::default_header), one for a single call is
    /// [`header`](Request::header).
    ///
    /// ```
    /// use tomticket::{Client, http::HeaderName};
    ///
    /// let client = Client::builder("example-token").build()?;
    /// let nightly = client.with_header(HeaderName::from_static("x-requested-by"), "nightly review")?;
    /// # Ok::<(), tomticket::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a value that HTTP does not allow.
    pub fn with_header(&self, name: HeaderName, value: &str) -> Result<Self, Error> {
        self.0.with_header(name, value).map(Self)
    }

    /// The people of the client side, and what they may do.
    pub fn customers(&self) -> Customers<'_> {
        Customers::new(&self.0)
    }

    /// The companies that customers belong to.
    pub fn organizations(&self) -> Organizations<'_> {
        Organizations::new(&self.0)
    }

    /// The support departments with their operators, categories and custom fields.
    pub fn departments(&self) -> Departments<'_> {
        Departments::new(&self.0)
    }

    /// What customers ask for, and what becomes of it.
    pub fn tickets(&self) -> Tickets<'_> {
        Tickets::new(&self.0)
    }

    /// The conversations between customers and operators.
    pub fn chats(&self) -> Chats<'_> {
        Chats::new(&self.0)
    }

    /// Any call that this crate has no method for, with the same token, rate limit, retries and errors.
    ///
    /// ```no_run
    /// use tomticket::{Call, Client, Part, operations};
    ///
    /// # async fn example() -> Result<(), tomticket::Error> {
    /// let client = Client::from_env()?;
    /// let form = [Part::text("customer_id", "42"), Part::text("access", "0")]; // 0: inactive
    /// let call = Call::of(&operations::CUSTOMER_ACCESS_SET).multipart(form).read_json::<serde_json::Value>();
    /// let answer = client.request(call).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [`operations`](crate::operations) has every operation that TomTicket documents; what it does not document is built with
    /// [`Call::get`] and its like. A call goes by its operation's id where answers are told apart. Under `customer_exists_check`
    /// a 404 that the API wrote is no error: its reader has to look at [`Answer::status`](crate::Answer::status), or to call
    /// [`check_found`](crate::check_found).
    ///
    /// Writes go as form data: TomTicket refuses JSON bodies with a 401 (see [`Call::form`] and [`Call::multipart`]).
    pub fn request<T>(&self, call: Call<T>) -> Request<T> {
        self.0.request(call)
    }

    /// Any list that takes the number of a page, also one that this crate does not type: its items as they came. `call` says
    /// which list and what narrows it; `page` is added here.
    ///
    /// ```no_run
    /// use tomticket::{Call, Client, operations};
    ///
    /// # async fn example() -> Result<(), tomticket::Error> {
    /// let mut chats = Client::from_env()?.pages(Call::of(&operations::CHAT_LIST));
    /// while let Some(chat) = chats.next().await {
    ///     println!("{}", chat?.text());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(&self, call: Call<Bytes>) -> Pager<RawItem> {
        self.0.pages(move |cursor| {
            at_page(call.clone(), cursor, None)
                .read_with(|answer| read_page(answer, |item: &RawItem| item.id().unwrap_or(item.text())))
        })
    }

    /// The base URL of the API.
    pub fn base_url(&self) -> &BaseUrl {
        self.0.base_url()
    }
}
