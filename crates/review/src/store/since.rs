//! What an access and its holder were at a run that was signed.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::{
    GrantRow, Store,
    row::{parsed, read_decided},
};
use crate::model::{Decided, Failure, email_key};

/// What the roster of a run says about somebody. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RosterFacts {
    /// What the roster calls them.
    pub name: Option<String>,
    /// Whether they work there: `active`, `left`, or the roster's own word.
    pub status: Option<String>,
    /// The day on which they left or will leave.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub left_on: Option<jiff::civil::Date>,
    /// Whom they report to, as the roster writes it.
    pub manager: Option<String>,
    /// Where they work.
    pub department: Option<String>,
}

impl RosterFacts {
    /// Whether somebody left by a day: the status says so, or else a day that is past. Where the two contradict each other
    /// nobody knows.
    pub fn has_left(&self, by: jiff::civil::Date) -> Option<bool> {
        match (self.status.as_deref(), self.left_on) {
            (Some("left"), Some(day)) if day > by => None,
            (Some("active"), Some(day)) if day < by => None,
            (Some("left"), _) => Some(true),
            (Some("active"), _) => Some(false),
            (_, day) => day.map(|day| day < by),
        }
    }
}

impl Store {
    /// What the roster of a run says about the person with this address, or alias; nothing where it does not name them.
    pub fn roster_facts(&self, run: i64, address: &str) -> Result<Option<RosterFacts>, Failure> {
        let Some(key) = email_key(address) else { return Ok(None) };
        let mut query = self.connection.prepare_cached(
            "SELECT person.name, person.status, person.left_on, person.manager, person.department
             FROM roster_aliases address
             JOIN roster person ON person.run = address.run AND person.email_key = address.email_key
             WHERE address.run = ?1 AND address.alias_key = ?2",
        )?;
        let facts = query.query_row(params![run, key], |row| {
            Ok(RosterFacts {
                name: row.get(0)?,
                status: row.get(1)?,
                left_on: parsed(row, 2)?,
                manager: row.get(3)?,
                department: row.get(4)?,
            })
        });
        Ok(facts.optional()?)
    }

    /// What was decided about an access in a run, which may be another one than the access was read from. A role is the same
    /// in any case.
    pub(crate) fn decided_in(&self, run: i64, grant: &GrantRow) -> Result<Option<Decided>, Failure> {
        let mut query = self.connection.prepare_cached(
            "SELECT decision, reason, reviewer, decided_on, own FROM decisions
             WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND lower(permission) = lower(?5)
             ORDER BY permission = ?5 DESC LIMIT 1",
        )?;
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let decided = query
            .query_row(params![run, service.as_str(), principal, resource, permission], |row| read_decided(row, 0));
        Ok(decided.optional()?.flatten())
    }

    /// With which signature's decision an access started in the campaign of a run, and the run that it closes; nothing where it
    /// started with none. A role is the same in any case.
    pub(crate) fn carried_in(&self, run: i64, grant: &GrantRow) -> Result<Option<(i64, i64)>, Failure> {
        let mut query = self.connection.prepare_cached(
            "SELECT s.number, s.run FROM assignments a JOIN signatures s ON s.number = a.carried_from
             WHERE a.run = ?1 AND a.vendor = ?2 AND a.principal = ?3 AND a.resource = ?4 AND lower(a.permission) = lower(?5)
             ORDER BY a.permission = ?5 DESC LIMIT 1",
        )?;
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let key = params![run, service.as_str(), principal, resource, permission];
        Ok(query.query_row(key, |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }
}
