//! People over all services, with what each holds.

use rusqlite::{Row, params};

use super::{Figure, MOST_ROWS, count, day_of, kind, number, resource, service};
use crate::{failure::Failure, language::Lang, store::Store};

/// How many accesses of one person the page shows.
const MOST_ACCESSES: usize = 25;

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
    INSERT INTO temp.report_findings (number, person, is_open)
    SELECT number,
        CASE principal_kind
            WHEN 'person' THEN '@ ' || coalesce(
                (SELECT email_key FROM roster_aliases a WHERE a.run = f.run AND a.alias_key = f.principal), f.principal)
            WHEN 'unattributed' THEN f.vendor || ' unattributed '
            ELSE (SELECT person FROM temp.report_accounts a
                WHERE a.vendor = f.vendor AND a.kind = f.principal_kind AND a.id = f.principal)
        END,
        suppressed IS NULL
    FROM findings f WHERE run = ?1";

/// People, those first whom somebody should look at, then those in several services, then those who hold most. As many as
/// the page has room for.
const PEOPLE: &str = "
    INSERT INTO temp.report_people (person, services, accesses, findings)
    SELECT person, services, accesses, findings FROM (
        SELECT person, count(DISTINCT vendor) AS services, sum(accesses) AS accesses, min(coalesce(name, id)) AS name,
            (SELECT count(*) FROM temp.report_findings f WHERE f.person = a.person AND f.is_open) AS findings
        FROM temp.report_accounts a GROUP BY person
    )
    ORDER BY findings > 0 DESC, services > 1 DESC, findings DESC, services DESC, accesses DESC, name, person
    LIMIT ?1";

const TABLES: &str = "
    DROP TABLE IF EXISTS temp.report_accounts;
    DROP TABLE IF EXISTS temp.report_findings;
    DROP TABLE IF EXISTS temp.report_people;
    CREATE TEMP TABLE report_accounts (vendor TEXT, kind TEXT, id TEXT, name TEXT, email TEXT, person TEXT, accesses INTEGER);
    CREATE INDEX temp.report_accounts_by_person ON report_accounts (person, vendor, kind, id);
    CREATE INDEX temp.report_accounts_by_id ON report_accounts (vendor, kind, id);
    CREATE TEMP TABLE report_findings (number INTEGER PRIMARY KEY, person TEXT, is_open INTEGER);
    CREATE INDEX temp.report_findings_by_person ON report_findings (person, is_open);
    CREATE TEMP TABLE report_people (
        place INTEGER PRIMARY KEY, person TEXT UNIQUE, services INTEGER, accesses INTEGER, findings INTEGER);";

/// Puts accounts, findings and people together in tables of the connection's own, so that nothing of it has to fit in
/// memory.
pub(super) fn gather(store: &Store, run: i64) -> Result<(), Failure> {
    store.connection.execute_batch(TABLES)?;
    store.connection.execute(ACCOUNTS, [run])?;
    store.connection.execute(FINDINGS, [run])?;
    store.connection.execute(PEOPLE, [count(MOST_ROWS)])?;
    Ok(())
}

#[derive(Debug)]
pub(super) struct People {
    pub(super) rows: Vec<Person>,
    counts: Counts,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
}

/// How many there are, rows or not.
#[derive(Debug)]
struct Counts {
    people: u64,
    without_address: u64,
    keys: u64,
    accounts: u64,
    all: u64,
}

/// One person, account without an address, or key.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) place: u64,
    pub(super) name: String,
    /// The addresses; of what has none, what kind of account it is.
    pub(super) known_by: String,
    pub(super) services: String,
    pub(super) accesses: String,
    pub(super) findings: Option<String>,
    /// Whether it is shown before anybody searches.
    pub(super) is_notable: bool,
    pub(super) accounts: Vec<String>,
    pub(super) held: Vec<Access>,
    /// How many more there are than are shown.
    pub(super) more: Option<String>,
}

#[derive(Debug)]
pub(super) struct Access {
    pub(super) service: String,
    pub(super) resource: String,
    pub(super) permission: String,
    pub(super) since: String,
    pub(super) decision: Option<Decision>,
}

#[derive(Debug)]
pub(super) struct Decision {
    pub(super) class: &'static str,
    pub(super) word: String,
    /// By whom and when, and why.
    pub(super) by: String,
    pub(super) reason: Option<String>,
}

/// A row of the table of people.
struct Gathered {
    place: u64,
    person: String,
    services: u64,
    accesses: u64,
    findings: u64,
}

struct Account {
    vendor: String,
    kind: String,
    id: String,
    name: Option<String>,
    email: Option<String>,
}

impl People {
    pub(super) fn of(store: &Store, run: i64, lang: Lang) -> Result<Self, Failure> {
        let mut query = store
            .connection
            .prepare("SELECT place, person, services, accesses, findings FROM temp.report_people ORDER BY place")?;
        let gathered = query.query_map([], |row| {
            Ok(Gathered {
                place: row.get(0)?,
                person: row.get(1)?,
                services: row.get(2)?,
                accesses: row.get(3)?,
                findings: row.get(4)?,
            })
        })?;
        let mut rows = Vec::new();
        for gathered in gathered {
            rows.push(Person::of(store, run, &gathered?, lang)?);
        }
        let counts = Counts::of(store, run)?;
        let more = counts.all.checked_sub(count(rows.len())).filter(|more| *more > 0);
        let more = more.map(|more| lang.say_with("report-more-people", [("count", more.into())]));
        Ok(Self { rows, counts, more })
    }

    pub(super) fn figure(&self, lang: Lang) -> Figure {
        let Counts { people, without_address, keys, accounts, .. } = self.counts;
        let mut details = vec![match keys {
            0 => lang.say_with("report-accounts", [("count", accounts.into())]),
            _ => lang.say_with("report-accounts-and-keys", [("count", accounts.into()), ("keys", keys.into())]),
        }];
        if without_address > 0 {
            details.push(lang.say_with("report-without-address", [("count", without_address.into())]));
        }
        Figure {
            label: lang.say("report-people"),
            value: number(lang, people),
            details,
            section: "people",
            is_bad: false,
        }
    }
}

impl Counts {
    fn of(store: &Store, run: i64) -> Result<Self, Failure> {
        let sql = "SELECT count(DISTINCT person) FILTER (WHERE kind NOT IN ('key', 'unattributed')),
                       count(DISTINCT person) FILTER (WHERE kind NOT IN ('key', 'unattributed') AND person NOT LIKE '@ %'),
                       count(*) FILTER (WHERE kind = 'key'), count(DISTINCT person)
                   FROM temp.report_accounts";
        let accounts = store.counts(run)?.accounts;
        Ok(store.connection.query_row(sql, [], |row| {
            Ok(Self {
                people: row.get(0)?,
                without_address: row.get(1)?,
                keys: row.get(2)?,
                accounts,
                all: row.get(3)?,
            })
        })?)
    }
}

impl Person {
    fn of(store: &Store, run: i64, gathered: &Gathered, lang: Lang) -> Result<Self, Failure> {
        let accounts = accounts(store, &gathered.person)?;
        let held = held(store, run, gathered, &accounts, lang)?;
        let more = gathered.accesses.checked_sub(count(held.len())).filter(|more| *more > 0);
        let mut services: Vec<_> = accounts.iter().map(|account| service(&account.vendor)).collect();
        services.dedup();
        let findings = (gathered.findings > 0)
            .then(|| lang.say_with("report-findings-of-person", [("count", gathered.findings.into())]));
        Ok(Self {
            place: gathered.place,
            name: name(store, run, gathered, &accounts, lang)?,
            known_by: known_by(&accounts, lang),
            services: services.join(", "),
            accesses: lang.say_with("count-access", [("count", gathered.accesses.into())]),
            findings,
            is_notable: gathered.findings > 0 || gathered.services > 1,
            accounts: accounts.iter().filter_map(|account| account.told(lang)).collect(),
            more: more.map(|more| lang.say_with("report-more-accesses", [("count", more.into())])),
            held,
        })
    }
}

fn accounts(store: &Store, person: &str) -> Result<Vec<Account>, Failure> {
    let mut query = store.connection.prepare_cached(
        "SELECT vendor, kind, id, name, email FROM temp.report_accounts WHERE person = ?1 ORDER BY vendor, kind, id",
    )?;
    let accounts = query.query_map([person], |row| {
        Ok(Account { vendor: row.get(0)?, kind: row.get(1)?, id: row.get(2)?, name: row.get(3)?, email: row.get(4)? })
    })?;
    Ok(accounts.collect::<rusqlite::Result<_>>()?)
}

/// What somebody is called: by the roster, else by the services.
fn name(store: &Store, run: i64, gathered: &Gathered, accounts: &[Account], lang: Lang) -> Result<String, Failure> {
    if let Some(address) = gathered.person.strip_prefix("@ ") {
        let mut query = store
            .connection
            .prepare_cached("SELECT name FROM roster WHERE run = ?1 AND email_key = ?2 AND name <> ''")?;
        let mut found = query.query_map(params![run, address], |row| row.get::<_, String>(0))?;
        if let Some(name) = found.next() {
            return Ok(name?);
        }
    }
    let name = accounts.iter().find_map(|account| account.name.clone().filter(|name| !name.trim().is_empty()));
    Ok(match (name, accounts.first()) {
        (Some(name), _) => name,
        (None, Some(account)) if account.kind == "unattributed" => lang.say("report-unattributed"),
        (None, Some(account)) => account.email.clone().unwrap_or_else(|| account.id.clone()),
        (None, None) => lang.say("unknown"),
    })
}

fn known_by(accounts: &[Account], lang: Lang) -> String {
    let mut addresses: Vec<_> = accounts.iter().filter_map(|account| account.email.as_deref()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    match accounts.first() {
        Some(account) if account.kind == "key" => {
            let of = addresses.first().copied().unwrap_or_default();
            lang.say_with("report-key-of", [("person", of.into())])
        }
        Some(account) if account.kind == "unattributed" => lang.say("report-unattributed-why"),
        Some(_) if addresses.is_empty() => lang.say("report-no-address"),
        _ => addresses.join(", "),
    }
}

impl Account {
    /// What the service knows it by.
    fn told(&self, lang: Lang) -> Option<String> {
        let told = || format!("{} {} {}", service(&self.vendor), kind(lang, &self.kind), self.id);
        (self.kind != "unattributed").then(told)
    }
}

const HELD: &str = "
    SELECT g.vendor, g.resource, r.name, g.permission, g.since, d.decision, d.reason, d.reviewer, d.decided_on, d.own,
        g.principal_kind, g.principal
    FROM grants g
    LEFT JOIN resources r ON r.run = g.run AND r.vendor = g.vendor AND r.id = g.resource
    LEFT JOIN decisions d ON d.run = g.run AND d.vendor = g.vendor AND d.principal = g.principal
        AND d.resource = g.resource AND d.permission = g.permission
    WHERE g.run = ?1 AND g.vendor = ?2 AND g.principal_kind = ?3 AND g.principal = ?4
    ORDER BY g.resource, g.permission LIMIT ?5";

/// What the person holds, as much of it as the page shows.
fn held(
    store: &Store,
    run: i64,
    gathered: &Gathered,
    accounts: &[Account],
    lang: Lang,
) -> Result<Vec<Access>, Failure> {
    let mut held = Vec::new();
    for account in accounts {
        let room = count(MOST_ACCESSES - held.len());
        // What is nobody's by name is each under an id of its own.
        let sql = match account.kind.as_str() {
            "unattributed" => HELD.replace("g.principal = ?4", "?4 = ''"),
            _ => HELD.to_owned(),
        };
        let mut query = store.connection.prepare_cached(&sql)?;
        let accesses = query
            .query_map(params![run, account.vendor, account.kind, account.id, room], |row| Access::read(row, lang))?;
        for access in accesses {
            held.push(access?);
        }
    }
    debug_assert!(count(held.len()) <= gathered.accesses);
    Ok(held)
}

impl Access {
    fn read(row: &Row<'_>, lang: Lang) -> rusqlite::Result<Self> {
        let (vendor, id): (String, String) = (row.get(0)?, row.get(1)?);
        let name: Option<String> = row.get(2)?;
        let since: Option<String> = row.get(4)?;
        let decision: Option<String> = row.get(5)?;
        Ok(Self {
            service: service(&vendor),
            resource: resource(lang, &id, name.as_deref()),
            permission: permission(row)?,
            since: since.map_or_else(|| lang.say("report-unknown"), |since| day_of(&since)),
            decision: decision.map(|decision| Decision::read(row, &decision, lang)).transpose()?,
        })
    }
}

/// The permission; the id of one that is nobody's by name, too, since nothing else tells it from the others.
fn permission(row: &Row<'_>) -> rusqlite::Result<String> {
    let (permission, kind): (String, String) = (row.get(3)?, row.get(10)?);
    match kind.as_str() {
        "unattributed" => Ok(format!("{permission} ({})", row.get::<_, String>(11)?)),
        _ => Ok(permission),
    }
}

impl Decision {
    fn read(row: &Row<'_>, decision: &str, lang: Lang) -> rusqlite::Result<Self> {
        let (reviewer, decided_on): (String, String) = (row.get(7)?, row.get(8)?);
        let by = [("reviewer", reviewer.into()), ("day", day_of(&decided_on).into())];
        let by = lang.say_with(if row.get(9)? { "report-decided-by-own" } else { "report-decided-by" }, by);
        let (class, word) = match decision {
            "keep" => ("keep", lang.say("report-keep")),
            "change" => ("change", lang.say("report-change")),
            "revoke" => ("revoke", lang.say("report-revoke")),
            other => ("change", other.to_owned()),
        };
        Ok(Self { class, word, by, reason: row.get(6)? })
    }
}
