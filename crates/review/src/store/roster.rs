//! The roster of a run.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, named_params, params};

use super::Store;
use crate::model::{Failure, People, Person, email_key};

/// Who is on the roster, and whether they left: the status says so, or else a day that is past. Where the two contradict
/// each other nobody knows.
pub(super) const PEOPLE: &str = "
    SELECT run, email_key,
        CASE
            WHEN status = 'left' AND left_on > :today OR status = 'active' AND left_on < :today THEN NULL
            WHEN status = 'left' THEN 1
            WHEN status = 'active' THEN 0
            ELSE left_on < :today
        END AS has_left
    FROM roster WHERE run = :run";

impl Store {
    /// Keeps a roster with a run, in place of the one that the run had; the hash is that of the file that it came from.
    pub(crate) fn save_roster(&self, run: i64, people: &[Person], sha256: Option<&str>) -> Result<(), Failure> {
        let transaction = self.transaction()?;
        transaction.execute("DELETE FROM roster WHERE run = ?1", [run])?;
        transaction.execute("DELETE FROM roster_aliases WHERE run = ?1", [run])?;
        transaction.execute("UPDATE runs SET roster = ?2 WHERE id = ?1", params![run, sha256])?;
        let mut person_row = transaction.prepare_cached(
            "INSERT INTO roster (run, email_key, name, status, left_on, manager, department)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let mut address_row = transaction.prepare_cached(
            "INSERT INTO roster_aliases (run, alias_key, email_key) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?;
        for person in people {
            // It is no address, so that no account is taken for theirs by it.
            let line = person.unmatched.map(|line| format!("line {line}"));
            let Some(key) = email_key(&person.email).or_else(|| line.clone()) else { continue };
            let status = person.status.as_ref().map(|status| status.as_str());
            let left_on = person.left_on.map(|date| date.to_string());
            person_row.execute(params![run, key, person.name, status, left_on, person.manager, person.department])?;
            let addresses = person.aliases.iter().filter_map(|alias| email_key(alias));
            for address in addresses.chain([key.clone()]).chain(line) {
                address_row.execute(params![run, address, key])?;
            }
        }
        drop((person_row, address_row));
        Ok(transaction.commit()?)
    }

    /// How many people the roster of a run names, as of a day; nothing where it has none.
    pub(crate) fn count_people(&self, run: i64, today: Date) -> Result<Option<People>, Failure> {
        let sql = format!(
            "SELECT count(*), count(*) FILTER (WHERE has_left), count(*) FILTER (WHERE has_left IS NULL) FROM ({PEOPLE})"
        );
        let parameters = named_params! { ":run": run, ":today": today.to_string() };
        let people = self.connection.query_row(&sql, parameters, |row| {
            Ok(People { people: row.get(0)?, left: row.get(1)?, unknown: row.get(2)? })
        })?;
        Ok((people.people > 0).then_some(people))
    }

    /// What the roster calls the person with this address, or alias.
    pub fn roster_name(&self, run: i64, email_key: &str) -> Result<Option<String>, Failure> {
        let mut query = self.connection.prepare_cached(
            "SELECT person.name FROM roster_aliases address
             JOIN roster person ON person.run = address.run AND person.email_key = address.email_key
             WHERE address.run = ?1 AND address.alias_key = ?2",
        )?;
        let name: Option<Option<String>> = query.query_row(params![run, email_key], |row| row.get(0)).optional()?;
        Ok(name.flatten())
    }
}
