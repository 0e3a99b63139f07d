//! What is in a pack, by which names, and their sums.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    model::{Failure, hex},
    store::Signature,
};

/// The hashes of all others, as `sha256sum` writes them.
pub const SUMS: &str = "SHA256SUMS";
pub const LINES: &str = "run.jsonl";
pub const DECISIONS: &str = "decisions.jsonl";
pub const EVIDENCE: &str = "evidence.json";
pub const REPORT: &str = "report.html";
pub const WORKBOOK: &str = "review.xlsx";
pub const SIGNATURE: &str = "signature.json";

/// A file of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub name: &'static str,
    /// Whether every pack has it.
    pub needed: bool,
}

/// What a pack holds, by name.
pub const MEMBERS: [Member; 6] = [
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
    pub schema: String,
    pub signatures: Vec<Link>,
}

/// A signature, its statement word for word.
#[derive(Debug, Serialize, Deserialize)]
pub struct Link {
    pub number: i64,
    pub run: i64,
    pub sha256: String,
    pub statement: String,
}

impl From<Signature> for Link {
    fn from(signature: Signature) -> Self {
        let Signature { number, run, statement, sha256 } = signature;
        Self { number, run, sha256, statement }
    }
}

/// The form of the chain. It grows without another number.
pub const CHAIN_SCHEMA: &str = "acesso/chain/1";

/// That a run is no evidence yet.
pub fn not_ended(run: i64) -> Failure {
    Failure::Usage {
        what: format!("run {run} has not ended: it is being read, or was stopped while it was"),
        advice: "end it with `acesso review --resume`",
    }
}

/// The SHA-256 of a file, which can be larger than the memory.
pub fn sha256_of(path: &Path) -> io::Result<String> {
    let (mut file, mut hasher, mut buffer) = (File::open(path)?, Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            length => hasher.update(buffer.get(..length).unwrap_or_default()),
        }
    }
}
