//! `acesso review`: reads the services at the same time and says who can do what, where.

mod asking;
mod base39;
mod engine;
mod myreports;
mod operators;
mod progress;
mod proof;
mod tomticket;

use std::{collections::BTreeMap, rc::Rc};

use acesso_core::BaseUrl;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::task::LocalSet;

use crate::{
    failure::Failure,
    findings,
    fingerprint::Fingerprint,
    language::Lang,
    model::Vendor,
    remediation,
    roster::Roster,
    settings::Settings,
    store::{Holds, Reading, Run, RunState, Store, Task},
};
pub(crate) use base39::Base39;
use engine::{Ending, Source};
pub(crate) use myreports::MyReports;
pub(crate) use operators::Operators;
use progress::{Bar, Progress};
pub(crate) use proof::Proof;
pub(crate) use tomticket::{CREATE_TICKETS, MAY_CREATE_TICKETS, TomTicket};

/// What is to be read, and how; and what it is looked at with.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) tomticket: Option<Rc<TomTicket>>,
    pub(crate) base39: Option<Rc<Base39>>,
    pub(crate) myreports: Option<Rc<MyReports>>,
    /// With which credential each of them is asked.
    pub(crate) fingerprints: BTreeMap<Vendor, Fingerprint>,
    /// Who works here, and what is set about findings. What the services say does not depend on either.
    pub(crate) roster: Option<Roster>,
    pub(crate) settings: Settings,
    /// In which language it is said how far the reading is.
    pub(crate) lang: Lang,
}

impl Sources {
    /// Whose data is read. Never both: imaginary people must not be taken for real ones.
    pub(crate) fn holds(&self) -> Result<Holds, Failure> {
        let mut kinds: Vec<_> = self.addresses().map(|(_, address)| engine::is_sandbox(address)).collect();
        kinds.sort();
        kinds.dedup();
        match *kinds {
            [true] => Ok(Holds::Sandbox),
            [false] => Ok(Holds::RealAccounts),
            [] => Err(Failure::Usage {
                what: "there are no credentials for any service".to_owned(),
                advice: "set TOMTICKET_TOKEN, BASE39_API_KEY or MYREPORTS_TOKEN, or try it with --sandbox",
            }),
            _ => Err(Failure::Usage {
                what: "some of the addresses are on this machine and some are real accounts".to_owned(),
                advice: "review real accounts and the sandbox one after the other, with --vendor",
            }),
        }
    }

    /// Where each service is asked.
    fn addresses(&self) -> impl Iterator<Item = (Vendor, &BaseUrl)> {
        let tomticket = self.tomticket.iter().map(|source| (Vendor::TomTicket, source.client.base_url()));
        let base39 = self.base39.iter().map(|source| (Vendor::Base39, source.client.base_url()));
        let myreports = self.myreports.iter().map(|source| (Vendor::MyReports, source.client.base_url()));
        tomticket.chain(base39).chain(myreports)
    }

    /// What is asked of each service first.
    fn first_tasks(&self) -> Vec<(Vendor, Vec<Task>)> {
        let tomticket = self.tomticket.iter().map(|source| (Vendor::TomTicket, source.first_tasks()));
        let base39 = self.base39.iter().map(|source| (Vendor::Base39, source.first_tasks()));
        let myreports = self.myreports.iter().map(|source| (Vendor::MyReports, source.first_tasks()));
        tomticket.chain(base39).chain(myreports).collect()
    }

    /// What decides what a run holds: runs are compared and resumed only where this is the same.
    fn scope(&self) -> Value {
        let tomticket = self.tomticket.iter().map(|source| (Vendor::TomTicket, source.settings()));
        let base39 = self.base39.iter().map(|source| (Vendor::Base39, source.settings()));
        let myreports = self.myreports.iter().map(|source| (Vendor::MyReports, source.settings()));
        tomticket.chain(base39).chain(myreports).map(|(vendor, settings)| (vendor.as_str(), settings)).collect()
    }

    /// Reads all services at the same time, each in its own pace. Says whether all of them refused the credentials.
    async fn read(&self, store: &Rc<Store>, run: i64) -> Result<bool, Failure> {
        let progress = Progress::new(self.lang);
        let part = |vendor| (store.reading(run, vendor), progress.bar(vendor));
        let (tomticket, base39, myreports) = tokio::try_join!(
            read_one(self.tomticket.clone(), part(Vendor::TomTicket)),
            read_one(self.base39.clone(), part(Vendor::Base39)),
            read_one(self.myreports.clone(), part(Vendor::MyReports)),
        )?;
        Ok([tomticket, base39, myreports].into_iter().flatten().all(|ending| matches!(ending, Ending::Refused(_))))
    }
}

async fn read_one<S: Source>(source: Option<Rc<S>>, (reading, bar): (Reading, Bar)) -> Result<Option<Ending>, Failure> {
    let Some(source) = source else {
        return Ok(None);
    };
    // What was whole before the run was resumed is left as it is.
    if reading.is_complete()? {
        return Ok(Some(Ending::Done));
    }
    let ending = engine::read(Rc::clone(&source), reading.clone(), bar).await?;
    conclude(&*source, &reading, &ending)?;
    Ok(Some(ending))
}

/// Closes the reading of a service: complete when everything was answered and each proof holds.
fn conclude(source: &impl Source, reading: &Reading, ending: &Ending) -> Result<(), Failure> {
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
    proofs.extend(reading.unread()?);
    reading.conclude(&proofs, problem)
}

/// A run that has just been read.
#[derive(Debug)]
pub(crate) struct Reviewed {
    pub(crate) store: Rc<Store>,
    pub(crate) run: Run,
    /// No service accepted the credentials.
    pub(crate) refused: bool,
}

/// How a run begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    Anew,
    /// Where the newest run that is not complete stopped; `force` also where it is old or was begun otherwise.
    Resume {
        force: bool,
    },
}

/// Reads the services and keeps what they say.
pub(crate) async fn review(store: Store, sources: &Sources, begin: Begin) -> Result<Reviewed, Failure> {
    let store = Rc::new(store);
    let (scope, now) = (sources.scope(), Timestamp::now());
    let (run, _lock) = match begin {
        Begin::Anew => store.begin(&scope, &sources.first_tasks(), now)?,
        Begin::Resume { force } => {
            let run = resumable(&store, &scope, now, force)?;
            let lock = store.resume(run, &scope, &sources.first_tasks(), now)?;
            (run, lock)
        }
    };
    // A run that goes on without a roster keeps the one that it has.
    if let Some(roster) = &sources.roster {
        roster.save(&store, run)?;
    }
    for (vendor, address) in sources.addresses() {
        store.note_access(run, vendor, &address.to_string(), sources.fingerprints.get(&vendor))?;
    }
    let refused = LocalSet::new().run_until(sources.read(&store, run)).await?;
    remediation::evaluate(&store, run)?;
    findings::evaluate(&store, run, &sources.settings, Timestamp::now())?;
    let run = store.end(run, Timestamp::now())?;
    store.seal(run.id)?;
    Ok(Reviewed { store, run, refused })
}

/// How old a run may be to go on with: later, the first half tells of another time than the second.
const STILL_FRESH: SignedDuration = SignedDuration::from_hours(24);

/// The newest run, if it can be resumed.
fn resumable(store: &Store, scope: &Value, now: Timestamp, force: bool) -> Result<i64, Failure> {
    let newest = store.runs()?.into_iter().next();
    let Some(run) = newest.filter(|run| run.state != RunState::Complete && run.pruned_at.is_none()) else {
        return Err(Failure::Usage {
            what: "there is no run to resume: the newest one is complete, its data was removed, or there is none"
                .to_owned(),
            advice: "leave out --resume to begin a new run",
        });
    };
    if force {
        return Ok(run.id);
    }
    let age = now.duration_since(run.started_at);
    // The clock may have been wrong when the run began, or be wrong now: then nobody knows how old it is.
    if age.abs() > STILL_FRESH {
        let when = if age.is_negative() {
            "which this machine's clock says is still to come"
        } else {
            "more than 24 hours ago"
        };
        return Err(Failure::Usage {
            what: format!("run {} began at {}, {when}", run.id, run.started_at),
            advice: "begin a new run, or add --force: it will tell of two different times",
        });
    }
    if let Some(difference) = difference(&run.scope, scope) {
        return Err(Failure::Usage {
            what: format!("run {} was begun with other settings: {difference}", run.id),
            advice: "use the same settings, begin a new run, or add --force",
        });
    }
    Ok(run.id)
}

/// Where two scopes differ, for people.
fn difference(old: &Value, new: &Value) -> Option<String> {
    let (old, new) = (old.as_object()?, new.as_object()?);
    let names = old.keys().chain(new.keys());
    names.into_iter().find(|name| old.get(*name) != new.get(*name)).map(|vendor| {
        let show =
            |scope: &serde_json::Map<String, Value>| scope.get(vendor).map_or("not read".to_owned(), Value::to_string);
        format!("{vendor} was {}, now {}", show(old), show(new))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::tests::store;

    #[test]
    fn a_run_whose_age_nobody_knows_is_not_resumed_unless_that_is_wanted() {
        let (began, hours) = (Timestamp::from_second(1_000_000).unwrap(), |hours| SignedDuration::from_hours(hours));
        let (_folder, store) = store();
        let (run, _lock) = store.begin(&json!({}), &[], began).unwrap();
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
