//! Whose accesses are, and what was found about whoever holds them.

use std::collections::BTreeMap;

use acesso_review::{
    judge::findings::{ByHolder, Finding},
    model::{Failure, Lang, PrincipalKind, Severity},
    store::{Assigned, GrantRow, Store},
};

use super::key_of;

/// Those who hold something in a run.
#[derive(Debug)]
pub(crate) struct Holders<'a> {
    store: &'a Store,
    run: i64,
    found: ByHolder<'a>,
}

/// What one person holds, or one key, or nobody by name.
#[derive(Debug)]
pub(crate) struct Holding {
    /// The person's addresses, as they are compared.
    pub(crate) addresses: Vec<String>,
    /// Each access with what was found about it alone.
    pub(crate) held: Vec<(Assigned, Vec<Finding>)>,
    /// What else was found about whoever it is.
    pub(crate) findings: Vec<Finding>,
}

impl Holding {
    /// Whether something grave was found about an access or its holder: to keep it needs a reason, then.
    pub(crate) fn is_grave(&self, of_access: &[Finding]) -> bool {
        self.findings.iter().chain(of_access).any(|finding| finding.severity == Severity::High)
    }
}

impl<'a> Holders<'a> {
    pub(crate) fn of(store: &'a Store, run: i64, lang: Lang) -> Result<Self, Failure> {
        Ok(Self { store, run, found: ByHolder::of(store, run, lang)? })
    }

    /// Accesses by whose they are. All addresses of a person are one; what is nobody's by name is together, by service.
    pub(crate) fn holding(&self, rows: Vec<Assigned>) -> Result<Vec<Holding>, Failure> {
        let mut all: BTreeMap<String, (Vec<String>, Vec<Assigned>)> = BTreeMap::new();
        for assigned in rows {
            let addresses = self.found.addresses(&assigned.grant)?;
            let (_, held) = all.entry(whose(&assigned.grant, &addresses)).or_insert_with(|| (addresses, Vec::new()));
            held.push(assigned);
        }
        all.into_values().map(|(addresses, held)| self.with_findings(addresses, held)).collect()
    }

    fn with_findings(&self, addresses: Vec<String>, held: Vec<Assigned>) -> Result<Holding, Failure> {
        let about = self.found.about(&addresses, held.iter().map(|assigned| &assigned.grant))?;
        let mut about: Vec<_> = about.into_iter().map(|finding| (finding, false)).collect();
        let mut with_findings = Vec::with_capacity(held.len());
        for assigned in held {
            let mut of_access = Vec::new();
            for (finding, is_told) in &mut about {
                if self.is_about(finding, &assigned.grant)? {
                    of_access.push(finding.clone());
                    *is_told = true;
                }
            }
            with_findings.push((assigned, of_access));
        }
        let others = about.into_iter().filter(|(_, is_told)| !is_told).map(|(finding, _)| finding);
        Ok(Holding { addresses, held: with_findings, findings: others.collect() })
    }

    /// Whether a finding is about an access, and not about its holder: it names permissions, and all of them are held where
    /// this one is. Of a conflict that is each of the two.
    fn is_about(&self, finding: &Finding, grant: &GrantRow) -> Result<bool, Failure> {
        let permissions = &finding.subject.facts.permissions;
        let is_named = finding.subject.service == Some(grant.service)
            && finding.subject.principal == grant.principal
            && permissions.contains(&grant.permission)
            && finding.resource.as_ref().is_none_or(|resource| *resource == grant.resource);
        if !is_named || permissions.len() == 1 || finding.resource.is_some() {
            return Ok(is_named);
        }
        for permission in permissions {
            let key = [grant.service.as_str(), &grant.principal, &grant.resource, permission];
            let there = self.store.grants_from(self.run, key, 1)?.pop();
            if there.is_none_or(|there| key_of(&there).each_ref().map(String::as_str) != key) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// What tells whoever holds an access from all others.
fn whose(grant: &GrantRow, addresses: &[String]) -> String {
    let service = grant.service.as_str();
    match addresses.first() {
        Some(address) => format!("@ {address}"),
        None if grant.principal_kind == PrincipalKind::Unattributed.as_str() => format!("{service} ?"),
        None => format!("{service} {} {}", grant.principal_kind, grant.principal),
    }
}
