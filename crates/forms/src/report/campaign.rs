//! Who was asked to decide by when, and how far they are.

use std::cmp::Reverse;

use acesso_review::{
    model::{Failure, day},
    store::{Progress, Store},
};

use super::{Clock, count, number, reviewer_of};

/// How many reviewers of a campaign the page names.
const MOST_REVIEWERS: usize = 20;

/// The campaign of a run.
#[derive(Debug)]
pub(super) struct Campaign {
    /// What it is called, and until when people decide.
    pub(super) sentence: String,
    /// Those who have most to decide yet come first.
    pub(super) shares: Vec<Share>,
    /// Whether something was carried over, or is not asked again.
    pub(super) asks_less: bool,
    /// How many more reviewers there are than are named.
    pub(super) more: Option<String>,
    /// Who decides in whose place, until when, and why.
    pub(super) delegations: Vec<String>,
}

/// How far a reviewer is, as people read it.
#[derive(Debug)]
pub(super) struct Share {
    pub(super) reviewer: String,
    pub(super) decided: String,
    pub(super) carried: String,
    pub(super) not_asked: String,
}

impl Campaign {
    pub(super) fn of(store: &Store, run: i64, clock: &Clock) -> Result<Option<Self>, Failure> {
        let Some(campaign) = store.campaign(run)? else { return Ok(None) };
        let lang = clock.lang;
        let due = day(&campaign.due.to_string(), lang);
        let mut all = store.progress_by_reviewer(run)?;
        all.sort_by_key(|(_, progress)| Reverse(progress.undecided));
        let asks_less = all.iter().any(|(_, progress)| progress.carried + progress.not_asked > 0);
        let more = all.len().checked_sub(MOST_REVIEWERS).filter(|more| *more > 0);
        let first = all.into_iter().take(MOST_REVIEWERS);
        let shares = first.map(|(reviewer, progress)| Share::of(store, run, &reviewer, progress, clock));
        Ok(Some(Self {
            sentence: lang.say_with("report-campaign", [("title", campaign.title.into()), ("due", due.into())]),
            more: more.map(|more| lang.say_with("report-more-asked", [("count", count(more).into())])),
            asks_less,
            delegations: store.delegations(run)?.iter().map(|it| it.told(lang)).collect(),
            shares: shares.collect::<Result<_, _>>()?,
        }))
    }
}

impl Share {
    fn of(store: &Store, run: i64, reviewer: &str, progress: Progress, clock: &Clock) -> Result<Self, Failure> {
        let lang = clock.lang;
        let of = [("decided", progress.decided), ("of", progress.asked())];
        let of = of.map(|(name, count)| (name, number(lang, count).into()));
        Ok(Self {
            reviewer: reviewer_of(store, run, reviewer, lang)?,
            decided: lang.say_with("report-decided", of),
            carried: number(lang, progress.carried),
            not_asked: number(lang, progress.not_asked),
        })
    }
}
