//! What became of accesses that were revoked, and what that can be told by.

use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::{GrantRow, Store, functions::add_function, row::service};
use crate::model::{Failure, PrincipalKind, ServiceId, email_key, fold};

/// An access that the newest signed decision about it revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Revoked {
    pub service: ServiceId,
    pub principal: String,
    pub resource: String,
    pub permission: String,
    pub decided_in: i64,
    /// As it was then.
    pub kind: String,
    /// The service's own ids of it then.
    pub ids: String,
    /// Where it was nobody's by name then and is known as somebody's by now, by its id: whose, and on what.
    pub attributed: Option<[String; 2]>,
}

/// The newest signed decision about each access in the runs before ?1, where that is to revoke it. A role is the same in any
/// case, here and in all that is compared below: services write it now in one, now in another.
const REVOKED: &str = "
    WITH signed AS (
        SELECT d.vendor, d.principal, d.resource, d.permission, d.run, d.decision, s.number,
            max(s.number) OVER (PARTITION BY d.vendor, d.principal, d.resource, lower(d.permission)) AS newest
        FROM decisions d JOIN signatures s ON s.run = d.run
        WHERE d.run < ?1
    ), revoked AS MATERIALIZED (
        SELECT signed.vendor, signed.principal, signed.resource, signed.permission, signed.run,
            coalesce(g.principal_kind, 'unattributed') AS kind, coalesce(g.ids, '') AS ids
        FROM signed LEFT JOIN grants g ON g.run = signed.run AND g.vendor = signed.vendor
            AND g.principal = signed.principal AND g.resource = signed.resource AND g.permission = signed.permission
        WHERE signed.number = signed.newest AND signed.decision = 'revoke'
    )";

/// Those of them that were nobody's by name, and whose they are in run ?1. Roles are in lower case.
const NOBODYS: &str = "
    CREATE TEMP TABLE IF NOT EXISTS nobodys (
        vendor TEXT, principal TEXT, resource TEXT, permission TEXT, now_of TEXT, now_on TEXT,
        PRIMARY KEY (vendor, principal, resource, permission));
    DELETE FROM temp.nobodys;";

const FIND_NOBODYS: &str = "INSERT OR IGNORE INTO temp.nobodys
    SELECT vendor, principal, resource, lower(permission), NULL, NULL FROM revoked WHERE kind = 'unattributed'";

/// An access that was nobody's is somebody's where its id is among those of a grant that somebody holds, on the same or on
/// everything. One walk through the grants does for all of them: each by itself would walk through all grants with its
/// permission.
const ATTRIBUTE: &str = r#"
    INSERT OR REPLACE INTO temp.nobodys
    SELECT nobodys.vendor, nobodys.principal, nobodys.resource, nobodys.permission, held.principal, held.resource
    FROM grants held
    CROSS JOIN json_each('[' || replace(json_quote(held.ids), ' ', '","') || ']') id
    CROSS JOIN temp.nobodys ON nobodys.vendor = held.vendor AND nobodys.principal = id.value
        AND held.resource IN (nobodys.resource, '*') AND nobodys.permission = lower(held.permission)
    WHERE held.run = ?1 AND held.ids IS NOT NULL AND held.principal_kind <> 'unattributed'
        AND EXISTS (SELECT 1 FROM temp.nobodys)"#;

/// What run ?1 has that is nobody's by name, in one walk through its grants. Roles are in lower case.
const UNATTRIBUTED: &str = "
    CREATE TEMP TABLE IF NOT EXISTS unattributed (
        vendor TEXT, resource TEXT, permission TEXT, principal TEXT,
        PRIMARY KEY (vendor, resource, permission, principal));
    DELETE FROM temp.unattributed;";

const FIND_UNATTRIBUTED: &str = "INSERT OR IGNORE INTO temp.unattributed
    SELECT vendor, resource, lower(permission), principal FROM grants
    WHERE run = ?1 AND principal_kind = 'unattributed'";

/// On what there is which permission by an id that came since a run in which one was revoked that was nobody's by name.
const CAME_SINCE: &str = "
    CREATE TEMP TABLE IF NOT EXISTS ids_then (run INTEGER, vendor TEXT, id TEXT, PRIMARY KEY (run, vendor, id));
    CREATE TEMP TABLE IF NOT EXISTS came_since (
        decided_in INTEGER, vendor TEXT, resource TEXT, permission TEXT,
        PRIMARY KEY (decided_in, vendor, resource, permission));
    DELETE FROM temp.ids_then;
    DELETE FROM temp.came_since;";

const FIND_IDS_THEN: &str = r#"
    INSERT OR IGNORE INTO temp.ids_then
    SELECT held.run, held.vendor, id.value
    FROM (SELECT DISTINCT run, vendor FROM revoked WHERE kind = 'unattributed') nobodys
    CROSS JOIN grants held ON held.run = nobodys.run AND held.vendor = nobodys.vendor
    CROSS JOIN json_each('[' || replace(json_quote(held.ids), ' ', '","') || ']') id
    WHERE held.ids IS NOT NULL"#;

const FIND_CAME_SINCE: &str = r#"
    INSERT OR IGNORE INTO temp.came_since
    SELECT nobodys.run, held.vendor, held.resource, lower(held.permission)
    FROM (SELECT DISTINCT run, vendor FROM temp.ids_then) nobodys
    CROSS JOIN grants held ON held.run = ?1 AND held.vendor = nobodys.vendor
    CROSS JOIN json_each('[' || replace(json_quote(held.ids), ' ', '","') || ']') id
    WHERE held.ids IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM temp.ids_then past
        WHERE past.run = nobodys.run AND past.vendor = nobodys.vendor AND past.id = id.value)"#;

/// The accounts of run ?1 that a run does not have in which an access of an account was revoked that is there no more. A name
/// is as it is compared, and empty where there is none.
const NEWCOMERS: &str = "
    CREATE TEMP TABLE IF NOT EXISTS newcomers (
        decided_in INTEGER, vendor TEXT, kind TEXT, name TEXT, has_address INTEGER, id TEXT);
    CREATE INDEX IF NOT EXISTS temp.newcomers_by_name ON newcomers (decided_in, vendor, kind, name);
    DELETE FROM temp.newcomers;";

const FIND_NEWCOMERS: &str = "
    INSERT INTO temp.newcomers
    SELECT gone.run, now.vendor, now.kind, coalesce(folded(now.name), ''), now.email_key IS NOT NULL, now.id
    FROM (
        SELECT DISTINCT run, vendor, kind FROM revoked
        WHERE NOT EXISTS (
            SELECT 1 FROM principals there WHERE there.run = ?1 AND there.vendor = revoked.vendor AND there.id = revoked.principal)
    ) gone
    CROSS JOIN principals now ON now.run = ?1 AND now.vendor = gone.vendor AND now.kind = gone.kind
    WHERE NOT EXISTS (
        SELECT 1 FROM principals past
        WHERE past.run = gone.run AND past.vendor = now.vendor AND past.id = now.id AND past.kind = now.kind)";

/// Those of them that may be the one's of whom an address is known, or none, and a name, or none.
fn newcomers_like(has_address: bool, has_name: bool) -> String {
    let address = if has_address { "AND NOT has_address" } else { "" };
    let name = if has_name { "name IN ('', ?4)" } else { "?4 = ''" };
    format!("SELECT id FROM temp.newcomers WHERE decided_in = ?1 AND vendor = ?2 AND kind = ?3 AND {name} {address}")
}

/// A run that was read on with another credential asked perhaps two accounts, each for a part.
const SEVERAL_CREDENTIALS: &str = "
    SELECT 1 FROM scopes WHERE run IN (?1, ?2) AND vendor = ?3 AND json_array_length(credentials) > 1";

const SAME_TOKEN: &str = "
    SELECT 1 FROM scopes one, json_each(one.credentials) this, scopes other, json_each(other.credentials) that
    WHERE one.run = ?1 AND other.run = ?2 AND one.vendor = ?3 AND other.vendor = ?3
        AND this.value ->> 'of' <> 'client' AND this.value = that.value";

const SAME_ACCOUNT: &str = "
    SELECT 1 FROM principals one CROSS JOIN principals other
        ON other.run = ?2 AND other.vendor = ?3 AND other.id = one.id AND other.kind = one.kind
    WHERE one.run = ?1 AND one.vendor = ?3 AND one.kind <> 'operator'
    UNION ALL
    SELECT 1 FROM grants one CROSS JOIN grants other
        ON other.run = ?2 AND other.vendor = ?3 AND other.principal = one.principal AND other.resource = one.resource
    WHERE one.run = ?1 AND one.vendor = ?3";

const IS_GRANTED: &str = "SELECT 1 FROM grants
    WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4 AND lower(permission) = lower(?5)";

/// The runs between ?2 and ?1 that told an access as gone. Each run's is looked up, never all that the runs have.
const WAS_REMOVED: &str = "SELECT runs.id FROM runs CROSS JOIN revocations v ON v.run = runs.id
    WHERE runs.id < ?1 AND runs.id > ?2 AND v.vendor = ?3 AND v.principal = ?4 AND v.resource = ?5
        AND lower(v.permission) = lower(?6) AND v.state = 'removed'";

/// What became of an access, with what was decided and the names that are known: those of this run, else those that it had
/// when it was revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRevocation {
    /// Which service it was at.
    pub service: ServiceId,
    /// The id of the account that held it.
    pub principal: String,
    /// What kind of account that was.
    pub principal_kind: String,
    /// What the service calls whose it is, or called it then.
    pub name: Option<String>,
    /// Their address, as the service writes it, or wrote it then.
    pub email: Option<String>,
    /// The service's id of what it was on.
    pub resource: String,
    /// What people at the service called that.
    pub resource_name: Option<String>,
    /// The service's own name of what could be done.
    pub permission: String,
    /// The run whose signed review revoked it.
    pub decided_in: i64,
    /// `removed`, `held`, `granted_again`, or `unknown`.
    pub state: String,
    /// By what else it is still held.
    pub held_by: Option<HeldBy>,
    /// Why, in the reviewer's words. Absent where the decision itself is no longer there.
    pub reason: Option<String>,
    /// Who decided, as they wrote it; absent where the decision is.
    pub reviewer: Option<String>,
    /// The day, as `2026-01-31`; absent where the decision is.
    pub decided_on: Option<String>,
}

/// Another access that allows what was revoked. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeldBy {
    /// The service's id of the account that holds it: the same as then, or another one of the same address.
    pub principal: String,
    /// What the service calls whose that is.
    pub name: Option<String>,
    /// The service's id of what it is on; `*` for all of them.
    pub resource: String,
    /// What people at the service call that.
    pub resource_name: Option<String>,
    /// The service's own name of what may be done; two of them, with a `+` between, where both together allow it.
    pub permission: String,
}

const KEPT: &str = "
    SELECT v.vendor, v.principal, v.principal_kind, v.resource, v.permission, v.decided_in, v.state,
        coalesce(now.name, past.name), coalesce(now.email, past.email), coalesce(there.name, then_there.name),
        v.by_principal, (SELECT name FROM principals WHERE run = v.run AND vendor = v.vendor AND id = v.by_principal),
        v.by_resource, (SELECT name FROM resources WHERE run = v.run AND vendor = v.vendor AND id = v.by_resource),
        v.by_permission, d.reason, d.reviewer, d.decided_on
    FROM revocations v
    LEFT JOIN principals now ON now.run = v.run AND now.vendor = v.vendor AND now.id = v.principal
        AND now.kind = v.principal_kind
    LEFT JOIN principals past ON past.run = v.decided_in AND past.vendor = v.vendor AND past.id = v.principal
        AND past.kind = v.principal_kind
    LEFT JOIN resources there ON there.run = v.run AND there.vendor = v.vendor AND there.id = v.resource
    LEFT JOIN resources then_there ON then_there.run = v.decided_in AND then_there.vendor = v.vendor
        AND then_there.id = v.resource
    LEFT JOIN decisions d ON d.run = v.decided_in AND d.vendor = v.vendor AND d.principal = v.principal
        AND d.resource = v.resource AND d.permission = v.permission
    WHERE v.run = ?1";

const OF_ACCESS: &str =
    "AND v.vendor = ?2 AND v.principal = ?3 AND v.resource = ?4 AND lower(v.permission) = lower(?5)";

const BY_KEY: &str = "ORDER BY v.vendor, v.principal, v.resource, v.permission";

const GRAVEST_FIRST: &str = "
    ORDER BY CASE v.state WHEN 'held' THEN 0 WHEN 'granted_again' THEN 1 WHEN 'removed' THEN 3 ELSE 2 END,
        v.vendor, v.principal, v.resource, v.permission
    LIMIT ?2";

impl Store {
    /// Shows each access that was revoked before a run, and not decided about otherwise since.
    pub(crate) fn each_revoked(
        &self,
        run: i64,
        each: impl FnMut(Revoked) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.connection.execute_batch(NOBODYS)?;
        self.connection.execute(&format!("{REVOKED} {FIND_NOBODYS}"), [run])?;
        self.connection.execute(ATTRIBUTE, [run])?;
        self.connection.execute_batch(UNATTRIBUTED)?;
        self.connection.execute(FIND_UNATTRIBUTED, [run])?;
        self.connection.execute_batch(CAME_SINCE)?;
        self.connection.execute(&format!("{REVOKED} {FIND_IDS_THEN}"), [run])?;
        self.connection.execute(FIND_CAME_SINCE, [run])?;
        self.gather_newcomers(run)?;
        let sql = format!(
            "{REVOKED} SELECT revoked.*, n.now_of, n.now_on FROM revoked
             LEFT JOIN temp.nobodys n ON n.vendor = revoked.vendor AND n.principal = revoked.principal
                 AND n.resource = revoked.resource AND n.permission = lower(revoked.permission)"
        );
        self.each(&sql, [run], Revoked::read, each)
    }

    /// Forgets what a run told of revoked accesses.
    pub(crate) fn forget_revocations(&self, run: i64) -> Result<(), Failure> {
        self.connection.execute("DELETE FROM revocations WHERE run = ?1", [run])?;
        Ok(())
    }

    /// Keeps what became of a revoked access, and by which other one it is still held: the account, on what, what may be
    /// done.
    pub(crate) fn keep_revocation(
        &self,
        run: i64,
        it: &Revoked,
        state: &str,
        held_by: Option<[&str; 3]>,
    ) -> Result<(), Failure> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO revocations (run, vendor, principal, resource, permission, principal_kind, decided_in, state,
                 by_principal, by_resource, by_permission)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        let [by_principal, by_resource, by_permission] = held_by.map_or([None; 3], |by| by.map(Some));
        insert.execute(params![
            run,
            it.service.as_str(),
            it.principal,
            it.resource,
            it.permission,
            it.kind,
            it.decided_in,
            state,
            by_principal,
            by_resource,
            by_permission
        ])?;
        Ok(())
    }

    /// Shows what became of each revoked access in a run, in the order of the stable key.
    pub(crate) fn each_revocation(
        &self,
        run: i64,
        each: impl FnMut(KeptRevocation) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.each(&format!("{KEPT} {BY_KEY}"), [run], KeptRevocation::read, each)
    }

    /// What became of an access that was revoked, the role in any case.
    pub(crate) fn revocation(&self, run: i64, grant: &GrantRow) -> Result<Option<KeptRevocation>, Failure> {
        let sql = format!("{KEPT} {OF_ACCESS}");
        let GrantRow { service, principal, resource, permission, .. } = grant;
        let key = params![run, service.as_str(), principal, resource, permission];
        Ok(self.all(&sql, key, KeptRevocation::read)?.pop())
    }

    /// What became of revoked accesses, the gravest first; so many at most.
    pub fn gravest_revocations(&self, run: i64, at_most: u64) -> Result<Vec<KeptRevocation>, Failure> {
        self.all(&format!("{KEPT} {GRAVEST_FIRST}"), params![run, at_most], KeptRevocation::read)
    }

    /// How many of the revoked accesses are in a state; any state but the three that tell something is `unknown`.
    pub fn count_revocations(&self, run: i64, state: &str) -> Result<u64, Failure> {
        let sql = "SELECT count(*) FROM revocations WHERE run = ?1 AND
                       CASE WHEN state IN ('held', 'granted_again', 'removed') THEN state ELSE 'unknown' END = ?2";
        Ok(self.connection.query_row(sql, params![run, state], |row| row.get(0))?)
    }

    /// Whether a run has a grant with this stable key, the role in any case.
    pub(crate) fn is_granted(
        &self,
        run: i64,
        service: ServiceId,
        principal: &str,
        resource: &str,
        permission: &str,
    ) -> Result<bool, Failure> {
        self.exists(IS_GRANTED, params![run, service.as_str(), principal, resource, permission])
    }

    /// Whether it is known that two runs asked the same account of a service: with the same token, or both were told of one
    /// and the same customer, user, key or grant. An operator alone proves nothing, since a list of one's own can name them;
    /// nor does an OAuth client, with which anybody can log in.
    pub(crate) fn asked_the_same_account(&self, [one, other]: [i64; 2], service: ServiceId) -> Result<bool, Failure> {
        let parameters = params![one, other, service.as_str()];
        Ok(!self.exists(SEVERAL_CREDENTIALS, parameters)?
            && (self.exists(SAME_TOKEN, parameters)? || self.exists(SAME_ACCOUNT, parameters)?))
    }

    /// The runs between the decision and this one that told an access as gone.
    pub(crate) fn removed_in(&self, run: i64, it: &Revoked) -> Result<Vec<i64>, Failure> {
        let service = it.service.as_str();
        let parameters = params![run, it.decided_in, service, it.principal, it.resource, it.permission];
        self.all(WAS_REMOVED, parameters, |row| row.get(0))
    }

    /// Whether a run read what this access is on.
    pub(crate) fn has_resource(&self, run: i64, service: ServiceId, resource: &str) -> Result<bool, Failure> {
        let sql = "SELECT 1 FROM resources WHERE run = ?1 AND vendor = ?2 AND id = ?3";
        self.exists(sql, params![run, service.as_str(), resource])
    }

    /// Whether an account of a kind is there, and the service does not say this of it.
    pub(crate) fn lacks_attribute(
        &self,
        run: i64,
        service: ServiceId,
        kind: &str,
        id: &str,
        attribute: &str,
    ) -> Result<bool, Failure> {
        let sql = "SELECT 1 FROM principals WHERE run = ?1 AND vendor = ?2 AND id = ?3 AND kind = ?4
                       AND attributes ->> ?5 IS NULL";
        self.exists(sql, params![run, service.as_str(), id, kind, attribute])
    }

    /// Whether a permission on a resource is held by nobody who is known: the one with this id, or any. Of the run whose
    /// revoked accesses are shown by [`each_revoked`](Self::each_revoked).
    pub(crate) fn is_nobodys(
        &self,
        service: ServiceId,
        resource: &str,
        permission: &str,
        id: Option<&str>,
    ) -> Result<bool, Failure> {
        let any = "SELECT 1 FROM temp.unattributed WHERE vendor = ?1 AND resource = ?2 AND permission = lower(?3)";
        match id {
            None => self.exists(any, params![service.as_str(), resource, permission]),
            Some(id) => {
                self.exists(&format!("{any} AND principal = ?4"), params![service.as_str(), resource, permission, id])
            }
        }
    }

    /// Whether there is a permission on a resource that came since one was revoked that was nobody's by name. Of the run whose
    /// revoked accesses are shown by [`each_revoked`](Self::each_revoked).
    pub(crate) fn came_since(&self, it: &Revoked, resource: &str, permission: &str) -> Result<bool, Failure> {
        let sql = "SELECT 1 FROM temp.came_since
                   WHERE decided_in = ?1 AND vendor = ?2 AND resource = ?3 AND permission = lower(?4)";
        self.exists(sql, params![it.decided_in, it.service.as_str(), resource, permission])
    }

    /// The other accounts, of a run and at the same service, of whoever held what was revoked: those of the address that the
    /// account had then, or has now where none was known, or of another one that the roster knows.
    pub(crate) fn accounts_of_the_same(&self, run: i64, it: &Revoked) -> Result<Vec<String>, Failure> {
        let address = match self.account_in(it.decided_in, it)?.0 {
            None => self.account_in(run, it)?.0,
            then => then,
        };
        address.map_or_else(|| Ok(Vec::new()), |address| self.others_of(run, it, &address))
    }

    /// Those of addresses that may be the same one's: the account has another one by now, or the roster knew of it then.
    pub(crate) fn accounts_of_further_addresses(&self, run: i64, it: &Revoked) -> Result<Vec<String>, Failure> {
        let Some(then) = self.account_in(it.decided_in, it)?.0 else { return Ok(Vec::new()) };
        let mut addresses = self.addresses_of(it.decided_in, &then)?;
        addresses.extend(self.account_in(run, it)?.0);
        let of_each = addresses.iter().map(|address| self.others_of(run, it, address));
        Ok(of_each.collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// The other accounts of an address at the service. A key is not an account: what one may do, the other need not.
    fn others_of(&self, run: i64, it: &Revoked, address: &str) -> Result<Vec<String>, Failure> {
        let is_key = |kind: &str| kind == PrincipalKind::Key.as_str();
        let mut accounts = self.accounts_of(run, address)?;
        accounts.retain(|account| {
            account.service == it.service && account.id != it.principal && is_key(&account.kind) == is_key(&it.kind)
        });
        Ok(accounts.into_iter().map(|account| account.id).collect())
    }

    /// The accounts that were not there when it was revoked, and may be the same one's: one of the two has no address, and of
    /// two that have different names, each is somebody. Of the run whose revoked accesses are shown by
    /// [`each_revoked`](Self::each_revoked), and where the account itself is there no more.
    pub(crate) fn newcomers_like(&self, it: &Revoked) -> Result<Vec<String>, Failure> {
        let (address, name) = self.account_in(it.decided_in, it)?;
        let name = name.as_deref().map(fold).unwrap_or_default();
        let sql = newcomers_like(address.is_some(), !name.is_empty());
        self.all(&sql, params![it.decided_in, it.service.as_str(), it.kind, name], |row| row.get(0))
    }

    /// Gathers them for all revoked accesses at once: each by itself would walk through all accounts of its service.
    fn gather_newcomers(&self, run: i64) -> Result<(), Failure> {
        add_function(&self.connection, "folded", fold)?;
        self.connection.execute_batch(NEWCOMERS)?;
        self.connection.execute(&format!("{REVOKED} {FIND_NEWCOMERS}"), [run])?;
        Ok(())
    }

    /// The address in today's form, and the name, that the account has in a run. Where a hash alone told the address, it stands
    /// only in the form in which it is compared.
    fn account_in(&self, run: i64, it: &Revoked) -> Result<(Option<String>, Option<String>), Failure> {
        let sql = "SELECT coalesce(email, email_key), name FROM principals
                   WHERE run = ?1 AND vendor = ?2 AND id = ?3 AND kind = ?4";
        let mut query = self.connection.prepare_cached(sql)?;
        let found = query.query_row(params![run, it.service.as_str(), it.principal, it.kind], |row| {
            Ok((row.get::<_, Option<String>>(0)?, row.get(1)?))
        });
        let (email, name) = found.optional()?.unwrap_or_default();
        Ok((email.as_deref().and_then(email_key), name))
    }

    /// Whether a run has an account of this kind.
    pub(super) fn has_account(&self, run: i64, service: ServiceId, id: &str, kind: &str) -> Result<bool, Failure> {
        let sql = "SELECT 1 FROM principals WHERE run = ?1 AND vendor = ?2 AND id = ?3 AND kind = ?4";
        self.exists(sql, params![run, service.as_str(), id, kind])
    }

    /// Whether a run has an account with this id, of any kind.
    pub(crate) fn has_principal(&self, run: i64, service: ServiceId, id: &str) -> Result<bool, Failure> {
        let sql = "SELECT 1 FROM principals WHERE run = ?1 AND vendor = ?2 AND id = ?3";
        self.exists(sql, params![run, service.as_str(), id])
    }
}

impl Revoked {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            service: service(row, 0)?,
            principal: row.get(1)?,
            resource: row.get(2)?,
            permission: row.get(3)?,
            decided_in: row.get(4)?,
            kind: row.get(5)?,
            ids: row.get(6)?,
            attributed: row.get::<_, Option<_>>(7)?.zip(row.get(8)?).map(|(of, on)| [of, on]),
        })
    }
}

impl KeptRevocation {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            service: service(row, 0)?,
            principal: row.get(1)?,
            principal_kind: row.get(2)?,
            resource: row.get(3)?,
            permission: row.get(4)?,
            decided_in: row.get(5)?,
            state: row.get(6)?,
            name: row.get(7)?,
            email: row.get(8)?,
            resource_name: row.get(9)?,
            held_by: HeldBy::read(row)?,
            reason: row.get(15)?,
            reviewer: row.get(16)?,
            decided_on: row.get(17)?,
        })
    }
}

impl HeldBy {
    fn read(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let Some(principal) = row.get(10)? else { return Ok(None) };
        Ok(Some(Self {
            principal,
            name: row.get(11)?,
            resource: row.get(12)?,
            resource_name: row.get(13)?,
            permission: row.get(14)?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::store;

    /// How SQLite answers a query, step by step.
    fn plan(store: &Store, sql: &str) -> Vec<String> {
        let mut query = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        query.raw_query().mapped(|row| row.get(3)).map(Result::unwrap).collect()
    }

    fn step(plan: &[String], start: &str, end: &str) -> bool {
        plan.iter().any(|step| step.starts_with(start) && step.ends_with(end))
    }

    #[test]
    fn an_access_is_looked_up_by_all_but_its_role() {
        let (_folder, store) = store();
        for (sql, table) in [(IS_GRANTED, "grants"), (WAS_REMOVED, "v"), (SAME_ACCOUNT, "other")] {
            let plan = plan(&store, sql);
            let start = format!("SEARCH {table} ");
            assert!(step(&plan, &start, "(run=? AND vendor=? AND principal=? AND resource=?)"), "{plan:#?}");
        }
    }

    #[test]
    fn who_is_new_is_gathered_in_one_walk_through_the_accounts_and_looked_up_by_name() {
        let (_folder, store) = store();
        store.gather_newcomers(1).unwrap();
        let gather = plan(&store, &format!("{REVOKED} {FIND_NEWCOMERS}"));
        assert!(step(&gather, "SEARCH now USING", "(run=? AND vendor=?)"), "{gather:#?}");
        assert!(step(&gather, "SEARCH past USING", "(run=? AND vendor=? AND id=? AND kind=?)"), "{gather:#?}");
        for (has_name, by) in [(true, " AND name=?"), (false, "")] {
            let look_up = plan(&store, &newcomers_like(true, has_name));
            let by = format!("(decided_in=? AND vendor=? AND kind=?{by})");
            assert!(step(&look_up, "SEARCH temp.newcomers", &by), "{look_up:#?}");
            assert!(!look_up.iter().any(|step| step.contains("principals")), "{look_up:#?}");
        }
    }

    #[test]
    fn what_came_since_is_found_in_one_walk_through_the_grants_of_each_run() {
        let (_folder, store) = store();
        store.connection.execute_batch(CAME_SINCE).unwrap();
        let then = plan(&store, &format!("{REVOKED} {FIND_IDS_THEN}"));
        assert!(step(&then, "SEARCH held USING INDEX", "(run=? AND vendor=?)"), "{then:#?}");
        let now = plan(&store, FIND_CAME_SINCE);
        assert!(step(&now, "SEARCH held USING INDEX", "(run=? AND vendor=?)"), "{now:#?}");
        assert!(step(&now, "SEARCH past USING", "(run=? AND vendor=? AND id=?)"), "{now:#?}");
    }

    #[test]
    fn whose_it_is_by_now_is_found_in_one_walk_through_the_grants_of_the_run() {
        let (_folder, store) = store();
        store.connection.execute_batch(NOBODYS).unwrap();
        let plan = plan(&store, ATTRIBUTE);
        assert!(step(&plan, "SEARCH held USING INDEX", "(run=?)"), "{plan:#?}");
        assert!(step(&plan, "SEARCH temp.nobodys", "(vendor=? AND principal=?)"), "{plan:#?}");
    }
}
