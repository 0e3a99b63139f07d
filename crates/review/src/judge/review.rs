//! The review itself: reads the services at the same time, and says who can do what, where.

use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::task::{JoinSet, LocalSet};

use super::{findings, mail_hash, policy::Policy, remediation, roster::Roster};
use crate::{
    model::{Failure, Identity, Lang, Proof, Run, RunState, ServiceId, local_time},
    source::{self, Ending, Progress, Registry, Source, Watch},
    store::{Holds, Reading, Store, Task},
};

/// What is to be read, and what it is looked at with.
#[derive(Debug, Default)]
pub struct Review {
    /// The services, in the order in which they are told of.
    pub sources: Vec<Rc<dyn Source>>,
    /// Which services there are, read or not, and what is asked about each.
    pub registry: Registry,
    /// Who works here and who left. What the services say does not depend on it.
    pub roster: Option<Roster>,
    /// What is set about findings. What the services say does not depend on it.
    pub policy: Policy,
    /// Who reads, and with what.
    pub identity: Identity,
}

impl Review {
    /// Whose data is read. Never both: imaginary people must not be taken for real ones.
    ///
    /// # Errors
    /// [`Failure::usage`] without any source, and where some are the sandbox's and some are not.
    pub fn holds(&self) -> Result<Holds, Failure> {
        let mut kinds: Vec<_> = self.sources.iter().map(|source| source.is_sandbox()).collect();
        kinds.sort();
        kinds.dedup();
        match *kinds {
            [true] => Ok(Holds::Sandbox),
            [false] => Ok(Holds::RealAccounts),
            [] => Err(self.no_credentials()),
            _ => Err(Failure::usage("failure-two-worlds", &[])),
        }
    }

    /// That nothing can be read, and what each service lacks.
    fn no_credentials(&self) -> Failure {
        Failure::usage("failure-no-credentials", &[]).with("advice", |lang| {
            let each = self.registry.services().map(|service| format!("{}: {}", service.name, service.advice(lang)));
            each.collect::<Vec<_>>().join("; ")
        })
    }

    /// What is asked of each service first.
    fn first_tasks(&self) -> Vec<(ServiceId, Vec<Task>)> {
        self.sources.iter().map(|source| (source.service(), source.first_tasks())).collect()
    }

    /// What decides what a run holds: runs are compared and resumed only where this is the same.
    fn scope(&self) -> Value {
        self.sources.iter().map(|source| (source.service().as_str().to_owned(), source.settings())).collect()
    }

    /// Reads all services at the same time, each in its own pace. Says whether all of them refused the credentials.
    async fn read(&self, store: &Rc<Store>, run: i64, progress: &dyn Progress) -> Result<bool, Failure> {
        let mut readings = JoinSet::new();
        for source in &self.sources {
            let (reading, watch) = (store.reading(run, source.service()), progress.watch(source.service()));
            readings.spawn_local(read_one(Rc::clone(source), reading, watch));
        }
        let mut all_refused = true;
        while let Some(ending) = readings.join_next().await {
            let ending = ending.map_err(|_| mistake())??;
            all_refused &= matches!(ending, Ending::Refused(_));
        }
        Ok(all_refused)
    }
}

/// That a reading panicked: a mistake of ours, and the run must not look complete.
fn mistake() -> Failure {
    Failure::failed("failure-service-unread", &[])
}

async fn read_one(source: Rc<dyn Source>, reading: Reading, watch: Box<dyn Watch>) -> Result<Ending, Failure> {
    // What was whole before the run was resumed is left as it is.
    if reading.is_complete()? {
        return Ok(Ending::Done);
    }
    let ending = source::read(Rc::clone(&source), reading.clone(), watch).await?;
    conclude(&*source, &reading, &ending)?;
    Ok(ending)
}

/// Closes the reading of a service: complete when everything was answered and each proof holds.
fn conclude(source: &dyn Source, reading: &Reading, ending: &Ending) -> Result<(), Failure> {
    let problem = match ending {
        Ending::Done => None,
        Ending::GaveUp(problem) | Ending::Refused(problem) => Some(problem.as_str()),
    };
    let nothing_came = reading.count_answers()? == 0;
    // Of nothing there is nothing to say but why.
    if nothing_came && problem.is_some() {
        return reading.conclude(&[], problem);
    }
    // What was read stays, and is put together as far as it goes.
    let mut proofs = if nothing_came { Vec::new() } else { source.conclude(reading)? };
    let accounts = reading.count_without_readable_address()?;
    proofs.extend((accounts > 0).then_some(Proof::NoAddress { accounts }));
    proofs.extend(reading.unread()?);
    reading.conclude(&proofs, problem)
}

/// A run that has just been read.
#[derive(Debug)]
pub struct Reviewed {
    /// Where the run is.
    pub store: Rc<Store>,
    /// The run as it ended, complete or not.
    pub run: Run,
    /// No service accepted the credentials.
    pub refused: bool,
}

/// How a run begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// With a run of its own.
    Anew,
    /// Where the newest run that is not complete stopped; `force` also where it is old or was begun otherwise.
    Resume {
        /// Go on also where it is old or was begun under other settings.
        force: bool,
    },
}

/// Reads the services and keeps what they say, asks the run the questions, and ends it.
///
/// # Errors
/// Where the store can't be written, and for a run that can't be resumed. What a service does not answer, or answers
/// wrongly, is no error: the run ends incomplete, and its description says why.
pub async fn review(store: Store, review: &Review, begin: Begin, progress: &dyn Progress) -> Result<Reviewed, Failure> {
    let store = Rc::new(store);
    let (scope, now, identity) = (review.scope(), Timestamp::now(), &review.identity);
    let (run, _lock) = match begin {
        Begin::Anew => store.begin(&scope, &review.first_tasks(), identity, now)?,
        Begin::Resume { force } => {
            let run = resumable(&store, &scope, now, force)?;
            let lock = store.resume(run, &scope, &review.first_tasks(), identity, now)?;
            (run, lock)
        }
    };
    // A run that goes on without a roster keeps the one that it has.
    if let Some(roster) = &review.roster {
        roster.save(&store, run)?;
    }
    for source in &review.sources {
        store.note_access(run, source.service(), &source.address(), source.credential())?;
    }
    let refused = store.commit_while(LocalSet::new().run_until(review.read(&store, run, progress))).await?;
    mail_hash::recognise(&store, run, review.roster.as_ref())?;
    evaluate(&store, run, &review.registry, &review.policy, Timestamp::now())?;
    let run = store.end(run, Timestamp::now())?;
    Ok(Reviewed { store, run, refused })
}

/// Asks a run that was read what became of what was revoked before it, and all questions that there are.
pub fn evaluate(store: &Store, run: i64, registry: &Registry, policy: &Policy, now: Timestamp) -> Result<(), Failure> {
    remediation::evaluate(store, run, registry)?;
    findings::evaluate(store, run, registry, policy, now)
}

/// How old a run may be to go on with: later, the first half tells of another time than the second.
const STILL_FRESH: SignedDuration = SignedDuration::from_hours(24);

/// The newest run, if it can be resumed.
fn resumable(store: &Store, scope: &Value, now: Timestamp, force: bool) -> Result<i64, Failure> {
    let newest = store.runs()?.into_iter().next();
    let Some(run) = newest.filter(|run| run.state != RunState::Complete && run.pruned_at.is_none()) else {
        return Err(Failure::usage("failure-nothing-to-resume", &[]));
    };
    if force {
        return Ok(run.id);
    }
    let age = now.duration_since(run.started_at);
    // The clock may have been wrong when the run began, or be wrong now: then nobody knows how old it is.
    if age.abs() > STILL_FRESH {
        let id = if age.is_negative() { "failure-run-from-tomorrow" } else { "failure-run-too-old" };
        return Err(Failure::usage(id, &[("run", &run.id)]).with("began", |lang| local_time(run.started_at, lang)));
    }
    if let Some(service) = differing(&run.scope, scope) {
        let said = |lang| difference(lang, &service, &run.scope, scope);
        return Err(Failure::usage("failure-other-settings", &[("run", &run.id)]).with("difference", said));
    }
    Ok(run.id)
}

/// Where two scopes differ, for people.
/// The service that one of two scopes sets otherwise than the other.
fn differing(old: &Value, new: &Value) -> Option<String> {
    let (old, new) = (old.as_object()?, new.as_object()?);
    let mut names = old.keys().chain(new.keys());
    names.find(|name| old.get(*name) != new.get(*name)).cloned()
}

/// How a service was set, and how it is.
fn difference(lang: Lang, service: &str, old: &Value, new: &Value) -> String {
    let shown = |scope: &Value| match scope.get(service) {
        Some(settings) => settings.to_string(),
        None => lang.say("other-settings-not-read"),
    };
    let values = [("service", service.into()), ("before", shown(old).into()), ("now", shown(new).into())];
    lang.say_with("other-settings-of", values)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Identity;
    use crate::source::{Registration, Remedy};
    use crate::store::testing::store;

    #[test]
    fn without_credentials_each_service_says_what_it_lacks() {
        static DOORS: Registration = Registration {
            id: ServiceId::new("doors-without-a-token"),
            name: "Doors",
            words: [
                "advice-doors-without-a-token = set DOORS_TOKEN",
                "advice-doors-without-a-token = defina DOORS_TOKEN",
            ],
            rules: &[],
            items: &[],
            unknown_permissions: &[],
            remedy: |_| Remedy::IN_THE_PANEL,
            is_configured: |_| false,
            build: |_| Err(mistake()),
        };
        let review = Review { registry: Registry::built_in().with(&DOORS), ..Review::default() };
        let refused = review.holds().unwrap_err();
        assert!(refused.what(Lang::PtBr).contains("Doors: defina DOORS_TOKEN"), "{}", refused.what(Lang::PtBr));
        let refused = refused.to_string();
        for told in ["TomTicket: set TOMTICKET_TOKEN;", "BASE39_CLIENT_SECRET", "Doors: set DOORS_TOKEN"] {
            assert!(refused.contains(told), "{refused}");
        }
    }

    #[test]
    fn a_run_whose_age_nobody_knows_is_not_resumed_unless_that_is_wanted() {
        let (began, hours) = (Timestamp::from_second(1_000_000).unwrap(), |hours| SignedDuration::from_hours(hours));
        let (_folder, store) = store();
        let (run, _lock) = store.begin(&json!({}), &[], &Identity::default(), began).unwrap();
        for age in [hours(0), hours(24), hours(-24)] {
            assert_eq!(resumable(&store, &json!({}), began + age, false).unwrap(), run, "{age}");
        }
        for (age, told) in [(hours(25), "24 hours ago"), (hours(-25), "still to come"), (hours(-270), "still to come")]
        {
            let refused = resumable(&store, &json!({}), began + age, false).unwrap_err();
            assert!(refused.to_string().contains(told), "{refused}");
            assert_eq!(resumable(&store, &json!({}), began + age, true).unwrap(), run);
        }
    }
}
