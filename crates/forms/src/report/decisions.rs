//! Whether the review is closed, and how far it is.

use acesso_review::{
    model::{Failure, Lang},
    store::Store,
};

use super::{Figure, day_of, number};

/// What was decided about a run, as far as it was.
#[derive(Debug)]
pub(super) struct Decisions {
    decided: u64,
    /// By somebody about their own access.
    own: u64,
    signature: Option<Signature>,
}

/// Who closed the review, by the name that they gave, and when.
#[derive(Debug)]
struct Signature {
    by: String,
    at: Option<String>,
}

impl Decisions {
    pub(super) fn of(store: &Store, run: i64) -> Result<Self, Failure> {
        let (decided, own) = store.count_decisions(run)?;
        let signature = store.signed_by(run)?.map(|(by, at)| Signature { by, at });
        Ok(Self { decided, own, signature })
    }

    pub(super) fn figure(&self, accesses: u64, lang: Lang) -> Figure {
        let (decided, of) = (number(lang, self.decided), number(lang, accesses));
        let mut details = vec![lang.say_with("report-decided", [("decided", decided.into()), ("of", of.into())])];
        if let Some(Signature { by, at }) = &self.signature {
            let day = at.as_deref().map(day_of).unwrap_or_default();
            details.insert(0, lang.say_with("report-signed-by", [("name", by.as_str().into()), ("day", day.into())]));
        }
        if self.own > 0 {
            details.push(lang.say_with("report-decided-own", [("count", self.own.into())]));
        }
        let value = if self.signature.is_some() { "report-signed" } else { "report-not-signed" };
        Figure { label: lang.say("report-review"), value: lang.say(value), details, section: "people", is_bad: false }
    }
}
