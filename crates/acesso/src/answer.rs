//! The answer of a review, on one screen: what was read and how it is known to be all, what was found, what has changed,
//! what is not covered, and what to do next.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::{
    diff::{self, Summary},
    failure::Failure,
    findings::{self, Group, Severity},
    model::Vendor,
    output::{SANDBOX_DATA, count_of, duration, local_time, printable, terminal_width, wrapped},
    store::{Run, RunDescription, RunState, Service, Store},
};

/// How many findings the screen has room for.
const TOP: usize = 8;

/// The answer. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    schema: &'static str,
    sandbox: bool,
    /// The file that the run is kept in.
    store: String,
    run: RunDescription,
    read: Vec<Read>,
    findings: Vec<Group>,
    changes: Option<Changes>,
    not_covered: Vec<String>,
    /// Whether there is something to ask for again.
    #[serde(skip)]
    unfinished: bool,
    /// Whether the run is kept where every command looks for it.
    #[serde(skip)]
    in_usual_place: bool,
    /// How wide the screen is.
    #[serde(skip)]
    width: usize,
}

/// How wide a screen is that does not say so, and how wide lines are that can still be read.
const WIDTH: u16 = 100;
const WIDEST: u16 = 120;

/// How much was read of a service.
#[derive(Debug, Serialize)]
struct Read {
    vendor: Vendor,
    /// How many accounts of each kind.
    accounts: BTreeMap<String, u64>,
    accesses: u64,
}

/// What is otherwise than in an earlier run.
#[derive(Debug, Serialize)]
struct Changes {
    /// The earlier run.
    since: i64,
    #[serde(flatten)]
    summary: Summary,
}

impl Answer {
    /// The answer that a run gives.
    pub(crate) fn of(store: &Store, run: &Run, in_usual_place: bool) -> Result<Self, Failure> {
        let description = store.describe(run)?;
        let mut read = Vec::new();
        for service in &description.services {
            read.push(Read {
                vendor: service.vendor,
                accounts: store.count_principals_by_kind(run.id, service.vendor)?,
                accesses: store.count_grants(run.id, service.vendor)?,
            });
        }
        let changes = match diff::previous(store, run)? {
            Some(earlier) => Some(Changes { since: earlier.id, summary: diff::summary(store, &earlier, run)? }),
            None => None,
        };
        Ok(Self {
            schema: "acesso/review/1",
            sandbox: description.sandbox,
            store: store.path().display().to_string(),
            not_covered: not_covered(&description.services),
            unfinished: store.is_unfinished(run.id)?,
            in_usual_place,
            width: terminal_width().unwrap_or(WIDTH).min(WIDEST).into(),
            run: description,
            read,
            findings: findings::top(store, run.id, usize::MAX)?,
            changes,
        })
    }

    /// The answer as a person reads it.
    pub(crate) fn screen(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        if self.sandbox {
            writeln!(text, "{WARNING}{SANDBOX_DATA}{WARNING:#}\n")?;
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
        let (began, took) = (local_time(self.run.started_at), duration(self.run.took()));
        let (style, state) = match self.run.state {
            RunState::Complete => (GOOD, "complete"),
            RunState::Incomplete => (BAD, "INCOMPLETE"),
            RunState::Reading => (BAD, "NOT ENDED"),
        };
        writeln!(text, "{HEADING}Run {}{HEADING:#} of {began}, took {took}: {style}{state}{style:#}", self.run.id)?;
        writeln!(text, "kept in {}", self.store)
    }

    fn write_services(&self, text: &mut String) -> fmt::Result {
        writeln!(text, "\n{HEADING}What was read, and how we know that it is all{HEADING:#}")?;
        for (service, read) in self.run.services.iter().zip(&self.read) {
            self.write_service(text, service, read)?;
        }
        Ok(())
    }

    fn write_service(&self, text: &mut String, service: &Service, read: &Read) -> fmt::Result {
        let accounts = read.accounts.iter().map(|(kind, count)| count_of(*count, kind));
        let parts: Vec<_> = accounts.chain([count_of(read.accesses, "access")]).collect();
        let (mark, style) = if service.is_complete() { ("✓", GOOD) } else { ("✗", BAD) };
        writeln!(text, "  {style}{mark}{style:#} {HEADING}{:10}{HEADING:#} {}", service.vendor, parts.join(", "))?;
        if let Some(problem) = &service.problem {
            writeln!(text, "      {BAD}stopped{BAD:#}: {}", self.fitted(problem, 15))?;
        }
        for proof in &service.proofs {
            let mark = if proof.holds { String::new() } else { format!("{BAD}incomplete{BAD:#}: ") };
            writeln!(text, "      {mark}{}", self.fitted(&proof.sentence, if proof.holds { 6 } else { 18 }))?;
        }
        Ok(())
    }

    /// A sentence from a service's mouth, in lines that fit, from this column on.
    fn fitted(&self, sentence: &str, column: usize) -> String {
        wrapped(&printable(sentence), self.width, column)
    }

    fn write_findings(&self, text: &mut String) -> fmt::Result {
        let open: Vec<_> = self.findings.iter().filter(|group| group.count > 0).collect();
        let count =
            |severity| -> u64 { open.iter().filter(|group| group.severity == severity).map(|group| group.count).sum() };
        let counts: Vec<_> = [Severity::High, Severity::Medium, Severity::Low, Severity::Info]
            .into_iter()
            .map(|severity| (severity, count(severity)))
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| format!("{count} {}", severity.as_str()))
            .collect();
        let counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
        writeln!(text, "\n{HEADING}Findings{HEADING:#}: {counts}")?;
        for group in open.iter().take(TOP) {
            let style = style_of(group.severity);
            writeln!(text, "  {style}{:6}{style:#}  {}", group.severity.as_str(), self.fitted(&group.sentence, 10))?;
        }
        match open.len().saturating_sub(TOP) {
            0 => Ok(()),
            more => writeln!(text, "  and {} more: acesso findings", count_of(more, "kind")),
        }
    }

    fn write_changes(&self, text: &mut String) -> fmt::Result {
        let Some(Changes { since, summary }) = &self.changes else {
            return writeln!(text, "\n{HEADING}Changes{HEADING:#}: none known, no earlier run was like this one");
        };
        let Summary { gained, lost, changed, attributed, left_out } = summary;
        write!(text, "\n{HEADING}Changes{HEADING:#} since run {since}: ")?;
        write!(text, "{gained} gained, {lost} lost, {changed} changed")?;
        if *attributed > 0 {
            write!(text, ", {attributed} no longer without a name")?;
        }
        writeln!(text)?;
        left_out.iter().try_for_each(|left| writeln!(text, "  {} not compared: {}", left.vendor, left.reason))
    }

    /// What to type next, and what it does.
    fn next_commands(&self) -> Vec<String> {
        let mut place = if self.sandbox { " --sandbox".to_owned() } else { String::new() };
        if !self.in_usual_place {
            place = format!(" --store {}", self.store);
        }
        let line = |command: &str, what: &str| format!("{:46} {what}", format!("acesso {command}{place}"));
        let mut lines = Vec::new();
        if self.unfinished {
            lines.push(line("review --resume", "asks again for what is missing"));
        } else if self.run.state == RunState::Incomplete {
            lines.push(line("review", "reads everything anew: the lists did not add up"));
        }
        lines.push(line("findings", "every finding, and what could not be told"));
        lines.push(line("who ana@example.com", "everything that one person holds"));
        lines.push(line("grants --permission administrator", "who holds this"));
        if self.changes.is_some() {
            lines.push(line("diff", "what has changed, one by one"));
        }
        lines.push(line("export --output access.xlsx", "everything, for a spreadsheet"));
        lines
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
    let mut lines: Vec<_> =
        Vendor::ALL.into_iter().filter(|vendor| !read(*vendor)).map(|vendor| format!("{vendor}: not read")).collect();
    lines.push("no service says when somebody last logged in".to_owned());
    if read(Vendor::TomTicket) {
        lines.push("TomTicket: operators' e-mail addresses and what they may do in the panel".to_owned());
    }
    lines.push("what the account's plan or the credentials hide".to_owned());
    lines
}
