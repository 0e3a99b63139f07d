//! People as the roster has them together.

use rusqlite::params;
use serde_json::json;

use super::{
    RosterFacts, Store,
    row::{parsed, service},
};
use crate::model::{Failure, ServiceId};

impl Store {
    /// Everybody on the roster of a run: the address as it is compared, or the line where there is none, and what is said.
    pub fn roster_people(&self, run: i64) -> Result<Vec<(String, RosterFacts)>, Failure> {
        let sql = "SELECT email_key, name, status, left_on, manager, department FROM roster WHERE run = ?1
                   ORDER BY email_key";
        self.all(sql, [run], |row| {
            let facts = RosterFacts {
                name: row.get(1)?,
                status: row.get(2)?,
                left_on: parsed(row, 3)?,
                manager: row.get(4)?,
                department: row.get(5)?,
            };
            Ok((row.get(0)?, facts))
        })
    }

    /// The accounts of these people, their keys among them: service, kind and id.
    pub(crate) fn accounts_of_people(
        &self,
        run: i64,
        people: &[&str],
    ) -> Result<Vec<(ServiceId, String, String)>, Failure> {
        let sql = "SELECT p.vendor, p.kind, p.id FROM json_each(?2) person
                   CROSS JOIN roster_aliases a INDEXED BY roster_aliases_by_email
                       ON a.run = ?1 AND a.email_key = person.value
                   CROSS JOIN principals p INDEXED BY principals_by_email ON p.run = a.run AND p.email_key = a.alias_key";
        self.all(sql, params![run, json!(people).to_string()], |row| Ok((service(row, 0)?, row.get(1)?, row.get(2)?)))
    }
}
