//! Who is asked to decide about which access, and by when.

use std::str::FromStr;

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{language::Lang, text::day};

/// A campaign: the accesses of a run, each with one reviewer. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Campaign {
    /// The number of the run whose accesses are decided about.
    pub run: i64,
    /// What it is called.
    pub title: String,
    /// The last day on which to decide.
    pub due: Date,
    /// What said who reviews where no line of the owners did.
    pub by: By,
    /// The address of whoever reviews where nothing else says who.
    pub fallback: String,
    /// Whose accesses they are, as the settings call it.
    pub company: Option<String>,
    /// Whether nobody is asked again about what has not changed since the last signed review.
    pub only_changed: bool,
    /// Whether what has not changed since it was kept starts with that decision.
    pub carry_unchanged: bool,
    /// SHA-256 of the file of owners, where there was one.
    pub owners_sha256: Option<String>,
    /// SHA-256 of the file of heads of departments, where there was one.
    pub departments_sha256: Option<String>,
    /// When it was started.
    pub started_at: Timestamp,
    /// The operating system's name of whoever started it.
    pub started_by: Option<String>,
}

/// What says who reviews where no line of the owners does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The manager of whoever holds the access, as the roster says.
    Manager,
    /// The head of their department.
    Department,
    /// Nothing: each service is to have an owner.
    Service,
    /// Nothing: each resource is to have an owner.
    Resource,
}

impl By {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Manager, Self::Department, Self::Service, Self::Resource];

    /// As it is stored and typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Department => "department",
            Self::Service => "service",
            Self::Resource => "resource",
        }
    }
}

impl FromStr for By {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let by = Self::ALL.into_iter().find(|by| by.as_str() == text);
        by.ok_or("reviewers are assigned by manager, department, service or resource")
    }
}

/// By which rule an access came to its reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AssignedBy {
    /// A line of the owners names them.
    Owner,
    /// They are the manager of whoever holds it.
    Manager,
    /// They are the head of the department of whoever holds it.
    Department,
    /// Nothing else says who.
    Fallback,
}

impl AssignedBy {
    /// In the order in which they are asked.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Manager, Self::Department, Self::Fallback];

    /// As it is stored and written into JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Department => "department",
            Self::Fallback => "fallback",
        }
    }

    /// For people.
    pub fn word(self, lang: Lang) -> String {
        lang.say(match self {
            Self::Owner => "assigned-by-owner",
            Self::Manager => "assigned-by-manager",
            Self::Department => "assigned-by-department",
            Self::Fallback => "assigned-by-fallback",
        })
    }
}

impl FromStr for AssignedBy {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let by = Self::ALL.into_iter().find(|by| by.as_str() == text);
        by.ok_or("an access is assigned by owner, manager, department or fallback")
    }
}

/// How an access stands against the last signed review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It was not there.
    New,
    /// It was there by another way, or something about its holder is otherwise.
    Changed,
    /// It was there just so.
    Unchanged,
    /// Nobody can tell, since something was not read or may be hidden.
    Unknown,
    /// No review was signed before.
    NoReview,
}

impl Standing {
    const ALL: [Self; 5] = [Self::New, Self::Changed, Self::Unchanged, Self::Unknown, Self::NoReview];

    /// As it is stored and written into JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Unknown => "unknown",
            Self::NoReview => "no_review",
        }
    }
}

impl FromStr for Standing {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let standing = Self::ALL.into_iter().find(|standing| standing.as_str() == text);
        standing.ok_or("an access is new, changed, unchanged, unknown or without a review before")
    }
}

/// Who decides about an access, and why they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Their address, as it is compared.
    pub reviewer: String,
    /// By which rule it came to them.
    pub by: AssignedBy,
    /// How it stands against the last signed review.
    pub standing: Standing,
    /// The number of the signature whose decision it starts with.
    pub carried: Option<i64>,
    /// Whether they are asked about it.
    pub asked: bool,
}

/// That somebody decides in another one's place. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delegation {
    /// Its place among those of the run, from 1 on.
    pub number: i64,
    /// The address of whoever was to decide.
    pub delegated_from: String,
    /// The address of whoever decides instead.
    pub delegated_to: String,
    /// The last day on which they do.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl Delegation {
    /// Who decides in whose place, until when, and why, for people.
    pub fn told(&self, lang: Lang) -> String {
        let values = [
            ("from", self.delegated_from.as_str().into()),
            ("to", self.delegated_to.as_str().into()),
            ("until", day(&self.until.to_string(), lang).into()),
            ("reason", self.reason.as_str().into()),
        ];
        lang.say_with("delegated", values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_as_it_was() {
        for by in By::ALL {
            assert_eq!(by.as_str().parse(), Ok(by));
        }
        for by in AssignedBy::ALL {
            assert_eq!(by.as_str().parse(), Ok(by));
        }
        for standing in Standing::ALL {
            assert_eq!(standing.as_str().parse(), Ok(standing));
        }
        assert!("Manager".parse::<By>().is_err() && "".parse::<AssignedBy>().is_err());
        assert!("no review".parse::<Standing>().is_err());
    }
}
