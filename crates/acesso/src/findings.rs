//! What somebody should look at: questions that every run is asked, and what was found, frozen with the run.

mod evaluation;
mod rules;
mod subject;
#[cfg(test)]
mod tests;

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use crate::{failure::Failure, store::Store};
pub(crate) use evaluation::evaluate;
pub(crate) use rules::{RULES, Rule};
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
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
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

/// The rule of this id.
pub(crate) fn rule(id: &str) -> Result<&'static Rule, UnknownRule> {
    RULES.iter().find(|rule| rule.id == id).ok_or_else(|| UnknownRule(id.to_owned()))
}

/// That an id is no rule's.
#[derive(Debug, thiserror::Error)]
#[error("{:?} is no finding; those are {}", .0, RULES.each_ref().map(|rule| rule.id).join(", "))]
pub(crate) struct UnknownRule(String);

/// What was found about one person, account or key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) number: i64,
    pub(crate) rule: String,
    pub(crate) severity: Severity,
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
    /// The finding, for people.
    pub(crate) fn sentence(&self) -> String {
        // A rule that this version no longer has still tells whom it was about.
        rule(&self.rule)
            .map_or_else(|_| format!("{}: {}", self.rule, self.subject.who()), |rule| (rule.one)(&self.subject))
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (severity, vendor): (String, Option<String>) = (row.get("severity")?, row.get("vendor")?);
        let (data, suppressed): (String, Option<String>) = (row.get("data")?, row.get("suppressed")?);
        Ok(Self {
            number: row.get("number")?,
            rule: row.get("rule")?,
            severity: read_severity(&severity),
            subject: Subject {
                vendor: vendor.and_then(|vendor| vendor.parse().ok()),
                kind: row.get("principal_kind")?,
                principal: row.get("principal")?,
                facts: serde_json::from_str(&data).unwrap_or_default(),
            },
            resource: row.get("resource")?,
            suppressed: suppressed.and_then(|text| serde_json::from_str(&text).ok()),
        })
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
    fn sentence(rule_id: &str, count: u64, example: &Finding) -> String {
        match rule(rule_id) {
            Ok(rule) if count > 1 => format!("{count} {}, for example {}", rule.many, example.subject.who()),
            _ => example.sentence(),
        }
    }
}

/// What was found in a run, those alike together: the severest first, then the most frequent; what is suppressed altogether
/// comes last.
pub(crate) fn top(store: &Store, run: i64, limit: usize) -> Result<Vec<Group>, Failure> {
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
        group.sentence = Group::sentence(&group.rule, alike, &finding(store, run, first)?);
        top.push(group);
    }
    Ok(top)
}

fn finding(store: &Store, run: i64, number: i64) -> Result<Finding, Failure> {
    let mut query = store.connection.prepare_cached("SELECT * FROM findings WHERE run = ?1 AND number = ?2")?;
    Ok(query.query_row([run, number], Finding::from_row)?)
}

/// Shows each finding of a rule, one after the other, until somebody has seen enough.
pub(crate) fn each(
    store: &Store,
    run: i64,
    rule: &str,
    mut show: impl FnMut(Finding) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut query = store.connection.prepare("SELECT * FROM findings WHERE run = ?1 AND rule = ?2 ORDER BY number")?;
    for finding in query.query_map(params![run, rule], Finding::from_row)? {
        show(finding?)?;
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

/// How a question was asked of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evaluation {
    pub(crate) rule: String,
    pub(crate) severity: Severity,
    /// Why it was not asked at all.
    pub(crate) not_evaluated: Option<String>,
    /// For how many it could not be answered.
    pub(crate) unknown_for: u64,
    /// Which services were not read whole.
    pub(crate) incomplete: Option<String>,
}

impl Evaluation {
    /// Why, and for whom, the question is not evaluated, for people; nothing where it is answered for everybody.
    pub(crate) fn gaps(&self) -> Vec<String> {
        if let Some(why) = &self.not_evaluated {
            return vec![why.clone()];
        }
        let unknown = rule(&self.rule).map_or("", |rule| rule.unknown);
        let some = (self.unknown_for > 0).then(|| format!("for {}: {unknown}", self.unknown_for));
        let rest = self.incomplete.as_ref().map(|vendors| format!("for the rest: {vendors} was not read whole"));
        some.into_iter().chain(rest).collect()
    }
}

/// How each question was asked, in the order of the rules.
pub(crate) fn evaluations(store: &Store, run: i64) -> Result<Vec<Evaluation>, Failure> {
    let mut query = store.connection.prepare(
        "SELECT rule, severity, not_evaluated, unknown_for, incomplete FROM evaluations WHERE run = ?1 ORDER BY rule",
    )?;
    let evaluations = query.query_map([run], |row| {
        let severity: String = row.get(1)?;
        Ok(Evaluation {
            rule: row.get(0)?,
            severity: read_severity(&severity),
            not_evaluated: row.get(2)?,
            unknown_for: row.get(3)?,
            incomplete: row.get(4)?,
        })
    })?;
    let mut evaluations: Vec<Evaluation> = evaluations.collect::<rusqlite::Result<_>>()?;
    evaluations.sort_by_key(|evaluation| RULES.iter().position(|rule| rule.id == evaluation.rule));
    Ok(evaluations)
}

/// A suppression whose day is past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expired {
    pub(crate) rule: String,
    pub(crate) account: Option<String>,
    pub(crate) suppressed: Suppressed,
    /// How many findings it would stand for.
    pub(crate) findings: u64,
}

impl Expired {
    /// What it was, for people.
    pub(crate) fn sentence(&self) -> String {
        let account = self.account.as_ref().map(|account| format!(" for {account}")).unwrap_or_default();
        let Suppressed { reason, author, until } = &self.suppressed;
        format!(
            "{author} suppressed this{account} until {until} ({reason}); findings that it no longer hides: {}",
            self.findings
        )
    }
}

/// The suppressions whose day was past when the run was evaluated.
pub(crate) fn expired(store: &Store, run: i64) -> Result<Vec<Expired>, Failure> {
    let mut query = store.connection.prepare(
        "SELECT rule, account, reason, author, until, findings FROM suppressions
         WHERE run = ?1 AND expired ORDER BY number",
    )?;
    let expired = query.query_map([run], |row| {
        let until: String = row.get(4)?;
        let until = until.parse().unwrap_or(Date::ZERO);
        Ok(Expired {
            rule: row.get(0)?,
            account: row.get(1)?,
            suppressed: Suppressed { reason: row.get(2)?, author: row.get(3)?, until },
            findings: row.get(5)?,
        })
    })?;
    Ok(expired.collect::<rusqlite::Result<_>>()?)
}
