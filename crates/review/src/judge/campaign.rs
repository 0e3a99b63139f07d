//! Campaigns: every access of a run gets one reviewer, and a day by which to decide.
//!
//! The file of owners comes first, then what the campaign goes by (the manager on the roster, the head of the department), then
//! the fallback. Nobody reviews their own access. A campaign is no part of the run, whose hash stays: what is signed names
//! the campaign's own.

mod assign;
mod delegate;
mod owners;
mod status;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt::Display};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;

use assign::{Assigner, Plan};
pub use assign::{Names, Unmatched, Why};
pub use delegate::{Delegated, Delegating, delegate};
pub use owners::{Departments, Owners};
pub use status::{Conflict, ReviewerStatus, Signed, Status, progress};

use super::{
    findings::ByHolder,
    signature,
    since::{Past, Since, State},
};
use crate::{
    model::{
        AssignedBy, Assignment, By, Campaign, Decision, Failure, Lang, RunDescription, RunState, Severity, Standing,
        email_key,
    },
    store::{AssignedCount, Assigning, Snapshot, Store},
};

/// What is asked for.
#[derive(Debug)]
pub struct Wanted {
    /// What the campaign is called.
    pub title: String,
    /// The last day on which to decide.
    pub due: Date,
    /// What says who reviews where no owner does.
    pub by: By,
    /// Who answers for what.
    pub owners: Option<Owners>,
    /// Who heads which department.
    pub departments: Option<Departments>,
    /// The address of whoever reviews where nothing else says who.
    pub fallback: String,
    /// Whose accesses they are, as the settings call it.
    pub company: Option<String>,
    /// Whether nobody is asked again about what was kept in the last signed review, has not changed, and has no finding.
    pub only_changed: bool,
    /// Whether what was kept in the last signed review, has not changed, and has no grave finding starts with that decision.
    pub carry_unchanged: bool,
    /// Whether it takes the place of a campaign that the run has, about which nobody decided.
    pub replace: bool,
}

/// Who reviews what. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Overview {
    /// In the order of their addresses.
    pub reviewers: Vec<Reviewer>,
    /// What was to name a reviewer and names none, that of the most accesses first.
    pub unmatched: Vec<Unmatched>,
    /// The lines of the owners that no access came to.
    pub idle_owner_lines: Vec<u64>,
    /// How many accesses went to somebody else since they would have been the reviewer's own.
    pub own_moved: u64,
}

/// Somebody who is to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reviewer {
    /// The address that stands for them.
    pub reviewer: String,
    /// What they are called, on the roster or where they have an account; absent where neither has the address.
    pub name: Option<String>,
    /// How many accesses they review.
    pub accesses: u64,
    /// The same by the rule by which each came to them.
    pub accesses_by_rule: BTreeMap<String, u64>,
    /// About how many of them they are not asked again; what starts with a decision is counted as that.
    pub not_asked: u64,
    /// How many of them start with a decision of an earlier review.
    pub carried: u64,
}

/// A campaign that can be started.
#[derive(Debug)]
pub struct Prepared<'a> {
    store: &'a Store,
    assigning: Assigning<'a>,
    replace: bool,
    run_sha256: Option<String>,
    /// What it is.
    pub campaign: Campaign,
    /// Who reviews what.
    pub overview: Overview,
}

impl<'a> Prepared<'a> {
    /// Gives every access of a run one reviewer. Nothing is kept yet.
    ///
    /// # Errors
    /// [`Failure::usage`] for a run that is not complete, is signed, or has a campaign that may not be replaced; for what can't
    /// be wanted; and where nobody but its holder could review an access.
    pub fn of(
        store: &'a Store,
        run: &RunDescription,
        wanted: &Wanted,
        started_by: Option<String>,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let (assigning, snapshot) = (store.assigning()?, store.snapshot()?);
        can_be_started(store, run, wanted.replace)?;
        let today = now.to_zoned(TimeZone::system()).date();
        let campaign = campaign(store, run.id, wanted, started_by, now, today)?;
        let plan = Plan {
            by: wanted.by,
            owners: wanted.owners.as_ref(),
            departments: wanted.departments.as_ref(),
            fallback: campaign.fallback.clone(),
            today,
        };
        let mut assigner = Assigner::new(store, run.id, plan)?;
        // Nobody reads the findings' sentences.
        let (since, found) = (Since::of(store, run.id)?, ByHolder::of(store, run.id, Lang::En)?);
        store.each_grant(run.id, |grant| {
            let Some((reviewer, by)) = assigner.assign(&grant)? else { return Ok(()) };
            let past = since.past(&grant)?;
            let standing = standing(past.state);
            let Again { asked, carried } = again(&past, wanted, || found.worst(&grant))?;
            assigning.add(&grant, &Assignment { reviewer, by, standing, carried, asked })
        })?;
        if assigner.left > 0 {
            return Err(nobody_else(assigner.left, &campaign.fallback));
        }
        let overview = Overview {
            reviewers: reviewers(store, run.id, assigning.counts()?)?,
            unmatched: assigner.unmatched(),
            idle_owner_lines: assigner.idle_lines(),
            own_moved: assigner.own,
        };
        if overview.reviewers.is_empty() {
            return Err(Failure::usage("failure-nothing-to-decide", &[("run", &run.id)]));
        }
        snapshot.map_or(Ok(()), Snapshot::release)?;
        let run_sha256 = run.sha256.clone();
        Ok(Self { store, assigning, replace: wanted.replace, run_sha256, campaign, overview })
    }

    /// Keeps the campaign, and has something done before anybody else sees it: where that fails, it never was.
    ///
    /// # Errors
    /// [`Failure::usage`] where somebody signed the run, read on or started another campaign since.
    pub fn start(&self, before_it_is_seen: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        let change = self.store.change()?;
        let run = self.campaign.run;
        signature::must_be_open(self.store, run)?;
        may_be_replaced(self.store, run, self.replace)?;
        if self.run_sha256 != self.store.sha256(run)? {
            return Err(Failure::usage("failure-campaign-read-on", &[("run", &run)]));
        }
        self.assigning.start(&self.campaign)?;
        before_it_is_seen()?;
        change.commit()
    }
}

/// People are asked about a run of which all is there.
fn can_be_started(store: &Store, run: &RunDescription, replace: bool) -> Result<(), Failure> {
    signature::must_be_open(store, run.id)?;
    if run.state != RunState::Complete {
        return Err(Failure::usage("failure-campaign-incomplete", &[("run", &run.id)]));
    }
    may_be_replaced(store, run.id, replace)
}

/// What somebody decided in a campaign is not thrown away with it.
fn may_be_replaced(store: &Store, run: i64, replace: bool) -> Result<(), Failure> {
    let Some(there) = store.campaign(run)? else { return Ok(()) };
    let title = format!("{:?}", there.title);
    match (replace, store.count_decisions(run)?) {
        (true, (0, _)) => Ok(()),
        (false, (0, _)) => Err(Failure::usage("failure-campaign-there", &[("run", &run), ("title", &title)])),
        (_, (decided, _)) => {
            let values: [(&str, &dyn Display); 3] = [("run", &run), ("title", &title), ("decided", &decided)];
            Err(Failure::usage("failure-campaign-decided", &values))
        }
    }
}

fn campaign(
    store: &Store,
    run: i64,
    wanted: &Wanted,
    started_by: Option<String>,
    now: Timestamp,
    today: Date,
) -> Result<Campaign, Failure> {
    let refused = |id| Err(Failure::usage(id, &[]));
    let title = wanted.title.trim();
    if title.is_empty() {
        return refused("failure-campaign-title");
    }
    if wanted.due < today {
        return refused("failure-campaign-due");
    }
    match wanted.by {
        By::Manager if !store.has_managers(run)? => return refused("failure-campaign-managers"),
        By::Department if wanted.departments.is_none() => return refused("failure-campaign-departments"),
        By::Service | By::Resource if wanted.owners.is_none() => return refused("failure-campaign-owners"),
        _ => {}
    }
    let Some(fallback) = email_key(&wanted.fallback) else {
        return refused("failure-campaign-fallback");
    };
    Ok(Campaign {
        run,
        title: title.to_owned(),
        due: wanted.due,
        by: wanted.by,
        fallback: store.person_with(run, &fallback)?.unwrap_or(fallback),
        company: wanted.company.clone(),
        only_changed: wanted.only_changed,
        carry_unchanged: wanted.carry_unchanged,
        owners_sha256: wanted.owners.as_ref().map(|owners| owners.sha256.clone()),
        departments_sha256: wanted.departments.as_ref().map(|departments| departments.sha256.clone()),
        started_at: now,
        started_by,
    })
}

/// Whether people are asked again about an access.
struct Again {
    asked: bool,
    /// The number of the signature whose decision it starts with.
    carried: Option<i64>,
}

/// What was kept, and is as it was, need not be asked again: not where something was found about it, and not where it would have
/// to be gone.
fn again(
    past: &Past,
    wanted: &Wanted,
    worst: impl FnOnce() -> Result<Option<Severity>, Failure>,
) -> Result<Again, Failure> {
    let is_kept = past.decided.as_ref().is_some_and(|decided| decided.decision == Decision::Keep);
    let may_stay = past.state == State::Unchanged && is_kept && (wanted.only_changed || wanted.carry_unchanged);
    if !may_stay {
        return Ok(Again { asked: true, carried: None });
    }
    let worst = worst()?;
    let is_carried = wanted.carry_unchanged && worst < Some(Severity::High);
    Ok(Again {
        asked: !wanted.only_changed || worst.is_some(),
        carried: if is_carried { past.signature } else { None },
    })
}

fn standing(state: State) -> Standing {
    match state {
        State::NoReview => Standing::NoReview,
        State::New => Standing::New,
        State::Changed(_) => Standing::Changed,
        State::Unchanged => Standing::Unchanged,
        State::Unknown => Standing::Unknown,
    }
}

fn nobody_else(count: u64, fallback: &str) -> Failure {
    Failure::usage("failure-campaign-nobody-else", &[("fallback", &fallback), ("count", &count)])
}

/// Who reviews how much, by which rules.
fn reviewers(store: &Store, run: i64, counts: Vec<AssignedCount>) -> Result<Vec<Reviewer>, Failure> {
    let mut reviewers: Vec<Reviewer> = Vec::new();
    for AssignedCount { reviewer, by, accesses, not_asked, carried } in counts {
        if reviewers.last().is_none_or(|last| last.reviewer != reviewer) {
            let name = store.reviewer_name(run, &reviewer)?;
            let accesses_by_rule = BTreeMap::new();
            reviewers.push(Reviewer { reviewer, name, accesses: 0, accesses_by_rule, not_asked: 0, carried: 0 });
        }
        let Some(last) = reviewers.last_mut() else { continue };
        last.accesses += accesses;
        last.not_asked += not_asked;
        last.carried += carried;
        *last.accesses_by_rule.entry(AssignedBy::as_str(by).to_owned()).or_default() += accesses;
    }
    Ok(reviewers)
}
