//! What somebody should look at: questions that every run is asked, and what was found, frozen with the run.

mod evaluation;
mod line;
mod rules;
mod subject;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use jiff::civil::Date;
use rusqlite::{Params, Row, params};
use serde::{Deserialize, Serialize};

use crate::{
    failure::Failure,
    language::Lang,
    model::Vendor,
    output::day,
    store::{Store, from_json},
};
pub(crate) use evaluation::evaluate;
pub(crate) use line::{COLUMNS, Line};
pub(crate) use rules::{PEOPLE, RULES, Rule};
pub(crate) use subject::{Facts, Subject};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    Info,
    Low,
    Medium,
    High,
}

impl Severity {
    /// As it is typed, stored and written into JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// As people write it.
    pub(crate) fn name(self, lang: Lang) -> String {
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

/// `5 high`
pub(crate) fn count(severity: &str, count: u64, lang: Lang) -> String {
    lang.say_with("count-findings-of-severity", [("severity", severity.into()), ("count", count.into())])
}

/// The rule of this id.
pub(crate) fn rule(id: &str) -> Result<&'static Rule, UnknownRule> {
    RULES.iter().find(|rule| rule.id == id).ok_or_else(|| UnknownRule(id.to_owned()))
}

/// That an id is no rule's.
#[derive(Debug, thiserror::Error)]
#[error("{:?} is no finding; those are {}", .0, RULES.each_ref().map(|rule| rule.id).join(", "))]
pub(crate) struct UnknownRule(String);

/// What was found about one person, account or key. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    pub(crate) number: i64,
    pub(crate) rule: String,
    pub(crate) severity: Severity,
    /// The finding, for people.
    pub(crate) sentence: String,
    #[serde(flatten)]
    pub(crate) subject: Subject,
    /// The one resource that it is about; absent where there are several.
    pub(crate) resource: Option<String>,
    pub(crate) suppressed: Option<Suppressed>,
}

/// Who answers for a finding, why, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Suppressed {
    pub(crate) reason: String,
    pub(crate) author: String,
    pub(crate) until: Date,
}

impl Finding {
    pub(crate) fn from_row(row: &Row<'_>, lang: Lang) -> rusqlite::Result<Self> {
        let (severity, vendor): (String, Option<String>) = (row.get("severity")?, row.get("vendor")?);
        let (data, suppressed): (String, Option<String>) = (row.get("data")?, row.get("suppressed")?);
        let rule: String = row.get("rule")?;
        let subject = Subject {
            vendor: vendor.and_then(|vendor| vendor.parse().ok()),
            kind: row.get("principal_kind")?,
            principal: row.get("principal")?,
            facts: serde_json::from_str(&data).unwrap_or_default(),
        };
        Ok(Self {
            number: row.get("number")?,
            severity: read_severity(&severity),
            sentence: sentence(&rule, &subject, lang),
            rule,
            subject,
            resource: row.get("resource")?,
            suppressed: suppressed.and_then(|text| serde_json::from_str(&text).ok()),
        })
    }
}

fn sentence(id: &str, subject: &Subject, lang: Lang) -> String {
    match rule(id) {
        Ok(rule) => rule.about_one(subject, lang),
        // A rule that this version no longer has still tells whom it was about.
        Err(_) => lang.say_with("finding-of-unknown-rule", [("rule", id.into()), ("who", subject.who(lang).into())]),
    }
}

/// A severity that this tool wrote; one that somebody changed by hand is looked at first.
fn read_severity(text: &str) -> Severity {
    text.parse().unwrap_or(Severity::High)
}

/// Many findings alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Group {
    pub(crate) rule: String,
    pub(crate) severity: Severity,
    /// How many somebody has to look at, and how many others are suppressed.
    pub(crate) count: u64,
    pub(crate) suppressed: u64,
    pub(crate) sentence: String,
}

impl Group {
    fn sentence(rule_id: &str, count: u64, example: &Finding, lang: Lang) -> String {
        match rule(rule_id) {
            Ok(rule) if count > 1 => rule.about_many(count, &example.subject, lang),
            _ => example.sentence.clone(),
        }
    }
}

/// What was found in a run, those alike together: the severest first, then the most frequent; what is suppressed altogether
/// comes last.
pub(crate) fn top(store: &Store, run: i64, limit: usize, lang: Lang) -> Result<Vec<Group>, Failure> {
    let mut query = store.connection.prepare(
        "SELECT rule, severity, count(*) FILTER (WHERE suppressed IS NULL), count(suppressed),
             coalesce(min(number) FILTER (WHERE suppressed IS NULL), min(number))
         FROM findings WHERE run = ?1 GROUP BY rule",
    )?;
    let counted = query.query_map([run], |row| {
        let (rule, severity): (String, String) = (row.get(0)?, row.get(1)?);
        let (count, suppressed, first): (u64, u64, i64) = (row.get(2)?, row.get(3)?, row.get(4)?);
        Ok((Group { rule, severity: read_severity(&severity), count, suppressed, sentence: String::new() }, first))
    })?;
    let mut groups = counted.collect::<rusqlite::Result<Vec<_>>>()?;
    groups.sort_by_key(|(group, first)| (group.count == 0, std::cmp::Reverse((group.severity, group.count)), *first));
    groups.truncate(limit);
    let mut top = Vec::with_capacity(groups.len());
    for (mut group, first) in groups {
        let alike = if group.count == 0 { group.suppressed } else { group.count };
        group.sentence = Group::sentence(&group.rule, alike, &finding(store, run, first, lang)?, lang);
        top.push(group);
    }
    Ok(top)
}

fn finding(store: &Store, run: i64, number: i64, lang: Lang) -> Result<Finding, Failure> {
    let mut query = store.connection.prepare_cached("SELECT * FROM findings WHERE run = ?1 AND number = ?2")?;
    Ok(query.query_row([run, number], |row| Finding::from_row(row, lang))?)
}

/// Shows each finding of a run, rule by rule, one after the other.
pub(crate) fn each(
    store: &Store,
    run: i64,
    lang: Lang,
    show: impl FnMut(&Finding) -> Result<(), Failure>,
) -> Result<(), Failure> {
    show_each(store, "SELECT * FROM findings WHERE run = ?1 ORDER BY number", [run], lang, show)
}

/// Shows each finding of a rule, one after the other.
pub(crate) fn each_of(
    store: &Store,
    run: i64,
    rule: &str,
    lang: Lang,
    show: impl FnMut(&Finding) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let sql = "SELECT * FROM findings WHERE run = ?1 AND rule = ?2 ORDER BY number";
    show_each(store, sql, params![run, rule], lang, show)
}

fn show_each(
    store: &Store,
    sql: &str,
    parameters: impl Params,
    lang: Lang,
    mut show: impl FnMut(&Finding) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut query = store.connection.prepare(sql)?;
    for finding in query.query_map(parameters, |row| Finding::from_row(row, lang))? {
        show(&finding?)?;
    }
    Ok(())
}

/// The severest of what was found and is not suppressed.
pub(crate) fn worst(store: &Store, run: i64) -> Result<Option<Severity>, Failure> {
    let mut query =
        store.connection.prepare("SELECT DISTINCT severity FROM findings WHERE run = ?1 AND suppressed IS NULL")?;
    let severities = query.query_map([run], |row| Ok(read_severity(&row.get::<_, String>(0)?)))?;
    Ok(severities.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().max())
}

/// How a question was asked of a run. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Evaluation {
    pub(crate) rule: String,
    pub(crate) severity: Severity,
    /// Why it was not asked at all.
    pub(crate) not_evaluated: Option<String>,
    /// For how many it could not be answered.
    pub(crate) unknown_for: u64,
    /// Which services were not read whole.
    pub(crate) incomplete: Vec<Vendor>,
    /// Why, and for whom, the question is not evaluated, for people; nothing where it is answered for everybody.
    pub(crate) gaps: Vec<String>,
}

impl Evaluation {
    fn from_row(row: &Row<'_>, lang: Lang) -> rusqlite::Result<Self> {
        let severity: String = row.get(1)?;
        let mut evaluation = Self {
            rule: row.get(0)?,
            severity: read_severity(&severity),
            not_evaluated: row.get(2)?,
            unknown_for: row.get(3)?,
            incomplete: from_json(row, 4)?.unwrap_or_default(),
            gaps: Vec::new(),
        };
        evaluation.gaps = evaluation.tell_gaps(lang);
        Ok(evaluation)
    }

    /// Why it was not asked at all, in a language.
    pub(crate) fn why_not(&self, lang: Lang) -> Option<String> {
        self.not_evaluated.as_deref().map(|kept| rules::why_not(kept, lang))
    }

    fn tell_gaps(&self, lang: Lang) -> Vec<String> {
        if let Some(why) = self.why_not(lang) {
            return vec![why];
        }
        let whom = rule(&self.rule).map(|rule| rule.unknown(lang)).unwrap_or_default();
        let some = (self.unknown_for > 0)
            .then(|| lang.say_with("gap-unknown", [("count", self.unknown_for.into()), ("whom", whom.into())]));
        let names: Vec<_> = self.incomplete.iter().map(|vendor| vendor.name()).collect();
        let rest = (!names.is_empty())
            .then(|| lang.say_with("gap-rest", [("count", names.len().into()), ("services", names.join(", ").into())]));
        some.into_iter().chain(rest).collect()
    }
}

/// How each question was asked, in the order of the rules.
pub(crate) fn evaluations(store: &Store, run: i64, lang: Lang) -> Result<Vec<Evaluation>, Failure> {
    let mut query = store.connection.prepare(
        "SELECT rule, severity, not_evaluated, unknown_for, incomplete FROM evaluations WHERE run = ?1 ORDER BY rule",
    )?;
    let evaluations = query.query_map([run], |row| Evaluation::from_row(row, lang))?;
    let mut evaluations: Vec<Evaluation> = evaluations.collect::<rusqlite::Result<_>>()?;
    evaluations.sort_by_key(|evaluation| RULES.iter().position(|rule| rule.id == evaluation.rule));
    Ok(evaluations)
}

/// A suppression whose day is past. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Expired {
    pub(crate) rule: String,
    pub(crate) severity: Severity,
    /// What it was, for people.
    pub(crate) sentence: String,
    pub(crate) account: Option<String>,
    #[serde(flatten)]
    pub(crate) suppressed: Suppressed,
    /// How many findings it would stand for.
    pub(crate) findings: u64,
}

impl Expired {
    fn from_row(row: &Row<'_>, lang: Lang) -> rusqlite::Result<Self> {
        let (severity, until): (String, String) = (row.get(1)?, row.get(5)?);
        let until = until.parse().unwrap_or(Date::ZERO);
        let mut expired = Self {
            rule: row.get(0)?,
            severity: read_severity(&severity),
            sentence: String::new(),
            account: row.get(2)?,
            suppressed: Suppressed { reason: row.get(3)?, author: row.get(4)?, until },
            findings: row.get(6)?,
        };
        expired.sentence = expired.tell(lang);
        Ok(expired)
    }

    fn tell(&self, lang: Lang) -> String {
        let Suppressed { reason, author, until } = &self.suppressed;
        let values = [
            ("author", author.as_str().into()),
            ("until", day(&until.to_string(), lang).into()),
            ("reason", reason.as_str().into()),
            ("findings", self.findings.into()),
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
pub(crate) fn expired(store: &Store, run: i64, lang: Lang) -> Result<Vec<Expired>, Failure> {
    let mut query = store.connection.prepare(
        "SELECT s.rule, e.severity, s.account, s.reason, s.author, s.until, s.findings
         FROM suppressions s JOIN evaluations e ON e.run = s.run AND e.rule = s.rule
         WHERE s.run = ?1 AND s.expired ORDER BY s.number",
    )?;
    let expired = query.query_map([run], |row| Expired::from_row(row, lang))?;
    Ok(expired.collect::<rusqlite::Result<_>>()?)
}
