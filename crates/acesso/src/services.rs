//! The services that are asked: those that the environment names, or a sandbox in this process.

use std::{collections::BTreeMap, env};

use acesso_core::Env;
use acesso_forms::output::say;
use acesso_review::{
    model::{Failure, Lang, ServiceId},
    source::{BASE39, KeptLogin, Registry, Setup},
    store::temporary::{self, TempFolder},
};
use acesso_sandbox::Sandbox;
use serde_json::{Map, Value};

use crate::{
    credentials::Kept,
    failure::no_sandbox,
    sandbox,
    settings::{Settings, as_setting},
    tokens::{Keeper, LoginSettings},
};

/// What the tool calls itself.
const USER_AGENT: &str = concat!("acesso-cli/", env!("CARGO_PKG_VERSION"));

/// The services, as the environment and the settings say.
#[derive(Debug)]
pub(crate) struct Services {
    pub(crate) registry: Registry,
    answers: Answers,
    /// What is set about each of them.
    settings: BTreeMap<ServiceId, Map<String, Value>>,
    quick: bool,
}

/// Where the answers come from.
#[derive(Debug)]
enum Answers {
    /// The accounts that the environment names, and those whose credentials are kept.
    Environment(Kept),
    /// A sandbox, which lives as long as this does, and who its operators are.
    Sandbox { sandbox: Box<Sandbox>, _operators: TempFolder },
}

impl Services {
    pub(crate) async fn new(sandbox: bool, settings: &Settings) -> Result<Self, Failure> {
        let mut services = Self {
            registry: Registry::built_in(),
            answers: Answers::Environment(Kept::default()),
            settings: settings.of_services()?,
            quick: false,
        };
        if sandbox {
            let sandbox = Box::new(Sandbox::start().await.map_err(|error| no_sandbox(&error))?);
            let folder = temporary::folder_in(&env::temp_dir())?;
            let operators = folder.path().join("operators.csv");
            sandbox::write_operators(&sandbox, &operators)?;
            let of_base39 = services.settings.entry(BASE39).or_default();
            if !of_base39.contains_key("operators") {
                of_base39.insert("operators".to_owned(), as_setting(&operators)?);
            }
            services.answers = Answers::Sandbox { sandbox, _operators: folder };
        } else {
            services.answers = Answers::Environment(Kept::load()?);
        }
        Ok(services)
    }

    /// Those of the environment, as if only this were kept.
    pub(crate) fn with(kept: Kept) -> Self {
        let (registry, settings) = (Registry::built_in(), BTreeMap::new());
        Self { registry, answers: Answers::Environment(kept), settings, quick: false }
    }

    /// Says whose data comes where it is nobody's, and whom one can ask for.
    pub(crate) fn announce(self, lang: Lang) -> Self {
        if let Some(sandbox) = self.sandbox() {
            let example = sandbox.example();
            let values = [("customer", example.customer_id().into()), ("tenant", example.customer_tenant_id().into())];
            say(lang.say_with("sandbox-announced", values));
        }
        self
    }

    /// Has less read, and less proved.
    pub(crate) fn set_quick(&mut self, quick: bool) {
        self.quick = quick;
    }

    /// Sets something about a service, in place of what the settings say.
    pub(crate) fn set(&mut self, service: ServiceId, name: &str, value: Value) {
        self.settings.entry(service).or_default().insert(name.to_owned(), value);
    }

    pub(crate) fn sandbox(&self) -> Option<&Sandbox> {
        match &self.answers {
            Answers::Environment(_) => None,
            Answers::Sandbox { sandbox, .. } => Some(sandbox),
        }
    }

    /// Whether there are credentials for this service, right or wrong.
    pub(crate) fn has(&self, service: ServiceId) -> bool {
        self.registry.service(service).is_some_and(|it| self.with_setup(service, |setup| (it.is_configured)(setup)))
    }

    /// What a service is built from.
    pub(crate) fn with_setup<T>(&self, service: ServiceId, build: impl FnOnce(&Setup<'_>) -> T) -> T {
        let none = Map::new();
        let env = self.env();
        build(&Setup {
            env: &env,
            user_agent: USER_AGENT,
            quick: self.quick,
            settings: self.settings.get(&service).unwrap_or(&none),
            login: &Login,
        })
    }

    /// Addresses and credentials.
    pub(crate) fn env(&self) -> Env<'_> {
        match &self.answers {
            Answers::Environment(kept) => kept.env(),
            Answers::Sandbox { sandbox, .. } => {
                let variables = BTreeMap::from(sandbox::variables(sandbox));
                Env::from_fn(move |name| variables.get(name).cloned())
            }
        }
    }

    /// The domain of the sandbox's own addresses.
    pub(crate) fn domain(&self) -> Option<&str> {
        self.sandbox()?.example().customer_email().split_once('@').map(|(_, domain)| domain)
    }
}

/// The log-in that `acesso login` keeps.
#[derive(Debug)]
struct Login;

impl KeptLogin for Login {
    /// A log-in that can't be read is one: whoever uses it is told what is wrong.
    fn is_there(&self) -> bool {
        !matches!(Keeper::of_this_system().and_then(|keeper| keeper.kept()), Ok(None))
    }

    fn credentials(&self, env: &Env<'_>) -> Result<Option<myreports::Credentials>, Failure> {
        LoginSettings::with_env(env)?.kept_credentials()
    }
}

#[cfg(test)]
mod tests {
    use acesso_core::RateLimit;
    use acesso_review::model::FailureKind;
    use acesso_review::source::{MYREPORTS, TOMTICKET, TomTicket};
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn the_rate_of_the_settings_reaches_tomticket() {
        let mut settings = Settings::default();
        for (setting, rate) in [(None, 3), (Some(1), 1)] {
            settings.tomticket.requests_per_second = setting;
            let services = Services::new(true, &settings).await.unwrap();
            let client = services.with_setup(TOMTICKET, TomTicket::client).unwrap();
            let expected = format!("rate_limit: Some({:?})", RateLimit::per_second(rate));
            assert!(format!("{client:?}").contains(&expected), "{expected} in {client:?}");
        }
    }

    #[tokio::test]
    async fn a_setting_reaches_its_source_or_is_refused() {
        let build = |services: &Services, service| {
            let registration = services.registry.service(service).unwrap();
            services.with_setup(service, |setup| (registration.build)(setup))
        };
        for (service, name, right, wrong, seen) in [
            (TOMTICKET, "requests_per_second", json!(2), json!("two"), "calls_per_second: Some(2.0)"),
            (MYREPORTS, "portal", json!("enterprise"), json!("both"), "portal: Some(Enterprise)"),
            (MYREPORTS, "skip_roles", json!(true), json!("yes"), "skip_roles: true"),
        ] {
            let mut services = Services::new(true, &Settings::default()).await.unwrap();
            services.set(service, name, right);
            let source = build(&services, service).unwrap();
            assert!(format!("{source:?}").contains(seen), "{seen} in {source:?}");
            services.set(service, name, wrong);
            let refused = build(&services, service).unwrap_err();
            assert!(refused.kind() == FailureKind::Usage && refused.to_string().contains(name), "{refused:?}");
        }
        let mut services = Services::new(true, &Settings::default()).await.unwrap();
        services.set(BASE39, "operators", json!(39));
        assert!(build(&services, BASE39).is_err(), "a list of operators that is none must not be left out");
    }
}
