//! The questions that a service, or the judge, asks of every run: data.

use fluent_bundle::FluentValue;

use crate::{
    model::{Lang, ServiceId, Severity},
    store::Question,
};

/// A question. Its id never changes: settings and the findings of old runs name it. How it is worded stands among the words of
/// its service under `finding-ID-question`, `-data` (what it rests on), `-unknown` (of whom it can't be answered), `-one` and
/// `-many` (what is said about one finding, and about many alike).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// As it is typed, stored and written into JSON: `base39-key-full-access`. It begins with the id of its service.
    pub id: &'static str,
    /// How much what it finds matters, unless the settings say otherwise.
    pub severity: Severity,
    /// The service that it is about; none for a question about people, which is about all of them.
    pub service: Option<ServiceId>,
    /// What else has to be there to ask it at all.
    pub needs: &'static [Need],
    /// What is asked: one of the store's own questions, with its parameters.
    pub question: Question,
}

/// What is said about a rule, by its id alone: findings outlive the version that knew their rule.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a>(pub &'a str);

impl Wording<'_> {
    /// What it asks.
    pub fn question(self, lang: Lang) -> Option<String> {
        lang.may_say(&self.message("question"))
    }

    /// The data it rests on.
    pub fn data(self, lang: Lang) -> Option<String> {
        lang.may_say(&self.message("data"))
    }

    /// Of whom it can't be answered.
    pub fn unknown(self, lang: Lang) -> Option<String> {
        lang.may_say(&self.message("unknown"))
    }

    /// The sentence about one finding.
    pub fn about_one<'a>(
        self,
        values: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
        lang: Lang,
    ) -> Option<String> {
        lang.may_say_with(&self.message("one"), values)
    }

    /// The sentence about many findings alike.
    pub fn about_many<'a>(
        self,
        values: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
        lang: Lang,
    ) -> Option<String> {
        lang.may_say_with(&self.message("many"), values)
    }

    /// The id of what is said about it.
    fn message(self, what: &str) -> String {
        format!("finding-{}-{what}", self.0)
    }
}

/// What has to be there to ask a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Pairs of roles that conflict.
    Conflicts,
    /// A roster.
    Roster,
    /// A roster that says of somebody whether they left.
    Departures,
    /// Which domains are one's own.
    InternalDomains,
}
