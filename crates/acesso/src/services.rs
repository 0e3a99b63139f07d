//! Clients for the three services: the real ones, or a sandbox in this process.

use acesso_sandbox::Sandbox;

use crate::{failure::Failure, model::Vendor, output::say};

/// Where the answers come from.
#[derive(Debug)]
pub(crate) enum Services {
    /// The accounts that the environment names.
    Environment,
    /// A sandbox, which lives as long as this does.
    Sandbox(Box<Sandbox>),
}

impl Services {
    pub(crate) async fn new(sandbox: bool) -> Result<Self, Failure> {
        if !sandbox {
            return Ok(Self::Environment);
        }
        let sandbox = Sandbox::start().await.map_err(Failure::Sandbox)?;
        let example = sandbox.example();
        say(format_args!(
            "SANDBOX DATA: imaginary people, no real account is asked. There is a customer {} and a tenant {}.",
            example.customer_id(),
            example.customer_tenant_id()
        ));
        Ok(Self::Sandbox(Box::new(sandbox)))
    }

    /// Whether there are credentials for this service, right or wrong.
    pub(crate) fn has(&self, vendor: Vendor) -> bool {
        let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self {
            Self::Environment => credentials_of(vendor).iter().any(is_set),
            Self::Sandbox(_) => true,
        }
    }

    pub(crate) fn tomticket(&self) -> Result<tomticket::Client, Failure> {
        Ok(match self {
            Self::Environment => tomticket::Client::from_env()?,
            Self::Sandbox(sandbox) => {
                let service = sandbox.tomticket();
                tomticket::Client::builder(service.token()).base_url(service.url()).build()?
            }
        })
    }

    pub(crate) fn base39(&self) -> Result<base39::Client, Failure> {
        Ok(match self {
            Self::Environment => base39::Client::from_env()?,
            Self::Sandbox(sandbox) => {
                let service = sandbox.base39();
                let key = base39::Credentials::api_key(service.api_key());
                base39::Client::builder(key).base_url(service.url()).build()?
            }
        })
    }

    /// Base39's operators, where it is the sandbox that has them in its books.
    pub(crate) fn operators(&self) -> Option<impl Iterator<Item = acesso_sandbox::base39::Operator>> {
        match self {
            Self::Environment => None,
            Self::Sandbox(sandbox) => Some(sandbox.base39().operators()),
        }
    }

    /// Who works at the sandbox's imaginary company, and who left.
    pub(crate) fn roster(&self) -> Option<impl Iterator<Item = acesso_sandbox::RosterEntry>> {
        match self {
            Self::Environment => None,
            Self::Sandbox(sandbox) => Some(sandbox.roster()),
        }
    }

    /// The domain of that company's own addresses.
    pub(crate) fn domain(&self) -> Option<&str> {
        match self {
            Self::Environment => None,
            Self::Sandbox(sandbox) => sandbox.example().customer_email().split_once('@').map(|(_, domain)| domain),
        }
    }

    pub(crate) fn myreports(&self) -> Result<myreports::Client, Failure> {
        Ok(match self {
            Self::Environment => myreports::Client::from_env()?,
            Self::Sandbox(sandbox) => {
                let service = sandbox.myreports();
                let token = myreports::Credentials::token(service.token());
                myreports::Client::builder(myreports::Region::Eu, token).base_url(service.url()).build()?
            }
        })
    }
}

/// The variables any of which says that a service is in use.
fn credentials_of(vendor: Vendor) -> &'static [&'static str] {
    match vendor {
        Vendor::TomTicket => &["TOMTICKET_TOKEN"],
        Vendor::Base39 => &["BASE39_API_KEY", "BASE39_CLIENT_ID"],
        Vendor::MyReports => &["MYREPORTS_TOKEN"],
    }
}
