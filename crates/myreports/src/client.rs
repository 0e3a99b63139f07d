//! The client.

use acesso_core::{BaseUrl, Call, Env, Error, Pager, Request, bytes::Bytes, wire::RawItem};
use http::HeaderName;

use crate::{
    Accounts, Billing, Credentials, Customers, Region,
    classify::MyReports,
    envelope::{at_page, read_page},
};

/// A client of MyReports. Cheap to clone; clones share connections and log-in.
#[derive(Debug, Clone)]
pub struct Client(acesso_core::Client);

/// Sets a [`Client`] up: time limits, retries, transport, another base URL.
pub type ClientBuilder = acesso_core::ClientBuilder<Client>;

impl From<acesso_core::Client> for Client {
    fn from(client: acesso_core::Client) -> Self {
        Self(client)
    }
}

impl Client {
    /// Starts a client for one region. To use another server, pass its full URL, with `/api`, to
    /// [`base_url`](ClientBuilder::base_url).
    ///
    /// No rate limit is kept: the vendor's pages name none.
    ///
    /// ```
    /// use myreports::{Client, Credentials, Region};
    ///
    /// let client = Client::builder(Region::Eu, Credentials::token("example-token")).build()?;
    /// assert_eq!(client.base_url().to_string(), "https://api.eu.myreports.cloud/api");
    /// # Ok::<(), myreports::Error>(())
    /// ```
    pub fn builder(region: Region, credentials: Credentials) -> ClientBuilder {
        Self::builder_at(region.url(), credentials)
    }

    fn builder_at(url: impl Into<String>, credentials: Credentials) -> ClientBuilder {
        credentials.give_to(ClientBuilder::new(acesso_core::service!("MyReports"), MyReports).base_url(url))
    }

    /// A client from environment variables.
    ///
    /// | variable | value |
    /// | --- | --- |
    /// | `MYREPORTS_TOKEN` | an access token |
    /// | `MYREPORTS_REGION` | `au`, `eu`, `na` or `uk` |
    /// | `MYREPORTS_URL` | a server URL, `/api` included; takes precedence over the region |
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a variable that is missing or wrong, which the
    /// error names; [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput), with the variable's name, for a token that
    /// a header can't carry. Surrounding whitespace is trimmed.
    pub fn from_env() -> Result<Self, Error> {
        Self::with_env(&Env::process())
    }

    /// As [`from_env`](Self::from_env), from another source of variables.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn with_env(env: &Env<'_>) -> Result<Self, Error> {
        Self::builder_with_env(env)?.build()
    }

    /// Starts a builder from the variables of [`from_env`](Self::from_env), to set up what they don't say.
    ///
    /// ```
    /// use myreports::{Client, Env};
    ///
    /// let env = Env::from_fn(|name| match name {
    ///     "MYREPORTS_TOKEN" => Some("example-token".to_owned()),
    ///     "MYREPORTS_REGION" => Some("eu".to_owned()),
    ///     _ => None,
    /// });
    /// let client = Client::builder_with_env(&env)?.user_agent("my-program/1.0").build()?;
    /// # Ok::<(), myreports::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn builder_with_env(env: &Env<'_>) -> Result<ClientBuilder, Error> {
        let url = url_with_env(env)?;
        let token = env.token("MYREPORTS_TOKEN", "an access token of the account's REST API")?;
        Ok(Self::builder_at(url, Credentials::token(token)))
    }

    /// As [`builder_with_env`](Self::builder_with_env), with these credentials in place of `MYREPORTS_TOKEN`: those of a
    /// [`Login`](crate::Login), for example.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a server's address or a region that is missing or
    /// wrong.
    pub fn builder_with_env_and_credentials(env: &Env<'_>, credentials: Credentials) -> Result<ClientBuilder, Error> {
        Ok(Self::builder_at(url_with_env(env)?, credentials))
    }

    /// The same client with one more header on every request. It shares connections, log-in and rate limit with this one.
    ///
    /// ```
    /// use myreports::{Client, Credentials, Region, http::HeaderName};
    ///
    /// const REQUEST_SOURCE: HeaderName = HeaderName::from_static("x-request-source");
    ///
    /// let client = Client::builder(Region::Eu, Credentials::token("example-token")).build()?;
    /// let client = client.with_header(REQUEST_SOURCE, "access-review")?;
    /// # Ok::<(), myreports::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a value that HTTP does not allow.
    pub fn with_header(&self, name: HeaderName, value: &str) -> Result<Self, Error> {
        self.0.with_header(name, value).map(Self)
    }

    /// The customers of the calling reseller, and their users. With a reseller's credentials.
    pub fn customers(&self) -> Customers<'_> {
        Customers::new(&self.0)
    }

    /// The reseller accounts of the calling enterprise, their users and customers. With an enterprise's credentials.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts::new(&self.0)
    }

    /// The invoices of the calling tenant.
    pub fn billing(&self) -> Billing<'_> {
        Billing::new(&self.0)
    }

    /// Any call of your own, with the same credentials, retries and errors. [`operations`](crate::operations) has every operation
    /// that MyReports documents, all of which have a method; what it does not document is built with [`Call::get`] and its
    /// like, and a path that begins with `/v1.0`.
    ///
    /// ```no_run
    /// use myreports::{Call, Client};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// let client = Client::from_env()?;
    /// // As enterprises do; that resellers can is hinted at, and documented nowhere.
    /// let call = Call::get("reseller_list_pbxs", "/v1.0/customers/{CUSTOMER_TENANT_ID}/pbxs")
    ///     .path_param("CUSTOMER_TENANT_ID", "00000000-0000-0000-0000-000000000001")
    ///     .read_json::<serde_json::Value>();
    /// let pbxs = client.request(call).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request<T>(&self, call: Call<T>) -> Request<T> {
        self.0.request(call)
    }

    /// Any list that takes the index of a page, also one that this crate does not type: its items as they came. `call` says which
    /// list and what narrows it; `pageIndex` is added here.
    ///
    /// ```no_run
    /// use myreports::{Call, Client, operations};
    ///
    /// # async fn example() -> Result<(), myreports::Error> {
    /// let mut customers = Client::from_env()?.pages(Call::of(&operations::RESELLER_LIST_CUSTOMERS).query("pageSize", 500));
    /// while let Some(customer) = customers.next().await {
    ///     println!("{}", customer?.text());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(&self, call: Call<Bytes>) -> Pager<RawItem> {
        self.0.pages(move |cursor| at_page(call.clone(), cursor, None).read_with(read_page))
    }

    /// The base URL of the API.
    pub fn base_url(&self) -> &BaseUrl {
        self.0.base_url()
    }
}

fn url_with_env(env: &Env<'_>) -> Result<String, Error> {
    match (env.base_url("MYREPORTS_URL")?, env.optional("MYREPORTS_REGION")) {
        (Some(url), _) => Ok(url),
        (None, Some(region)) => Ok(Region::read("MYREPORTS_REGION", &region)?.url().to_owned()),
        (None, None) => Err(Error::configuration("neither MYREPORTS_REGION nor MYREPORTS_URL is set")
            .with_advice("set MYREPORTS_REGION to au, eu, na or uk, or MYREPORTS_URL to a server URL with its `/api`")),
    }
}
