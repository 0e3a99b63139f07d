//! Whom a finding is about, in words.

use fluent_bundle::FluentValue;
use serde::{Deserialize, Serialize};

use crate::{language::Lang, model::Vendor, output::day};

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
    /// What a sentence about it may say.
    pub(super) fn values(&self, lang: Lang) -> [(&'static str, FluentValue<'static>); 8] {
        let Facts { permissions, resources, left_on, .. } = &self.facts;
        [
            ("who", self.who(lang).into()),
            ("principal", self.principal.clone().into()),
            ("permissions", lang.enumerate(permissions).into()),
            ("roles", permissions.len().into()),
            ("place", self.place(lang).into()),
            ("resources", (*resources).into()),
            ("accesses", self.accesses(lang).into()),
            ("left-on", left_on.as_deref().map_or_else(|| UNKNOWN.to_owned(), |left| day(left, lang)).into()),
        ]
    }

    /// `Ana Exemplo (ana@casa.example)`; the id where there is no address.
    pub(super) fn who(&self, lang: Lang) -> String {
        let id = self.principal.as_str();
        let known_by = self.facts.email.as_deref().unwrap_or(id);
        let person = match &self.facts.name {
            Some(name) => lang.say_with("who-named", [("name", name.as_str().into()), ("known-by", known_by.into())]),
            None => known_by.to_owned(),
        };
        match self.kind.as_str() {
            "key" if known_by == id => lang.say_with("who-key", [("person", person.into())]),
            "key" => lang.say_with("who-key-of", [("key", id.into()), ("person", person.into())]),
            "unattributed" => lang.say_with("who-permission", [("id", person.into())]),
            _ => person,
        }
    }

    /// `every company`, `Exemplo 1`, `Exemplo 1 and 3 other companies`
    fn place(&self, lang: Lang) -> String {
        let (every, some) = match self.vendor {
            Some(Vendor::Base39) => ("at-every-company", "at-companies"),
            Some(Vendor::MyReports) => ("at-every-tenant", "at-tenants"),
            Some(Vendor::TomTicket) | None => ("at-every-resource", "at-resources"),
        };
        if self.facts.everywhere {
            return lang.say(every);
        }
        let first = self.facts.examples.first().map_or("", String::as_str);
        let others = self.facts.resources.saturating_sub(1);
        lang.say_with(some, [("first", first.into()), ("others", others.into())])
    }

    /// `1 access, in TomTicket`, `5 accesses, in Base39 and TomTicket`
    fn accesses(&self, lang: Lang) -> String {
        let name = |id: &String| id.parse::<Vendor>().map_or_else(|_| id.clone(), |vendor| vendor.to_string());
        let services: Vec<_> = self.facts.examples.iter().map(name).collect();
        let services = lang.enumerate(&services);
        lang.say_with("accesses-in-services", [("count", self.facts.accesses.into()), ("services", services.into())])
    }
}

/// What stands for a day that is not known, in no language.
const UNKNOWN: &str = "unknown";
