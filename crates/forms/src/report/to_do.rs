//! What this review wants to be taken away or to be something else, each with its reason, and what became of it.

use acesso_review::{
    model::{Failure, allows, person},
    store::{self, Store},
};

use super::{Clock, MOST_ROWS, count, resource, revocations};

#[derive(Debug)]
pub(super) struct ToDo {
    pub(super) rows: Vec<Task>,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
}

#[derive(Debug)]
pub(super) struct Task {
    pub(super) class: &'static str,
    /// What is to be done, or what a later run saw of it.
    pub(super) word: String,
    pub(super) person: String,
    pub(super) what: String,
    pub(super) service: String,
    pub(super) resource: String,
    /// By whom, and when.
    pub(super) decided: String,
    pub(super) reason: Option<String>,
}

/// How far the review is of which it is asked.
#[derive(Debug, Clone, Copy)]
struct Review {
    signed: bool,
    checked_by: Option<i64>,
}

impl ToDo {
    pub(super) fn of(store: &Store, run: i64, signed: bool, clock: &Clock) -> Result<Self, Failure> {
        let review = Review { signed, checked_by: store.checked_by(run)? };
        let rows = store.to_do(run, review.checked_by, count(MOST_ROWS))?;
        let rows: Vec<_> = rows.into_iter().map(|it| review.task(it, clock)).collect();
        let counts = store.decision_counts(run)?;
        let more = (counts.revoke + counts.change).checked_sub(count(rows.len())).filter(|more| *more > 0);
        Ok(Self { rows, more: more.map(|more| clock.lang.say_with("report-more-to-do", [("count", more.into())])) })
    }
}

impl Review {
    fn task(self, it: store::ToDo, clock: &Clock) -> Task {
        let lang = clock.lang;
        let (class, word) = self.state(&it, clock);
        let decided = [("reviewer", it.reviewer.into()), ("day", clock.day_of(&it.decided_on).into())];
        Task {
            class,
            word,
            person: person(&it.principal_kind, &it.principal, it.name.as_deref(), it.email.as_deref(), lang),
            what: allows(it.service, &it.permission, lang).what,
            service: it.service.name(),
            resource: resource(lang, it.service, &it.resource, it.resource_name.as_deref()),
            decided: lang.say_with("report-decided-by", decided),
            reason: it.reason,
        }
    }

    fn state(self, it: &store::ToDo, clock: &Clock) -> (&'static str, String) {
        let lang = clock.lang;
        match (&it.seen, self.checked_by) {
            (Some(seen), Some(run)) => {
                let word = revocations::word(seen, lang);
                let values = [("state", word.into()), ("run", run.to_string().into())];
                (revocations::class(seen), lang.say_with("report-seen-in", values))
            }
            _ if !self.signed => ("open", lang.say(if it.revoke { "report-revoke" } else { "report-change" })),
            _ if it.revoke => ("open", lang.say("report-to-remove")),
            _ => ("open", lang.say("report-to-change")),
        }
    }
}
