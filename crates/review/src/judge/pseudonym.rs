//! A run in which codes stand for names and addresses.
//!
//! The codes are keyed hashes (HMAC, RFC 2104, with SHA-256): without the key nobody can tell a code's name by trying names,
//! and with the same key the same name has the same code in every run. It is pseudonymised, not anonymous: ids and what
//! somebody holds can still tell who it is.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::diff;
use crate::{
    model::{Failure, Run, caseless, email_key, hex},
    store::{Code, Coder, Store},
};

/// How many bytes of a hash make a code: enough that no two of a million people share one.
const LENGTH_OF_A_CODE: usize = 8;

/// What stands for a text of somebody's own words, in which any name may stand.
const WITHHELD: &str = "(withheld)";

/// The key of the codes.
#[derive(Clone)]
pub struct Key(Vec<u8>);

impl Key {
    /// The key in a file; a new one where there is none.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        match fs::read_to_string(path) {
            Ok(text) => Self::read(&text)
                .ok_or_else(|| Failure::usage("failure-pseudonym-no-key", &[("path", &path.display())])),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make(path),
            Err(error) => Err(unusable(path, &error)),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        let bytes = (0..text.len()).step_by(2).map(byte).collect::<Option<Vec<u8>>>()?;
        (bytes.len() == 32).then_some(Self(bytes))
    }

    /// A new key, in a file that its owner alone can read.
    fn make(path: &Path) -> Result<Self, Failure> {
        let mut bytes = vec![0; 32];
        getrandom::fill(&mut bytes).map_err(|error| unusable(path, &error))?;
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let made = options.write(true).create_new(true).open(path);
        made.and_then(|mut file| writeln!(file, "{}", hex(&bytes))).map_err(|error| unusable(path, &error))?;
        Ok(Self(bytes))
    }

    /// The code of a text of a kind; a name and an address that read alike have different ones.
    fn hash(&self, kind: &str, text: &str) -> String {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return WITHHELD.to_owned() };
        mac.update(format!("{kind}:{text}").as_bytes());
        let hash = mac.finalize().into_bytes();
        hex(hash.get(..LENGTH_OF_A_CODE).unwrap_or(&hash))
    }

    /// An address that is none (RFC 6761), the same for all spellings of one.
    fn address(&self, address: &str) -> String {
        let key = email_key(address).unwrap_or_else(|| caseless(address));
        format!("{}@pseudonym.invalid", self.hash("address", &key))
    }

    fn name(&self, name: &str) -> String {
        format!("P-{}", self.hash("name", &name.trim().to_lowercase()))
    }

    /// A name or an address, whichever it is.
    fn person(&self, text: &str) -> String {
        if text.contains('@') { self.address(text) } else { self.name(text) }
    }

    /// A text that stays, with codes for the addresses in it; withheld where it is not clear what of it is one.
    fn without_addresses(&self, text: &str) -> String {
        if !text.contains('@') {
            return text.to_owned();
        }
        let mut out = String::new();
        for word in text.split_inclusive(|letter| !is_of_address(letter)) {
            let whole = word.trim_end_matches(|letter| !is_of_address(letter));
            let address = whole.trim_matches(MARKS);
            match address.split_once('@') {
                None => out.push_str(word),
                Some((of, at)) if of.is_empty() || at.is_empty() || at.contains('@') => return WITHHELD.to_owned(),
                Some(_) => out.push_str(&word.replacen(address, &self.address(address), 1)),
            }
        }
        out
    }

    /// A JSON document. Of its texts stay those of the members that are [known](CLEAR) to be about nobody. For each other one
    /// a code stands, so that a change of it is still one, or nothing where it is somebody's [own words](OWN_WORDS).
    fn document(&self, text: &str) -> String {
        match serde_json::from_str(text) {
            Ok(document) => self.value("", document).to_string(),
            Err(_) => WITHHELD.to_owned(),
        }
    }

    fn value(&self, member: &str, value: Value) -> Value {
        match value {
            Value::Object(members) => members
                .into_iter()
                .map(|(name, value)| (self.without_addresses(&name), self.value(&name, value)))
                .collect(),
            Value::Array(items) => items.into_iter().map(|item| self.value(member, item)).collect(),
            Value::String(text) if CLEAR.contains(&member) => self.without_addresses(&text).into(),
            Value::String(_) if OWN_WORDS.contains(&member) => WITHHELD.into(),
            Value::String(text) => self.person(&text).into(),
            other => other,
        }
    }
}

/// Members of documents that are what a person or a service says in words of their own.
const OWN_WORDS: [&str; 2] = ["example", "reason"];

/// Members of documents whose texts stay: ids and words of ours, of how it was read or of what somebody may do.
const CLEAR: [&str; 26] = [
    // Of accounts and of what access is to.
    "home",
    "known_by",
    "level",
    "listed_in",
    "parent",
    "revoked_on",
    "roles",
    "status",
    // Of findings, and of who answers for them.
    "examples",
    "left_on",
    "permissions",
    "until",
    // Of proofs.
    "compared",
    "proof",
    "what",
    // Of how a run was read.
    "operators",
    "origin",
    "portal",
    // Of signatures.
    "campaign_sha256",
    "decisions_sha256",
    "run_sha256",
    "run_state",
    "schema",
    "sha256",
    "signed_at",
    "tool",
];

/// What can stand at either end of an address in a sentence, and is no part of it.
const MARKS: [char; 8] = ['.', '\'', '`', '*', '_', '!', '?', '/'];

/// Whether a letter can stand in an address (RFC 5322, RFC 6531), quoted ones left out.
fn is_of_address(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || "@.!#$%&'*+-/=?^_`{|}~".contains(letter)
        || !letter.is_ascii() && !letter.is_whitespace()
}

fn unusable(path: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::usage("failure-pseudonym-key", &[("path", &path.display()), ("error", &error)])
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Coder for Key {
    fn code(&self, code: Code, text: &str) -> String {
        match code {
            Code::Address => self.address(text),
            Code::Name => self.name(text),
            Code::Person => self.person(text),
            Code::Document => self.document(text),
            Code::Withheld => WITHHELD.to_owned(),
        }
    }
}

/// A copy of a run, and of the one that it is compared with, in which nobody has a name. It is gone when it is dropped.
pub fn copy(store: &Store, run: &Run, key: &Key) -> Result<Store, Failure> {
    let earlier = diff::previous(store, run)?.map(|earlier| earlier.id);
    let runs: Vec<_> = [Some(run.id), earlier].into_iter().flatten().collect();
    store.coded_copy(&runs, key.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::{canonical, testing::kept};

    fn key() -> Key {
        Key::read(&"0123456789abcdef".repeat(4)).unwrap()
    }

    #[test]
    fn the_same_person_has_the_same_code_and_another_key_gives_another() {
        let (key, other) = (key(), Key::read(&"f".repeat(64)).unwrap());
        assert_eq!(key.address("Ana@Casa.example "), key.address("ana@casa.example"));
        assert_ne!(key.address("ana@casa.example"), key.address("bia@casa.example"));
        assert_ne!(key.address("ana@casa.example"), other.address("ana@casa.example"));
        assert_ne!(key.hash("name", "ana"), key.hash("address", "ana"));
        // HMAC-SHA-256 as any other program reckons it.
        assert_eq!(key.name("Ana"), "P-91a68c460995cb86");
    }

    #[test]
    fn addresses_in_a_sentence_are_found_whole() {
        let key = key();
        let addresses =
            ["ana.b+c@casa.example", "o'brien@casa.example", "joa\u{303}o@ação.example", "a/b=c!d@casa.example"];
        for address in addresses {
            let code = key.address(address);
            let said = key.without_addresses(&format!("asked for {address}: não há, <{address}> '{address}'."));
            assert_eq!(said, format!("asked for {code}: não há, <{code}> '{code}'."), "{address}");
        }
        assert_eq!(key.without_addresses("nothing of the kind: c1"), "nothing of the kind: c1");
        for unclear in ["\"ana maria\"@casa.example", "ana@", "a @b", "a@casa.example/b@casa.example"] {
            assert_eq!(key.without_addresses(unclear), WITHHELD);
        }
    }

    #[test]
    fn of_a_document_only_those_texts_stay_that_are_known_to_be_about_nobody() {
        let document = json!({
            "status": "active", "home": "t1", "enabled": true, "count": 7, "nothing": null,
            "name": "Ana", "internal_id": "C7", "reason": "Ana left", "example": "c1 Ana: not allowed", "new": "Ana",
            "list": ["Ana", { "deep": "Ana", "level": "customer" }],
        });
        let read: Value = serde_json::from_str(&key().document(&document.to_string())).unwrap();
        let (ana, id) = (key().name("Ana"), key().name("C7"));
        let expected = json!({
            "status": "active", "home": "t1", "enabled": true, "count": 7, "nothing": null,
            "name": ana, "internal_id": id, "reason": WITHHELD, "example": WITHHELD, "new": ana,
            "list": [ana, { "deep": ana, "level": "customer" }],
        });
        assert_eq!(read, expected);
    }

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pseudonym.key");
        let made = Key::open(&path).unwrap();
        assert_eq!(Key::open(&path).unwrap().0, made.0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        for wrong in ["", "abc", "zz", &"a".repeat(63), &"é".repeat(32)] {
            fs::write(&path, wrong).unwrap();
            let refused = Key::open(&path).unwrap_err().to_string();
            assert!(refused.contains("holds no key"), "{refused}");
        }
    }

    /// Puts a text that must not come through wherever a name, an address or somebody's words can stand.
    fn with_canaries(store: &Store) {
        store
            .sql()
            .execute_batch(
                "UPDATE principals SET name = 'Canary ' || id, email = 'canary.' || id || '@casa.example',
                     email_key = 'canary.' || id || '@casa.example';
                 UPDATE principals SET attributes = json_set(attributes, '$.of', 'of canary', '$.name', 'Canary',
                     '$.internal_id', 'canary 7', '$.mail_hash', 'canary', '$.status', 'asked by o''canary@casa.example');
                 UPDATE resources SET attributes = json_set(attributes, '$.owner', 'Canary');
                 UPDATE grants SET granted_by = 'app 7 for canary',
                     attributes = json_set(attributes, '$.by', json_array('canary'));
                 UPDATE permissions SET granted_by = 'canary';
                 UPDATE findings SET data = json_set(data, '$.name', 'Canary', '$.email', 'canary@casa.example'),
                     suppressed = json_object('reason', 'canary said so', 'author', 'Canary', 'until', '2027-01-01');
                 INSERT INTO findings SELECT run, 9, rule, severity, NULL, 'person', 'canary@casa.example', NULL, data, NULL
                     FROM findings WHERE run = 1 AND number = 1;
                 UPDATE suppressions SET account = 'canary', reason = 'canary', author = 'canary';
                 UPDATE roster_aliases SET alias_key = 'canary.' || alias_key, email_key = 'canary.' || email_key;
                 INSERT INTO roster VALUES (1, 'canary@casa.example', 'Canary', 'canary leave', NULL, 'canary', 'Canary''s');
                 UPDATE scopes SET problem = 'Canary is not there' WHERE vendor = 'base39';
                 UPDATE proofs SET sentence = 'canary', proof = json_set(proof, '$.example', 'Canary is not there');
                 UPDATE windows SET os_user = 'canary', host = 'canary', command = 'acesso review --roster canary.csv';
                 INSERT INTO decisions SELECT 1, vendor, principal, resource, permission, 'revoke', 'canary left',
                     'Canary', '2026-01-02', '2026-01-02T00:00:00Z', 0 FROM grants WHERE run = 1;
                 INSERT INTO campaigns VALUES (1, 'Canary''s', '2026-01-31', 'manager', 'canary@casa.example', NULL, 0, 0, NULL,
                     NULL, '2026-01-02T00:00:00Z', 'canary');
                 INSERT INTO assignments SELECT 1, vendor, principal, resource, permission, 'canary@casa.example', 'owner',
                     'new', NULL, 1, NULL FROM grants WHERE run = 1;
                 INSERT INTO delegations VALUES (1, 1, 'canary@casa.example', 'a.canary@casa.example', '2026-01-31',
                     'canary is ill', '2026-01-02T00:00:00Z');
                 INSERT INTO signatures VALUES (1, 1, json_object('claimed_name', 'Canary', 'user', 'canary'), 'x');",
            )
            .unwrap();
    }

    fn run(store: &Store, id: i64) -> Run {
        store.run(id).unwrap().unwrap()
    }

    #[test]
    fn nobodys_name_or_address_is_in_the_copy() {
        let (_folder, store) = kept();
        with_canaries(&store);
        let copy = copy(&store, &run(&store, 1), &key()).unwrap();
        let mut tables = copy.sql().prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let mut cells = 0;
        for table in tables {
            let mut query = copy.sql().prepare(&format!("SELECT * FROM {table}")).unwrap();
            let width = query.column_count();
            let mut rows = query.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                for column in 0..width {
                    let cell: rusqlite::types::Value = row.get(column).unwrap();
                    let told = format!("{cell:?}").to_lowercase();
                    assert!(!told.contains("canary"), "{table}: {told}");
                    cells += 1;
                }
            }
        }
        assert!(cells > 100, "{cells}");
    }

    #[test]
    fn it_holds_as_much_as_the_run_and_the_same_person_is_the_same() {
        let (_folder, store) = kept();
        let copy = copy(&store, &run(&store, 1), &key()).unwrap();
        assert!(copy.is_pseudonymised() && !store.is_pseudonymised());
        assert_eq!(copy.counts(1).unwrap().accesses, store.counts(1).unwrap().accesses);
        assert_eq!(copy.count_findings(1).unwrap(), store.count_findings(1).unwrap());
        let ana = key().address("ana@casa.example");
        let accounts: Vec<_> = copy.accounts_of(1, &ana).unwrap().into_iter().map(|account| account.id).collect();
        assert_eq!(accounts, ["u1", "c1"], "the roster's aliases lead to both");
        assert_ne!(copy.sha256(1).unwrap(), store.sha256(1).unwrap());
        assert_eq!(copy.sha256(1).unwrap(), Some(canonical::sha256(&copy, 1).unwrap()));
    }

    #[test]
    fn the_run_that_it_is_compared_with_comes_along() {
        let (_folder, store) = kept();
        store
            .sql()
            .execute("UPDATE principals SET attributes = json_set(attributes, '$.rules', 'of run ' || run)", [])
            .unwrap();
        let copy = copy(&store, &run(&store, 2), &key()).unwrap();
        let summary = |store: &Store| diff::summary(store, &run(store, 1), &run(store, 2)).unwrap();
        assert_eq!(summary(&copy), summary(&store));
    }

    #[test]
    fn the_copy_is_gone_when_nobody_needs_it() {
        let (_folder, store) = kept();
        let copy = copy(&store, &run(&store, 1), &key()).unwrap();
        let path = copy.path().to_owned();
        assert!(path.exists());
        drop(copy);
        assert!(!path.exists() && !path.parent().unwrap().exists());
    }
}
