//! Whether an evidence pack or a run of the store is still what it was, and where it is not.

mod folder;
mod json;
mod lines;
mod run;
mod told;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::{
    judge::signature::{self, Data, Found, Statement},
    model::{Lang, RunState, local_time},
    store::DecisionCounts,
};
pub use folder::folder;
use lines::Lines;
pub use run::run;

/// What was looked at, and what is not as it was.
#[derive(Debug, Default)]
pub struct Verified {
    /// Whether the people are imaginary; absent where nothing tells.
    pub sandbox: Option<bool>,
    /// What was looked at, whether it is as it was or not.
    pub checked: Vec<Checked>,
    /// What is not as it was; empty where all is.
    pub differences: Vec<Difference>,
}

impl Verified {
    /// Adds what of the lines of a run, and of those of its decisions, is not as it has to be. Whatever they come from, a pack
    /// or a store, they are looked at here and nowhere else.
    fn look_at(&mut self, places: [&str; 3], run: &Lines, others: [&Lines; 2]) {
        let [run_place, ..] = places;
        let [decisions, campaign] = others;
        for (place, lines) in places.into_iter().zip([run, decisions, campaign]) {
            if let Some((line, what)) = lines.fault {
                self.differ_in(place, Some(line), what);
            }
        }
        if run.count == 0 {
            self.differ_in(run_place, Some(1), What::NoRun);
        }
        if run.fault.is_none() && !agrees_with_itself(run) {
            self.differ_in(run_place, None, What::State);
        }
    }

    fn differ(&mut self, place: impl Into<String>, what: What, expected: impl Into<String>, found: impl Into<String>) {
        let (place, expected, found) = (place.into(), Some(expected.into()), Some(found.into()));
        self.differences.push(Difference::Pack(InPack { place, line: None, what, expected, found }));
    }

    fn differ_in(&mut self, place: impl Into<String>, line: Option<u64>, what: What) {
        self.differences.push(Difference::Pack(InPack {
            place: place.into(),
            line,
            what,
            expected: None,
            found: None,
        }));
    }
}

/// Whether a run is complete exactly when each of its services is, and no service is when something speaks against it.
fn agrees_with_itself(run: &Lines) -> bool {
    let is_complete = |line: &Value| line["state"] == "complete";
    let name = |line: &Value| line.get("service").or_else(|| line.get("vendor")).cloned();
    let is_refuted = |service: &Value| {
        let mut its_proofs = run.of("proof").filter(|proof| name(proof) == name(service));
        !service["problem"].is_null() || its_proofs.any(|proof| proof["holds"] == false)
    };
    run.run().is_some_and(|line| is_complete(line) == run.of("service").all(is_complete))
        && !run.of("service").any(|service| is_complete(service) && is_refuted(service))
}

/// What was found in the lines of a run that is there, as far as they tell it.
fn found(run: &Lines, decisions: Lines, campaign: Lines, kept: Option<String>, own: Option<&Statement>) -> Found {
    let line = run.run();
    let member = |name: &str| line.and_then(|line| line.get(name));
    let state = member("state").and_then(Value::as_str).map(RunState::from_text);
    let counts = DecisionCounts { accesses: run.counts.accesses, ..decisions.counts };
    Found {
        // Of lines that can't be read nothing is known but their hash, which is another one then.
        run: member("id").and_then(Value::as_i64).or(own.map(|own| own.run)).unwrap_or_default(),
        sandbox: member("sandbox").and_then(Value::as_bool).or(own.map(|own| own.sandbox)).unwrap_or_default(),
        state: state.or(own.map(|own| own.run_state)).unwrap_or(RunState::Incomplete),
        kept,
        data: Data::There {
            sha256: run.sha256.clone(),
            decisions_sha256: decisions.sha256,
            counts: DecisionCounts { undecided: counts.accesses.saturating_sub(counts.decided()), ..counts },
            campaign_sha256: (campaign.count > 0).then_some(campaign.sha256),
            carried: campaign.carried,
        },
    }
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Checked {
    /// That the people are imaginary.
    Sandbox,
    /// The hash of `SHA256SUMS` itself, by which a time stamp or a note elsewhere knows the pack.
    Sums {
        /// The SHA-256 of the file as it is now.
        sha256: String,
    },
    /// The files of a pack against `SHA256SUMS`.
    Files {
        /// How many of them are there.
        count: u64,
    },
    /// A file of canonical lines against RFC 8785.
    Lines {
        /// Its name in the pack.
        file: &'static str,
        /// How many lines it has.
        count: u64,
    },
    /// A run against the hash that was kept when it ended.
    Run {
        /// The run's number.
        run: i64,
        /// The hash that was kept when it ended.
        sha256: String,
    },
    /// Of a run whose data was removed: its hash is left, to compare with what was signed.
    DataRemoved {
        /// The run's number.
        run: i64,
        /// The hash of what it held.
        sha256: String,
        /// When its data was removed.
        removed_at: Timestamp,
    },
    /// The chain of what was signed.
    Signatures {
        /// How many signatures it has.
        count: u64,
    },
    /// Nothing was signed up to here.
    NoSignature,
    /// The sentences of `evidence.json` were not compared: they were put by the words of another version, or are of a run in an
    /// early form.
    NoSentences,
}

impl Checked {
    /// What was looked at, for people.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Sandbox => lang.say("sandbox-data"),
            Self::Sums { sha256 } => lang.say_with("verify-checked-sums", [("sha256", sha256.as_str().into())]),
            Self::Files { count } => lang.say_with("verify-checked-files", [("count", (*count).into())]),
            Self::Lines { file, count } => {
                lang.say_with("verify-checked-lines", [("file", (*file).into()), ("count", (*count).into())])
            }
            Self::Run { run, sha256 } => lang
                .say_with("verify-checked-run", [("run", run.to_string().into()), ("sha256", sha256.as_str().into())]),
            Self::DataRemoved { run, sha256, removed_at } => {
                let (run, time) = (run.to_string(), local_time(*removed_at, lang));
                let values = [("run", run.into()), ("sha256", sha256.as_str().into()), ("time", time.into())];
                lang.say_with("verify-data-removed", values)
            }
            Self::Signatures { count } => lang.say_with("verify-checked-signatures", [("count", (*count).into())]),
            Self::NoSignature => lang.say("verify-no-signature"),
            Self::NoSentences => lang.say("verify-no-sentences"),
        }
    }
}

/// Something that is not as it was.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Difference {
    /// In a pack, or where a run has no hash.
    Pack(InPack),
    /// Of a run of the store.
    Store(signature::Difference),
}

impl Difference {
    /// What differs and where, for people.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Pack(difference) => difference.sentence(lang),
            Self::Store(difference) => difference.sentence(lang),
        }
    }
}

/// A place in a pack that is not as it was, or a run whose hash was taken away.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
pub struct InPack {
    /// The file, and in it the line, the member or the signature.
    place: String,
    line: Option<u64>,
    what: What,
    expected: Option<String>,
    found: Option<String>,
}

impl InPack {
    fn sentence(&self, lang: Lang) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let place = match self.line {
            None => self.place.clone(),
            Some(line) => {
                lang.say_with("verify-line", [("file", self.place.as_str().into()), ("line", line.to_string().into())])
            }
        };
        let what = lang
            .say_with(self.what.id(), [("expected", text(&self.expected).into()), ("found", text(&self.found).into())]);
        format!("{place}: {what}")
    }
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Another hash than `SHA256SUMS` says.
    Sum,
    /// A line that is not 64 digits, two blanks and the name of a file of a pack.
    NoSumLine,
    /// A file that `SHA256SUMS` names twice.
    ListedTwice,
    /// A file in the folder that `SHA256SUMS` does not name.
    NotListed,
    /// A file that every pack has, or that `SHA256SUMS` names, and that is not there.
    Missing,
    /// A folder, a link or a pipe: it could be anything at any moment.
    NoPlainFile,
    /// A line that RFC 8785 writes otherwise.
    NotCanonical,
    /// A `run.jsonl` whose first line is not the run.
    NoRun,
    /// A file that can't be read as what it should be.
    NotInForm,
    /// Another hash than `evidence.json` says.
    RunHash,
    /// A member of `evidence.json` that is not the run's.
    Member,
    /// Another hash of a statement than the one that stands beside it.
    StatementHash,
    /// A statement that is no longer one that was signed.
    Statement,
    /// A signature that does not name the one before it.
    Chain,
    /// Another hash of `run.jsonl` than was signed.
    SignedRun,
    /// Another hash of `decisions.jsonl` than was signed.
    SignedDecisions,
    /// Another hash of `campaign.jsonl` than was signed.
    SignedCampaign,
    /// A run whose hash was taken away.
    NoHash,
    /// A line that stands twice, or in another place than its own.
    Order,
    /// A decision about an access that the run does not have.
    NoAccess,
    /// What is decided about an access is not what was recorded last.
    NotRecorded,
    /// A run that says of itself that it is complete and of its parts that they are not, or the other way round.
    State,
    /// A statement that does not count what there is.
    SignedCounts,
    /// A member of a statement that is not the run's.
    SignedMember,
}

impl What {
    fn id(self) -> &'static str {
        match self {
            Self::Sum => "verify-sum",
            Self::NoSumLine => "verify-no-sum-line",
            Self::ListedTwice => "verify-listed-twice",
            Self::NotListed => "verify-not-listed",
            Self::Missing => "verify-missing",
            Self::NoPlainFile => "verify-no-plain-file",
            Self::NotCanonical => "verify-not-canonical",
            Self::NoRun => "verify-no-run",
            Self::NotInForm => "verify-not-in-form",
            Self::RunHash => "verify-run-hash",
            Self::Member => "verify-member",
            Self::StatementHash => "verify-statement-hash",
            Self::Statement => "verify-statement",
            Self::Chain => "verify-chain",
            Self::SignedRun => "verify-signed-run",
            Self::SignedDecisions => "verify-signed-decisions",
            Self::SignedCampaign => "verify-signed-campaign",
            Self::NoHash => "verify-no-hash",
            Self::Order => "verify-order",
            Self::NoAccess => "verify-no-access",
            Self::NotRecorded => "verify-not-recorded",
            Self::State => "verify-state",
            Self::SignedCounts => "verify-signed-counts",
            Self::SignedMember => "verify-signed-member",
        }
    }
}
