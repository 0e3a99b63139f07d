//! The clients of the three services, as the proofs set them up.

use std::{sync::Arc, time::Duration};

use acesso_core::{BaseUrl, Error, Operation, ReqwestTransport, RetryPolicy, Transport, testing::MockTransport};
use acesso_sandbox::Sandbox;

use crate::faults::BODY_LIMIT;

/// Whose operation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vendor {
    /// The help desk.
    TomTicket,
    /// The payroll loans.
    Base39,
    /// The call reports.
    MyReports,
}

/// How the clients show who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credentials {
    Fixed,
    OAuth,
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

/// The clients, MyReports' with two kinds of credentials.
#[derive(Debug)]
pub struct Clients {
    pub(crate) tomticket: tomticket::Client,
    pub(crate) base39: base39::Client,
    pub(crate) reseller: myreports::Client,
    pub(crate) enterprise: myreports::Client,
}

impl Clients {
    /// Clients of these answers, without retries to wait for.
    ///
    /// # Errors
    /// Never: the defaults are right.
    pub fn of(mock: &MockTransport) -> Result<Self, Error> {
        let key = base39::Credentials::api_key("bs_sandbox_example");
        let at_myreports = || {
            let token = myreports::Credentials::token("example-token");
            myreports::Client::builder(myreports::Region::Eu, token).transport(mock.clone()).build()
        };
        Ok(Self {
            tomticket: tomticket::Client::builder("example-token").transport(mock.clone()).rate_limit(None).build()?,
            base39: base39::Client::builder(key).transport(mock.clone()).build()?,
            reseller: at_myreports()?,
            enterprise: at_myreports()?,
        })
    }

    /// Clients of a sandbox, with its credentials that may write.
    ///
    /// # Errors
    /// Where this machine has no default transport.
    pub fn at(sandbox: &Sandbox) -> Result<Self, Error> {
        let transport = Arc::new(ReqwestTransport::new()?);
        let timeout = Duration::from_secs(40);
        Self::new(sandbox, &Setup { transport, credentials: Credentials::Fixed, timeout, closed_port: None })
    }

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
}

/// A client of one vendor.
pub(crate) trait Client {
    /// Whose it is.
    const VENDOR: Vendor;

    /// The one whose credentials are good for this operation.
    fn among<'a>(clients: &'a Clients, operation: &Operation) -> &'a Self;

    /// The base URL of its service.
    fn base_url(&self) -> &BaseUrl;
}

impl Client for tomticket::Client {
    const VENDOR: Vendor = Vendor::TomTicket;

    fn among<'a>(clients: &'a Clients, _: &Operation) -> &'a Self {
        &clients.tomticket
    }

    fn base_url(&self) -> &BaseUrl {
        self.base_url()
    }
}

impl Client for base39::Client {
    const VENDOR: Vendor = Vendor::Base39;

    fn among<'a>(clients: &'a Clients, _: &Operation) -> &'a Self {
        &clients.base39
    }

    fn base_url(&self) -> &BaseUrl {
        self.base_url()
    }
}

impl Client for myreports::Client {
    const VENDOR: Vendor = Vendor::MyReports;

    fn among<'a>(clients: &'a Clients, operation: &Operation) -> &'a Self {
        if operation.id.starts_with("reseller_") { &clients.reseller } else { &clients.enterprise }
    }

    fn base_url(&self) -> &BaseUrl {
        self.base_url()
    }
}
