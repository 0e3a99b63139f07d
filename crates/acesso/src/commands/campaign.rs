//! `acesso campaign`

use std::path::Path;

use acesso_forms::{
    campaign::{self, named},
    output::{Format, Output, terminal_width},
    words::{printable, wrapped},
};
use acesso_review::{
    judge::campaign::{
        self as asking, Delegating, Departments, Overview, Owners, Prepared, Reviewer, ReviewerStatus, Status, Wanted,
    },
    model::{AssignedBy, Campaign, Delegation, Failure, Lang, RunDescription, day, person},
    source::Registry,
};
use jiff::{Timestamp, Zoned};
use serde::Serialize;

use super::{grants::warn, next};
use crate::{
    cli::{CampaignCommand, DelegateOptions, RemindOptions, StartOptions},
    failure, identity,
    settings::Settings,
    stores,
};

/// How many things are named of which there may be many.
const NAMED: usize = 10;

/// How wide a screen is that does not say so, and how wide lines are that can still be read.
const WIDTH: u16 = 80;
const WIDEST: u16 = 120;

/// A campaign that was started, or would be. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Started {
    schema: &'static str,
    sandbox: bool,
    dry_run: bool,
    run: RunDescription,
    campaign: Campaign,
    #[serde(flatten)]
    overview: Overview,
    /// Where its files are; absent where none were written.
    folder: Option<String>,
    written: Vec<String>,
}

pub(crate) fn run(
    command: &CampaignCommand,
    sandbox: bool,
    settings: impl FnOnce() -> Result<Settings, Failure>,
    output: &Output,
) -> Result<(), Failure> {
    match command {
        CampaignCommand::Start(options) => start(options, sandbox, &settings()?, output),
        CampaignCommand::Delegate(options) => delegate(options, sandbox, output),
        CampaignCommand::Remind(options) => remind(options, sandbox, output),
    }
}

fn start(options: &StartOptions, sandbox: bool, settings: &Settings, output: &Output) -> Result<(), Failure> {
    let folder = folder(output, options.dry_run)?;
    let (output, lang) = (output.on_stdout(), output.lang());
    let form = output.form_of_text()?;
    let open = if options.dry_run { stores::open_to_read } else { stores::open };
    let store = open(&options.store, sandbox, &output)?;
    let run = store.describe(&store.find_run(options.run)?, lang)?;
    warn(&run);
    let wanted = Wanted {
        title: options.title.clone(),
        due: options.due,
        by: options.by,
        owners: options.owners.as_deref().map(Owners::open).transpose()?,
        departments: options.departments.as_deref().map(Departments::open).transpose()?,
        fallback: options.fallback.clone(),
        company: settings.company.clone(),
        only_changed: options.only_changed,
        carry_unchanged: options.carry_unchanged,
        replace: options.replace,
    };
    let now = Timestamp::now();
    let prepared = Prepared::of(&store, &run, &wanted, identity::of_process(now).user, now)?;
    let files = match folder.filter(|_| !options.dry_run) {
        Some(folder) => campaign::start(&store, &run, &prepared, lang, folder)?,
        None => Vec::new(),
    };
    let started = Started {
        schema: "acesso/campaign-start/1",
        sandbox: run.sandbox,
        dry_run: options.dry_run,
        run,
        campaign: prepared.campaign,
        overview: prepared.overview,
        folder: folder.filter(|_| !options.dry_run).map(|folder| folder.display().to_string()),
        written: files,
    };
    match form {
        Format::Json => output.one(&started, &[]),
        _ => {
            let mut lines = told(&started, lang);
            if !options.dry_run {
                let place = next::place(&options.store, sandbox);
                lines.extend(next::lines(&store, started.run.id, &place, lang, None)?);
            }
            failure::show(&(lines.join("\n") + "\n"))
        }
    }
}

/// That somebody decides in another one's place. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Delegated {
    schema: &'static str,
    sandbox: bool,
    run: RunDescription,
    delegation: Delegation,
    /// How many accesses are theirs by now.
    accesses: u64,
    /// How many went to somebody else, since they are their own.
    own_moved: u64,
    /// Where the new packets are; absent where none were written.
    folder: Option<String>,
    written: Vec<String>,
}

fn delegate(options: &DelegateOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let folder = output.folder_beside();
    folder.map(campaign::check_folder).transpose()?;
    let (output, lang) = (if folder.is_some() { output.on_stdout() } else { output.clone() }, output.lang());
    let form = output.form_of_text()?;
    let store = stores::open(&options.store, sandbox, &output)?;
    let run = store.describe(&store.find_run(options.run)?, lang)?;
    warn(&run);
    let DelegateOptions { from, to, until, reason, .. } = options;
    let wanted = Delegating { from, to, until: *until, reason };
    let done = asking::delegate(&store, run.id, &wanted, Timestamp::now())?;
    let written = match folder {
        Some(folder) => campaign::write_anew(&store, &run, lang, folder, done.delegation.number)?,
        None => Vec::new(),
    };
    let delegated = Delegated {
        schema: "acesso/campaign-delegate/1",
        sandbox: run.sandbox,
        run,
        delegation: done.delegation,
        accesses: done.accesses,
        own_moved: done.own_moved,
        folder: folder.map(|folder| folder.display().to_string()),
        written,
    };
    match form {
        Format::Json => output.one(&delegated, &[]),
        _ => failure::show(&(delegated.lines(lang).join("\n") + "\n")),
    }
}

impl Delegated {
    fn lines(&self, lang: Lang) -> Vec<String> {
        let Delegation { delegated_from, delegated_to, until, .. } = &self.delegation;
        let values = [
            ("from", delegated_from.as_str().into()),
            ("to", delegated_to.as_str().into()),
            ("until", day(&until.to_string(), lang).into()),
            ("count", self.accesses.into()),
        ];
        let mut lines = vec![fitted(&lang.say_with("campaign-delegated", values), 0)];
        if self.own_moved > 0 {
            lines.push(fitted(&lang.say_with("campaign-own-moved", [("count", self.own_moved.into())]), 0));
        }
        let refused = [("from", delegated_from.as_str().into())];
        lines.push(fitted(&lang.say_with("campaign-old-packet", refused), 0));
        match &self.folder {
            Some(folder) => {
                let values = [("folder", folder.as_str().into()), ("files", lang.enumerate(&self.written).into())];
                lines.push(fitted(&lang.say_with("campaign-written", values), 0));
            }
            None => lines.push(fitted(&lang.say("campaign-no-new-packet"), 0)),
        }
        lines
    }
}

/// Who is to be reminded. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Reminded {
    schema: &'static str,
    sandbox: bool,
    run: RunDescription,
    campaign: Campaign,
    /// How many days are left, the last one not counted; below 0 where it is past.
    days_left: i32,
    /// Those who have something left to decide.
    reviewers: Vec<ReviewerStatus>,
    /// Where the messages are; absent where nobody is to be reminded.
    folder: Option<String>,
    written: Vec<String>,
}

fn remind(options: &RemindOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let Some(folder) = output.folder_beside() else {
        return Err(Failure::usage("failure-reminders-without-folder", &[]));
    };
    campaign::check_folder(folder)?;
    let (output, lang) = (output.on_stdout(), output.lang());
    let form = output.form_of_text()?;
    let store = stores::open_to_read(&options.store, sandbox, &output)?;
    let run = store.describe(&store.find_run(options.run)?, lang)?;
    let status = Status::of(&store, &Registry::built_in(), run.id, Zoned::now().date())?;
    let (Some(asked), Some(days_left)) = (&status.campaign, status.days_left) else {
        return Err(Failure::usage("failure-no-campaign", &[("run", &run.id)]));
    };
    let reviewers: Vec<_> = status.to_remind(options.within.into()).cloned().collect();
    let written = match reviewers.is_empty() {
        true => Vec::new(),
        false => campaign::remind(asked, days_left, reviewers.iter(), lang, folder)?,
    };
    let reminded = Reminded {
        schema: "acesso/campaign-remind/1",
        sandbox: run.sandbox,
        run,
        campaign: asked.clone(),
        days_left,
        folder: (!written.is_empty()).then(|| folder.display().to_string()),
        reviewers,
        written,
    };
    match form {
        Format::Json => output.one(&reminded, &[]),
        _ => failure::show(&(reminded.line(lang) + "\n")),
    }
}

impl Reminded {
    fn line(&self, lang: Lang) -> String {
        let Some(folder) = &self.folder else { return lang.say("campaign-nobody-to-remind") };
        let values = [("count", self.reviewers.len().into()), ("folder", folder.as_str().into())];
        fitted(&lang.say_with("campaign-reminded", values), 0)
    }
}

/// The folder that the campaign's files go into. What is only shown needs none.
fn folder(output: &Output, dry_run: bool) -> Result<Option<&Path>, Failure> {
    match output.folder_beside() {
        Some(folder) => campaign::check_folder(folder).map(|()| Some(folder)),
        None if dry_run && !output.is_file() => Ok(None),
        None => Err(Failure::usage("failure-campaign-folder", &[])),
    }
}

fn told(started: &Started, lang: Lang) -> Vec<String> {
    let Started { sandbox, dry_run, run, campaign, overview, folder, written, .. } = started;
    let mut lines = Vec::new();
    if *sandbox {
        lines.push(lang.say("sandbox-data"));
    }
    let what = if *dry_run { "campaign-would-be" } else { "campaign-started" };
    let values = [
        ("title", campaign.title.as_str().into()),
        ("run", run.id.to_string().into()),
        ("due", day(&campaign.due.to_string(), lang).into()),
    ];
    lines.push(fitted(&lang.say_with(what, values), 0));
    let accesses: u64 = overview.reviewers.iter().map(|reviewer| reviewer.accesses).sum();
    let counts = [("accesses", accesses.into()), ("reviewers", overview.reviewers.len().into())];
    lines.push(lang.say_with("campaign-counts", counts));
    lines.push(String::new());
    let width = accesses.to_string().len();
    lines.extend(overview.reviewers.iter().map(|reviewer| line(reviewer, width, lang)));
    lines.extend(remarks(overview, lang));
    if let Some(folder) = folder {
        let (packets, mut others): (Vec<_>, Vec<_>) = written.iter().cloned().partition(|file| file.ends_with(".html"));
        others.push(lang.say_with("campaign-packets", [("count", packets.len().into())]));
        let values = [("folder", folder.as_str().into()), ("files", lang.enumerate(&others).into())];
        lines.push(String::new());
        lines.push(fitted(&lang.say_with("campaign-written", values), 0));
    }
    lines
}

/// A text without what a terminal would obey, in lines that fit, the ones after the first from this column on.
pub(super) fn fitted(text: &str, column: usize) -> String {
    wrapped(&printable(text), terminal_width().unwrap_or(WIDTH).min(WIDEST).into(), column)
}

/// `  12  Bia Exemplo <bia@casa.example>: manager 9, owner 3`
fn line(reviewer: &Reviewer, width: usize, lang: Lang) -> String {
    let by = |by: AssignedBy| Some(format!("{} {}", by.word(lang), reviewer.accesses_by_rule.get(by.as_str())?));
    let rules: Vec<_> = AssignedBy::ALL.into_iter().filter_map(by).collect();
    let what = format!("{}: {}", called(reviewer, lang), rules.join(", "));
    format!("  {:>width$}  {}", reviewer.accesses, fitted(&what, width + 4))
}

fn called(reviewer: &Reviewer, lang: Lang) -> String {
    let person = person("user", "", reviewer.name.as_deref(), Some(&reviewer.reviewer), lang);
    match reviewer.name {
        Some(_) => person,
        None => lang.say_with("campaign-unknown-reviewer", [("reviewer", person.into())]),
    }
}

/// What somebody has to know about who reviews what.
fn remarks(overview: &Overview, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if overview.own_moved > 0 {
        let moved = lang.say_with("campaign-own-moved", [("count", overview.own_moved.into())]);
        lines.push(fitted(&moved, 0));
    }
    let sum = |count: fn(&Reviewer) -> u64| overview.reviewers.iter().map(count).sum::<u64>();
    let (carried, not_asked) = (sum(|it| it.carried), sum(|it| it.not_asked));
    if carried + not_asked > 0 {
        let values = [("carried", carried.into()), ("notasked", not_asked.into())];
        lines.push(fitted(&lang.say_with("status-carried", values), 0));
    }
    if !overview.idle_owner_lines.is_empty() {
        let numbers: Vec<_> = overview.idle_owner_lines.iter().take(NAMED).map(u64::to_string).collect();
        let values = [("count", overview.idle_owner_lines.len().into()), ("lines", numbers.join(", ").into())];
        lines.push(fitted(&lang.say_with("campaign-idle-lines", values), 0));
    }
    if !overview.unmatched.is_empty() {
        lines.push(fitted(&lang.say("campaign-unmatched"), 0));
    }
    for unmatched in overview.unmatched.iter().take(NAMED) {
        let values = [
            ("what", named(unmatched, lang).into()),
            ("why", unmatched.because(lang).into()),
            ("accesses", unmatched.accesses.into()),
        ];
        lines.push(format!("  {}", fitted(&lang.say_with("campaign-unmatched-one", values), 4)));
    }
    if let more @ 1.. = overview.unmatched.len().saturating_sub(NAMED) {
        lines.push(format!("  {}", lang.say_with("campaign-unmatched-more", [("count", more.into())])));
    }
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}
