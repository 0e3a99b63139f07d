//! Who reviews which access: an owner, else whoever the campaign's rule names, else the fallback, and nobody their own.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde::Serialize;

use super::owners::{Asking, Departments, Owners};
use crate::{
    judge::someone::{Someone, name_and_address},
    model::{AssignedBy, By, Failure, Lang, PrincipalKind, email_key, place},
    store::{GrantRow, RosterFacts, Store},
};

/// How many people, and answers about them, are kept at once.
const KEPT: usize = 10_000;

/// What names nobody who could review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// The cell of a manager on the roster.
    Manager,
    /// The cell of a department on the roster.
    Department,
    /// A service that no line of the owners has.
    Service,
    /// A resource that no line of the owners has.
    Resource,
}

impl Names {
    /// As it is written into JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Department => "department",
            Self::Service => "service",
            Self::Resource => "resource",
        }
    }
}

/// Why it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nobody is called so, and nobody answers for it.
    Nobody,
    /// Several people are called so.
    Several,
    /// Whoever is called so has no address.
    NoAddress,
    /// Whoever is called so left.
    Left,
}

/// Something that was to name a reviewer and names none. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unmatched {
    /// What it is.
    pub names: Names,
    /// The cell, the service or the resource.
    pub text: String,
    /// Why it names nobody.
    pub why: Why,
    /// How many accesses went to the fallback for that.
    pub accesses: u64,
}

impl Unmatched {
    /// Why it names nobody, for people.
    pub fn because(&self, lang: Lang) -> String {
        lang.say(match (self.names, self.why) {
            (Names::Department, _) => "unmatched-no-head",
            (Names::Service | Names::Resource, _) => "unmatched-no-owner",
            (Names::Manager, Why::Nobody) => "unmatched-nobody",
            (Names::Manager, Why::Several) => "unmatched-several",
            (Names::Manager, Why::NoAddress) => "unmatched-no-address",
            (Names::Manager, Why::Left) => "unmatched-left",
        })
    }
}

/// By what accesses are assigned.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) by: By,
    pub(super) owners: Option<&'a Owners>,
    pub(super) departments: Option<&'a Departments>,
    /// An address as it is compared.
    pub(super) fallback: String,
    pub(super) today: Date,
}

/// Assigns one access after the other. The accesses of one account come together.
#[derive(Debug)]
pub(super) struct Assigner<'a> {
    store: &'a Store,
    run: i64,
    plan: Plan<'a>,
    owners: Option<Asking<'a>>,
    holder: Option<(Account, Holder)>,
    reviewers: HashMap<String, Someone>,
    /// Whom each cell of a manager names.
    managers: HashMap<String, Result<String, Why>>,
    unmatched: BTreeMap<(Names, String, Why), u64>,
    /// How many would have been their holder's own to review.
    pub(super) own: u64,
    /// How many nobody but their holder could review.
    pub(super) left: u64,
}

/// A cell, and whom it names.
type Found = (String, Result<String, Why>);

/// Service, kind and id of an account.
type Account = [String; 3];

/// Whoever holds an access.
#[derive(Debug)]
struct Holder {
    someone: Someone,
    on_roster: Option<RosterFacts>,
}

impl<'a> Assigner<'a> {
    pub(super) fn new(store: &'a Store, run: i64, plan: Plan<'a>) -> Result<Self, Failure> {
        store.gather_names(run)?;
        let owners = plan.owners.map(Asking::new);
        Ok(Self {
            store,
            run,
            plan,
            owners,
            holder: None,
            reviewers: HashMap::new(),
            managers: HashMap::new(),
            unmatched: BTreeMap::new(),
            own: 0,
            left: 0,
        })
    }

    /// Who reviews an access, by the address that stands for them, and by which rule; nothing where nobody but its holder could.
    pub(super) fn assign(&mut self, grant: &GrantRow) -> Result<Option<(String, AssignedBy)>, Failure> {
        self.look_at_holder(grant)?;
        let owner = self.owners.as_mut().and_then(|owners| owners.owner_of(grant));
        let (reviewer, by) = match owner {
            Some(owner) => (self.whoever_has(owner)?, AssignedBy::Owner),
            None => self.by_rule(grant)?.unwrap_or_else(|| (self.plan.fallback.clone(), AssignedBy::Fallback)),
        };
        if !self.is_own(&reviewer)? {
            return Ok(Some((reviewer, by)));
        }
        self.own += 1;
        let instead = self.instead(None)?;
        self.left += u64::from(instead.is_none());
        Ok(instead)
    }

    /// Who reviews an access that comes to this reviewer by a delegation: nobody their own, nor whoever is away.
    pub(super) fn delegate(
        &mut self,
        grant: &GrantRow,
        (from, to): (&str, &str),
        by: AssignedBy,
    ) -> Result<Option<(String, AssignedBy)>, Failure> {
        self.look_at_holder(grant)?;
        if !self.is_own(to)? {
            return Ok(Some((to.to_owned(), by)));
        }
        self.own += 1;
        let instead = self.instead(Some(from))?;
        self.left += u64::from(instead.is_none());
        Ok(instead)
    }

    /// What names nobody, and how many accesses that is about, the most first.
    pub(super) fn unmatched(&self) -> Vec<Unmatched> {
        let each = self.unmatched.iter().map(|((names, text, why), accesses)| Unmatched {
            names: *names,
            text: text.clone(),
            why: *why,
            accesses: *accesses,
        });
        let mut all: Vec<_> = each.collect();
        all.sort_by_key(|unmatched| std::cmp::Reverse(unmatched.accesses));
        all
    }

    pub(super) fn idle_lines(&self) -> Vec<u64> {
        self.owners.as_ref().map(Asking::idle_lines).unwrap_or_default()
    }

    /// Whoever the campaign's rule names.
    fn by_rule(&mut self, grant: &GrantRow) -> Result<Option<(String, AssignedBy)>, Failure> {
        let found = match self.plan.by {
            By::Manager => self.manager()?.map(|(cell, found)| (Names::Manager, cell, found, AssignedBy::Manager)),
            By::Department => self.head().map(|(cell, found)| (Names::Department, cell, found, AssignedBy::Department)),
            By::Service => {
                let service = grant.service.name();
                Some((Names::Service, service, Err(Why::Nobody), AssignedBy::Fallback))
            }
            By::Resource => {
                let resource = place(grant.service, &grant.resource, grant.resource_name.as_deref(), Lang::En);
                Some((Names::Resource, resource, Err(Why::Nobody), AssignedBy::Fallback))
            }
        };
        Ok(match found {
            None => None,
            Some((_, _, Ok(reviewer), by)) => Some((reviewer, by)),
            Some((names, cell, Err(why), _)) => {
                *self.unmatched.entry((names, cell, why)).or_default() += 1;
                None
            }
        })
    }

    /// In place of the holder their own manager, else the fallback; whoever is away is neither.
    fn instead(&mut self, away: Option<&str>) -> Result<Option<(String, AssignedBy)>, Failure> {
        let manager = self.manager()?.and_then(|(_, found)| found.ok()).map(|manager| (manager, AssignedBy::Manager));
        let fallback = (self.plan.fallback.clone(), AssignedBy::Fallback);
        for (reviewer, by) in manager.into_iter().chain([fallback]) {
            if away != Some(reviewer.as_str()) && !self.is_own(&reviewer)? {
                return Ok(Some((reviewer, by)));
            }
        }
        Ok(None)
    }

    /// The cell that names the holder's manager, and whom it names; nothing where there is none.
    fn manager(&mut self) -> Result<Option<Found>, Failure> {
        let entry = self.holder.as_ref().and_then(|(_, holder)| holder.on_roster.as_ref());
        let Some(cell) = entry.and_then(|entry| entry.manager.clone()) else { return Ok(None) };
        if let Some(known) = self.managers.get(&cell) {
            return Ok(Some((cell, known.clone())));
        }
        let found = self.find(&cell)?;
        if self.managers.len() >= KEPT {
            self.managers.clear();
        }
        self.managers.insert(cell.clone(), found.clone());
        Ok(Some((cell, found)))
    }

    /// The holder's department, and who heads it.
    fn head(&self) -> Option<Found> {
        let (_, holder) = self.holder.as_ref()?;
        let department = holder.on_roster.as_ref()?.department.clone()?;
        let head = self.plan.departments.and_then(|departments| departments.head_of(&department));
        let head = head.map(str::to_owned).ok_or(Why::Nobody);
        Some((department, head))
    }

    /// Whom a name or an address names: one person of the roster, or else one who has an account.
    fn find(&self, cell: &str) -> Result<Result<String, Why>, Failure> {
        let (name, address) = name_and_address(cell);
        let found = match (address.and_then(email_key), name) {
            (Some(key), _) => self.store.person_with(self.run, &key)?.ok_or(Why::Nobody),
            (None, Some(name)) if address.is_none() => self.find_by_name(name)?,
            _ => Err(Why::Nobody),
        };
        Ok(match found {
            // A line of the roster without an address stands for whoever has none.
            Ok(person) if !person.contains('@') => Err(Why::NoAddress),
            Ok(person) if self.store.has_left(self.run, &person, self.plan.today)? => Err(Why::Left),
            found => found,
        })
    }

    fn find_by_name(&self, name: &str) -> Result<Result<String, Why>, Failure> {
        for on_roster in [true, false] {
            let people = self.store.people_named(name, on_roster)?;
            let known: Vec<_> = people.iter().flatten().collect();
            match known.as_slice() {
                [] if people.is_empty() => {}
                [] => return Ok(Err(Why::NoAddress)),
                [one] => return Ok(Ok((*one).clone())),
                _ => return Ok(Err(Why::Several)),
            }
        }
        Ok(Err(Why::Nobody))
    }

    /// The address that stands for whoever has this one; itself, where nobody is known to have it.
    fn whoever_has(&self, address: &str) -> Result<String, Failure> {
        Ok(self.store.person_with(self.run, address)?.unwrap_or_else(|| address.to_owned()))
    }

    fn look_at_holder(&mut self, grant: &GrantRow) -> Result<(), Failure> {
        let account = [grant.service.as_str(), &grant.principal_kind, &grant.principal].map(str::to_owned);
        if self.holder.as_ref().is_some_and(|(last, _)| *last == account) {
            return Ok(());
        }
        let address = self.store.address_of_holder(self.run, grant)?;
        let is_person = ![PrincipalKind::Key.as_str(), PrincipalKind::Unattributed.as_str()]
            .contains(&grant.principal_kind.as_str());
        let name = grant.name.as_deref().filter(|_| is_person);
        let on_roster = match &address {
            Some(address) => self.store.roster_facts(self.run, address)?,
            None => None,
        };
        let someone = Someone::of(self.store, self.run, name, address.as_deref())?;
        self.holder = Some((account, Holder { someone, on_roster }));
        Ok(())
    }

    /// Whether a reviewer is the one whose access it is, as far as names and addresses tell.
    fn is_own(&mut self, reviewer: &str) -> Result<bool, Failure> {
        if !self.reviewers.contains_key(reviewer) {
            if self.reviewers.len() >= KEPT {
                self.reviewers.clear();
            }
            let name = self.store.reviewer_name(self.run, reviewer)?;
            let someone = Someone::of(self.store, self.run, name.as_deref(), Some(reviewer))?;
            self.reviewers.insert(reviewer.to_owned(), someone);
        }
        let reviewer = self.reviewers.get(reviewer);
        Ok(self.holder.as_ref().zip(reviewer).is_some_and(|((_, holder), reviewer)| reviewer.is(&holder.someone)))
    }
}
