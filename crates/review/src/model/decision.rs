//! What people decide about an access.

use serde::{Deserialize, Serialize};

use super::{hash::sha256, language::Lang, service::ServiceId, words::fold};

/// What is to become of an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// It stays as it is.
    Keep,
    /// Something else is to be granted in its place, which the reason says.
    Change,
    /// It is to be taken away. Later runs say whether it was.
    Revoke,
}

impl Decision {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Change, Self::Revoke];

    /// As it is stored and written into JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Change => "change",
            Self::Revoke => "revoke",
        }
    }

    /// As people write it.
    pub fn word(self, lang: Lang) -> String {
        let id = match self {
            Self::Keep => "decision-keep",
            Self::Change => "decision-change",
            Self::Revoke => "decision-revoke",
        };
        lang.say(id)
    }

    /// What a word means in either language, whatever its case. A question mark behind it makes it another one.
    pub fn from_word(word: &str) -> Option<Self> {
        if !word.trim().chars().all(char::is_alphabetic) {
            return None;
        }
        let folded = fold(word);
        Self::ALL.into_iter().find(|decision| Lang::ALL.iter().any(|lang| fold(&decision.word(*lang)) == folded))
    }

    /// The words that can be chosen from.
    pub fn words(lang: Lang) -> Vec<String> {
        Self::ALL.iter().map(|decision| decision.word(lang)).collect()
    }
}

/// What was decided about an access. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decided {
    /// What is to become of the access.
    pub decision: Decision,
    /// Why, in the reviewer's words. To change and to revoke need one.
    pub reason: Option<String>,
    /// Who decided, as they wrote it: a name, an address, or both.
    pub reviewer: String,
    /// The day, as `2026-01-31`.
    pub decided_on: String,
    /// Whether the reviewer decided about access of their own, as far as names and addresses tell.
    pub own: bool,
}

impl Decided {
    /// A short text that is another one for every other decision: what an export carries of it.
    fn mark(&self) -> String {
        let Self { decision, reason, reviewer, decided_on, own: _ } = self;
        let said = serde_json::json!([decision, reason, reviewer, decided_on]).to_string();
        let digits: String = sha256(said.as_bytes()).chars().take(DIGITS).collect();
        format!("{} {digits}", decision.as_str())
    }
}

/// How many hexadecimal digits a mark has: a spreadsheet program takes none of it for a number, since a word is before them.
const DIGITS: usize = 16;

/// What was decided about an access when it was exported, as a short text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark(String);

impl Mark {
    /// That of an access about which this was decided, or nothing.
    pub fn of(decided: Option<&Decided>) -> Self {
        Self(decided.map_or_else(|| UNDECIDED.to_owned(), Decided::mark))
    }

    /// One that stands in a file; nothing where that is none.
    pub fn read(text: &str) -> Option<Self> {
        let is_mark = text == UNDECIDED
            || text.split_once(' ').is_some_and(|(word, digits)| {
                let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
                Decision::ALL.iter().any(|decision| decision.as_str() == word)
                    && digits.len() == DIGITS
                    && digits.bytes().all(is_digit)
            });
        is_mark.then(|| Self(text.to_owned()))
    }

    /// Whether something was decided.
    pub fn is_decided(&self) -> bool {
        self.0 != UNDECIDED
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The mark of an access about which nothing was decided. It has no language: programs compare it.
const UNDECIDED: &str = "undecided";

/// A decision as it was recorded, or that one was taken back. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionRecord {
    /// Its place among those of the run, from 1 on.
    pub number: i64,
    /// The stable key of the access: which service it is at.
    pub service: ServiceId,
    /// The service's id of the account.
    pub principal: String,
    /// The service's id of what it is on.
    pub resource: String,
    /// The service's own name of what may be done.
    pub permission: String,
    /// `keep`, `change` or `revoke`; null where the decision was taken back.
    pub decision: Option<Decision>,
    /// Why, in the reviewer's words.
    pub reason: Option<String>,
    /// Who decided, as they wrote it; null where the decision was taken back.
    pub reviewer: Option<String>,
    /// The day, as `2026-01-31`; null where the decision was taken back.
    pub decided_on: Option<String>,
    /// Whether the reviewer decided about access of their own; null where the decision was taken back.
    pub own: Option<bool>,
    /// When it was recorded.
    pub recorded_at: String,
    /// The name of the file that it came from; null where no file said it, or an earlier version recorded it.
    pub file: Option<String>,
    /// The file's SHA-256.
    pub file_sha256: Option<String>,
}

/// A file that decisions came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionFile {
    /// What it is called, without its folder.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// What came of a file of decisions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recorded {
    /// Accesses about which nothing was decided before.
    pub added: u64,
    /// Those about which something else was.
    pub replaced: u64,
    /// Those about which the same was.
    pub unchanged: u64,
    /// Those about which something was, and that are undecided again.
    pub withdrawn: u64,
    /// Of all of them, those about which somebody decided whose own access it is.
    pub own: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_another_one_for_every_other_decision() {
        let decided = Decided {
            decision: Decision::Keep,
            reason: None,
            reviewer: "Ana".to_owned(),
            decided_on: "2026-01-31".to_owned(),
            own: false,
        };
        let others = [
            Decided { decision: Decision::Revoke, ..decided.clone() },
            Decided { reason: Some(String::new()), ..decided.clone() },
            Decided { reviewer: "Rui".to_owned(), ..decided.clone() },
            Decided { decided_on: "2026-02-01".to_owned(), ..decided.clone() },
        ];
        let mark = Mark::of(Some(&decided));
        for other in others {
            assert_ne!(Mark::of(Some(&other)), mark, "{other:?}");
        }
        assert_eq!(Mark::of(Some(&Decided { own: true, ..decided })), mark, "the tool finds that out by itself");
        for mark in [mark, Mark::of(None)] {
            assert_eq!(Mark::read(mark.as_str()), Some(mark));
        }
        for text in ["", "decided", "keep", "keep 0123456789abcde", "keep 0123456789ABCDEF", "maybe 0123456789abcdef"] {
            assert_eq!(Mark::read(text), None, "{text:?}");
        }
    }
}
