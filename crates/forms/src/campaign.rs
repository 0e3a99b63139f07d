//! What a campaign writes into a folder: an overview, and a packet for each reviewer.

use std::path::Path;

use acesso_review::{
    judge::campaign::{Prepared, Reviewer, Unmatched},
    model::{AssignedBy, Campaign, Failure, Lang, RunDescription},
    store::Store,
};

use crate::{
    output::{Destination, Folder, Output},
    packet::{self, Packets},
};

/// The file that says who reviews how much.
const OVERVIEW: &str = "overview.csv";

/// The file of what was to name a reviewer and names none; where all did there is none.
const UNMATCHED: &str = "unmatched.csv";

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
/// Those of [`Prepared::start`], and [`Failure::Usage`] for a folder that holds something.
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
        let reviewers: Vec<_> = prepared.overview.reviewers.iter().map(|it| it.reviewer.clone()).collect();
        files.extend(write_packets(store, run, &prepared.campaign, &reviewers, lang, staged.path())?);
        Ok(())
    })?;
    place.put(staged)?;
    Ok(files)
}

/// Writes the packets of those to whom a delegation gave something into a folder. Gives the names of the files.
///
/// # Errors
/// [`Failure::Usage`] for a folder that holds something.
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
    let files = write_packets(store, run, &campaign, &reviewers, lang, staged.path())?;
    place.put(staged)?;
    Ok(files)
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
    store: &Store,
    run: &RunDescription,
    campaign: &Campaign,
    reviewers: &[String],
    lang: Lang,
    folder: &Path,
) -> Result<Vec<String>, Failure> {
    let packets = Packets::of(store, run, campaign, lang)?;
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
