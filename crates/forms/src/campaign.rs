//! What a campaign writes into a folder: an overview, and a packet for each reviewer.

use std::{io::Write, path::Path};

use acesso_review::{
    judge::campaign::{Prepared, Reviewer, ReviewerStatus, Unmatched},
    model::{AssignedBy, Campaign, Failure, Lang, RunDescription, allows, day},
    store::Store,
};

use crate::{
    access::or_empty,
    output::{Destination, Folder, Output},
    packet::{self, Last, Packets, file_name, packet_name},
    words::printable,
};

/// The file that says who reviews how much.
const OVERVIEW: &str = "overview.csv";

/// The file of what was to name a reviewer and names none; where all did there is none.
const UNMATCHED: &str = "unmatched.csv";

/// The file of what nobody is asked again; where all is asked there is none.
const NOT_ASKED: &str = "not-asked-again.csv";

const NOT_ASKED_COLUMNS: [&str; 9] = [
    "column-reviewer",
    "column-name",
    "column-email",
    "column-service",
    "column-where",
    "column-allowed",
    "column-decision",
    "column-decided-by",
    "column-decided-on",
];

const OVERVIEW_COLUMNS: [&str; 9] = [
    "column-reviewer",
    "column-name",
    "column-accesses",
    "column-by-owner",
    "column-by-manager",
    "column-by-department",
    "column-by-fallback",
    "column-not-asked",
    "column-carried",
];

const UNMATCHED_COLUMNS: [&str; 4] = ["column-what", "column-text", "column-why", "column-accesses"];

/// Starts a campaign and writes its folder: both or neither. Gives the names of the files.
///
/// # Errors
/// Those of [`Prepared::start`], and [`Failure::usage`] for a folder that holds something.
pub fn start(
    store: &Store,
    run: &RunDescription,
    prepared: &Prepared<'_>,
    lang: Lang,
    folder: &Path,
) -> Result<Vec<String>, Failure> {
    let place = Folder::of(folder)?;
    let staged = place.stage()?;
    let mut files = Vec::new();
    prepared.start(|| {
        files = write_overview(prepared, lang, staged.path())?;
        let packets = Packets::of(store, run, &prepared.campaign, lang)?;
        if prepared.overview.reviewers.iter().any(|reviewer| reviewer.not_asked > 0) {
            write_not_asked(store, run.id, &packets, lang, &staged.path().join(NOT_ASKED))?;
            files.push(NOT_ASKED.to_owned());
        }
        let reviewers: Vec<_> = prepared.overview.reviewers.iter().map(|it| it.reviewer.clone()).collect();
        files.extend(write_packets(&packets, &reviewers, lang, staged.path())?);
        Ok(())
    })?;
    place.put(staged)?;
    Ok(files)
}

/// Writes the packets of those to whom a delegation gave something into a folder. Gives the names of the files.
///
/// # Errors
/// [`Failure::usage`] for a folder that holds something.
pub fn write_anew(
    store: &Store,
    run: &RunDescription,
    lang: Lang,
    folder: &Path,
    delegation: i64,
) -> Result<Vec<String>, Failure> {
    let Some(campaign) = store.campaign(run.id)? else { return Ok(Vec::new()) };
    let place = Folder::of(folder)?;
    let staged = place.stage()?;
    let reviewers = store.reviewers_by_delegation(run.id, delegation)?;
    let files = write_packets(&Packets::of(store, run, &campaign, lang)?, &reviewers, lang, staged.path())?;
    place.put(staged)?;
    Ok(files)
}

/// The file for a mail merge.
const MAIL_MERGE: &str = "mail-merge.csv";

const MAIL_MERGE_COLUMNS: [&str; 6] =
    ["column-email", "column-name", "column-subject", "column-message", "column-undecided", "column-due"];

/// Writes a message for each of these reviewers into a folder, ready to be sent, and a table of all for a mail merge. Nothing is
/// sent. Gives the names of the files.
///
/// # Errors
/// [`Failure::usage`] for a folder that holds something.
pub fn remind<'a>(
    campaign: &Campaign,
    days_left: i32,
    reviewers: impl Iterator<Item = &'a ReviewerStatus>,
    lang: Lang,
    folder: &Path,
) -> Result<Vec<String>, Failure> {
    let place = Folder::of(folder)?;
    let staged = place.stage()?;
    let mut list = Output::csv_in(&staged.path().join(MAIL_MERGE), lang, lang.headings(&MAIL_MERGE_COLUMNS))?;
    let mut files = vec![MAIL_MERGE.to_owned()];
    for reviewer in reviewers {
        let Message { subject, text } = Message::of(campaign, days_left, reviewer, lang);
        let name = file_name("reminder", &reviewer.reviewer, "txt", &files);
        let mut out = Destination::open(Some(&staged.path().join(&name)))?;
        writeln!(out, "{}\n{subject}\n\n{text}", reviewer.reviewer)?;
        out.close()?;
        files.push(name);
        list.add_row(|| {
            let (address, name) = (reviewer.reviewer.clone(), or_empty(&reviewer.name));
            let due = day(&campaign.due.to_string(), lang);
            vec![address, name, subject, text, reviewer.progress.undecided.to_string(), due]
        })?;
    }
    list.close()?;
    place.put(staged)?;
    Ok(files)
}

/// What a reviewer is told who is due or late.
struct Message {
    subject: String,
    text: String,
}

impl Message {
    fn of(campaign: &Campaign, days_left: i32, reviewer: &ReviewerStatus, lang: Lang) -> Self {
        let days = [("days", days_left.unsigned_abs().into())];
        let left = lang.say_with(if days_left < 0 { "remind-late" } else { "remind-left" }, days);
        let name = reviewer.name.as_deref().unwrap_or(&reviewer.reviewer);
        let values = || {
            [
                ("name", printable(name).into()),
                ("title", printable(&campaign.title).into()),
                ("packet", packet_name(campaign.run, &reviewer.reviewer, &[]).into()),
                ("open", reviewer.progress.undecided.into()),
                ("decided", reviewer.progress.decided.into()),
                ("due", day(&campaign.due.to_string(), lang).into()),
                ("left", left.clone().into()),
            ]
        };
        Self { subject: lang.say_with("remind-subject", values()), text: lang.say_with("remind-message", values()) }
    }
}

/// That a campaign's folder can be written, which is found out before anything is assigned. Nothing of it stays.
pub fn check_folder(folder: &Path) -> Result<(), Failure> {
    Folder::of(folder)?.stage().map(drop)
}

/// What it was that names nobody, for people: the manager `Zeca`, a service.
pub fn named(unmatched: &Unmatched, lang: Lang) -> String {
    let what = lang.say_with("unmatched-what", [("names", unmatched.names.as_str().into())]);
    format!("{what} {}", unmatched.text)
}

fn write_overview(prepared: &Prepared<'_>, lang: Lang, folder: &Path) -> Result<Vec<String>, Failure> {
    let mut list = Output::csv_in(&folder.join(OVERVIEW), lang, lang.headings(&OVERVIEW_COLUMNS))?;
    prepared.overview.reviewers.iter().try_for_each(|reviewer| list.add_row(|| row(reviewer)))?;
    list.close()?;
    if prepared.overview.unmatched.is_empty() {
        return Ok(vec![OVERVIEW.to_owned()]);
    }
    let mut list = Output::csv_in(&folder.join(UNMATCHED), lang, lang.headings(&UNMATCHED_COLUMNS))?;
    for unmatched in &prepared.overview.unmatched {
        list.add_row(|| {
            let what = lang.say_with("unmatched-what", [("names", unmatched.names.as_str().into())]);
            vec![what, unmatched.text.clone(), unmatched.because(lang), unmatched.accesses.to_string()]
        })?;
    }
    list.close()?;
    Ok(vec![OVERVIEW.to_owned(), UNMATCHED.to_owned()])
}

/// Writes what nobody is asked again, with what was decided about it before.
fn write_not_asked(store: &Store, run: i64, packets: &Packets<'_>, lang: Lang, path: &Path) -> Result<(), Failure> {
    let mut list = Output::csv_in(path, lang, lang.headings(&NOT_ASKED_COLUMNS))?;
    store.each_assigned(run, None, |assigned| {
        if assigned.is_in_packet() {
            return Ok(());
        }
        let (grant, last) = (&assigned.grant, packets.last(&assigned.grant)?);
        list.add_row(|| {
            let said = |tell: fn(&Last, Lang) -> String| last.as_ref().map(|it| tell(it, lang)).unwrap_or_default();
            vec![
                assigned.reviewer.clone(),
                or_empty(&grant.name),
                or_empty(&grant.email),
                grant.service.name(),
                packets.place(grant),
                allows(grant.service, &grant.permission, lang).what,
                said(|last, lang| last.decision.word(lang)),
                said(|last, _| last.by.clone()),
                said(|last, _| last.on.clone()),
            ]
        })
    })?;
    list.close().map(drop)
}

fn row(reviewer: &Reviewer) -> Vec<String> {
    let by = |by: AssignedBy| reviewer.accesses_by_rule.get(by.as_str()).copied().unwrap_or_default().to_string();
    let mut row =
        vec![reviewer.reviewer.clone(), reviewer.name.clone().unwrap_or_default(), reviewer.accesses.to_string()];
    row.extend(AssignedBy::ALL.map(by));
    row.extend([reviewer.not_asked.to_string(), reviewer.carried.to_string()]);
    row
}

/// Writes a packet for each reviewer who is asked something, and gives the names of the files.
fn write_packets(
    packets: &Packets<'_>,
    reviewers: &[String],
    lang: Lang,
    folder: &Path,
) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    for reviewer in reviewers {
        let packet = packets.packet(reviewer)?;
        if packet.people.is_empty() {
            continue;
        }
        let name = packet.file_name(&files);
        let mut out = Destination::open(Some(&folder.join(&name)))?;
        packet::write(&packet, lang, &mut out)?;
        out.close()?;
        files.push(name);
    }
    Ok(files)
}
