//! Findings as they are kept with a run, and how they are found.

use std::io;

use jiff::civil::Date;
use rusqlite::{Params, Row, Statement, ToSql, Transaction, named_params, params};
use serde_json::json;

use super::{
    Store,
    questions::{Parameters, Question, statement},
    row::{from_json, parsed},
};
use crate::model::{Facts, Failure, ServiceId, Severity, Suppressed, email_key};

/// A finding as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    /// Its place among the findings of the run, from 1 on.
    pub number: i64,
    /// The id of the rule that found it, which this version may no longer have.
    pub rule: String,
    /// How much it mattered when the run was evaluated.
    pub severity: Severity,
    /// Absent where it is about a person, whatever the service.
    pub service: Option<ServiceId>,
    /// What kind of account it is about; `person` for somebody known by an address.
    pub principal_kind: String,
    /// The account's id at the service, or the person's address.
    pub principal: String,
    /// The one resource that it is about; absent where there are several.
    pub resource: Option<String>,
    /// What the sentence about it is made of.
    pub facts: Facts,
    /// Who answers for it; absent where somebody has to look at it.
    pub suppressed: Option<Suppressed>,
}

/// How many findings of a rule there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FindingGroup {
    pub rule: String,
    pub severity: Severity,
    /// How many somebody has to look at, and how many others are suppressed.
    pub count: u64,
    pub suppressed: u64,
    /// The number of the first one.
    pub first: i64,
}

/// How a question was asked of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EvaluationRow {
    pub rule: String,
    pub severity: Severity,
    /// Why it was not asked at all.
    pub not_evaluated: Option<String>,
    /// For how many it could not be answered.
    pub unknown_for: u64,
    /// Which services were not read whole.
    pub incomplete: Vec<ServiceId>,
}

/// A suppression whose day was past when the run was evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExpiredRow {
    pub rule: String,
    pub severity: Severity,
    pub account: Option<String>,
    pub suppressed: Suppressed,
    /// How many findings it would stand for.
    pub findings: u64,
}

/// A run that is being asked, in place of what it was asked before. Dropped before it is committed, nothing was asked.
#[derive(Debug)]
pub(crate) struct Evaluating<'a> {
    transaction: Transaction<'a>,
    run: i64,
    /// How many were found by now.
    findings: i64,
}

impl Evaluating<'_> {
    /// Whether the run has a roster.
    pub(crate) fn has_roster(&self) -> Result<bool, Failure> {
        self.roster_has("1")
    }

    /// Whether the roster says of somebody whether they left.
    pub(crate) fn has_departures(&self) -> Result<bool, Failure> {
        self.roster_has("status IN ('active', 'left') OR left_on IS NOT NULL")
    }

    fn roster_has(&self, condition: &str) -> Result<bool, Failure> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM roster WHERE run = ?1 AND ({condition}))");
        Ok(self.transaction.query_row(&sql, [self.run], |row| row.get(0))?)
    }

    /// Keeps a finding of a rule for each of those that a question finds; says for how many it is not known.
    pub(crate) fn find(
        &mut self,
        rule: &str,
        severity: Severity,
        service: Option<ServiceId>,
        question: Question,
        parameters: &Parameters,
    ) -> Result<u64, Failure> {
        let mut query = self.transaction.prepare(&statement(question))?;
        self.bind(&mut query, service, parameters)?;
        let mut keep = self.transaction.prepare_cached(
            "INSERT INTO findings (run, number, rule, severity, vendor, principal_kind, principal, resource, data)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        let (mut number, mut unknown) = (self.findings, 0);
        let mut rows = query.raw_query();
        while let Some(row) = rows.next()? {
            if !row.get::<_, bool>("found")? {
                unknown += 1;
                continue;
            }
            number += 1;
            let (service, kind): (Option<String>, String) = (row.get("vendor")?, row.get("kind")?);
            let (principal, resource): (String, Option<String>) = (row.get("principal")?, row.get("resource")?);
            let data = serde_json::to_string(&facts(row, &kind)?).map_err(io::Error::from)?;
            let severity = severity.as_str();
            keep.execute(params![self.run, number, rule, severity, service, kind, principal, resource, data])?;
        }
        drop(rows);
        self.findings = number;
        Ok(unknown)
    }

    /// Gives a query those of the parameters that it names.
    fn bind(&self, query: &mut Statement<'_>, service: Option<ServiceId>, with: &Parameters) -> Result<(), Failure> {
        let today = with.today.to_string();
        let service = service.map(|service| service.as_str().to_owned());
        let conflicts = json!(with.conflicts).to_string();
        let domains = json!(with.internal_domains).to_string();
        let documented = json!(with.documented).to_string();
        let parameters: [(&str, &dyn ToSql); 6] = [
            (":run", &self.run),
            (":service", &service),
            (":today", &today),
            (":conflicts", &conflicts),
            (":domains", &domains),
            (":documented", &documented),
        ];
        for (name, value) in parameters {
            if let Some(index) = query.parameter_index(name)? {
                query.raw_bind_parameter(index, value)?;
            }
        }
        Ok(())
    }

    /// Keeps how a question was asked.
    pub(crate) fn keep(&self, evaluation: &EvaluationRow) -> Result<(), Failure> {
        let EvaluationRow { rule, severity, not_evaluated, unknown_for, incomplete } = evaluation;
        let incomplete = (!incomplete.is_empty()).then(|| json!(incomplete).to_string());
        self.transaction.execute(
            "INSERT INTO evaluations (run, rule, severity, not_evaluated, unknown_for, incomplete)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![self.run, rule, severity.as_str(), not_evaluated, unknown_for, incomplete],
        )?;
        Ok(())
    }

    /// Marks the findings of a rule that somebody answers for: those about an account, by its id or address, or all. A
    /// suppression that has expired marks none, and is kept with how many it would.
    pub(crate) fn suppress(
        &self,
        number: i64,
        rule: &str,
        account: Option<&str>,
        suppressed: &Suppressed,
        expired: bool,
    ) -> Result<(), Failure> {
        let mark = serde_json::to_string(suppressed).map_err(io::Error::from)?;
        let trimmed = account.map(str::trim);
        let key = trimmed.and_then(email_key);
        let mut matching = self.transaction.prepare_cached(
            "UPDATE findings SET suppressed = CASE WHEN :expired THEN suppressed ELSE coalesce(suppressed, :mark) END
             WHERE run = :run AND rule = :rule
                 AND (:account IS NULL OR principal = :account
                     OR EXISTS (
                         SELECT 1 FROM principals p WHERE p.run = :run AND p.vendor = findings.vendor
                             AND p.id = findings.principal AND p.kind = findings.principal_kind AND p.email_key = :key
                     )
                     OR principal_kind = 'person' AND principal = :key
                     OR principal_kind = 'person' AND principal = (
                         SELECT email_key FROM roster_aliases WHERE run = :run AND alias_key = :key
                     ))",
        )?;
        let findings = matching.execute(named_params! {
            ":run": self.run, ":rule": rule, ":account": trimmed, ":key": key, ":mark": mark, ":expired": expired,
        })?;
        let Suppressed { reason, author, until } = suppressed;
        self.transaction.execute(
            "INSERT INTO suppressions (run, number, rule, account, reason, author, until, expired, findings)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![self.run, number, rule, trimmed, reason, author, until.to_string(), expired, findings],
        )?;
        Ok(())
    }

    /// Keeps what was found.
    pub(crate) fn commit(self) -> Result<(), Failure> {
        Ok(self.transaction.commit()?)
    }
}

impl Store {
    /// Begins to ask a run, under settings with this hash.
    pub(crate) fn evaluate(&self, run: i64, settings_sha256: Option<&str>) -> Result<Evaluating<'_>, Failure> {
        let transaction = self.transaction()?;
        for table in ["findings", "evaluations", "suppressions"] {
            transaction.execute(&format!("DELETE FROM {table} WHERE run = ?1"), [run])?;
        }
        transaction.execute("UPDATE runs SET settings = ?2 WHERE id = ?1", params![run, settings_sha256])?;
        Ok(Evaluating { transaction, run, findings: 0 })
    }

    /// How many findings of each rule a run has.
    pub(crate) fn finding_groups(&self, run: i64) -> Result<Vec<FindingGroup>, Failure> {
        let sql = "SELECT rule, severity, count(*) FILTER (WHERE suppressed IS NULL), count(suppressed),
                       coalesce(min(number) FILTER (WHERE suppressed IS NULL), min(number))
                   FROM findings WHERE run = ?1 GROUP BY rule";
        self.all(sql, [run], |row| {
            Ok(FindingGroup {
                rule: row.get(0)?,
                severity: severity(row, 1)?,
                count: row.get(2)?,
                suppressed: row.get(3)?,
                first: row.get(4)?,
            })
        })
    }

    /// The finding with this number.
    ///
    /// # Errors
    /// [`Failure::not_found`] where there is no such run, or where it has no such finding.
    pub fn finding(&self, run: i64, number: i64) -> Result<FindingRow, Failure> {
        let mut query = self.connection.prepare_cached("SELECT * FROM findings WHERE run = ?1 AND number = ?2")?;
        let finding = query.query_row([run, number], FindingRow::read);
        self.in_run(run, finding)?
            .ok_or_else(|| Failure::not_found("failure-no-such-finding", &[("run", &run), ("number", &number)]))
    }

    /// Shows each finding of a run, or of one of its rules, in the order in which they were found.
    pub(crate) fn each_finding(
        &self,
        run: i64,
        rule: Option<&str>,
        show: impl FnMut(FindingRow) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match rule {
            None => self.show_findings("SELECT * FROM findings WHERE run = ?1 ORDER BY number", [run], show),
            Some(rule) => {
                let sql = "SELECT * FROM findings WHERE run = ?1 AND rule = ?2 ORDER BY number";
                self.show_findings(sql, params![run, rule], show)
            }
        }
    }

    fn show_findings(
        &self,
        sql: &str,
        parameters: impl Params,
        show: impl FnMut(FindingRow) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.each(sql, parameters, FindingRow::read, show)
    }

    /// The severest of what was found and is not suppressed.
    pub fn worst_finding(&self, run: i64) -> Result<Option<Severity>, Failure> {
        let sql = "SELECT DISTINCT severity FROM findings WHERE run = ?1 AND suppressed IS NULL";
        Ok(self.all(sql, [run], |row| severity(row, 0))?.into_iter().max())
    }

    /// How many findings are suppressed.
    pub fn count_suppressed(&self, run: i64) -> Result<u64, Failure> {
        let sql = "SELECT count(*) FROM findings WHERE run = ?1 AND suppressed IS NOT NULL";
        Ok(self.connection.query_row(sql, [run], |row| row.get(0))?)
    }

    /// How each question was asked, in the order in which they were.
    pub(crate) fn evaluations(&self, run: i64) -> Result<Vec<EvaluationRow>, Failure> {
        let sql = "SELECT rule, severity, not_evaluated, unknown_for, incomplete FROM evaluations
                   WHERE run = ?1 ORDER BY rowid";
        self.all(sql, [run], |row| {
            Ok(EvaluationRow {
                rule: row.get(0)?,
                severity: severity(row, 1)?,
                not_evaluated: row.get(2)?,
                unknown_for: row.get(3)?,
                incomplete: from_json(row, 4)?.unwrap_or_default(),
            })
        })
    }

    /// The suppressions whose day was past when the run was evaluated.
    pub(crate) fn expired_suppressions(&self, run: i64) -> Result<Vec<ExpiredRow>, Failure> {
        let sql = "SELECT s.rule, e.severity, s.account, s.reason, s.author, s.until, s.findings
                   FROM suppressions s JOIN evaluations e ON e.run = s.run AND e.rule = s.rule
                   WHERE s.run = ?1 AND s.expired ORDER BY s.number";
        self.all(sql, [run], |row| {
            let until = parsed(row, 5)?.unwrap_or(Date::ZERO);
            Ok(ExpiredRow {
                rule: row.get(0)?,
                severity: severity(row, 1)?,
                account: row.get(2)?,
                suppressed: Suppressed { reason: row.get(3)?, author: row.get(4)?, until },
                findings: row.get(6)?,
            })
        })
    }
}

impl FindingRow {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let severity: String = row.get("severity")?;
        Ok(Self {
            number: row.get("number")?,
            rule: row.get("rule")?,
            severity: read_severity(&severity),
            service: parsed(row, "vendor")?,
            principal_kind: row.get("principal_kind")?,
            principal: row.get("principal")?,
            resource: row.get("resource")?,
            facts: from_json(row, "data")?.unwrap_or_default(),
            suppressed: from_json(row, "suppressed")?,
        })
    }
}

/// A severity that this tool wrote; one that somebody changed by hand is looked at first.
fn read_severity(text: &str) -> Severity {
    text.parse().unwrap_or(Severity::High)
}

fn severity(row: &Row<'_>, column: usize) -> rusqlite::Result<Severity> {
    Ok(read_severity(&row.get::<_, String>(column)?))
}

fn facts(row: &Row<'_>, kind: &str) -> rusqlite::Result<Facts> {
    let email: Option<String> = if kind == "person" { row.get("principal")? } else { row.get("email")? };
    Ok(Facts {
        name: row.get("name")?,
        email,
        permissions: match from_json(row, "part")? {
            Some(pair) => pair,
            None => in_order(row, "permissions")?,
        },
        resources: row.get("resources")?,
        examples: in_order(row, "examples")?,
        everywhere: row.get("everywhere")?,
        accesses: row.get("accesses")?,
        left_on: row.get("left_on")?,
    })
}

/// A list that SQL gathered, in an order that does not depend on how it did.
fn in_order(row: &Row<'_>, name: &str) -> rusqlite::Result<Vec<String>> {
    let mut list: Vec<String> = from_json(row, name)?.unwrap_or_default();
    list.sort_unstable();
    Ok(list)
}
