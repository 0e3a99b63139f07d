//! Whom a finding is about, in words.

use serde::{Deserialize, Serialize};

use crate::model::Vendor;

/// Of how many resources the names are kept with a finding; the run has the rest.
pub(super) const EXAMPLES: u64 = 10;

/// What a sentence needs, as it is kept with the finding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Facts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) permissions: Vec<String>,
    /// On how many resources, and what the first of them are called.
    pub(crate) resources: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) examples: Vec<String>,
    /// On all resources, those of the future included.
    pub(crate) everywhere: bool,
    pub(crate) accesses: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) left_on: Option<String>,
}

/// Whom a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Subject {
    /// Absent where it is about a person, whatever the service.
    pub(crate) vendor: Option<Vendor>,
    #[serde(rename = "principal_kind")]
    pub(crate) kind: String,
    pub(crate) principal: String,
    pub(crate) facts: Facts,
}

impl Subject {
    /// `Ana Exemplo (ana@casa.example)`; the id where there is no address.
    pub(super) fn who(&self) -> String {
        let known_by = self.facts.email.as_ref().unwrap_or(&self.principal);
        let person = match &self.facts.name {
            Some(name) => format!("{name} ({known_by})"),
            None => known_by.clone(),
        };
        match self.kind.as_str() {
            "key" if known_by == &self.principal => format!("the API key {person}"),
            "key" => format!("the API key {} of {person}", self.principal),
            "unattributed" => format!("permission {person}"),
            _ => person,
        }
    }

    /// `approver and financial`
    pub(super) fn permissions(&self) -> String {
        enumerate(&self.facts.permissions)
    }

    /// `every company`, `Exemplo 1`, `Exemplo 1 and 3 other companies`
    pub(super) fn place(&self) -> String {
        let (one, many) = match self.vendor {
            Some(Vendor::Base39) => ("company", "companies"),
            Some(Vendor::MyReports) => ("tenant", "tenants"),
            Some(Vendor::TomTicket) | None => ("resource", "resources"),
        };
        if self.facts.everywhere {
            return format!("every {one}");
        }
        let first = self.facts.examples.first().map_or("", String::as_str);
        match self.facts.resources.saturating_sub(1) {
            0 => first.to_owned(),
            1 => format!("{first} and 1 other {one}"),
            others => format!("{first} and {others} other {many}"),
        }
    }

    /// `1 access, in TomTicket`, `5 accesses, in TomTicket and Base39`
    pub(super) fn accesses(&self) -> String {
        let name = |id: &String| id.parse::<Vendor>().map_or_else(|_| id.clone(), |vendor| vendor.to_string());
        let services: Vec<_> = self.facts.examples.iter().map(name).collect();
        let noun = if self.facts.accesses == 1 { "access" } else { "accesses" };
        format!("{} {noun}, in {}", self.facts.accesses, enumerate(&services))
    }

    /// ` on 2026-01-31`, if that is known.
    pub(super) fn left_on(&self) -> String {
        self.facts.left_on.as_ref().map(|day| format!(" on {day}")).unwrap_or_default()
    }
}

/// `a`, `a and b`, `a, b and c`
fn enumerate(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [some @ .., last] => format!("{} and {last}", some.join(", ")),
    }
}
