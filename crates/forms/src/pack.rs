//! The evidence pack: all of a run in one folder, which can be checked without acesso. EVIDENCE.md describes it.

use std::{
    io::{self, Write},
    path::Path,
};

use acesso_review::{
    evidence::{
        CAMPAIGN, CHAIN_SCHEMA, Chain, DECISIONS, EVIDENCE, Evidence, LINES, Link, MEMBERS, Member, REPORT, SUMS,
        WORKBOOK, sha256_of,
    },
    judge::signature::{not_ended, without_hash},
    model::{Failure, Lang, RunDescription, sha256},
    source::Registry,
    store::{Store, canonical},
};
use serde::Serialize;

use crate::{
    output::{Book, Destination, Folder},
    report::{self, Heading},
    workbook,
};

/// What is put into a pack.
struct Contents<'a> {
    store: &'a Store,
    run: &'a RunDescription,
    registry: &'a Registry,
    heading: &'a Heading,
    lang: Lang,
}

impl Contents<'_> {
    /// Writes a member to this path, where there is something to write.
    fn write(&self, name: &str, path: &Path) -> Result<(), Failure> {
        match name {
            LINES => write_lines(self, path),
            DECISIONS => write_decisions(self, path),
            CAMPAIGN => write_campaign(self, path),
            EVIDENCE => write_evidence(self, path),
            REPORT => write_report(self, path),
            WORKBOOK => write_workbook(self, path),
            _ => write_signatures(self, path),
        }
    }
}

/// Writes the pack of a run into a folder, which appears when it is whole and which its owner alone can read.
pub fn write(
    store: &Store,
    run: &RunDescription,
    registry: &Registry,
    heading: &Heading,
    lang: Lang,
    folder: &Path,
) -> Result<(), Failure> {
    let _snapshot = store.snapshot()?;
    if run.ended_at.is_none() {
        return Err(not_ended(run.id));
    }
    let sha256 = run.sha256.as_ref().ok_or_else(|| without_hash(run.id))?;
    let place = place_of(folder)?;
    let staged = place.stage()?;
    let contents = Contents { store, run, registry, heading, lang };
    for member in &MEMBERS {
        contents.write(member.name, &staged.path().join(member.name))?;
    }
    let found = sha256_of(&staged.path().join(LINES))?;
    if found != *sha256 {
        return Err(Failure::usage(
            "failure-pack-run-changed",
            &[("run", &run.id), ("sha256", &sha256), ("found", &found)],
        ));
    }
    write_sums(staged.path())?;
    place.put(staged)
}

/// That a pack can be written into this folder, which is found out before there is a run. Nothing of it stays.
pub fn check_folder(folder: &Path) -> Result<(), Failure> {
    place_of(folder)?.stage().map(drop)
}

/// The shape of `evidence.json`.
#[cfg(feature = "schema")]
pub fn evidence_schema(generator: schemars::SchemaGenerator) -> schemars::Schema {
    generator.into_root_schema_for::<Evidence<'_>>()
}

// --- the members ---

fn write_lines(contents: &Contents<'_>, path: &Path) -> Result<(), Failure> {
    let mut out = Destination::open(Some(path))?;
    canonical::write(contents.store, contents.run.id, &mut out)?;
    out.close()
}

fn write_decisions(contents: &Contents<'_>, path: &Path) -> Result<(), Failure> {
    // Also where nothing is decided any more there can have been something.
    if canonical::decisions_sha256(contents.store, contents.run.id)? == sha256(b"") {
        return Ok(());
    }
    let mut out = Destination::open(Some(path))?;
    canonical::write_decisions(contents.store, contents.run.id, &mut out)?;
    out.close()
}

fn write_campaign(contents: &Contents<'_>, path: &Path) -> Result<(), Failure> {
    if contents.store.campaign(contents.run.id)?.is_none() {
        return Ok(());
    }
    let mut out = Destination::open(Some(path))?;
    canonical::write_campaign(contents.store, contents.run.id, &mut out)?;
    out.close()
}

fn write_evidence(contents: &Contents<'_>, path: &Path) -> Result<(), Failure> {
    write_json(&Evidence::of(contents.store, contents.run, contents.registry, contents.lang)?, path)
}

fn write_report(contents: &Contents<'_>, path: &Path) -> Result<(), Failure> {
    let mut out = Destination::open(Some(path))?;
    let Contents { store, run, registry, heading, lang } = *contents;
    report::write(store, run, registry, heading, lang, &mut out)?;
    out.close()
}

fn write_workbook(contents: &Contents<'_>, path: &Path) -> Result<(), Failure> {
    let book = Book::new(Destination::open(Some(path))?, contents.lang);
    workbook::write(contents.store, contents.run, contents.registry, book)
}

fn write_signatures(contents: &Contents<'_>, path: &Path) -> Result<(), Failure> {
    // What was signed has names in it: with codes in their place it is no longer what was signed.
    if contents.store.is_pseudonymised() {
        return Ok(());
    }
    let signatures: Vec<_> = contents.store.signatures_up_to(contents.run.id)?.into_iter().map(Link::from).collect();
    if signatures.is_empty() {
        return Ok(());
    }
    write_json(&Chain { schema: CHAIN_SCHEMA.to_owned(), signatures }, path)
}

fn write_json(document: &impl Serialize, path: &Path) -> Result<(), Failure> {
    let mut out = Destination::open(Some(path))?;
    serde_json::to_writer_pretty(&mut out, document).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    out.close()
}

fn write_sums(folder: &Path) -> Result<(), Failure> {
    let mut out = Destination::open(Some(&folder.join(SUMS)))?;
    for Member { name, .. } in &MEMBERS {
        let path = folder.join(name);
        if path.exists() {
            writeln!(out, "{}  {name}", sha256_of(&path)?)?;
        }
    }
    out.close()
}

/// Refuses a folder that holds anything, a pack of the same run too: a time stamp may speak of that one.
fn place_of(folder: &Path) -> Result<Folder, Failure> {
    if folder.join(SUMS).is_file() {
        return Err(Failure::usage("failure-pack-there", &[("path", &folder.display())]));
    }
    Folder::of(folder)
}
