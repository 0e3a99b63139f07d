//! What was found and what could not be told, as rows of a table.

use std::collections::BTreeMap;

use acesso_review::{
    judge::findings::{Evaluation, Expired, Finding, Gone, Novelty, Subject},
    model::{Lang, RunDescription, Severity, Suppressed},
};

use crate::{
    access::{kind, whose_data},
    output::Cell,
};

/// The columns of a CSV or a sheet.
pub const COLUMNS: [&str; 18] = [
    "column-data",
    "column-run",
    "column-read-at",
    "column-complete",
    "column-state",
    "column-severity",
    "column-rule",
    "column-what",
    "column-service",
    "column-kind",
    "column-account",
    "column-name",
    "column-email",
    "column-resource",
    "column-reason",
    "column-author",
    "column-until",
    "column-novelty",
];

/// The columns of the sheet of a workbook: what matters first, by the ids of their headings.
pub(crate) const SHEET_COLUMNS: [&str; 12] = [
    "column-severity",
    "column-novelty",
    "column-what",
    "column-service",
    "column-name",
    "column-email",
    "column-resource",
    "column-rule",
    "column-state",
    "column-reason",
    "column-author",
    "column-until",
];

/// A finding, or what keeps us from saying that there is none.
#[derive(Debug)]
pub struct Line<'a> {
    state: State,
    severity: Severity,
    rule: &'a str,
    sentence: &'a str,
    subject: Option<&'a Subject>,
    /// Whom it is about; of a suppression whose day is past that is all that is known.
    account: Option<&'a str>,
    resource: Option<&'a str>,
    suppressed: Option<&'a Suppressed>,
    /// Of a finding, whether an earlier run had it, too.
    novelty: Option<Novelty>,
}

/// What a line is.
#[derive(Debug, Clone, Copy)]
enum State {
    Found,
    Suppressed,
    Gone,
    NotEvaluated,
    SuppressionExpired,
}

impl State {
    fn name(self, lang: Lang) -> String {
        let state = match self {
            Self::Found => "found",
            Self::Suppressed => "suppressed",
            Self::Gone => "gone",
            Self::NotEvaluated => "not_evaluated",
            Self::SuppressionExpired => "expired",
        };
        lang.say_with("finding-state", [("state", state.into())])
    }
}

impl<'a> Line<'a> {
    /// What was found, suppressed or not.
    pub fn of_finding(finding: &'a Finding) -> Self {
        Self {
            state: if finding.suppressed.is_some() { State::Suppressed } else { State::Found },
            severity: finding.severity,
            rule: &finding.rule,
            sentence: &finding.sentence,
            subject: Some(&finding.subject),
            account: Some(&finding.subject.principal),
            resource: finding.resource.as_deref(),
            suppressed: finding.suppressed.as_ref(),
            novelty: Some(finding.since),
        }
    }

    /// What an earlier run found, and this one does not.
    pub fn of_gone(gone: &'a Gone) -> Self {
        Self {
            state: State::Gone,
            severity: gone.severity,
            rule: &gone.rule,
            sentence: &gone.sentence,
            subject: Some(&gone.subject),
            account: Some(&gone.subject.principal),
            resource: gone.resource.as_deref(),
            suppressed: None,
            novelty: None,
        }
    }

    /// What was not asked, or not answered: "nothing was found" is not all there is to say.
    pub fn of_gaps(evaluation: &'a Evaluation) -> impl Iterator<Item = Self> {
        evaluation.gaps.iter().map(|gap| Self {
            state: State::NotEvaluated,
            severity: evaluation.severity,
            rule: &evaluation.rule,
            sentence: gap,
            subject: None,
            account: None,
            resource: None,
            suppressed: None,
            novelty: None,
        })
    }

    /// A suppression whose day is past, so that its findings count again.
    pub fn of_expired(expired: &'a Expired) -> Self {
        Self {
            state: State::SuppressionExpired,
            severity: expired.severity,
            rule: &expired.rule,
            sentence: &expired.sentence,
            subject: None,
            account: expired.account.as_deref(),
            resource: None,
            suppressed: Some(&expired.suppressed),
            novelty: None,
        }
    }

    /// For a screen on which many alike are one line: without a count.
    pub fn grouped(&self, lang: Lang) -> Vec<String> {
        let (first, second) = match self.state {
            State::Gone => (self.severity.name(lang), self.state.name(lang)),
            _ => (self.state.name(lang), String::new()),
        };
        vec![first, second, self.sentence.to_owned(), self.rule.to_owned()]
    }

    /// For a screen on which each finding is a line.
    pub fn each(&self, lang: Lang) -> Vec<String> {
        vec![
            self.severity.name(lang),
            self.state_on_a_screen(lang),
            self.sentence.to_owned(),
            self.account.unwrap_or_default().to_owned(),
            self.rule.to_owned(),
        ]
    }

    /// That a finding is new or known says that it was found, too.
    fn state_on_a_screen(&self, lang: Lang) -> String {
        match (self.state, self.novelty) {
            (State::Found, Some(novelty @ (Novelty::New | Novelty::Known))) => novelty.name(lang),
            (state, _) => state.name(lang),
        }
    }

    /// For the sheet of a workbook, tinted by how much it matters.
    pub(crate) fn cells(&self, run: &RunDescription) -> Vec<Cell> {
        let row = COLUMNS.into_iter().zip(self.columns(run)).collect::<BTreeMap<_, _>>();
        let cell = |id: &&str| match *id {
            "column-severity" => Cell::Grave(self.severity.name(run.lang), self.severity),
            id => row.get(id).cloned().unwrap_or_default().into(),
        };
        SHEET_COLUMNS.iter().map(cell).collect()
    }

    /// For a CSV or a sheet. What is unknown is an empty cell.
    pub fn columns(&self, run: &RunDescription) -> Vec<String> {
        let or_empty = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let lang = run.lang;
        let facts = self.subject.map(|subject| &subject.facts);
        vec![
            whose_data(run, lang),
            run.id.to_string(),
            run.started_at.to_string(),
            run.state.name(lang),
            self.state.name(lang),
            self.severity.name(lang),
            self.rule.to_owned(),
            self.sentence.to_owned(),
            self.subject
                .and_then(|subject| subject.service)
                .map(|service| service.as_str().to_owned())
                .unwrap_or_default(),
            self.subject.map(|subject| kind(&subject.kind, lang)).unwrap_or_default(),
            or_empty(self.account),
            or_empty(facts.and_then(|facts| facts.name.as_deref())),
            or_empty(facts.and_then(|facts| facts.email.as_deref())),
            or_empty(self.resource),
            or_empty(self.suppressed.map(|suppressed| suppressed.reason.as_str())),
            or_empty(self.suppressed.map(|suppressed| suppressed.author.as_str())),
            self.suppressed.map(|suppressed| suppressed.until.to_string()).unwrap_or_default(),
            self.novelty.map(|novelty| novelty.name(lang)).unwrap_or_default(),
        ]
    }
}
