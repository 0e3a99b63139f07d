//! Which run is meant, and what there is to say about it before its rows.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;

use super::{Holds, Run, RunState, Store, StoredAttributes, from_json};
use crate::{
    failure::Failure, fingerprint::Fingerprint, language::Lang, model::Vendor, output::local_time, review::Proof,
};

/// How many runs are named to somebody who asked for one that is not there.
const EXAMPLES: usize = 5;

/// A run as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunRef {
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
pub(crate) struct Window {
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Timestamp,
    /// How far the clock where it was read is from UTC: `-03:00`.
    pub(crate) utc_offset: Option<String>,
    pub(crate) tool: Option<String>,
    pub(crate) commit: Option<String>,
    /// The arguments as they were typed.
    pub(crate) command: Option<Vec<String>>,
    pub(crate) user: Option<String>,
    pub(crate) host: Option<String>,
}

/// A proof as it is told.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Statement {
    pub(crate) holds: bool,
    pub(crate) sentence: String,
    /// What it says, as a JSON object.
    #[serde(flatten)]
    pub(crate) proof: StoredAttributes,
}

/// How far a service was read, and how that is known.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Service {
    pub(crate) vendor: Vendor,
    pub(crate) state: RunState,
    /// Why it could not be read at all.
    pub(crate) problem: Option<String>,
    /// Where it was asked, and with which credential: usually one. Absent where an earlier version read.
    pub(crate) addresses: Option<Vec<String>>,
    pub(crate) credentials: Option<Vec<Fingerprint>>,
    pub(crate) proofs: Vec<Statement>,
}

impl Service {
    pub(crate) fn is_complete(&self) -> bool {
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
    pub(crate) fn line(&self, lang: Lang) -> String {
        lang.say_with("service-line", [("service", self.vendor.name().into()), ("state", self.state.as_str().into())])
    }
}

/// A run with all that says how far it can be relied on.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RunDescription {
    pub(crate) id: i64,
    pub(crate) state: RunState,
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Option<Timestamp>,
    /// Once, and once more for each time that it was resumed.
    pub(crate) windows: Vec<Window>,
    /// The settings of each service.
    pub(crate) scope: Value,
    pub(crate) tool: String,
    /// SHA-256 of `acesso.toml` and of the roster as they were when it was evaluated.
    pub(crate) settings_sha256: Option<String>,
    pub(crate) roster_sha256: Option<String>,
    /// The hash of what it holds, once it ended.
    pub(crate) sha256: Option<String>,
    /// When what it holds was removed: its totals and its hash are left.
    pub(crate) pruned_at: Option<Timestamp>,
    pub(crate) services: Vec<Service>,
    /// Whether codes stand in it for names and addresses: people can still be told apart, and recognised by what they hold.
    pub(crate) pseudonymised: bool,
    #[serde(skip)]
    pub(crate) sandbox: bool,
    /// The language of its sentences, and of what people read of it.
    #[serde(skip)]
    pub(crate) lang: Lang,
}

impl RunDescription {
    pub(crate) fn service(&self, vendor: Vendor) -> Option<&Service> {
        self.services.iter().find(|service| service.vendor == vendor)
    }

    /// Whether everything was read of this service.
    pub(crate) fn is_complete(&self, vendor: Vendor) -> bool {
        self.service(vendor).is_some_and(Service::is_complete)
    }

    /// For how long it was read, the time between two windows left out, and a window that ended before it began because the
    /// machine's clock was set back.
    pub(crate) fn took(&self) -> SignedDuration {
        let length = |window: &Window| window.ended_at.duration_since(window.started_at).max(SignedDuration::ZERO);
        self.windows.iter().map(length).fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// What stands above a table: which run it is, and how far each service was read.
    pub(crate) fn caption(&self) -> String {
        let sandbox = self.sandbox.then(|| self.lang.say("sandbox-data"));
        sandbox.into_iter().chain([self.line()]).collect::<Vec<_>>().join("\n")
    }

    /// Which run it is, and how far each service was read.
    pub(crate) fn line(&self) -> String {
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
    pub(crate) fn warnings(&self) -> Vec<String> {
        let incomplete = self.services.iter().filter(|service| !service.is_complete());
        let warning = |service: &Service| {
            self.lang.say_with(
                "warning-incomplete",
                [
                    ("run", self.id.to_string().into()),
                    ("service", service.vendor.name().into()),
                    ("reason", service.reason(self.lang).into()),
                ],
            )
        };
        incomplete.map(warning).collect()
    }
}

impl Store {
    /// Whether it holds runs of the sandbox.
    pub(crate) fn is_sandbox(&self) -> Result<bool, Failure> {
        Ok(self.holds()? == Some(Holds::Sandbox))
    }

    /// The run that is asked for, with what it holds.
    pub(crate) fn find_run(&self, wanted: RunRef) -> Result<Run, Failure> {
        let run = self.find_any_run(wanted)?;
        match run.pruned_at {
            None => Ok(run),
            Some(pruned_at) => Err(Failure::NotFound {
                what: format!("what run {} held was removed at {}", run.id, local_time(pruned_at, Lang::En)),
                advice: "`acesso runs` shows how much it was",
            }),
        }
    }

    /// The run that is asked for, also where what it held was removed.
    pub(crate) fn find_any_run(&self, wanted: RunRef) -> Result<Run, Failure> {
        let found = match wanted {
            RunRef::Latest => self.runs()?.into_iter().find(|run| run.state != RunState::Reading),
            RunRef::Number(number) => self.run(number)?,
        };
        match found {
            Some(run) => Ok(run),
            None => Err(self.no_such_run(wanted, &self.runs()?)),
        }
    }

    fn no_such_run(&self, wanted: RunRef, runs: &[Run]) -> Failure {
        let Some(newest) = runs.first() else {
            return Failure::NotFound {
                what: format!("no run is kept in {} yet", self.path().display()),
                advice: "read the services first with `acesso review`",
            };
        };
        match wanted {
            RunRef::Latest => Failure::NotFound {
                what: format!("no run has ended yet: run {} is being read, or was stopped while it was", newest.id),
                advice: "end it with `acesso review --resume`, or ask for it by its number",
            },
            RunRef::Number(number) => {
                let mut there: Vec<_> =
                    runs.iter().take(EXAMPLES).map(|run| format!("{} ({})", run.id, run.state.as_str())).collect();
                if runs.len() > EXAMPLES {
                    there.push(format!("{} older ones", runs.len() - EXAMPLES));
                }
                Failure::NotFound {
                    what: format!(
                        "there is no run {number} in {}; there are: {}",
                        self.path().display(),
                        there.join(", ")
                    ),
                    advice: "`acesso runs` lists them all",
                }
            }
        }
    }

    /// A run with all that says how far it can be relied on, told in a language.
    pub(crate) fn describe(&self, run: &Run, lang: Lang) -> Result<RunDescription, Failure> {
        let mut services = Vec::new();
        for scope in self.scopes(run.id)? {
            let (addresses, credentials) = self.access(run.id, scope.vendor)?;
            services.push(Service {
                vendor: scope.vendor,
                state: scope.state,
                problem: scope.problem,
                addresses,
                credentials,
                proofs: self.proofs(run.id, scope.vendor, lang)?,
            });
        }
        let (settings_sha256, roster_sha256) = self.configuration(run.id)?;
        Ok(RunDescription {
            id: run.id,
            state: run.state,
            started_at: run.started_at,
            ended_at: run.ended_at,
            windows: self.windows(run.id)?,
            scope: run.scope.clone(),
            tool: run.tool.clone(),
            settings_sha256,
            roster_sha256,
            sha256: if run.ended_at.is_some() { Some(self.sha256(run.id)?) } else { None },
            pruned_at: run.pruned_at,
            services,
            pseudonymised: self.is_pseudonymised(),
            sandbox: self.is_sandbox()?,
            lang,
        })
    }

    /// How it is known that a service was read whole, or that it was not.
    fn proofs(&self, run: i64, vendor: Vendor, lang: Lang) -> Result<Vec<Statement>, Failure> {
        let mut query = self.connection.prepare_cached(
            "SELECT holds, proof, sentence FROM proofs WHERE run = ?1 AND vendor = ?2 ORDER BY number",
        )?;
        let proofs = query.query_map((run, vendor.as_str()), |row| {
            let proof = from_json(row, 1)?.unwrap_or_default();
            Ok(Statement { holds: row.get(0)?, sentence: sentence(&proof, row.get(2)?, lang), proof })
        })?;
        Ok(proofs.collect::<rusqlite::Result<_>>()?)
    }
}

/// What a proof says; one that another version kept and this one does not know is told in its words.
fn sentence(proof: &StoredAttributes, kept: String, lang: Lang) -> String {
    serde_json::from_value::<Proof>(Value::Object(proof.clone())).map_or(kept, |proof| proof.sentence(lang))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{review::Proof, store::tests::store};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_run_is_called_by_its_number_or_latest() {
        assert_eq!("latest".parse(), Ok(RunRef::Latest));
        assert_eq!("12".parse(), Ok(RunRef::Number(12)));
        for wrong in ["", "0", "-1", "1.5", "newest", "Latest", "99999999999999999999"] {
            assert!(wrong.parse::<RunRef>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn latest_is_the_newest_run_that_ended() {
        let (_folder, store) = store();
        let said = |wanted| store.find_run(wanted).map(|run| run.id).map_err(|failure| failure.to_string());
        assert!(said(RunRef::Latest).unwrap_err().contains("no run is kept"));
        let (first, _lock) = store.begin(&json!({}), &[], NOW).unwrap();
        assert!(said(RunRef::Latest).unwrap_err().contains("run 1 is being read"));
        store.end(first, NOW).unwrap();
        let (second, _lock) = store.begin(&json!({}), &[], NOW).unwrap();
        assert_eq!(said(RunRef::Latest), Ok(first));
        assert_eq!(said(RunRef::Number(second)), Ok(second), "by its number it is found while it is read");
        let unknown = said(RunRef::Number(9)).unwrap_err();
        assert!(unknown.ends_with("there are: 2 (reading), 1 (complete)"), "{unknown}");
    }

    #[test]
    fn many_runs_are_not_all_named() {
        let (_folder, store) = store();
        for _ in 0..7 {
            let (run, _lock) = store.begin(&json!({}), &[], NOW).unwrap();
            store.end(run, NOW).unwrap();
        }
        let unknown = store.find_run(RunRef::Number(8)).unwrap_err().to_string();
        assert!(unknown.contains("7 (complete)") && unknown.ends_with("3 (complete), 2 older ones"), "{unknown}");
    }

    #[test]
    fn a_service_that_is_incomplete_is_named_with_the_reason() {
        let (_folder, store) = store();
        let first = [(Vendor::TomTicket, vec![]), (Vendor::Base39, vec![]), (Vendor::MyReports, vec![])];
        let (run, _lock) = store.begin(&json!({}), &first, NOW).unwrap();
        let store = std::rc::Rc::new(store);
        let proof = Proof::Counted { what: "customers".to_owned(), theirs_first: 3, theirs_last: 3, ours: 2 };
        store.reading(run, Vendor::TomTicket).conclude(&[proof], None).unwrap();
        store.reading(run, Vendor::Base39).conclude(&[], Some("401 refused")).unwrap();
        store.reading(run, Vendor::MyReports).conclude(&[], None).unwrap();
        let described = store.describe(&store.run(run).unwrap().unwrap(), Lang::En).unwrap();
        assert_eq!(
            described.warnings(),
            [
                "warning: run 1 does not have all of TomTicket: the service counts 3 customers, but 2 were read",
                "warning: run 1 does not have all of Base39: 401 refused",
            ]
        );
        assert!(described.caption().starts_with("SANDBOX DATA: imaginary people\nRun 1 of "));
        assert!(described.caption().ends_with("TomTicket incomplete, Base39 incomplete, MyReports complete"));
        let told = serde_json::to_value(&described).unwrap();
        assert_eq!(told["services"][0]["proofs"][0]["proof"], "counted");
        assert_eq!(told["services"][0]["proofs"][0]["ours"], 2);
    }

    #[test]
    fn a_window_that_ended_before_it_began_takes_no_time() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let (_folder, store) = store();
        let (run, lock) = store.begin(&json!({}), &[], at(1_000)).unwrap();
        drop(lock);
        store.connection.execute("UPDATE windows SET ended_at = ?1", [at(1_010).to_string()]).unwrap();
        let _lock = store.resume(run, &json!({}), &[], at(5_000)).unwrap();
        let took = || store.describe(&store.run(run).unwrap().unwrap(), Lang::En).unwrap().took();
        // An hour back, as by a clock that is put right meanwhile.
        store.connection.execute("UPDATE windows SET ended_at = ?1 WHERE number = 2", [at(1_400).to_string()]).unwrap();
        assert_eq!(took(), SignedDuration::from_secs(10));
    }

    #[test]
    fn a_proof_that_cant_be_read_is_an_error_and_not_left_out() {
        let (_folder, store) = store();
        let (run, _lock) = store.begin(&json!({}), &[(Vendor::Base39, vec![])], NOW).unwrap();
        let insert =
            "INSERT INTO proofs (run, vendor, number, holds, proof, sentence) VALUES (?1, 'base39', 1, 0, ?2, '')";
        store.connection.execute(insert, (run, "x")).unwrap();
        assert!(matches!(store.describe(&store.run(run).unwrap().unwrap(), Lang::En), Err(Failure::Store(_))));
    }

    #[test]
    fn a_proof_that_an_other_version_stored_is_told_in_its_words() {
        let (_folder, store) = store();
        let (run, _lock) = store.begin(&json!({}), &[(Vendor::Base39, vec![])], NOW).unwrap();
        let insert = "INSERT INTO proofs (run, vendor, number, holds, proof, sentence)
            VALUES (?1, 'base39', 1, 0, '{\"proof\": \"weighed\"}', 'it weighs too little')";
        store.connection.execute(insert, [run]).unwrap();
        let described = store.describe(&store.run(run).unwrap().unwrap(), Lang::En).unwrap();
        assert_eq!(described.warnings(), ["warning: run 1 does not have all of Base39: it weighs too little"]);
    }
}
