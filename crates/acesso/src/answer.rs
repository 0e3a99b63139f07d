//! The answer of a review, on one screen: what was read and how it is known to be all, what was found, what has changed,
//! what is not covered, and what to do next.

use std::{
    fmt::{self, Write as _},
    path::PathBuf,
};

use anstyle::{AnsiColor, Style};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use crate::{
    diff::{self, Changes},
    failure::Failure,
    findings::{self, Group, Severity},
    model::Vendor,
    output::{count_of, printable},
    review::Proof,
    store::{Holds, Run, RunState, Store},
};

/// How many findings the screen has room for.
const TOP: usize = 8;

/// The version of the answer's JSON: see `EXPORT.md`.
const SCHEMA: &str = "acesso/review/1";

/// The answer. Its members are those of the JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    schema: &'static str,
    sandbox: bool,
    store: PathBuf,
    run: i64,
    state: &'static str,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
    services: Vec<Service>,
    findings: Vec<Group>,
    changes: Option<Changes>,
    not_covered: Vec<String>,
}

/// What was read of a service.
#[derive(Debug, Serialize)]
struct Service {
    vendor: Vendor,
    state: &'static str,
    /// Why it could not be read at all.
    problem: Option<String>,
    principals: Vec<(String, u64)>,
    grants: u64,
    proofs: Vec<Statement>,
}

/// One statement about whether a service was read whole.
#[derive(Debug, Serialize)]
struct Statement {
    holds: bool,
    statement: String,
}

impl Answer {
    /// The answer that a run gives.
    pub(crate) fn of(store: &Store, run: &Run) -> Result<Self, Failure> {
        let services = store.scopes(run.id)?.into_iter().map(|scope| {
            Ok(Service {
                vendor: scope.vendor,
                state: scope.state.as_str(),
                problem: scope.problem,
                principals: store.count_principals_by_kind(run.id, scope.vendor)?,
                grants: store.count_grants(run.id, scope.vendor)?,
                proofs: store.proofs(run.id, scope.vendor)?.iter().map(Statement::from).collect(),
            })
        });
        let services: Vec<Service> = services.collect::<Result<_, Failure>>()?;
        let changes = match diff::previous(store, run)? {
            Some(previous) => Some(diff::summary(store, &previous, run)?),
            None => None,
        };
        Ok(Self {
            schema: SCHEMA,
            sandbox: store.holds()? == Some(Holds::Sandbox),
            store: store.path().to_owned(),
            run: run.id,
            state: run.state.as_str(),
            started_at: run.started_at,
            ended_at: run.ended_at,
            not_covered: not_covered(&services),
            services,
            findings: findings::top(store, run.id, usize::MAX)?,
            changes,
        })
    }

    /// The answer as a person reads it.
    pub(crate) fn screen(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        if self.sandbox {
            writeln!(text, "{WARNING}SANDBOX DATA{WARNING:#}: imaginary people, no real account was asked.\n")?;
        }
        self.write_run(&mut text)?;
        self.write_services(&mut text)?;
        self.write_findings(&mut text)?;
        self.write_changes(&mut text)?;
        write_list(&mut text, "Not covered", &self.not_covered)?;
        write_list(&mut text, "Next", &self.next_commands())?;
        Ok(text)
    }

    fn write_run(&self, text: &mut String) -> fmt::Result {
        let began = self.started_at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M");
        let took = self.ended_at.map_or(String::new(), |ended| format!(", took {}", lasted(self.started_at, ended)));
        let state = match self.state {
            "complete" => format!("{GOOD}complete{GOOD:#}"),
            state => format!("{BAD}{}{BAD:#}", state.to_uppercase()),
        };
        writeln!(text, "{HEADING}Run {}{HEADING:#} of {began}{took}: {state}", self.run)?;
        writeln!(text, "kept in {}", self.store.display())
    }

    fn write_services(&self, text: &mut String) -> fmt::Result {
        writeln!(text, "\n{HEADING}What was read, and how we know that it is all of it{HEADING:#}")?;
        for service in &self.services {
            service.write(text)?;
        }
        Ok(())
    }

    fn write_findings(&self, text: &mut String) -> fmt::Result {
        let open: Vec<_> = self.findings.iter().filter(|group| !group.suppressed).collect();
        let count = |severity| -> u64 {
            open.iter().filter(|group| group.severity == severity).map(|group| group.count).sum()
        };
        let counts: Vec<_> = Severity::ALL
            .into_iter()
            .map(|severity| (severity, count(severity)))
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| format!("{count} {}", severity.as_str()))
            .collect();
        let counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
        writeln!(text, "\n{HEADING}Findings{HEADING:#}: {counts}")?;
        for group in open.iter().take(TOP) {
            let style = style_of(group.severity);
            writeln!(text, "  {style}{:6}{style:#}  {}", group.severity.as_str(), printable(&group.sentence))?;
        }
        match open.len().saturating_sub(TOP) {
            0 => Ok(()),
            more => writeln!(text, "  and {} more: acesso findings", count_of(more, "kind")),
        }
    }

    fn write_changes(&self, text: &mut String) -> fmt::Result {
        match &self.changes {
            None => writeln!(text, "\n{HEADING}Changes{HEADING:#}: nothing to compare with, this is the first such run"),
            Some(changes) => writeln!(text, "\n{HEADING}Changes{HEADING:#} {}", changes.sentence()),
        }
    }

    fn next_commands(&self) -> Vec<String> {
        let sandbox = if self.sandbox { " --sandbox" } else { "" };
        let line = |command: &str, what: &str| format!("{:44}{what}", format!("acesso {command}{sandbox}"));
        let mut lines = Vec::new();
        if self.state != RunState::Complete.as_str() {
            lines.push(line("review --resume", "ask again for what is missing"));
        }
        lines.push(line("findings", "every finding, one by one"));
        lines.push(line("grants --permission administrator", "who holds this, at every service"));
        lines.push(line("who NAME@EXAMPLE", "everything that one person holds"));
        lines.push(line("export --output access.xlsx", "the whole list, for a spreadsheet"));
        if self.changes.is_some() {
            lines.push(line("diff", "what has changed, one by one"));
        }
        lines
    }
}

impl Service {
    fn write(&self, text: &mut String) -> fmt::Result {
        let mut parts: Vec<_> = self.principals.iter().map(|(kind, count)| count_of(*count, kind)).collect();
        parts.push(count_of(self.grants, "access"));
        let (mark, style) = if self.state == RunState::Complete.as_str() { ("✓", GOOD) } else { ("✗", BAD) };
        writeln!(text, "  {style}{mark}{style:#} {:10} {}", self.vendor, parts.join(", "))?;
        if let Some(problem) = &self.problem {
            writeln!(text, "      {BAD}stopped{BAD:#}: {}", printable(problem))?;
        }
        for proof in &self.proofs {
            let mark = if proof.holds { String::new() } else { format!("{BAD}incomplete{BAD:#}: ") };
            writeln!(text, "      {mark}{}", printable(&proof.statement))?;
        }
        Ok(())
    }
}

impl From<&Proof> for Statement {
    fn from(proof: &Proof) -> Self {
        Self { holds: proof.holds(), statement: proof.sentence() }
    }
}

const HEADING: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

fn style_of(severity: Severity) -> Style {
    match severity {
        Severity::High => BAD,
        Severity::Medium => AnsiColor::Yellow.on_default(),
        Severity::Low | Severity::Info => Style::new(),
    }
}

fn write_list(text: &mut String, heading: &str, lines: &[String]) -> fmt::Result {
    writeln!(text, "\n{HEADING}{heading}{HEADING:#}")?;
    lines.iter().try_for_each(|line| writeln!(text, "  {line}"))
}

/// What a person could believe to be answered and is not.
fn not_covered(services: &[Service]) -> Vec<String> {
    let read = |vendor| services.iter().any(|service| service.vendor == vendor);
    let mut lines: Vec<_> = Vendor::ALL
        .into_iter()
        .filter(|vendor| !read(*vendor))
        .map(|vendor| format!("{vendor}: not read"))
        .collect();
    lines.push("no service says when somebody last logged in".to_owned());
    if read(Vendor::TomTicket) {
        lines.push("TomTicket: operators' e-mail addresses and what they may do in the panel".to_owned());
    }
    lines.push("what the account's plan or the credentials hide".to_owned());
    lines
}

/// How long something lasted, for people.
fn lasted(from: Timestamp, to: Timestamp) -> String {
    let seconds = to.duration_since(from).as_secs();
    match seconds {
        ..100 => count_of(seconds.max(1), "second"),
        100..6000 => count_of(seconds / 60, "minute"),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}
