//! Who works here and who left.

use jiff::civil::Date;
use serde::Serialize;

/// Somebody on the roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The address by which services know them; empty where the roster gives none that can be read.
    pub email: String,
    /// The line on which an address of theirs should stand and none does: accounts of theirs may be known by no address here.
    pub unmatched: Option<u64>,
    /// As HR writes it.
    pub name: Option<String>,
    /// What HR says about whether they work here; absent where it says nothing.
    pub status: Option<Status>,
    /// Their last day, where HR gives one. It may be still to come.
    pub left_on: Option<Date>,
    /// Who answers for them, as HR writes it.
    pub manager: Option<String>,
    /// Where they work, as HR writes it.
    pub department: Option<String>,
    /// Other addresses of theirs.
    pub aliases: Vec<String>,
}

/// Whether somebody works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// They do, on leave or not.
    Active,
    /// They no longer do.
    Left,
    /// A word that is neither: it is kept, and nothing follows from it.
    Other(String),
}

impl Status {
    /// As it is stored.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Left => "left",
            Self::Other(word) => word,
        }
    }
}

/// How many people the roster of a run names. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct People {
    /// How many there are.
    pub people: u64,
    /// How many of them left by the day when the run ended.
    pub left: u64,
    /// Of how many the roster does not say whether they did.
    pub unknown: u64,
}
