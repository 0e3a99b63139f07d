//! Who works here and who left.

use jiff::civil::Date;
use serde::Serialize;

/// Somebody on the roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    pub email: String,
    pub name: Option<String>,
    pub status: Option<Status>,
    pub left_on: Option<Date>,
    pub manager: Option<String>,
    pub department: Option<String>,
    /// Other addresses of theirs.
    pub aliases: Vec<String>,
}

/// Whether somebody works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Active,
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
pub struct People {
    pub people: u64,
    /// How many of them left by the day when the run ended, and of how many it does not say whether they did.
    pub left: u64,
    pub unknown: u64,
}
