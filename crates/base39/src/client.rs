//! The client and how it is set up.

use acesso_core::{BaseUrl, Call, Env, Error, Pager, Request, bytes::Bytes, wire::RawItem};
use http::HeaderName;

use crate::{
    ApiKeys, Companies, CompanyGroups, Credentials, CreditPolicies, Customers, DataEntities, Events, Installments,
    Invoices, ListOptions, Loans, Notifications, Operators, PaymentIntents, PaymentMethods, Permissions, Products,
    Settings, Steps, Subscriptions, Workflows, classify::Base39,
};

/// Host of every v1 reference page. With it `bs_sandbox_` keys work too: the key's tenant decides the environment.
const BASE_URL: &str = "https://api.base39.io";

/// The header that names your own client to Base39, which keeps it as `externalClientId` in
/// [`Actor`](crate::Actor).
///
/// For one request: `.header(base39::EXTERNAL_CLIENT_ID, "client-7")`; for all of a client: [`Client::acting_for`].
///
/// Confidence: on the vendor's pages of writing operations (`post-v1-api-keys`, `post-v-1-invoices-invoice-void`).
/// `list_permissions` does not list it as a header of the request, only as the origin of `externalClientId`; what it does
/// on reading operations is not documented.
pub const EXTERNAL_CLIENT_ID: HeaderName = HeaderName::from_static("base39-external-client-id");

/// Sets a [`Client`] up: base URL, timeouts, retries, transport.
pub type ClientBuilder = acesso_core::ClientBuilder<Client>;

/// A client of Base39's REST API v1.
///
/// Cheap to clone; clones share credentials, connections and the budget for retries. Base39 documents no rate limit, so
/// there is none on this side unless you set one.
#[derive(Debug, Clone)]
pub struct Client(acesso_core::Client);

impl From<acesso_core::Client> for Client {
    fn from(client: acesso_core::Client) -> Self {
        Self(client)
    }
}

impl Client {
    /// Starts a builder with these credentials, for `https://api.base39.io` unless you say otherwise.
    ///
    /// The OAuth page and newer v2 pages name `https://api.base39.com.br` instead; how the two hosts relate, and whether
    /// OAuth tokens work on the first, is not documented.
    ///
    /// ```
    /// # fn main() -> Result<(), base39::Error> {
    /// use base39::{Client, Credentials};
    ///
    /// let client = Client::builder(Credentials::api_key("bs_sandbox_example")).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(credentials: impl Into<Credentials>) -> ClientBuilder {
        let builder = ClientBuilder::new(acesso_core::service!("Base39"), Base39).base_url(BASE_URL);
        credentials.into().apply_to(builder)
    }

    /// A client set up by the environment of this process.
    ///
    /// | variable | meaning |
    /// | --- | --- |
    /// | `BASE39_API_KEY` | an API key (`bs_live_…` or `bs_sandbox_…`) |
    /// | `BASE39_CLIENT_ID`, `BASE39_CLIENT_SECRET` | OAuth 2 client credentials, in place of the API key; the token may read, and [more](Credentials::scopes) if you ask for it |
    /// | `BASE39_TOKEN_URL` | where OAuth tokens come from; Base39's authorisation server if it is not set |
    /// | `BASE39_URL` | the base URL of the API; `https://api.base39.io` if it is not set |
    ///
    /// Surrounding whitespace is trimmed.
    ///
    /// # Errors
    /// Each names the variable. [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for one that is missing, and
    /// for a URL that can't be read, has a query, or is plain http to another host. An API key and OAuth credentials at once
    /// are refused too: which of two accounts is meant is not for this crate to guess.
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for an API key that has a blank or a line end inside, or
    /// another character that a header can't carry.
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
    /// use base39::{Client, Env};
    ///
    /// let env = Env::from_fn(|name| (name == "BASE39_API_KEY").then(|| "bs_sandbox_example".to_owned()));
    /// let client = Client::builder_with_env(&env)?.user_agent("my-program/1.0").build()?;
    /// # Ok::<(), base39::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn builder_with_env(env: &Env<'_>) -> Result<ClientBuilder, Error> {
        Self::builder_with_env_and_credentials(env, Credentials::with_env(env)?)
    }

    /// As [`builder_with_env`](Self::builder_with_env), with these credentials in place of the environment's: for a token that
    /// may write, for example ([`Credentials::scopes`]).
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for an address of the API that is wrong.
    pub fn builder_with_env_and_credentials(env: &Env<'_>, credentials: Credentials) -> Result<ClientBuilder, Error> {
        let builder = Self::builder(credentials);
        Ok(match env.base_url("BASE39_URL")? {
            Some(url) => builder.base_url(url),
            None => builder,
        })
    }

    /// The same client acting for a client of your own: every request carries [`EXTERNAL_CLIENT_ID`].
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// let client = client.acting_for("client-7")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for an id that is empty, has a control character such as
    /// a newline, or is not ASCII (RFC 9110, section 5.5: how other bytes are read is up to the service).
    pub fn acting_for(&self, external_client_id: impl AsRef<str>) -> Result<Self, Error> {
        let id = external_client_id.as_ref();
        if id.is_empty() || !id.is_ascii() {
            return Err(Error::invalid_input(EXTERNAL_CLIENT_ID.as_str(), "is empty or has a character beyond ASCII"));
        }
        self.with_header(EXTERNAL_CLIENT_ID, id)
    }

    /// The same client with one more header on every request. It shares connections, credentials and rate limit with this
    /// one. For all clients of a builder there is [`default_header`](ClientBuilder::default_header).
    ///
    /// ```
    /// # fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::http::HeaderName;
    ///
    /// let traced = client.with_header(HeaderName::from_static("x-trace"), "review-42")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a value that HTTP does not allow.
    pub fn with_header(&self, name: HeaderName, value: &str) -> Result<Self, Error> {
        self.0.with_header(name, value).map(Self)
    }

    /// What operators may do.
    pub fn permissions(&self) -> Permissions<'_> {
        Permissions::new(&self.0)
    }

    /// Operators, the people who work with Base39.
    pub fn operators(&self) -> Operators<'_> {
        Operators::new(&self.0)
    }

    /// Companies.
    pub fn companies(&self) -> Companies<'_> {
        Companies::new(&self.0)
    }

    /// Groups of companies.
    pub fn company_groups(&self) -> CompanyGroups<'_> {
        CompanyGroups::new(&self.0)
    }

    /// The account's API keys.
    pub fn api_keys(&self) -> ApiKeys<'_> {
        ApiKeys::new(&self.0)
    }

    /// Customers, the people who take loans.
    pub fn customers(&self) -> Customers<'_> {
        Customers::new(&self.0)
    }

    /// Loans.
    pub fn loans(&self) -> Loans<'_> {
        Loans::new(&self.0)
    }

    /// Installments of loans.
    pub fn installments(&self) -> Installments<'_> {
        Installments::new(&self.0)
    }

    /// Steps of loans' pipelines.
    pub fn steps(&self) -> Steps<'_> {
        Steps::new(&self.0)
    }

    /// Invoices.
    pub fn invoices(&self) -> Invoices<'_> {
        Invoices::new(&self.0)
    }

    /// Payment intents, the ways in which invoices are to be paid.
    pub fn payment_intents(&self) -> PaymentIntents<'_> {
        PaymentIntents::new(&self.0)
    }

    /// Payment methods: bank accounts and Pix keys.
    pub fn payment_methods(&self) -> PaymentMethods<'_> {
        PaymentMethods::new(&self.0)
    }

    /// Products: the kinds of credit that the account offers.
    pub fn products(&self) -> Products<'_> {
        Products::new(&self.0)
    }

    /// Credit policies.
    pub fn credit_policies(&self) -> CreditPolicies<'_> {
        CreditPolicies::new(&self.0)
    }

    /// Workflows, which run when something happens.
    pub fn workflows(&self) -> Workflows<'_> {
        Workflows::new(&self.0)
    }

    /// Data entities, tables of your own, and their documents.
    pub fn data_entities(&self) -> DataEntities<'_> {
        DataEntities::new(&self.0)
    }

    /// Subscriptions to events.
    pub fn subscriptions(&self) -> Subscriptions<'_> {
        Subscriptions::new(&self.0)
    }

    /// Events, which subscriptions get.
    pub fn events(&self) -> Events<'_> {
        Events::new(&self.0)
    }

    /// The account's settings.
    pub fn settings(&self) -> Settings<'_> {
        Settings::new(&self.0)
    }

    /// Messages that Base39 sends for you.
    pub fn notifications(&self) -> Notifications<'_> {
        Notifications::new(&self.0)
    }

    /// Any operation, also one that this crate does not type yet, with the same credentials, retries and errors.
    /// [`operations`](crate::operations) has every one that Base39 documents; what it does not document is built with
    /// [`Call::get`] and its like.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{Call, operations};
    ///
    /// let call = Call::of(&operations::GET_EMPLOYMENT).path_param("id", "empl_1").read_json::<serde_json::Value>();
    /// let employment = client.request(call).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request<T>(&self, call: Call<T>) -> Request<T> {
        self.0.request(call)
    }

    /// Any list that takes `limit` and the two cursors, also one that this crate does not type: its items as they came. `call` says
    /// which list and what narrows it; `limit` and the cursors are added here.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{Call, operations};
    ///
    /// let mut invoices = client.pages(Call::of(&operations::LIST_INVOICES).query("status", "open"));
    /// while let Some(invoice) = invoices.next().await {
    ///     println!("{}", invoice?.text());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(&self, call: Call<Bytes>) -> Pager<RawItem> {
        ListOptions::default().pages(&self.0, call, &[])
    }

    /// The base URL of the API.
    pub fn base_url(&self) -> &BaseUrl {
        self.0.base_url()
    }
}
