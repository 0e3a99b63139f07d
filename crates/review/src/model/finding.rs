//! What a finding is made of.

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::language::Lang;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know; nobody has to do anything.
    Info,
    /// To be looked at when there is time.
    Low,
    /// To be looked at in this review.
    Medium,
    /// To be looked at now.
    High,
}

impl Severity {
    /// As it is typed, stored and written into JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// As people write it.
    pub fn name(self, lang: Lang) -> String {
        lang.say_with("severity", [("severity", self.as_str().into())])
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let all = [Self::Info, Self::Low, Self::Medium, Self::High];
        let found = all.into_iter().find(|severity| severity.as_str() == text);
        found.ok_or_else(|| "the severity is info, low, medium or high".to_owned())
    }
}

/// Who answers for a finding, why, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suppressed {
    /// Why the finding may stay, in the author's words.
    pub reason: String,
    /// Who answers for it.
    pub author: String,
    /// The last day on which it holds.
    pub until: Date,
}

/// What a sentence needs, as it is kept with the finding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Facts {
    /// What the person or the key is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The person's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The service's own names of the permissions that it is about, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
    /// On how many resources they are held.
    pub resources: u64,
    /// Names of the first of those resources; of a finding across services, these services' ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// On all resources, those of the future included.
    pub everywhere: bool,
    /// How many accesses it rests on, at all services together.
    pub accesses: u64,
    /// The day on which the person left, by the roster, as `2026-01-31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_on: Option<String>,
}
