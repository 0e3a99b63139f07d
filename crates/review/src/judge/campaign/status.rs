//! How far a campaign is: who is asked about how much, what is open, and what does not fit together.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    judge::{
        orders::{self, Orders},
        someone::Someone,
    },
    model::{Campaign, Decision, Delegation, Failure, Lang},
    source::Registry,
    store::{DecisionCounts, GrantRow, Progress, Said, Store},
};

/// How far the review of a run is. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Status {
    /// Who was asked to decide by when; absent where nobody was.
    pub campaign: Option<Campaign>,
    /// How many days are left, the last one not counted; below 0 where it is past. Absent without a campaign.
    pub days_left: Option<i32>,
    /// About how many accesses what was decided.
    pub decision_counts: DecisionCounts,
    /// How far all reviewers are together; absent without a campaign.
    pub progress: Option<Progress>,
    /// How far each of them is.
    pub reviewers: Vec<ReviewerStatus>,
    /// Who decides in whose place.
    pub delegations: Vec<Delegation>,
    /// Accesses about which several people decided differently.
    pub conflicts: Vec<Conflict>,
    /// About how many accesses somebody else decided than whoever was asked, as far as names and addresses tell.
    pub decided_by_others: u64,
    /// What closed it; absent while it is open.
    pub signed: Option<Signed>,
    /// How many accesses that it revoked are not known to be gone, but for those about which a later signed review decided; absent
    /// while it is not signed.
    pub open_revocations: Option<u64>,
}

/// How far somebody is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReviewerStatus {
    /// The address that stands for them.
    pub reviewer: String,
    /// What they are called; absent where neither the roster nor an account knows the address.
    pub name: Option<String>,
    /// How far they are.
    pub progress: Progress,
    /// Whether they are asked about something that nobody decided in time.
    pub overdue: bool,
}

/// An access about which several people decided differently.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Conflict {
    /// The access, with what holds now.
    pub grant: GrantRow,
    /// The address of whoever is asked about it; absent without a campaign.
    pub reviewer: Option<String>,
    /// What was decided, one after the other.
    pub said: Vec<Said>,
}

/// What closed a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Signed {
    /// The number of the signature.
    pub number: i64,
    /// Who says that they signed.
    pub claimed_name: String,
    /// When, as the statement says.
    pub signed_at: Option<String>,
}

impl Status {
    /// How far the review of a run is on a day.
    pub fn of(store: &Store, registry: &Registry, run: i64, today: Date) -> Result<Self, Failure> {
        let campaign = store.campaign(run)?;
        let days_left = campaign.as_ref().map(|campaign| days_between(today, campaign.due));
        let reviewers = reviewers(store, run, days_left.is_some_and(|days| days < 0))?;
        let together = together(reviewers.iter().map(|it| &it.progress));
        let signed = signed(store, run)?;
        Ok(Self {
            progress: campaign.is_some().then_some(together),
            campaign,
            days_left,
            decision_counts: store.decision_counts(run)?,
            reviewers,
            delegations: store.delegations(run)?,
            conflicts: conflicts(store, run)?,
            decided_by_others: decided_by_others(store, run)?,
            open_revocations: if signed.is_some() { Some(open_revocations(store, registry, run)?) } else { None },
            signed,
        })
    }

    /// Those who are asked about something that nobody decided, from so many days before the last one on; nobody once it is signed.
    pub fn to_remind(&self, within: i32) -> impl Iterator<Item = &ReviewerStatus> {
        let is_due = self.signed.is_none() && self.days_left.is_some_and(|days| days <= within);
        self.reviewers.iter().filter(move |reviewer| is_due && reviewer.progress.undecided > 0)
    }

    /// About how many accesses somebody is asked, or is to be, and nobody decided.
    pub fn undecided(&self) -> u64 {
        self.progress.map_or(self.decision_counts.undecided, |progress| progress.undecided)
    }
}

/// How far all reviewers of a run's campaign are together; nothing where it has none.
pub fn progress(store: &Store, run: i64) -> Result<Option<Progress>, Failure> {
    let all = store.progress_by_reviewer(run)?;
    Ok(store.campaign(run)?.map(|_| together(all.iter().map(|(_, progress)| progress))))
}

fn together<'a>(all: impl Iterator<Item = &'a Progress>) -> Progress {
    all.fold(Progress::default(), |sum, it| sum.and(it))
}

/// How many days there are from one day to another; below 0 where that is before.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map(|span| span.get_days()).unwrap_or_default()
}

fn reviewers(store: &Store, run: i64, is_past: bool) -> Result<Vec<ReviewerStatus>, Failure> {
    let each = store.progress_by_reviewer(run)?.into_iter().map(|(reviewer, progress)| {
        let name = store.reviewer_name(run, &reviewer)?;
        Ok(ReviewerStatus { reviewer, name, overdue: is_past && progress.undecided > 0, progress })
    });
    each.collect()
}

/// What somebody said last counts: that they changed their mind is no conflict, nor that they wrote their name otherwise.
fn conflicts(store: &Store, run: i64) -> Result<Vec<Conflict>, Failure> {
    let mut conflicts = Vec::new();
    for grant in store.disputed(run)? {
        let said = store.said_about(run, &grant)?;
        if is_conflict(store, run, &said)? {
            conflicts.push(Conflict { reviewer: store.reviewer_of(run, &grant)?, grant, said });
        }
    }
    Ok(conflicts)
}

/// Whether the last words of several people differ.
fn is_conflict(store: &Store, run: i64, said: &[Said]) -> Result<bool, Failure> {
    let mut last: Vec<(Someone, Decision)> = Vec::new();
    for Said { decision, reviewer, .. } in said {
        let person = Someone::called(store, run, reviewer)?;
        last.retain(|(other, _)| !other.is(&person));
        last.push((person, *decision));
    }
    Ok(last.windows(2).any(|two| matches!(two, [(_, one), (_, other)] if one != other)))
}

fn decided_by_others(store: &Store, run: i64) -> Result<u64, Failure> {
    let (mut count, mut asked) = (0, BTreeMap::new());
    for (reviewer, decided_by, decisions) in store.who_decided(run)? {
        if !asked.contains_key(&reviewer) {
            let name = store.reviewer_name(run, &reviewer)?;
            asked.insert(reviewer.clone(), Someone::of(store, run, name.as_deref(), Some(&reviewer))?);
        }
        let decided_by = Someone::called(store, run, &decided_by)?;
        let is_same = asked.get(&reviewer).is_some_and(|asked| asked.is(&decided_by));
        count += if is_same { 0 } else { decisions };
    }
    Ok(count)
}

fn signed(store: &Store, run: i64) -> Result<Option<Signed>, Failure> {
    let (signature, by) = (store.signature(run)?, store.signed_by(run)?);
    Ok(signature.zip(by).map(|(signature, (claimed_name, signed_at))| Signed {
        number: signature.number,
        claimed_name,
        signed_at,
    }))
}

/// About how many of the accesses that were revoked something is left to do.
fn open_revocations(store: &Store, registry: &Registry, run: i64) -> Result<u64, Failure> {
    let mut open = 0;
    // Nobody reads its sentences.
    Orders::of(store, registry, run, Lang::En)?.each(Decision::Revoke, |order| {
        open += u64::from(order.stands() && order.state != orders::State::Removed);
        Ok(())
    })?;
    Ok(open)
}
