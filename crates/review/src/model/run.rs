//! A run: what was read, when, and how far it can be relied on.

use std::{collections::BTreeMap, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{access::StoredAttributes, fingerprint::Fingerprint, language::Lang, service::ServiceId, text::local_time};

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Being read, or killed while it was.
    Reading,
    /// All of it was read, and each proof says so.
    Complete,
    /// Ended with something that could not be read, or that did not add up.
    Incomplete,
}

impl RunState {
    /// As it is stored and written into JSON.
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

    /// What a stored word means; what nobody knows is no complete run.
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
    /// Which service it is about.
    pub service: ServiceId,
    /// How far it is read.
    pub state: RunState,
    /// Why it could not be read at all.
    pub problem: Option<String>,
}

/// What was read, and when.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its number in the store, from 1 on.
    pub id: i64,
    /// The state of all of its services together.
    pub state: RunState,
    /// What was to be read: the settings of each source, by the id of its service. Runs are compared and resumed only
    /// where these are the same.
    pub scope: Value,
    /// The version of the program that began it.
    pub tool: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; absent as long as it has not.
    pub ended_at: Option<Timestamp>,
    /// When what it holds was removed: its totals and its hash are left.
    pub pruned_at: Option<Timestamp>,
}

/// The addresses and the credentials of a service.
pub type Access = (Option<Vec<String>>, Option<Vec<Fingerprint>>);

/// What stays of a run whose data was removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// How many accounts it held.
    pub accounts: u64,
    /// How many accesses it held.
    pub accesses: u64,
    /// How many findings somebody had to look at, by severity; the suppressed ones are left out.
    pub findings: BTreeMap<String, u64>,
    /// About how many accesses something was decided.
    pub decisions: u64,
}

/// A run as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunRef {
    /// The newest one that ended.
    Latest,
    /// The one of this number, from 1 on.
    Number(i64),
}

impl FromStr for RunRef {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            _ if text == "latest" => Ok(Self::Latest),
            Ok(number) if number > 0 => Ok(Self::Number(number)),
            _ => Err("a run is called by its number, or `latest`; a file stands behind an option, such as --from"),
        }
    }
}

/// From when to when a run was read, and by whom. What an earlier version did not keep is absent.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Window {
    /// When the reading began or was taken up again.
    pub started_at: Timestamp,
    /// When the last answer came in it.
    pub ended_at: Timestamp,
    /// How far the clock where it was read is from UTC: `-03:00`.
    pub utc_offset: Option<String>,
    /// The version of the program that read.
    pub tool: Option<String>,
    /// The commit that it was built from.
    pub commit: Option<String>,
    /// The arguments as they were typed.
    pub command: Option<Vec<String>>,
    /// The operating system's name of whoever started it.
    pub user: Option<String>,
    /// What the machine calls itself.
    pub host: Option<String>,
}

/// A proof as it is told.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Proof"))]
pub struct Statement {
    /// Whether it speaks for a whole reading.
    pub holds: bool,
    /// What it says, for people, in the language of the description.
    pub sentence: String,
    /// What it says, as a JSON object.
    #[serde(flatten)]
    pub proof: StoredAttributes,
}

/// How far a service was read, and how that is known.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    /// Which service it is.
    pub service: ServiceId,
    /// How far it was read.
    pub state: RunState,
    /// Why it could not be read at all.
    pub problem: Option<String>,
    /// Where it was asked: usually one address. Absent where an earlier version read.
    pub addresses: Option<Vec<String>>,
    /// With which credentials it was asked, without them: usually one. Absent where an earlier version read.
    pub credentials: Option<Vec<Fingerprint>>,
    /// How it is known that all of it was read, or that it was not.
    pub proofs: Vec<Statement>,
}

impl Service {
    /// Whether all of it was read.
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunDescription {
    /// Its number in the store.
    pub id: i64,
    /// The state of all of its services together.
    pub state: RunState,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; absent as long as it has not.
    pub ended_at: Option<Timestamp>,
    /// Once, and once more for each time that it was resumed.
    pub windows: Vec<Window>,
    /// What was to be read: the settings of each source, by the id of its service.
    pub scope: Value,
    /// The version of the program that began it.
    pub tool: String,
    /// SHA-256 of the settings about findings, as their file was when the run was evaluated.
    pub settings_sha256: Option<String>,
    /// SHA-256 of the roster's file that it was evaluated with.
    pub roster_sha256: Option<String>,
    /// The hash of what it holds, once it ended.
    pub sha256: Option<String>,
    /// When what it holds was removed: its totals and its hash are left.
    pub pruned_at: Option<Timestamp>,
    /// How far each service was read, in the order in which they were.
    pub services: Vec<Service>,
    /// Whether codes stand in it for names and addresses: people can still be told apart, and recognised by what they hold.
    pub pseudonymised: bool,
    /// Whether the people are imaginary.
    #[serde(skip)]
    pub sandbox: bool,
    /// The language of its sentences, and of what people read of it.
    #[serde(skip)]
    pub lang: Lang,
}

impl RunDescription {
    /// What is told of one of its services; nothing where it was not to be read.
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
