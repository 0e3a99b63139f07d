//! What is wrong with a file, and why nothing of it is recorded.

use std::path::Path;

use acesso_review::{
    judge::decisions::Objection,
    model::{DecisionRecord, Failure, Lang, Sentence, day},
};

use super::table::Place;
use crate::words::printable;

/// How many mistakes are told; of the others, how many there are.
const TOLD: usize = 20;

/// The mistakes of a file.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    told: Vec<Sentence>,
    count: usize,
    /// How many of them an option takes all the same.
    refused: usize,
}

impl Mistakes {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Whether one more is told, and not just counted.
    pub(super) fn are_told(&self) -> bool {
        self.told.len() < TOLD
    }

    pub(super) fn add(&mut self, place: &Sentence, what: &Sentence) {
        self.count += 1;
        if self.are_told() {
            let told = Sentence::new("mistake-at", &[]);
            self.told.push(told.with("place", |lang| place.say(lang)).with("what", |lang| what.say(lang)));
        }
    }

    /// Adds that something is to be said against what stands at a place.
    pub(super) fn object(&mut self, place: &Sentence, objection: &Objection, newest: Option<&DecisionRecord>) {
        self.refused += usize::from(!matches!(objection, Objection::Otherwise(_)));
        self.add(place, &said_against(objection, newest));
    }

    /// Nothing, where there is no mistake; else a failure of this id, whose advice says how such files are corrected.
    pub(super) fn answer(&self, path: &Path, id: &'static str) -> Result<(), Failure> {
        if self.count == 0 {
            return Ok(());
        }
        let id = match (self.refused == self.count, id) {
            (true, "failure-mistakes-page") => "failure-mistakes-page-insist",
            (true, _) => "failure-mistakes-insist",
            (false, id) => id,
        };
        Err(Failure::usage(id, &[("path", &path.display())])
            .with("mistakes", |lang| lang.say_with("mistake-count", [("count", self.count.into())]))
            .with("lines", |lang| self.lines(lang)))
    }

    /// A line for each that is told, and one for the others.
    fn lines(&self, lang: Lang) -> String {
        let more = self.count.saturating_sub(self.told.len());
        let more = (more > 0).then(|| lang.say_with("mistake-more", [("count", more.into())]));
        self.told.iter().map(|told| told.say(lang)).chain(more).map(|line| format!("\n  {line}")).collect()
    }
}

/// Why a line is not taken, and what takes it all the same.
fn said_against(objection: &Objection, newest: Option<&DecisionRecord>) -> Sentence {
    let after_decision = |id| {
        let decided = who_decided(newest);
        Sentence::new(id, &[]).with("decided", |lang| decided.say(lang))
    };
    match objection {
        Objection::Otherwise(first) => {
            let first = Place::called_as_kept(first);
            Sentence::new("mistake-otherwise", &[]).with("place", |lang| first.say(lang))
        }
        Objection::DecidedSince => after_decision("mistake-decided-since"),
        Objection::NobodyKnew => after_decision("mistake-nobody-knew"),
        Objection::SomebodyElses(reviewer) => {
            Sentence::new("mistake-somebody-elses", &[("reviewer", &printable(reviewer))])
        }
        Objection::Cleared => after_decision("mistake-cleared"),
    }
}

/// Who decided what, and when.
fn who_decided(record: Option<&DecisionRecord>) -> Sentence {
    let Some(record) = record else { return Sentence::new("mistake-something-else", &[]) };
    let time = &record.recorded_at;
    match (record.decision, &record.reviewer, &record.decided_on) {
        (Some(decision), Some(reviewer), Some(on)) => {
            Sentence::new("mistake-decided", &[("reviewer", &format!("{reviewer:?}")), ("time", time)])
                .with("decision", |lang| decision.word(lang))
                .with("day", |lang| day(on, lang))
        }
        _ => Sentence::new("mistake-taken-back", &[("time", time)]),
    }
}
