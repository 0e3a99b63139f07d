//! The answer of a review, on one screen: what was read and how it is known to be all, what was found, what has changed,
//! what is not covered, and what to do next.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fmt::{self, Write as _},
};

use acesso_forms::{
    output::terminal_width,
    words::{in_shell, printable, wrapped},
};
use acesso_review::{
    judge::{
        coverage::{not_covered, not_covered_in_brief},
        diff::{self, LeftOut, Summary},
        findings::{self, FindingChanges, Group, SinceEarlier},
        roster,
    },
    model::{Failure, Lang, People, Run, RunDescription, RunState, Service, ServiceId, Severity, duration, local_time},
    source::Registry,
    store::Store,
};
use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::commands::next::{self, Step};

/// How many findings the screen has room for.
const TOP: usize = 6;

/// The answer. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Answer {
    schema: &'static str,
    sandbox: bool,
    /// The file that the run is kept in.
    store: String,
    run: RunDescription,
    read: Vec<Read>,
    roster: Option<People>,
    finding_groups: Vec<Group>,
    finding_changes: Option<FindingChanges>,
    change_counts: Option<Changes>,
    not_covered: Vec<String>,
    /// The same for a screen.
    #[serde(skip)]
    not_covered_in_brief: Vec<String>,
    /// The review's own command line, but for `--resume`.
    #[serde(skip)]
    typed: String,
    /// What a command that looks at this run needs to find it.
    #[serde(skip)]
    place: String,
    /// What comes next in the review of this run.
    #[serde(skip)]
    steps: Vec<Step>,
    /// Whether there is something to ask for again.
    #[serde(skip)]
    unfinished: bool,
    /// The address of somebody who is in the run, as an example.
    #[serde(skip)]
    somebody: Option<String>,
    /// How wide the names of what can be read are.
    #[serde(skip)]
    name_width: usize,
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Read {
    service: ServiceId,
    accounts_by_kind: BTreeMap<String, u64>,
    accesses: u64,
}

/// What is otherwise than in an earlier run.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Changes {
    /// The earlier run.
    since_run: i64,
    #[serde(flatten)]
    summary: Summary,
}

impl Read {
    fn is_empty(&self) -> bool {
        self.accesses == 0 && self.accounts_by_kind.is_empty()
    }
}

impl Answer {
    /// The answer that a run gives.
    pub(crate) fn of(
        store: &Store,
        run: &Run,
        registry: &Registry,
        in_usual_place: bool,
        lang: Lang,
    ) -> Result<Self, Failure> {
        let description = store.describe(run, lang)?;
        let place = match (in_usual_place, description.sandbox) {
            (false, _) => format!(" --store {}", os_in_shell(store.path().as_os_str())),
            (true, true) => " --sandbox".to_owned(),
            (true, false) => String::new(),
        };
        let mut read = Vec::new();
        for service in &description.services {
            read.push(Read {
                service: service.service,
                accounts_by_kind: store.count_principals_by_kind(run.id, service.service)?,
                accesses: store.count_grants(run.id, service.service)?,
            });
        }
        let changes = match diff::previous(store, run)? {
            Some(earlier) => Some(Changes { since_run: earlier.id, summary: diff::summary(store, &earlier, run)? }),
            None => None,
        };
        let evaluations = findings::evaluations(store, run.id, lang)?;
        let earlier = SinceEarlier::of(store, run.id, lang)?;
        let finding_groups = findings::top(store, run.id, usize::MAX, &earlier, lang)?;
        Ok(Self {
            schema: "acesso/review/2",
            sandbox: description.sandbox,
            store: store.path().display().to_string(),
            steps: next::steps(store, run.id, &place, lang)?,
            place,
            not_covered: not_covered(registry, &description.services, &evaluations, lang),
            not_covered_in_brief: not_covered_in_brief(registry, &description.services, &evaluations, lang),
            typed: typed(std::env::args_os().skip(1)),
            unfinished: store.is_unfinished(run.id)?,
            somebody: store.some_address(run.id)?,
            name_width: name_width(registry, lang),
            width: terminal_width().unwrap_or(WIDTH).min(WIDEST).into(),
            lang,
            run: description,
            read,
            roster: roster::people(store, run)?,
            finding_groups,
            finding_changes: earlier.changes().cloned(),
            change_counts: changes,
        })
    }

    /// The answer as a person reads it: on one screen, or with all that is known.
    pub(crate) fn screen(&self, verbose: bool) -> Result<String, fmt::Error> {
        let mut text = String::new();
        if self.sandbox {
            writeln!(text, "{WARNING}{}{WARNING:#}\n", self.lang.say("sandbox-data"))?;
        }
        self.write_run(&mut text)?;
        self.write_services(&mut text, verbose)?;
        self.write_roster(&mut text)?;
        self.write_findings(&mut text)?;
        self.write_changes(&mut text)?;
        let not_covered = if verbose { &self.not_covered } else { &self.not_covered_in_brief };
        let not_covered: Vec<_> = not_covered.iter().map(|line| self.fitted(line, 4)).collect();
        write_list(&mut text, &self.lang.say("screen-not-covered"), &not_covered)?;
        writeln!(text, "\n{HEADING}{}{HEADING:#}", self.lang.say("screen-next"))?;
        next::beside(&self.next_steps(), self.lang).iter().try_for_each(|line| writeln!(text, "{line}"))?;
        Ok(text)
    }

    fn write_run(&self, text: &mut String) -> fmt::Result {
        let run = self.lang.say_with("screen-run", [("run", self.run.id.to_string().into())]);
        let when = self.lang.say_with(
            "screen-when",
            [
                ("began", local_time(self.run.started_at, self.lang).into()),
                ("took", duration(self.run.took()).into()),
                ("resumed", self.run.windows.len().saturating_sub(1).into()),
            ],
        );
        let style = if self.run.state == RunState::Complete { GOOD } else { BAD };
        let state = self.lang.say_with("screen-state", [("state", self.run.state.as_str().into())]);
        writeln!(text, "{HEADING}{run}{HEADING:#} {when}: {style}{state}{style:#}")?;
        writeln!(text, "{}", self.lang.say_with("kept-in", [("file", self.store.as_str().into())]))
    }

    fn write_services(&self, text: &mut String, verbose: bool) -> fmt::Result {
        let heading = if verbose { "screen-read" } else { "screen-read-in-brief" };
        writeln!(text, "\n{HEADING}{}{HEADING:#}", self.lang.say(heading))?;
        for (service, read) in self.run.services.iter().zip(&self.read) {
            self.write_service(text, service, read, verbose)?;
        }
        Ok(())
    }

    fn write_service(&self, text: &mut String, service: &Service, read: &Read, verbose: bool) -> fmt::Result {
        let accounts = read.accounts_by_kind.iter().map(|(kind, count)| self.lang.count_of_kind(kind, *count));
        let accesses = self.lang.say_with("count-access", [("count", read.accesses.into())]);
        let mut parts = accounts.chain([accesses]).collect::<Vec<_>>().join(", ");
        if service.is_complete() && !verbose {
            let checks = self.lang.say_with("screen-checks", [("count", service.proofs.len().into())]);
            parts = format!("{parts}; {checks}");
        }
        let (mark, style) = if service.is_complete() { ("✓", GOOD) } else { ("✗", BAD) };
        let (name, width) = (service.service, self.name_width);
        writeln!(
            text,
            "  {style}{mark}{style:#} {HEADING}{name:width$}{HEADING:#} {}",
            self.fitted(&parts, width + 5)
        )?;
        if let Some(problem) = &service.problem {
            self.write_flaw(text, "screen-stopped", problem)?;
        }
        for proof in &service.proofs {
            if proof.holds && verbose {
                writeln!(text, "      {}", self.fitted(&proof.sentence, 6))?;
            } else if !proof.holds {
                self.write_flaw(text, "screen-incomplete", &proof.sentence)?;
            }
        }
        Ok(())
    }

    /// Why a service was not read whole.
    fn write_flaw(&self, text: &mut String, what: &str, why: &str) -> fmt::Result {
        let what = self.lang.say(what);
        let column = 6 + what.chars().count() + 2;
        writeln!(text, "      {BAD}{what}{BAD:#}: {}", self.fitted(why, column))
    }

    fn write_roster(&self, text: &mut String) -> fmt::Result {
        let (mark, style, people) = match self.roster {
            Some(People { people, left, unknown }) => {
                let counts = [("people", people.into()), ("left", left.into()), ("unknown", unknown.into())];
                ("✓", GOOD, self.lang.say_with("screen-roster-people", counts))
            }
            None => ("–", Style::new(), self.lang.say("screen-no-roster")),
        };
        let (name, width) = (self.lang.say("screen-roster"), self.name_width);
        let people = self.fitted(&people, 4 + width + 1);
        writeln!(text, "  {style}{mark}{style:#} {HEADING}{name:width$}{HEADING:#} {people}")
    }

    /// A sentence from a service's mouth, in lines that fit, from this column on.
    fn fitted(&self, sentence: &str, column: usize) -> String {
        wrapped(&printable(sentence), self.width, column)
    }

    fn write_findings(&self, text: &mut String) -> fmt::Result {
        let open: Vec<_> = self.finding_groups.iter().filter(|group| group.count > 0).collect();
        writeln!(text, "\n{HEADING}{}{HEADING:#}: {}", self.lang.say("screen-findings"), self.counts(&open))?;
        if let Some(changes) = &self.finding_changes {
            writeln!(text, "  {}", self.fitted(&changes.sentence(&self.finding_groups, self.lang), 2))?;
        }
        let names: Vec<_> = open.iter().take(TOP).map(|group| group.severity.name(self.lang)).collect();
        let width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
        for (group, name) in open.iter().zip(names) {
            let news = group.news(self.lang).map(|news| format!(" ({news})")).unwrap_or_default();
            let sentence = self.fitted(&format!("{}{news}", group.sentence), width + 4);
            let style = style_of(group.severity);
            writeln!(text, "  {style}{name:width$}{style:#}  {sentence}")?;
        }
        match open.len().saturating_sub(TOP) {
            0 => Ok(()),
            more => {
                let command = format!("acesso findings{}", self.place);
                let values = [("count", more.into()), ("command", command.into())];
                writeln!(text, "  {}", self.lang.say_with("screen-more-kinds", values))
            }
        }
    }

    /// How many findings of each severity there are, and what keeps them from being all.
    fn counts(&self, open: &[&Group]) -> String {
        let lang = self.lang;
        let count =
            |severity| -> u64 { open.iter().filter(|group| group.severity == severity).map(|group| group.count).sum() };
        let counts: Vec<_> = [Severity::High, Severity::Medium, Severity::Low, Severity::Info]
            .into_iter()
            .map(|severity| (severity, count(severity)))
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| findings::count(severity.as_str(), count, lang))
            .collect();
        let mut counts = if counts.is_empty() { lang.say("screen-no-findings") } else { counts.join(", ") };
        if self.read.iter().all(Read::is_empty) {
            counts = lang.say("screen-nothing-to-tell");
        } else if self.run.state != RunState::Complete {
            let missing = self.run.services.iter().filter(|service| !service.is_complete());
            let missing: Vec<_> = missing.map(|service| service.service.name()).collect();
            let values = [("counts", counts.into()), ("services", lang.enumerate(&missing).into())];
            counts = lang.say_with("screen-findings-without", values);
        }
        match self.finding_groups.iter().map(|group| group.suppressed).sum::<u64>() {
            0 => counts,
            suppressed => {
                let values = [("counts", counts.into()), ("suppressed", suppressed.into())];
                lang.say_with("screen-findings-suppressed", values)
            }
        }
    }

    fn write_changes(&self, text: &mut String) -> fmt::Result {
        let (lang, heading) = (self.lang, self.lang.say("screen-changes"));
        let Some(Changes { since_run, summary }) = &self.change_counts else {
            return writeln!(text, "\n{HEADING}{heading}{HEADING:#}: {}", lang.say("screen-changes-unknown"));
        };
        let Summary { gained, lost, changed, attributed, left_out } = summary;
        let changes = lang.say_with(
            "screen-changes-since",
            [
                ("run", since_run.to_string().into()),
                ("gained", (*gained).into()),
                ("lost", (*lost).into()),
                ("changed", (*changed).into()),
                ("attributed", (*attributed).into()),
            ],
        );
        writeln!(text, "\n{HEADING}{heading}{HEADING:#} {changes}")?;
        left_out.iter().try_for_each(|LeftOut { service, reason }| {
            let values = [("service", service.name().into()), ("reason", reason.sentence(lang).into())];
            writeln!(text, "  {}", lang.say_with("screen-not-compared", values))
        })
    }

    /// What makes the run whole, what there is to look at, and what comes next in its review.
    fn next_steps(&self) -> Vec<Step> {
        let place = &self.place;
        let line = |command: &str, what: &'static str| (format!("acesso {command}{place}"), what);
        let mut lines = Vec::new();
        if self.run.services.iter().any(|service| service.problem.is_some()) {
            lines.push(("acesso check".to_owned(), "next-check"));
        }
        if self.unfinished {
            lines.push((format!("{} --resume", self.typed), "next-resume"));
        } else if self.run.state == RunState::Incomplete {
            lines.push((self.typed.clone(), "next-anew"));
        }
        lines.push(line("findings", "next-findings"));
        let somebody = self.somebody.as_deref().map_or_else(|| self.lang.say("placeholder-email"), printable);
        lines.push(line(&format!("who {somebody}"), "next-who"));
        lines.push(line("grants", "next-grants"));
        if let Some(Changes { since_run, .. }) = &self.change_counts {
            lines.push(line(&format!("diff {since_run} {}", self.run.id), "next-diff"));
        }
        lines.push(line("export --output report.html", "next-report"));
        lines.push(line("export --output review.xlsx", "next-export"));
        lines.extend(self.steps.iter().cloned());
        lines
    }
}

/// How wide the names of what can be read are.
fn name_width(registry: &Registry, lang: Lang) -> usize {
    let names = registry.services().map(|service| service.name.to_owned()).chain([lang.say("screen-roster")]);
    names.map(|name| name.chars().count() + 1).max().unwrap_or_default()
}

// Yellow and what is dim can't be read on some schemes, light or dark: the word says what matters, then bold, then a colour.
const HEADING: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Magenta.on_default().bold();

fn style_of(severity: Severity) -> Style {
    match severity {
        Severity::High => BAD,
        Severity::Medium => HEADING,
        Severity::Low | Severity::Info => Style::new(),
    }
}

/// A command line as a shell takes it, but for `--resume` and what belongs to it.
fn typed(arguments: impl Iterator<Item = OsString>) -> String {
    let kept = arguments.filter(|argument| argument != "--resume" && argument != "--force");
    ["acesso".to_owned()].into_iter().chain(kept.map(|argument| os_in_shell(&argument))).collect::<Vec<_>>().join(" ")
}

/// An argument as a shell takes it; where it is not UTF-8, as bash and zsh do.
fn os_in_shell(argument: &OsStr) -> String {
    match argument.to_str() {
        Some(text) => in_shell(text),
        None => format!("$'{}'", argument.as_encoded_bytes().escape_ascii()),
    }
}

fn write_list(text: &mut String, heading: &str, lines: &[String]) -> fmt::Result {
    writeln!(text, "\n{HEADING}{heading}{HEADING:#}")?;
    lines.iter().try_for_each(|line| writeln!(text, "  {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_to_go_on_with_is_the_one_that_was_typed() {
        let line = ["review", "--store", "my runs.db", "--roster", "it's.csv", "--resume", "--force"];
        assert_eq!(
            typed(line.into_iter().map(OsString::from)),
            r"acesso review --store 'my runs.db' --roster 'it'\''s.csv'"
        );
    }
    #[cfg(unix)]
    #[test]
    fn an_argument_that_is_not_utf_8_can_be_typed_again() {
        use std::os::unix::ffi::OsStringExt;
        let path = OsString::from_vec(b"it's \xff/acesso.db".to_vec());
        assert_eq!(typed(["review".into(), path].into_iter()), r"acesso review $'it\'s \xff/acesso.db'");
    }
}
