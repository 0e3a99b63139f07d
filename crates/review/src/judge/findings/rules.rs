//! The questions that every run is asked: those of the services, and those about people in all of them.

use crate::{
    model::{Lang, ServiceId, Severity},
    source::{Need, Registry, Rule, Wording},
    store::Question,
};

/// Every question, in the order of the services.
pub fn rules(registry: &Registry) -> impl Iterator<Item = &'static Rule> {
    registry.services().flat_map(|service| service.rules).chain(ABOUT_PEOPLE)
}

/// The questions about people, in whichever services they are.
static ABOUT_PEOPLE: &[Rule] = &[
    Rule {
        id: "roster-left",
        severity: Severity::High,
        service: None,
        needs: &[Need::Roster, Need::Departures],
        question: Question::Leavers,
    },
    Rule {
        id: "roster-not-listed",
        severity: Severity::Medium,
        service: None,
        needs: &[Need::Roster, Need::InternalDomains],
        question: Question::NotListed,
    },
    Rule {
        id: "revoked-still-held",
        severity: Severity::High,
        service: None,
        needs: &[],
        question: Question::Revoked { state: "held" },
    },
    Rule {
        id: "revoked-granted-again",
        severity: Severity::High,
        service: None,
        needs: &[],
        question: Question::Revoked { state: "granted_again" },
    },
];

/// When a question is not evaluated, at all or for some, for people.
pub fn not_evaluated_when(rule: &Rule, lang: Lang) -> Vec<String> {
    let service = rule.service.map(Missing::Service);
    let missing = service.into_iter().chain(rule.needs.iter().copied().map(Missing::Need));
    let whom = Wording(rule.id).unknown(lang).map(|whom| lang.say_with("not-evaluated-for", [("whom", whom.into())]));
    missing.map(|missing| missing.sentence(lang)).chain(whom).collect()
}

/// What is missing to ask a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// The settings switch it off.
    Enabled,
    Service(ServiceId),
    Need(Need),
}

impl Missing {
    /// For people.
    pub(super) fn sentence(self, lang: Lang) -> String {
        match self {
            Self::Enabled => lang.say("need-enabled"),
            Self::Service(service) => need_service(&service.name(), lang),
            Self::Need(Need::Conflicts) => lang.say("need-conflicts"),
            Self::Need(Need::Roster) => lang.say("need-roster"),
            Self::Need(Need::Departures) => lang.say("need-departures"),
            Self::Need(Need::InternalDomains) => lang.say("need-internal-domains"),
        }
    }
}

fn need_service(name: &str, lang: Lang) -> String {
    lang.say_with("need-service", [("service", name.into())])
}

/// Why a question was not asked. Runs keep it in English; what another version said is told in its words.
pub(super) fn why_not(kept: &str, lang: Lang) -> String {
    let needs = [Need::Conflicts, Need::Roster, Need::Departures, Need::InternalDomains].map(Missing::Need);
    let missing = needs.into_iter().chain([Missing::Enabled]).find(|missing| missing.sentence(Lang::En) == kept);
    match (missing, missing_service(kept)) {
        (Some(missing), _) => missing.sentence(lang),
        (None, Some(name)) => need_service(name, lang),
        (None, None) => kept.to_owned(),
    }
}

/// The service that a question could not be asked without, as it was called.
pub(super) fn missing_service(kept: &str) -> Option<&str> {
    let sentence = need_service("\u{0}", Lang::En);
    let (before, after) = sentence.split_once('\u{0}')?;
    kept.strip_prefix(before)?.strip_suffix(after)
}
