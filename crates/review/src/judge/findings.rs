//! What somebody should look at: questions that every run is asked, and what was found, frozen with the run.
//!
//! Findings are data. A [`Rule`] has an id, a severity, what it needs to be asked, and the name of one of the store's
//! [questions](crate::store::Question) with its parameters; a service brings its own, those about people are judge's, and
//! what is said about them stands among the words. A new rule about something that can be asked already needs no code.

mod by_holder;
mod evaluation;
mod novelty;
mod rules;
mod subject;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::{
    model::{Failure, Lang, Sentence, ServiceId, Severity, Suppressed, day, likest},
    source::{Registry, Rule, Wording},
    store::{EvaluationRow, ExpiredRow, FindingGroup, FindingRow, Store},
};
pub use by_holder::ByHolder;
pub(crate) use evaluation::evaluate;
use novelty::Counts;
pub use novelty::{FindingChanges, Gone, Novelty, SinceEarlier};
pub use rules::{not_evaluated_when, rules};
pub use subject::Subject;

/// `5 high`
pub fn count(severity: &str, count: u64, lang: Lang) -> String {
    lang.say_with("count-findings-of-severity", [("severity", severity.into()), ("count", count.into())])
}

/// The rule of this id.
///
/// # Errors
/// That it is no rule's, and what may be meant, or all that there are.
pub fn rule(registry: &Registry, id: &str) -> Result<&'static Rule, Sentence> {
    let unknown = || {
        let known: Vec<_> = rules(registry).map(|rule| rule.id).collect();
        let (meant, names) = match likest(id, known.iter().copied()) {
            likest if likest.is_empty() => ("mistake-those-are", known.join(", ")),
            likest => ("mistake-likest", likest.join(", ")),
        };
        let meant = |lang: Lang| lang.say_with(meant, [("names", names.as_str().into())]);
        Sentence::new("mistake-unknown-rule", &[("id", &format!("{id:?}"))]).with("meant", meant)
    };
    rules(registry).find(|rule| rule.id == id).ok_or_else(unknown)
}

/// What was found about one person, account or key. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// Its place among the findings of the run, from 1 on.
    pub number: i64,
    /// The id of the [rule](Rule) that found it, which this version may no longer have.
    pub rule: String,
    /// How much it mattered when the run was evaluated.
    pub severity: Severity,
    /// The finding, for people.
    pub sentence: String,
    /// Whom it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// The one resource that it is about; absent where there are several.
    pub resource: Option<String>,
    /// Who answers for it; absent where somebody has to look at it.
    pub suppressed: Option<Suppressed>,
    /// Whether an earlier run found it, too.
    pub since: Novelty,
}

impl Finding {
    /// A finding as it is kept, told in a language.
    pub fn of(row: FindingRow, lang: Lang) -> Self {
        let FindingRow { number, rule, severity, service, principal_kind, principal, resource, facts, suppressed } =
            row;
        let subject = Subject { service, kind: principal_kind, principal, facts };
        let (sentence, since) = (sentence(&rule, &subject, lang), Novelty::Unknown);
        Self { number, severity, sentence, rule, subject, resource, suppressed, since }
    }

    /// The same, with what is known of it from the earlier run.
    #[must_use]
    pub fn since(self, earlier: &SinceEarlier) -> Self {
        Self { since: earlier.of_finding(self.number), ..self }
    }
}

fn sentence(id: &str, subject: &Subject, lang: Lang) -> String {
    Wording(id).about_one(subject.values(lang), lang).unwrap_or_else(|| {
        // A rule that this version no longer has still tells whom it was about.
        lang.say_with("finding-of-unknown-rule", [("rule", id.into()), ("who", subject.who(lang).into())])
    })
}

/// Many findings alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// The id of the [rule](Rule) that found them.
    pub rule: String,
    /// How much they matter.
    pub severity: Severity,
    /// How many of them somebody has to look at.
    pub count: u64,
    /// How many others somebody answers for.
    #[serde(rename = "suppressed_count")]
    pub suppressed: u64,
    /// How many of those that somebody has to look at are new since an earlier run.
    #[serde(rename = "new_count")]
    pub new: u64,
    /// Of how many of them nobody can tell whether they are.
    #[serde(rename = "unknown_count")]
    pub unknown: u64,
    /// What is said about them, for people; of a single one, its own sentence.
    pub sentence: String,
}

impl Group {
    /// How many of them are new, for people; nothing where none is.
    pub fn news(&self, lang: Lang) -> Option<String> {
        let values = [("count", self.count.into()), ("new", self.new.into())];
        (self.new > 0).then(|| lang.say_with("novelty-in-a-group", values))
    }

    fn empty(of: &Finding) -> Self {
        let (rule, severity, sentence) = (of.rule.clone(), of.severity, String::new());
        Self { rule, severity, count: 0, suppressed: 0, new: 0, unknown: 0, sentence }
    }

    /// Counts one more; the example is one that somebody has to look at, where there is one.
    fn count(&mut self, finding: &Finding, example: &mut Finding) {
        if finding.suppressed.is_some() {
            self.suppressed += 1;
            return;
        }
        if self.count == 0 {
            example.clone_from(finding);
        }
        self.count += 1;
        self.new += u64::from(finding.since == Novelty::New);
        self.unknown += u64::from(finding.since == Novelty::Unknown);
    }

    fn sentence(rule: &str, count: u64, example: &Finding, lang: Lang) -> String {
        let values = example.subject.values(lang).into_iter().chain([("count", count.into())]);
        let about_many = (count > 1).then(|| Wording(rule).about_many(values, lang)).flatten();
        about_many.unwrap_or_else(|| example.sentence.clone())
    }
}

/// What was found in a run, those alike together: the severest first, then the most frequent; what is suppressed altogether
/// comes last.
pub fn top(store: &Store, run: i64, limit: usize, earlier: &SinceEarlier, lang: Lang) -> Result<Vec<Group>, Failure> {
    let mut groups = store.finding_groups(run)?;
    groups.sort_by_key(|group| (group.count == 0, std::cmp::Reverse((group.severity, group.count)), group.first));
    groups.truncate(limit);
    let mut top = Vec::with_capacity(groups.len());
    for FindingGroup { rule, severity, count, suppressed, first } in groups {
        let alike = if count == 0 { suppressed } else { count };
        let example = Finding::of(store.finding(run, first)?, lang);
        let sentence = Group::sentence(&rule, alike, &example, lang);
        let Counts { new, unknown } = earlier.counts(&rule, count);
        top.push(Group { rule, severity, count, suppressed, new, unknown, sentence });
    }
    Ok(top)
}

/// The same of those findings alone that are wanted.
pub fn top_among(
    store: &Store,
    run: i64,
    earlier: &SinceEarlier,
    wants: impl Fn(&Finding) -> bool,
    lang: Lang,
) -> Result<Vec<Group>, Failure> {
    let mut groups: Vec<(Group, Finding)> = Vec::new();
    each_since(store, run, earlier, None, lang, |finding| {
        if !wants(finding) {
            return Ok(());
        }
        let group = match groups.iter_mut().find(|(group, _)| group.rule == finding.rule) {
            Some(group) => group,
            None => {
                groups.push((Group::empty(finding), finding.clone()));
                let Some(group) = groups.last_mut() else { return Ok(()) };
                group
            }
        };
        group.0.count(finding, &mut group.1);
        Ok(())
    })?;
    for (group, example) in &mut groups {
        let alike = if group.count == 0 { group.suppressed } else { group.count };
        group.sentence = Group::sentence(&group.rule, alike, example, lang);
    }
    let mut groups: Vec<_> = groups.into_iter().map(|(group, _)| group).collect();
    groups.sort_by_key(|group| (group.count == 0, std::cmp::Reverse((group.severity, group.count))));
    Ok(groups)
}

/// The severest of the findings that somebody has to look at and that are not known: of which nobody can tell is no less a
/// reason to look.
pub fn worst_not_known(groups: &[Group]) -> Option<Severity> {
    groups.iter().filter(|group| group.new + group.unknown > 0).map(|group| group.severity).max()
}

#[cfg(test)]
pub(crate) fn each(
    store: &Store,
    run: i64,
    rule: Option<&str>,
    lang: Lang,
    show: impl FnMut(&Finding) -> Result<(), Failure>,
) -> Result<(), Failure> {
    each_since(store, run, &SinceEarlier::of(store, run, lang)?, rule, lang, show)
}

/// Shows each finding of a run, or of one of its rules, one after the other, beside those of an earlier run.
pub fn each_since(
    store: &Store,
    run: i64,
    earlier: &SinceEarlier,
    rule: Option<&str>,
    lang: Lang,
    mut show: impl FnMut(&Finding) -> Result<(), Failure>,
) -> Result<(), Failure> {
    store.each_finding(run, rule, |row| show(&Finding::of(row, lang).since(earlier)))
}

/// How a question was asked of a run. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evaluation {
    /// The id of the [rule](Rule).
    pub rule: String,
    /// How much what it finds matters in this run.
    pub severity: Severity,
    /// Why it was not asked at all.
    pub not_evaluated: Option<String>,
    /// For how many it could not be answered.
    pub unknown_for: u64,
    /// Which services were not read whole.
    pub incomplete: Vec<ServiceId>,
    /// Why, and for whom, the question is not evaluated, for people; nothing where it is answered for everybody.
    pub gaps: Vec<String>,
}

impl Evaluation {
    fn of(row: EvaluationRow, lang: Lang) -> Self {
        let EvaluationRow { rule, severity, not_evaluated, unknown_for, incomplete } = row;
        let mut evaluation = Self { rule, severity, not_evaluated, unknown_for, incomplete, gaps: Vec::new() };
        evaluation.gaps = evaluation.tell_gaps(lang);
        evaluation
    }

    /// Whether it was not asked since its service was not among those of the run.
    pub fn lacks_its_service(&self) -> bool {
        self.not_evaluated.as_deref().is_some_and(|kept| rules::missing_service(kept).is_some())
    }

    /// Why it was not asked at all, in a language.
    pub fn why_not(&self, lang: Lang) -> Option<String> {
        self.not_evaluated.as_deref().map(|kept| rules::why_not(kept, lang))
    }

    fn tell_gaps(&self, lang: Lang) -> Vec<String> {
        if let Some(why) = self.why_not(lang) {
            return vec![why];
        }
        let whom = Wording(&self.rule).unknown(lang).unwrap_or_default();
        let some = (self.unknown_for > 0)
            .then(|| lang.say_with("gap-unknown", [("count", self.unknown_for.into()), ("whom", whom.into())]));
        let names: Vec<_> = self.incomplete.iter().map(|service| service.name()).collect();
        let rest = (!names.is_empty())
            .then(|| lang.say_with("gap-rest", [("count", names.len().into()), ("services", names.join(", ").into())]));
        some.into_iter().chain(rest).collect()
    }
}

/// How each question was asked, in the order in which they were.
pub fn evaluations(store: &Store, run: i64, lang: Lang) -> Result<Vec<Evaluation>, Failure> {
    Ok(store.evaluations(run)?.into_iter().map(|row| Evaluation::of(row, lang)).collect())
}

/// A suppression whose day is past. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Expired {
    /// The id of the [rule](Rule) whose findings somebody answered for.
    pub rule: String,
    /// How much they matter.
    pub severity: Severity,
    /// What it was, for people.
    pub sentence: String,
    /// The id or address of the account that it was for; absent where it was for all.
    pub account: Option<String>,
    /// Who answered for it, why, and until when.
    #[serde(flatten)]
    pub suppressed: Suppressed,
    /// How many findings it would stand for.
    pub finding_count: u64,
}

impl Expired {
    fn of(row: ExpiredRow, lang: Lang) -> Self {
        let ExpiredRow { rule, severity, account, suppressed, findings } = row;
        let sentence = String::new();
        let mut expired = Self { rule, severity, sentence, account, suppressed, finding_count: findings };
        expired.sentence = expired.tell(lang);
        expired
    }

    fn tell(&self, lang: Lang) -> String {
        let Suppressed { reason, author, until } = &self.suppressed;
        let values = [
            ("author", author.as_str().into()),
            ("until", day(&until.to_string(), lang).into()),
            ("reason", reason.as_str().into()),
            ("findings", self.finding_count.into()),
        ];
        match &self.account {
            None => lang.say_with("expired-suppression", values),
            Some(account) => {
                let account = ("account", account.as_str().into());
                lang.say_with("expired-suppression-for", values.into_iter().chain([account]))
            }
        }
    }
}

/// The suppressions whose day was past when the run was evaluated.
pub fn expired(store: &Store, run: i64, lang: Lang) -> Result<Vec<Expired>, Failure> {
    Ok(store.expired_suppressions(run)?.into_iter().map(|row| Expired::of(row, lang)).collect())
}
