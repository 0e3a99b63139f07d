//! What is wrong with a file, and why nothing of it is recorded.

use std::{fmt::Display, path::Path};

use acesso_review::{
    judge::decisions::Objection,
    model::{DecisionRecord, Failure},
};

use crate::words::printable;

/// How many mistakes are told; of the others, how many there are.
const TOLD: usize = 20;

/// The mistakes of a file.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    told: Vec<String>,
    count: u64,
    /// How many of them an option takes all the same.
    refused: u64,
}

impl Mistakes {
    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Whether one more is told, and not just counted.
    pub(super) fn are_told(&self) -> bool {
        self.told.len() < TOLD
    }

    pub(super) fn add(&mut self, place: &impl Display, what: &str) {
        self.count += 1;
        if self.are_told() {
            self.told.push(format!("{place}: {what}"));
        }
    }

    /// Adds that something is to be said against what stands at a place.
    pub(super) fn object(&mut self, place: &impl Display, objection: &Objection, newest: Option<&DecisionRecord>) {
        self.refused += u64::from(!matches!(objection, Objection::Otherwise(_)));
        self.add(place, &said_against(objection, newest));
    }

    /// Nothing, where there is no mistake.
    pub(super) fn answer(&self, path: &Path, advice: &'static str) -> Result<(), Failure> {
        if self.count == 0 {
            return Ok(());
        }
        let mistakes = if self.count == 1 { "1 mistake".to_owned() } else { format!("{} mistakes", self.count) };
        let mut what = format!("{} has {mistakes}, and nothing of it is recorded", path.display());
        for mistake in &self.told {
            what.push_str("\n  ");
            what.push_str(mistake);
        }
        let told = u64::try_from(self.told.len()).unwrap_or(self.count);
        if let Some(more) = self.count.checked_sub(told).filter(|more| *more > 0) {
            what.push_str(&format!("\n  and {more} more"));
        }
        let insist = "export the run again and decide in that file, or add the option that the line names";
        Err(Failure::Usage { what, advice: if self.refused == self.count { insist } else { advice } })
    }
}

/// Why a line is not taken, and what takes it all the same.
fn said_against(objection: &Objection, newest: Option<&DecisionRecord>) -> String {
    let decided = who_decided(newest);
    match objection {
        Objection::Otherwise(first) => format!("the same access is decided otherwise on {first}"),
        Objection::DecidedSince => {
            format!("since the file was exported {decided}; --replace records this line instead")
        }
        Objection::NobodyKnew => format!(
            "{decided}, and the file does not say what was decided when it was exported; --replace records this line instead"
        ),
        Objection::SomebodyElses(reviewer) => format!(
            "it is {}'s to decide; --substitute REASON records who decides in their place, and why",
            printable(reviewer)
        ),
        Objection::Cleared => format!("the cells are empty, and {decided}; --withdraw takes that back"),
    }
}

/// Who decided what, and when.
fn who_decided(record: Option<&DecisionRecord>) -> String {
    let Some(record) = record else { return "something else was decided".to_owned() };
    match (&record.decision, &record.reviewer, &record.decided_on) {
        (Some(decision), Some(reviewer), Some(day)) => {
            format!("{reviewer:?} decided {} on {day}, recorded at {}", decision.as_str(), record.recorded_at)
        }
        _ => format!("the decision was taken back, recorded at {}", record.recorded_at),
    }
}
