//! `acesso findings`

use serde::Serialize;
use serde_json::json;

use super::grants::warn;
use crate::{
    cli::FindingsOptions,
    export::whose_data,
    failure::Failure,
    findings::{self, Evaluation, Expired, Facts, Finding, Group, Severity, Suppressed},
    model::Vendor,
    output::{About, List, Output, say},
    store::{RunDescription, Store},
};

/// What fits on a screen: many alike in a line, or each.
const GROUPED: [&str; 4] = ["severity", "findings", "what", "rule"];
const EACH: [&str; 5] = ["severity", "state", "what", "account", "rule"];

/// The columns of a CSV or a sheet.
const COLUMNS: [&str; 17] = [
    "data", "run", "read at", "complete", "state", "severity", "rule", "what", "service", "kind", "account", "name",
    "e-mail", "resource", "reason", "author", "until",
];

pub(crate) fn run(options: &FindingsOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let store = options.store.open(sandbox)?;
    let run = store.describe(&store.find_run(options.run)?)?;
    warn(&run);
    let report = Report { run, store: &store, options, output };
    let (groups, evaluations) = (report.groups()?, report.evaluations()?);
    let mut list = report.open()?;
    if report.is_grouped() {
        groups.iter().try_for_each(|group| list.add_row(|| grouped(group)))?;
    } else {
        for group in &groups {
            findings::each(&store, report.run.id, &group.rule, |finding| report.add_finding(&mut list, &finding))?;
        }
    }
    report.add_gaps(&mut list, &evaluations)?;
    report.add_expired(&mut list, &evaluations)?;
    list.close()?;
    let count = |of: fn(&Group) -> u64| groups.iter().map(of).sum::<u64>();
    say(format_args!("findings: {}; suppressed: {}", count(|group| group.count), count(|group| group.suppressed)));
    Ok(())
}

/// Many alike in a line.
fn grouped(group: &Group) -> Vec<String> {
    let count = match group.suppressed {
        0 => group.count.to_string(),
        suppressed => format!("{} ({suppressed} suppressed)", group.count),
    };
    vec![group.severity.to_string(), count, group.sentence.clone(), group.rule.clone()]
}

struct Report<'a> {
    run: RunDescription,
    store: &'a Store,
    options: &'a FindingsOptions,
    output: &'a Output,
}

impl Report<'_> {
    fn is_grouped(&self) -> bool {
        self.output.is_table() && !self.options.all
    }

    /// Whether the options ask for this.
    fn wants(&self, rule: &str, severity: Severity) -> bool {
        self.options.rule.as_ref().is_none_or(|wanted| wanted == rule)
            && self.options.severity.is_none_or(|least| severity >= least)
    }

    fn groups(&self) -> Result<Vec<Group>, Failure> {
        let mut groups = findings::top(self.store, self.run.id, usize::MAX)?;
        groups.retain(|group| self.wants(&group.rule, group.severity));
        Ok(groups)
    }

    fn evaluations(&self) -> Result<Vec<Evaluation>, Failure> {
        let mut evaluations = findings::evaluations(self.store, self.run.id)?;
        if evaluations.is_empty() {
            return Err(Failure::Usage {
                what: format!("run {} was not read to its end, and nothing has been asked of it", self.run.id),
                advice: "end it with `acesso review --resume`",
            });
        }
        evaluations.retain(|evaluation| self.wants(&evaluation.rule, evaluation.severity));
        Ok(evaluations)
    }

    fn open(&self) -> Result<List, Failure> {
        let mut caption = self.run.caption();
        if let Some(id) = &self.options.rule {
            let rule = findings::rule(id).map_err(|unknown| Failure::Usage {
                what: unknown.to_string(),
                advice: "FINDINGS.md says what each of them asks",
            })?;
            caption.push_str(&format!("\n{} It rests on {}.", rule.question, rule.data));
        }
        let about = About {
            caption,
            members: vec![
                ("schema", json!("acesso/findings/1")),
                ("sandbox", json!(self.run.sandbox)),
                ("run", json!(self.run)),
            ],
            list: "findings",
            sheet: "Findings",
        };
        let headings: &[_] = match (self.output.is_table(), self.options.all) {
            (true, false) => &GROUPED,
            (true, true) => &EACH,
            (false, _) => &COLUMNS,
        };
        self.output.list_about(&about, headings)
    }

    fn add_finding(&self, list: &mut List, finding: &Finding) -> Result<(), Failure> {
        let subject = &finding.subject;
        let line = Line {
            vendor: subject.vendor,
            principal_kind: Some(&subject.kind),
            principal: Some(&subject.principal),
            resource: finding.resource.as_deref(),
            facts: Some(&subject.facts),
            suppressed: finding.suppressed.as_ref(),
            ..Line::new(State::of(finding), finding.severity, &finding.rule, finding.sentence())
        };
        self.add(list, &line)
    }

    /// What was not asked, or not answered: "nothing was found" is not all there is to say.
    fn add_gaps(&self, list: &mut List, evaluations: &[Evaluation]) -> Result<(), Failure> {
        for evaluation in evaluations {
            for gap in evaluation.gaps() {
                self.add(list, &Line::new(State::NotEvaluated, evaluation.severity, &evaluation.rule, gap))?;
            }
        }
        Ok(())
    }

    /// What is no longer suppressed, of the rules that are asked for.
    fn add_expired(&self, list: &mut List, evaluations: &[Evaluation]) -> Result<(), Failure> {
        for expired in findings::expired(self.store, self.run.id)? {
            let Some(asked) = evaluations.iter().find(|asked| asked.rule == expired.rule) else { continue };
            let Expired { rule, account, suppressed, .. } = &expired;
            let line = Line {
                principal: account.as_deref(),
                suppressed: Some(suppressed),
                ..Line::new(State::SuppressionExpired, asked.severity, rule, expired.sentence())
            };
            self.add(list, &line)?;
        }
        Ok(())
    }

    fn add(&self, list: &mut List, line: &Line<'_>) -> Result<(), Failure> {
        list.add(line, || match (self.output.is_table(), self.options.all) {
            (true, false) => {
                vec![line.state.name().to_owned(), String::new(), line.sentence.clone(), line.rule.to_owned()]
            }
            (true, true) => line.each(),
            (false, _) => line.columns(&self.run),
        })
    }
}

/// What a line of the list is.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Found,
    Suppressed,
    NotEvaluated,
    SuppressionExpired,
}

impl State {
    fn of(finding: &Finding) -> Self {
        if finding.suppressed.is_some() { Self::Suppressed } else { Self::Found }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Suppressed => "suppressed",
            Self::NotEvaluated => "not evaluated",
            Self::SuppressionExpired => "suppression expired",
        }
    }
}

/// A finding, or what keeps us from saying that there is none.
#[derive(Debug, Serialize)]
struct Line<'a> {
    state: State,
    severity: Severity,
    rule: &'a str,
    sentence: String,
    vendor: Option<Vendor>,
    principal_kind: Option<&'a str>,
    principal: Option<&'a str>,
    resource: Option<&'a str>,
    facts: Option<&'a Facts>,
    suppressed: Option<&'a Suppressed>,
}

impl<'a> Line<'a> {
    fn new(state: State, severity: Severity, rule: &'a str, sentence: String) -> Self {
        Self {
            state,
            severity,
            rule,
            sentence,
            vendor: None,
            principal_kind: None,
            principal: None,
            resource: None,
            facts: None,
            suppressed: None,
        }
    }

    fn each(&self) -> Vec<String> {
        vec![
            self.severity.to_string(),
            self.state.name().to_owned(),
            self.sentence.clone(),
            self.principal.unwrap_or_default().to_owned(),
            self.rule.to_owned(),
        ]
    }

    fn columns(&self, run: &RunDescription) -> Vec<String> {
        let or_empty = |text: Option<&str>| text.unwrap_or_default().to_owned();
        vec![
            whose_data(run),
            run.id.to_string(),
            run.started_at.to_string(),
            run.state.as_str().to_owned(),
            self.state.name().to_owned(),
            self.severity.to_string(),
            self.rule.to_owned(),
            self.sentence.clone(),
            or_empty(self.vendor.map(Vendor::as_str)),
            or_empty(self.principal_kind),
            or_empty(self.principal),
            or_empty(self.facts.and_then(|facts| facts.name.as_deref())),
            or_empty(self.facts.and_then(|facts| facts.email.as_deref())),
            or_empty(self.resource),
            or_empty(self.suppressed.map(|suppressed| suppressed.reason.as_str())),
            or_empty(self.suppressed.map(|suppressed| suppressed.author.as_str())),
            self.suppressed.map(|suppressed| suppressed.until.to_string()).unwrap_or_default(),
        ]
    }
}
