//! Who may review: people by name and address, and what the roster says of whoever holds something.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, named_params, params};

use super::{GrantRow, Store, functions::add_function, roster::PEOPLE};
use crate::model::{Failure, PrincipalKind, fold};

/// What people are called, as it is compared: those of the roster, and those who have an account. Whoever has no address has
/// none here.
const NAMES: &str = "
    DROP TABLE IF EXISTS temp.names;
    CREATE TEMP TABLE names (name TEXT, person TEXT, on_roster INTEGER);";

const FIND_NAMES: &str = "
    INSERT INTO temp.names
    SELECT folded(name), email_key, 1 FROM roster WHERE run = ?1 AND name IS NOT NULL
    UNION
    SELECT folded(p.name), coalesce(a.email_key, p.email_key), 0
    FROM principals p LEFT JOIN roster_aliases a ON a.run = p.run AND a.alias_key = p.email_key
    WHERE p.run = ?1 AND p.kind <> 'key' AND p.name IS NOT NULL";

const ORDER_NAMES: &str = "CREATE INDEX temp.names_by_name ON names (name, on_roster)";

impl Store {
    /// Gathers what people are called, so that they are found by it.
    pub(crate) fn gather_names(&self, run: i64) -> Result<(), Failure> {
        add_function(&self.connection, "folded", fold)?;
        self.connection.execute_batch(NAMES)?;
        self.connection.execute(FIND_NAMES, [run])?;
        Ok(self.connection.execute_batch(ORDER_NAMES)?)
    }

    /// The people who are called like this on the roster, or where they have accounts; at most three, since more than one is
    /// too many. Each by the address, as it is compared, that stands for them; nothing for whoever has none.
    pub(crate) fn people_named(&self, name: &str, on_roster: bool) -> Result<Vec<Option<String>>, Failure> {
        let sql = "SELECT DISTINCT person FROM temp.names WHERE name = ?1 AND on_roster = ?2 ORDER BY person LIMIT 3";
        self.all(sql, params![fold(name), on_roster], |row| row.get(0))
    }

    /// The address, as it is compared, that stands for the person with this one: the first on the roster. Nothing where
    /// neither the roster nor an account has it.
    pub(crate) fn person_with(&self, run: i64, email_key: &str) -> Result<Option<String>, Failure> {
        let mut query = self.connection.prepare_cached(
            "SELECT coalesce(
                 (SELECT email_key FROM roster_aliases WHERE run = ?1 AND alias_key IN (SELECT value FROM json_each(?2))),
                 (SELECT email_key FROM principals WHERE run = ?1 AND kind <> 'key'
                     AND email_key IN (SELECT value FROM json_each(?2)) LIMIT 1))",
        )?;
        Ok(query.query_row(params![run, self.forms_of(run, email_key)?], |row| row.get(0))?)
    }

    /// Whether the roster says that whoever has this address left by a day.
    pub(crate) fn has_left(&self, run: i64, email_key: &str, day: Date) -> Result<bool, Failure> {
        let sql = format!("SELECT has_left IS 1 FROM ({PEOPLE}) WHERE email_key = :person");
        let mut query = self.connection.prepare_cached(&sql)?;
        let day = day.to_string();
        let has_left =
            query.query_row(named_params! { ":run": run, ":today": day, ":person": email_key }, |row| row.get(0));
        Ok(has_left.optional()?.unwrap_or_default())
    }

    /// Whether the roster of a run says of anybody who manages them.
    pub(crate) fn has_managers(&self, run: i64) -> Result<bool, Failure> {
        self.exists("SELECT 1 FROM roster WHERE run = ?1 AND manager IS NOT NULL", [run])
    }

    /// The address, as it is compared, by which it is known whose a grant is, also where its service tells a hash of it alone.
    /// Nothing for keys and for what is nobody's by name.
    pub fn address_of_holder(&self, run: i64, grant: &GrantRow) -> Result<Option<String>, Failure> {
        let GrantRow { service, principal, principal_kind, .. } = grant;
        if principal_kind == PrincipalKind::Key.as_str() {
            return Ok(None);
        }
        let mut query = self.connection.prepare_cached(
            "SELECT email_key FROM principals WHERE run = ?1 AND vendor = ?2 AND id = ?3 AND kind = ?4",
        )?;
        let address = query.query_row(params![run, service.as_str(), principal, principal_kind], |row| row.get(0));
        Ok(address.optional()?.flatten())
    }

    /// What whoever has this address is called: on the roster, or else where they have an account.
    pub fn reviewer_name(&self, run: i64, email_key: &str) -> Result<Option<String>, Failure> {
        match self.roster_name(run, email_key)? {
            Some(name) => Ok(Some(name)),
            None => Ok(self.accounts_of(run, email_key)?.into_iter().find_map(|account| account.name)),
        }
    }
}
