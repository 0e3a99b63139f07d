//! A run as canonical JSON Lines, and their hash: what an evidence pack holds and what a signature speaks of.
//!
//! EVIDENCE.md describes the lines. Each is a JSON object in the form of RFC 8785, so that any program in any language comes
//! to the same bytes; sentences are not in it, since their words may change with version and language.

use std::io::{self, Write};

use rusqlite::{Row, types::ValueRef};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::Store;
use crate::model::{Failure, hex};

/// The form of the lines. It grows by another number alone: with any other member the same run would have another hash.
const SCHEMA: &str = "acesso/run/1";

/// A kind of line, with the query that gives its members by the names of the columns, in an order that depends on nothing
/// but the data. The first letter of a column's name that is no member says how it is read: `json_` holds JSON, `is_` a yes or
/// no, `list_` texts with blanks between them.
struct Lines {
    kind: &'static str,
    sql: &'static str,
}

const LINES: [Lines; 14] = [
    Lines {
        kind: "run",
        sql: "SELECT id, CASE kind WHEN 'sandbox' THEN 1 ELSE 0 END AS is_sandbox, state, started_at, ended_at,
                  scope AS json_scope, roster AS roster_sha256, settings AS settings_sha256
              FROM runs, holds WHERE id = ?1",
    },
    Lines {
        kind: "window",
        sql: "SELECT number, started_at, ended_at, utc_offset, tool, commit_id AS \"commit\", command AS json_command,
                  os_user AS user, host
              FROM windows WHERE run = ?1 ORDER BY number",
    },
    Lines {
        kind: "service",
        sql: "SELECT vendor, state, problem, addresses AS json_addresses, credentials AS json_credentials FROM scopes
              WHERE run = ?1 ORDER BY vendor",
    },
    Lines {
        kind: "operation",
        sql: "SELECT vendor, operation, answers, items, counted_first, counted_last, first_at, last_at FROM operations
              WHERE run = ?1 ORDER BY vendor, operation",
    },
    Lines {
        kind: "request",
        sql: "SELECT vendor, operation, method, path, filters AS json_filters, first_at, sent, retries FROM requests
              WHERE run = ?1 ORDER BY vendor, operation, method, path, filters",
    },
    Lines {
        kind: "proof",
        sql: "SELECT vendor, number, holds AS is_holds, proof AS json_proof FROM proofs
              WHERE run = ?1 ORDER BY vendor, number",
    },
    Lines {
        kind: "principal",
        sql: "SELECT vendor, id, kind, name, email, attributes AS json_attributes FROM principals
              WHERE run = ?1 ORDER BY vendor, id, kind",
    },
    Lines {
        kind: "resource",
        sql: "SELECT vendor, id, kind, name, attributes AS json_attributes FROM resources
              WHERE run = ?1 ORDER BY vendor, id",
    },
    Lines {
        kind: "grant",
        sql: "SELECT vendor, principal, principal_kind, resource, permission, ids AS list_ids, since, granted_by,
                  attributes AS json_attributes
              FROM grants WHERE run = ?1 ORDER BY vendor, principal, resource, permission",
    },
    Lines {
        kind: "deleted_permission",
        sql: "SELECT 'base39' AS vendor, id, resource, roles AS json_roles, since, granted_by, operator
              FROM permissions WHERE run = ?1 AND deleted ORDER BY id",
    },
    Lines {
        kind: "evaluation",
        sql: "SELECT rule, severity, not_evaluated, unknown_for, incomplete AS json_incomplete FROM evaluations
              WHERE run = ?1 ORDER BY rule",
    },
    Lines {
        kind: "finding",
        sql: "SELECT number, rule, severity, vendor, principal_kind, principal, resource, data AS json_facts,
                  suppressed AS json_suppressed
              FROM findings WHERE run = ?1 ORDER BY number",
    },
    Lines {
        kind: "suppression",
        sql: "SELECT number, rule, account, reason, author, until, expired AS is_expired, findings FROM suppressions
              WHERE run = ?1 ORDER BY number",
    },
    Lines {
        kind: "revocation",
        sql: "SELECT vendor, principal, principal_kind, resource, permission, decided_in, state FROM revocations
              WHERE run = ?1 ORDER BY vendor, principal, resource, permission",
    },
];

/// What people decided about a run. It is no part of the run: the hash of a run stays while they decide.
const DECISIONS: Lines = Lines {
    kind: "decision",
    sql: "SELECT vendor, principal, resource, permission, decision, reason, reviewer, decided_on, recorded_at, own AS is_own
          FROM decisions WHERE run = ?1 ORDER BY vendor, principal, resource, permission",
};

/// Writes a run line by line. A run that ended does not change.
pub fn write(store: &Store, run: i64, out: &mut impl Write) -> Result<(), Failure> {
    LINES.iter().try_for_each(|lines| write_lines(store, run, lines, out))
}

/// Writes what was decided about a run, line by line. That of a signed run does not change.
pub fn write_decisions(store: &Store, run: i64, out: &mut impl Write) -> Result<(), Failure> {
    write_lines(store, run, &DECISIONS, out)
}

fn write_lines(store: &Store, run: i64, lines: &Lines, out: &mut impl Write) -> Result<(), Failure> {
    let mut query = store.connection.prepare(lines.sql)?;
    let names: Vec<String> = query.column_names().map(str::to_owned).collect();
    let mut rows = query.query([run])?;
    while let Some(row) = rows.next()? {
        let mut line = members(row, &names)?;
        line.insert("line".to_owned(), lines.kind.into());
        if lines.kind == "run" {
            line.insert("schema".to_owned(), SCHEMA.into());
        }
        write_line(&line, out)?;
    }
    Ok(())
}

/// One object in the form of RFC 8785, and the end of its line.
pub fn write_line(line: &impl serde::Serialize, out: &mut impl Write) -> Result<(), Failure> {
    serde_json_canonicalizer::to_writer(line, out).map_err(io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

/// The SHA-256 of all lines, in hexadecimal digits.
pub fn sha256(store: &Store, run: i64) -> Result<String, Failure> {
    let mut hasher = Hasher(Sha256::new());
    write(store, run, &mut hasher)?;
    Ok(hex(&hasher.0.finalize()))
}

/// The SHA-256 of the lines of the decisions.
pub fn decisions_sha256(store: &Store, run: i64) -> Result<String, Failure> {
    let mut hasher = Hasher(Sha256::new());
    write_decisions(store, run, &mut hasher)?;
    Ok(hex(&hasher.0.finalize()))
}

struct Hasher(Sha256);

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A row's columns as the members of an object. What is absent is null.
fn members(row: &Row<'_>, names: &[String]) -> rusqlite::Result<Map<String, Value>> {
    let member = |(place, name): (usize, &String)| {
        let value = row.get_ref(place)?;
        Ok(match name.split_once('_') {
            Some(("json", name)) => (name.to_owned(), json(value)?),
            Some(("list", name)) => (name.to_owned(), list(value)?),
            Some(("is", name)) => (name.to_owned(), Value::Bool(matches!(value, ValueRef::Integer(1)))),
            _ => (name.clone(), plain(value)?),
        })
    };
    names.iter().enumerate().map(member).collect()
}

fn plain(value: ValueRef<'_>) -> rusqlite::Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        other => other.as_str()?.into(),
    })
}

fn list(value: ValueRef<'_>) -> rusqlite::Result<Value> {
    let text = value.as_str_or_null().map_err(rusqlite::Error::from)?;
    Ok(text.into_iter().flat_map(|text| text.split(' ')).filter(|item| !item.is_empty()).collect())
}

/// What stands in the store as JSON. A text that somebody changed into something else is told as it is: it must not be lost.
fn json(value: ValueRef<'_>) -> rusqlite::Result<Value> {
    let text = value.as_str_or_null()?;
    Ok(text.map_or(Value::Null, |text| serde_json::from_str(text).unwrap_or_else(|_| text.into())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::kept;

    fn lines(store: &Store, run: i64) -> String {
        let mut bytes = Vec::new();
        write(store, run, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn each_line_is_canonical_and_says_what_it_is() {
        let (_folder, store) = kept();
        let text = lines(&store, 1);
        assert!(text.ends_with('\n'));
        let kinds: Vec<String> = text
            .lines()
            .map(|line| {
                let value: Value = serde_json::from_str(line).unwrap();
                assert_eq!(serde_json_canonicalizer::to_string(&value).unwrap(), line);
                value["line"].as_str().unwrap().to_owned()
            })
            .collect();
        let mut once = kinds.clone();
        once.dedup();
        let in_order: Vec<_> =
            LINES.iter().map(|lines| lines.kind).filter(|kind| kinds.iter().any(|k| k == kind)).collect();
        assert_eq!(once, in_order);
        for kind in ["run", "service", "proof", "principal", "resource", "grant", "deleted_permission", "finding"] {
            assert!(kinds.iter().any(|there| there == kind), "{kind}");
        }
    }

    #[test]
    fn the_hash_is_that_of_the_lines() {
        let (_folder, store) = kept();
        assert_eq!(sha256(&store, 1).unwrap(), crate::model::sha256(lines(&store, 1).as_bytes()));
    }

    #[test]
    fn what_the_run_holds_decides_the_hash() {
        let (_folder, store) = kept();
        let mut seen = vec![sha256(&store, 1).unwrap()];
        assert_eq!(sha256(&store, 1).unwrap(), seen[0], "the same again");
        for change in [
            "UPDATE runs SET scope = '{}' WHERE id = 1",
            "UPDATE proofs SET holds = 1 - holds WHERE run = 1 AND number = 1",
            "UPDATE principals SET name = 'Somebody' WHERE run = 1 AND id = 'u1'",
            "UPDATE grants SET since = '2020-01-01T00:00:00Z' WHERE run = 1 AND permission = 'approver'",
            "UPDATE grants SET attributes = '{\"a\": 1}' WHERE run = 1 AND permission = 'approver'",
            "UPDATE grants SET attributes = 'broken' WHERE run = 1 AND permission = 'approver'",
            "DELETE FROM grants WHERE run = 1 AND permission = 'approver'",
            "UPDATE findings SET suppressed = NULL WHERE run = 1",
            "UPDATE evaluations SET unknown_for = unknown_for + 1 WHERE run = 1",
        ] {
            assert!(store.connection.execute(change, []).unwrap() > 0, "{change}");
            let hash = sha256(&store, 1).unwrap();
            assert!(!seen.contains(&hash), "{change}");
            seen.push(hash);
        }
        let second = sha256(&store, 2).unwrap();
        store.connection.execute("DELETE FROM principals WHERE run = 1", []).unwrap();
        assert_eq!(sha256(&store, 2).unwrap(), second, "another run's data is nothing to it");
    }

    #[test]
    fn the_words_of_a_sentence_are_nothing_to_it() {
        let (_folder, store) = kept();
        let before = sha256(&store, 1).unwrap();
        assert!(
            store.connection.execute("UPDATE proofs SET sentence = 'in other words' WHERE run = 1", []).unwrap() > 0
        );
        assert_eq!(sha256(&store, 1).unwrap(), before);
    }
}
