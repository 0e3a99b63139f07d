//! People over all services: each account with the person that it belongs to.
//!
//! They are put together in tables of the connection's own, so that nothing of it has to fit in memory.

use rusqlite::{Row, params};

use super::{FindingRow, Store, row::service};
use crate::model::{Failure, ServiceId, Severity};

/// Every account with the person that it belongs to: those of one address, and of all addresses that the roster knows to be
/// one person's, are one. Keys, and accounts without an address, are nobody's but their own; what is nobody's by name is
/// together, by service.
const ACCOUNTS: &str = "
    INSERT INTO temp.report_accounts (vendor, kind, id, name, email, person, accesses)
    SELECT p.vendor, p.kind, p.id, p.name, p.email,
        CASE WHEN p.kind <> 'key' AND p.email_key IS NOT NULL THEN '@ ' || coalesce(a.email_key, p.email_key)
            ELSE p.vendor || ' ' || p.kind || ' ' || p.id END,
        (SELECT count(*) FROM grants g WHERE g.run = p.run AND g.vendor = p.vendor AND g.principal = p.id
            AND g.principal_kind = p.kind)
    FROM principals p
    LEFT JOIN roster_aliases a ON a.run = p.run AND a.alias_key = p.email_key
    WHERE p.run = ?1
    UNION ALL
    SELECT vendor, kind, id, NULL, NULL, vendor || ' ' || kind || ' ' || id, count(*)
    FROM (
        SELECT g.vendor, g.principal_kind AS kind,
            CASE g.principal_kind WHEN 'unattributed' THEN '' ELSE g.principal END AS id
        FROM grants g
        WHERE g.run = ?1 AND NOT EXISTS (
            SELECT 1 FROM principals p WHERE p.run = g.run AND p.vendor = g.vendor AND p.id = g.principal
                AND p.kind = g.principal_kind)
    )
    GROUP BY vendor, kind, id";

/// Whom each finding is about.
const FINDINGS: &str = "
    INSERT INTO temp.report_findings (number, person, is_open, severity)
    SELECT number,
        CASE principal_kind
            WHEN 'person' THEN '@ ' || coalesce(
                (SELECT email_key FROM roster_aliases a WHERE a.run = f.run AND a.alias_key = f.principal), f.principal)
            WHEN 'unattributed' THEN f.vendor || ' unattributed '
            ELSE (SELECT person FROM temp.report_accounts a
                WHERE a.vendor = f.vendor AND a.kind = f.principal_kind AND a.id = f.principal)
        END,
        suppressed IS NULL,
        severity
    FROM findings f WHERE run = ?1";

/// People, those first about whom the gravest was found, then those about whom most was, then those in several services, then
/// those who hold most. As many as the page has room for.
fn people() -> String {
    format!(
        "WITH found AS MATERIALIZED (
            SELECT person, count(*) AS findings, min({LESS_GRAVE}) AS less_grave FROM temp.report_findings
            WHERE is_open GROUP BY person
        )
        INSERT INTO temp.report_people (person, services, accesses, findings, less_grave)
        SELECT people.person, services, accesses, coalesce(found.findings, 0), found.less_grave FROM (
            SELECT person, count(DISTINCT vendor) AS services, sum(accesses) AS accesses, min(coalesce(name, id)) AS name
            FROM temp.report_accounts GROUP BY person
        ) people LEFT JOIN found ON found.person = people.person
        ORDER BY found.less_grave NULLS LAST, found.findings DESC, services DESC, accesses DESC, name, people.person
        LIMIT ?1"
    )
}

/// How much less than others a finding matters, from 0 on.
const LESS_GRAVE: &str = "CASE severity WHEN 'info' THEN 3 WHEN 'low' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END";

/// How many findings of each rule have room, however many the others have.
const ROOM_OF_A_RULE: u64 = 50;

const TABLES: &str = "
    DROP TABLE IF EXISTS temp.report_accounts;
    DROP TABLE IF EXISTS temp.report_findings;
    DROP TABLE IF EXISTS temp.report_people;
    CREATE TEMP TABLE report_accounts (vendor TEXT, kind TEXT, id TEXT, name TEXT, email TEXT, person TEXT, accesses INTEGER);
    CREATE INDEX temp.report_accounts_by_person ON report_accounts (person, vendor, kind, id);
    CREATE INDEX temp.report_accounts_by_id ON report_accounts (vendor, kind, id);
    CREATE TEMP TABLE report_findings (number INTEGER PRIMARY KEY, person TEXT, is_open INTEGER, severity TEXT);
    CREATE TEMP TABLE report_people (
        place INTEGER PRIMARY KEY, person TEXT UNIQUE, services INTEGER, accesses INTEGER, findings INTEGER,
        less_grave INTEGER);";

const HELD: &str = "
    SELECT g.vendor, g.resource, r.name, g.permission, g.since, d.decision, d.reason, d.reviewer, d.decided_on, d.own,
        g.principal_kind, g.principal, a.carried_from
    FROM grants g
    LEFT JOIN resources r ON r.run = g.run AND r.vendor = g.vendor AND r.id = g.resource
    LEFT JOIN decisions d ON d.run = g.run AND d.vendor = g.vendor AND d.principal = g.principal
        AND d.resource = g.resource AND d.permission = g.permission
    LEFT JOIN assignments a ON a.run = g.run AND a.vendor = g.vendor AND a.principal = g.principal
        AND a.resource = g.resource AND a.permission = g.permission
    WHERE g.run = ?1 AND g.vendor = ?2 AND g.principal_kind = ?3 AND g.principal = ?4
    ORDER BY g.resource, g.permission LIMIT ?5";

/// One person, account without an address, or key, as it was put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatheredPerson {
    /// Its place in the order, from 1 on.
    pub place: u64,
    /// What it is known by inside the store.
    pub person: String,
    /// At how many services there is an account of theirs.
    pub services: u64,
    /// How many accesses they hold, at all services together.
    pub accesses: u64,
    /// How many findings about it somebody has to look at.
    pub findings: u64,
    /// The gravest of these.
    pub worst: Option<Severity>,
}

impl GatheredPerson {
    /// The address by which it is one; nothing for a key, or for an account without an address.
    pub fn address(&self) -> Option<&str> {
        self.person.strip_prefix("@ ")
    }
}

/// An account of such a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatheredAccount {
    /// Which service it is at.
    pub service: ServiceId,
    /// What kind of account it is; `unattributed` for what is nobody's by name.
    pub kind: String,
    /// Empty where it stands for all that is nobody's by name.
    pub id: String,
    /// What the service calls whose it is.
    pub name: Option<String>,
    /// The address as the service writes it.
    pub email: Option<String>,
}

/// An access of such an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldAccess {
    /// Which service it is at.
    pub service: ServiceId,
    /// What kind of account holds it.
    pub principal_kind: String,
    /// The id of the account that holds it, or the grant's own where that is not known.
    pub principal: String,
    /// The service's id of what it is on; `*` for all that there are.
    pub resource: String,
    /// What people at the service call that.
    pub resource_name: Option<String>,
    /// The service's own name of what may be done.
    pub permission: String,
    /// When it was granted, as the service says.
    pub since: Option<String>,
    /// What was decided about it; absent where nobody did.
    pub decided: Option<HeldDecision>,
    /// The number of the signature whose decision it started with, where a campaign carried that over.
    pub carried: Option<i64>,
}

/// What was decided about it, whatever somebody wrote there by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDecision {
    /// `keep`, `change` or `revoke`; anything else was written by hand.
    pub decision: String,
    /// Why, in the reviewer's words.
    pub reason: Option<String>,
    /// Who decided, as they wrote it.
    pub reviewer: String,
    /// The day, as `2026-01-31`.
    pub decided_on: String,
    /// Whether the reviewer decided about access of their own, as far as names and addresses tell.
    pub own: bool,
}

/// How many people there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeopleCounts {
    /// People, and accounts without an address, each of which counts as one.
    pub people: u64,
    /// How many of these are accounts without an address.
    pub without_address: u64,
    /// How many keys there are.
    pub keys: u64,
    /// All of them, and what is nobody's by name.
    pub all: u64,
}

impl Store {
    /// Puts accounts, findings and people together; people so many at most.
    pub fn gather_people(&self, run: i64, at_most: u64) -> Result<(), Failure> {
        self.connection.execute_batch(TABLES)?;
        self.connection.execute(ACCOUNTS, [run])?;
        self.connection.execute(FINDINGS, [run])?;
        self.connection.execute(&people(), [at_most])?;
        Ok(())
    }

    /// The people who were put together, those first whom somebody should look at.
    pub fn gathered_people(&self) -> Result<Vec<GatheredPerson>, Failure> {
        let sql =
            "SELECT place, person, services, accesses, findings, less_grave FROM temp.report_people ORDER BY place";
        self.all(sql, [], |row| {
            Ok(GatheredPerson {
                place: row.get(0)?,
                person: row.get(1)?,
                services: row.get(2)?,
                accesses: row.get(3)?,
                findings: row.get(4)?,
                worst: row.get::<_, Option<u8>>(5)?.map(by_rank),
            })
        })
    }

    /// How many were put together, whether there is room for them or not.
    pub fn count_gathered(&self) -> Result<PeopleCounts, Failure> {
        let sql = "SELECT count(DISTINCT person) FILTER (WHERE kind NOT IN ('key', 'unattributed')),
                       count(DISTINCT person) FILTER (WHERE kind NOT IN ('key', 'unattributed') AND person NOT LIKE '@ %'),
                       count(*) FILTER (WHERE kind = 'key'), count(DISTINCT person)
                   FROM temp.report_accounts";
        Ok(self.connection.query_row(sql, [], |row| {
            Ok(PeopleCounts { people: row.get(0)?, without_address: row.get(1)?, keys: row.get(2)?, all: row.get(3)? })
        })?)
    }

    /// The accounts of such a person.
    pub fn gathered_accounts(&self, person: &GatheredPerson) -> Result<Vec<GatheredAccount>, Failure> {
        let sql = "SELECT vendor, kind, id, name, email FROM temp.report_accounts WHERE person = ?1
                   ORDER BY vendor, kind, id";
        self.all(sql, [&person.person], |row| {
            Ok(GatheredAccount {
                service: service(row, 0)?,
                kind: row.get(1)?,
                id: row.get(2)?,
                name: row.get(3)?,
                email: row.get(4)?,
            })
        })
    }

    /// What such an account holds; so many accesses at most.
    pub fn held_by(&self, run: i64, account: &GatheredAccount, at_most: u64) -> Result<Vec<HeldAccess>, Failure> {
        // What is nobody's by name is each under an id of its own.
        let sql = match account.kind.as_str() {
            "unattributed" => HELD.replace("g.principal = ?4", "?4 = ''"),
            _ => HELD.to_owned(),
        };
        self.all(&sql, params![run, account.service.as_str(), account.kind, account.id, at_most], HeldAccess::read)
    }

    /// The findings of a run with the place of the person whom each is about; what is suppressed comes last, the gravest
    /// first; so many at most. Each rule has room for some: one that finds everybody would leave none for the others.
    pub fn findings_with_people(&self, run: i64, at_most: u64) -> Result<Vec<(FindingRow, Option<u64>)>, Failure> {
        let sql = format!(
            "WITH ranked AS (
                 SELECT *, {LESS_GRAVE} AS less_grave, row_number() OVER (
                     PARTITION BY rule, suppressed IS NOT NULL ORDER BY {LESS_GRAVE}, number) AS nth
                 FROM findings WHERE run = ?1
             )
             SELECT ranked.*, people.place
             FROM ranked
             JOIN temp.report_findings ON report_findings.number = ranked.number
             LEFT JOIN temp.report_people people ON people.person = report_findings.person
             ORDER BY nth > {ROOM_OF_A_RULE}, suppressed IS NOT NULL, less_grave, ranked.number
             LIMIT ?2"
        );
        self.all(&sql, params![run, at_most], |row| Ok((FindingRow::read(row)?, row.get("place")?)))
    }
}

/// The severity of such a rank.
fn by_rank(less_grave: u8) -> Severity {
    match less_grave {
        3 => Severity::Info,
        2 => Severity::Low,
        1 => Severity::Medium,
        _ => Severity::High,
    }
}

impl HeldAccess {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            service: service(row, 0)?,
            resource: row.get(1)?,
            resource_name: row.get(2)?,
            permission: row.get(3)?,
            since: row.get(4)?,
            decided: HeldDecision::read(row)?,
            principal_kind: row.get(10)?,
            principal: row.get(11)?,
            carried: row.get(12)?,
        })
    }
}

impl HeldDecision {
    fn read(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let Some(decision) = row.get(5)? else { return Ok(None) };
        Ok(Some(Self {
            decision,
            reason: row.get(6)?,
            reviewer: row.get(7)?,
            decided_on: row.get(8)?,
            own: row.get(9)?,
        }))
    }
}
