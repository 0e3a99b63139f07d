//! `acesso findings`

use serde::Serialize;

use crate::{
    cli::FindingsOptions,
    failure::Failure,
    findings::{self, Evaluation, Expired, Facts, Finding, Group, Severity, Suppressed},
    output::{List, Output, say},
    store::{Holds, Run, RunState, Store},
};

pub(crate) fn run(options: &FindingsOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let holds = if sandbox { Holds::Sandbox } else { Holds::RealAccounts };
    let store = Store::open(&options.store.path(holds)?)?;
    let report = Report { run: run_of(&store, &options.run)?, holds: store.holds()?, store: &store, options };
    let groups = report.groups()?;
    if report.evaluations()?.is_empty() && options.rule.is_none() && options.severity.is_none() {
        return Err(Failure::Usage {
            what: format!("run {} was not read to its end, and nothing has been asked of it", report.run.id),
            advice: "go on with it: acesso review --resume",
        });
    }
    let mut list = report.open(output, options.all)?;
    if output.is_table() && !options.all {
        groups.iter().try_for_each(|group| report.add_group(&mut list, group))?;
    } else {
        for group in &groups {
            findings::each(&store, report.run.id, &group.rule, |finding| {
                report.add_finding(&mut list, output, &finding)
            })?;
        }
    }
    report.add_gaps(&mut list, output)?;
    list.close()?;
    let (found, suppressed) =
        groups.iter().fold((0, 0), |(found, hidden), group| (found + group.count, hidden + group.suppressed));
    say(format_args!("findings: {found}; suppressed: {suppressed}"));
    Ok(())
}

/// The run that was asked for.
fn run_of(store: &Store, asked: &str) -> Result<Run, Failure> {
    let run = match asked {
        "latest" => store.runs()?.into_iter().next(),
        number => {
            let number = number.parse().map_err(|_| Failure::Usage {
                what: format!("{number:?} is no run"),
                advice: "a run is its number or `latest`",
            })?;
            store.run(number)?
        }
    };
    run.ok_or_else(|| Failure::NotFound {
        what: format!("there is no run {asked} in {}", store.path().display()),
        advice: "read the services with `acesso review`, or name another file with --store",
    })
}

struct Report<'a> {
    store: &'a Store,
    holds: Option<Holds>,
    run: Run,
    options: &'a FindingsOptions,
}

const GROUPED: [&str; 4] = ["severity", "findings", "what", "rule"];
const EACH: [&str; 5] = ["severity", "state", "what", "account", "rule"];
const EVERYTHING: [&str; 16] = [
    "run",
    "data",
    "completeness",
    "state",
    "severity",
    "rule",
    "what",
    "service",
    "kind",
    "account",
    "name",
    "email",
    "resource",
    "reason",
    "author",
    "until",
];

impl Report<'_> {
    /// Whether the options ask for this.
    fn wants(&self, rule: &str, severity: Severity) -> bool {
        self.options.rule.as_ref().is_none_or(|wanted| wanted == rule)
            && self.options.severity.is_none_or(|least| severity >= least)
    }

    fn groups(&self) -> Result<Vec<Group>, Failure> {
        if let Some(id) = &self.options.rule {
            findings::rule(id).map_err(|unknown| Failure::Usage {
                what: unknown.to_string(),
                advice: "FINDINGS.md says what each of them asks",
            })?;
        }
        let mut groups = findings::top(self.store, self.run.id, usize::MAX)?;
        groups.retain(|group| self.wants(&group.rule, group.severity));
        Ok(groups)
    }

    fn evaluations(&self) -> Result<Vec<Evaluation>, Failure> {
        let mut evaluations = findings::evaluations(self.store, self.run.id)?;
        evaluations.retain(|evaluation| self.wants(&evaluation.rule, evaluation.severity));
        Ok(evaluations)
    }

    fn open(&self, output: &Output, all: bool) -> Result<List, Failure> {
        let notes = self.notes()?;
        if !output.is_table() {
            notes.iter().for_each(say);
            return output.list(&EVERYTHING);
        }
        output.list_under(&notes, if all { &EACH } else { &GROUPED })
    }

    /// What has to be known before one looks at what was found.
    fn notes(&self) -> Result<Vec<String>, Failure> {
        let mut notes = Vec::new();
        if self.holds == Some(Holds::Sandbox) {
            notes.push("SANDBOX DATA: imaginary people, no real account".to_owned());
        }
        notes.push(format!("run {}, begun {}, {}", self.run.id, self.run.started_at, self.run.state.as_str()));
        for scope in self.store.scopes(self.run.id)? {
            if scope.state != RunState::Complete {
                let why = scope.problem.map(|problem| format!(": {problem}")).unwrap_or_default();
                notes.push(format!("{} was not read whole{why}; there may be more than this", scope.vendor));
            }
        }
        if let Some(Ok(rule)) = self.options.rule.as_deref().map(findings::rule) {
            notes.push(format!("{} It rests on {}.", rule.question, rule.data));
        }
        Ok(notes)
    }

    fn add_group(&self, list: &mut List, group: &Group) -> Result<(), Failure> {
        let count = match group.suppressed {
            0 => group.count.to_string(),
            suppressed => format!("{} ({suppressed} suppressed)", group.count),
        };
        list.add(&(), || vec![group.severity.to_string(), count, group.sentence.clone(), group.rule.clone()])
    }

    fn add_finding(&self, list: &mut List, output: &Output, finding: &Finding) -> Result<(), Failure> {
        let subject = &finding.subject;
        let state = if finding.suppressed.is_some() { "suppressed" } else { "found" };
        self.add(
            list,
            output,
            &Line {
                service: subject.vendor.map(|vendor| vendor.as_str()),
                kind: Some(&subject.kind),
                account: Some(&subject.principal),
                resource: finding.resource.as_deref(),
                facts: Some(&subject.facts),
                suppressed: finding.suppressed.as_ref(),
                ..self.line(state, finding.severity, &finding.rule, finding.sentence())
            },
        )
    }

    /// What was not asked, or not answered, and what is no longer suppressed: "nothing was found" is not all there is to say.
    fn add_gaps(&self, list: &mut List, output: &Output) -> Result<(), Failure> {
        let evaluations = self.evaluations()?;
        for evaluation in &evaluations {
            for gap in evaluation.gaps() {
                let line = self.line("not evaluated", evaluation.severity, &evaluation.rule, gap);
                self.add(list, output, &line)?;
            }
        }
        for expired in findings::expired(self.store, self.run.id)? {
            let Some(evaluation) = evaluations.iter().find(|evaluation| evaluation.rule == expired.rule) else {
                continue;
            };
            let Expired { account, suppressed, .. } = &expired;
            self.add(
                list,
                output,
                &Line {
                    account: account.as_deref(),
                    suppressed: Some(suppressed),
                    ..self.line("suppression expired", evaluation.severity, &expired.rule, expired.sentence())
                },
            )?;
        }
        Ok(())
    }

    fn line<'a>(&self, state: &'static str, severity: Severity, rule: &'a str, what: String) -> Line<'a> {
        Line {
            run: self.run.id,
            data: if self.holds == Some(Holds::Sandbox) { "SANDBOX DATA" } else { "real accounts" },
            completeness: self.run.state.as_str(),
            state,
            severity,
            rule,
            what,
            service: None,
            kind: None,
            account: None,
            resource: None,
            facts: None,
            suppressed: None,
        }
    }

    fn add(&self, list: &mut List, output: &Output, line: &Line<'_>) -> Result<(), Failure> {
        list.add(line, || match (output.is_table(), self.options.all) {
            (false, _) => line.everything(),
            (true, true) => line.each(),
            (true, false) => vec![line.state.to_owned(), String::new(), line.what.clone(), line.rule.to_owned()],
        })
    }
}

/// A finding, or what keeps us from saying that there is none.
#[derive(Debug, Serialize)]
struct Line<'a> {
    run: i64,
    data: &'static str,
    completeness: &'static str,
    state: &'static str,
    severity: Severity,
    rule: &'a str,
    what: String,
    service: Option<&'static str>,
    kind: Option<&'a str>,
    account: Option<&'a str>,
    resource: Option<&'a str>,
    facts: Option<&'a Facts>,
    suppressed: Option<&'a Suppressed>,
}

impl Line<'_> {
    fn each(&self) -> Vec<String> {
        vec![
            self.severity.to_string(),
            self.state.to_owned(),
            self.what.clone(),
            self.account.unwrap_or_default().to_owned(),
            self.rule.to_owned(),
        ]
    }

    fn everything(&self) -> Vec<String> {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let name = self.facts.and_then(|facts| facts.name.as_deref());
        let email = self.facts.and_then(|facts| facts.email.as_deref());
        vec![
            self.run.to_string(),
            self.data.to_owned(),
            self.completeness.to_owned(),
            self.state.to_owned(),
            self.severity.to_string(),
            self.rule.to_owned(),
            self.what.clone(),
            text(self.service),
            text(self.kind),
            text(self.account),
            text(name),
            text(email),
            text(self.resource),
            text(self.suppressed.map(|suppressed| suppressed.reason.as_str())),
            text(self.suppressed.map(|suppressed| suppressed.author.as_str())),
            self.suppressed.map(|suppressed| suppressed.until.to_string()).unwrap_or_default(),
        ]
    }
}
