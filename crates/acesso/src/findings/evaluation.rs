//! Asks a run the questions.

use std::io;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rusqlite::{Connection, Row, Statement, ToSql, named_params, params};
use serde_json::json;

use super::{
    Facts, RULES, Rule, Severity, Suppressed,
    rules::{NAMELESS, Need, PEOPLE},
    subject::EXAMPLES,
};
use crate::{
    failure::Failure,
    language::Lang,
    model::{Vendor, email_key},
    settings::{Settings, Suppression},
    store::{RunState, ScopeState, Store},
};

/// Asks every question of a run and keeps what was found, in place of what was found before.
pub(crate) fn evaluate(store: &Store, run: i64, settings: &Settings, now: Timestamp) -> Result<(), Failure> {
    let transaction = store.connection.unchecked_transaction()?;
    for table in ["findings", "evaluations", "suppressions"] {
        transaction.execute(&format!("DELETE FROM {table} WHERE run = ?1"), [run])?;
    }
    transaction.execute("UPDATE runs SET settings = ?2 WHERE id = ?1", params![run, settings.sha256])?;
    let today = TimeZone::UTC.to_datetime(now).date();
    let mut asking = Asking { connection: &transaction, run, settings, today, scopes: store.scopes(run)?, findings: 0 };
    for rule in &RULES {
        asking.ask(rule)?;
    }
    for (number, suppression) in (1..).zip(&settings.suppress) {
        asking.suppress(number, suppression)?;
    }
    Ok(transaction.commit()?)
}

/// A run that is asked.
struct Asking<'a> {
    connection: &'a Connection,
    run: i64,
    settings: &'a Settings,
    today: Date,
    scopes: Vec<ScopeState>,
    /// How many were found by now.
    findings: i64,
}

impl Asking<'_> {
    fn ask(&mut self, rule: &Rule) -> Result<(), Failure> {
        let set = self.settings.findings.get(rule.id).cloned().unwrap_or_default();
        let severity = set.severity.unwrap_or(rule.severity);
        let missing = if set.enabled == Some(false) { Some(Need::Enabled) } else { self.missing(rule)? };
        let unknown_for = if missing.is_none() { self.find(rule, severity)? } else { 0 };
        let incomplete = if missing.is_none() { self.incomplete(rule) } else { Vec::new() };
        let not_evaluated = missing.map(|need| need.absent(Lang::En));
        let incomplete = (!incomplete.is_empty()).then(|| json!(incomplete).to_string());
        self.connection.execute(
            "INSERT INTO evaluations (run, rule, severity, not_evaluated, unknown_for, incomplete)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![self.run, rule.id, severity.as_str(), not_evaluated, unknown_for, incomplete],
        )?;
        Ok(())
    }

    /// What is missing to ask a question.
    fn missing(&self, rule: &Rule) -> Result<Option<Need>, Failure> {
        for need in rule.needs {
            let there = match need {
                Need::Enabled => true,
                Need::Service(vendor) => self.scopes.iter().any(|scope| scope.vendor == *vendor),
                Need::Conflicts => !self.settings.base39.conflicts.is_empty(),
                Need::Roster => self.roster_has("1")?,
                Need::Departures => self.roster_has("status IN ('active', 'left') OR left_on IS NOT NULL")?,
                Need::InternalDomains => !self.settings.internal_domains.is_empty(),
            };
            if !there {
                return Ok(Some(*need));
            }
        }
        Ok(None)
    }

    fn roster_has(&self, condition: &str) -> Result<bool, Failure> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM roster WHERE run = ?1 AND ({condition}))");
        Ok(self.connection.query_row(&sql, [self.run], |row| row.get(0))?)
    }

    /// The services that a question is about and that were not read whole: what was not read was not asked about.
    fn incomplete(&self, rule: &Rule) -> Vec<Vendor> {
        let services: Vec<Vendor> = rule.services().collect();
        let unread = self.scopes.iter().filter(|scope| scope.state != RunState::Complete).map(|scope| scope.vendor);
        unread.filter(|vendor| services.is_empty() || services.contains(vendor)).collect()
    }

    /// Keeps what speaks for a finding; says for how many it is not known.
    fn find(&mut self, rule: &Rule, severity: Severity) -> Result<u64, Failure> {
        let mut query = self.connection.prepare(&question(rule))?;
        self.bind(&mut query)?;
        let mut keep = self.connection.prepare_cached(
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
            let (vendor, kind): (Option<String>, String) = (row.get("vendor")?, row.get("kind")?);
            let (principal, resource): (String, Option<String>) = (row.get("principal")?, row.get("resource")?);
            let data = serde_json::to_string(&facts(row, &kind)?).map_err(io::Error::from)?;
            let severity = severity.as_str();
            keep.execute(params![self.run, number, rule.id, severity, vendor, kind, principal, resource, data])?;
        }
        drop(rows);
        self.findings = number;
        Ok(unknown)
    }

    /// Gives a query those of the parameters that it names.
    fn bind(&self, query: &mut Statement<'_>) -> Result<(), Failure> {
        let today = self.today.to_string();
        let conflicts = json!(self.settings.base39.conflicts).to_string();
        let domains = json!(self.settings.internal_domains).to_string();
        let parameters: [(&str, &dyn ToSql); 4] =
            [(":run", &self.run), (":today", &today), (":conflicts", &conflicts), (":domains", &domains)];
        for (name, value) in parameters {
            if let Some(index) = query.parameter_index(name)? {
                query.raw_bind_parameter(index, value)?;
            }
        }
        Ok(())
    }

    /// Marks the findings that somebody answers for; a suppression whose day is past marks none.
    fn suppress(&self, number: i64, suppression: &Suppression) -> Result<(), Failure> {
        let Suppression { finding, account, reason, author, until } = suppression;
        let expired = *until < self.today;
        let suppressed = Suppressed { reason: reason.clone(), author: author.clone(), until: *until };
        let mark = serde_json::to_string(&suppressed).map_err(io::Error::from)?;
        let account = account.as_deref().map(str::trim);
        let key = account.and_then(email_key);
        let mut matching = self.connection.prepare_cached(
            "UPDATE findings SET suppressed = CASE WHEN :expired THEN suppressed ELSE coalesce(suppressed, :mark) END
             WHERE run = :run AND rule = :rule
                 AND (:account IS NULL OR principal = :account
                     OR EXISTS (
                         SELECT 1 FROM principals p WHERE p.run = :run AND p.vendor = findings.vendor
                             AND p.id = findings.principal AND p.kind = findings.principal_kind AND p.email_key = :key
                     )
                     OR principal_kind = 'person' AND principal = :key
                     OR vendor IS NULL AND principal = (
                         SELECT email_key FROM roster_aliases WHERE run = :run AND alias_key = :key
                     ))",
        )?;
        let findings = matching.execute(named_params! {
            ":run": self.run, ":rule": finding, ":account": account, ":key": key, ":mark": mark, ":expired": expired,
        })?;
        self.connection.execute(
            "INSERT INTO suppressions (run, number, rule, account, reason, author, until, expired, findings)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![self.run, number, finding, account, reason, author, until.to_string(), expired, findings],
        )?;
        Ok(())
    }
}

/// The query of a rule: one row for each of those that it finds or does not know about, what matters most first.
fn question(rule: &Rule) -> String {
    let evidence = rule.evidence.sql();
    format!(
        "WITH nameless AS ({NAMELESS}),
         people AS ({PEOPLE}),
         evidence AS ({evidence}),
         ranked AS (
             SELECT *, dense_rank() OVER (PARTITION BY vendor, kind, principal, part, holds ORDER BY resource) AS place
             FROM evidence WHERE holds IS NOT 0
         ),
         subjects AS (
             SELECT vendor, kind, principal, part, coalesce(max(holds), 0) AS found,
                 count(*) FILTER (WHERE holds) AS accesses,
                 max(place) FILTER (WHERE holds AND resource IS NOT NULL) AS resources,
                 min(resource) FILTER (WHERE holds) AS first,
                 coalesce(max(resource = '*') FILTER (WHERE holds), 0) AS everywhere,
                 json_group_array(DISTINCT permission) FILTER (WHERE holds AND permission IS NOT NULL) AS permissions,
                 json_group_array(DISTINCT coalesce(
                     (SELECT name FROM resources r WHERE r.run = :run AND r.vendor = ranked.vendor AND r.id = resource),
                     resource
                 )) FILTER (WHERE holds AND resource IS NOT NULL AND place <= {EXAMPLES}) AS examples
             FROM ranked GROUP BY vendor, kind, principal, part
         )
         SELECT subjects.vendor, subjects.kind, subjects.principal, found, accesses, coalesce(resources, 0) AS resources,
             CASE WHEN resources = 1 AND subjects.kind <> 'person' THEN first END AS resource, everywhere,
             part, permissions, examples,
             CASE WHEN subjects.kind <> 'person' THEN p.name
                 ELSE coalesce(person.name, (
                     SELECT min(name) FROM principals namesake
                     WHERE namesake.run = :run AND namesake.email_key = subjects.principal
                 )) END AS name,
             p.email, person.left_on
         FROM subjects
         LEFT JOIN principals p ON p.run = :run AND p.vendor = subjects.vendor AND p.id = subjects.principal
             AND p.kind = subjects.kind
         LEFT JOIN roster person ON person.run = :run AND person.email_key = subjects.principal
             AND subjects.kind = 'person'
         ORDER BY everywhere DESC, resources DESC, accesses DESC, subjects.vendor, subjects.principal, part"
    )
}

fn facts(row: &Row<'_>, kind: &str) -> rusqlite::Result<Facts> {
    let email: Option<String> = if kind == "person" { row.get("principal")? } else { row.get("email")? };
    Ok(Facts {
        name: row.get("name")?,
        email,
        permissions: match row.get::<_, Option<String>>("part")? {
            Some(pair) => serde_json::from_str(&pair).unwrap_or_default(),
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
    let mut list: Vec<String> = serde_json::from_str(&row.get::<_, String>(name)?).unwrap_or_default();
    list.sort_unstable();
    Ok(list)
}
