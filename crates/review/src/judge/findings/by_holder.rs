//! What was found, by who holds the accesses that it is about.

use std::collections::HashMap;

use super::{Finding, each};
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
    findings: HashMap<About, Vec<Finding>>,
}

impl<'a> ByHolder<'a> {
    /// All that was found in a run, told in a language.
    pub fn of(store: &'a Store, run: i64, lang: Lang) -> Result<Self, Failure> {
        let mut findings: HashMap<About, Vec<Finding>> = HashMap::new();
        each(store, run, None, lang, |finding| {
            if finding.suppressed.is_none() {
                let about = (finding.subject.service, finding.subject.principal.clone());
                findings.entry(about).or_default().push(finding.clone());
            }
            Ok(())
        })?;
        Ok(Self { store, run, findings })
    }

    /// All addresses of the person who holds an access, as they are compared; none where nobody does by name.
    pub fn addresses(&self, grant: &GrantRow) -> Result<Vec<String>, Failure> {
        match self.store.address_of_holder(self.run, grant)? {
            Some(address) => self.store.addresses_of(self.run, &address),
            None => Ok(Vec::new()),
        }
    }

    /// What was found about a person of these addresses, and about the accounts that hold these accesses.
    pub fn about<'g>(&self, addresses: &[String], held: impl Iterator<Item = &'g GrantRow>) -> Vec<&Finding> {
        let of_person = addresses.iter().map(|address| (None, address.clone()));
        let of_accounts = held.map(|grant| (Some(grant.service), grant.principal.clone()));
        let mut all: Vec<_> = of_person.chain(of_accounts).collect();
        all.sort();
        all.dedup();
        all.iter().filter_map(|about| self.findings.get(about)).flatten().collect()
    }

    /// How grave the gravest finding is about whoever holds an access; nothing where nothing was found.
    pub(crate) fn worst(&self, grant: &GrantRow) -> Result<Option<Severity>, Failure> {
        let addresses = self.addresses(grant)?;
        Ok(self.about(&addresses, [grant].into_iter()).into_iter().map(|finding| finding.severity).max())
    }
}
