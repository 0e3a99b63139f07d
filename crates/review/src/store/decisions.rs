//! What was decided about a run, and what waits to be.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::{
    GrantRow, Store,
    row::{decision, service},
};
use crate::model::{Decided, DecisionFile, DecisionRecord, Failure, Recorded};

/// Where decisions wait until all of them are known to be right.
const WAITING: &str = "
    CREATE TEMP TABLE IF NOT EXISTS waiting (
        vendor TEXT, principal TEXT, resource TEXT, permission TEXT,
        decision TEXT, reason TEXT, reviewer TEXT, decided_on TEXT, own INTEGER, place TEXT,
        PRIMARY KEY (vendor, principal, resource, permission)) WITHOUT ROWID;
    DELETE FROM temp.waiting;";

/// That what waits is what was decided before.
const SAME: &str = "d.decision IS w.decision AND d.reason IS w.reason AND d.reviewer IS w.reviewer
    AND d.decided_on IS w.decided_on AND d.own IS w.own";

/// What waits, beside what was decided before.
const BOTH: &str = "temp.waiting w LEFT JOIN decisions d ON d.run = ?1 AND d.vendor = w.vendor
    AND d.principal = w.principal AND d.resource = w.resource AND d.permission = w.permission";

/// How many accesses a run has, and what was decided about them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionCounts {
    /// How many accesses the run has.
    pub accesses: u64,
    /// About how many of them nobody decided.
    pub undecided: u64,
    /// How many stay.
    pub keep: u64,
    /// How many are to be something else.
    pub change: u64,
    /// How many are to be taken away.
    pub revoke: u64,
    /// Of those decided, by somebody whose own access it is.
    pub own: u64,
}

impl DecisionCounts {
    /// About how many somebody decided, whatever it was.
    pub fn decided(&self) -> u64 {
        self.keep + self.change + self.revoke
    }
}

/// What somebody decided about a run, all together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfReviewer {
    /// As they wrote who they are.
    pub reviewer: String,
    /// How many accesses are to stay.
    pub keep: u64,
    /// How many are to be something else.
    pub change: u64,
    /// How many are to be taken away.
    pub revoke: u64,
    /// About how many accesses of their own they decided, as far as names and addresses tell.
    pub own: u64,
    /// The last day on which they decided.
    pub last_on: String,
}

/// Decisions that wait to be recorded, all of them or none. They are gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Waiting<'a> {
    store: &'a Store,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let _what_is_left_goes_with_the_connection = self.store.connection.execute_batch("DELETE FROM temp.waiting");
    }
}

impl Waiting<'_> {
    /// Has a decision wait, or that there is to be none any more, which stands at this place of a file. Gives the place of
    /// another line about the same access that waits already and is not the same.
    pub(crate) fn add(
        &self,
        grant: &GrantRow,
        decided: Option<&Decided>,
        place: &str,
    ) -> Result<Option<String>, Failure> {
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let service = service.as_str();
        let decision = decided.map(|it| it.decision.as_str());
        let reason = decided.and_then(|it| it.reason.as_deref());
        let (reviewer, decided_on) = (decided.map(|it| &it.reviewer), decided.map(|it| &it.decided_on));
        let own = decided.map(|it| it.own);
        let mut insert = self.store.connection.prepare_cached(
            "INSERT INTO temp.waiting VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
        )?;
        let waits = insert.execute(params![
            service, principal, resource, permission, decision, reason, reviewer, decided_on, own, place
        ])?;
        if waits == 1 {
            return Ok(None);
        }
        let mut otherwise = self.store.connection.prepare_cached(
            "SELECT place FROM temp.waiting WHERE vendor = ?1 AND principal = ?2 AND resource = ?3 AND permission = ?4
                 AND NOT (decision IS ?5 AND reason IS ?6 AND reviewer IS ?7 AND decided_on IS ?8)",
        )?;
        let first = otherwise.query_row(
            params![service, principal, resource, permission, decision, reason, reviewer, decided_on],
            |row| row.get(0),
        );
        Ok(first.optional()?)
    }

    /// What comes of what waits, once it is recorded.
    pub(crate) fn count(&self, run: i64) -> Result<Recorded, Failure> {
        let count = format!(
            "SELECT count(*) FILTER (WHERE w.decision IS NOT NULL AND d.run IS NULL),
                 count(*) FILTER (WHERE w.decision IS NOT NULL AND d.run IS NOT NULL AND NOT ({SAME})),
                 count(*) FILTER (WHERE w.decision IS NOT NULL AND d.run IS NOT NULL AND {SAME}),
                 count(*) FILTER (WHERE w.decision IS NULL AND d.run IS NOT NULL), count(*) FILTER (WHERE w.own)
             FROM {BOTH}"
        );
        let recorded = self.store.connection.query_row(&count, [run], |row| {
            Ok(Recorded {
                added: row.get(0)?,
                replaced: row.get(1)?,
                unchanged: row.get(2)?,
                withdrawn: row.get(3)?,
                own: row.get(4)?,
            })
        });
        Ok(recorded?)
    }

    /// Records what waits in place of what was decided before, and in the history of the run.
    pub(crate) fn record(&self, run: i64, file: &DecisionFile, now: Timestamp) -> Result<Recorded, Failure> {
        let recorded = self.count(run)?;
        let now = now.to_string();
        let remember = format!(
            "INSERT INTO decision_history
             SELECT ?1, {LAST} + row_number() OVER (ORDER BY w.vendor, w.principal, w.resource, w.permission), w.vendor,
                 w.principal, w.resource, w.permission, w.decision, w.reason, w.reviewer, w.decided_on, w.own, ?2, ?3, ?4
             FROM {BOTH} WHERE NOT ({SAME})"
        );
        self.store.connection.execute(&remember, params![run, now, file.name, file.sha256])?;
        let insert = format!(
            "INSERT OR REPLACE INTO decisions
                 (run, vendor, principal, resource, permission, decision, reason, reviewer, decided_on, recorded_at, own)
             SELECT ?1, w.vendor, w.principal, w.resource, w.permission, w.decision, w.reason, w.reviewer, w.decided_on,
                 ?2, w.own
             FROM {BOTH} WHERE w.decision IS NOT NULL AND NOT ({SAME})"
        );
        self.store.connection.execute(&insert, params![run, now])?;
        let withdraw = "DELETE FROM decisions AS d WHERE d.run = ?1 AND EXISTS (
             SELECT 1 FROM temp.waiting w WHERE w.decision IS NULL AND w.vendor = d.vendor AND w.principal = d.principal
                 AND w.resource = d.resource AND w.permission = d.permission)";
        self.store.connection.execute(withdraw, [run])?;
        Ok(recorded)
    }
}

/// The number of the newest record of a run.
const LAST: &str = "(SELECT coalesce(max(number), 0) FROM decision_history WHERE run = ?1)";

const RECORD: &str =
    "SELECT number, vendor, principal, resource, permission, decision, reason, reviewer, decided_on, own,
    recorded_at, file, file_sha256 FROM decision_history WHERE run = ?1";

fn read_record(row: &Row<'_>) -> rusqlite::Result<DecisionRecord> {
    Ok(DecisionRecord {
        number: row.get(0)?,
        service: service(row, 1)?,
        principal: row.get(2)?,
        resource: row.get(3)?,
        permission: row.get(4)?,
        decision: decision(row, 5)?,
        reason: row.get(6)?,
        reviewer: row.get(7)?,
        decided_on: row.get(8)?,
        own: row.get(9)?,
        recorded_at: row.get(10)?,
        file: row.get(11)?,
        file_sha256: row.get(12)?,
    })
}

impl Store {
    /// Has decisions wait.
    pub(crate) fn waiting(&self) -> Result<Waiting<'_>, Failure> {
        self.connection.execute_batch(WAITING)?;
        Ok(Waiting { store: self })
    }

    /// How many accesses a run has, and what was decided about them by now.
    pub fn decision_counts(&self, run: i64) -> Result<DecisionCounts, Failure> {
        let sql = "SELECT (SELECT count(*) FROM grants WHERE run = ?1), count(*) FILTER (WHERE decision = 'keep'),
                       count(*) FILTER (WHERE decision = 'change'), count(*) FILTER (WHERE decision = 'revoke'),
                       count(*) FILTER (WHERE own)
                   FROM decisions WHERE run = ?1";
        let mut counts = self.connection.query_row(sql, [run], |row| {
            Ok(DecisionCounts {
                accesses: row.get(0)?,
                undecided: 0,
                keep: row.get(1)?,
                change: row.get(2)?,
                revoke: row.get(3)?,
                own: row.get(4)?,
            })
        })?;
        counts.undecided = counts.accesses.saturating_sub(counts.decided());
        Ok(counts)
    }

    /// How many decisions there are about a run, of whatever kind, and how many of them are about somebody's own access.
    pub fn count_decisions(&self, run: i64) -> Result<(u64, u64), Failure> {
        let sql = "SELECT count(*), count(*) FILTER (WHERE own) FROM decisions WHERE run = ?1";
        Ok(self.connection.query_row(sql, [run], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// What each reviewer of a run decided, those first who decided most; so many at most.
    pub fn decisions_by_reviewer(&self, run: i64, at_most: u64) -> Result<Vec<OfReviewer>, Failure> {
        let sql =
            "SELECT reviewer, count(*) FILTER (WHERE decision = 'keep'), count(*) FILTER (WHERE decision = 'change'),
                       count(*) FILTER (WHERE decision = 'revoke'), count(*) FILTER (WHERE own), max(decided_on)
                   FROM decisions WHERE run = ?1 GROUP BY reviewer ORDER BY count(*) DESC, reviewer LIMIT ?2";
        self.all(sql, params![run, at_most], |row| {
            Ok(OfReviewer {
                reviewer: row.get(0)?,
                keep: row.get(1)?,
                change: row.get(2)?,
                revoke: row.get(3)?,
                own: row.get(4)?,
                last_on: row.get(5)?,
            })
        })
    }

    /// How many people decided about a run, by what they call themselves.
    pub fn count_reviewers(&self, run: i64) -> Result<u64, Failure> {
        let sql = "SELECT count(DISTINCT reviewer) FROM decisions WHERE run = ?1";
        Ok(self.connection.query_row(sql, [run], |row| row.get(0))?)
    }

    /// Everything that was decided about a run, in the order in which it was recorded; the newest about an access is what
    /// holds.
    pub fn each_decision_record(
        &self,
        run: i64,
        show: impl FnMut(DecisionRecord) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.each(&format!("{RECORD} ORDER BY number"), [run], read_record, show)
    }

    /// The newest record about an access.
    pub(crate) fn last_decision_record(&self, run: i64, grant: &GrantRow) -> Result<Option<DecisionRecord>, Failure> {
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let sql = format!(
            "{RECORD} AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND permission = ?5
             ORDER BY number DESC LIMIT 1"
        );
        let record = self.connection.query_row(
            &sql,
            params![run, service.as_str(), principal, resource, permission],
            read_record,
        );
        Ok(record.optional()?)
    }

    /// Whether what is decided about each access of a run is what was recorded about it last.
    pub(crate) fn is_recorded(&self, run: i64) -> Result<bool, Failure> {
        let sql = "
            WITH newest AS (
                SELECT vendor, principal, resource, permission, decision, reason, reviewer, decided_on, own, recorded_at,
                    max(number)
                FROM decision_history WHERE run = ?1 GROUP BY vendor, principal, resource, permission
            )
            SELECT count(*) = count(d.run) AND count(*) = (SELECT count(*) FROM decisions WHERE run = ?1)
            FROM newest n LEFT JOIN decisions d ON d.run = ?1 AND d.vendor = n.vendor AND d.principal = n.principal
                AND d.resource = n.resource AND d.permission = n.permission AND d.decision IS n.decision
                AND d.reason IS n.reason AND d.reviewer IS n.reviewer AND d.decided_on IS n.decided_on
                AND d.own IS n.own AND d.recorded_at IS n.recorded_at
            WHERE n.decision IS NOT NULL";
        Ok(self.connection.query_row(sql, [run], |row| row.get(0))?)
    }

    /// How many records there are of what was decided about a run: it grows with each, and never shrinks while the run is kept.
    pub(crate) fn count_decision_records(&self, run: i64) -> Result<i64, Failure> {
        Ok(self.connection.query_row(&format!("SELECT {LAST}"), [run], |row| row.get(0))?)
    }

    /// A run that was read on may know by now whose an access is: what was decided about the one that is no more says nothing.
    /// The history keeps it.
    pub(crate) fn forget_decisions_about_nothing(&self, run: i64, now: Timestamp) -> Result<(), Failure> {
        let about_nothing = "d.run = ?1 AND NOT EXISTS (
                 SELECT 1 FROM grants g WHERE g.run = d.run AND g.vendor = d.vendor AND g.principal = d.principal
                     AND g.resource = d.resource AND g.permission = d.permission)";
        let remember = format!(
            "INSERT INTO decision_history
             SELECT ?1, {LAST} + row_number() OVER (ORDER BY d.vendor, d.principal, d.resource, d.permission), d.vendor,
                 d.principal, d.resource, d.permission, NULL, NULL, NULL, NULL, NULL, ?2, NULL, NULL
             FROM decisions d WHERE {about_nothing}"
        );
        self.connection.execute(&remember, params![run, now.to_string()])?;
        self.connection.execute(&format!("DELETE FROM decisions AS d WHERE {about_nothing}"), [run])?;
        Ok(())
    }
}
