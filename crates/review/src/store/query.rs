//! What a run holds, row by row, in the order of the stable keys: nothing here gathers a whole run.

use rusqlite::{Params, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::{
    Store,
    row::{from_json, ids, read_decided, service},
};
use crate::model::{Decided, Failure, Lang, ServiceId, StoredAttributes};

/// Who can do what, where, with the names that the service gives them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GrantRow {
    /// Which service it is at.
    pub service: ServiceId,
    /// The service's id of the account that holds it, or the grant's own where that is not known.
    pub principal: String,
    /// What kind of account holds it; `unattributed` where that is not known.
    pub principal_kind: String,
    /// What the service calls whoever holds it.
    pub name: Option<String>,
    /// Their address, as the service writes it.
    pub email: Option<String>,
    /// The service's id of what it is on; `*` for all that there are, those of the future included.
    pub resource: String,
    /// What that is: `tenant`, `company`, `department`.
    pub resource_kind: Option<String>,
    /// What people at the service call it.
    pub resource_name: Option<String>,
    /// The service's own name of what may be done.
    pub permission: String,
    /// When it was granted, as the service says.
    pub since: Option<String>,
    /// Who granted it, in the service's words.
    pub granted_by: Option<String>,
    /// The service's own ids of it.
    pub ids: Vec<String>,
    /// What else the service says about the grant.
    pub attributes: StoredAttributes,
    /// Absent where nobody decided yet.
    #[serde(rename = "decided")]
    pub decision: Option<Decided>,
}

/// A person's account, or a key.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountRow {
    /// Which service it is at.
    pub service: ServiceId,
    /// The service's own id of it, the same in every run.
    pub id: String,
    /// What it is: `customer`, `operator`, `user` or `key`.
    pub kind: String,
    /// What the service calls the person or the key.
    pub name: Option<String>,
    /// The address as the service writes it.
    pub email: Option<String>,
    /// What else the service says; what it does not say is absent.
    pub attributes: StoredAttributes,
    /// Where the person works, as the roster of the run says.
    pub department: Option<String>,
    /// Whom they report to, as the roster writes it: a name or an address.
    pub manager: Option<String>,
}

/// What access is to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResourceRow {
    /// Which service it is at.
    pub service: ServiceId,
    /// The service's own id of it.
    pub id: String,
    /// What it is: `tenant`, `company`, `department`.
    pub kind: String,
    /// What people at the service call it.
    pub name: Option<String>,
    /// What else the service says; what it does not say is absent.
    pub attributes: StoredAttributes,
}

/// A permission of Base39 that is no longer in force.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeletedPermission {
    /// Which service it was at.
    pub service: ServiceId,
    /// The service's own id of the permission.
    pub id: String,
    /// The id of the company that it was on; `*` for all of them.
    pub resource: String,
    /// What it allowed there.
    pub roles: Vec<String>,
    /// When it was created; empty where the service does not say.
    pub since: String,
    /// Who created it, in the service's words.
    pub granted_by: Option<String>,
    /// The id of the operator under whom it was found; absent where it was found under none.
    pub operator: Option<String>,
}

/// How much a run holds.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// How many accounts there are, keys among them.
    pub accounts: u64,
    /// How many grants there are, those that are nobody's by name among them.
    pub accesses: u64,
}

/// Accounts that nobody finds by an address: they have none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unsearchable {
    /// Which service they are at.
    pub service: ServiceId,
    /// What kind of account they are; `unattributed` for grants without one.
    pub kind: String,
    /// How many there are.
    pub count: u64,
}

/// What is read of a grant.
pub(super) const GRANT: &str = "g.vendor, g.principal, g.principal_kind, p.name, p.email, g.resource, r.kind, r.name,
    g.permission, g.since, g.granted_by, g.ids, g.attributes, d.decision, d.reason, d.reviewer, d.decided_on, d.own";

/// The grants, with the names that the service gives and what was decided.
pub(super) const GRANTS: &str = "
    grants g
    LEFT JOIN principals p
        ON p.run = g.run AND p.vendor = g.vendor AND p.id = g.principal AND p.kind = g.principal_kind
    LEFT JOIN resources r ON r.run = g.run AND r.vendor = g.vendor AND r.id = g.resource
    LEFT JOIN decisions d ON d.run = g.run AND d.vendor = g.vendor AND d.principal = g.principal
        AND d.resource = g.resource AND d.permission = g.permission";

/// The service whose permissions the table of that name keeps.
const PERMISSIONS_OF: ServiceId = ServiceId::new("base39");

const ACCOUNTS: &str = "SELECT p.vendor, p.id, p.kind, p.name, p.email, p.attributes,
    (SELECT r.department FROM roster_aliases a JOIN roster r ON r.run = a.run AND r.email_key = a.email_key
        WHERE a.run = p.run AND a.alias_key = p.email_key),
    (SELECT r.manager FROM roster_aliases a JOIN roster r ON r.run = a.run AND r.email_key = a.email_key
        WHERE a.run = p.run AND a.alias_key = p.email_key)
    FROM";

/// All addresses of the person whose address is ?2, in the forms that it has: those that the roster knows of, and this one.
/// Which index to take is said: to have it in order at once, SQLite would rather go through the whole roster.
const ADDRESSES: &str = "
    SELECT value AS email_key FROM json_each(?2)
    UNION SELECT other.alias_key FROM json_each(?2) form
        CROSS JOIN roster_aliases this ON this.run = ?1 AND this.alias_key = form.value
        CROSS JOIN roster_aliases other INDEXED BY roster_aliases_by_email
        ON other.run = this.run AND other.email_key = this.email_key";

/// The accounts of that person. SQLite keeps to the order of a CROSS JOIN; left to itself it goes through all accounts of
/// the run, and so would a question about each person in turn.
fn accounts_of_addresses() -> String {
    format!(
        "({ADDRESSES}) address
         CROSS JOIN principals p INDEXED BY principals_by_email ON p.run = ?1 AND p.email_key = address.email_key"
    )
}

/// What one of them holds at ?3.
fn holds_at() -> String {
    format!(
        "SELECT 1 FROM {}
         CROSS JOIN grants g ON g.run = p.run AND g.vendor = p.vendor AND g.principal = p.id
             AND g.principal_kind = p.kind
         WHERE p.vendor = ?3",
        accounts_of_addresses()
    )
}

impl Store {
    /// Every grant of a run, those that nobody is known for included.
    pub fn each_grant(&self, run: i64, each: impl FnMut(GrantRow) -> Result<(), Failure>) -> Result<(), Failure> {
        let sql = format!(
            "SELECT {GRANT} FROM {GRANTS} WHERE g.run = ?1 ORDER BY g.vendor, g.principal, g.resource, g.permission"
        );
        self.each(&sql, [run], GrantRow::read, each)
    }

    /// The grants of a run from this stable key on, in the order of the keys; so many at most.
    pub fn grants_from(&self, run: i64, key: [&str; 4], at_most: usize) -> Result<Vec<GrantRow>, Failure> {
        let sql = format!(
            "SELECT {GRANT} FROM {GRANTS}
             WHERE g.run = ?1 AND (g.vendor, g.principal, g.resource, g.permission) >= (?2, ?3, ?4, ?5)
             ORDER BY g.vendor, g.principal, g.resource, g.permission LIMIT ?6"
        );
        let [service, principal, resource, permission] = key;
        self.all(&sql, params![run, service, principal, resource, permission, at_most], GrantRow::read)
    }

    /// What one account holds.
    pub fn each_grant_of(
        &self,
        run: i64,
        account: &AccountRow,
        each: impl FnMut(GrantRow) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let sql = format!(
            "SELECT {GRANT} FROM {GRANTS}
             WHERE g.run = ?1 AND g.vendor = ?2 AND g.principal = ?3 AND g.principal_kind = ?4
             ORDER BY g.resource, g.permission"
        );
        self.each(&sql, params![run, account.service.as_str(), account.id, account.kind], GrantRow::read, each)
    }

    /// Every account of a run, in the order of service, id and kind.
    pub fn each_account(&self, run: i64, each: impl FnMut(AccountRow) -> Result<(), Failure>) -> Result<(), Failure> {
        let sql = format!("{ACCOUNTS} principals p WHERE p.run = ?1 ORDER BY p.vendor, p.id, p.kind");
        self.each(&sql, [run], AccountRow::read, each)
    }

    /// Every resource of a run, in the order of service and id.
    pub fn each_resource(&self, run: i64, each: impl FnMut(ResourceRow) -> Result<(), Failure>) -> Result<(), Failure> {
        let sql = "SELECT vendor, id, kind, name, attributes FROM resources WHERE run = ?1 ORDER BY vendor, id";
        self.each(sql, [run], ResourceRow::read, each)
    }

    /// Every permission that was listed as deleted, in the order of its id.
    pub fn each_deleted_permission(
        &self,
        run: i64,
        each: impl FnMut(DeletedPermission) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let sql = "SELECT id, resource, roles, since, granted_by, operator FROM permissions
                   WHERE run = ?1 AND deleted ORDER BY id";
        self.each(sql, [run], DeletedPermission::read, each)
    }

    /// The accounts of the person with this address, in every service.
    pub fn accounts_of(&self, run: i64, email_key: &str) -> Result<Vec<AccountRow>, Failure> {
        let sql = format!("{ACCOUNTS} {} ORDER BY p.vendor, p.id, p.kind", accounts_of_addresses());
        self.all(&sql, params![run, self.forms_of(run, email_key)?], AccountRow::read)
    }

    /// All addresses of the person with this one.
    pub fn addresses_of(&self, run: i64, email_key: &str) -> Result<Vec<String>, Failure> {
        let sql = format!("{ADDRESSES} ORDER BY 1");
        self.all(&sql, params![run, self.forms_of(run, email_key)?], |row| row.get(0))
    }

    /// Whether the person with this address is known to hold anything at a service.
    pub fn holds_at(&self, run: i64, email_key: &str, service: ServiceId) -> Result<bool, Failure> {
        self.exists(&holds_at(), params![run, self.forms_of(run, email_key)?, service.as_str()])
    }

    /// Accounts without an address, and grants without an account.
    pub fn unsearchable(&self, run: i64) -> Result<Vec<Unsearchable>, Failure> {
        let sql =
            "SELECT vendor, kind, count(*) FROM principals WHERE run = ?1 AND email_key IS NULL GROUP BY vendor, kind
                   UNION ALL
                   SELECT vendor, principal_kind, count(*) FROM grants
                   WHERE run = ?1 AND principal_kind = 'unattributed' GROUP BY vendor
                   ORDER BY 1, 2";
        self.all(sql, [run], |row| {
            Ok(Unsearchable { service: service(row, 0)?, kind: row.get(1)?, count: row.get(2)? })
        })
    }

    /// How many grants nobody is known for.
    pub fn count_unattributed(&self, run: i64) -> Result<u64, Failure> {
        let sql = "SELECT count(*) FROM grants WHERE run = ?1 AND principal_kind = 'unattributed'";
        Ok(self.connection.query_row(sql, [run], |row| row.get(0))?)
    }

    /// The permissions that somebody holds in a run, at whichever service.
    pub fn permissions_held(&self, run: i64) -> Result<Vec<String>, Failure> {
        let mut query =
            self.connection.prepare("SELECT DISTINCT permission FROM grants WHERE run = ?1 ORDER BY permission")?;
        let permissions = query.query_map([run], |row| row.get(0))?;
        Ok(permissions.collect::<rusqlite::Result<_>>()?)
    }

    /// How many accounts and accesses a run holds.
    pub fn counts(&self, run: i64) -> Result<Counts, Failure> {
        let sql =
            "SELECT (SELECT count(*) FROM principals WHERE run = ?1), (SELECT count(*) FROM grants WHERE run = ?1)";
        Ok(self.connection.query_row(sql, [run], |row| Ok(Counts { accounts: row.get(0)?, accesses: row.get(1)? }))?)
    }

    /// How many findings of each severity there are, the suppressed ones left out.
    pub fn count_findings(&self, run: i64) -> Result<Vec<(String, u64)>, Failure> {
        let sql = "SELECT severity, count(*) FROM findings WHERE run = ?1 AND suppressed IS NULL GROUP BY severity";
        self.all(sql, [run], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Who an account belongs to: name and address, as far as they are known.
    pub fn person(
        &self,
        run: i64,
        service: ServiceId,
        kind: &str,
        id: &str,
    ) -> Result<(Option<String>, Option<String>), Failure> {
        let sql = "SELECT name, email FROM principals WHERE run = ?1 AND vendor = ?2 AND id = ?3 AND kind = ?4";
        let mut found =
            self.all(sql, params![run, service.as_str(), id, kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.pop().unwrap_or_default())
    }

    /// What people at the service call a resource; nothing where that is not known.
    pub fn resource_name(&self, run: i64, service: ServiceId, id: &str) -> Result<Option<String>, Failure> {
        let sql = "SELECT name FROM resources WHERE run = ?1 AND vendor = ?2 AND id = ?3";
        Ok(self.all(sql, params![run, service.as_str(), id], |row| row.get(0))?.pop().flatten())
    }

    /// Hands on row after row.
    pub(super) fn each<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
        mut each: impl FnMut(T) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut query = self.connection.prepare_cached(sql)?;
        let mut rows = query.query(parameters)?;
        while let Some(row) = rows.next()? {
            each(read(row)?)?;
        }
        Ok(())
    }

    /// All rows, where there are few.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Failure> {
        let mut all = Vec::new();
        self.each(sql, parameters, read, |row| {
            all.push(row);
            Ok(())
        })?;
        Ok(all)
    }

    /// Whether there is a row.
    pub(super) fn exists(&self, sql: &str, parameters: impl Params) -> Result<bool, Failure> {
        Ok(self.connection.prepare_cached(sql)?.exists(parameters)?)
    }
}

impl Unsearchable {
    /// `TomTicket has 9 operators without an e-mail address`
    pub fn line(&self, lang: Lang) -> String {
        lang.say_with(
            "unsearchable-accounts",
            [
                ("service", self.service.name().into()),
                ("kind", self.kind.as_str().into()),
                ("count", self.count.into()),
                ("accounts", lang.count_of_kind(&self.kind, self.count).into()),
            ],
        )
    }
}

impl GrantRow {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            service: service(row, 0)?,
            principal: row.get(1)?,
            principal_kind: row.get(2)?,
            name: row.get(3)?,
            email: row.get(4)?,
            resource: row.get(5)?,
            resource_kind: row.get(6)?,
            resource_name: row.get(7)?,
            permission: row.get(8)?,
            since: row.get(9)?,
            granted_by: row.get(10)?,
            ids: ids(row, 11)?,
            attributes: from_json(row, 12)?.unwrap_or_default(),
            decision: read_decided(row, 13)?,
        })
    }
}

impl AccountRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            service: service(row, 0)?,
            id: row.get(1)?,
            kind: row.get(2)?,
            name: row.get(3)?,
            email: row.get(4)?,
            attributes: from_json(row, 5)?.unwrap_or_default(),
            department: row.get(6)?,
            manager: row.get(7)?,
        })
    }

    /// What the service says about it; `None` where it does not say.
    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.attributes.get(name)
    }
}

impl ResourceRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            service: service(row, 0)?,
            id: row.get(1)?,
            kind: row.get(2)?,
            name: row.get(3)?,
            attributes: from_json(row, 4)?.unwrap_or_default(),
        })
    }
}

impl DeletedPermission {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            service: PERMISSIONS_OF,
            id: row.get(0)?,
            resource: row.get(1)?,
            roles: from_json(row, 2)?.unwrap_or_default(),
            since: row.get(3)?,
            granted_by: row.get(4)?,
            operator: row.get(5)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::model::Identity;
    use crate::source::{BASE39, MYREPORTS, TOMTICKET};
    use crate::store::testing::store;

    /// A run in which Ana has two addresses, which the roster knows, and an operator has none.
    fn with_ana(store: &Store) -> i64 {
        let (run, _lock) = store.begin(&json!({}), &[], &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let account = "INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
                       VALUES (1, ?1, ?2, ?3, 'Ana', ?4, ?4, '{}')";
        for (service, id, kind, email) in [
            ("tomticket", "c1", "customer", Some("ana@casa.example")),
            ("myreports", "u1", "user", Some("a.silva@casa.example")),
            ("myreports", "u2", "user", Some("rui@casa.example")),
            ("tomticket", "o1", "operator", None),
        ] {
            store.connection.execute(account, (service, id, kind, email)).unwrap();
        }
        let grant = "INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, attributes)
                     VALUES (1, ?1, ?2, ?3, 'member', ?4, ?5, '{}')";
        for (service, principal, resource, kind, ids) in [
            ("tomticket", "o1", "d1", "operator", None),
            ("myreports", "u1", "t1", "user", Some("a b")),
            ("base39", "perm_1", "*", "unattributed", Some("perm_1")),
        ] {
            store.connection.execute(grant, (service, principal, resource, kind, ids)).unwrap();
        }
        // As the roster is kept: a person's own address is one of them.
        for address in ["ana@casa.example", "a.silva@casa.example"] {
            let alias = "INSERT INTO roster_aliases (run, alias_key, email_key) VALUES (1, ?1, 'ana@casa.example')";
            store.connection.execute(alias, [address]).unwrap();
        }
        run
    }

    #[test]
    fn a_person_is_found_by_each_of_the_addresses_that_the_roster_knows() {
        let (_folder, store) = store();
        let run = with_ana(&store);
        for address in ["ana@casa.example", "a.silva@casa.example"] {
            let accounts = store.accounts_of(run, address).unwrap();
            let ids: Vec<_> = accounts.iter().map(|account| account.id.as_str()).collect();
            assert_eq!(ids, ["u1", "c1"], "{address}");
            assert_eq!(store.addresses_of(run, address).unwrap().len(), 2);
            assert!(store.holds_at(run, address, MYREPORTS).unwrap());
            assert!(!store.holds_at(run, address, TOMTICKET).unwrap(), "an account that holds nothing");
        }
        assert!(!store.holds_at(run, "rui@casa.example", MYREPORTS).unwrap());
        assert!(store.accounts_of(run, "nobody@casa.example").unwrap().is_empty());
        assert!(store.accounts_of(run + 1, "ana@casa.example").unwrap().is_empty(), "another run");
    }

    #[test]
    fn who_has_no_address_is_counted() {
        let (_folder, store) = store();
        let run = with_ana(&store);
        let unsearchable = store.unsearchable(run).unwrap();
        let lines: Vec<_> = unsearchable.iter().map(|accounts| accounts.line(Lang::En)).collect();
        assert_eq!(
            lines,
            ["Base39 has 1 access that is nobody's by name", "TomTicket has 1 operator without an e-mail address"]
        );
    }

    #[test]
    fn grants_come_in_the_order_of_the_stable_key_with_what_is_known() {
        let (_folder, store) = store();
        let run = with_ana(&store);
        let mut rows = Vec::new();
        let keep = |row: GrantRow| {
            rows.push((row.service, row.principal, row.name, row.ids));
            Ok(())
        };
        store.each_grant(run, keep).unwrap();
        let text = str::to_owned;
        assert_eq!(
            rows,
            [
                (BASE39, text("perm_1"), None, vec![text("perm_1")]),
                (MYREPORTS, text("u1"), Some(text("Ana")), vec![text("a"), text("b")]),
                (TOMTICKET, text("o1"), Some(text("Ana")), vec![]),
            ]
        );
    }

    #[test]
    fn no_list_of_a_whole_run_is_sorted_or_searched_row_by_row() {
        let (_folder, store) = store();
        let grants = format!(
            "SELECT {GRANT} FROM {GRANTS} WHERE g.run = ?1 ORDER BY g.vendor, g.principal, g.resource, g.permission"
        );
        let accounts = format!("{ACCOUNTS} principals p WHERE p.run = ?1 ORDER BY p.vendor, p.id, p.kind");
        let from = format!(
            "SELECT {GRANT} FROM {GRANTS}
             WHERE g.run = ?1 AND (g.vendor, g.principal, g.resource, g.permission) >= ('a', 'b', 'c', 'd')
             ORDER BY g.vendor, g.principal, g.resource, g.permission LIMIT 3"
        );
        for sql in [&grants, &from, &accounts] {
            let mut query = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let plan: Vec<String> = query.query_map([1], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
            assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE") || step.starts_with("SCAN")), "{plan:?}");
        }
    }

    #[test]
    fn one_person_is_looked_up_without_a_look_at_all_the_others() {
        let (_folder, store) = store();
        let accounts = format!("SELECT p.id FROM {} ORDER BY p.id", accounts_of_addresses());
        for sql in [accounts, holds_at()] {
            let mut query = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let parameters = vec!["1"; query.parameter_count()];
            let plan = query.query_map(rusqlite::params_from_iter(parameters), |row| row.get::<_, String>(3)).unwrap();
            let plan: Vec<_> = plan.map(Result::unwrap).collect();
            for (table, columns) in [
                ("p", "(run=? AND email_key=?)"),
                ("g", "(run=? AND vendor=? AND principal=?)"),
                ("this", "(run=? AND alias_key=?)"),
                ("other", "(run=? AND email_key=?)"),
            ] {
                let steps: Vec<_> = plan.iter().filter(|step| step.split(' ').nth(1) == Some(table)).collect();
                assert_eq!(!steps.is_empty(), sql.split_whitespace().any(|word| word == table), "{table} {plan:#?}");
                let is_search = |step: &&String| step.starts_with("SEARCH") && step.ends_with(columns);
                assert!(steps.iter().all(is_search), "{table} {plan:#?}");
            }
        }
    }

    #[test]
    fn what_somebody_broke_by_hand_is_an_error_and_not_left_out() {
        let (_folder, store) = store();
        let run = with_ana(&store);
        for damage in ["UPDATE grants SET vendor = 'an other'", "UPDATE grants SET attributes = 'x'"] {
            store.connection.execute_batch(&format!("BEGIN; {damage};")).unwrap();
            assert!(matches!(store.each_grant(run, |_| Ok(())), Err(Failure::Store(_))), "{damage}");
            store.connection.execute_batch("ROLLBACK").unwrap();
        }
        store.each_grant(run, |_| Ok(())).unwrap();
    }

    #[test]
    fn the_roles_of_a_deleted_permission_are_told_one_by_one() {
        let (_folder, store) = store();
        let run = with_ana(&store);
        let insert = "INSERT INTO permissions (run, id, resource, roles, deleted, since, listed, listed_again)
                      VALUES (1, ?1, 'comp1', ?2, ?3, '2024-05-01T12:00:00.000Z', 1, 1)";
        for (id, roles, deleted) in
            [("perm_1", r#"["approver","a, b"]"#, true), ("perm_2", "[]", true), ("perm_3", "[]", false)]
        {
            store.connection.execute(insert, (id, roles, deleted)).unwrap();
        }
        let mut told = Vec::new();
        let keep = |permission: DeletedPermission| {
            told.push((permission.id, permission.roles));
            Ok(())
        };
        store.each_deleted_permission(run, keep).unwrap();
        assert_eq!(
            told,
            [("perm_1".to_owned(), vec!["approver".to_owned(), "a, b".to_owned()]), ("perm_2".to_owned(), vec![])]
        );
        store.connection.execute("UPDATE permissions SET roles = 'approver'", []).unwrap();
        assert!(matches!(store.each_deleted_permission(run, |_| Ok(())), Err(Failure::Store(_))));
    }
}
