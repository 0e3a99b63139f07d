//! Keys that are to name one account alone, and do not.

use rusqlite::params;

use super::{super::functions::add_function, Reading};
use crate::model::{Failure, PrincipalKind, caseless, email_key};

impl Reading {
    /// The accounts of a kind whose key another one has too, those of one key side by side: the value of an attribute, else
    /// whatever stands for an address. How a service compares them is not known, so neither case nor blanks around a key nor
    /// what nobody sees make it another one.
    pub fn sharing_a_key(&self, kind: PrincipalKind, attribute: &str) -> Result<Vec<String>, Failure> {
        let connection = &self.store.connection;
        add_function(connection, "form_of_id", form_of_id)?;
        add_function(connection, "form_of_address", form_of_address)?;
        let mut query = connection.prepare(
            "WITH keyed AS MATERIALIZED (
                 SELECT id, form_of_id(nullif(attributes ->> ?4, '')) AS key, form_of_address(nullif(email, '')) AS address
                 FROM principals WHERE run = ?1 AND vendor = ?2 AND kind = ?3)
             SELECT id FROM keyed
             WHERE key IN (SELECT key FROM keyed GROUP BY key HAVING count(*) > 1)
                OR (key IS NULL AND address IN (SELECT address FROM keyed GROUP BY address HAVING count(*) > 1))
             ORDER BY coalesce(key, address), id",
        )?;
        let sharing =
            query.query_map(params![self.run, self.service.as_str(), kind.as_str(), attribute], |row| row.get(0));
        Ok(sharing?.collect::<rusqlite::Result<_>>()?)
    }
}

fn form_of_id(text: &str) -> String {
    caseless(text).trim().to_owned()
}

/// A service is asked by what stands for an address as it is, also where that is none, such as `n/a`.
fn form_of_address(text: &str) -> String {
    email_key(text).unwrap_or_else(|| form_of_id(text))
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

    /// Who of these customers shares a key: an id, an internal id and what stands for an address.
    fn sharing(customers: &[(&str, Option<&str>, Option<&str>)]) -> Vec<String> {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let (run, _lock) = store.begin(&Value::Null, &[], &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let reading = store.reading(run, TOMTICKET);
        for (id, key, email) in customers {
            let attributes = Attributes::default().with("internal_id", *key);
            let (kind, id, email) = (PrincipalKind::Customer, (*id).to_owned(), email.map(str::to_owned));
            reading.save_principal(&Principal { kind, id, name: None, email, attributes }).unwrap();
        }
        assert!(reading.sharing_a_key(PrincipalKind::User, "internal_id").unwrap().is_empty());
        reading.sharing_a_key(PrincipalKind::Customer, "internal_id").unwrap()
    }

    #[test]
    fn a_key_that_two_have_is_found_however_it_is_written_and_whoever_is_asked_by_it() {
        let all = [
            ("alone", Some("C1"), Some("a@x.example")),
            ("upper", Some("C2"), None),
            ("lower", Some(" c2"), None),
            ("by_id", Some("C3"), Some("both@x.example")),
            ("by_address", None, Some("Both@x.example ")),
            ("neither", None, None),
            ("nor_this", None, None),
        ];
        assert_eq!(sharing(&all), ["by_address", "lower", "upper"]);
    }

    #[test]
    fn a_key_is_one_in_any_form_and_also_where_it_is_no_address() {
        for [one, other] in [
            ["n/a", "N/A"],
            ["-", " - "],
            ["Ana <ana@x.example>", "ana <ANA@x.example>"],
            ["\u{c7}A", "\u{e7}a"],
            ["C\u{327}A", "\u{e7}a"],
            ["\u{c7}a@x.example", "c\u{327}a@X.example"],
            ["a@b\u{fc}cher.example", "a@xn--bcher-kva.example"],
            ["x\u{200b}", "x"],
            ["7", "7\u{a0}"],
        ] {
            let by_address =
                [("one", None, Some(one)), ("other", Some(""), Some(other)), ("third", None, Some("third"))];
            assert_eq!(sharing(&by_address), ["one", "other"], "{one:?} {other:?}");
            // Only an address has a domain with two forms.
            if !one.contains("b\u{fc}cher") {
                let by_id = [("one", Some(one), None), ("other", Some(other), None), ("third", None, Some(one))];
                assert_eq!(sharing(&by_id), ["one", "other"], "{one:?} {other:?}");
            }
        }
        let different =
            [("one", None, Some("n/a")), ("other", None, Some("n/b")), ("none", None, Some("")), ("", None, Some(""))];
        assert_eq!(sharing(&different), [""; 0]);
    }
}
