//! What earlier reviews revoked, and what became of it.

use rusqlite::Row;

use super::{MOST_ROWS, count, day_of, number, resource, service};
use crate::{failure::Failure, language::Lang, output::person, store::Store};

#[derive(Debug)]
pub(super) struct Revocations {
    /// How many became of what, the gravest first.
    pub(super) counts: Vec<String>,
    pub(super) rows: Vec<Revocation>,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
}

/// An access that was revoked.
#[derive(Debug)]
pub(super) struct Revocation {
    pub(super) state: &'static str,
    pub(super) word: String,
    pub(super) person: String,
    pub(super) service: String,
    pub(super) resource: String,
    pub(super) permission: String,
    /// In which run, by whom, when, and why.
    pub(super) decided: String,
    pub(super) reason: Option<String>,
}

/// The states, the gravest first.
const STATES: [&str; 4] = ["held", "granted_again", "unknown", "removed"];

const ROWS: &str = "
    SELECT v.vendor, v.principal, v.resource, v.permission, v.decided_in, v.state, coalesce(g.principal_kind, ''),
        p.name, p.email, r.name, d.reason, d.reviewer, d.decided_on
    FROM revocations v
    LEFT JOIN grants g ON g.run = v.decided_in AND g.vendor = v.vendor AND g.principal = v.principal
        AND g.resource = v.resource AND g.permission = v.permission
    LEFT JOIN principals p ON p.run = v.decided_in AND p.vendor = v.vendor AND p.id = v.principal
        AND p.kind = g.principal_kind
    LEFT JOIN resources r ON r.run = v.decided_in AND r.vendor = v.vendor AND r.id = v.resource
    LEFT JOIN decisions d ON d.run = v.decided_in AND d.vendor = v.vendor AND d.principal = v.principal
        AND d.resource = v.resource AND d.permission = v.permission
    WHERE v.run = ?1
    ORDER BY CASE v.state WHEN 'held' THEN 0 WHEN 'granted_again' THEN 1 WHEN 'removed' THEN 3 ELSE 2 END,
        v.vendor, v.principal, v.resource, v.permission
    LIMIT ?2";

impl Revocations {
    pub(super) fn of(store: &Store, run: i64, lang: Lang) -> Result<Self, Failure> {
        let mut query = store.connection.prepare(ROWS)?;
        let rows = query.query_map((run, count(MOST_ROWS)), |row| Revocation::read(row, lang))?;
        let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
        let mut counts = Vec::new();
        let mut total: u64 = 0;
        for state in STATES {
            let sql = "SELECT count(*) FROM revocations WHERE run = ?1 AND
                           CASE WHEN state IN ('held', 'granted_again', 'removed') THEN state ELSE 'unknown' END = ?2";
            let there: u64 = store.connection.query_row(sql, (run, state), |row| row.get(0))?;
            total += there;
            if there > 0 {
                counts.push(format!("{} {}", number(lang, there), word(state, lang)));
            }
        }
        let more = total.checked_sub(count(rows.len())).filter(|more| *more > 0);
        let more = more.map(|more| lang.say_with("report-more-revocations", [("count", more.into())]));
        Ok(Self { counts, rows, more })
    }
}

impl Revocation {
    fn read(row: &Row<'_>, lang: Lang) -> rusqlite::Result<Self> {
        let text = |column| row.get::<_, String>(column);
        let known = |column| row.get::<_, Option<String>>(column);
        let (name, email) = (known(7)?, known(8)?);
        let decided_in: i64 = row.get(4)?;
        let run = ("run", decided_in.to_string().into());
        let decided = match (known(11)?, known(12)?) {
            (Some(reviewer), Some(day)) => {
                let values = [run, ("reviewer", reviewer.into()), ("day", day_of(&day).into())];
                lang.say_with("report-revoked-in", values)
            }
            // The decision itself is no longer there.
            _ => lang.say_with("report-revoked-in-run", [run]),
        };
        let state = text(5)?;
        let state = STATES.into_iter().find(|known| *known == state).unwrap_or("unknown");
        Ok(Self {
            state,
            word: word(state, lang),
            person: person(&text(6)?, &text(1)?, name.as_deref(), email.as_deref(), lang),
            service: service(&text(0)?),
            resource: resource(lang, &text(2)?, known(9)?.as_deref()),
            permission: text(3)?,
            decided,
            reason: known(10)?,
        })
    }
}

fn word(state: &str, lang: Lang) -> String {
    lang.say(match state {
        "held" => "report-revoked-held",
        "granted_again" => "report-revoked-again",
        "removed" => "report-revoked-removed",
        _ => "report-revoked-unknown",
    })
}
