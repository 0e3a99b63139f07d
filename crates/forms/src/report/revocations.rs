//! What earlier reviews revoked, and what became of it.

use acesso_review::{
    judge::remediation::outcome,
    model::{Failure, Lang, allows, person},
    store::{KeptRevocation, Store},
};

use super::{Clock, MOST_ROWS, count, number, resource};

#[derive(Debug)]
pub(super) struct Revocations {
    /// How many became of what, the gravest first.
    pub(super) counts: Vec<String>,
    pub(super) rows: Vec<Revocation>,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
}

/// An access that was revoked.
#[derive(Debug)]
pub(super) struct Revocation {
    pub(super) state: &'static str,
    pub(super) word: String,
    pub(super) person: String,
    pub(super) service: String,
    pub(super) resource: String,
    pub(super) what: String,
    /// In which run, by whom, when, and why.
    pub(super) decided: String,
    pub(super) reason: Option<String>,
}

/// The states, the gravest first.
const STATES: [&str; 4] = ["held", "granted_again", "unknown", "removed"];

impl Revocations {
    pub(super) fn of(store: &Store, run: i64, clock: &Clock) -> Result<Self, Failure> {
        let lang = clock.lang;
        let rows = store.gravest_revocations(run, count(MOST_ROWS))?;
        let rows: Vec<_> = rows.into_iter().map(|row| Revocation::of(row, clock)).collect();
        let mut counts = Vec::new();
        let mut total: u64 = 0;
        for state in STATES {
            let there = store.count_revocations(run, state)?;
            total += there;
            if there > 0 {
                counts.push(format!("{} {}", number(lang, there), word(state, lang)));
            }
        }
        let more = total.checked_sub(count(rows.len())).filter(|more| *more > 0);
        let more = more.map(|more| lang.say_with("report-more-revocations", [("count", more.into())]));
        Ok(Self { counts, rows, more })
    }
}

impl Revocation {
    fn of(row: KeptRevocation, clock: &Clock) -> Self {
        let lang = clock.lang;
        let run = ("run", row.decided_in.to_string().into());
        let decided = match (&row.reviewer, &row.decided_on) {
            (Some(reviewer), Some(day)) => {
                let values = [run, ("reviewer", reviewer.as_str().into()), ("day", clock.day_of(day).into())];
                lang.say_with("report-revoked-in", values)
            }
            // The decision itself is no longer there.
            _ => lang.say_with("report-revoked-in-run", [run]),
        };
        let state = class(&row.state);
        let KeptRevocation { principal_kind, principal, name, email, held_by, .. } = &row;
        Self {
            state,
            word: outcome(row.service, principal, principal_kind, word(state, lang), held_by.as_ref(), lang),
            person: person(principal_kind, principal, name.as_deref(), email.as_deref(), lang),
            service: row.service.name(),
            resource: resource(lang, row.service, &row.resource, row.resource_name.as_deref()),
            what: allows(row.service, &row.permission, lang).what,
            decided,
            reason: row.reason,
        }
    }
}

/// The class that tells at a glance what became of a revoked access.
fn class(state: &str) -> &'static str {
    STATES.into_iter().find(|known| *known == state).unwrap_or("unknown")
}

/// What became of a revoked access.
fn word(state: &str, lang: Lang) -> String {
    lang.say(match state {
        "held" => "report-revoked-held",
        "granted_again" => "report-revoked-again",
        "removed" => "report-revoked-removed",
        _ => "report-revoked-unknown",
    })
}
