//! How far the reviewers of a campaign are.

use rusqlite::params;
use serde::Serialize;

use super::super::{
    GrantRow, Store,
    query::{GRANT, GRANTS},
    row::{broken, decision},
};
use crate::model::{Decision, Failure};

/// How an assignment and what was decided about the same access are found together.
const DECIDED: &str = "assignments a LEFT JOIN decisions d ON d.run = a.run AND d.vendor = a.vendor
    AND d.principal = a.principal AND d.resource = a.resource AND d.permission = a.permission";

/// The accesses of which one decision took the place of another one that somebody else had made.
const DISPUTED: &str = "
    SELECT vendor, principal, resource, permission FROM decision_history
    WHERE run = ?1 AND decision IS NOT NULL
    GROUP BY vendor, principal, resource, permission
    HAVING count(DISTINCT decision) > 1 AND count(DISTINCT reviewer) > 1";

/// How far a reviewer is, or all of them are. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Progress {
    /// How many accesses there are: the sum of those below.
    pub accesses: u64,
    /// About how many of them somebody decided.
    #[serde(rename = "decided_count")]
    pub decided: u64,
    /// How many of them start with a decision of an earlier review, and nobody decided anew.
    pub carried: u64,
    /// About how many of them nobody is asked, and nobody decided.
    pub not_asked: u64,
    /// About how many of them somebody is asked and nobody decided.
    pub undecided: u64,
}

impl Progress {
    /// Of how many accesses somebody is to decide, or did.
    pub fn asked(&self) -> u64 {
        self.decided + self.undecided
    }

    /// The two together.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        Self {
            accesses: self.accesses + other.accesses,
            decided: self.decided + other.decided,
            carried: self.carried + other.carried,
            not_asked: self.not_asked + other.not_asked,
            undecided: self.undecided + other.undecided,
        }
    }
}

/// What somebody decided. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Said {
    /// What it was.
    pub decision: Decision,
    /// Who decided, as they wrote it.
    pub reviewer: String,
    /// The day, as `2026-01-31`.
    pub decided_on: String,
}

impl Store {
    /// How far each reviewer is, in the order of their addresses.
    pub fn progress_by_reviewer(&self, run: i64) -> Result<Vec<(String, Progress)>, Failure> {
        let sql = format!(
            "SELECT a.reviewer, count(*), count(d.run),
                 count(*) FILTER (WHERE d.run IS NULL AND a.carried_from IS NOT NULL),
                 count(*) FILTER (WHERE d.run IS NULL AND a.carried_from IS NULL AND NOT a.asked),
                 count(*) FILTER (WHERE d.run IS NULL AND a.carried_from IS NULL AND a.asked)
             FROM {DECIDED} WHERE a.run = ?1 GROUP BY a.reviewer ORDER BY a.reviewer"
        );
        self.all(&sql, [run], |row| {
            let progress = Progress {
                accesses: row.get(1)?,
                decided: row.get(2)?,
                carried: row.get(3)?,
                not_asked: row.get(4)?,
                undecided: row.get(5)?,
            };
            Ok((row.get(0)?, progress))
        })
    }

    /// How many accesses start with a decision of an earlier review, and nobody decided anew.
    pub(crate) fn count_carried(&self, run: i64) -> Result<u64, Failure> {
        let sql =
            format!("SELECT count(*) FROM {DECIDED} WHERE a.run = ?1 AND a.carried_from IS NOT NULL AND d.run IS NULL");
        Ok(self.connection.query_row(&sql, [run], |row| row.get(0))?)
    }

    /// Who decided in how many cases where whom was asked: as they wrote it, beside an address as it is compared.
    pub(crate) fn who_decided(&self, run: i64) -> Result<Vec<(String, String, u64)>, Failure> {
        let sql = format!(
            "SELECT a.reviewer, d.reviewer, count(*) FROM {DECIDED}
             WHERE a.run = ?1 AND d.run IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
        );
        self.all(&sql, [run], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// Accesses about which several people decided differently, in the order of the stable keys.
    pub(crate) fn disputed(&self, run: i64) -> Result<Vec<GrantRow>, Failure> {
        let sql = format!(
            "SELECT {GRANT} FROM ({DISPUTED}) h CROSS JOIN {GRANTS}
             WHERE g.run = ?1 AND g.vendor = h.vendor AND g.principal = h.principal AND g.resource = h.resource
                 AND g.permission = h.permission
             ORDER BY g.vendor, g.principal, g.resource, g.permission"
        );
        self.all(&sql, [run], GrantRow::read)
    }

    /// What was decided about an access, one after the other, since it was last taken back.
    pub(crate) fn said_about(&self, run: i64, grant: &GrantRow) -> Result<Vec<Said>, Failure> {
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let sql = "SELECT decision, reviewer, decided_on FROM decision_history
                   WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND permission = ?5
                       AND number > coalesce((
                           SELECT max(number) FROM decision_history
                           WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND permission = ?5
                               AND decision IS NULL), 0)
                   ORDER BY number";
        self.all(sql, params![run, service.as_str(), principal, resource, permission], |row| {
            let decision = decision(row, 0)?.ok_or_else(|| broken(0, "a decision is missing"))?;
            Ok(Said { decision, reviewer: row.get(1)?, decided_on: row.get(2)? })
        })
    }
}
