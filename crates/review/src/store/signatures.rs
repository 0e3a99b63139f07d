//! Signatures, word for word as they were made.

use rusqlite::{OptionalExtension, Row, params};

use super::Store;
use crate::model::Failure;

/// A signature as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Its place in the chain, from 1 on.
    pub number: i64,
    /// The number of the run that it closes.
    pub run: i64,
    /// What was signed, as RFC 8785 writes JSON, word for word.
    pub statement: String,
    /// The hash of these words.
    pub sha256: String,
}

const COLUMNS: &str = "number, run, statement, sha256";

fn read(row: &Row<'_>) -> rusqlite::Result<Signature> {
    Ok(Signature { number: row.get(0)?, run: row.get(1)?, statement: row.get(2)?, sha256: row.get(3)? })
}

impl Store {
    /// The signature of a run, once it is signed.
    pub fn signature(&self, run: i64) -> Result<Option<Signature>, Failure> {
        Ok(self.all(&format!("SELECT {COLUMNS} FROM signatures WHERE run = ?1"), [run], read)?.pop())
    }

    /// The newest signature of all.
    pub(crate) fn last_signature(&self) -> Result<Option<Signature>, Failure> {
        let sql = format!("SELECT {COLUMNS} FROM signatures ORDER BY number DESC LIMIT 1");
        Ok(self.all(&sql, [], read)?.pop())
    }

    /// All signatures, in their order.
    pub fn signatures(&self) -> Result<Vec<Signature>, Failure> {
        self.all(&format!("SELECT {COLUMNS} FROM signatures ORDER BY number"), [], read)
    }

    /// The signatures up to that of a run; none where it is not signed.
    pub fn signatures_up_to(&self, run: i64) -> Result<Vec<Signature>, Failure> {
        let sql = format!(
            "SELECT {COLUMNS} FROM signatures
             WHERE number <= (SELECT number FROM signatures WHERE run = ?1) ORDER BY number"
        );
        self.all(&sql, [run], read)
    }

    /// Keeps a signature, which is never changed afterwards.
    pub(crate) fn keep_signature(&self, signature: &Signature) -> Result<(), Failure> {
        self.connection.execute(
            "INSERT INTO signatures (number, run, statement, sha256) VALUES (?1, ?2, ?3, ?4)",
            params![signature.number, signature.run, signature.statement, signature.sha256],
        )?;
        Ok(())
    }

    /// Who signed a run, by the name that they gave, and when; as far as the statement still says it.
    pub fn signed_by(&self, run: i64) -> Result<Option<(String, Option<String>)>, Failure> {
        let sql = "SELECT coalesce(statement ->> 'claimed_name', ''), statement ->> 'signed_at' FROM signatures
                   WHERE run = ?1";
        Ok(self.connection.query_row(sql, [run], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }
}
