//! Brings back, from canonical lines, what a run says of how it was read: so that what is told of it can be told again.

use rusqlite::{Connection, params};
use serde_json::Value;

use super::{Store, opening};
use crate::model::Failure;

/// How a line of each kind becomes a row: `?1` is the line, `?2` the number of the run. What is not in it was not kept then.
const ROWS: [(&str, &str); 7] = [
    (
        "run",
        "INSERT INTO runs (id, state, scope, tool, started_at, ended_at, roster, settings)
         SELECT ?2, l ->> 'state', l -> 'scope', coalesce(l ->> 'tool', ''), l ->> 'started_at', l ->> 'ended_at',
             l ->> 'roster_sha256', l ->> 'settings_sha256'
         FROM (SELECT ?1 AS l)",
    ),
    (
        "window",
        "INSERT INTO windows (run, number, started_at, ended_at, tool, commit_id, command, os_user, host, utc_offset)
         SELECT ?2, l ->> 'number', l ->> 'started_at', l ->> 'ended_at', l ->> 'tool', l ->> 'commit', nullif(l -> 'command', 'null'),
             l ->> 'user', l ->> 'host', l ->> 'utc_offset'
         FROM (SELECT ?1 AS l)",
    ),
    (
        "service",
        "INSERT INTO scopes (run, vendor, state, problem, addresses, credentials)
         SELECT ?2, coalesce(l ->> 'service', l ->> 'vendor'), l ->> 'state', l ->> 'problem', nullif(l -> 'addresses', 'null'),
             nullif(l -> 'credentials', 'null')
         FROM (SELECT ?1 AS l)",
    ),
    (
        "operation",
        "INSERT INTO operations
             (run, vendor, operation, answers, items, counted_first, counted_last, first_at, last_at)
         SELECT ?2, coalesce(l ->> 'service', l ->> 'vendor'), l ->> 'operation', l ->> 'answers', l ->> 'items',
             l ->> 'counted_first', l ->> 'counted_last', l ->> 'first_at', l ->> 'last_at'
         FROM (SELECT ?1 AS l)",
    ),
    (
        "request",
        "INSERT INTO requests (run, vendor, operation, method, path, filters, first_at, sent, retries)
         SELECT ?2, coalesce(l ->> 'service', l ->> 'vendor'), l ->> 'operation', l ->> 'method', l ->> 'path',
             l -> 'filters', l ->> 'first_at', l ->> 'sent', l ->> 'retries'
         FROM (SELECT ?1 AS l)",
    ),
    (
        "proof",
        "INSERT INTO proofs (run, vendor, number, holds, proof, sentence)
         SELECT ?2, coalesce(l ->> 'service', l ->> 'vendor'), l ->> 'number', l ->> 'holds', l -> 'proof',
             coalesce(l ->> 'sentence', '')
         FROM (SELECT ?1 AS l)",
    ),
    (
        "evaluation",
        "INSERT INTO evaluations (run, rule, severity, not_evaluated, unknown_for, incomplete)
         SELECT ?2, l ->> 'rule', l ->> 'severity', l ->> 'not_evaluated', l ->> 'unknown_for', nullif(l -> 'incomplete', 'null')
         FROM (SELECT ?1 AS l)",
    ),
];

impl Store {
    /// A store in memory with what these lines of a run say of how it was read. Nothing where they don't say it.
    pub(crate) fn restored<'a>(lines: impl Iterator<Item = &'a Value>) -> Result<Option<Self>, Failure> {
        let mut store = opening::in_memory()?;
        match restore(&mut store, lines) {
            Ok(()) => Ok(Some(store)),
            Err(rusqlite::Error::SqliteFailure(..)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn restore<'a>(store: &mut Store, lines: impl Iterator<Item = &'a Value>) -> rusqlite::Result<()> {
    let mut run = None;
    for line in lines {
        if line["line"] == "run" {
            run = line["id"].as_i64();
            store.is_pseudonymised = line["pseudonymised"] == true;
            let holds = if line["sandbox"] == true { "sandbox" } else { "real" };
            store.connection.execute("INSERT INTO holds (kind) VALUES (?1)", [holds])?;
        }
        let row = ROWS.iter().find(|(kind, _)| line["line"] == *kind);
        if let Some((_, insert)) = row {
            add(&store.connection, insert, line, run)?;
        }
    }
    // Before it was among the lines of the run, the first window alone told it.
    let first = "UPDATE runs SET tool = (SELECT tool FROM windows WHERE number = 1)
                 WHERE tool = '' AND EXISTS (SELECT 1 FROM windows WHERE number = 1 AND tool IS NOT NULL)";
    store.connection.execute(first, []).map(drop)
}

fn add(connection: &Connection, insert: &str, line: &Value, run: Option<i64>) -> rusqlite::Result<()> {
    connection.prepare_cached(insert)?.execute(params![line.to_string(), run]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Lang, RunRef},
        source::Registry,
        store::{canonical, testing::samples},
    };

    #[test]
    fn what_is_brought_back_is_told_as_it_was() {
        let registry = Registry::built_in();
        let (_folder, kept) = samples();
        let mut bytes = Vec::new();
        canonical::write(&kept, 3, &mut bytes).unwrap();
        let lines: Vec<Value> =
            String::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let restored = Store::restored(lines.iter()).unwrap().unwrap();
        for lang in Lang::ALL {
            let tell = |store: &Store| {
                let run = store.describe(&store.find_any_run(RunRef::Number(3)).unwrap(), lang).unwrap();
                let operations =
                    store.operations(3, |service, operation| registry.items_of(service, operation)).unwrap();
                serde_json::to_value((run, operations)).unwrap()
            };
            assert_eq!(tell(&restored), tell(&kept));
        }
        assert!(Store::restored([serde_json::json!({ "line": "run" })].iter()).unwrap().is_none());
    }
}
