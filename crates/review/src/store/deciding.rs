//! What whoever decides about an access has to see beside it, person by person.

use rusqlite::params;

use super::{
    FindingRow, GrantRow, Store,
    functions::add_function,
    query::{GRANT, GRANTS},
};
use crate::model::{Failure, PrincipalKind, email_key, fold};

/// The grants of a run, those of one person together: people by name, then keys, then what is nobody's by name. SQLite sorts
/// what does not fit in memory on the disk.
const BY_PERSON: &str = "
    LEFT JOIN roster_aliases address ON address.run = g.run AND address.alias_key = p.email_key
    LEFT JOIN roster person ON person.run = address.run AND person.email_key = address.email_key
    WHERE g.run = ?1
    ORDER BY CASE g.principal_kind WHEN 'unattributed' THEN 2 WHEN 'key' THEN 1 ELSE 0 END,
        folded(coalesce(nullif(person.name, ''), nullif(p.name, ''), p.email, g.principal)),
        coalesce(address.email_key, p.email_key, g.principal), g.vendor, g.principal, g.resource, g.permission";

/// Whom each finding is about that nobody answers for.
const OPEN_FINDINGS: &str = "
    DROP TABLE IF EXISTS temp.open_findings;
    CREATE TEMP TABLE open_findings (number INTEGER PRIMARY KEY, vendor TEXT, kind TEXT, principal TEXT);
    CREATE INDEX temp.open_findings_by_principal ON open_findings (principal, kind);";

const FIND_OPEN: &str = "
    INSERT INTO temp.open_findings
    SELECT f.number, f.vendor, f.principal_kind,
        CASE f.principal_kind WHEN 'person' THEN coalesce(
            (SELECT email_key FROM roster_aliases a WHERE a.run = f.run AND a.alias_key = f.principal), f.principal)
            ELSE f.principal END
    FROM findings f WHERE f.run = ?1 AND f.suppressed IS NULL";

/// Those about an account, or about the person whose it is, the gravest first.
const ABOUT_ACCOUNT: &str = "
    SELECT findings.* FROM temp.open_findings open JOIN findings ON findings.run = ?1 AND findings.number = open.number
    WHERE (open.principal = ?4 AND open.kind = ?3 AND open.vendor = ?2)
        OR (open.principal = coalesce((SELECT email_key FROM roster_aliases WHERE run = ?1 AND alias_key = ?5), ?5)
            AND open.kind = 'person' AND coalesce(open.vendor, ?2) = ?2)
    ORDER BY CASE severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'low' THEN 2 ELSE 3 END, findings.number";

impl Store {
    /// Every grant of a run, person by person.
    pub fn each_grant_by_person(
        &self,
        run: i64,
        each: impl FnMut(GrantRow) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        add_function(&self.connection, "folded", fold)?;
        self.each(&format!("SELECT {GRANT} FROM {GRANTS} {BY_PERSON}"), [run], GrantRow::read, each)
    }

    /// Gathers which findings of a run somebody has to look at.
    pub fn gather_open_findings(&self, run: i64) -> Result<(), Failure> {
        self.connection.execute_batch(OPEN_FINDINGS)?;
        self.connection.execute(FIND_OPEN, [run])?;
        Ok(())
    }

    /// Of the findings that were gathered, those about the account that holds this, or about the person whose it is, the
    /// gravest first. Of keys and of what is nobody's by name no person answers.
    pub fn open_findings_about(&self, run: i64, grant: &GrantRow) -> Result<Vec<FindingRow>, Failure> {
        let GrantRow { service, principal_kind: kind, principal, email, .. } = grant;
        let is_nobodys = [PrincipalKind::Key, PrincipalKind::Unattributed].iter().any(|nobody| nobody.as_str() == kind);
        let address = email.as_deref().filter(|_| !is_nobodys).and_then(email_key);
        self.all(ABOUT_ACCOUNT, params![run, service.as_str(), kind, principal, address], FindingRow::read)
    }
}
