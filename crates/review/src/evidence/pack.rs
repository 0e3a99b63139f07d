//! What is in a pack, by which names, and their sums.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{model::hex, store::Signature};

/// The hashes of all others, as `sha256sum` writes them.
pub const SUMS: &str = "SHA256SUMS";
/// The run in canonical JSON Lines; its SHA-256 is the run's hash.
pub const LINES: &str = "run.jsonl";
/// What was decided, in canonical JSON Lines; its SHA-256 is what a signature holds.
pub const DECISIONS: &str = "decisions.jsonl";
/// Who was asked to decide, in canonical JSON Lines; its SHA-256 is what a signature holds.
pub const CAMPAIGN: &str = "campaign.jsonl";
/// How the run was read, and how it is known to be all.
pub const EVIDENCE: &str = "evidence.json";
/// All of it as one page, for people.
pub const REPORT: &str = "report.html";
/// All of it as a spreadsheet.
pub const WORKBOOK: &str = "review.xlsx";
/// The [chain](Chain) of what was signed, up to the run.
pub const SIGNATURE: &str = "signature.json";

/// A file of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// What the file is called in the pack's folder.
    pub name: &'static str,
    /// Whether every pack has it.
    pub needed: bool,
}

/// What a pack holds, by name.
pub const MEMBERS: [Member; 7] = [
    Member { name: CAMPAIGN, needed: false },
    Member { name: DECISIONS, needed: false },
    Member { name: EVIDENCE, needed: true },
    Member { name: REPORT, needed: true },
    Member { name: WORKBOOK, needed: true },
    Member { name: LINES, needed: true },
    Member { name: SIGNATURE, needed: false },
];

/// The chain of what was signed, up to the run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Chain {
    /// The form of the document: [`CHAIN_SCHEMA`].
    pub schema: String,
    /// In the order of their numbers, the run's own one last.
    pub signatures: Vec<Link>,
}

/// A signature, its statement word for word.
#[derive(Debug, Serialize, Deserialize)]
pub struct Link {
    /// Its place in the chain, from 1 on.
    pub number: i64,
    /// The number of the run that it closes.
    pub run: i64,
    /// The hash of the statement, as it was kept beside it.
    pub sha256: String,
    /// What was signed, as RFC 8785 writes JSON.
    pub statement: String,
}

impl From<Signature> for Link {
    fn from(signature: Signature) -> Self {
        let Signature { number, run, statement, sha256 } = signature;
        Self { number, run, sha256, statement }
    }
}

impl From<Link> for Signature {
    fn from(link: Link) -> Self {
        let Link { number, run, sha256, statement } = link;
        Self { number, run, statement, sha256 }
    }
}

/// The form of `evidence.json`. It grows without another number; a member never goes or changes its meaning.
pub const EVIDENCE_SCHEMA: &str = "acesso/evidence/2";

/// The forms that a pack can have, the newest last.
pub(crate) const EVIDENCE_SCHEMAS: [&str; 2] = ["acesso/evidence/1", EVIDENCE_SCHEMA];

/// The form of the chain. It grows without another number.
pub const CHAIN_SCHEMA: &str = "acesso/chain/1";

/// The SHA-256 of a file, which can be larger than the memory.
pub fn sha256_of(path: &Path) -> io::Result<String> {
    sha256_of_all(File::open(path)?)
}

/// The SHA-256 of all that is still to be read.
pub fn sha256_of_all(mut bytes: impl Read) -> io::Result<String> {
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match bytes.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            length => hasher.update(buffer.get(..length).unwrap_or_default()),
        }
    }
}
