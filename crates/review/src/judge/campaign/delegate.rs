//! Somebody decides in another one's place: what that one has not decided is theirs from then on.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::assign::{Assigner, Plan};
use crate::{
    judge::signature,
    model::{By, Campaign, Delegation, Failure, email_key},
    store::{Assigned, Store},
};

/// What is asked for.
#[derive(Debug)]
pub struct Delegating<'a> {
    /// The address of whoever was to decide.
    pub from: &'a str,
    /// The address of whoever decides instead.
    pub to: &'a str,
    /// The last day on which they do; where it is not said, the one by which to decide.
    pub until: Option<Date>,
    /// Why.
    pub reason: &'a str,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegated {
    /// What was recorded.
    pub delegation: Delegation,
    /// How many accesses are theirs by now.
    pub accesses: u64,
    /// How many went to somebody else, since they are their own.
    pub own_moved: u64,
}

/// Gives what somebody has not decided to another one; nobody gets their own. To whom it came from, only that is given back.
///
/// # Errors
/// [`Failure::usage`] for a run without a campaign, or one that is signed; for what can't be wanted; where there is nothing to
/// give; and where nobody but its holder could review an access then.
pub fn delegate(store: &Store, run: i64, wanted: &Delegating<'_>, now: Timestamp) -> Result<Delegated, Failure> {
    let change = store.change()?;
    signature::must_be_open(store, run)?;
    let Some(campaign) = store.campaign(run)? else {
        return Err(Failure::usage("failure-no-campaign", &[("run", &run)]));
    };
    let today = now.to_zoned(TimeZone::system()).date();
    let delegation = delegation(store, &campaign, wanted, now, today)?;
    let mut undecided = store.undecided_of(run, &delegation.delegated_from)?;
    let came_by = store.delegated_from(run, &delegation.delegated_to)?;
    if let Some(came_by) = came_by.filter(|it| it.delegated_to == delegation.delegated_from) {
        let came_from_them = |assigned: &Assigned| assigned.delegation == Some(came_by.number);
        if undecided.iter().any(came_from_them) {
            undecided.retain(came_from_them);
        }
    }
    if undecided.is_empty() {
        let from = &delegation.delegated_from;
        return Err(Failure::usage("failure-delegate-nothing", &[("from", from), ("run", &run)]));
    }
    let plan = Plan { by: By::Manager, owners: None, departments: None, fallback: campaign.fallback, today };
    let mut assigner = Assigner::new(store, run, plan)?;
    store.keep_delegation(run, &delegation)?;
    let mut accesses = 0;
    for assigned in &undecided {
        let between = (delegation.delegated_from.as_str(), delegation.delegated_to.as_str());
        if let Some((reviewer, by)) = assigner.delegate(&assigned.grant, between, assigned.by)? {
            accesses += u64::from(reviewer == delegation.delegated_to);
            store.reassign(run, &assigned.grant, &reviewer, by, delegation.number)?;
        }
    }
    if assigner.left > 0 {
        let to = &delegation.delegated_to;
        return Err(Failure::usage("failure-delegate-nobody-else", &[("to", to), ("count", &assigner.left)]));
    }
    change.commit()?;
    Ok(Delegated { delegation, accesses, own_moved: assigner.own })
}

fn delegation(
    store: &Store,
    campaign: &Campaign,
    wanted: &Delegating<'_>,
    now: Timestamp,
    today: Date,
) -> Result<Delegation, Failure> {
    let refused = |id| Err(Failure::usage(id, &[]));
    let person = |address: &str| match email_key(address) {
        Some(key) => Ok(store.person_with(campaign.run, &key)?.unwrap_or(key)),
        None => Err(Failure::usage("failure-delegate-address", &[("address", &format!("{address:?}"))])),
    };
    let (delegated_from, delegated_to) = (person(wanted.from)?, person(wanted.to)?);
    if delegated_from == delegated_to {
        return refused("failure-delegate-same");
    }
    let until = wanted.until.unwrap_or(campaign.due.max(today));
    if until < today {
        return refused("failure-delegate-until");
    }
    let reason = wanted.reason.trim();
    if reason.is_empty() {
        return refused("failure-delegate-reason");
    }
    let number = store.delegations(campaign.run)?.last().map_or(0, |last| last.number) + 1;
    Ok(Delegation { number, delegated_from, delegated_to, until, reason: reason.to_owned(), recorded_at: now })
}
