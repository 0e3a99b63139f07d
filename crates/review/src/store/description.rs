//! Which run is meant, and what there is to say about it before its rows.

use rusqlite::OptionalExtension;
use serde_json::Value;

use super::{Holds, Store, row::from_json};
use crate::model::{
    Failure, Lang, Proof, Run, RunDescription, RunRef, RunState, Service, ServiceId, Statement, StoredAttributes,
    local_time,
};

/// How many runs are named to somebody who asked for one that is not there.
const EXAMPLES: usize = 5;

impl Store {
    /// Whether it holds runs of the sandbox.
    pub fn is_sandbox(&self) -> Result<bool, Failure> {
        Ok(self.holds()? == Some(Holds::Sandbox))
    }

    /// The run that is asked for, with what it holds.
    ///
    /// # Errors
    /// [`Failure::not_found`], which tells what there is, and of a run whose data was removed, when.
    pub fn find_run(&self, wanted: RunRef) -> Result<Run, Failure> {
        let run = self.find_any_run(wanted)?;
        match run.pruned_at {
            None => Ok(run),
            Some(pruned_at) => Err(Failure::not_found("failure-data-removed", &[("run", &run.id)])
                .with("time", |lang| local_time(pruned_at, lang))),
        }
    }

    /// The run that is asked for, also where what it held was removed.
    ///
    /// # Errors
    /// [`Failure::not_found`], which tells what there is.
    pub fn find_any_run(&self, wanted: RunRef) -> Result<Run, Failure> {
        let found = match wanted {
            RunRef::Latest => self.runs()?.into_iter().find(|run| run.state != RunState::Reading),
            RunRef::Number(number) => self.run(number)?,
        };
        match found {
            Some(run) => Ok(run),
            None => Err(self.no_such_run(wanted, &self.runs()?)),
        }
    }

    /// What a query found in a run. That there is no such run is an error.
    pub(super) fn in_run<T>(&self, run: i64, row: rusqlite::Result<T>) -> Result<Option<T>, Failure> {
        let found = row.optional()?;
        if found.is_none() {
            self.find_any_run(RunRef::Number(run))?;
        }
        Ok(found)
    }

    fn no_such_run(&self, wanted: RunRef, runs: &[Run]) -> Failure {
        let Some(newest) = runs.first() else {
            return Failure::not_found("failure-no-run-kept", &[("file", &self.path().display())]);
        };
        match wanted {
            RunRef::Latest => Failure::not_found("failure-no-run-ended", &[("run", &newest.id)]),
            RunRef::Number(number) => {
                let file = self.path().display();
                Failure::not_found("failure-no-such-run", &[("number", &number), ("file", &file)])
                    .with("there", |lang| examples(runs, lang))
            }
        }
    }

    /// A run with all that says how far it can be relied on, told in a language.
    pub fn describe(&self, run: &Run, lang: Lang) -> Result<RunDescription, Failure> {
        let mut services = Vec::new();
        for scope in self.scopes(run.id)? {
            let (addresses, credentials) = self.access(run.id, scope.service)?;
            services.push(Service {
                service: scope.service,
                state: scope.state,
                problem: scope.problem,
                addresses,
                credentials,
                proofs: self.proofs(run.id, scope.service, lang)?,
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
            sha256: self.sha256(run.id)?,
            pruned_at: run.pruned_at,
            services,
            pseudonymised: self.is_pseudonymised(),
            sandbox: self.is_sandbox()?,
            lang,
        })
    }

    /// How it is known that a service was read whole, or that it was not.
    fn proofs(&self, run: i64, service: ServiceId, lang: Lang) -> Result<Vec<Statement>, Failure> {
        let mut query = self.connection.prepare_cached(
            "SELECT holds, proof, sentence FROM proofs WHERE run = ?1 AND vendor = ?2 ORDER BY number",
        )?;
        let proofs = query.query_map((run, service.as_str()), |row| {
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

/// Some of the runs that there are, and how many others.
fn examples(runs: &[Run], lang: Lang) -> String {
    let named = runs.iter().take(EXAMPLES).map(|run| format!("{} ({})", run.id, run.state.name(lang)));
    let older = runs.len().checked_sub(EXAMPLES).filter(|older| *older > 0);
    let older = older.map(|older| lang.say_with("older-runs", [("count", older.into())]));
    named.chain(older).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::FailureKind;
    use crate::source::{BASE39, MYREPORTS, TOMTICKET};
    use jiff::{SignedDuration, Timestamp};

    use crate::{
        model::Identity,
        store::testing::{kept, store},
    };

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
        let (first, _lock) = store.begin(&json!({}), &[], &Identity::default(), NOW).unwrap();
        assert!(said(RunRef::Latest).unwrap_err().contains("run 1 is being read"));
        store.end(first, NOW).unwrap();
        let (second, _lock) = store.begin(&json!({}), &[], &Identity::default(), NOW).unwrap();
        assert_eq!(said(RunRef::Latest), Ok(first));
        assert_eq!(said(RunRef::Number(second)), Ok(second), "by its number it is found while it is read");
        let unknown = said(RunRef::Number(9)).unwrap_err();
        assert!(unknown.ends_with("there are: 2 (reading), 1 (complete)"), "{unknown}");
    }

    #[test]
    fn many_runs_are_not_all_named() {
        let (_folder, store) = store();
        for _ in 0..7 {
            let (run, _lock) = store.begin(&json!({}), &[], &Identity::default(), NOW).unwrap();
            store.end(run, NOW).unwrap();
        }
        let unknown = store.find_run(RunRef::Number(8)).unwrap_err().to_string();
        assert!(unknown.contains("7 (complete)") && unknown.ends_with("3 (complete), 2 older ones"), "{unknown}");
    }

    #[test]
    fn a_service_that_is_incomplete_is_named_with_the_reason() {
        let (_folder, store) = store();
        let first = [(TOMTICKET, vec![]), (BASE39, vec![]), (MYREPORTS, vec![])];
        let (run, _lock) = store.begin(&json!({}), &first, &Identity::default(), NOW).unwrap();
        let store = std::rc::Rc::new(store);
        let what = "customers".to_owned();
        let proof = Proof::Counted { what, theirs_first: 3, theirs_last: 3, theirs_between: None, ours: 2 };
        store.reading(run, TOMTICKET).conclude(&[proof], None).unwrap();
        store.reading(run, BASE39).conclude(&[], Some("401 refused")).unwrap();
        store.reading(run, MYREPORTS).conclude(&[], None).unwrap();
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
        let (run, lock) = store.begin(&json!({}), &[], &Identity::default(), at(1_000)).unwrap();
        drop(lock);
        store.connection.execute("UPDATE windows SET ended_at = ?1", [at(1_010).to_string()]).unwrap();
        let _lock = store.resume(run, &json!({}), &[], &Identity::default(), at(5_000)).unwrap();
        let took = || store.describe(&store.run(run).unwrap().unwrap(), Lang::En).unwrap().took();
        // An hour back, as by a clock that is put right meanwhile.
        store.connection.execute("UPDATE windows SET ended_at = ?1 WHERE number = 2", [at(1_400).to_string()]).unwrap();
        assert_eq!(took(), SignedDuration::from_secs(10));
    }

    #[test]
    fn what_is_asked_of_a_run_that_is_not_there_is_not_found() {
        let (_folder, store) = kept();
        let not_found = [
            store.sha256(9).map(drop),
            store.totals(9).map(drop),
            store.configuration(9).map(drop),
            store.access(9, BASE39).map(drop),
            store.finding(9, 1).map(drop),
            store.end(9, NOW).map(drop),
            store.resume(9, &json!({}), &[], &Identity::default(), NOW).map(drop),
            store.remove_data(9, NOW).map(drop),
        ];
        for failure in not_found.map(Result::unwrap_err) {
            assert!(
                failure.kind() == FailureKind::NotFound && failure.to_string().contains("no run 9 in"),
                "{failure:?}"
            );
        }
        let failure = store.access(3, BASE39).unwrap_err();
        assert_eq!(failure.to_string(), "run 3 did not read Base39");
        let failure = store.finding(1, 9).unwrap_err();
        assert!(failure.to_string() == "run 1 has no finding 9", "{failure:?}");
    }

    #[test]
    fn a_proof_that_cant_be_read_is_an_error_and_not_left_out() {
        let (_folder, store) = store();
        let (run, _lock) = store.begin(&json!({}), &[(BASE39, vec![])], &Identity::default(), NOW).unwrap();
        let insert =
            "INSERT INTO proofs (run, vendor, number, holds, proof, sentence) VALUES (?1, 'base39', 1, 0, ?2, '')";
        store.connection.execute(insert, (run, "x")).unwrap();
        assert!(matches!(store.describe(&store.run(run).unwrap().unwrap(), Lang::En), Err(Failure::Store(_))));
    }

    #[test]
    fn a_proof_that_an_other_version_stored_is_told_in_its_words() {
        let (_folder, store) = store();
        let (run, _lock) = store.begin(&json!({}), &[(BASE39, vec![])], &Identity::default(), NOW).unwrap();
        let insert = "INSERT INTO proofs (run, vendor, number, holds, proof, sentence)
            VALUES (?1, 'base39', 1, 0, '{\"proof\": \"weighed\"}', 'it weighs too little')";
        store.connection.execute(insert, [run]).unwrap();
        let described = store.describe(&store.run(run).unwrap().unwrap(), Lang::En).unwrap();
        assert_eq!(described.warnings(), ["warning: run 1 does not have all of Base39: it weighs too little"]);
    }
}
