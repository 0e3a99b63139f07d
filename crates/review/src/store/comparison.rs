//! Two runs side by side: both come in the order of their stable keys and are walked through together, so that a comparison
//! costs no memory.

use std::{cmp::Ordering, iter};

use rusqlite::{Row, params};
use serde_json::Value;

use super::{
    Store,
    row::{from_json, ids},
};
use crate::model::{Failure, MEMBER, ServiceId, StoredAttributes};

/// A grant, as far as it is compared.
#[derive(Debug)]
pub(crate) struct ComparedGrant {
    pub principal: String,
    pub resource: String,
    pub permission: String,
    pub kind: String,
    /// All else, by its name.
    pub facts: KnownFacts,
}

/// An account, as far as it is compared.
#[derive(Debug)]
pub(crate) struct ComparedAccount {
    pub id: String,
    pub kind: String,
    pub facts: KnownFacts,
}

/// What is known of something: columns of its own, and attributes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct KnownFacts {
    pub columns: Vec<(&'static str, Option<Value>)>,
    pub attributes: StoredAttributes,
}

const HELD: &str =
    "SELECT principal, resource, permission, principal_kind, ids, since, granted_by, attributes FROM grants
    WHERE run = ?1 AND vendor = ?2 ORDER BY principal, resource, lower(permission), principal_kind";

const ACCOUNTS: &str = "SELECT id, kind, name, email, attributes FROM principals
    WHERE run = ?1 AND vendor = ?2 ORDER BY id, kind";

/// Grants of an old and a new run that are one and the same, though only one of the two runs knows whose it is. Roles are in
/// lower case: in any case, one is the same.
const SAME_GRANTS: &str = "
    CREATE TEMP TABLE IF NOT EXISTS same_grants (
        old_principal TEXT, old_kind TEXT, new_principal TEXT, new_kind TEXT, resource TEXT, permission TEXT);
    CREATE INDEX IF NOT EXISTS temp.same_by_old ON same_grants (old_principal, resource, permission);
    CREATE INDEX IF NOT EXISTS temp.same_by_new ON same_grants (new_principal, resource, permission);
    DELETE FROM temp.same_grants;";

/// Finds those of which run ?2 does not know whose they are: their id is among those of a grant that somebody holds in
/// run ?1. The order of the tables is fixed: each grant's ids are looked up, never all grants for each id.
const NAMED_IN_ONE: &str = r#"
    FROM grants held
    CROSS JOIN json_each('[' || replace(json_quote(held.ids), ' ', '","') || ']') id
    CROSS JOIN grants nobodys ON nobodys.run = ?2 AND nobodys.vendor = ?3 AND nobodys.principal = id.value
        AND nobodys.resource = held.resource AND lower(nobodys.permission) = lower(held.permission)
    WHERE held.run = ?1 AND held.vendor = ?3 AND held.ids IS NOT NULL
        AND held.principal_kind <> 'unattributed' AND nobodys.principal_kind = 'unattributed'"#;

impl Store {
    /// Shows each account of a service that one of two runs has, or both, in the order of ids and kinds.
    pub(crate) fn each_account_pair(
        &self,
        old: i64,
        new: i64,
        service: ServiceId,
        each: impl FnMut(Pair<ComparedAccount>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.each_pair(ACCOUNTS, [old, new], service, ComparedAccount::read, each, |old, new| {
            (&old.id, &old.kind).cmp(&(&new.id, &new.kind))
        })
    }

    /// Shows each grant of a service that one of two runs has, or both, in the order of the stable key.
    pub(crate) fn each_grant_pair(
        &self,
        old: i64,
        new: i64,
        service: ServiceId,
        each: impl FnMut(Pair<ComparedGrant>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.each_pair(HELD, [old, new], service, ComparedGrant::read, each, |old, new| old.key().cmp(&new.key()))
    }

    fn each_pair<T>(
        &self,
        sql: &str,
        [old, new]: [i64; 2],
        service: ServiceId,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T> + Copy,
        mut each: impl FnMut(Pair<T>) -> Result<(), Failure>,
        order: impl Fn(&T, &T) -> Ordering,
    ) -> Result<(), Failure> {
        let (mut old_query, mut new_query) = (self.connection.prepare(sql)?, self.connection.prepare(sql)?);
        let old = old_query.query_map(params![old, service.as_str()], read)?;
        let new = new_query.query_map(params![new, service.as_str()], read)?;
        for pair in side_by_side(old, new, order) {
            each(pair?)?;
        }
        Ok(())
    }

    /// Whether an account of this kind holds anything in a run.
    pub(crate) fn has_grants(
        &self,
        run: i64,
        service: ServiceId,
        principal: &str,
        kind: &str,
    ) -> Result<bool, Failure> {
        let sql = "SELECT 1 FROM grants WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND principal_kind = ?4";
        self.exists(sql, params![run, service.as_str(), principal, kind])
    }

    /// Whether a principal holds any grant on a resource.
    pub(crate) fn holds_anything_on(
        &self,
        run: i64,
        service: ServiceId,
        principal: &str,
        resource: &str,
    ) -> Result<bool, Failure> {
        let sql = "SELECT 1 FROM grants WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4";
        self.exists(sql, params![run, service.as_str(), principal, resource])
    }

    /// Whether a run knows that an account is there, and not with which roles.
    pub(crate) fn has_unknown_roles(
        &self,
        run: i64,
        service: ServiceId,
        principal: &str,
        resource: &str,
    ) -> Result<bool, Failure> {
        let sql = "SELECT 1 FROM grants WHERE run = ?1 AND vendor = ?2 AND principal = ?3 AND resource = ?4
                   AND permission = ?5 AND attributes ->> 'roles' = 'unknown'";
        self.exists(sql, params![run, service.as_str(), principal, resource, MEMBER])
    }

    /// Finds the grants of a service that only one of two runs knows the holder of, in either.
    pub(crate) fn find_same_grants(&self, old: i64, new: i64, service: ServiceId) -> Result<(), Failure> {
        self.connection.execute_batch(SAME_GRANTS)?;
        if self.has_unattributed(old, service)? {
            let columns = "nobodys.principal, nobodys.principal_kind, held.principal, held.principal_kind";
            let sql = format!(
                "INSERT INTO temp.same_grants SELECT {columns}, held.resource, lower(held.permission) {NAMED_IN_ONE}"
            );
            self.connection.execute(&sql, params![new, old, service.as_str()])?;
        }
        if self.has_unattributed(new, service)? {
            let columns = "held.principal, held.principal_kind, nobodys.principal, nobodys.principal_kind";
            let sql = format!(
                "INSERT INTO temp.same_grants SELECT {columns}, held.resource, lower(held.permission) {NAMED_IN_ONE}"
            );
            self.connection.execute(&sql, params![old, new, service.as_str()])?;
        }
        Ok(())
    }

    fn has_unattributed(&self, run: i64, service: ServiceId) -> Result<bool, Failure> {
        let sql = "SELECT 1 FROM grants WHERE run = ?1 AND vendor = ?2 AND principal_kind = 'unattributed'";
        self.exists(sql, params![run, service.as_str()])
    }

    /// Principal and kind under which the new run has the same grant as the old one under another, as far as
    /// [`find_same_grants`](Self::find_same_grants) found it.
    pub(crate) fn same_grant_in_new(&self, old: &ComparedGrant) -> Result<Option<(String, String)>, Failure> {
        let sql = "SELECT new_principal, new_kind FROM temp.same_grants
                   WHERE old_principal = ?1 AND resource = ?2 AND permission = lower(?3) ORDER BY 1 LIMIT 1";
        let parameters = params![old.principal, old.resource, old.permission];
        Ok(self.all(sql, parameters, |row| Ok((row.get(0)?, row.get(1)?)))?.pop())
    }

    /// Whether the old run has the same grant as the new one under another principal.
    pub(crate) fn has_same_grant_in_old(&self, new: &ComparedGrant) -> Result<bool, Failure> {
        let sql =
            "SELECT 1 FROM temp.same_grants WHERE new_principal = ?1 AND resource = ?2 AND permission = lower(?3)";
        self.exists(sql, params![new.principal, new.resource, new.permission])
    }
}

fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Value>> {
    Ok(row.get::<_, Option<String>>(column)?.map(Value::from))
}

/// The fifth column of a grant, a list as everywhere.
fn list_of_ids(row: &Row<'_>) -> rusqlite::Result<Option<Value>> {
    let ids = ids(row, 4)?;
    Ok((!ids.is_empty()).then(|| ids.into()))
}

impl ComparedGrant {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            principal: row.get(0)?,
            resource: row.get(1)?,
            permission: row.get(2)?,
            kind: row.get(3)?,
            facts: KnownFacts {
                columns: vec![("ids", list_of_ids(row)?), ("since", text(row, 5)?), ("granted_by", text(row, 6)?)],
                attributes: from_json(row, 7)?.unwrap_or_default(),
            },
        })
    }

    /// The stable key, the role in any case; the kind after it, since another kind of account is another account.
    fn key(&self) -> (&str, &str, String, &str) {
        (&self.principal, &self.resource, self.permission.to_ascii_lowercase(), &self.kind)
    }
}

impl ComparedAccount {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.get(1)?,
            facts: KnownFacts {
                columns: vec![("name", text(row, 2)?), ("email", text(row, 3)?)],
                attributes: from_json(row, 4)?.unwrap_or_default(),
            },
        })
    }
}

/// Something that one of two ordered lists has, or both.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pair<T> {
    Old(T),
    New(T),
    Both(T, T),
}

/// Walks through two lists in the same order, side by side. An error comes as soon as it is met.
fn side_by_side<T>(
    old: impl Iterator<Item = rusqlite::Result<T>>,
    new: impl Iterator<Item = rusqlite::Result<T>>,
    order: impl Fn(&T, &T) -> Ordering,
) -> impl Iterator<Item = rusqlite::Result<Pair<T>>> {
    let (mut old, mut new) = (old.peekable(), new.peekable());
    iter::from_fn(move || {
        let next = match (old.peek(), new.peek()) {
            (None, None) => return None,
            (Some(Err(_)), _) | (Some(_), None) => Ordering::Less,
            (_, Some(Err(_))) | (None, Some(_)) => Ordering::Greater,
            (Some(Ok(old)), Some(Ok(new))) => order(old, new),
        };
        Some(match next {
            Ordering::Less => old.next()?.map(Pair::Old),
            Ordering::Greater => new.next()?.map(Pair::New),
            Ordering::Equal => {
                let (old, new) = (old.next()?, new.next()?);
                old.and_then(|old| Ok(Pair::Both(old, new?)))
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lists_are_walked_through_side_by_side() {
        let walk = |old: &[u8], new: &[u8]| -> Vec<Pair<u8>> {
            side_by_side(old.iter().copied().map(Ok), new.iter().copied().map(Ok), u8::cmp)
                .map(Result::unwrap)
                .collect()
        };
        assert_eq!(walk(&[], &[]), []);
        assert_eq!(walk(&[1], &[]), [Pair::Old(1)]);
        assert_eq!(walk(&[], &[1]), [Pair::New(1)]);
        let pairs = [Pair::Old(1), Pair::Both(2, 2), Pair::New(3), Pair::Old(4), Pair::New(5)];
        assert_eq!(walk(&[1, 2, 4], &[2, 3, 5]), pairs);
    }

    #[test]
    fn an_error_on_either_side_is_no_end() {
        let broken = || [Ok(1), Err(rusqlite::Error::InvalidQuery)].into_iter();
        assert!(side_by_side(broken(), [Ok(1), Ok(2)].into_iter(), u8::cmp).any(|pair| pair.is_err()));
        assert!(side_by_side([Ok(1), Ok(2)].into_iter(), broken(), u8::cmp).any(|pair| pair.is_err()));
        assert!(side_by_side(broken(), [].into_iter(), u8::cmp).any(|pair| pair.is_err()));
    }
}
