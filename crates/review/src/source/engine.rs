//! Reads one service: takes what is due, asks, keeps the answer, until nothing is due.

use std::{fmt, rc::Rc};

use acesso_core::{BaseUrl, Error, ErrorKind};
use async_trait::async_trait;
use serde_json::Value;
use tokio::{task::JoinSet, time::timeout};

use super::progress::{SoFar, Watch};
use crate::{
    model::{Failure, Fingerprint, Proof, ServiceId, with_cause},
    store::{Due, Reading, Task},
};

/// How many questions to a service are on their way at once. Its rate limit, where it has one, is the client's matter.
const AT_ONCE: usize = 8;

/// After so many failures in a row a service is left alone: it is out of order, and asking on does it no good. What it
/// says of the one thing that was asked for does not count: the next thing may well be there.
const PATIENCE: usize = 10;

/// What can go wrong with a task.
#[derive(Debug)]
pub enum Trouble {
    /// The service's answer, or the lack of one. The others go on.
    Call(Error),
    /// The answer came and can't be all there is.
    Contradiction(String),
    /// Our own store. Nothing can go on.
    Ours(Failure),
}

impl Trouble {
    /// A task that no version of this reading gives: somebody changed the store by hand.
    pub fn unknown_operation(due: &Due) -> Self {
        Self::Contradiction(format!("{:?} is nothing that this service is asked for", due.operation))
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Ours(failure)
    }
}

/// How one service is read, and how it is known that it was read whole.
///
/// The engine takes what is due, one task after the other and several at once, and has it [performed](Source::perform); each
/// answer is kept in the store and may lead to further tasks. When nothing is due any more, [`conclude`](Source::conclude)
/// puts together what was read.
#[async_trait(?Send)]
pub trait Source: fmt::Debug {
    /// Which service it is.
    fn service(&self) -> ServiceId;

    /// Where it is asked: a base address, or a file.
    fn address(&self) -> String;

    /// Whether imaginary people answer there. They are never kept beside real ones.
    fn is_sandbox(&self) -> bool {
        false
    }

    /// With which credential it is asked, without the credential.
    fn credential(&self) -> Option<&Fingerprint> {
        None
    }

    /// What decides what is read, as a JSON object: two readings under the same settings can be compared.
    fn settings(&self) -> Value;

    /// What is asked first, which leads to all the rest.
    fn first_tasks(&self) -> Vec<Task>;

    /// Asks for one thing, or for the pages of a list one after the other, and keeps each answer.
    async fn perform(&self, due: &Due, reading: &Reading) -> Result<(), Trouble>;

    /// How many calls are still to come; `None` as long as that can't be told.
    fn calls_left(&self, reading: &Reading) -> Result<Option<u64>, Failure> {
        reading.count_tasks("waiting").map(Some)
    }

    /// How many calls a second the service allows, where it says so.
    fn calls_per_second(&self) -> Option<f64> {
        None
    }

    /// Puts together what was read, and says how it is known to be all.
    fn conclude(&self, reading: &Reading) -> Result<Vec<Proof>, Failure>;
}

/// How the reading of a service ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Everything was asked for.
    Done,
    /// It refused the credentials and answered nothing.
    Refused(String),
    /// It failed too often in a row.
    GaveUp(String),
}

/// Reads a service to its end.
pub async fn read(source: Rc<dyn Source>, reading: Reading, mut watch: Box<dyn Watch>) -> Result<Ending, Failure> {
    let mut on_their_way = JoinSet::new();
    let (mut newest, mut patience) = (0, Patience::default());
    let answers_before = reading.count_answers()?;
    loop {
        // One refusal does not tell: what else is on its way may be answered, and only then there is more to ask.
        let refused = patience.refusal.is_some() && reading.count_answers()? == answers_before;
        while !refused
            && on_their_way.len() < AT_ONCE
            && let Some(due) = reading.next_due(newest)?
        {
            newest = due.id;
            on_their_way.spawn_local(perform(Rc::clone(&source), due, reading.clone()));
        }
        // A long list is one task: look at it now and then.
        let Ok(performed) = timeout(watch.pace(), on_their_way.join_next()).await else {
            look(&*source, &reading, &mut *watch)?;
            continue;
        };
        let Some(performed) = performed else {
            let refusal = patience.refusal.filter(|_| refused);
            return Ok(refusal.map_or(Ending::Done, |(_, problem)| Ending::Refused(problem)));
        };
        // A task that panicked is a mistake of ours, and the run must not look complete.
        let Ok((due, result)) = performed else {
            return Ok(Ending::GaveUp("a question could not be asked".to_owned()));
        };
        if let Some(ending) = patience.judge(&due, result, &reading)? {
            return Ok(ending);
        }
        look(&*source, &reading, &mut *watch)?;
    }
}

async fn perform(source: Rc<dyn Source>, due: Due, reading: Reading) -> (Due, Result<(), Trouble>) {
    let result = source.perform(&due, &reading).await;
    (due, result)
}

/// Tells how far it is, where somebody wants to know.
fn look(source: &dyn Source, reading: &Reading, watch: &mut dyn Watch) -> Result<(), Failure> {
    if watch.is_due() {
        let (answered, left) = (reading.count_answers()?, source.calls_left(reading)?);
        watch.show(SoFar { answered, left, per_second: source.calls_per_second() });
    }
    Ok(())
}

/// How much of a service's failing is put up with.
#[derive(Debug, Default)]
struct Patience {
    /// That the credentials were refused, in the words for the first task of which that was said.
    refusal: Option<(i64, String)>,
    failures_in_a_row: usize,
}

impl Patience {
    /// Keeps what failed, and ends the reading where it makes no sense to go on.
    fn judge(&mut self, due: &Due, result: Result<(), Trouble>, reading: &Reading) -> Result<Option<Ending>, Failure> {
        let (problem, kind) = match result {
            Ok(()) => {
                self.failures_in_a_row = 0;
                return Ok(None);
            }
            Err(Trouble::Ours(failure)) => return Err(failure),
            Err(Trouble::Contradiction(problem)) => (problem, None),
            Err(Trouble::Call(error)) => (with_cause(&error), Some(error.kind())),
        };
        reading.fail(due, &problem)?;
        if matches!(kind, Some(ErrorKind::Unauthorized | ErrorKind::Forbidden)) {
            self.note_refusal(due.id, &problem);
        }
        if kind.is_some_and(|kind| !is_about_one_thing(kind)) {
            self.failures_in_a_row += 1;
        }
        Ok((self.failures_in_a_row >= PATIENCE).then_some(Ending::GaveUp(problem)))
    }

    /// Of several refusals that of the first task is told, whichever came first: two readings of the same are equal.
    fn note_refusal(&mut self, task: i64, problem: &str) {
        if self.refusal.as_ref().is_none_or(|(first, _)| task < *first) {
            self.refusal = Some((task, problem.to_owned()));
        }
    }
}

/// Whether a failure says something of what was asked for, and nothing of the service.
fn is_about_one_thing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::InvalidInput | ErrorKind::NotFound | ErrorKind::Conflict | ErrorKind::Rejected)
}

/// Where a client asks, as a run remembers it. The sandbox has another port each time.
pub fn origin(base: &BaseUrl) -> String {
    if is_sandbox(base) { "sandbox".to_owned() } else { base.to_string() }
}

/// An account of a vendor is never on this machine: what answers here is the sandbox, or something like it.
pub fn is_sandbox(base: &BaseUrl) -> bool {
    base.is_loopback()
}
