//! What a person could believe to be answered by a run and is not.

use super::findings::Evaluation;
use crate::{
    model::{Lang, Service, ServiceId},
    source::{Registry, Wording},
};

/// How many questions are named that have no answer for somebody.
const OPEN: usize = 3;

/// What a person could believe to be answered and is not.
pub fn not_covered(registry: &Registry, services: &[Service], evaluations: &[Evaluation], lang: Lang) -> Vec<String> {
    told(registry, services, evaluations, open_questions(evaluations, lang), lang)
}

/// The same in fewer words: of a question that has no answer for some, for how many, and not for whom.
pub fn not_covered_in_brief(
    registry: &Registry,
    services: &[Service],
    evaluations: &[Evaluation],
    lang: Lang,
) -> Vec<String> {
    told(registry, services, evaluations, open_questions_in_brief(evaluations, lang), lang)
}

fn told(
    registry: &Registry,
    services: &[Service],
    evaluations: &[Evaluation],
    open_questions: Vec<String>,
    lang: Lang,
) -> Vec<String> {
    let read = |id| services.iter().any(|service| service.service == id);
    let about = |message: &str, service: ServiceId| lang.say_with(message, [("service", service.name().into())]);
    let unread = registry.services().map(|service| service.id).filter(|service| !read(*service));
    let mut lines: Vec<_> = unread.map(|service| about("not-covered-service", service)).collect();
    let incomplete = services.iter().filter(|service| !service.is_complete());
    lines.extend(incomplete.map(|service| about("not-covered-missing", service.service)));
    lines.extend(unasked_questions(evaluations, lang));
    lines.extend(open_questions);
    lines.push(lang.say("not-covered-log-ins"));
    let own_gaps = services.iter().map(|service| format!("not-covered-{}", service.service.as_str()));
    lines.extend(own_gaps.filter_map(|id| lang.may_say(&id)));
    lines.push(lang.say("not-covered-hidden"));
    lines
}

/// The questions that were not asked, by the reason. Those about a service that was not read are no news.
fn unasked_questions(evaluations: &[Evaluation], lang: Lang) -> Vec<String> {
    let unasked = evaluations.iter().filter(|evaluation| !evaluation.lacks_its_service());
    let by_reason = together(unasked.filter_map(|evaluation| Some((evaluation.why_not(lang)?, &*evaluation.rule))));
    let line = |(reason, rules): (String, Vec<&str>)| {
        lang.say_with("not-covered-not-asked", [("rules", rules.join(", ").into()), ("reason", reason.into())])
    };
    by_reason.into_iter().map(line).collect()
}

/// The questions that have no answer for somebody: for how many, and for whom.
fn open_questions(evaluations: &[Evaluation], lang: Lang) -> Vec<String> {
    let open = evaluations.iter().filter(|evaluation| evaluation.unknown_for > 0);
    let alike = together(open.map(|evaluation| {
        let whom = Wording(&evaluation.rule).unknown(lang).unwrap_or_default();
        ((evaluation.unknown_for, whom), &*evaluation.rule)
    }));
    let line = |(count, whom): &(u64, String), questions: String| {
        let values = [("questions", questions.into()), ("count", (*count).into()), ("whom", whom.as_str().into())];
        lang.say_with("not-covered-no-answer", values)
    };
    the_first(&alike, line, lang)
}

/// The same, for how many alone.
fn open_questions_in_brief(evaluations: &[Evaluation], lang: Lang) -> Vec<String> {
    let open = evaluations.iter().filter(|evaluation| evaluation.unknown_for > 0);
    let alike = together(open.map(|evaluation| (evaluation.unknown_for, &*evaluation.rule)));
    let line = |count: &u64, questions: String| {
        lang.say_with("not-covered-no-answer-in-brief", [("questions", questions.into()), ("count", (*count).into())])
    };
    the_first(&alike, line, lang)
}

/// A line for each of the first of these questions, and how many more there are.
fn the_first<T>(alike: &[(T, Vec<&str>)], line: impl Fn(&T, String) -> String, lang: Lang) -> Vec<String> {
    let (named, more) = alike.split_at(OPEN.min(alike.len()));
    let questions = |rules: &[&str]| rules.iter().filter_map(|rule| question(rule, lang)).collect::<Vec<_>>().join(" ");
    let mut lines: Vec<_> = named.iter().map(|(what, rules)| line(what, questions(rules))).collect();
    let more: usize = more.iter().map(|(_, rules)| rules.len()).sum();
    if more > 0 {
        lines.push(lang.say_with("not-covered-no-more-answers", [("count", more.into())]));
    }
    lines
}

/// What a rule asks, without what is to be known about the question.
fn question(rule: &str, lang: Lang) -> Option<String> {
    let question = Wording(rule).question(lang)?;
    Some(question.split_inclusive('?').next().unwrap_or_default().to_owned())
}

/// Rules of which the same is to be said, in the order of the first of each.
fn together<'a, T: PartialEq>(said: impl Iterator<Item = (T, &'a str)>) -> Vec<(T, Vec<&'a str>)> {
    let mut together: Vec<(T, Vec<&str>)> = Vec::new();
    for (what, rule) in said {
        match together.iter_mut().find(|(known, _)| *known == what) {
            Some((_, rules)) => rules.push(rule),
            None => together.push((what, vec![rule])),
        }
    }
    together
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;

    fn evaluation(rule: &str, not_evaluated: Option<&str>, unknown_for: u64) -> Evaluation {
        Evaluation {
            rule: rule.to_owned(),
            severity: Severity::High,
            not_evaluated: not_evaluated.map(str::to_owned),
            unknown_for,
            incomplete: Vec::new(),
            gaps: Vec::new(),
        }
    }

    #[test]
    fn a_question_that_was_not_asked_is_no_question_that_found_nothing() {
        let _words = Registry::built_in();
        let evaluations = [
            evaluation("base39-conflicting-roles", None, 2),
            evaluation("base39-administrator", Some("switched off in acesso.toml"), 0),
            evaluation("base39-key-of-leaver", Some("there is no roster"), 0),
            evaluation("myreports-guest", Some("MyReports is not among the services of the run"), 0),
            evaluation("roster-left", Some("there is no roster"), 0),
            evaluation("roster-not-listed", None, 0),
        ];
        assert_eq!(
            unasked_questions(&evaluations, Lang::En),
            [
                "not asked: base39-administrator; switched off in acesso.toml",
                "not asked: base39-key-of-leaver, roster-left; there is no roster",
            ]
        );
        let told = "não perguntado: base39-administrator; desligada em acesso.toml";
        assert_eq!(unasked_questions(&evaluations, Lang::PtBr)[0], told);
    }

    #[test]
    fn a_question_without_an_answer_for_some_is_named_with_for_how_many_and_whom() {
        let _words = Registry::built_in();
        let evaluations = [
            evaluation("tomticket-may-create-not-approved", None, 3),
            evaluation("tomticket-may-create-not-active", None, 3),
            evaluation("base39-administrator", None, 0),
            evaluation("base39-key-any-address", None, 1_020),
            evaluation("myreports-guest", None, 2),
        ];
        let whom = "customers of whom TomTicket does not say one of the two and the other does not settle it";
        assert_eq!(
            open_questions(&evaluations, Lang::En),
            [
                format!(
                    "Which customers may create tickets though their registration is not approved? Which customers may create \
                     tickets though their registration is not active? Not known for 3: {whom}"
                ),
                "Which API keys that are not revoked may be used from any network address? Not known for 1,020: keys of which \
                 Base39 does not say it"
                    .to_owned(),
                "Which users belong to another tenant than the one they have access to? Not known for 2: users whose primary \
                 tenant is not known"
                    .to_owned(),
            ]
        );
        let many = [&evaluations[..], &[evaluation("roster-left", None, 9), evaluation("roster-not-listed", None, 9)]];
        assert_eq!(
            open_questions(&many.concat(), Lang::En)[3..],
            ["2 more questions have no answer for some: `acesso findings` says which"]
        );
    }

    #[test]
    fn in_brief_it_is_said_for_how_many_and_not_for_whom() {
        let _words = Registry::built_in();
        let evaluations = [evaluation("myreports-guest", None, 2), evaluation("base39-administrator", None, 0)];
        let told = "Which users belong to another tenant than the one they have access to? Not known for 2";
        assert_eq!(open_questions_in_brief(&evaluations, Lang::En), [told]);
    }
}
