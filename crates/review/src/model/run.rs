//! A run: what was read, when, and how far it can be relied on.

use std::{collections::BTreeMap, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{access::StoredAttributes, fingerprint::Fingerprint, language::Lang, service::ServiceId, text::local_time};

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Being read, or killed while it was.
    Reading,
    Complete,
    /// Ended with something that could not be read, or that did not add up.
    Incomplete,
}

impl RunState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
        }
    }

    /// As people write it.
    pub fn name(self, lang: Lang) -> String {
        lang.say_with("run-state", [("state", self.as_str().into())])
    }

    pub(crate) fn from_text(text: &str) -> Self {
        match text {
            "reading" => Self::Reading,
            "complete" => Self::Complete,
            _ => Self::Incomplete,
        }
    }
}

/// How far a service is read in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeState {
    pub service: ServiceId,
    pub state: RunState,
    /// Why it could not be read at all.
    pub problem: Option<String>,
}

/// What was read, and when.
#[derive(Debug, Clone)]
pub struct Run {
    pub id: i64,
    pub state: RunState,
    /// What was to be read: see `review::Scope`.
    pub scope: Value,
    pub tool: String,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// When what it holds was removed: its totals and its hash are left.
    pub pruned_at: Option<Timestamp>,
}

/// The addresses and the credentials of a service.
pub type Access = (Option<Vec<String>>, Option<Vec<Fingerprint>>);

/// What stays of a run whose data was removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub accounts: u64,
    pub accesses: u64,
    /// By severity, the suppressed ones left out.
    pub findings: BTreeMap<String, u64>,
    pub decisions: u64,
}

/// A run as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunRef {
    /// The newest one that ended.
    Latest,
    Number(i64),
}

impl FromStr for RunRef {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            _ if text == "latest" => Ok(Self::Latest),
            Ok(number) if number > 0 => Ok(Self::Number(number)),
            _ => Err("a run is called by its number, or `latest`"),
        }
    }
}

/// From when to when a run was read, and by whom. What an earlier version did not keep is absent.
#[derive(Debug, Clone, Serialize)]
pub struct Window {
    pub started_at: Timestamp,
    pub ended_at: Timestamp,
    /// How far the clock where it was read is from UTC: `-03:00`.
    pub utc_offset: Option<String>,
    pub tool: Option<String>,
    pub commit: Option<String>,
    /// The arguments as they were typed.
    pub command: Option<Vec<String>>,
    pub user: Option<String>,
    pub host: Option<String>,
}

/// A proof as it is told.
#[derive(Debug, Clone, Serialize)]
pub struct Statement {
    pub holds: bool,
    pub sentence: String,
    /// What it says, as a JSON object.
    #[serde(flatten)]
    pub proof: StoredAttributes,
}

/// How far a service was read, and how that is known.
#[derive(Debug, Clone, Serialize)]
pub struct Service {
    pub service: ServiceId,
    pub state: RunState,
    /// Why it could not be read at all.
    pub problem: Option<String>,
    /// Where it was asked, and with which credential: usually one. Absent where an earlier version read.
    pub addresses: Option<Vec<String>>,
    pub credentials: Option<Vec<Fingerprint>>,
    pub proofs: Vec<Statement>,
}

impl Service {
    pub fn is_complete(&self) -> bool {
        self.state == RunState::Complete
    }

    /// Why it is not complete.
    fn reason(&self, lang: Lang) -> String {
        let refuted = self.proofs.iter().find(|proof| !proof.holds).map(|proof| proof.sentence.clone());
        match self.problem.clone().or(refuted) {
            Some(reason) => reason,
            None if self.state == RunState::Reading => lang.say("reading-not-ended"),
            None => lang.say("reason-not-kept"),
        }
    }

    /// `TomTicket complete`
    pub fn line(&self, lang: Lang) -> String {
        lang.say_with("service-line", [("service", self.service.name().into()), ("state", self.state.as_str().into())])
    }
}

/// A run with all that says how far it can be relied on.
#[derive(Debug, Clone, Serialize)]
pub struct RunDescription {
    pub id: i64,
    pub state: RunState,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Once, and once more for each time that it was resumed.
    pub windows: Vec<Window>,
    /// The settings of each service.
    pub scope: Value,
    pub tool: String,
    /// SHA-256 of `acesso.toml` and of the roster as they were when it was evaluated.
    pub settings_sha256: Option<String>,
    pub roster_sha256: Option<String>,
    /// The hash of what it holds, once it ended.
    pub sha256: Option<String>,
    /// When what it holds was removed: its totals and its hash are left.
    pub pruned_at: Option<Timestamp>,
    pub services: Vec<Service>,
    /// Whether codes stand in it for names and addresses: people can still be told apart, and recognised by what they hold.
    pub pseudonymised: bool,
    #[serde(skip)]
    pub sandbox: bool,
    /// The language of its sentences, and of what people read of it.
    #[serde(skip)]
    pub lang: Lang,
}

impl RunDescription {
    pub fn service(&self, id: ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.service == id)
    }

    /// Whether everything was read of this service.
    pub fn is_complete(&self, service: ServiceId) -> bool {
        self.service(service).is_some_and(Service::is_complete)
    }

    /// For how long it was read, the time between two windows left out, and a window that ended before it began because the
    /// machine's clock was set back.
    pub fn took(&self) -> SignedDuration {
        let length = |window: &Window| window.ended_at.duration_since(window.started_at).max(SignedDuration::ZERO);
        self.windows.iter().map(length).fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// What stands above a table: which run it is, and how far each service was read.
    pub fn caption(&self) -> String {
        let sandbox = self.sandbox.then(|| self.lang.say("sandbox-data"));
        sandbox.into_iter().chain([self.line()]).collect::<Vec<_>>().join("\n")
    }

    /// Which run it is, and how far each service was read.
    pub fn line(&self) -> String {
        let services: Vec<_> = self.services.iter().map(|service| service.line(self.lang)).collect();
        self.lang.say_with(
            "run-line",
            [
                ("run", self.id.to_string().into()),
                ("began", local_time(self.started_at, self.lang).into()),
                ("services", services.join(", ").into()),
            ],
        )
    }

    /// What else has to be known before anybody relies on it, a line for each thing.
    pub fn warnings(&self) -> Vec<String> {
        let incomplete = self.services.iter().filter(|service| !service.is_complete());
        let warning = |service: &Service| {
            self.lang.say_with(
                "warning-incomplete",
                [
                    ("run", self.id.to_string().into()),
                    ("service", service.service.name().into()),
                    ("reason", service.reason(self.lang).into()),
                ],
            )
        };
        incomplete.map(warning).collect()
    }
}
