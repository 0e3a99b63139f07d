//! Keys that are to name one account alone, and do not.

use rusqlite::params;

use super::Reading;
use crate::model::{Failure, PrincipalKind};

impl Reading {
    /// The accounts of a kind whose key another one has too, those of one key side by side: the value of an attribute, else
    /// the address. How a service compares them is not known, so neither case nor blanks around a key make it another one.
    pub fn sharing_a_key(&self, kind: PrincipalKind, attribute: &str) -> Result<Vec<String>, Failure> {
        let mut query = self.store.connection.prepare(
            "WITH keyed AS MATERIALIZED (
                 SELECT id, lower(trim(attributes ->> ?4)) AS key, email_key FROM principals
                 WHERE run = ?1 AND vendor = ?2 AND kind = ?3)
             SELECT id FROM keyed
             WHERE key IN (SELECT key FROM keyed GROUP BY key HAVING count(*) > 1)
                OR (key IS NULL AND email_key IN (SELECT email_key FROM keyed GROUP BY email_key HAVING count(*) > 1))
             ORDER BY coalesce(key, email_key), id",
        )?;
        let sharing =
            query.query_map(params![self.run, self.service.as_str(), kind.as_str(), attribute], |row| row.get(0));
        Ok(sharing?.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use jiff::Timestamp;
    use serde_json::Value;

    use super::*;
    use crate::{
        model::{Attributes, Identity, Principal},
        source::TOMTICKET,
        store::testing::store,
    };

    #[test]
    fn a_key_that_two_have_is_found_however_it_is_written_and_whoever_is_asked_by_it() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let (run, _lock) = store.begin(&Value::Null, &[], &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let reading = store.reading(run, TOMTICKET);
        let all = [
            ("alone", Some("C1"), Some("a@x.example")),
            ("upper", Some("C2"), None),
            ("lower", Some(" c2"), None),
            ("by_id", Some("C3"), Some("both@x.example")),
            ("by_address", None, Some("Both@x.example ")),
            ("neither", None, None),
            ("nor_this", None, None),
        ];
        for (id, key, email) in all {
            let attributes = Attributes::default().with("internal_id", key);
            let (kind, id, email) = (PrincipalKind::Customer, id.to_owned(), email.map(str::to_owned));
            reading.save_principal(&Principal { kind, id, name: None, email, attributes }).unwrap();
        }
        let sharing = reading.sharing_a_key(PrincipalKind::Customer, "internal_id").unwrap();
        assert_eq!(sharing, ["by_address", "lower", "upper"]);
        assert!(reading.sharing_a_key(PrincipalKind::User, "internal_id").unwrap().is_empty());
    }
}
