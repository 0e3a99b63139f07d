//! What was found, by who holds the accesses that it is about.

use std::collections::HashMap;

use super::Finding;
use crate::{
    model::{Failure, Lang, ServiceId, Severity},
    store::{GrantRow, Store},
};

/// A service and an account of it; without a service, a person's address.
type About = (Option<ServiceId>, String);

/// What was found about each account and each person, and nobody answers for.
#[derive(Debug)]
pub struct ByHolder<'a> {
    store: &'a Store,
    run: i64,
    lang: Lang,
    /// The number of each finding, which is looked up when somebody asks: all of them would not fit into little memory.
    findings: HashMap<About, Vec<(i64, Severity)>>,
}

impl<'a> ByHolder<'a> {
    /// All that was found in a run, told in a language.
    pub fn of(store: &'a Store, run: i64, lang: Lang) -> Result<Self, Failure> {
        let mut findings: HashMap<About, Vec<_>> = HashMap::new();
        store.each_finding(run, None, |row| {
            if row.suppressed.is_none() {
                findings.entry((row.service, row.principal)).or_default().push((row.number, row.severity));
            }
            Ok(())
        })?;
        Ok(Self { store, run, lang, findings })
    }

    /// All addresses of the person who holds an access, as they are compared; none where nobody does by name.
    pub fn addresses(&self, grant: &GrantRow) -> Result<Vec<String>, Failure> {
        match self.store.address_of_holder(self.run, grant)? {
            Some(address) => self.store.addresses_of(self.run, &address),
            None => Ok(Vec::new()),
        }
    }

    /// What was found about a person of these addresses, and about the accounts that hold these accesses.
    pub fn about<'g>(
        &self,
        addresses: &[String],
        held: impl Iterator<Item = &'g GrantRow>,
    ) -> Result<Vec<Finding>, Failure> {
        let found = self.found(addresses, held).into_iter();
        found.map(|(number, _)| Ok(Finding::of(self.store.finding(self.run, number)?, self.lang))).collect()
    }

    /// How grave the gravest finding is about whoever holds an access; nothing where nothing was found.
    pub(crate) fn worst(&self, grant: &GrantRow) -> Result<Option<Severity>, Failure> {
        let addresses = self.addresses(grant)?;
        Ok(self.found(&addresses, [grant].into_iter()).into_iter().map(|(_, severity)| severity).max())
    }

    fn found<'g>(&self, addresses: &[String], held: impl Iterator<Item = &'g GrantRow>) -> Vec<(i64, Severity)> {
        let of_person = addresses.iter().map(|address| (None, address.clone()));
        let of_accounts = held.map(|grant| (Some(grant.service), grant.principal.clone()));
        let mut all: Vec<_> = of_person.chain(of_accounts).collect();
        all.sort();
        all.dedup();
        all.iter().filter_map(|about| self.findings.get(about)).flatten().copied().collect()
    }
}
