//! What people decide about the accesses of a run: keep, change or revoke, with who, why and when.
//!
//! Until the review is signed a decision can be replaced by another one, or taken back; the history keeps each. What somebody
//! decided is never undone unseen: a file says what was decided when it was exported, and where that is no longer so, or where
//! its cells were cleared, whoever gives it back has to insist.

use std::collections::{HashMap, hash_map::Entry};

use jiff::Timestamp;

use super::{signature, someone::Someone};
use crate::{
    model::{Decided, DecisionFile, DecisionRecord, Failure, Mark, PrincipalKind, Recorded, RunDescription},
    store::{GrantRow, Snapshot, Store, Waiting},
};

/// How many reviewers' addresses are kept at once.
const REVIEWERS: usize = 1_000;

/// What a line of a file says about an access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What was decided about it when the file was exported; absent where the file does not say.
    pub exported: Option<Mark>,
    /// What is decided; nothing where the cells are blank.
    pub decided: Option<Decided>,
}

/// On what somebody insists who gives a file back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Insisting<'a> {
    /// What the file says replaces what was decided since it was exported.
    pub replace: bool,
    /// Where the cells of a decision were cleared it is taken back.
    pub withdraw: bool,
    /// Somebody decides in place of the reviewer whose it is to decide, for this reason.
    pub substitute: Option<&'a str>,
}

/// Why a line is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Objection {
    /// The same access is decided otherwise at this place.
    Otherwise(String),
    /// Somebody decided since the file was exported.
    DecidedSince,
    /// It would replace a decision, and the file does not say whether whoever filled it in knew of that.
    NobodyKnew,
    /// The cells of a decision were cleared.
    Cleared,
    /// It is somebody else's to decide, by the campaign: by their address.
    SomebodyElses(String),
}

/// Decisions about a run that are being taken, all of them or none.
#[derive(Debug)]
pub struct Taking<'a> {
    store: &'a Store,
    run: &'a RunDescription,
    insisting: Insisting<'a>,
    /// How many records of decisions there were at the beginning.
    records: i64,
    waiting: Waiting<'a>,
    /// One moment of the store, and one commit of what waits, not one for each decision.
    snapshot: Option<Snapshot<'a>>,
    reviewers: HashMap<String, Someone>,
    /// Whose the last access was: that of the next is most likely the same one's.
    holder: Option<(Known, Someone)>,
}

/// Name and address of somebody, as far as they are known.
type Known = (Option<String>, Option<String>);

impl<'a> Taking<'a> {
    /// Begins to take decisions about a run that is not signed.
    ///
    /// # Errors
    /// [`Failure::usage`] for a run that is still being read, is signed, has no hash, or whose data was removed.
    pub fn begin(store: &'a Store, run: &'a RunDescription, insisting: Insisting<'a>) -> Result<Self, Failure> {
        signature::must_be_open(store, run.id)?;
        let (waiting, snapshot) = (store.waiting()?, store.snapshot()?);
        let records = store.count_decision_records(run.id)?;
        Ok(Self { store, run, insisting, records, waiting, snapshot, reviewers: HashMap::new(), holder: None })
    }

    /// Takes what a line says that stands at this place of a file, or tells what is to be said against that. Whether a
    /// decision is about the reviewer's own access is found out here.
    pub fn add(&mut self, grant: &GrantRow, mut line: Line, place: &str) -> Result<Option<Objection>, Failure> {
        let elses = self.elses(grant, &line)?;
        if let (Some(decided), Some(reviewer), Some(why)) = (&mut line.decided, &elses, self.insisting.substitute) {
            decided.reason = Some(self.in_place_of(reviewer, why, decided.reason.as_deref()));
        }
        let objection = elses.filter(|_| self.insisting.substitute.is_none()).map(Objection::SomebodyElses);
        let objection = objection.or_else(|| self.objection(grant, &line));
        let decided = match line.decided {
            Some(decided) => Some(Decided { own: self.is_own(&decided.reviewer, grant)?, ..decided }),
            // The file never said anything about this access.
            None if !line.exported.is_some_and(|mark| mark.is_decided()) => return Ok(None),
            None => None,
        };
        let otherwise = self.waiting.add(grant, decided.as_ref(), place)?.map(Objection::Otherwise);
        Ok(otherwise.or(objection))
    }

    /// What is to be said against a line: it would undo what somebody decided, and nobody insists on that.
    fn objection(&self, grant: &GrantRow, line: &Line) -> Option<Objection> {
        let (now, said) = (Mark::of(grant.decision.as_ref()), Mark::of(line.decided.as_ref()));
        let was_decided = line.exported.as_ref().is_some_and(Mark::is_decided);
        if now == said || !was_decided && line.decided.is_none() {
            return None;
        }
        let Insisting { replace, withdraw, substitute: _ } = self.insisting;
        match &line.exported {
            Some(exported) if *exported != now && !replace => Some(Objection::DecidedSince),
            None if now.is_decided() && !replace => Some(Objection::NobodyKnew),
            _ if line.decided.is_none() && !withdraw => Some(Objection::Cleared),
            _ => None,
        }
    }

    /// The newest record about an access, where one is kept. It is looked for in the whole history of the run.
    pub fn newest_record(&self, grant: &GrantRow) -> Result<Option<DecisionRecord>, Failure> {
        self.store.last_decision_record(self.run.id, grant)
    }

    /// What [`record`](Self::record) would come to. Nothing is recorded.
    pub fn count(&self) -> Result<Recorded, Failure> {
        self.waiting.count(self.run.id)
    }

    /// Records what was taken in place of what was decided before, which the history keeps.
    ///
    /// # Errors
    /// [`Failure::usage`] where somebody decided, signed the run or read on since [`begin`](Self::begin). Nothing is
    /// recorded then.
    pub fn record(mut self, file: &DecisionFile, now: Timestamp) -> Result<Recorded, Failure> {
        self.snapshot.take().map_or(Ok(()), Snapshot::release)?;
        let change = self.store.change()?;
        // Somebody may have signed it, read on or decided while the file was looked at.
        signature::must_be_open(self.store, self.run.id)?;
        if self.run.sha256 != self.store.sha256(self.run.id)? {
            return Err(Failure::usage("failure-run-read-on", &[("run", &self.run.id)]));
        }
        if self.records != self.store.count_decision_records(self.run.id)? {
            return Err(Failure::usage("failure-decided-meanwhile", &[("run", &self.run.id)]));
        }
        let recorded = self.waiting.record(self.run.id, file, now)?;
        change.commit()?;
        Ok(recorded)
    }

    /// The address of whoever it is to decide by the campaign, where a line decides and they are not the reviewer. That a
    /// decision stands already is no decision anew.
    fn elses(&mut self, grant: &GrantRow, line: &Line) -> Result<Option<String>, Failure> {
        let stands = |decided: &&Decided| Mark::of(Some(*decided)) == Mark::of(grant.decision.as_ref());
        let Some(decided) = line.decided.as_ref().filter(|decided| !stands(decided)) else { return Ok(None) };
        let Some(asked) = self.store.reviewer_of(self.run.id, grant)? else { return Ok(None) };
        if decided.reviewer == asked {
            return Ok(None);
        }
        let (reviewer, other) = (self.known(&decided.reviewer)?.clone(), self.known(&asked)?);
        Ok((!reviewer.is(other)).then_some(asked))
    }

    /// The reason of a decision, and in whose place it was made, for what.
    fn in_place_of(&self, reviewer: &str, why: &str, reason: Option<&str>) -> String {
        let lang = self.run.lang;
        let instead = lang.say_with("decide-in-place-of", [("reviewer", reviewer.into()), ("why", why.into())]);
        reason.map_or_else(|| instead.clone(), |reason| format!("{reason} ({instead})"))
    }

    /// Whoever a reviewer is who is called like this.
    fn known(&mut self, reviewer: &str) -> Result<&Someone, Failure> {
        // A file in which everybody is called otherwise must not fill the memory.
        if self.reviewers.len() >= REVIEWERS && !self.reviewers.contains_key(reviewer) {
            self.reviewers.clear();
        }
        match self.reviewers.entry(reviewer.to_owned()) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(Someone::called(self.store, self.run.id, reviewer)?)),
        }
    }

    /// Whether the reviewer is the one whose access it is, as far as names and addresses tell.
    fn is_own(&mut self, reviewer: &str, grant: &GrantRow) -> Result<bool, Failure> {
        if grant.principal_kind == PrincipalKind::Unattributed.as_str() {
            return Ok(false);
        }
        let known = (grant.name.clone(), grant.email.clone());
        if self.holder.as_ref().is_none_or(|(last, _)| *last != known) {
            let holder = Someone::of(self.store, self.run.id, grant.name.as_deref(), grant.email.as_deref())?;
            self.holder = Some((known, holder));
        }
        self.known(reviewer)?;
        let both = self.reviewers.get(reviewer).zip(self.holder.as_ref());
        Ok(both.is_some_and(|(person, (_, holder))| person.is(holder)))
    }
}
