//! What people decide about an access.

use serde::Serialize;

use super::{language::Lang, words::fold};

/// What is to become of an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

    /// What a word means in either language, whatever its case and accents.
    pub fn from_word(word: &str) -> Option<Self> {
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
    /// Of all of them, those about which somebody decided whose own access it is.
    pub own: u64,
}
