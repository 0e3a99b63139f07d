//! Every operation of the three clients, in the form that the matrix calls it.

use std::{pin::Pin, sync::Arc, time::Duration};

use acesso_core::{Call, Error, ErrorKind, Listing, Pager, Request, RetryPolicy, Safety, Transport};
use acesso_sandbox::Sandbox;
use anyhow::{Context as _, Result};
use http::Method;
use serde::{Deserialize, de::IgnoredAny};

use crate::faults::BODY_LIMIT;

/// Whose operation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vendor {
    TomTicket,
    Base39,
    /// MyReports with a reseller's credentials.
    Reseller,
    /// MyReports with an enterprise's.
    Enterprise,
}

/// How an operation is sent.
///
/// Of the operations known to the clients one is a write. A client asks what a call says of itself, not its method, so
/// the other ones are sent as writes too: the same request, in a [`Call`] that says that it changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    Read,
    WriteWithKey,
    WriteWithoutKey,
}

/// How the clients show who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credentials {
    Fixed,
    OAuth,
}

/// What a cell of the matrix calls.
pub(crate) struct Operation {
    pub(crate) vendor: Vendor,
    /// Its id in the contract.
    pub(crate) id: &'static str,
    /// A list that comes in pages, and how many people it takes to fill some.
    pub(crate) pages_with: Option<usize>,
    how: How,
}

enum How {
    Read(fn(&Clients, &Sandbox, &Options) -> Done),
    Create,
}

pub(crate) type Done = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// What a call is to be like, and the ids that only an answer tells.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// How long it may take in all.
    pub(crate) deadline: Duration,
    /// How many items stand on a page, where the caller can choose.
    pub(crate) page_size: Option<u32>,
    pub(crate) ids: Ids,
}

/// An operation where nothing goes wrong.
#[derive(Debug)]
pub(crate) struct Healthy {
    /// Its path below the base URL, and its query.
    pub(crate) path: String,
    /// How many requests a read takes. For a list of one page these are two where only an empty page is known for the end.
    pub(crate) requests: usize,
}

/// Ids that the sandbox gives in every company.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    department: String,
    account_user: String,
}

impl Ids {
    pub(crate) async fn find(setup: &Setup) -> Result<Self> {
        let sandbox = Sandbox::start().await?;
        let clients = Clients::new(&sandbox, setup)?;
        let departments = clients.tomticket.departments().list(tomticket::DepartmentFilter::default()).await?;
        let users = clients.enterprise.accounts().users(sandbox.example().account_tenant_id()).await?;
        Ok(Self {
            department: departments.items().first().context("there is a department")?.id.to_string(),
            account_user: users.items().first().context("there is a user")?.id.to_string(),
        })
    }
}

/// The three clients, one of them with two kinds of credentials.
pub(crate) struct Clients {
    tomticket: tomticket::Client,
    base39: base39::Client,
    reseller: myreports::Client,
    enterprise: myreports::Client,
}

/// What all clients of a cell have in common.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) credentials: Credentials,
    /// How long an attempt may take.
    pub(crate) timeout: Duration,
    /// A port at which nobody listens, for clients that are not to reach their service.
    pub(crate) closed_port: Option<u16>,
}

impl Setup {
    /// A client as its vendor's crate makes it, with retries that don't pause: what happens counts here, not when.
    fn build<C: From<acesso_core::Client>>(
        &self,
        builder: acesso_core::ClientBuilder<C>,
        url: String,
    ) -> Result<C, Error> {
        let mut url = url::Url::parse(&url).map_err(|_| Error::configuration("the sandbox's address is no URL"))?;
        if let Some(port) = self.closed_port {
            // Can't fail: the address has a host.
            let _ = url.set_port(Some(port));
        }
        let at_once = RetryPolicy::default().initial_backoff(Duration::ZERO);
        builder
            .base_url(url)
            .transport(Arc::clone(&self.transport))
            .rate_limit(None)
            .body_limit(BODY_LIMIT)
            .retry(at_once)
            .timeout(self.timeout)
            .build()
    }
}

impl Clients {
    pub(crate) fn new(sandbox: &Sandbox, setup: &Setup) -> Result<Self, Error> {
        let (tomticket, base39, myreports) = (sandbox.tomticket(), sandbox.base39(), sandbox.myreports());
        let (for_base39, for_reseller) = match setup.credentials {
            Credentials::Fixed => {
                (base39::Credentials::api_key(base39.api_key()), myreports::Credentials::token(myreports.token()))
            }
            Credentials::OAuth => (
                base39::Credentials::client_credentials(base39.client_id(), base39.client_secret())
                    .token_url(base39.token_url())
                    .scopes([base39::Scope::Read, base39::Scope::Write])
                    .into(),
                myreports::Login::new(myreports.client_id(), myreports.client_secret())
                    .token_url(myreports.token_url())
                    .with_refresh_token(myreports.refresh_token()),
            ),
        };
        let at_myreports =
            |credentials| setup.build(myreports::Client::builder(myreports::Region::Eu, credentials), myreports.url());
        Ok(Self {
            tomticket: setup.build(tomticket::Client::builder(tomticket.token()), tomticket.url())?,
            base39: setup.build(base39::Client::builder(for_base39), base39.url())?,
            reseller: at_myreports(for_reseller)?,
            enterprise: at_myreports(myreports::Credentials::token(myreports.enterprise_token()))?,
        })
    }

    fn request<T>(&self, vendor: Vendor, call: Call<T>) -> Request<T> {
        match vendor {
            Vendor::TomTicket => self.tomticket.request(call),
            Vendor::Base39 => self.base39.request(call),
            Vendor::Reseller => self.reseller.request(call),
            Vendor::Enterprise => self.enterprise.request(call),
        }
    }
}

impl Vendor {
    /// Whether the sandbox gives out OAuth tokens for these operations.
    pub(crate) fn has_oauth(self) -> bool {
        matches!(self, Self::Base39 | Self::Reseller)
    }
}

impl Operation {
    pub(crate) fn is_sent_as(&self, sent: Sent) -> bool {
        matches!(self.how, How::Read(_)) || sent != Sent::Read
    }

    /// The call of a cell.
    pub(crate) fn call(
        &self,
        sent: Sent,
        clients: &Clients,
        sandbox: &Sandbox,
        options: &Options,
        healthy: &Healthy,
    ) -> Done {
        match (&self.how, sent) {
            (How::Read(read), Sent::Read) => read(clients, sandbox, options),
            (How::Create, _) => {
                let example = sandbox.example();
                let new = base39::NewPermission::for_company(example.company_id(), [base39::Role::Financial]);
                let request = clients.base39.operators().create_permission(example.operator_id(), new);
                one(with_key(request, sent), options)
            }
            (How::Read(_), _) => {
                let request = clients.request(self.vendor, as_write(self.id, &healthy.path));
                one(with_key(request, sent), options)
            }
        }
    }

    /// How a read is sent where nothing goes wrong.
    pub(crate) async fn healthy(&self, setup: &Setup, options: &Options) -> Result<Healthy> {
        let How::Read(read) = &self.how else { return Ok(Healthy { path: String::new(), requests: 1 }) };
        let sandbox = Sandbox::start().await?;
        let clients = Clients::new(&sandbox, setup)?;
        read(&clients, &sandbox, options).await?;
        let (base, seen) = match self.vendor {
            Vendor::TomTicket => ("/v2.0", sandbox.tomticket().requests()),
            Vendor::Base39 => ("", sandbox.base39().requests()),
            Vendor::Reseller | Vendor::Enterprise => ("/api", sandbox.myreports().requests()),
        };
        let own = seen.first().context("a healthy call sends a request")?;
        let path = own.path_and_query.strip_prefix(base).context("the path begins with the base")?;
        Ok(Healthy { path: path.to_owned(), requests: seen.len() })
    }
}

fn with_key<T: Send + 'static>(request: Request<T>, sent: Sent) -> Request<T> {
    if sent == Sent::WriteWithKey { request.idempotent() } else { request }
}

/// The same request as a write.
fn as_write(id: &'static str, path_and_query: &str) -> Call<()> {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let call = Call::new(Method::GET, id, path.to_owned(), Safety::Once).takes_idempotency_key();
    let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    pairs.fold(call, |call, (name, value)| call.query(name, value)).read_with(|answer| read_any(answer.body))
}

/// Every operation's answer has one of these members.
fn read_any(body: &[u8]) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Any {
        data: Option<IgnoredAny>,
        exists: Option<IgnoredAny>,
    }
    match serde_json::from_slice::<Any>(body) {
        Ok(Any { data: None, exists: None }) | Err(_) => Err(Error::new(ErrorKind::Decode)),
        Ok(_) => Ok(()),
    }
}

fn one<T: Send + 'static>(request: Request<T>, options: &Options) -> Done {
    let request = request.deadline(options.deadline);
    Box::pin(async move { request.await.map(drop) })
}

/// A list that comes whole, if all of it could be read.
fn whole<T: Send + 'static>(request: Request<Listing<T>>, options: &Options) -> Done {
    let request = request.deadline(options.deadline);
    Box::pin(async move { request.await?.into_items().map(drop) })
}

fn list<T: Send + 'static>(pager: Pager<T>, options: &Options) -> Done {
    let pager = pager.deadline(options.deadline);
    Box::pin(async move { pager.collect().await.map(drop) })
}

/// A filter with so many items on a page, if somebody wants so many.
fn sized<F>(filter: F, options: &Options, page_size: impl FnOnce(F, u32) -> F) -> F {
    match options.page_size {
        Some(items) => page_size(filter, items),
        None => filter,
    }
}

const fn read(vendor: Vendor, id: &'static str, how: fn(&Clients, &Sandbox, &Options) -> Done) -> Operation {
    Operation { vendor, id, pages_with: None, how: How::Read(how) }
}

const fn pages(
    vendor: Vendor,
    id: &'static str,
    people: usize,
    how: fn(&Clients, &Sandbox, &Options) -> Done,
) -> Operation {
    Operation { vendor, id, pages_with: Some(people), how: How::Read(how) }
}

/// The one operation that writes, and every one that reads.
pub(crate) fn all() -> Vec<Operation> {
    use Vendor::{Base39, Enterprise, Reseller, TomTicket};
    vec![
        read(TomTicket, "customer_permissions_basic_get", |clients, sandbox, options| {
            one(clients.tomticket.customers().permissions(sandbox.example().customer_id()), options)
        }),
        read(TomTicket, "customer_details_get", |clients, sandbox, options| {
            one(clients.tomticket.customers().details(sandbox.example().customer_id()), options)
        }),
        read(TomTicket, "customer_exists_check", |clients, sandbox, options| {
            one(clients.tomticket.customers().exists(sandbox.example().customer_id()), options)
        }),
        pages(TomTicket, "customer_list", 260, |clients, _, options| {
            list(clients.tomticket.customers().list(tomticket::CustomerFilter::default()), options)
        }),
        pages(TomTicket, "organization_list", 20_000, |clients, _, options| {
            list(clients.tomticket.organizations().list(tomticket::OrganizationFilter::default()), options)
        }),
        read(TomTicket, "department_list", |clients, _, options| {
            whole(
                clients.tomticket.departments().list(tomticket::DepartmentFilter::default().show_nested_items(true)),
                options,
            )
        }),
        read(TomTicket, "department_operator_list", |clients, _, options| {
            whole(clients.tomticket.departments().operators(options.ids.department.as_str()), options)
        }),
        pages(Base39, "list_permissions", 10, |clients, _, options| {
            let filter = sized(base39::PermissionFilter::default(), options, base39::PermissionFilter::page_size);
            list(clients.base39.permissions().list(filter), options)
        }),
        pages(Base39, "list_operator_permissions", 10, |clients, sandbox, options| {
            let filter = sized(
                base39::OperatorPermissionFilter::default(),
                options,
                base39::OperatorPermissionFilter::page_size,
            );
            list(clients.base39.operators().permissions(sandbox.example().operator_id(), filter), options)
        }),
        Operation { vendor: Base39, id: "create_operator_permission", pages_with: None, how: How::Create },
        read(Base39, "list_companies", |clients, _, options| one(clients.base39.companies().list(), options)),
        pages(Base39, "list_company_groups", 2_000, |clients, _, options| {
            let some = sized(base39::ListOptions::default(), options, base39::ListOptions::page_size);
            let filter = base39::CompanyGroupFilter::default().options(some);
            list(clients.base39.company_groups().list(filter), options)
        }),
        pages(Base39, "list_api_keys", 10, |clients, _, options| {
            let filter = sized(base39::ApiKeyFilter::default(), options, base39::ApiKeyFilter::page_size);
            list(clients.base39.api_keys().list(filter), options)
        }),
        pages(Reseller, "reseller_list_customers", 1_200, |clients, _, options| {
            let filter = sized(myreports::CustomerFilter::default(), options, myreports::CustomerFilter::page_size);
            list(clients.reseller.customers().list(filter), options)
        }),
        read(Reseller, "reseller_get_customer", |clients, sandbox, options| {
            one(clients.reseller.customers().get(sandbox.example().customer_tenant_id()), options)
        }),
        read(Reseller, "reseller_list_customer_users", |clients, sandbox, options| {
            whole(clients.reseller.customers().users(sandbox.example().customer_tenant_id()), options)
        }),
        read(Reseller, "reseller_get_customer_user", |clients, sandbox, options| {
            let (customer, user) = (sandbox.example().customer_tenant_id(), sandbox.example().user_id());
            one(clients.reseller.customers().user(customer, user), options)
        }),
        pages(Enterprise, "enterprise_list_accounts", 10, |clients, _, options| {
            let filter = sized(myreports::AccountFilter::default(), options, myreports::AccountFilter::page_size);
            list(clients.enterprise.accounts().list(filter), options)
        }),
        read(Enterprise, "enterprise_get_account", |clients, sandbox, options| {
            one(clients.enterprise.accounts().get(sandbox.example().account_tenant_id()), options)
        }),
        read(Enterprise, "enterprise_get_account_metrics", |clients, sandbox, options| {
            one(clients.enterprise.accounts().metrics(sandbox.example().account_tenant_id()), options)
        }),
        read(Enterprise, "enterprise_list_account_users", |clients, sandbox, options| {
            whole(clients.enterprise.accounts().users(sandbox.example().account_tenant_id()), options)
        }),
        read(Enterprise, "enterprise_get_account_user", |clients, sandbox, options| {
            let (account, user) = (sandbox.example().account_tenant_id(), options.ids.account_user.as_str());
            one(clients.enterprise.accounts().user(account, user), options)
        }),
        pages(Enterprise, "enterprise_list_customers", 1_200, |clients, sandbox, options| {
            let filter = sized(myreports::CustomerFilter::default(), options, myreports::CustomerFilter::page_size);
            list(clients.enterprise.accounts().customers(sandbox.example().account_tenant_id(), filter), options)
        }),
        read(Enterprise, "enterprise_list_customer_users", |clients, sandbox, options| {
            let (account, customer) = (sandbox.example().account_tenant_id(), sandbox.example().customer_tenant_id());
            whole(clients.enterprise.accounts().customer_users(account, customer), options)
        }),
        read(Enterprise, "enterprise_get_customer_user", |clients, sandbox, options| {
            let example = sandbox.example();
            let (account, customer) = (example.account_tenant_id(), example.customer_tenant_id());
            one(clients.enterprise.accounts().customer_user(account, customer, example.user_id()), options)
        }),
    ]
}
