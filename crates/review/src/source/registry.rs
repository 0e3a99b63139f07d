//! Which services there are.

use std::rc::Rc;

use acesso_core::Env;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    BUILT_IN,
    engine::Source,
    remedy::{Remedy, Target},
    rule::Rule,
};
use crate::model::{Failure, Lang, PrincipalKind, ServiceId};

/// A service: what there is to know about it before it is read.
///
/// Adding one takes a folder and a line. In the folder `source/NAME/` (or in a crate of its own) stand how it is read, a
/// [`Source`]; what it alone is asked, its [rules](Rule); and a constant of this type. The line is in `BUILT_IN`, in
/// `source.rs`; whoever keeps a service outside this crate hands it to [`Registry::with`]. Nothing else knows services by
/// their names: lists, exports, decisions, signatures and evidence take what a source put into the store.
///
/// ```
/// use acesso_review::{
///     model::{Failure, ServiceId},
///     source::{Registration, Registry, Remedy},
/// };
///
/// static DOORS: Registration = Registration {
///     id: ServiceId::new("doors"),
///     name: "Door Cards",
///     words: [
///         "not-covered-doors = Who borrowed whose card is written down nowhere.
/// advice-doors = set DOORS_TOKEN
/// failure-doors-closed = nobody wrote the source yet
///     .advice = write it",
///         "not-covered-doors = Quem emprestou o cartão de quem não está escrito em lugar nenhum.
/// advice-doors = defina DOORS_TOKEN
/// failure-doors-closed = ninguém escreveu a fonte ainda
///     .advice = escreva-a",
///     ],
///     rules: &[],
///     items: &[("list_cards", "cards")],
///     unknown_permissions: &[],
///     remedy: |_| Remedy::IN_THE_PANEL,
///     is_configured: |setup| setup.env.optional("DOORS_TOKEN").is_some(),
///     build: |_| Err(Failure::failed("failure-doors-closed", &[])),
/// };
///
/// let registry = Registry::built_in().with(&DOORS);
/// assert_eq!(registry.services().last().map(|service| service.name), Some("Door Cards"));
/// assert_eq!(DOORS.id.to_string(), "Door Cards", "so it is called in this process from now on");
/// ```
#[derive(Debug)]
pub struct Registration {
    /// How the service is typed, stored and written into JSON; it never changes, since old runs name it.
    pub id: ServiceId,
    /// As people write it, on screens and in files.
    pub name: &'static str,
    /// What is said about it alone, in English and in Portuguese: messages in Project Fluent's form, whose ids have its id in
    /// them. `finding-…` words its [rules](Rule); `resource-ID-NAME` names a resource that is none of its own; `at-ID` and
    /// `at-every-ID` say where a finding is; `allows-ID-PERMISSION` and `means-ID-PERMISSION` say what a permission
    /// [allows](crate::model::allows), the one in a few words, the other in a sentence; `remedy-ID-…` says what to know about a
    /// [remedy](Remedy); `failure-ID-…` says what failed, with what to do in its attribute `advice`; `not-covered-ID` says what
    /// nobody should believe to be answered, `advice-ID` what to set where there are no credentials for it.
    pub words: [&'static str; 2],
    /// What every run is asked about it; questions about people, at whichever service, are the judge's.
    pub rules: &'static [Rule],
    /// Which operations bring items that its proofs speak of, and what the proofs call them (their `what`): so an operation
    /// stands beside its proof in the evidence.
    pub items: &'static [(&'static str, &'static str)],
    /// The permissions of which it may not say whether an account has them.
    pub unknown_permissions: &'static [UnknownPermission],
    /// How people take an access away or change it: in its panel, or by which operation that it documents.
    pub remedy: fn(&Target<'_>) -> Remedy,
    /// Whether there are credentials for it, right or wrong: a review of all services leaves out those without.
    pub is_configured: fn(&Setup<'_>) -> bool,
    /// Makes the source that reads it. Nothing is asked yet; settings that can't be right are refused.
    pub build: fn(&Setup<'_>) -> Result<Rc<dyn Source>, Failure>,
}

impl Registration {
    /// What to set, where it lacks credentials: a line that a person can follow.
    pub fn advice(&self, lang: Lang) -> String {
        lang.say(&format!("advice-{}", self.id.as_str()))
    }
}

/// A permission, or any, that is unknown of an account without the attribute that tells it. So it can't be said to be gone.
#[derive(Debug)]
pub struct UnknownPermission {
    /// What kind of account can have it.
    pub kind: PrincipalKind,
    /// The service's own name of it; nothing where it can be any.
    pub permission: Option<&'static str>,
    /// The attribute of the account that tells whether it has it.
    pub attribute: &'static str,
}

/// What a source is built from.
pub struct Setup<'a> {
    /// Addresses and credentials. A sandbox is an environment whose addresses are on this machine.
    pub env: &'a Env<'a>,
    /// What the program calls itself.
    pub user_agent: &'a str,
    /// Read less, and prove less.
    pub quick: bool,
    /// What is set about this service that is not secret, by name.
    pub settings: &'a Map<String, Value>,
    /// The log-in that is kept between two runs.
    pub login: &'a dyn KeptLogin,
}

impl Setup<'_> {
    /// A setting of this service.
    ///
    /// # Errors
    /// Where it is set to something that is no `T`.
    pub fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Failure> {
        let value = self.settings.get(name).filter(|value| !value.is_null());
        value.map(T::deserialize).transpose().map_err(|_| Failure::usage("failure-setting", &[("name", &name)]))
    }
}

impl std::fmt::Debug for Setup<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setup").field("quick", &self.quick).finish_non_exhaustive()
    }
}

/// A log-in to MyReports that is kept between two runs.
pub trait KeptLogin {
    /// Whether there is one; one that can't be read counts.
    fn is_there(&self) -> bool;

    /// Its credentials, if there is one.
    fn credentials(&self, env: &Env<'_>) -> Result<Option<myreports::Credentials>, Failure>;
}

/// Nobody keeps a log-in.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLogin;

impl KeptLogin for NoLogin {
    fn is_there(&self) -> bool {
        false
    }

    fn credentials(&self, _: &Env<'_>) -> Result<Option<myreports::Credentials>, Failure> {
        Ok(None)
    }
}

/// The services that there are, in the order in which they are told of.
///
/// What is known about them, their names and words, is known in the whole process from the moment on at which a registry
/// with them was made. Without one, they are called by their ids.
#[derive(Debug, Clone)]
pub struct Registry {
    services: Vec<&'static Registration>,
}

impl Default for Registry {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Registry {
    /// TomTicket, Base39 and MyReports.
    #[must_use]
    pub fn built_in() -> Self {
        BUILT_IN.into_iter().fold(Self { services: Vec::new() }, Self::with)
    }

    /// With one more; one with the same id goes before it.
    #[must_use]
    pub fn with(mut self, service: &'static Registration) -> Self {
        service.id.is_called(service.name);
        Lang::learn(service.words);
        self.services.retain(|known| known.id != service.id);
        self.services.push(service);
        self
    }

    /// All of them.
    pub fn services(&self) -> impl Iterator<Item = &'static Registration> {
        self.services.iter().copied()
    }

    /// The one with this id.
    #[must_use]
    pub fn service(&self, id: ServiceId) -> Option<&'static Registration> {
        self.services().find(|service| service.id == id)
    }

    /// What the proofs of a service call the items of an operation; nothing where none speaks of them.
    #[must_use]
    pub fn items_of(&self, id: ServiceId, operation: &str) -> Option<&'static str> {
        let (_, items) = self.service(id)?.items.iter().find(|(known, _)| *known == operation)?;
        Some(items)
    }
}
