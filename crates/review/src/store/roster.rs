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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{RosterFacts, testing::kept};

    #[test]
    fn whether_somebody_left_is_the_same_asked_of_all_and_of_one() {
        let (_folder, store) = kept();
        let today: Date = "2026-01-10".parse().unwrap();
        for status in [None, Some("active"), Some("left"), Some("on leave")] {
            for left_on in [None, Some("2026-01-09"), Some("2026-01-10"), Some("2026-01-11")] {
                store.connection.execute("DELETE FROM roster", []).unwrap();
                let insert =
                    "INSERT INTO roster (run, email_key, status, left_on) VALUES (1, 'ana@casa.example', ?1, ?2)";
                store.connection.execute(insert, [status, left_on]).unwrap();
                let people = store.count_people(1, today).unwrap().unwrap();
                let facts: RosterFacts = store.roster_facts(1, "ana@casa.example").unwrap().unwrap();
                let of_all = match (people.left, people.unknown) {
                    (1, _) => Some(true),
                    (_, 1) => None,
                    _ => Some(false),
                };
                assert_eq!(facts.has_left(today), of_all, "{status:?} {left_on:?}");
            }
        }
    }
}
