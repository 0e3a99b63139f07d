//! An evidence pack.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{
    Checked, Verified, What, found, json,
    lines::{self, Lines},
    told::{self, Other},
};
use crate::{
    evidence::pack::{
        CAMPAIGN, CHAIN_SCHEMA, Chain, DECISIONS, EVIDENCE, EVIDENCE_SCHEMAS, LINES, MEMBERS, SIGNATURE, SUMS,
        sha256_of,
    },
    judge::signature,
    model::{Failure, sha256},
    source::Registry,
    store::Signature,
};

/// How large a document may be that is read at once.
const LARGEST: u64 = 256 << 20;

/// Checks each file of a pack against `SHA256SUMS`, and what is in them against one another.
///
/// # Errors
/// Where there is no such folder, or a file in it can't be read. That something is not as it was is no error, but
/// among the [differences](Verified::differences).
pub fn folder(path: &Path, registry: &Registry) -> Result<Verified, Failure> {
    if !path.is_dir() {
        return Err(Failure::not_found("failure-no-folder", &[("path", &path.display())]));
    }
    let mut pack = Pack { folder: path.to_owned(), verified: Verified::default() };
    let listed = pack.sums()?;
    pack.files(&listed)?;
    pack.contents(registry)?;
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
        match sum {
            None => self.verified.differ_in(name, None, What::NotListed),
            Some(sum) if sum.sha256 != found => self.verified.differ(name, What::Sum, &sum.sha256, found),
            Some(_) => {}
        }
        Ok(())
    }

    /// What is in the files, held against one another.
    fn contents(&mut self, registry: &Registry) -> Result<(), Failure> {
        let (run, accesses) = lines::of_run(|reader| self.read(LINES, reader))?;
        let (decisions, decided) = lines::of_decisions(&run, &accesses, |reader| self.read(DECISIONS, reader))?;
        let campaign = lines::of_campaign(&run, &accesses, &decided, |reader| self.read(CAMPAIGN, reader))?;
        for (file, lines) in [(LINES, &run), (DECISIONS, &decisions), (CAMPAIGN, &campaign)] {
            if self.file(file).is_some() {
                self.verified.checked.push(Checked::Lines { file, count: lines.count });
            }
        }
        if self.file(LINES).is_some() {
            self.verified.look_at([LINES, DECISIONS, CAMPAIGN], &run, [&decisions, &campaign]);
        }
        self.verified.sandbox = run.run().and_then(|run| run.get("sandbox")?.as_bool());
        if self.verified.sandbox == Some(true) {
            self.verified.checked.insert(0, Checked::Sandbox);
        }
        let evidence = self.evidence()?;
        if let Some(evidence) = &evidence
            && run.fault.is_none()
            && run.run().is_some()
        {
            self.told(evidence, &run, registry)?;
        }
        let sha256 = |evidence: Value| evidence.pointer("/run/sha256").and_then(Value::as_str).map(str::to_owned);
        let kept = evidence.map(|evidence| sha256(evidence).unwrap_or_default());
        self.signatures(&run, decisions, campaign, kept)
    }

    fn read(&self, name: &str, reader: &mut lines::Reader<'_>) -> io::Result<()> {
        match self.file(name) {
            Some(path) => io::copy(&mut File::open(path)?, reader).map(drop),
            None => Ok(()),
        }
    }

    fn evidence(&mut self) -> Result<Option<Value>, Failure> {
        let Some(path) = self.file(EVIDENCE) else { return Ok(None) };
        let evidence = json::read(&read_whole(&path)?).filter(|evidence| is_one_of(&EVIDENCE_SCHEMAS, evidence));
        if evidence.is_none() {
            self.verified.differ_in(EVIDENCE, None, What::NotInForm);
        }
        Ok(evidence)
    }

    /// Compares what `evidence.json` says of the run with what the run says.
    fn told(&mut self, evidence: &Value, run: &Lines, registry: &Registry) -> Result<(), Failure> {
        let Some(told) = told::compare(evidence, run, registry)? else {
            self.verified.differ_in(LINES, None, What::NotInForm);
            return Ok(());
        };
        if !told.with_sentences {
            self.verified.checked.push(Checked::NoSentences);
        }
        for Other { member, expected, found } in told.others {
            self.verified.differ(
                format!("{EVIDENCE}, {member}"),
                What::Member,
                expected.to_string(),
                found.to_string(),
            );
        }
        Ok(())
    }

    /// That the chain is whole, and that the last of its signatures is about this run and these decisions.
    fn signatures(
        &mut self,
        run: &Lines,
        decisions: Lines,
        campaign: Lines,
        kept: Option<String>,
    ) -> Result<(), Failure> {
        let chain = self.chain()?;
        let own = chain.last();
        let found = found(run, decisions, campaign, kept, own.and_then(Signature::read).as_ref());
        for difference in signature::differences(&chain, own, &found) {
            self.differ_as_signed(difference);
        }
        Ok(())
    }

    fn chain(&mut self) -> Result<Vec<Signature>, Failure> {
        let Some(path) = self.file(SIGNATURE) else {
            self.verified.checked.push(Checked::NoSignature);
            return Ok(Vec::new());
        };
        let chain = json::read(&read_whole(&path)?).and_then(|chain| serde_json::from_value::<Chain>(chain).ok());
        let Some(chain) = chain.filter(|chain| chain.schema == CHAIN_SCHEMA && !chain.signatures.is_empty()) else {
            self.verified.differ_in(SIGNATURE, None, What::NotInForm);
            return Ok(Vec::new());
        };
        let count = u64::try_from(chain.signatures.len()).unwrap_or(u64::MAX);
        self.verified.checked.push(Checked::Signatures { count });
        Ok(chain.signatures.into_iter().map(Signature::from).collect())
    }

    /// Says where in a pack something is not as it was signed.
    fn differ_as_signed(&mut self, difference: signature::Difference) {
        use signature::Difference as Signed;
        let verified = &mut self.verified;
        let place = |number: i64| format!("{SIGNATURE}, {number}");
        match difference {
            Signed::Run { was, is, .. } => verified.differ(LINES, What::RunHash, was, is),
            Signed::SignedRun { number, was, is, .. } => verified.differ(place(number), What::SignedRun, was, is),
            Signed::Decisions { number, was, is, .. } => verified.differ(place(number), What::SignedDecisions, was, is),
            Signed::Campaign { number, was, is, .. } => verified.differ(place(number), What::SignedCampaign, was, is),
            Signed::Counts { number, .. } => verified.differ_in(place(number), None, What::SignedCounts),
            Signed::Member { number, member, was, is, .. } => {
                verified.differ(format!("{}, {member}", place(number)), What::SignedMember, is, was);
            }
            Signed::Statement { number, was, is, .. } => verified.differ(place(number), What::StatementHash, was, is),
            Signed::Unreadable { number, .. } | Signed::Place { number, .. } => {
                verified.differ_in(place(number), None, What::Statement);
            }
            Signed::Chain { number } => verified.differ_in(place(number), None, What::Chain),
            // A pack has all that its run held, and its lines are held against their history where they are read.
            Signed::Remains { .. } | Signed::Unrecorded { .. } => {}
        }
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
