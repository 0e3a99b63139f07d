//! Addresses as they are kept with a run, and the form in which they are compared: another version may have had another one.

use std::{collections::BTreeMap, rc::Rc};

use rusqlite::params;
use serde_json::json;

use super::Store;
use crate::model::{Failure, KNOWN_BY, MAIL_HASH, email_key};

/// Addresses of a run that are kept in another form than today's, by the one that they have today.
pub(super) type OlderForms = BTreeMap<String, Vec<String>>;

/// An account of whose address a service tells a hash alone.
#[derive(Debug)]
pub(crate) struct HashedAccount {
    row: i64,
    /// In hexadecimal digits.
    pub hash: String,
}

/// What today's form can differ in from one that was lower case and no more: plain addresses need not be looked at.
const MAY_DIFFER: &str =
    "(kept GLOB '*[^-a-z0-9._+@]*' OR kept GLOB '*xn--*' OR kept NOT GLOB '?*@?*' OR kept GLOB '*@*@*'
    OR kept GLOB '*@.*' OR kept GLOB '*..*' OR kept GLOB '*.')";

/// The tables in which addresses are kept as they are compared: what they are made of, and where that stands.
const KEPT: [(&str, &str, &str); 4] = [
    ("principals", "email", "email_key"),
    ("roster", "email_key", "email_key"),
    ("roster_aliases", "email_key", "email_key"),
    ("roster_aliases", "alias_key", "alias_key"),
];

impl Store {
    /// The forms in which this address may be kept with a run, as a JSON array for SQL: today's, and those that a version
    /// before this one wrote. Runs stay as they were read.
    pub(super) fn forms_of(&self, run: i64, email_key: &str) -> Result<String, Failure> {
        let older = self.older_forms(run)?;
        let older = older.get(email_key).into_iter().flatten().map(String::as_str);
        Ok(json!([email_key].into_iter().chain(older).collect::<Vec<_>>()).to_string())
    }

    /// They are looked for once: people are looked up one by one.
    fn older_forms(&self, run: i64) -> Result<Rc<OlderForms>, Failure> {
        if let Some((_, forms)) = self.older_forms.borrow().as_ref().filter(|(of, _)| *of == run) {
            return Ok(Rc::clone(forms));
        }
        let sql = format!(
            "SELECT kept FROM (SELECT email_key AS kept FROM principals WHERE run = ?1) WHERE {MAY_DIFFER}
             UNION SELECT kept FROM (SELECT alias_key AS kept FROM roster_aliases WHERE run = ?1) WHERE {MAY_DIFFER}"
        );
        let mut forms = OlderForms::new();
        for kept in self.all(&sql, [run], |row| row.get::<_, String>(0))? {
            if let Some(today) = email_key(&kept).filter(|today| *today != kept) {
                forms.entry(today).or_default().push(kept);
            }
        }
        let forms = Rc::new(forms);
        *self.older_forms.borrow_mut() = Some((run, Rc::clone(&forms)));
        Ok(forms)
    }

    /// The accounts of a run that no address is known of, but a hash of it.
    pub(crate) fn hashed_accounts(&self, run: i64) -> Result<Vec<HashedAccount>, Failure> {
        let sql = "SELECT rowid, attributes ->> ?2 FROM principals
                   WHERE run = ?1 AND email_key IS NULL AND email IS NULL AND attributes ->> ?2 IS NOT NULL";
        self.all(sql, params![run, MAIL_HASH], |row| Ok(HashedAccount { row: row.get(0)?, hash: row.get(1)? }))
    }

    /// Shows each address of a run, as the services wrote it and as the roster has it.
    pub(crate) fn each_address(&self, run: i64, mut each: impl FnMut(&str)) -> Result<(), Failure> {
        let sql = "SELECT email FROM principals WHERE run = ?1 AND email_key IS NOT NULL AND email IS NOT NULL
                   UNION SELECT alias_key FROM roster_aliases WHERE run = ?1";
        self.each(
            sql,
            [run],
            |row| row.get::<_, String>(0),
            |address| {
                each(&address);
                Ok(())
            },
        )
    }

    /// Keeps whose an account is, which its hash told.
    pub(crate) fn know_by_hash(&self, account: &HashedAccount, email_key: &str) -> Result<(), Failure> {
        let mut update = self.connection.prepare_cached(
            "UPDATE principals SET email_key = ?2, attributes = json_patch(attributes, ?3) WHERE rowid = ?1",
        )?;
        update.execute(params![account.row, email_key, json!({ KNOWN_BY: MAIL_HASH }).to_string()])?;
        Ok(())
    }

    /// Brings the addresses of a run into today's form, and forgets what hashes told: they tell it again when all is read.
    /// Only of a run that is read on: what ended stays as it was.
    pub(super) fn renew_addresses(&self, run: i64) -> Result<(), Failure> {
        self.connection.execute(
            "UPDATE principals SET email_key = NULL, attributes = json_remove(attributes, '$.' || ?2)
             WHERE run = ?1 AND email_key IS NOT NULL AND email IS NULL",
            params![run, KNOWN_BY],
        )?;
        for (table, from, to) in KEPT {
            let sql = format!(
                "SELECT rowid, address, kept FROM (SELECT rowid, {from} AS address, {to} AS kept FROM {table} WHERE run = ?1)
                 WHERE address IS NOT NULL AND {MAY_DIFFER}"
            );
            let rows: Vec<(i64, String, String)> =
                self.all(&sql, [run], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            // Of two that are the same by now, the roster keeps one.
            let update = format!("UPDATE OR REPLACE {table} SET {to} = ?2 WHERE rowid = ?1");
            for (row, address, kept) in rows {
                let today = email_key(&address);
                if today.as_ref() != Some(&kept) && (today.is_some() || table == "principals") {
                    self.connection.prepare_cached(&update)?.execute(params![row, today])?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::{
        model::Identity,
        source::{BASE39, MYREPORTS},
        store::testing::store,
    };

    const DECOMPOSED: &str = "joa\u{303}o@xn--bcher-kva.example";
    const TODAY: &str = "joão@bücher.example";

    /// A run of a version that compared addresses in lower case and no more.
    fn older() -> (tempfile::TempDir, Store, i64) {
        let (folder, store) = store();
        let (run, _lock) = store.begin(&json!({}), &[], &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let account = "INSERT INTO principals (run, vendor, id, kind, email, email_key, attributes)
                       VALUES (?1, ?2, ?3, 'user', ?4, ?4, '{}')";
        for (service, id, email) in [
            (BASE39, "o1", DECOMPOSED),
            (MYREPORTS, "u1", TODAY),
            (MYREPORTS, "u2", "n/a"),
            (MYREPORTS, "u3", "rui@x.example"),
        ] {
            store.sql().execute(account, params![run, service.as_str(), id, email]).unwrap();
        }
        store
            .sql()
            .execute_batch(&format!(
                "INSERT INTO roster (run, email_key) VALUES ({run}, '{DECOMPOSED}');
                 INSERT INTO roster_aliases (run, alias_key, email_key)
                     VALUES ({run}, '{DECOMPOSED}', '{DECOMPOSED}'), ({run}, 'j@x.example', '{DECOMPOSED}');
                 INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, attributes)
                     VALUES ({run}, 'base39', 'o1', 'c1', 'approver', 'user', '{{}}');"
            ))
            .unwrap();
        (folder, store, run)
    }

    #[test]
    fn whoever_is_in_a_run_of_before_is_found_by_today_s_form() {
        let (_folder, store, run) = older();
        let ids = |key: &str| -> Vec<_> {
            store.accounts_of(run, key).unwrap().into_iter().map(|account| account.id).collect()
        };
        assert_eq!(ids(TODAY), ["o1", "u1"]);
        assert_eq!(ids("j@x.example"), ["o1"], "as the roster knows the other address");
        assert_eq!(ids("rui@x.example"), ["u3"]);
        assert!(store.holds_at(run, TODAY, BASE39).unwrap());
        assert_eq!(store.addresses_of(run, TODAY).unwrap(), ["j@x.example", DECOMPOSED, TODAY]);
    }

    #[test]
    fn a_run_that_is_read_on_has_its_addresses_in_today_s_form() {
        let (_folder, store, run) = older();
        store.resume(run, &json!({}), &[], &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let column = |sql: &str| store.all(sql, [], |row| row.get::<_, Option<String>>(0)).unwrap();
        let today = || Some(TODAY.to_owned());
        assert_eq!(
            column("SELECT email_key FROM principals ORDER BY id"),
            [today(), today(), None, Some("rui@x.example".to_owned())]
        );
        assert_eq!(column("SELECT email_key FROM roster"), [today()]);
        assert_eq!(
            column("SELECT alias_key FROM roster_aliases ORDER BY 1"),
            [Some("j@x.example".to_owned()), today()]
        );
        assert_eq!(column("SELECT DISTINCT email_key FROM roster_aliases"), [today()]);
    }
}
