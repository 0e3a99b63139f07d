//! Whether the review is closed, how far it is, and who decided what.

use acesso_review::{
    judge::campaign::progress,
    model::{Failure, Lang},
    store::{DecisionCounts, OfReviewer, Progress, Store},
};

use super::{Bar, Clock, Figure, count, number, reviewer_of};

/// How many reviewers the page names.
const MOST_REVIEWERS: usize = 20;

/// What was decided about a run, as far as it was.
#[derive(Debug)]
pub(super) struct Decisions {
    decided: u64,
    /// About how many accesses somebody is asked by a campaign.
    asked: Option<u64>,
    /// By somebody about their own access.
    own: u64,
    signature: Option<Signature>,
    pub(super) bar: Bar,
    /// Those who decided most come first.
    pub(super) reviewers: Vec<Reviewer>,
    /// How many more there are than are named.
    pub(super) more: Option<String>,
}

/// Who closed the review, by the name that they gave, and when.
#[derive(Debug)]
struct Signature {
    by: String,
    at: Option<String>,
}

/// What a reviewer decided, as people read it.
#[derive(Debug)]
pub(super) struct Reviewer {
    pub(super) name: String,
    pub(super) keep: String,
    pub(super) change: String,
    pub(super) revoke: String,
    pub(super) own: String,
    pub(super) last_on: String,
}

impl Decisions {
    pub(super) fn of(store: &Store, run: i64, clock: &Clock) -> Result<Self, Failure> {
        let (counts, (decided, own)) = (store.decision_counts(run)?, store.count_decisions(run)?);
        let progress = progress(store, run)?;
        let signature = store.signed_by(run)?.map(|(by, at)| Signature { by, at });
        let reviewers = store.decisions_by_reviewer(run, count(MOST_REVIEWERS))?;
        let reviewers = reviewers.into_iter().map(|it| Reviewer::of(store, run, it, clock));
        let reviewers = reviewers.collect::<Result<Vec<_>, _>>()?;
        let more = store.count_reviewers(run)?.checked_sub(count(reviewers.len())).filter(|more| *more > 0);
        Ok(Self {
            decided,
            own,
            signature,
            asked: progress.map(|progress| progress.asked()),
            bar: bar(counts, progress, clock.lang),
            reviewers,
            more: more.map(|more| clock.lang.say_with("report-more-reviewers", [("count", more.into())])),
        })
    }

    pub(super) fn figure(&self, accesses: u64, clock: &Clock) -> Figure {
        let lang = clock.lang;
        let (decided, of) = (number(lang, self.decided), number(lang, self.asked.unwrap_or(accesses)));
        let mut details = vec![lang.say_with("report-decided", [("decided", decided.into()), ("of", of.into())])];
        if let Some(Signature { by, at }) = &self.signature {
            let day = at.as_deref().map(|at| clock.day_of(at)).unwrap_or_default();
            details.insert(0, lang.say_with("report-signed-by", [("name", by.as_str().into()), ("day", day.into())]));
        }
        if self.own > 0 {
            details.push(lang.say_with("report-decided-own", [("count", self.own.into())]));
        }
        let value = if self.signature.is_some() { "report-signed" } else { "report-not-signed" };
        Figure {
            label: lang.say("report-review"),
            value: lang.say(value),
            details,
            section: "decisions",
            is_bad: false,
        }
    }
}

fn bar(counts: DecisionCounts, progress: Option<Progress>, lang: Lang) -> Bar {
    let mut bar = Bar::default();
    bar.add("revoke", "decision-revoke", counts.revoke, lang);
    bar.add("change", "decision-change", counts.change, lang);
    bar.add("keep", "decision-keep", counts.keep, lang);
    let less = progress.filter(|progress| progress.carried + progress.not_asked > 0);
    if let Some(Progress { carried, not_asked, .. }) = less {
        bar.add("carried", "report-carried", carried, lang);
        bar.add("not-asked", "report-not-asked", not_asked, lang);
    }
    bar.add("undecided", "report-undecided", less.map_or(counts.undecided, |it| it.undecided), lang);
    bar
}

impl Reviewer {
    fn of(store: &Store, run: i64, it: OfReviewer, clock: &Clock) -> Result<Self, Failure> {
        let shown = |count| number(clock.lang, count);
        Ok(Self {
            name: reviewer_of(store, run, &it.reviewer, clock.lang)?,
            keep: shown(it.keep),
            change: shown(it.change),
            revoke: shown(it.revoke),
            own: shown(it.own),
            last_on: clock.day_of(&it.last_on),
        })
    }
}
