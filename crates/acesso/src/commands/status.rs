//! `acesso status`

use acesso_forms::{
    output::{Format, Output},
    words::printable,
};
use acesso_review::{
    judge::campaign::{Conflict, ReviewerStatus, Signed, Status},
    model::{Delegation, Failure, Lang, RunDescription, day, local_day, person, place},
    source::Registry,
    store::{Progress, Store},
};
use jiff::Zoned;
use serde::Serialize;

use super::{campaign::fitted, decide::counted, grants::warn, next};
use crate::{cli::StatusOptions, failure, stores};

/// How wide a bar is.
const BAR: u64 = 10;

/// How many conflicts are told.
const CONFLICTS: usize = 5;

/// How far a review is. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Answer {
    schema: &'static str,
    sandbox: bool,
    run: RunDescription,
    #[serde(flatten)]
    status: Status,
}

pub(crate) fn run(options: &StatusOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let form = output.form_of_text()?;
    let (store, lang) = (stores::open_to_read(&options.store, sandbox, output)?, output.lang());
    let _snapshot = store.snapshot()?;
    let run = store.describe(&store.find_run(options.run)?, lang)?;
    warn(&run);
    let status = Status::of(&store, &Registry::built_in(), run.id, Zoned::now().date())?;
    let answer = Answer { schema: "acesso/status/1", sandbox: run.sandbox, run, status };
    if form == Format::Json {
        return output.one(&answer, &[]);
    }
    let mut lines = answer.lines(lang);
    let place = next::place(&options.store, sandbox);
    lines.extend(answer.absences_that_ended(&store, &place, lang)?);
    lines.extend(answer.open_elsewhere(&store, &place, lang)?);
    lines.extend(next::lines(&store, answer.run.id, &place, lang, Some(next::STATUS))?);
    failure::show(&(lines.join("\n") + "\n"))
}

impl Answer {
    fn lines(&self, lang: Lang) -> Vec<String> {
        let status = &self.status;
        let mut lines = Vec::new();
        if self.sandbox {
            lines.push(lang.say("sandbox-data"));
        }
        lines.push(fitted(&self.heading(lang), 0));
        lines.push(fitted(&counted(&status.decision_counts, status.undecided(), lang), 0));
        if let Some(progress) = status.progress.filter(|progress| progress.carried + progress.not_asked > 0) {
            let values = [("carried", progress.carried.into()), ("notasked", progress.not_asked.into())];
            lines.push(fitted(&lang.say_with("status-carried", values), 0));
        }
        lines.push(match &status.signed {
            Some(signed) => fitted(&closed(signed, lang), 0),
            None => lang.say("status-open"),
        });
        if let Some(open) = status.open_revocations {
            lines.push(match status.decision_counts.revoke {
                0 => lang.say("status-nothing-revoked"),
                _ => fitted(&lang.say_with("status-revocations", [("count", open.into())]), 0),
            });
        }
        if !status.reviewers.is_empty() {
            lines.push(String::new());
        }
        lines.extend(status.reviewers.iter().map(|reviewer| self.reviewer(reviewer, lang)));
        let remarks: Vec<_> = self.remarks(lang);
        if !remarks.is_empty() {
            lines.push(String::new());
        }
        lines.extend(remarks);
        lines
    }

    /// Who decides in whose place after the day until which they were to: nothing goes back by itself.
    fn absences_that_ended(&self, store: &Store, place: &str, lang: Lang) -> Result<Vec<String>, Failure> {
        let (mut lines, today) = (Vec::new(), Zoned::now().date());
        for delegation in &self.status.delegations {
            let Delegation { delegated_from, delegated_to, until, .. } = delegation;
            if *until >= today || self.status.signed.is_some() || !store.is_open(self.run.id, delegation)? {
                continue;
            }
            let values = [
                ("from", delegated_from.as_str().into()),
                ("to", delegated_to.as_str().into()),
                ("until", day(&until.to_string(), lang).into()),
                ("run", self.run.id.to_string().into()),
                ("place", place.into()),
            ];
            lines.push(fitted(&lang.say_with("status-absence-ended", values), 0));
        }
        Ok(lines)
    }

    /// That people are asked about another run, where nobody is about this one: it may have been read in the middle of a campaign.
    fn open_elsewhere(&self, store: &Store, place: &str, lang: Lang) -> Result<Vec<String>, Failure> {
        if self.status.campaign.is_some() || self.status.signed.is_some() {
            return Ok(Vec::new());
        }
        let mut lines = Vec::new();
        for run in store.runs()?.iter().filter(|run| run.id != self.run.id) {
            if let (Some(campaign), None) = (store.campaign(run.id)?, store.signature(run.id)?) {
                let (run, title) = (run.id.to_string(), campaign.title);
                let values = [("run", run.into()), ("title", title.into()), ("place", place.into())];
                lines.push(fitted(&lang.say_with("status-open-elsewhere", values), 0));
            }
        }
        Ok(lines)
    }

    fn heading(&self, lang: Lang) -> String {
        let run = self.run.id.to_string();
        match (&self.status.campaign, self.status.days_left) {
            (Some(campaign), Some(days)) => {
                let due = day(&campaign.due.to_string(), lang);
                let left = match days {
                    0 => lang.say("status-last-day"),
                    1.. => lang.say_with("status-days-left", [("days", days.into())]),
                    _ => lang.say_with("status-days-late", [("days", days.unsigned_abs().into())]),
                };
                let title = campaign.title.as_str();
                let values = [("title", title.into()), ("run", run.into()), ("due", due.into()), ("left", left.into())];
                let id = if self.status.signed.is_some() { "status-campaign-closed" } else { "status-campaign" };
                lang.say_with(id, values)
            }
            _ => lang.say_with("status-no-campaign", [("run", run.into())]),
        }
    }

    fn reviewer(&self, reviewer: &ReviewerStatus, lang: Lang) -> String {
        let width =
            self.status.reviewers.iter().map(|it| it.progress.asked()).max().unwrap_or_default().to_string().len();
        let ReviewerStatus { progress, overdue, name, .. } = reviewer;
        let who = person("user", "", name.as_deref(), Some(&reviewer.reviewer), lang);
        let who = if *overdue { lang.say_with("status-late", [("who", who.into())]) } else { who };
        let numbers = [
            ("decided", format!("{:>width$}", progress.decided).into()),
            ("asked", format!("{:>width$}", progress.asked()).into()),
        ];
        let count = lang.say_with("status-of", numbers);
        let column = 2 + usize::try_from(BAR).unwrap_or_default() + 2 + count.chars().count() + 2;
        format!("  {}  {count}  {}", bar(progress), fitted(&who, column))
    }

    /// What does not fit together, or has to be known.
    fn remarks(&self, lang: Lang) -> Vec<String> {
        let status = &self.status;
        let mut lines: Vec<_> = status.delegations.iter().map(|it| fitted(&it.told(lang), 0)).collect();
        for (id, count) in [
            ("decide-own", status.decision_counts.own),
            ("status-by-others", status.decided_by_others),
            ("status-conflicts", u64::try_from(status.conflicts.len()).unwrap_or(u64::MAX)),
        ] {
            if count > 0 {
                lines.push(fitted(&lang.say_with(id, [("count", count.into())]), 0));
            }
        }
        let told = status.conflicts.iter().take(CONFLICTS);
        lines.extend(told.map(|it| format!("  {}", fitted(&conflict(it, lang), 4))));
        lines
    }
}

/// `██████░░░░`: full only when nothing is left.
fn bar(progress: &Progress) -> String {
    let full = if progress.asked() == 0 { BAR } else { progress.decided * BAR / progress.asked() };
    (0..BAR).map(|place| if place < full { '█' } else { '░' }).collect()
}

fn closed(signed: &Signed, lang: Lang) -> String {
    let on = signed.signed_at.as_deref().map_or_else(|| lang.say("unknown"), |time| local_day(time, lang));
    let number = signed.number.to_string();
    let values = [("number", number.into()), ("name", signed.claimed_name.as_str().into()), ("day", on.into())];
    lang.say_with("status-signed", values)
}

fn conflict(conflict: &Conflict, lang: Lang) -> String {
    let grant = &conflict.grant;
    let said: Vec<_> =
        conflict.said.iter().map(|said| format!("{} ({})", said.decision.word(lang), said.reviewer)).collect();
    let who = person(&grant.principal_kind, &grant.principal, grant.name.as_deref(), grant.email.as_deref(), lang);
    let values = [
        ("who", who.into()),
        ("permission", grant.permission.as_str().into()),
        ("place", place(grant.service, &grant.resource, grant.resource_name.as_deref(), lang).into()),
        ("said", said.join(", ").into()),
    ];
    printable(&lang.say_with("status-conflict", values))
}
