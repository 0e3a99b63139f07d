//! Clients for the three services: the real ones, or a sandbox in this process.

use acesso_core::{Env, RateLimit, Secret};
use acesso_sandbox::Sandbox;

use crate::{
    failure::Failure,
    fingerprint::Fingerprint,
    model::Vendor,
    output::{SANDBOX_DATA, say},
    settings::Settings,
    tokens::{Keeper, LoginSettings},
};

/// What the tool calls itself.
const USER_AGENT: &str = concat!("acesso-cli/", env!("CARGO_PKG_VERSION"));

/// The services, as the environment and the settings say.
#[derive(Debug)]
pub(crate) struct Services {
    answers: Answers,
    requests_per_second: Option<u32>,
}

/// Where the answers come from.
#[derive(Debug)]
enum Answers {
    /// The accounts that the environment names.
    Environment,
    /// A sandbox, which lives as long as this does.
    Sandbox(Box<Sandbox>),
}

impl Services {
    pub(crate) async fn new(sandbox: bool, settings: &Settings) -> Result<Self, Failure> {
        let answers = if sandbox {
            Answers::Sandbox(Box::new(Sandbox::start().await.map_err(Failure::Sandbox)?))
        } else {
            Answers::Environment
        };
        Ok(Self { answers, requests_per_second: settings.tomticket.requests_per_second })
    }

    /// Says whose data comes where it is nobody's, and whom one can ask for.
    pub(crate) fn announce(self) -> Self {
        if let Answers::Sandbox(sandbox) = &self.answers {
            let example = sandbox.example();
            say(format_args!(
                "{SANDBOX_DATA}. There is a customer {} and a tenant {}.",
                example.customer_id(),
                example.customer_tenant_id()
            ));
        }
        self
    }

    /// Whether there are credentials for this service, right or wrong.
    pub(crate) fn has(&self, vendor: Vendor) -> bool {
        let is_set = |name: &str| Env::process().optional(name).is_some();
        match (&self.answers, vendor) {
            (Answers::Sandbox(_), _) => true,
            (Answers::Environment, Vendor::TomTicket) => is_set("TOMTICKET_TOKEN"),
            (Answers::Environment, Vendor::Base39) => is_set("BASE39_API_KEY") || is_set("BASE39_CLIENT_ID"),
            // Without the client's id a kept log-in can't be used, and nobody's keyring is opened for nothing.
            (Answers::Environment, Vendor::MyReports) => {
                is_set("MYREPORTS_TOKEN") || (is_set("MYREPORTS_CLIENT_ID") && is_logged_in())
            }
        }
    }

    /// Which credential a service is asked with.
    pub(crate) fn fingerprint(&self, vendor: Vendor) -> Option<Fingerprint> {
        let env = Env::process();
        match (&self.answers, vendor) {
            (Answers::Environment, Vendor::TomTicket) => Fingerprint::of_tomticket(&env),
            (Answers::Environment, Vendor::Base39) => Fingerprint::of_base39(&env),
            (Answers::Environment, Vendor::MyReports) => Fingerprint::of_myreports(&env),
            (Answers::Sandbox(sandbox), Vendor::TomTicket) => Some(Fingerprint::of_token(sandbox.tomticket().token())),
            (Answers::Sandbox(sandbox), Vendor::Base39) => Some(Fingerprint::of_api_key(sandbox.base39().api_key())),
            (Answers::Sandbox(sandbox), Vendor::MyReports) => Some(Fingerprint::of_token(sandbox.myreports().token())),
        }
    }

    pub(crate) fn tomticket(&self) -> Result<tomticket::Client, Failure> {
        let mut builder = match &self.answers {
            Answers::Environment => tomticket::Client::builder_with_env(&Env::process())?,
            Answers::Sandbox(sandbox) => {
                let service = sandbox.tomticket();
                tomticket::Client::builder(service.token()).base_url(service.url())
            }
        };
        if let Some(requests) = self.requests_per_second {
            builder = builder.rate_limit(RateLimit::per_second(requests));
        }
        Ok(builder.user_agent(USER_AGENT).build()?)
    }

    pub(crate) fn base39(&self) -> Result<base39::Client, Failure> {
        let builder = match &self.answers {
            Answers::Environment => base39::Client::builder_with_env(&Env::process())?,
            Answers::Sandbox(sandbox) => {
                let service = sandbox.base39();
                base39::Client::builder(base39::Credentials::api_key(service.api_key())).base_url(service.url())
            }
        };
        Ok(builder.user_agent(USER_AGENT).build()?)
    }

    /// The API key that Base39 is asked with; none with OAuth credentials.
    pub(crate) fn base39_api_key(&self) -> Option<Secret> {
        match &self.answers {
            Answers::Environment => Env::process().optional("BASE39_API_KEY").map(Secret::new),
            Answers::Sandbox(sandbox) => Some(sandbox.base39().api_key().into()),
        }
    }

    /// Base39's operators, where it is the sandbox that has them in its books.
    pub(crate) fn operators(&self) -> Option<impl Iterator<Item = acesso_sandbox::base39::Operator>> {
        match &self.answers {
            Answers::Environment => None,
            Answers::Sandbox(sandbox) => Some(sandbox.base39().operators()),
        }
    }

    /// Who works at the sandbox's imaginary company, and who left.
    pub(crate) fn roster(&self) -> Option<impl Iterator<Item = acesso_sandbox::RosterEntry>> {
        match &self.answers {
            Answers::Environment => None,
            Answers::Sandbox(sandbox) => Some(sandbox.roster()),
        }
    }

    /// The domain of that company's own addresses.
    pub(crate) fn domain(&self) -> Option<&str> {
        match &self.answers {
            Answers::Environment => None,
            Answers::Sandbox(sandbox) => sandbox.example().customer_email().split_once('@').map(|(_, domain)| domain),
        }
    }

    pub(crate) fn myreports(&self) -> Result<myreports::Client, Failure> {
        let builder = match &self.answers {
            Answers::Environment => myreports_of_environment(&Env::process())?,
            Answers::Sandbox(sandbox) => {
                let service = sandbox.myreports();
                let token = myreports::Credentials::token(service.token());
                myreports::Client::builder(myreports::Region::Eu, token).base_url(service.url())
            }
        };
        Ok(builder.user_agent(USER_AGENT).build()?)
    }
}

/// With the token that was given, else with the log-in that was kept.
fn myreports_of_environment(env: &Env<'_>) -> Result<myreports::ClientBuilder, Failure> {
    if env.optional("MYREPORTS_TOKEN").is_some() {
        return Ok(myreports::Client::builder_with_env(env)?);
    }
    let nobody = || Failure::Usage {
        what: "MYREPORTS_TOKEN is not set, and there is no log-in to MyReports".to_owned(),
        advice: "set MYREPORTS_TOKEN to an access token, or set MYREPORTS_CLIENT_ID and MYREPORTS_CLIENT_SECRET and log in \
                 with `acesso login myreports`",
    };
    if env.optional("MYREPORTS_CLIENT_ID").is_none() {
        return Err(nobody());
    }
    let credentials = LoginSettings::with_env(env)?.kept_credentials()?.ok_or_else(nobody)?;
    Ok(myreports::Client::builder_with_env_and_credentials(env, credentials)?)
}

/// A log-in that can't be read is one: whoever uses it is told what is wrong.
fn is_logged_in() -> bool {
    !matches!(Keeper::of_this_system().and_then(|keeper| keeper.kept()), Ok(None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_rate_of_the_settings_reaches_tomticket() {
        let mut settings = Settings::default();
        for (setting, rate) in [(None, 3), (Some(1), 1)] {
            settings.tomticket.requests_per_second = setting;
            let client = Services::new(true, &settings).await.unwrap().tomticket().unwrap();
            let expected = format!("rate_limit: Some({:?})", RateLimit::per_second(rate));
            assert!(format!("{client:?}").contains(&expected), "{expected} in {client:?}");
        }
    }
}
