//! Whose an account is of which the service tells a hash of the address alone.
//!
//! Each address that is known, from the roster and from all services, is hashed in the ways that there may be. One that fits
//! tells whose the account is; none that does tells nothing.

use std::collections::HashMap;

use super::roster::Roster;
use crate::{
    model::{Failure, email_key, mail_hashes},
    store::{HashedAccount, Store},
};

/// Finds whose they are, and keeps it with the run.
pub(crate) fn recognise(store: &Store, run: i64, roster: Option<&Roster>) -> Result<(), Failure> {
    let mut unknown: HashMap<String, Vec<HashedAccount>> = HashMap::new();
    for account in store.hashed_accounts(run)? {
        unknown.entry(account.hash.to_ascii_lowercase()).or_default().push(account);
    }
    if unknown.is_empty() {
        return Ok(());
    }
    let mut known = Vec::new();
    let mut look_at = |address: &str| {
        let Some(key) = email_key(address) else { return };
        // The one form of it is another spelling that a service may have hashed.
        for hash in mail_hashes(address).chain(mail_hashes(&key)) {
            known.extend(unknown.remove(&hash).into_iter().flatten().map(|account| (account, key.clone())));
        }
    };
    roster.into_iter().flat_map(Roster::addresses).for_each(&mut look_at);
    store.each_address(run, &mut look_at)?;
    let change = store.change()?;
    for (account, key) in known {
        store.know_by_hash(&account, &key)?;
    }
    change.commit()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::{
        model::{Identity, Person},
        source::TOMTICKET,
        store::testing::store,
    };

    /// An agent of whom TomTicket tells this, beside a customer and what the roster knows; and by which address that is known.
    fn known_by(hash: &str) -> Option<String> {
        let (_folder, store) = store();
        let (run, _lock) = store.begin(&json!({}), &[], &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let account = "INSERT INTO principals (run, vendor, id, kind, email, email_key, attributes)
                       VALUES (?1, 'tomticket', ?2, ?3, ?4, ?5, ?6)";
        let none: Option<&str> = None;
        let agent = json!({ "mail_hash": hash }).to_string();
        store.sql().execute(account, (run, "o1", "operator", none, none, agent)).unwrap();
        let customer = (run, "c1", "customer", "Bia@Casa.example", "bia@casa.example", "{}");
        store.sql().execute(account, customer).unwrap();
        let aliases = vec!["A.Exemplo@casa.example".to_owned()];
        let roster = Roster::of([Person { email: "Ana@casa.example".to_owned(), aliases, ..Person::default() }]);
        roster.save(&store, run).unwrap();
        recognise(&store, run, Some(&roster)).unwrap();
        let key =
            store.sql().query_row("SELECT email_key FROM principals WHERE id = 'o1'", [], |row| row.get(0)).unwrap();
        let accounts = store.accounts_of(run, "ana@casa.example").unwrap();
        let told =
            |account: &crate::store::AccountRow| account.attribute("known_by").is_some_and(|by| by == "mail_hash");
        assert!(accounts.iter().all(|account| account.service == TOMTICKET && told(account)), "{accounts:?}");
        // A run that is read on without the roster's file still knows the addresses of it.
        drop(_lock);
        store.resume(run, &json!({}), &[], &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let forgotten = store.hashed_accounts(run).unwrap();
        assert_eq!(forgotten.len(), 1);
        key
    }

    #[test]
    fn an_agent_is_recognised_by_each_hash_of_each_address_that_is_known() {
        for (address, key) in [
            ("Ana@casa.example", "ana@casa.example"),
            ("ana@casa.example", "ana@casa.example"),
            ("A.Exemplo@casa.example", "a.exemplo@casa.example"),
            ("Bia@Casa.example", "bia@casa.example"),
            ("bia@casa.example", "bia@casa.example"),
        ] {
            for hash in mail_hashes(address) {
                assert_eq!(known_by(&hash).as_deref(), Some(key), "{address}");
                assert_eq!(known_by(&hash.to_uppercase()).as_deref(), Some(key), "{address}");
            }
        }
    }

    #[test]
    fn an_agent_is_recognised_by_the_hash_of_another_spelling_of_an_address() {
        for (spelling, hashed) in [
            ("joa\u{303}o@casa.example", "jo\u{e3}o@casa.example"),
            ("ana@xn--bcher-kva.example", "ana@b\u{fc}cher.example"),
            ("an\u{200b}a@casa.example", "ana@casa.example"),
        ] {
            let (_folder, store) = store();
            let (run, _lock) = store.begin(&json!({}), &[], &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
            for hash in mail_hashes(hashed) {
                let agent = "INSERT INTO principals (run, vendor, id, kind, attributes) VALUES (?1, 'tomticket', ?2, 'operator', ?3)";
                let attributes = json!({ "mail_hash": hash }).to_string();
                store.sql().execute(agent, (run, &hash, attributes)).unwrap();
            }
            recognise(&store, run, Some(&Roster::of([Person { email: spelling.to_owned(), ..Person::default() }])))
                .unwrap();
            let known = "SELECT count(*) FROM principals WHERE email_key IS NOT NULL";
            let known: usize = store.sql().query_row(known, [], |row| row.get(0)).unwrap();
            assert_eq!(known, mail_hashes(hashed).count(), "{spelling}");
        }
    }

    #[test]
    fn a_hash_that_none_of_them_has_tells_nothing() {
        for hash in mail_hashes("rui@casa.example").chain(["9e10".to_owned(), "\u{e3}".repeat(16)]) {
            assert_eq!(known_by(&hash), None, "{hash}");
        }
    }
}
