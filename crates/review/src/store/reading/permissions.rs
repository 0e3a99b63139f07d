//! Base39's permissions: kept as they are listed, compared when all lists are read, and only then made into grants.
//!
//! There can be a million of them, so all of this happens inside the store.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::{Reading, sortable};
use crate::model::{Failure, PrincipalKind};

/// A permission of Base39 as a list has it.
#[derive(Debug, Clone)]
pub struct ListedPermission {
    /// The service's own id of the permission.
    pub id: String,
    /// The id of the company that it is on; `*` for all of them.
    pub resource: String,
    /// In order, each once.
    pub roles: Vec<String>,
    /// Whether it is no longer in force.
    pub deleted: bool,
    /// `None` where the service does not say.
    pub since: Option<Timestamp>,
    /// Who created it, in the service's words.
    pub granted_by: Option<String>,
    /// In which list it stood.
    pub found: FoundIn,
}

/// Where a permission of Base39 was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundIn {
    /// In the whole list.
    List,
    /// In the second reading of the whole list.
    ListAgain,
    /// In the list of this operator.
    Operator(String),
}

/// What the lists of permissions say about one another. All but the holders and the last are about permissions that are
/// not deleted: whether the lists show deleted ones is up to the service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lists {
    /// Found anywhere.
    pub permissions: u64,
    pub under_operators: u64,
    /// How many operators something was found under, deleted permissions included.
    pub holders: u64,
    /// In each reading of the whole list and under no operator.
    pub under_none: u64,
    /// Under an operator and not in the whole list, although it was there before the run.
    pub not_listed: u64,
    /// Not in the first reading of the whole list, and created since the run began.
    pub created_meanwhile: u64,
    /// Deleted, wherever they were found.
    pub deleted: u64,
}

impl Lists {
    /// Whether the service is known to look at the operator whom it is asked for: it gave two operators what is not the
    /// same, or it kept back from one what somebody else must have. That shows only where each operator was read whole: what
    /// could not be read was not kept back. Where nothing was found under anybody, nobody is said to hold anything.
    pub(crate) fn tell_operators_apart(&self, are_read_whole: bool) -> bool {
        self.under_operators == 0 || self.holders > 1 || (are_read_whole && self.under_none > 0)
    }
}

/// Whose the grants are that permissions become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holders {
    /// The operator's under whom a permission was found; nobody's we know where it was found under none.
    Operators,
    /// Nobody's we know.
    Unknown,
}

const OF_TWO_OPERATORS: &str =
    "SELECT id FROM permissions WHERE run = ?1 AND second_operator IS NOT NULL ORDER BY id LIMIT 1";

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
                // Not known is as good as long ago: nothing is excused by it.
                permission.since.map_or_else(String::new, sortable),
                permission.granted_by,
                permission.found == FoundIn::List,
                permission.found == FoundIn::ListAgain,
                operator,
            ],
        )
    }

    /// A permission that was found under two operators, if there is one by now.
    pub(crate) fn permission_of_two_operators(&self) -> Result<Option<String>, Failure> {
        let mut query = self.store.connection.prepare_cached(OF_TWO_OPERATORS)?;
        Ok(query.query_row([self.run], |row| row.get(0)).optional()?)
    }

    /// Compares the lists of permissions.
    pub(crate) fn compare_lists(&self) -> Result<Lists, Failure> {
        let began = self.began()?;
        let mut query = self.store.connection.prepare_cached(
            "SELECT count(*) FILTER (WHERE deleted = 0),
                count(*) FILTER (WHERE deleted = 0 AND operator IS NOT NULL),
                count(*) FILTER (WHERE deleted = 0 AND operator IS NOT NULL AND listed + listed_again = 0 AND since < ?2),
                count(*) FILTER (WHERE deleted = 0 AND listed = 0 AND since >= ?2),
                count(*) FILTER (WHERE deleted),
                count(DISTINCT operator),
                count(*) FILTER (WHERE deleted = 0 AND operator IS NULL AND listed > 0 AND (listed_again > 0
                    OR NOT EXISTS (SELECT 1 FROM permissions WHERE run = ?1 AND listed_again > 0)))
             FROM permissions WHERE run = ?1",
        )?;
        Ok(query.query_row(params![self.run, sortable(began)], |row| {
            Ok(Lists {
                permissions: row.get(0)?,
                under_operators: row.get(1)?,
                not_listed: row.get(2)?,
                created_meanwhile: row.get(3)?,
                deleted: row.get(4)?,
                holders: row.get(5)?,
                under_none: row.get(6)?,
            })
        })?)
    }

    /// Makes the permissions that are not deleted into grants, one for each role, in place of those that were made
    /// before. Several permissions for the same are one grant, as old as the oldest; who granted it is known where all of
    /// them say the same.
    pub(crate) fn grant_permissions(&self, holders: Holders) -> Result<(), Failure> {
        let (operator, unattributed) = (PrincipalKind::Operator.as_str(), PrincipalKind::Unattributed.as_str());
        let service = self.service.as_str();
        let transaction = self.store.transaction()?;
        self.prepared(
            "DELETE FROM grants WHERE run = ?1 AND vendor = ?2 AND principal_kind IN (?3, ?4)",
            params![self.run, service, operator, unattributed],
        )?;
        self.prepared(
            "INSERT INTO grants (run, vendor, principal_kind, principal, resource, permission, ids, since, granted_by,
                 attributes)
             SELECT ?1, ?2, CASE WHEN holder IS NULL THEN ?4 ELSE ?3 END, coalesce(holder, id) AS principal,
                 resource, role, string_agg(id, ' ' ORDER BY id), nullif(min(since), ''),
                 CASE WHEN count(granted_by) = count(*) AND min(granted_by) = max(granted_by)
                     THEN min(granted_by) END,
                 '{}'
             FROM (
                 SELECT CASE WHEN ?5 THEN operator END AS holder, permissions.id AS id, resource, role.value AS role,
                     since, granted_by
                 FROM permissions, json_each(permissions.roles) AS role
                 WHERE run = ?1 AND deleted = 0
             )
             GROUP BY holder IS NULL, principal, resource, role",
            params![self.run, service, operator, unattributed, holders == Holders::Operators],
        )?;
        Ok(transaction.commit()?)
    }

    /// Makes a resource of each company that only permissions name, and counts the companies that have no name.
    pub(crate) fn add_companies_of_permissions(&self, kind: &str) -> Result<u64, Failure> {
        self.prepared(
            "INSERT INTO resources (run, vendor, id, kind, attributes)
             SELECT DISTINCT ?1, ?2, resource, ?3, '{}' FROM permissions WHERE run = ?1
             ON CONFLICT DO NOTHING",
            params![self.run, self.service.as_str(), kind],
        )?;
        self.count(
            "SELECT count(*) FROM resources WHERE run = ?1 AND vendor = ?2 AND kind = ?3 AND name IS NULL",
            params![kind],
        )
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use serde_json::json;

    use super::*;
    use crate::model::Identity;
    use crate::source::BASE39;
    use crate::store::{Store, testing::store};

    const BEGAN: &str = "2026-05-04T10:00:00Z";

    /// A run that began at a known time.
    fn reading() -> (tempfile::TempDir, Reading) {
        let (folder, store) = store();
        let store: Rc<Store> = Rc::new(store);
        let (run, _lock) =
            store.begin(&json!({}), &[(BASE39, vec![])], &Identity::default(), BEGAN.parse().unwrap()).unwrap();
        (folder, store.reading(run, BASE39))
    }

    fn permission(id: &str, roles: &[&str], since: &str, found: FoundIn) -> ListedPermission {
        ListedPermission {
            id: id.to_owned(),
            resource: "comp_1".to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            deleted: false,
            since: since.parse().ok(),
            granted_by: Some("key_1".to_owned()),
            found,
        }
    }

    fn under(operator: &str) -> FoundIn {
        FoundIn::Operator(operator.to_owned())
    }

    fn save(reading: &Reading, permissions: &[ListedPermission]) {
        for permission in permissions {
            reading.save_permission(permission).unwrap();
        }
    }

    /// Kind, holder, permission, ids, since and by whom, in one line each.
    fn grants(reading: &Reading) -> Vec<String> {
        let mut query = reading
            .store
            .connection
            .prepare(
                "SELECT concat_ws(' | ', principal_kind, principal, permission, ids, since, coalesce(granted_by, '?'))
                 FROM grants ORDER BY 1",
            )
            .unwrap();
        query.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    const OLD: &str = "2024-01-01T00:00:00.5Z";
    const OLDER: &str = "2024-01-01T00:00:00Z";

    #[test]
    fn each_role_is_a_grant_and_several_for_the_same_are_one() {
        let (_folder, reading) = reading();
        let gone = ListedPermission { deleted: true, ..permission("p4", &["approver"], OLD, under("o1")) };
        let by_another = ListedPermission { granted_by: None, ..permission("p3", &["approver"], OLD, under("o2")) };
        save(
            &reading,
            &[
                permission("p2", &["approver", "a, b"], OLD, under("o1")),
                permission("p1", &["approver"], OLDER, under("o1")),
                permission("p5", &["approver"], OLD, under("o2")),
                by_another,
                gone,
                permission("p6", &[], OLD, under("o1")),
                permission("p7", &["approver"], OLD, FoundIn::List),
                permission("p8", &["approver"], OLD, FoundIn::List),
            ],
        );
        let expected = [
            "operator | o1 | a, b | p2 | 2024-01-01T00:00:00.500Z | key_1",
            "operator | o1 | approver | p1 p2 | 2024-01-01T00:00:00.000Z | key_1",
            "operator | o2 | approver | p3 p5 | 2024-01-01T00:00:00.500Z | ?",
            "unattributed | p7 | approver | p7 | 2024-01-01T00:00:00.500Z | key_1",
            "unattributed | p8 | approver | p8 | 2024-01-01T00:00:00.500Z | key_1",
        ];
        for _ in 0..2 {
            reading.grant_permissions(Holders::Operators).unwrap();
            assert_eq!(grants(&reading), expected, "however often it is concluded");
        }
        reading.grant_permissions(Holders::Unknown).unwrap();
        assert_eq!(grants(&reading).len(), 7);
        assert!(grants(&reading).iter().all(|grant| grant.starts_with("unattributed | p")));
    }

    #[test]
    fn a_permission_of_unknown_age_is_not_excused_as_new_and_makes_its_grant_one_of_unknown_age() {
        let (_folder, reading) = reading();
        let ageless = |id, found| ListedPermission { since: None, ..permission(id, &["approver"], OLD, found) };
        save(
            &reading,
            &[
                ageless("p1", FoundIn::ListAgain),
                ageless("p2", under("o1")),
                permission("p3", &["approver"], OLD, under("o1")),
            ],
        );
        let lists = reading.compare_lists().unwrap();
        assert_eq!((lists.not_listed, lists.created_meanwhile), (2, 0));
        reading.grant_permissions(Holders::Operators).unwrap();
        assert!(
            grants(&reading).contains(&"operator | o1 | approver | p2 p3 | key_1".to_owned()),
            "{:?}",
            grants(&reading)
        );
    }

    #[test]
    fn keys_keep_their_grants() {
        let (_folder, reading) = reading();
        reading.save_grant(&crate::model::Grant::new(PrincipalKind::Key, "key_1", "*", "full_access")).unwrap();
        reading.grant_permissions(Holders::Operators).unwrap();
        assert_eq!(grants(&reading).len(), 1);
    }

    #[test]
    fn the_newest_reading_of_a_permission_counts() {
        let (_folder, reading) = reading();
        let changed = ListedPermission { deleted: true, ..permission("p1", &["financial"], OLD, FoundIn::ListAgain) };
        save(&reading, &[permission("p1", &["approver"], OLD, FoundIn::List), changed]);
        let lists = reading.compare_lists().unwrap();
        assert_eq!((lists.deleted, lists.permissions), (1, 0));
    }

    #[test]
    fn the_lists_are_compared_and_what_is_new_is_no_difference() {
        let (_folder, reading) = reading();
        let new = "2026-05-04T10:00:00.001Z";
        let all = ["a"];
        save(
            &reading,
            &[
                permission("both", &all, OLD, FoundIn::List),
                permission("both", &all, OLD, FoundIn::ListAgain),
                permission("both", &all, OLD, under("o1")),
                permission("gone", &all, OLD, FoundIn::List),
                permission("skipped", &all, OLD, FoundIn::ListAgain),
                permission("new", &all, new, FoundIn::ListAgain),
                permission("hidden", &all, OLD, under("o1")),
                permission("new-hidden", &all, BEGAN, under("o1")),
                permission("twice", &all, OLD, FoundIn::List),
                permission("twice", &all, OLD, FoundIn::List),
                permission("twice", &all, OLD, FoundIn::ListAgain),
                ListedPermission { deleted: true, ..permission("deleted", &all, OLD, under("o1")) },
            ],
        );
        let expected = Lists {
            permissions: 7,
            under_operators: 3,
            not_listed: 1,
            created_meanwhile: 2,
            deleted: 1,
            holders: 1,
            under_none: 1,
        };
        assert_eq!(reading.compare_lists().unwrap(), expected);
    }

    #[test]
    fn a_permission_of_two_operators_is_noticed_in_any_order() {
        let (_folder, reading) = reading();
        let seen = |found| permission("p1", &["approver"], OLD, found);
        save(&reading, &[seen(under("o1")), seen(FoundIn::List), seen(under("o1"))]);
        assert_eq!(reading.permission_of_two_operators().unwrap(), None);
        save(&reading, &[seen(under("o2")), seen(under("o1")), seen(FoundIn::ListAgain)]);
        assert_eq!(reading.permission_of_two_operators().unwrap().as_deref(), Some("p1"));
    }

    #[test]
    fn it_is_looked_for_without_reading_all_permissions() {
        let (_folder, reading) = reading();
        let plan: String = reading
            .store
            .connection
            .query_row(&format!("EXPLAIN QUERY PLAN {OF_TWO_OPERATORS}"), [reading.run], |row| row.get(3))
            .unwrap();
        assert!(plan.contains("permissions_of_two_operators"), "{plan}");
    }

    #[test]
    fn companies_that_only_permissions_name_have_no_name() {
        let (_folder, reading) = reading();
        save(&reading, &[permission("p1", &[], OLD, FoundIn::List), permission("p2", &[], OLD, FoundIn::List)]);
        for _ in 0..2 {
            assert_eq!(reading.add_companies_of_permissions("company").unwrap(), 1);
        }
    }
}
