//! The client.

use acesso_core::{BaseUrl, Call, Error, Fault, Request, Variables};

use crate::{Accounts, Credentials, Customers, Region, dialect::Frames};

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
    /// Begins a client of a region's server. [`base_url`](ClientBuilder::base_url) puts another server in its place; give
    /// it whole, `/api` included.
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
        credentials.give_to(ClientBuilder::new("MyReports", Frames).base_url(url))
    }

    /// A client from environment variables.
    ///
    /// | variable | value |
    /// | --- | --- |
    /// | `MYREPORTS_TOKEN` | an access token |
    /// | `MYREPORTS_REGION` | `au`, `eu`, `na` or `uk` |
    /// | `MYREPORTS_URL` | a server URL, `/api` included; goes before the region |
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a variable that is missing or wrong, which the
    /// error names; [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a token that a header can't carry.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(&Variables::of_process())
    }

    /// As [`from_env`](Self::from_env), from another source of variables.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn from_variables(variables: &Variables<'_>) -> Result<Self, Error> {
        Self::builder_from_variables(variables)?.build()
    }

    /// Begins a client with the variables of [`from_env`](Self::from_env), to set up what they don't say.
    ///
    /// ```
    /// use myreports::{Client, Variables};
    ///
    /// let variables = Variables::new(|name| match name {
    ///     "MYREPORTS_TOKEN" => Some("example-token".to_owned()),
    ///     "MYREPORTS_REGION" => Some("eu".to_owned()),
    ///     _ => None,
    /// });
    /// let client = Client::builder_from_variables(&variables)?.user_agent("my-program/1.0").build()?;
    /// # Ok::<(), myreports::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) as [`from_env`](Self::from_env).
    pub fn builder_from_variables(variables: &Variables<'_>) -> Result<ClientBuilder, Error> {
        let url = url_from_variables(variables)?;
        let token = variables.secret("MYREPORTS_TOKEN", "an access token of the account's REST API")?;
        Ok(Self::builder_at(url, Credentials::token(token)))
    }

    /// As [`builder_from_variables`](Self::builder_from_variables), with these credentials instead of `MYREPORTS_TOKEN`:
    /// those of a [`Login`](crate::Login), whose server the region still has to tell.
    ///
    /// # Errors
    /// As [`builder_from_variables`](Self::builder_from_variables), the token's left out.
    pub fn builder_from_variables_with(
        variables: &Variables<'_>,
        credentials: Credentials,
    ) -> Result<ClientBuilder, Error> {
        Ok(Self::builder_at(url_from_variables(variables)?, credentials))
    }

    /// The customers of the calling reseller, and their users. With a reseller's credentials.
    pub fn customers(&self) -> Customers<'_> {
        Customers::new(&self.0)
    }

    /// The reseller accounts of the calling enterprise, their users and customers. With an enterprise's credentials.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts::new(&self.0)
    }

    /// Any other operation, with the same credentials, retries and errors. A path begins with `/v1.0`.
    ///
    /// ```no_run
    /// use myreports::{Call, Client};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// let client = Client::from_env()?;
    /// let call = Call::get("enterprise_list_invoices", "/v1.0/billingdata").json::<serde_json::Value>();
    /// let invoices = client.request(call).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request<T>(&self, call: Call<T>) -> Request<T> {
        self.0.request(call)
    }

    /// Where the API is expected to live.
    pub fn base_url(&self) -> &BaseUrl {
        self.0.base_url()
    }
}

fn url_from_variables(variables: &Variables<'_>) -> Result<String, Fault> {
    match (variables.base_url("MYREPORTS_URL")?, variables.optional("MYREPORTS_REGION")) {
        (Some(url), _) => Ok(url),
        (None, Some(region)) => Ok(Region::read("MYREPORTS_REGION", &region)?.url().to_owned()),
        (None, None) => Err(Fault::configuration("neither MYREPORTS_REGION nor MYREPORTS_URL is set")
            .advice("set MYREPORTS_REGION to au, eu, na or uk, or MYREPORTS_URL to a server URL with its `/api`")),
    }
}
