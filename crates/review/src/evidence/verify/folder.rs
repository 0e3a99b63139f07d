//! An evidence pack.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Checked, Verified, What, lines};
use crate::{
    evidence::pack::{
        CHAIN_SCHEMA, Chain, DECISIONS, EVIDENCE, EVIDENCE_SCHEMAS, LINES, Link, MEMBERS, SIGNATURE, SUMS, sha256_of,
    },
    judge::signature::{Previous, Statement},
    model::{Failure, sha256},
    store::canonical,
};

/// How large a document may be that is read at once.
const LARGEST: u64 = 256 << 20;

/// What of a run stands in `evidence.json` as it does in the line of the run.
const MEMBERS_OF_RUN: [&str; 7] =
    ["id", "state", "started_at", "ended_at", "scope", "settings_sha256", "roster_sha256"];

/// Checks each file of a pack against `SHA256SUMS`, and what is in them against one another.
///
/// # Errors
/// Where there is no such folder, or a file in it can't be read. That something is not as it was is no error, but
/// among the [differences](Verified::differences).
pub fn folder(path: &Path) -> Result<Verified, Failure> {
    if !path.is_dir() {
        return Err(Failure::NotFound {
            what: format!("there is no folder {}", path.display()),
            advice: "name the folder of a pack that `acesso export RUN --output DIR/` wrote, or a run by its number",
        });
    }
    let mut pack = Pack { folder: path.to_owned(), verified: Verified::default(), run_sha256: None };
    let listed = pack.sums()?;
    pack.files(&listed)?;
    pack.lines()?;
    pack.signatures()?;
    Ok(pack.verified)
}

/// A line of `SHA256SUMS`.
struct Sum {
    sha256: String,
    name: &'static str,
}

struct Pack {
    folder: PathBuf,
    verified: Verified,
    /// The hash of `run.jsonl` as it is now.
    run_sha256: Option<String>,
}

impl Pack {
    /// Where a file of the pack is, if it is one: a link or a pipe could be anything at any moment.
    fn file(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder.join(name);
        path.symlink_metadata().is_ok_and(|metadata| metadata.is_file()).then_some(path)
    }

    /// What `SHA256SUMS` lists.
    fn sums(&mut self) -> Result<Vec<Sum>, Failure> {
        let Some(path) = self.file(SUMS) else {
            self.verified.differ_in(SUMS, None, What::Missing);
            return Ok(Vec::new());
        };
        let bytes = read_whole(&path)?;
        self.verified.checked.push(Checked::Sums { sha256: sha256(&bytes) });
        if bytes.is_empty() {
            self.verified.differ_in(SUMS, Some(1), What::NoSumLine);
        }
        let mut listed: Vec<Sum> = Vec::new();
        for (number, line) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
            match sum(line) {
                None => self.verified.differ_in(SUMS, Some(number), What::NoSumLine),
                Some(sum) if listed.iter().any(|before| before.name == sum.name) => {
                    self.verified.differ_in(format!("{SUMS}, {}", sum.name), Some(number), What::ListedTwice);
                }
                Some(sum) => listed.push(sum),
            }
        }
        Ok(listed)
    }

    /// Every file that is listed or that a pack has, and every file that is there.
    fn files(&mut self, listed: &[Sum]) -> Result<(), Failure> {
        let mut count = 0;
        for member in &MEMBERS {
            let sum = listed.iter().find(|sum| sum.name == member.name);
            match (self.file(member.name), sum) {
                (Some(path), sum) => {
                    count += 1;
                    self.hash(member.name, &path, sum)?;
                }
                (None, None) if member.needed => self.verified.differ_in(member.name, None, What::Missing),
                (None, None) => {}
                (None, Some(_)) => self.verified.differ_in(member.name, None, What::Missing),
            }
        }
        self.verified.checked.push(Checked::Files { count });
        let mut names: Vec<_> = fs::read_dir(&self.folder)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<_>>()?;
        names.sort();
        for name in names {
            if self.file(&name).is_none() {
                self.verified.differ_in(name, None, What::NoPlainFile);
            } else if name != SUMS && !MEMBERS.iter().any(|member| name == member.name) {
                self.verified.differ_in(name, None, What::NotListed);
            }
        }
        Ok(())
    }

    fn hash(&mut self, name: &'static str, path: &Path, sum: Option<&Sum>) -> Result<(), Failure> {
        let found = sha256_of(path)?;
        if name == LINES {
            self.run_sha256 = Some(found.clone());
        }
        match sum {
            None => self.verified.differ_in(name, None, What::NotListed),
            Some(sum) if sum.sha256 != found => self.verified.differ(name, What::Sum, &sum.sha256, found),
            Some(_) => {}
        }
        Ok(())
    }

    /// That each line has its one form, and that the run is the one of which `evidence.json` speaks.
    fn lines(&mut self) -> Result<(), Failure> {
        let evidence = self.evidence()?;
        for name in [LINES, DECISIONS] {
            let Some(path) = self.file(name) else { continue };
            let found = lines::read(&path)?;
            if let Some(line) = found.not_canonical {
                self.verified.differ_in(name, Some(line), What::NotCanonical);
            }
            self.verified.checked.push(Checked::Lines { file: name, count: found.lines });
            if name == LINES && found.not_canonical.is_none() {
                self.run(found.first.as_ref(), evidence.as_ref());
            }
        }
        Ok(())
    }

    fn evidence(&mut self) -> Result<Option<Value>, Failure> {
        let Some(path) = self.file(EVIDENCE) else { return Ok(None) };
        let evidence: Option<Value> = read_json(&path)?;
        let evidence = evidence.filter(|evidence| is_one_of(&EVIDENCE_SCHEMAS, evidence));
        if evidence.is_none() {
            self.verified.differ_in(EVIDENCE, None, What::NotInForm);
        }
        Ok(evidence)
    }

    /// Compares the line of the run with what `evidence.json` says of it.
    fn run(&mut self, first: Option<&Value>, evidence: Option<&Value>) {
        let Some(run) = first.filter(|first| first.get("line").is_some_and(|line| line == "run")) else {
            return self.verified.differ_in(LINES, Some(1), What::NoRun);
        };
        if !is_one_of(&canonical::SCHEMAS, run) {
            self.verified.differ_in(LINES, Some(1), What::NotInForm);
        }
        self.verified.sandbox = run.get("sandbox").and_then(Value::as_bool);
        if self.verified.sandbox == Some(true) {
            self.verified.checked.insert(0, Checked::Sandbox);
        }
        let Some(evidence) = evidence else { return };
        let told = evidence.get("run").unwrap_or(&Value::Null);
        if let Some(found) = self.run_sha256.clone() {
            let expected = told.get("sha256").and_then(Value::as_str).unwrap_or_default();
            if expected != found {
                self.verified.differ(LINES, What::RunHash, expected, found);
            }
        }
        let of_run = MEMBERS_OF_RUN.map(|name| (name, told.get(name)));
        for (name, found) in of_run.into_iter().chain([("sandbox", evidence.get("sandbox"))]) {
            let [expected, found] = [run.get(name), found].map(|value| value.unwrap_or(&Value::Null));
            if expected != found {
                let place = format!("{EVIDENCE}, {name}");
                self.verified.differ(place, What::Member, expected.to_string(), found.to_string());
            }
        }
    }

    /// That each statement has its hash and names the one before it, and that the last one is about this run.
    fn signatures(&mut self) -> Result<(), Failure> {
        let Some(path) = self.file(SIGNATURE) else {
            self.verified.checked.push(Checked::NoSignature);
            return Ok(());
        };
        let chain: Option<Chain> = read_json(&path)?;
        let Some(chain) = chain.filter(|chain| chain.schema == CHAIN_SCHEMA && !chain.signatures.is_empty()) else {
            self.verified.differ_in(SIGNATURE, None, What::NotInForm);
            return Ok(());
        };
        let count = u64::try_from(chain.signatures.len()).unwrap_or(u64::MAX);
        self.verified.checked.push(Checked::Signatures { count });
        let (mut before, mut last) = (None, None);
        for link in chain.signatures {
            last = self.signature(&link, before.as_ref());
            before = Some(Previous { number: link.number, sha256: link.sha256 });
        }
        if let Some(statement) = last {
            self.signed(&statement)?;
        }
        Ok(())
    }

    fn signature(&mut self, link: &Link, before: Option<&Previous>) -> Option<Statement> {
        let place = || format!("{SIGNATURE}, {}", link.number);
        let found = sha256(link.statement.as_bytes());
        if link.sha256 != found {
            self.verified.differ(place(), What::StatementHash, &link.sha256, found);
        }
        let value: Option<Value> = serde_json::from_str(&link.statement).ok();
        let canonical = value.as_ref().and_then(|value| serde_json_canonicalizer::to_string(value).ok());
        let statement: Option<Statement> = value.and_then(|value| serde_json::from_value(value).ok());
        let statement = statement.filter(|statement| {
            canonical.as_ref() == Some(&link.statement) && (statement.number, statement.run) == (link.number, link.run)
        });
        let Some(statement) = statement else {
            self.verified.differ_in(place(), None, What::Statement);
            return None;
        };
        if statement.previous.as_ref() != before {
            self.verified.differ_in(place(), None, What::Chain);
        }
        Some(statement)
    }

    /// Compares what was signed last with what is here.
    fn signed(&mut self, statement: &Statement) -> Result<(), Failure> {
        let place = format!("{SIGNATURE}, {}", statement.number);
        if let Some(found) = self.run_sha256.clone()
            && statement.run_sha256 != found
        {
            self.verified.differ(&place, What::SignedRun, &statement.run_sha256, found);
        }
        let decisions = match self.file(DECISIONS) {
            Some(path) => sha256_of(&path)?,
            None => sha256(b""),
        };
        if statement.decisions_sha256 != decisions {
            self.verified.differ(&place, What::SignedDecisions, &statement.decisions_sha256, decisions);
        }
        Ok(())
    }
}

/// Whether a document says that it has one of these forms.
fn is_one_of(schemas: &[&str], document: &Value) -> bool {
    document.get("schema").and_then(Value::as_str).is_some_and(|schema| schemas.contains(&schema))
}

/// A line of `SHA256SUMS` as we write it: 64 lower-case digits, two blanks, the name of a member, and the line's end.
fn sum(line: &[u8]) -> Option<Sum> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let (sha256, name) = line.split_once("  ")?;
    let is_hash = sha256.len() == 64 && sha256.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let member = MEMBERS.iter().find(|member| member.name == name)?;
    is_hash.then(|| Sum { sha256: sha256.to_owned(), name: member.name })
}

fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A document, if the file is one.
fn read_json<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    Ok(serde_json::from_slice(&read_whole(path)?).ok())
}
