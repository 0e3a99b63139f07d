//! Asks a run the questions.

use jiff::{Timestamp, tz::TimeZone};

use super::rules::{Missing, rules};
use crate::{
    judge::policy::{Policy, Suppression},
    model::{Failure, Lang, RunState, ScopeState, ServiceId, Severity, Suppressed, domain_key},
    source::{Need, Registry, Rule, documented},
    store::{Evaluating, EvaluationRow, Parameters, Store},
};

/// Asks every question of a run and keeps what was found, in place of what was found before.
pub(crate) fn evaluate(
    store: &Store,
    run: i64,
    registry: &Registry,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), Failure> {
    let parameters = Parameters {
        today: TimeZone::UTC.to_datetime(now).date(),
        conflicts: policy.conflicts.clone(),
        documented: Vec::new(),
        internal_domains: policy.internal_domains.iter().filter_map(|domain| domain_key(domain)).collect(),
    };
    let scopes = store.scopes(run)?;
    let run = store.evaluate(run, policy.sha256.as_deref())?;
    let mut asking = Asking { run, policy, parameters, scopes };
    for rule in rules(registry) {
        asking.ask(rule)?;
    }
    for (number, suppression) in (1..).zip(&policy.suppress) {
        asking.suppress(number, suppression)?;
    }
    asking.run.commit()
}

/// A run that is asked.
struct Asking<'a> {
    run: Evaluating<'a>,
    policy: &'a Policy,
    parameters: Parameters,
    scopes: Vec<ScopeState>,
}

impl Asking<'_> {
    fn ask(&mut self, rule: &Rule) -> Result<(), Failure> {
        let set = self.policy.rules.get(rule.id).cloned().unwrap_or_default();
        let severity = set.severity.unwrap_or(rule.severity);
        let missing = if set.enabled == Some(false) { Some(Missing::Enabled) } else { self.missing(rule)? };
        let unknown_for = if missing.is_none() { self.find(rule, severity)? } else { 0 };
        let incomplete = if missing.is_none() { self.incomplete(rule) } else { Vec::new() };
        self.run.keep(&EvaluationRow {
            rule: rule.id.to_owned(),
            severity,
            not_evaluated: missing.map(|missing| missing.sentence(Lang::En)),
            unknown_for,
            incomplete,
        })
    }

    /// What is missing to ask a question.
    fn missing(&self, rule: &Rule) -> Result<Option<Missing>, Failure> {
        let is_read = |service: &ServiceId| self.scopes.iter().any(|scope| scope.service == *service);
        if let Some(service) = rule.service.filter(|service| !is_read(service)) {
            return Ok(Some(Missing::Service(service)));
        }
        for need in rule.needs {
            let there = match need {
                Need::Conflicts => !self.policy.conflicts.is_empty(),
                Need::Roster => self.run.has_roster()?,
                Need::Departures => self.run.has_departures()?,
                Need::InternalDomains => !self.policy.internal_domains.is_empty(),
            };
            if !there {
                return Ok(Some(Missing::Need(*need)));
            }
        }
        Ok(None)
    }

    /// The services that a question is about and that were not read whole: what was not read was not asked about.
    fn incomplete(&self, rule: &Rule) -> Vec<ServiceId> {
        let unread = self.scopes.iter().filter(|scope| scope.state != RunState::Complete).map(|scope| scope.service);
        unread.filter(|unread| rule.service.is_none_or(|service| service == *unread)).collect()
    }

    /// Keeps what speaks for a finding; says for how many it is not known.
    fn find(&mut self, rule: &Rule, severity: Severity) -> Result<u64, Failure> {
        self.parameters.documented = rule.service.map(documented).unwrap_or_default();
        self.run.find(rule.id, severity, rule.service, rule.question, &self.parameters)
    }

    /// Marks the findings that somebody answers for; a suppression whose day is past marks none.
    fn suppress(&self, number: i64, suppression: &Suppression) -> Result<(), Failure> {
        let Suppression { finding, account, suppressed } = suppression;
        let Suppressed { until, .. } = suppressed;
        self.run.suppress(number, finding, account.as_deref(), suppressed, *until < self.parameters.today)
    }
}
