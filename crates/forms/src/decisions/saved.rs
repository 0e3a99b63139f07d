//! Reads what a reviewer's page saved.

use std::{
    collections::{HashMap, HashSet},
    fmt::Display,
    fs,
    path::Path,
};

use acesso_review::{
    judge::{
        decisions::{Line, Taking},
        roster::date,
    },
    model::{Decided, Decision, Delegation, Failure, RunDescription, Sentence, day},
    store::{Assigned, GrantRow, Store},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{check::says_something, days::Days, mistakes::Mistakes};
use crate::{
    packet::{
        Key,
        holders::{Holders, Holding},
        key_of, rows, rows_sha256,
    },
    words::printable,
};

/// The form of the file.
pub(super) const FORMAT: &str = "acesso/packet-decisions/1";

/// What a reviewer decided in their page. Another program may have added members of its own.
#[derive(Debug, Deserialize)]
pub(super) struct Saved {
    pub(super) run: i64,
    pub(super) run_sha256: String,
    reviewer: String,
    rows_sha256: String,
    decisions: Vec<SavedDecision>,
}

#[derive(Debug, Deserialize)]
struct SavedDecision {
    key: Key,
    decision: String,
    reason: Option<String>,
    decided_on: String,
}

/// Which form a file has.
#[derive(Debug, Deserialize)]
struct Format {
    format: String,
}

/// When a page saved a file; nothing of what is no such file, or does not say.
pub(super) fn saved_at(path: &Path) -> Option<Timestamp> {
    #[derive(Deserialize)]
    struct At {
        format: String,
        saved_at: Timestamp,
    }
    let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let text = is_json.then(|| fs::read(path).ok()).flatten()?;
    serde_json::from_slice(&text).ok().filter(|At { format, .. }| format == FORMAT).map(|it| it.saved_at)
}

/// Whether this is a file that a page saved, whatever else is wrong with it.
pub(super) fn is_saved(text: &[u8]) -> bool {
    serde_json::from_slice(text).is_ok_and(|Format { format }| format == FORMAT)
}

impl Saved {
    /// What stands in a file.
    pub(super) fn read(path: &Path, text: &[u8]) -> Result<Self, Failure> {
        let unreadable = |error: serde_json::Error| {
            let values: [(&str, &dyn Display); 3] =
                [("path", &path.display()), ("line", &error.line()), ("column", &error.column())];
            Failure::usage("failure-saved-unreadable", &values)
        };
        let Format { format } = serde_json::from_slice(text).map_err(unreadable)?;
        if format != FORMAT {
            let format = format!("{:?}", printable(&format));
            let values: [(&str, &dyn Display); 3] =
                [("path", &path.display()), ("format", &format), ("wanted", &FORMAT)];
            return Err(Failure::usage("failure-saved-format", &values));
        }
        serde_json::from_slice(text).map_err(unreadable)
    }

    /// Takes what was decided, or tells every mistake in it.
    pub(super) fn check(
        &self,
        store: &Store,
        run: &RunDescription,
        taking: &mut Taking<'_>,
        path: &Path,
        now: Timestamp,
    ) -> Result<(), Failure> {
        self.must_be_of(run, path)?;
        let rows = rows(store, run.id, &self.reviewer)?;
        self.must_be_theirs(store, &rows, path)?;
        let rows = with_gravity(Holders::of(store, run.id, run.lang)?.holding(rows)?);
        let mut check = Check { taking, days: Days::of(run, now), rows };
        let mut mistakes = Mistakes::default();
        let mut seen = HashSet::new();
        for (number, saved) in (1..).zip(&self.decisions) {
            let place = At { number, key: &saved.key };
            if seen.insert(&saved.key) {
                check.add(&place, saved, &self.reviewer, &mut mistakes)?;
            } else {
                mistakes.add(&place.called(), &Sentence::new("mistake-page-twice", &[]));
            }
        }
        mistakes.answer(path, "failure-mistakes-page")
    }

    /// That the page had just the accesses that are the reviewer's now.
    fn must_be_theirs(&self, store: &Store, rows: &[Assigned], path: &Path) -> Result<(), Failure> {
        let keys = rows.iter().map(|assigned| key_of(&assigned.grant)).collect();
        if rows_sha256(&self.run_sha256, &self.reviewer, keys) == self.rows_sha256 {
            return Ok(());
        }
        let (path, reviewer) = (path.display(), printable(&self.reviewer));
        if store.campaign(self.run)?.is_none() {
            return Err(Failure::usage("failure-saved-no-campaign", &[("path", &path), ("run", &self.run)]));
        }
        if let Some(Delegation { delegated_to, until, reason, .. }) = store.delegated_from(self.run, &self.reviewer)? {
            let (to, reason) = (printable(&delegated_to), printable(&reason));
            let values: [(&str, &dyn Display); 4] =
                [("path", &path), ("to", &to), ("from", &reviewer), ("reason", &reason)];
            let until = until.to_string();
            return Err(Failure::usage("failure-saved-delegated", &values).with("until", |lang| day(&until, lang)));
        }
        Err(Failure::usage("failure-saved-other-accesses", &[("path", &path), ("reviewer", &reviewer)]))
    }

    fn must_be_of(&self, run: &RunDescription, path: &Path) -> Result<(), Failure> {
        let path = path.display();
        if self.run != run.id {
            let values: [(&str, &dyn Display); 3] = [("path", &path), ("run", &run.id), ("other", &self.run)];
            return Err(Failure::usage("failure-decisions-other-run", &values));
        }
        if run.sha256.as_deref() != Some(self.run_sha256.as_str()) {
            return Err(Failure::usage("failure-saved-of-what-was", &[("path", &path), ("run", &run.id)]));
        }
        Ok(())
    }
}

/// Accesses by their stable keys, and whether something grave was found about each or its holder.
fn with_gravity(holders: Vec<Holding>) -> HashMap<Key, (GrantRow, bool)> {
    let mut rows = HashMap::new();
    for holding in &holders {
        for (Assigned { grant, .. }, findings) in &holding.held {
            rows.insert(key_of(grant), (grant.clone(), holding.is_grave(findings)));
        }
    }
    rows
}

/// Which decision of the file it is, and about what.
struct At<'a> {
    number: usize,
    key: &'a Key,
}

impl At<'_> {
    fn called(&self) -> Sentence {
        let key = printable(&self.key.join(" "));
        Sentence::new("mistake-place-in-page", &[("number", &self.number), ("key", &key)])
    }
}

struct Check<'a, 'b> {
    taking: &'a mut Taking<'b>,
    days: Days,
    /// What is the reviewer's to decide on, and whether something grave was found about it.
    rows: HashMap<Key, (GrantRow, bool)>,
}

impl Check<'_, '_> {
    fn add(
        &mut self,
        place: &At<'_>,
        saved: &SavedDecision,
        reviewer: &str,
        mistakes: &mut Mistakes,
    ) -> Result<(), Failure> {
        let before = mistakes.count();
        let Some((grant, is_grave)) = self.rows.get(&saved.key) else {
            mistakes.add(&place.called(), &Sentence::new("mistake-page-other", &[]));
            return Ok(());
        };
        let Some(decided) = self.decided(place, saved, reviewer, *is_grave, mistakes) else { return Ok(()) };
        if mistakes.count() > before {
            return Ok(());
        }
        let line = Line { exported: None, decided: Some(decided) };
        // No access comes here twice, so nobody is told where it stood before.
        if let Some(objection) = self.taking.add(grant, line, "")? {
            let record = if mistakes.are_told() { self.taking.newest_record(grant)? } else { None };
            mistakes.object(&place.called(), &objection, record.as_ref());
        }
        Ok(())
    }

    fn decided(
        &self,
        place: &At<'_>,
        saved: &SavedDecision,
        reviewer: &str,
        is_grave: bool,
        mistakes: &mut Mistakes,
    ) -> Option<Decided> {
        let decision = Decision::ALL.into_iter().find(|decision| decision.as_str() == saved.decision);
        let reason = saved.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        let lacks_reason = !reason.is_some_and(says_something);
        let wrong = match decision {
            None => {
                let word = format!("{:?}", printable(&saved.decision));
                Some(Sentence::new("mistake-page-decision", &[("decision", &word)]))
            }
            Some(decision @ (Decision::Change | Decision::Revoke)) if lacks_reason => {
                Some(Sentence::new("mistake-page-reason", &[]).with("decision", |lang| decision.word(lang)))
            }
            Some(Decision::Keep) if lacks_reason && is_grave => Some(Sentence::new("mistake-page-keep-reason", &[])),
            Some(_) => None,
        };
        let day = date(&saved.decided_on).map_err(|_| Sentence::new("mistake-page-day", &[]));
        let day = day.and_then(|day| self.days.possible(day));
        for what in wrong.iter().chain(day.as_ref().err()) {
            mistakes.add(&place.called(), what);
        }
        Some(Decided {
            decision: decision?,
            reason: reason.map(str::to_owned),
            reviewer: reviewer.to_owned(),
            decided_on: day.ok()?.to_string(),
            own: false,
        })
    }
}
