//! What was found about those who hold accesses.

use std::collections::HashMap;

use crate::{
    judge::findings,
    model::{Failure, Lang, ServiceId, Severity},
    store::{GrantRow, Store},
};

/// The gravest finding about each account and each person that nobody answers for.
#[derive(Debug)]
pub(super) struct Found<'a> {
    store: &'a Store,
    run: i64,
    /// By service and account, or by a person's address.
    worst: HashMap<(Option<ServiceId>, String), Severity>,
}

impl<'a> Found<'a> {
    pub(super) fn of(store: &'a Store, run: i64) -> Result<Self, Failure> {
        let mut worst: HashMap<_, Severity> = HashMap::new();
        // Nobody reads their sentences.
        findings::each(store, run, None, Lang::En, |finding| {
            if finding.suppressed.is_none() {
                let about = (finding.subject.service, finding.subject.principal.clone());
                let known = worst.entry(about).or_insert(finding.severity);
                *known = (*known).max(finding.severity);
            }
            Ok(())
        })?;
        Ok(Self { store, run, worst })
    }

    /// The gravest about whoever holds an access, at its service or as a person; nothing where nothing was found.
    pub(super) fn about(&self, grant: &GrantRow) -> Result<Option<Severity>, Failure> {
        let account = (Some(grant.service), grant.principal.clone());
        let addresses = match self.store.address_of_holder(self.run, grant)? {
            Some(address) => self.store.addresses_of(self.run, &address)?,
            None => Vec::new(),
        };
        let person = addresses.into_iter().map(|address| (None, address));
        Ok([account].into_iter().chain(person).filter_map(|about| self.worst.get(&about).copied()).max())
    }
}
