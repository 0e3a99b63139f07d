//! Whether two are the same person, as far as names and addresses tell.

use crate::{
    model::{Failure, email_key, fold},
    store::Store,
};

/// What a person is known by, as it is compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Someone {
    names: Vec<String>,
    addresses: Vec<String>,
}

impl Someone {
    /// With all that the roster knows of the one who has this address.
    pub(super) fn of(store: &Store, run: i64, name: Option<&str>, address: Option<&str>) -> Result<Self, Failure> {
        let mut names: Vec<_> = name.map(fold).into_iter().collect();
        let mut addresses = Vec::new();
        if let Some(key) = address.and_then(email_key) {
            addresses = store.addresses_of(run, &key)?;
            for address in &addresses {
                names.extend(store.roster_name(run, address)?.as_deref().map(fold));
            }
        }
        names.retain(|name| !name.is_empty());
        Ok(Self { names, addresses })
    }

    /// Whoever is called like this: by a name, an address, or both.
    pub(super) fn called(store: &Store, run: i64, text: &str) -> Result<Self, Failure> {
        let (name, address) = name_and_address(text);
        Self::of(store, run, name, address)
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.names.iter().any(|name| other.names.contains(name))
            || self.addresses.iter().any(|address| other.addresses.contains(address))
    }
}

/// `Ana Exemplo`, `ana@casa.example`, `Ana Exemplo <ana@casa.example>` or `Ana Exemplo (ana@casa.example)`.
pub(super) fn name_and_address(reviewer: &str) -> (Option<&str>, Option<&str>) {
    let between = |letter: char| letter.is_whitespace() || ['<', '>', '(', ')', ',', ';'].contains(&letter);
    let address = reviewer.split(between).find(|word| word.contains('@'));
    let name = match address.and_then(|address| reviewer.split_once(address)) {
        Some((before, _)) => before.trim_end_matches(between),
        None => reviewer,
    };
    (Some(name).filter(|name| !name.is_empty()), address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::kept;

    #[test]
    fn a_reviewer_has_a_name_an_address_or_both() {
        let both = (Some("Ana Exemplo"), Some("ana@casa.example"));
        assert_eq!(name_and_address("Ana Exemplo <ana@casa.example>"), both);
        assert_eq!(name_and_address("Ana Exemplo (ana@casa.example)"), both);
        assert_eq!(name_and_address("Ana Exemplo"), (Some("Ana Exemplo"), None));
        assert_eq!(name_and_address("ana@casa.example"), (None, Some("ana@casa.example")));
    }

    #[test]
    fn a_person_is_known_by_name_by_address_and_by_the_roster() {
        let (_folder, store) = kept();
        let sql = "INSERT INTO roster (run, email_key, name) VALUES (1, 'ana@casa.example', 'Ana Exemplo da Silva')";
        store.sql().execute(sql, []).unwrap();
        let person = |name: &str, address: &str| {
            let given = |text: &'static str| Some(text).filter(|text| !text.is_empty());
            let leak = |text: &str| given(String::leak(text.to_owned()));
            Someone::of(&store, 1, leak(name), leak(address)).unwrap()
        };
        let same = |one: Someone, other: Someone| one.is(&other);
        assert!(same(person("ANA éxemplo", ""), person("Ana Exemplo", "a.exemplo@casa.example")));
        assert!(same(person("", "ANA@casa.example"), person("Ana E.", "a.exemplo@casa.example")), "another address");
        assert!(same(person("Ana Exemplo da Silva", ""), person("Ana E.", "a.exemplo@casa.example")), "by the roster");
        assert!(same(person("", "a.exemplo@casa.example"), person("Ana Exemplo da Silva", "")));
        assert!(!same(person("Rui", "rui@casa.example"), person("Ana Exemplo", "ana@casa.example")));
        assert!(!same(person("", ""), person("", "")), "of whom nothing is known nothing is the same");
    }
}
