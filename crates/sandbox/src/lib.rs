#![doc = include_str!("../README.md")]

use std::io;

use company::Company;

pub mod base39;
mod company;
#[cfg(feature = "contract")]
pub mod contract;
mod fault;
pub mod myreports;
mod records;
mod server;
pub mod tomticket;
pub mod webhook;

pub use company::RosterEntry;
pub use fault::Fault;
pub use server::{Network, SeenRequest, Service};

use base39::Base39;
use myreports::MyReports;
use tomticket::TomTicket;

/// The three services, each on its own port of this machine, until dropped.
#[derive(Debug)]
pub struct Sandbox {
    tomticket: Service<TomTicket>,
    base39: Service<Base39>,
    myreports: Service<MyReports>,
    company: Company,
    example: Example,
}

impl Sandbox {
    /// A company of ten people on ports that the system chooses.
    ///
    /// # Errors
    ///
    /// When this machine has no free port left.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A sandbox of another size, on other ports, or with other answers.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// TomTicket.
    pub fn tomticket(&self) -> &Service<TomTicket> {
        &self.tomticket
    }

    /// Base39.
    pub fn base39(&self) -> &Service<Base39> {
        &self.base39
    }

    /// MyReports.
    pub fn myreports(&self) -> &Service<MyReports> {
        &self.myreports
    }

    /// The domain of the company's e-mail addresses.
    pub fn domain(&self) -> &'static str {
        company::DOMAIN
    }

    /// The people in the books of the company's HR department. Most are active; some have left and still hold what they
    /// held at the three services, as the fifth person does; and some people of the services are not in the books.
    pub fn roster(&self) -> impl Iterator<Item = RosterEntry> {
        self.company.roster()
    }

    /// Ids and addresses that exist, to ask for: those of the company's first person.
    pub fn example(&self) -> &Example {
        &self.example
    }
}

/// What a sandbox is to be like.
#[derive(Debug, Clone)]
pub struct Builder {
    people: usize,
    ports: [u16; 3],
    tomticket: tomticket::Settings,
    base39: base39::Settings,
    myreports: myreports::Settings,
    network: Network,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            people: 10,
            ports: [0; 3],
            tomticket: tomticket::Settings::default(),
            base39: base39::Settings::default(),
            myreports: myreports::Settings::default(),
            network: Network::default(),
        }
    }
}

impl Builder {
    /// How many people the company has: 10 unless said otherwise. A million cost no more memory than ten, since they
    /// are made when they are asked for.
    #[must_use]
    pub fn people(self, people: usize) -> Self {
        Self { people, ..self }
    }

    /// The ports of the three services; 0 lets the system choose. The address is always 127.0.0.1.
    #[must_use]
    pub fn ports(self, tomticket: u16, base39: u16, myreports: u16) -> Self {
        Self { ports: [tomticket, base39, myreports], ..self }
    }

    /// How TomTicket answers where its contract leaves a choice, and its rate limit.
    #[must_use]
    pub fn tomticket(self, tomticket: tomticket::Settings) -> Self {
        Self { tomticket, ..self }
    }

    /// How Base39 answers where its contract leaves a choice.
    #[must_use]
    pub fn base39(self, base39: base39::Settings) -> Self {
        Self { base39, ..self }
    }

    /// How MyReports answers where its contract leaves a choice.
    #[must_use]
    pub fn myreports(self, myreports: myreports::Settings) -> Self {
        Self { myreports, ..self }
    }

    /// How long requests and answers are on their way to and from each of the services, and how long these work.
    #[must_use]
    pub fn network(self, network: Network) -> Self {
        Self { network, ..self }
    }

    /// Starts the three services. Call it inside a tokio runtime with its I/O and time drivers.
    ///
    /// # Errors
    ///
    /// When a port is taken.
    pub async fn start(self) -> io::Result<Sandbox> {
        let company = Company { people: self.people };
        let ([tomticket, base39, myreports], network) = (self.ports, self.network);
        Ok(Sandbox {
            tomticket: server::start(TomTicket::new(company, self.tomticket), tomticket, network).await?,
            base39: server::start(Base39::new(company, self.base39), base39, network).await?,
            myreports: server::start(MyReports::new(company, self.myreports), myreports, network).await?,
            company,
            example: Example::of(company),
        })
    }
}

/// The first person, as the three services know them. In a company of nobody these ids are unknown to the services.
#[derive(Debug)]
pub struct Example {
    customer_id: String,
    customer_email: String,
    operator_id: String,
    company_id: String,
    customer_tenant_id: String,
    account_tenant_id: String,
    user_id: String,
}

impl Example {
    fn of(company: Company) -> Self {
        Self {
            customer_id: tomticket::internal_id(0).unwrap_or_default(),
            customer_email: company.person(0).email,
            operator_id: base39::operator_id(0),
            company_id: base39::company_id(0),
            customer_tenant_id: myreports::customer_tenant_id(0),
            account_tenant_id: myreports::account_tenant_id(0),
            user_id: myreports::user_id(0),
        }
    }

    /// TomTicket: the customer's internal id.
    pub fn customer_id(&self) -> &str {
        &self.customer_id
    }

    /// The person's address, the same at all three services.
    pub fn customer_email(&self) -> &str {
        &self.customer_email
    }

    /// Base39: the operator's id.
    pub fn operator_id(&self) -> &str {
        &self.operator_id
    }

    /// Base39: a company for which the operator has a permission.
    pub fn company_id(&self) -> &str {
        &self.company_id
    }

    /// MyReports: the customer tenant that the user belongs to.
    pub fn customer_tenant_id(&self) -> &str {
        &self.customer_tenant_id
    }

    /// MyReports: the reseller account that the customer belongs to.
    pub fn account_tenant_id(&self) -> &str {
        &self.account_tenant_id
    }

    /// MyReports: the user's id.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }
}
