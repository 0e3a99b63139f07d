//! What people decide about the accesses of a run: keep, change or revoke, with who, why and when.
//!
//! An export carries the decisions in its last columns, and `acesso decide` takes them back from there. Until the review is
//! signed a decision can be replaced by another one.

mod check;
mod columns;
mod table;

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Row, Transaction, TransactionBehavior, params};
use serde::Serialize;

use crate::{
    failure::Failure,
    language::Lang,
    roster::fold,
    signature,
    store::{RunDescription, Store},
};

/// What is to become of an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Decision {
    Keep,
    Change,
    Revoke,
}

impl Decision {
    const ALL: [Self; 3] = [Self::Keep, Self::Change, Self::Revoke];

    /// As it is stored and written into JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Change => "change",
            Self::Revoke => "revoke",
        }
    }

    /// As people write it.
    pub(crate) fn word(self, lang: Lang) -> String {
        let id = match self {
            Self::Keep => "decision-keep",
            Self::Change => "decision-change",
            Self::Revoke => "decision-revoke",
        };
        lang.say(id)
    }

    /// What a word means in either language, whatever its case and accents.
    fn from_word(word: &str) -> Option<Self> {
        let folded = fold(word);
        Self::ALL.into_iter().find(|decision| Lang::ALL.iter().any(|lang| fold(&decision.word(*lang)) == folded))
    }

    /// The words that can be chosen from.
    pub(crate) fn words(lang: Lang) -> Vec<String> {
        Self::ALL.iter().map(|decision| decision.word(lang)).collect()
    }
}

/// What was decided about an access. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Decided {
    pub(crate) decision: Decision,
    pub(crate) reason: Option<String>,
    pub(crate) reviewer: String,
    pub(crate) decided_on: String,
    /// Whether the reviewer decided about access of their own, as far as names and addresses tell.
    pub(crate) own: bool,
}

impl Decided {
    /// From five columns in the order of the members, of which the first is absent where nothing is decided.
    pub(crate) fn from_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Self>> {
        let Some(word) = row.get::<_, Option<String>>(first)? else { return Ok(None) };
        let decision = Decision::ALL.into_iter().find(|decision| decision.as_str() == word);
        let Some(decision) = decision else {
            let what = "a decision is keep, change or revoke".into();
            return Err(rusqlite::Error::FromSqlConversionFailure(first, rusqlite::types::Type::Text, what));
        };
        Ok(Some(Self {
            decision,
            reason: row.get(first + 1)?,
            reviewer: row.get(first + 2)?,
            decided_on: row.get(first + 3)?,
            own: row.get(first + 4)?,
        }))
    }
}

/// What came of a file of decisions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Recorded {
    /// Accesses about which nothing was decided before.
    pub(crate) added: u64,
    /// Those about which something else was.
    pub(crate) replaced: u64,
    /// Those about which the same was.
    pub(crate) unchanged: u64,
    /// Of all of them, those about which somebody decided whose own access it is.
    pub(crate) own: u64,
}

/// Where the decisions of a file wait until all of it is known to be right.
const WAITING: &str = "
    CREATE TEMP TABLE IF NOT EXISTS waiting (
        vendor TEXT, principal TEXT, resource TEXT, permission TEXT,
        decision TEXT, reason TEXT, reviewer TEXT, decided_on TEXT, own INTEGER, place TEXT,
        PRIMARY KEY (vendor, principal, resource, permission)) WITHOUT ROWID;
    DELETE FROM temp.waiting;";

/// Takes the decisions of a file, all of them or none.
pub(crate) fn take(store: &Store, run: &RunDescription, path: &Path, now: Timestamp) -> Result<Recorded, Failure> {
    signature::must_be_open(store, run.id)?;
    store.connection.execute_batch(WAITING)?;
    // One moment of the store, and one commit of what waits, not one for each line.
    let snapshot = store.connection.unchecked_transaction()?;
    check::check(store, run, path, now)?;
    snapshot.commit()?;
    let recorded = record(store, run, now);
    store.connection.execute_batch("DELETE FROM temp.waiting")?;
    recorded
}

/// Records what waits in place of what was decided before.
fn record(store: &Store, run: &RunDescription, now: Timestamp) -> Result<Recorded, Failure> {
    let transaction = Transaction::new_unchecked(&store.connection, TransactionBehavior::Immediate)?;
    // Somebody may have signed it, or read on, while the file was looked at.
    signature::must_be_open(store, run.id)?;
    if run.sha256 != Some(store.sha256(run.id)?) {
        return Err(Failure::Usage {
            what: format!("run {} was read on meanwhile", run.id),
            advice: "export it again, and decide about what it holds now",
        });
    }
    let same = "d.decision = w.decision AND d.reason IS w.reason AND d.reviewer = w.reviewer
                AND d.decided_on = w.decided_on AND d.own = w.own";
    let both = "temp.waiting w LEFT JOIN decisions d ON d.run = ?1 AND d.vendor = w.vendor
                AND d.principal = w.principal AND d.resource = w.resource AND d.permission = w.permission";
    let count = format!(
        "SELECT count(*) FILTER (WHERE d.run IS NULL), count(*) FILTER (WHERE d.run IS NOT NULL AND NOT ({same})),
             count(*) FILTER (WHERE d.run IS NOT NULL AND {same}), count(*) FILTER (WHERE w.own)
         FROM {both}"
    );
    let recorded = transaction.query_row(&count, [run.id], |row| {
        Ok(Recorded { added: row.get(0)?, replaced: row.get(1)?, unchanged: row.get(2)?, own: row.get(3)? })
    })?;
    let insert = format!(
        "INSERT OR REPLACE INTO decisions
             (run, vendor, principal, resource, permission, decision, reason, reviewer, decided_on, recorded_at, own)
         SELECT ?1, w.vendor, w.principal, w.resource, w.permission, w.decision, w.reason, w.reviewer, w.decided_on, ?2,
             w.own
         FROM {both} WHERE d.run IS NULL OR NOT ({same})"
    );
    transaction.execute(&insert, params![run.id, now.to_string()])?;
    transaction.commit()?;
    Ok(recorded)
}
