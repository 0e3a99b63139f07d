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
    findings::{self, Evaluation, Group, Severity},
    language::Lang,
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
    /// The review's own command line, but for `--resume`.
    #[serde(skip)]
    typed: String,
    /// Whether there is something to ask for again.
    #[serde(skip)]
    unfinished: bool,
    /// Whether the run is kept where every command looks for it.
    #[serde(skip)]
    in_usual_place: bool,
    /// The address of somebody who is in the run, as an example.
    #[serde(skip)]
    somebody: Option<String>,
    /// How wide the screen is.
    #[serde(skip)]
    width: usize,
    #[serde(skip)]
    lang: Lang,
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

impl Read {
    fn is_empty(&self) -> bool {
        self.accesses == 0 && self.accounts.is_empty()
    }
}

impl Answer {
    /// The answer that a run gives.
    pub(crate) fn of(store: &Store, run: &Run, in_usual_place: bool, lang: Lang) -> Result<Self, Failure> {
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
            not_covered: not_covered(&description.services, &findings::evaluations(store, run.id)?),
            typed: typed(std::env::args().skip(1)),
            unfinished: store.is_unfinished(run.id)?,
            in_usual_place,
            somebody: store.some_address(run.id)?,
            width: terminal_width().unwrap_or(WIDTH).min(WIDEST).into(),
            lang,
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
        let not_covered: Vec<_> = self.not_covered.iter().map(|line| self.fitted(line, 4)).collect();
        write_list(&mut text, "Not covered", &not_covered)?;
        write_list(&mut text, "Next", &self.next_commands())?;
        Ok(text)
    }

    fn write_run(&self, text: &mut String) -> fmt::Result {
        let (began, took) = (local_time(self.run.started_at), duration(self.run.took()));
        let resumed = match self.run.windows.len().saturating_sub(1) {
            0 => String::new(),
            1 => ", resumed once".to_owned(),
            times => format!(", resumed {times} times"),
        };
        let (style, state) = match self.run.state {
            RunState::Complete => (GOOD, "complete"),
            RunState::Incomplete => (BAD, "INCOMPLETE"),
            RunState::Reading => (BAD, "NOT ENDED"),
        };
        writeln!(
            text,
            "{HEADING}Run {}{HEADING:#} of {began}, took {took}{resumed}: {style}{state}{style:#}",
            self.run.id
        )?;
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
        let accesses = self.lang.say_with("count-access", [("count", read.accesses.into())]);
        let parts: Vec<_> = accounts.chain([accesses]).collect();
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
        let mut counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
        if self.read.iter().all(Read::is_empty) {
            counts = "none can be told, since nothing was read".to_owned();
        } else if self.run.state != RunState::Complete {
            let missing = self.run.services.iter().filter(|service| !service.is_complete());
            let missing: Vec<_> = missing.map(|service| service.vendor.name()).collect();
            counts.push_str(&format!(", without what is missing of {}", missing.join(" and ")));
        }
        let suppressed: u64 = self.findings.iter().map(|group| group.suppressed).sum();
        if suppressed > 0 {
            counts.push_str(&format!("; {suppressed} suppressed in acesso.toml"));
        }
        writeln!(text, "\n{HEADING}Findings{HEADING:#}: {counts}")?;
        for group in open.iter().take(TOP) {
            let style = style_of(group.severity);
            writeln!(text, "  {style}{:6}{style:#}  {}", group.severity.as_str(), self.fitted(&group.sentence, 10))?;
        }
        match open.len().saturating_sub(TOP) {
            0 => Ok(()),
            more => writeln!(text, "  and {} more: acesso findings{}", count_of(more, "kind"), self.place()),
        }
    }

    fn write_changes(&self, text: &mut String) -> fmt::Result {
        let Some(Changes { since, summary }) = &self.changes else {
            return writeln!(
                text,
                "\n{HEADING}Changes{HEADING:#}: not known, no earlier run can be compared with this one"
            );
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

    /// What a command that looks at this run needs to find it.
    fn place(&self) -> String {
        match (self.in_usual_place, self.sandbox) {
            (false, _) => format!(" --store {}", in_shell(&self.store)),
            (true, true) => " --sandbox".to_owned(),
            (true, false) => String::new(),
        }
    }

    /// What to type next, and what it does.
    fn next_commands(&self) -> Vec<String> {
        let place = self.place();
        let line = |command: &str, what: &'static str| (format!("acesso {command}{place}"), what);
        let mut lines = Vec::new();
        if self.run.services.iter().any(|service| service.problem.is_some()) {
            lines.push(("acesso check".to_owned(), "whether the services answer and the credentials are good"));
        }
        if self.unfinished {
            lines.push((format!("{} --resume", self.typed), "asks again for what is missing"));
        } else if self.run.state == RunState::Incomplete {
            lines.push((self.typed.clone(), "reads everything anew: the lists did not add up"));
        }
        lines.push(line("findings", "every finding, and what could not be told"));
        let somebody = self.somebody.as_deref().map_or_else(|| "EMAIL".to_owned(), printable);
        lines.push(line(&format!("who {somebody}"), "everything that one person holds"));
        lines.push(line("grants", "the whole list: who holds what, where"));
        if let Some(Changes { since, .. }) = &self.changes {
            lines.push(line(&format!("diff {since} {}", self.run.id), "what has changed, one by one"));
        }
        lines.push(line("export --output access.xlsx", "everything, for a spreadsheet"));
        let width = lines.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
        lines.into_iter().map(|(command, what)| format!("{command:width$}  {what}")).collect()
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

/// A command line as a shell takes it, but for `--resume` and what belongs to it.
fn typed(arguments: impl Iterator<Item = String>) -> String {
    let kept = arguments.filter(|argument| argument != "--resume" && argument != "--force");
    ["acesso".to_owned()].into_iter().chain(kept.map(|argument| in_shell(&argument))).collect::<Vec<_>>().join(" ")
}

fn in_shell(argument: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "-_./:,=+@%".contains(character);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", printable(argument).replace('\'', r"'\''"))
}

fn write_list(text: &mut String, heading: &str, lines: &[String]) -> fmt::Result {
    writeln!(text, "\n{HEADING}{heading}{HEADING:#}")?;
    lines.iter().try_for_each(|line| writeln!(text, "  {line}"))
}

/// What a person could believe to be answered and is not.
pub(crate) fn not_covered(services: &[Service], evaluations: &[Evaluation]) -> Vec<String> {
    let read = |vendor| services.iter().any(|service| service.vendor == vendor);
    let mut lines: Vec<_> =
        Vendor::ALL.into_iter().filter(|vendor| !read(*vendor)).map(|vendor| format!("{vendor}: not read")).collect();
    for service in services.iter().filter(|service| !service.is_complete()) {
        lines.push(format!("{}: what is missing of it; there may be more findings there", service.vendor));
    }
    lines.extend(open_questions(evaluations, read));
    lines.push("no service says when somebody last logged in".to_owned());
    if read(Vendor::TomTicket) {
        lines.push("TomTicket: operators' e-mail addresses and what they may do in the panel".to_owned());
    }
    lines.push("what the account's plan or the credentials hide".to_owned());
    lines
}

/// The questions that were not asked, by the reason, and how many have no answer for somebody. Those about a service that
/// was not read are no news.
fn open_questions(evaluations: &[Evaluation], read: impl Fn(Vendor) -> bool) -> Vec<String> {
    let mut not_asked: Vec<(&str, Vec<&str>)> = Vec::new();
    for evaluation in evaluations {
        let about_what_was_read = findings::rule(&evaluation.rule).is_ok_and(|rule| rule.services().all(&read));
        let Some(reason) = evaluation.not_evaluated.as_deref().filter(|_| about_what_was_read) else { continue };
        match not_asked.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, rules)) => rules.push(&evaluation.rule),
            None => not_asked.push((reason, vec![&evaluation.rule])),
        }
    }
    let mut lines: Vec<_> =
        not_asked.into_iter().map(|(reason, rules)| format!("not asked: {}; {reason}", rules.join(", "))).collect();
    let open: u64 = evaluations.iter().map(|evaluation| u64::from(evaluation.unknown_for > 0)).sum();
    if open > 0 {
        lines.push(format!(
            "{} no answer for some accounts: the findings say for how many",
            if open == 1 { "1 question has".to_owned() } else { format!("{open} questions have") }
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation(rule: &str, not_evaluated: Option<&str>, unknown_for: u64) -> Evaluation {
        Evaluation {
            rule: rule.to_owned(),
            severity: Severity::High,
            not_evaluated: not_evaluated.map(str::to_owned),
            unknown_for,
            incomplete: Vec::new(),
            gaps: Vec::new(),
        }
    }

    #[test]
    fn the_command_to_go_on_with_is_the_one_that_was_typed() {
        let line = ["review", "--store", "my runs.db", "--roster", "it's.csv", "--resume", "--force"];
        assert_eq!(
            typed(line.into_iter().map(str::to_owned)),
            r"acesso review --store 'my runs.db' --roster 'it'\''s.csv'"
        );
    }

    #[test]
    fn a_question_that_was_not_asked_is_no_question_that_found_nothing() {
        let evaluations = [
            evaluation("base39-conflicting-roles", None, 2),
            evaluation("base39-administrator", Some("switched off in acesso.toml"), 0),
            evaluation("base39-key-of-leaver", Some("there is no roster"), 0),
            evaluation("myreports-guest", Some("MyReports is not among the services of the run"), 0),
            evaluation("roster-left", Some("there is no roster"), 0),
            evaluation("roster-not-listed", None, 0),
        ];
        assert_eq!(
            open_questions(&evaluations, |vendor| vendor == Vendor::Base39),
            [
                "not asked: base39-administrator; switched off in acesso.toml",
                "not asked: base39-key-of-leaver, roster-left; there is no roster",
                "1 question has no answer for some accounts: the findings say for how many",
            ]
        );
    }
}
