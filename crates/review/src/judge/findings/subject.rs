//! Whom a finding is about, in words.

use fluent_bundle::FluentValue;
use serde::Serialize;

use crate::model::{Facts, Lang, ServiceId, day};

/// Whom a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Subject {
    /// Absent where it is about a person, whatever the service.
    pub service: Option<ServiceId>,
    /// What kind of account it is; `person` for somebody known by an address.
    #[serde(rename = "principal_kind")]
    pub kind: String,
    /// The account's id at the service, or the person's address.
    pub principal: String,
    /// What the sentence about it is made of.
    pub facts: Facts,
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
        let first = self.facts.examples.first().map_or("", String::as_str);
        let others = self.facts.resources.saturating_sub(1);
        let values = || [("first", first.into()), ("others", others.into())];
        // What its resources are called, where the service has a word for them.
        let service = self.service.map(|service| service.as_str().to_owned()).unwrap_or_default();
        if self.facts.everywhere {
            return lang.may_say(&format!("at-every-{service}")).unwrap_or_else(|| lang.say("at-every-resource"));
        }
        let own_words = lang.may_say_with(&format!("at-{service}"), values());
        own_words.unwrap_or_else(|| lang.say_with("at-resources", values()))
    }

    /// `1 access, in TomTicket`, `5 accesses, in Base39 and TomTicket`
    fn accesses(&self, lang: Lang) -> String {
        let name = |id: &String| id.parse::<ServiceId>().map_or_else(|_| id.clone(), |service| service.to_string());
        let services: Vec<_> = self.facts.examples.iter().map(name).collect();
        let services = lang.enumerate(&services);
        lang.say_with("accesses-in-services", [("count", self.facts.accesses.into()), ("services", services.into())])
    }
}

/// What stands for a day that is not known, in no language.
const UNKNOWN: &str = "unknown";
