//! Base39's permissions: kept as they are listed, compared when all lists are read, and only then made into grants.
//!
//! There can be a million of them, so all of this happens inside the store.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::Reading;
use crate::{
    failure::Failure,
    model::{PrincipalKind, Vendor},
};

/// A permission of Base39 as a list has it.
#[derive(Debug, Clone)]
pub(crate) struct ListedPermission {
    pub(crate) id: String,
    pub(crate) resource: String,
    /// In order, each once.
    pub(crate) roles: Vec<String>,
    pub(crate) deleted: bool,
    pub(crate) since: Timestamp,
    pub(crate) granted_by: Option<String>,
    pub(crate) found: FoundIn,
}

/// Where a permission of Base39 was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FoundIn {
    List,
    ListAgain,
    Operator(String),
}

/// What the lists of permissions say about one another. All but the first four are about permissions that are not
/// deleted: whether the lists show deleted ones is up to the service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lists {
    /// In the whole list.
    pub(crate) listed: u64,
    /// In both readings of it, in the first alone, and in the second alone although it was there before the run.
    pub(crate) both: u64,
    pub(crate) first_only: u64,
    pub(crate) second_only: u64,
    /// More than once in one reading of it.
    pub(crate) repeated: u64,
    /// Found anywhere.
    pub(crate) permissions: u64,
    pub(crate) under_operators: u64,
    /// Under an operator and not in the whole list, although it was there before the run.
    pub(crate) not_listed: u64,
    /// Not in the first reading of the whole list, and created since the run began.
    pub(crate) created_meanwhile: u64,
}

/// Whose the grants are that permissions become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holders {
    /// The operator's under whom a permission was found; nobody's we know where it was found under none.
    Operators,
    /// Nobody's we know.
    Unknown,
}

/// As text whose order is that of the times.
fn sortable(time: Timestamp) -> String {
    format!("{time:.3}")
}

impl Reading {
    pub(super) fn save_permission(&self, permission: &ListedPermission) -> Result<(), Failure> {
        let operator = match &permission.found {
            FoundIn::Operator(operator) => Some(operator),
            FoundIn::List | FoundIn::ListAgain => None,
        };
        self.prepared(
            "INSERT INTO permissions (run, id, resource, roles, deleted, since, granted_by, listed, listed_again, operator)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (run, id) DO UPDATE SET resource = excluded.resource, roles = excluded.roles,
                 deleted = excluded.deleted, since = excluded.since, granted_by = excluded.granted_by,
                 listed = listed + excluded.listed, listed_again = listed_again + excluded.listed_again,
                 second_operator = CASE WHEN operator <> excluded.operator THEN excluded.operator
                     ELSE second_operator END,
                 operator = coalesce(operator, excluded.operator)",
            params![
                self.run,
                permission.id,
                permission.resource,
                Value::from(permission.roles.clone()).to_string(),
                permission.deleted,
                sortable(permission.since),
                permission.granted_by,
                permission.found == FoundIn::List,
                permission.found == FoundIn::ListAgain,
                operator,
            ],
        )
    }

    /// A permission that was found under two operators, if there is one by now.
    pub(crate) fn permission_of_two_operators(&self) -> Result<Option<String>, Failure> {
        let mut query = self.store.connection.prepare_cached(
            "SELECT id FROM permissions WHERE run = ?1 AND second_operator IS NOT NULL ORDER BY id LIMIT 1",
        )?;
        Ok(query.query_row([self.run], |row| row.get(0)).optional()?)
    }

    /// Compares the lists of permissions.
    pub(crate) fn compare_lists(&self) -> Result<Lists, Failure> {
        let began = self.store.windows(self.run)?.first().map_or(Timestamp::MAX, |(began, _)| *began);
        let mut query = self.store.connection.prepare_cached(
            "SELECT count(*) FILTER (WHERE listed > 0),
                count(*) FILTER (WHERE listed > 0 AND listed_again > 0),
                count(*) FILTER (WHERE listed > 0 AND listed_again = 0),
                count(*) FILTER (WHERE listed = 0 AND listed_again > 0 AND since < ?2),
                count(*) FILTER (WHERE listed > 1 OR listed_again > 1),
                count(*) FILTER (WHERE deleted = 0),
                count(*) FILTER (WHERE deleted = 0 AND operator IS NOT NULL),
                count(*) FILTER (WHERE deleted = 0 AND operator IS NOT NULL AND listed + listed_again = 0 AND since < ?2),
                count(*) FILTER (WHERE deleted = 0 AND listed = 0 AND since >= ?2)
             FROM permissions WHERE run = ?1",
        )?;
        Ok(query.query_row(params![self.run, sortable(began)], |row| {
            Ok(Lists {
                listed: row.get(0)?,
                both: row.get(1)?,
                first_only: row.get(2)?,
                second_only: row.get(3)?,
                repeated: row.get(4)?,
                permissions: row.get(5)?,
                under_operators: row.get(6)?,
                not_listed: row.get(7)?,
                created_meanwhile: row.get(8)?,
            })
        })?)
    }

    /// Makes the permissions that are not deleted into grants, one for each role, in place of those that were made
    /// before. Several permissions for the same are one grant, as old as the oldest; who granted it is known where all of
    /// them say the same.
    pub(crate) fn grant_permissions(&self, holders: Holders) -> Result<(), Failure> {
        let (operator, unattributed) = (PrincipalKind::Operator.as_str(), PrincipalKind::Unattributed.as_str());
        let vendor = Vendor::Base39.as_str();
        let transaction = self.store.connection.unchecked_transaction()?;
        self.prepared(
            "DELETE FROM grants WHERE run = ?1 AND vendor = ?2 AND principal_kind IN (?3, ?4)",
            params![self.run, vendor, operator, unattributed],
        )?;
        self.prepared(
            "INSERT INTO grants (run, vendor, principal_kind, principal, resource, permission, ids, since, granted_by,
                 attributes)
             SELECT ?1, ?2, CASE WHEN holder IS NULL THEN ?4 ELSE ?3 END, coalesce(holder, id) AS principal,
                 resource, role, string_agg(id, ' ' ORDER BY id), min(since),
                 CASE WHEN count(granted_by) = count(*) AND min(granted_by) = max(granted_by)
                     THEN min(granted_by) END,
                 '{}'
             FROM (
                 SELECT CASE WHEN ?5 THEN operator END AS holder, id, resource, role.value AS role, since, granted_by
                 FROM permissions, json_each(permissions.roles) AS role
                 WHERE run = ?1 AND deleted = 0
             )
             GROUP BY holder IS NULL, principal, resource, role",
            params![self.run, vendor, operator, unattributed, holders == Holders::Operators],
        )?;
        Ok(transaction.commit()?)
    }

    /// Makes a resource of each company that only permissions name, and counts the companies that have no name.
    pub(crate) fn add_companies_of_permissions(&self, kind: &str) -> Result<u64, Failure> {
        self.prepared(
            "INSERT INTO resources (run, vendor, id, kind, attributes)
             SELECT DISTINCT ?1, ?2, resource, ?3, '{}' FROM permissions WHERE run = ?1
             ON CONFLICT DO NOTHING",
            params![self.run, Vendor::Base39.as_str(), kind],
        )?;
        self.count(
            "SELECT count(*) FROM resources WHERE run = ?1 AND vendor = ?2 AND kind = ?3 AND name IS NULL",
            params![kind],
        )
    }
}
