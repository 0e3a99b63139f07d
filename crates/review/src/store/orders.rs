//! What a review decided to take away or to change, and what is known of each by now.

use rusqlite::{OptionalExtension, params};

use super::{
    GrantRow, KeptRevocation, Store,
    query::{GRANT, GRANTS},
    row::{decision, from_json},
};
use crate::model::{Decision, Failure, ServiceId, StoredAttributes};

/// The run after ?1 that last told what became of an access that the review of ?1 revoked: of those that could tell, else of
/// all. A role is the same in any case.
const LAST_TOLD: &str = "
    SELECT v.run FROM runs CROSS JOIN revocations v ON v.run = runs.id
    WHERE runs.id > ?1 AND v.vendor = ?2 AND v.principal = ?3 AND v.resource = ?4 AND lower(v.permission) = lower(?5)
        AND v.decided_in = ?1
    ORDER BY v.state IN ('held', 'granted_again', 'removed') DESC, v.run DESC LIMIT 1";

/// What the newest review that was signed after that of ?1 decided about an access.
const DECIDED_ANEW: &str = "
    SELECT d.run, d.decision FROM signatures s CROSS JOIN decisions d ON d.run = s.run
    WHERE s.number > (SELECT number FROM signatures WHERE run = ?1) AND d.vendor = ?2 AND d.principal = ?3
        AND d.resource = ?4 AND lower(d.permission) = lower(?5)
    ORDER BY s.number DESC LIMIT 1";

/// How many accesses, by the run whose review revoked them, are not known to be gone, says the newest run; those of ?1, and
/// those about which a later review decided anew, left out.
const OPEN_OF_OTHERS: &str = "
    SELECT v.decided_in, count(*) FROM revocations v
    WHERE v.run = (SELECT max(run) FROM revocations) AND v.decided_in <> ?1 AND v.state <> 'removed' AND NOT EXISTS (
        SELECT 1 FROM decisions d JOIN signatures s ON s.run = d.run
        WHERE d.vendor = v.vendor AND d.principal = v.principal AND d.resource = v.resource
            AND lower(d.permission) = lower(v.permission)
            AND s.number > (SELECT number FROM signatures WHERE run = v.decided_in))
    GROUP BY v.decided_in ORDER BY v.decided_in";

impl Store {
    /// Shows each access of a run about which this was decided, in the order of the stable key.
    pub(crate) fn each_grant_decided(
        &self,
        run: i64,
        decision: Decision,
        each: impl FnMut(GrantRow) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let sql = format!(
            "SELECT {GRANT} FROM {GRANTS} WHERE g.run = ?1 AND d.decision = ?2
             ORDER BY g.vendor, g.principal, g.resource, g.permission"
        );
        self.each(&sql, params![run, decision.as_str()], GrantRow::read, each)
    }

    /// What a later run last told of an access that the review of this one revoked, and which run that is.
    pub(crate) fn last_told(&self, run: i64, grant: &GrantRow) -> Result<Option<(i64, KeptRevocation)>, Failure> {
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let told_by = self
            .connection
            .prepare_cached(LAST_TOLD)?
            .query_row(params![run, service.as_str(), principal, resource, permission], |row| row.get(0));
        let Some(told_by) = told_by.optional()? else { return Ok(None) };
        Ok(self.revocation(told_by, grant)?.map(|told| (told_by, told)))
    }

    /// What the newest review that was signed after that of this run decided about an access, and of which run that is.
    pub(crate) fn decided_anew(&self, run: i64, grant: &GrantRow) -> Result<Option<(i64, Decision)>, Failure> {
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let key = params![run, service.as_str(), principal, resource, permission];
        let anew = self.connection.prepare_cached(DECIDED_ANEW)?.query_row(key, |row| {
            let run = row.get(0)?;
            Ok(decision(row, 1)?.map(|decision| (run, decision)))
        });
        Ok(anew.optional()?.flatten())
    }

    /// In which other runs' reviews something was revoked that is not known to be gone, and how much.
    pub(crate) fn open_revocations_of_others(&self, run: i64) -> Result<Vec<(i64, u64)>, Failure> {
        self.all(OPEN_OF_OTHERS, [run], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The operations that a run asked a service for.
    pub(crate) fn operations_asked(&self, run: i64, service: ServiceId) -> Result<Vec<String>, Failure> {
        let sql = "SELECT operation FROM operations WHERE run = ?1 AND vendor = ?2 ORDER BY operation";
        self.all(sql, params![run, service.as_str()], |row| row.get(0))
    }

    /// What else a service said of a resource; nothing where it said nothing.
    pub(crate) fn resource_attributes(
        &self,
        run: i64,
        service: ServiceId,
        id: &str,
    ) -> Result<StoredAttributes, Failure> {
        let sql = "SELECT attributes FROM resources WHERE run = ?1 AND vendor = ?2 AND id = ?3";
        let attributes = self.all(sql, params![run, service.as_str(), id], |row| from_json(row, 0))?.pop().flatten();
        Ok(attributes.unwrap_or_default())
    }
}
