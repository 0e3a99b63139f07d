//! What the store tells of a service that lists tenants, and in each of them users with roles.

use rusqlite::params;

use super::Reading;
use crate::model::{Failure, MEMBER, Proof};

/// How many principals hold a permission on a resource, as the service counts them itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedGrants {
    /// The id of the resource.
    pub resource: String,
    /// The service's own name of what may be done there.
    pub permission: String,
    /// How many hold it.
    pub grants: u64,
}

impl Reading {
    pub(super) fn save_counted_grants(&self, counted: &CountedGrants) -> Result<(), Failure> {
        self.prepared(
            "INSERT INTO counted_grants (run, vendor, resource, permission, grants) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (run, vendor, resource, permission) DO UPDATE SET grants = excluded.grants",
            params![self.run, self.service.as_str(), counted.resource, counted.permission, counted.grants],
        )
    }

    /// Keeps of every principal whether the roles behind all its grants are known, and says for how many grants not.
    pub fn settle_roles(&self) -> Result<u64, Failure> {
        self.prepared(
            "UPDATE principals SET attributes = json_set(attributes, '$.roles_read', json(iif(EXISTS (
                 SELECT 1 FROM grants WHERE run = principals.run AND vendor = principals.vendor
                 AND principal = principals.id AND attributes ->> 'roles' = 'unknown'), 'false', 'true')))
             WHERE run = ?1 AND vendor = ?2",
            params![self.run, self.service.as_str()],
        )?;
        let sql = "SELECT count(*) FROM grants WHERE run = ?1 AND vendor = ?2 AND attributes ->> 'roles' = 'unknown'";
        self.count(sql, params![])
    }

    /// The service's own counts beside the grants that were read; nothing where it counted none.
    ///
    /// What it did not count is not compared: unknown is not zero.
    pub fn compare_counts(&self) -> Result<Option<Proof>, Failure> {
        let (mut agree, mut differ, mut example) = (0, 0, None);
        let mut query = self.store.connection.prepare(
            "WITH ours AS MATERIALIZED (
                 SELECT resource, permission, count(*) AS grants FROM grants
                 WHERE run = ?1 AND vendor = ?2 GROUP BY resource, permission)
             SELECT resource, permission, theirs.grants, coalesce(ours.grants, 0)
             FROM counted_grants AS theirs LEFT JOIN ours USING (resource, permission)
             WHERE theirs.run = ?1 AND theirs.vendor = ?2 ORDER BY resource, permission",
        )?;
        let mut rows = query.query(params![self.run, self.service.as_str()])?;
        while let Some(row) = rows.next()? {
            let (theirs, ours): (u64, u64) = (row.get(2)?, row.get(3)?);
            if theirs == ours {
                agree += 1;
                continue;
            }
            differ += 1;
            if example.is_none() {
                let (resource, permission): (String, String) = (row.get(0)?, row.get(1)?);
                example = Some(format!("of {permission} in {resource} it counts {theirs}, and {ours} were read"));
            }
        }
        let not_counted = self.count_uncounted()?;
        Ok((agree + differ > 0).then_some(Proof::Metrics { agree, differ, not_counted, example }))
    }

    /// How many permissions on resources of which the service counted something it left out.
    fn count_uncounted(&self) -> Result<u64, Failure> {
        self.count(
            "SELECT count(*) FROM (
                 SELECT resource, permission FROM grants
                 WHERE run = ?1 AND vendor = ?2 AND permission <> ?3 AND resource IN (
                     SELECT resource FROM counted_grants WHERE run = ?1 AND vendor = ?2)
                 EXCEPT
                 SELECT resource, permission FROM counted_grants WHERE run = ?1 AND vendor = ?2)",
            params![MEMBER],
        )
    }
}
