//! A run as canonical JSON Lines, and their hash: what an evidence pack holds and what a signature speaks of.
//!
//! EVIDENCE.md describes the lines. Each is a JSON object in the form of RFC 8785, so that any program in any language comes
//! to the same bytes; sentences are not in it, since their words may change with version and language.

use std::{
    io::{self, Write},
    ops::RangeInclusive,
};

use rusqlite::{Row, types::ValueRef};
use sha2::{Digest, Sha256};

use super::Store;
use crate::model::{Failure, hex};

/// The forms of the lines, the newest last: with any other member the same run would have another hash. A run that was hashed
/// in one form is always written in it.
pub const SCHEMAS: [&str; 3] = ["acesso/run/1", "acesso/run/2", "acesso/run/3"];

/// The number of the form in which a run is hashed that ends now.
pub(super) const NEWEST: i64 = 3;

/// The form of a run's lines, and what it calls things.
#[derive(Clone, Copy)]
struct Words {
    form: i64,
    schema: &'static str,
    service: &'static str,
    is_pseudonymised: bool,
}

impl Words {
    /// Those of the form that a run has. In a form that there is not, which somebody wrote into the store, no line stands:
    /// nothing has the hash of that.
    fn of(store: &Store, run: i64) -> Result<Self, Failure> {
        Ok(Self::of_form(store.form(run)?, store.is_pseudonymised()))
    }

    fn of_form(form: i64, is_pseudonymised: bool) -> Self {
        let place = usize::try_from(form).unwrap_or_default().checked_sub(1);
        let schema = place.and_then(|place| SCHEMAS.get(place)).copied().unwrap_or_default();
        Self { form, schema, service: if form == 1 { "vendor" } else { "service" }, is_pseudonymised }
    }
}

/// A kind of line, with the forms in which it stands like this, and the query that gives its members by the names of the
/// columns, in an order that depends on nothing but the data. A prefix of a column's name, which is no part of the member's,
/// says how it is read: `json_` holds JSON, `is_` a yes or no, `list_` texts with blanks between them. `vendor` is called as
/// the form of the run calls it.
struct Lines {
    kind: &'static str,
    forms: RangeInclusive<i64>,
    sql: &'static str,
}

/// In every form.
const ALL: RangeInclusive<i64> = 1..=NEWEST;
/// Before all was covered that an answer is made from.
const FIRST_TWO: RangeInclusive<i64> = 1..=2;
const SINCE_THIRD: RangeInclusive<i64> = 3..=NEWEST;

const LINES: [Lines; 23] = [
    Lines {
        kind: "run",
        forms: FIRST_TWO,
        sql: "SELECT id, CASE kind WHEN 'sandbox' THEN 1 ELSE 0 END AS is_sandbox, state, started_at, ended_at,
                  scope AS json_scope, roster AS roster_sha256, settings AS settings_sha256
              FROM runs, holds WHERE id = ?1",
    },
    Lines {
        kind: "run",
        forms: SINCE_THIRD,
        sql: "SELECT id, CASE kind WHEN 'sandbox' THEN 1 ELSE 0 END AS is_sandbox, state, tool, started_at, ended_at,
                  scope AS json_scope, roster AS roster_sha256, settings AS settings_sha256
              FROM runs, holds WHERE id = ?1",
    },
    Lines {
        kind: "window",
        forms: ALL,
        sql: "SELECT number, started_at, ended_at, utc_offset, tool, commit_id AS \"commit\", command AS json_command,
                  os_user AS user, host
              FROM windows WHERE run = ?1 ORDER BY number",
    },
    Lines {
        kind: "service",
        forms: FIRST_TWO,
        sql: "SELECT vendor, state, problem, addresses AS json_addresses, credentials AS json_credentials FROM scopes
              WHERE run = ?1 ORDER BY vendor",
    },
    Lines {
        kind: "service",
        forms: SINCE_THIRD,
        sql: "SELECT row_number() OVER (ORDER BY rowid) AS number, vendor, state, problem, addresses AS json_addresses,
                  credentials AS json_credentials
              FROM scopes WHERE run = ?1 ORDER BY number",
    },
    Lines {
        kind: "operation",
        forms: ALL,
        sql: "SELECT vendor, operation, answers, items, counted_first, counted_last, first_at, last_at FROM operations
              WHERE run = ?1 ORDER BY vendor, operation",
    },
    Lines {
        kind: "request",
        forms: ALL,
        sql: "SELECT vendor, operation, method, path, filters AS json_filters, first_at, sent, retries FROM requests
              WHERE run = ?1 ORDER BY vendor, operation, method, path, filters",
    },
    Lines {
        kind: "proof",
        forms: FIRST_TWO,
        sql: "SELECT vendor, number, holds AS is_holds, proof AS json_proof FROM proofs
              WHERE run = ?1 ORDER BY vendor, number",
    },
    Lines {
        kind: "proof",
        forms: SINCE_THIRD,
        sql: "SELECT vendor, number, holds AS is_holds, proof AS json_proof, sentence FROM proofs
              WHERE run = ?1 ORDER BY vendor, number",
    },
    Lines {
        kind: "person",
        forms: SINCE_THIRD,
        sql: "SELECT email_key, name, status, left_on, manager, department FROM roster WHERE run = ?1 ORDER BY email_key",
    },
    Lines {
        kind: "address",
        forms: SINCE_THIRD,
        sql: "SELECT alias_key, email_key FROM roster_aliases WHERE run = ?1 ORDER BY alias_key",
    },
    Lines {
        kind: "principal",
        forms: FIRST_TWO,
        sql: "SELECT vendor, id, kind, name, email, attributes AS json_attributes FROM principals
              WHERE run = ?1 ORDER BY vendor, id, kind",
    },
    Lines {
        kind: "principal",
        forms: SINCE_THIRD,
        sql: "SELECT vendor, id, kind, name, email, email_key, attributes AS json_attributes FROM principals
              WHERE run = ?1 ORDER BY vendor, id, kind",
    },
    Lines {
        kind: "resource",
        forms: ALL,
        sql: "SELECT vendor, id, kind, name, attributes AS json_attributes FROM resources
              WHERE run = ?1 ORDER BY vendor, id",
    },
    Lines {
        kind: "grant",
        forms: ALL,
        sql: "SELECT vendor, principal, principal_kind, resource, permission, ids AS list_ids, since, granted_by,
                  attributes AS json_attributes
              FROM grants WHERE run = ?1 ORDER BY vendor, principal, resource, permission",
    },
    Lines {
        kind: "deleted_permission",
        forms: FIRST_TWO,
        sql: "SELECT 'base39' AS vendor, id, resource, roles AS json_roles, since, granted_by, operator
              FROM permissions WHERE run = ?1 AND deleted ORDER BY id",
    },
    Lines {
        kind: "permission",
        forms: SINCE_THIRD,
        sql: "SELECT 'base39' AS vendor, id, resource, roles AS json_roles, deleted AS is_deleted, since, granted_by,
                  listed, listed_again, operator, second_operator
              FROM permissions WHERE run = ?1 ORDER BY id",
    },
    Lines {
        kind: "evaluation",
        forms: FIRST_TWO,
        sql: "SELECT rule, severity, not_evaluated, unknown_for, incomplete AS json_incomplete FROM evaluations
              WHERE run = ?1 ORDER BY rule",
    },
    Lines {
        kind: "evaluation",
        forms: SINCE_THIRD,
        sql: "SELECT row_number() OVER (ORDER BY rowid) AS number, rule, severity, not_evaluated, unknown_for,
                  incomplete AS json_incomplete
              FROM evaluations WHERE run = ?1 ORDER BY number",
    },
    Lines {
        kind: "finding",
        forms: ALL,
        sql: "SELECT number, rule, severity, vendor, principal_kind, principal, resource, data AS json_facts,
                  suppressed AS json_suppressed
              FROM findings WHERE run = ?1 ORDER BY number",
    },
    Lines {
        kind: "suppression",
        forms: ALL,
        sql: "SELECT number, rule, account, reason, author, until, expired AS is_expired, findings FROM suppressions
              WHERE run = ?1 ORDER BY number",
    },
    Lines {
        kind: "revocation",
        forms: ALL,
        sql: "SELECT vendor, principal, principal_kind, resource, permission, decided_in, state FROM revocations
              WHERE run = ?1 ORDER BY vendor, principal, resource, permission",
    },
    // Not a member of the line before: runs of the third form were hashed without it.
    Lines {
        kind: "held_by",
        forms: SINCE_THIRD,
        sql: "SELECT vendor, principal, resource, permission, by_principal, by_resource, by_permission FROM revocations
              WHERE run = ?1 AND by_principal IS NOT NULL ORDER BY vendor, principal, resource, permission",
    },
];

/// What people decided about a run. It is no part of the run: the hash of a run stays while they decide.
const DECISIONS: [Lines; 2] = [
    Lines {
        kind: "decision",
        forms: ALL,
        sql: "SELECT vendor, principal, resource, permission, decision, reason, reviewer, decided_on, recorded_at,
                  own AS is_own
              FROM decisions WHERE run = ?1 ORDER BY vendor, principal, resource, permission",
    },
    Lines {
        kind: "recorded",
        forms: SINCE_THIRD,
        sql: "SELECT number, vendor, principal, resource, permission, decision, reason, reviewer, decided_on, recorded_at,
                  CASE own WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS json_own, file, file_sha256
              FROM decision_history WHERE run = ?1 ORDER BY number",
    },
];

/// Who was asked about what. It is no part of the run either: a campaign begins when the run has ended.
const CAMPAIGN: [Lines; 3] = [
    Lines {
        kind: "campaign",
        forms: ALL,
        sql: "SELECT run, title, due, by_rule AS \"by\", fallback, company, only_changed AS is_only_changed,
                  carry_unchanged AS is_carry_unchanged, owners_sha256, departments_sha256, started_at, started_by
              FROM campaigns WHERE run = ?1",
    },
    Lines {
        kind: "assignment",
        forms: ALL,
        sql: "SELECT vendor, principal, resource, permission, reviewer, assigned_by, standing, carried_from,
                  asked AS is_asked, delegation
              FROM assignments WHERE run = ?1 ORDER BY vendor, principal, resource, permission",
    },
    Lines {
        kind: "delegation",
        forms: ALL,
        sql: "SELECT number, delegated_from, delegated_to, until, reason, recorded_at FROM delegations
              WHERE run = ?1 ORDER BY number",
    },
];

/// A kind of line in a form, with the members in whose order its lines come.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) key: Vec<&'static str>,
}

/// The kinds of lines of a run in a form, in the order in which they come; none in a form that there is not.
pub(crate) fn kinds_of_run(schema: &str) -> Vec<Kind> {
    kinds(&LINES, schema)
}

/// The kinds of lines of what was decided about a run in a form.
pub(crate) fn kinds_of_decisions(schema: &str) -> Vec<Kind> {
    kinds(&DECISIONS, schema)
}

/// The kinds of lines of the campaign about a run in a form.
pub(crate) fn kinds_of_campaign(schema: &str) -> Vec<Kind> {
    kinds(&CAMPAIGN, schema)
}

fn kinds(all: &[Lines], schema: &str) -> Vec<Kind> {
    let number = (1..).zip(SCHEMAS).find_map(|(number, known)| (known == schema).then_some(number));
    let Some(words) = number.map(|form| Words::of_form(form, false)) else { return Vec::new() };
    let in_its_form = all.iter().filter(|lines| lines.forms.contains(&words.form));
    in_its_form.map(|lines| Kind { name: lines.kind, key: lines.key(words) }).collect()
}

impl Lines {
    /// The members in whose order the query gives the lines. A single line has none.
    fn key(&self, words: Words) -> Vec<&'static str> {
        let columns = self.sql.rsplit_once("ORDER BY ").map(|(_, columns)| columns).unwrap_or_default();
        let columns = columns.split(", ").filter(|column| !column.is_empty());
        columns.map(|column| if column == "vendor" { words.service } else { column }).collect()
    }
}

/// Writes a run line by line, in its own form. A run that ended does not change.
pub fn write(store: &Store, run: i64, out: &mut impl Write) -> Result<(), Failure> {
    write_all(&LINES, store, run, out)
}

/// Writes what was decided about a run, line by line, in the form of the run. That of a signed run does not change.
pub fn write_decisions(store: &Store, run: i64, out: &mut impl Write) -> Result<(), Failure> {
    write_all(&DECISIONS, store, run, out)
}

fn write_all(all: &[Lines], store: &Store, run: i64, out: &mut impl Write) -> Result<(), Failure> {
    let words = Words::of(store, run)?;
    let in_its_form = all.iter().filter(|lines| lines.forms.contains(&words.form));
    in_its_form.into_iter().try_for_each(|lines| write_lines(store, run, lines, words, out))
}

fn write_lines(store: &Store, run: i64, lines: &Lines, words: Words, out: &mut impl Write) -> Result<(), Failure> {
    let mut query = store.connection.prepare(lines.sql)?;
    let members = members(lines, words, &query.column_names().collect::<Vec<_>>());
    let (mut rows, mut line) = (query.query([run])?, Vec::new());
    while let Some(row) = rows.next()? {
        line.clear();
        members.iter().try_for_each(|member| member.add(row, &mut line))?;
        line.extend_from_slice(b"}\n");
        out.write_all(&line)?;
    }
    Ok(())
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

/// Writes the campaign of a run, line by line, in the form of the run; nothing where it has none.
pub fn write_campaign(store: &Store, run: i64, out: &mut impl Write) -> Result<(), Failure> {
    write_all(&CAMPAIGN, store, run, out)
}

/// The SHA-256 of the lines of the campaign; nothing where the run has none.
pub fn campaign_sha256(store: &Store, run: i64) -> Result<Option<String>, Failure> {
    if !store.exists("SELECT 1 FROM campaigns WHERE run = ?1", [run])? {
        return Ok(None);
    }
    let mut hasher = Hasher(Sha256::new());
    write_campaign(store, run, &mut hasher)?;
    Ok(Some(hex(&hasher.0.finalize())))
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

/// A member of a line: its name with what stands around it, and its value.
struct Member {
    name: String,
    value: Value,
}

/// What all lines have, or what a column holds.
enum Value {
    Text(&'static str),
    YesOrNo(bool),
    Column(usize, Form),
}

/// How a column is read.
#[derive(Clone, Copy)]
enum Form {
    Plain,
    Json,
    YesOrNo,
    List,
}

/// The members of all lines of a kind, in the order of their names. RFC 8785 orders them by their UTF-16 code units: of
/// ASCII, which these names are, that is the order of the bytes.
fn members<'a>(lines: &Lines, words: Words, columns: &[&'a str]) -> Vec<Member> {
    let column = |(place, name): (usize, &&'a str)| {
        let (form, name) = match name.split_once('_') {
            Some(("json", name)) => (Form::Json, name),
            Some(("is", name)) => (Form::YesOrNo, name),
            Some(("list", name)) => (Form::List, name),
            _ if *name == "vendor" => (Form::Plain, words.service),
            _ => (Form::Plain, *name),
        };
        (name, Value::Column(place, form))
    };
    let mut members: Vec<_> = columns.iter().enumerate().map(column).collect();
    members.push(("line", Value::Text(lines.kind)));
    if lines.kind == "run" {
        members.push(("schema", Value::Text(words.schema)));
        if SINCE_THIRD.contains(&words.form) {
            members.push(("pseudonymised", Value::YesOrNo(words.is_pseudonymised)));
        }
    }
    members.sort_by_key(|(name, _)| *name);
    let first = |place| if place == 0 { '{' } else { ',' };
    let named = |(place, (name, value))| Member { name: format!("{}\"{name}\":", first(place)), value };
    members.into_iter().enumerate().map(named).collect()
}

impl Member {
    /// Adds it to a line. What is absent is null.
    fn add(&self, row: &Row<'_>, line: &mut Vec<u8>) -> Result<(), Failure> {
        line.extend_from_slice(self.name.as_bytes());
        let (place, form) = match self.value {
            Value::Text(text) => return add_text(text, line),
            Value::YesOrNo(yes) => return add_constant(if yes { "true" } else { "false" }, line),
            Value::Column(place, form) => (place, form),
        };
        match (form, row.get_ref(place)?) {
            (Form::List, value) => add_list(value.as_str_or_null().map_err(rusqlite::Error::from)?, line),
            (Form::YesOrNo, value) => add_constant(if value == ValueRef::Integer(1) { "true" } else { "false" }, line),
            (_, ValueRef::Null) => add_constant("null", line),
            (Form::Plain, ValueRef::Integer(number)) => add_number(number, line),
            (Form::Plain, value) => add_text(value.as_str().map_err(rusqlite::Error::from)?, line),
            (Form::Json, value) => add_json(value.as_str().map_err(rusqlite::Error::from)?, line),
        }
    }
}

fn add_constant(text: &str, line: &mut Vec<u8>) -> Result<(), Failure> {
    line.extend_from_slice(text.as_bytes());
    Ok(())
}

/// `serde_json` escapes what RFC 8785 escapes, and in the same way.
fn add_text(text: &str, line: &mut Vec<u8>) -> Result<(), Failure> {
    Ok(serde_json::to_writer(line, text).map_err(io::Error::from)?)
}

/// RFC 8785 knows only numbers of double precision: up to 2^53 these are all integers.
fn add_number(number: i64, line: &mut Vec<u8>) -> Result<(), Failure> {
    if number.unsigned_abs() <= 1 << 53 { Ok(write!(line, "{number}")?) } else { add_canonical(&number, line) }
}

/// Texts with blanks between them.
fn add_list(texts: Option<&str>, line: &mut Vec<u8>) -> Result<(), Failure> {
    let mut before = b'[';
    for text in texts.unwrap_or_default().split(' ').filter(|text| !text.is_empty()) {
        line.push(before);
        add_text(text, line)?;
        before = b',';
    }
    add_constant(if before == b'[' { "[]" } else { "]" }, line)
}

/// What stands in the store as JSON. A text that somebody changed into something else is told as it is: it must not be lost.
fn add_json(text: &str, line: &mut Vec<u8>) -> Result<(), Failure> {
    // What most accesses have, and it can't be written otherwise.
    if text == "{}" {
        return add_constant(text, line);
    }
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => add_value(&value, line),
        Err(_) => add_text(text, line),
    }
}

/// Any JSON. The canonicalizer would do it, too, with a map of its own for each object and a copy of each value.
fn add_value(value: &serde_json::Value, line: &mut Vec<u8>) -> Result<(), Failure> {
    match value {
        serde_json::Value::String(text) => add_text(text, line),
        serde_json::Value::Array(items) => {
            add_constant("[", line)?;
            for (place, item) in items.iter().enumerate() {
                add_constant(if place == 0 { "" } else { "," }, line)?;
                add_value(item, line)?;
            }
            add_constant("]", line)
        }
        serde_json::Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            add_constant("{", line)?;
            for (place, (name, value)) in members.into_iter().enumerate() {
                add_constant(if place == 0 { "" } else { "," }, line)?;
                add_text(name, line)?;
                add_constant(":", line)?;
                add_value(value, line)?;
            }
            add_constant("}", line)
        }
        other => match other.as_i64() {
            Some(number) => add_number(number, line),
            None => add_canonical(other, line),
        },
    }
}

fn add_canonical(value: &impl serde::Serialize, line: &mut Vec<u8>) -> Result<(), Failure> {
    Ok(serde_json_canonicalizer::to_writer(value, line).map_err(io::Error::from)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::{Connection, params};
    use serde_json::{Map, Value, json};

    use super::{Member, *};
    use crate::store::testing::{SAMPLE_LINES, kept, samples};

    const NEW: Words = Words { form: NEWEST, schema: SCHEMAS[2], service: "service", is_pseudonymised: false };

    fn lines(store: &Store, run: i64) -> String {
        let mut bytes = Vec::new();
        write(store, run, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn each_line_is_canonical_and_says_what_it_is() {
        let (_folder, store) = samples();
        store.connection.execute_batch(HELD).unwrap();
        for form in ALL {
            let text = lines(&store, form);
            assert!(text.ends_with('\n'));
            let mut kinds: Vec<String> = text
                .lines()
                .map(|line| {
                    let value: Value = serde_json::from_str(line).unwrap();
                    assert_eq!(serde_json_canonicalizer::to_string(&value).unwrap(), line);
                    value["line"].as_str().unwrap().to_owned()
                })
                .collect();
            kinds.dedup();
            let of_form = LINES.iter().filter(|lines| lines.forms.contains(&form));
            assert_eq!(kinds, of_form.map(|lines| lines.kind).collect::<Vec<_>>(), "acesso/run/{form}");
        }
    }

    #[test]
    fn the_hash_is_that_of_the_lines() {
        let (_folder, store) = kept();
        assert_eq!(sha256(&store, 1).unwrap(), crate::model::sha256(lines(&store, 1).as_bytes()));
    }

    /// A run and what was decided about it.
    fn all_lines(store: &Store, run: i64) -> String {
        let mut bytes = lines(store, run).into_bytes();
        write_decisions(store, run, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn each_form_keeps_its_bytes() {
        let (_folder, store) = samples();
        for (run, sample) in SAMPLE_LINES {
            assert_eq!(all_lines(&store, run), sample, "acesso/run/{run}");
        }
    }

    /// The campaign of the sample, in the third form.
    const CAMPAIGN_LINES: &str = r#"{"by":"manager","carry_unchanged":false,"company":"Casa Exemplo","departments_sha256":"ff66","due":"2026-01-31","fallback":"rui@casa.example","line":"campaign","only_changed":false,"owners_sha256":"ee55","run":3,"started_at":"2026-01-02T09:00:00Z","started_by":"rui","title":"Acessos, 1º trimestre"}
{"asked":true,"assigned_by":"owner","carried_from":null,"delegation":1,"line":"assignment","permission":"approver","principal":"op1","resource":"comp1","reviewer":"bia@casa.example","service":"base39","standing":"changed"}
{"asked":true,"assigned_by":"fallback","carried_from":null,"delegation":null,"line":"assignment","permission":"financial","principal":"perm_1","resource":"*","reviewer":"rui@casa.example","service":"base39","standing":"new"}
{"asked":false,"assigned_by":"manager","carried_from":1,"delegation":null,"line":"assignment","permission":"create_tickets","principal":"c1","resource":"help-desk","reviewer":"rui@casa.example","service":"tomticket","standing":"unchanged"}
{"delegated_from":"ana@casa.example","delegated_to":"bia@casa.example","line":"delegation","number":1,"reason":"on leave","recorded_at":"2026-01-03T09:00:00Z","until":"2026-01-20"}
"#;

    #[test]
    fn a_campaign_has_lines_of_its_own_which_are_no_part_of_the_run() {
        let (_folder, store) = samples();
        let campaign = |run| {
            let mut bytes = Vec::new();
            write_campaign(&store, run, &mut bytes).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(campaign(NEWEST), CAMPAIGN_LINES);
        assert!(campaign(1).contains(r#""standing":"new","vendor":"base39""#), "as the run calls its services");
        let hash = crate::model::sha256(CAMPAIGN_LINES.as_bytes());
        assert_eq!(campaign_sha256(&store, NEWEST).unwrap(), Some(hash));
        let run = sha256(&store, NEWEST).unwrap();
        store.connection.execute("DELETE FROM campaigns", []).unwrap();
        assert_eq!((campaign(NEWEST).as_str(), campaign_sha256(&store, NEWEST).unwrap()), ("", None));
        assert_eq!(sha256(&store, NEWEST).unwrap(), run);
    }

    /// What was revoked is held by another access. Runs in the first forms, and early ones in the third, do not know by which.
    const HELD: &str = "UPDATE revocations SET by_principal = 'op2', by_resource = '*', by_permission = 'approver'";

    #[test]
    fn by_which_access_something_is_held_is_a_line_of_its_own_which_early_runs_do_not_have() {
        let (_folder, store) = samples();
        store.connection.execute_batch(HELD).unwrap();
        let held = r#"{"by_permission":"approver","by_principal":"op2","by_resource":"*","line":"held_by","permission":"approver","principal":"op1","resource":"comp9","service":"base39"}"#;
        for (run, sample) in SAMPLE_LINES {
            let all = all_lines(&store, run);
            let (of_it, others): (Vec<_>, Vec<_>) = all.lines().partition(|line| *line == held);
            assert_eq!(of_it.len(), usize::from(run == NEWEST), "acesso/run/{run}");
            assert_eq!(others, sample.lines().collect::<Vec<_>>(), "acesso/run/{run}");
        }
    }

    /// What decides no hash, and why: of a table all columns where none is named.
    const NOT_COVERED: [(&str, &[&str], &str); 6] = [
        (
            "runs",
            &["sha256", "pruned_at", "totals"],
            "come after it; verify holds them against what was signed and is there",
        ),
        ("tasks", &[], "only a reading needs them; what was asked for in vain is a proof"),
        ("lists", &[], "only a reading needs them; what came of them is a proof"),
        ("listed", &[], "only a reading needs it; what came of it is a proof"),
        ("counted_grants", &[], "only a reading needs them; what came of them is a proof"),
        ("signatures", &[], "each stands on the hashes, and is named by the one after it"),
    ];

    #[test]
    fn every_column_of_the_store_decides_a_hash_or_is_known_not_to() {
        let (_folder, store) = samples();
        store.connection.execute_batch("PRAGMA foreign_keys = off").unwrap();
        store.connection.execute_batch(HELD).unwrap();
        let columns = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
                       WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1, 2";
        let columns = store.all(columns, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let hashes = || {
            let campaign = campaign_sha256(&store, NEWEST).unwrap().unwrap_or_default();
            [sha256(&store, NEWEST).unwrap(), decisions_sha256(&store, NEWEST).unwrap(), campaign]
        };
        let before = hashes();
        for (table, column) in &columns {
            let (table, column): (&String, &String) = (table, column);
            let not_covered = NOT_COVERED
                .iter()
                .any(|(of, named, _)| of == table && (named.is_empty() || named.contains(&column.as_str())));
            let is_newest = match table.as_str() {
                "holds" => "true",
                "runs" => "id = 3",
                _ => "run = 3",
            };
            let change = format!(
                "UPDATE {table} SET {column} =
                     CASE typeof({column}) WHEN 'integer' THEN 1 - {column} ELSE coalesce({column}, '') || 'x' END
                 WHERE rowid = (SELECT min(rowid) FROM {table} WHERE {is_newest})"
            );
            let transaction = store.connection.unchecked_transaction().unwrap();
            assert_eq!(store.connection.execute(&change, []).unwrap(), 1, "the sample has no row of {table}");
            assert_eq!(hashes() == before, not_covered, "{table}.{column}");
            transaction.rollback().unwrap();
        }
    }

    #[test]
    fn a_form_that_there_is_not_fits_no_hash() {
        let (_folder, store) = samples();
        for form in [-1, 0, NEWEST + 1, i64::MAX] {
            store.connection.execute("UPDATE runs SET form = ?1 WHERE id = 1", [form]).unwrap();
            assert_eq!(lines(&store, 1), "", "{form}");
        }
    }

    #[test]
    fn a_run_is_written_in_the_form_that_it_was_hashed_in() {
        let (_folder, store) = kept();
        let decide = "INSERT INTO decisions VALUES (1, 'base39', 'op1', 'comp1', 'approver', 'keep', NULL, 'Rui',
                          '2026-01-02', '2026-01-02T00:00:00Z', 0)";
        store.connection.execute(decide, []).unwrap();
        let all = || all_lines(&store, 1);
        let (first, hash) = (all(), store.sha256(1).unwrap());
        assert!(first.contains(r#""schema":"acesso/run/1""#) && !first.contains(r#""service":"#), "{first}");
        store.connection.execute("UPDATE runs SET form = 2 WHERE id = 1", []).unwrap();
        let second = all();
        assert!(second.contains(r#""schema":"acesso/run/2""#) && !second.contains(r#""vendor":"#), "{second}");
        let parsed =
            |text: &str| -> Vec<Value> { text.lines().map(|line| serde_json::from_str(line).unwrap()).collect() };
        let renamed = first.replace(r#""vendor":"#, r#""service":"#).replace("acesso/run/1", "acesso/run/2");
        assert_eq!(parsed(&renamed), parsed(&second), "nothing else is otherwise");
        assert_ne!(Some(sha256(&store, 1).unwrap()), hash);
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

    /// A row's columns as an object, member by member: the slow way, which leaves it all to `serde_json_canonicalizer`.
    fn canonical(kind: &str, row: &Row<'_>, names: &[&str]) -> String {
        let mut line = Map::from_iter([("line".to_owned(), kind.into())]);
        for (place, name) in names.iter().enumerate() {
            let value = row.get_ref(place).unwrap();
            let (name, value) = match (name.split_once('_'), value) {
                (Some(("is", name)), value) => (name, json!(value == ValueRef::Integer(1))),
                (Some(("list", name)), value) => {
                    let texts = value.as_str_or_null().unwrap().unwrap_or_default();
                    (name, texts.split(' ').filter(|text| !text.is_empty()).collect())
                }
                (_, ValueRef::Null) => (name.split_once('_').map_or(*name, |(_, name)| name), Value::Null),
                (Some(("json", name)), value) => {
                    let text = value.as_str().unwrap();
                    (name, serde_json::from_str(text).unwrap_or_else(|_| text.into()))
                }
                (_, ValueRef::Integer(number)) => (*name, number.into()),
                (_, text) => (*name, text.as_str().unwrap().into()),
            };
            line.insert(name.to_owned(), value);
        }
        serde_json_canonicalizer::to_string(&line).unwrap()
    }

    /// As `Member`s write a row, and as it is written the slow way.
    fn both_ways(number: Option<i64>, text: Option<&str>, list: &str, json: &str) -> (String, String) {
        let connection = Connection::open_in_memory().unwrap();
        let lines = Lines {
            kind: "k",
            forms: ALL,
            sql: "SELECT ?1 AS n, ?2 AS zebra, ?3 AS list_ids, ?4 AS json_b, ?1 AS is_one",
        };
        let mut query = connection.prepare(lines.sql).unwrap();
        let names = ["n", "zebra", "list_ids", "json_b", "is_one"];
        let write = |row: &Row<'_>| {
            let mut line = Vec::new();
            members(&lines, NEW, &names).iter().for_each(|member: &Member| member.add(row, &mut line).unwrap());
            Ok((String::from_utf8(line).unwrap() + "}", canonical("k", row, &names)))
        };
        query.query_row(params![number, text, list, json], write).unwrap()
    }

    /// Any JSON, not in any order of its members, and texts that are none.
    fn any_json() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            any::<i64>().prop_map(|number| number.to_string()),
            any::<f64>()
                .prop_filter("JSON has none", |number| number.is_finite())
                .prop_map(|number| number.to_string()),
            any::<String>().prop_map(|text| json!(text).to_string()),
        ];
        let json = leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(" , "))),
                prop::collection::vec((any::<String>(), inner), 0..4).prop_map(|members| {
                    let members = members.into_iter().map(|(name, value)| format!("{} : {value}", json!(name)));
                    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
                }),
            ]
        });
        prop_oneof![4 => json, 1 => any::<String>()]
    }

    proptest! {
        #[test]
        fn a_line_is_what_a_canonicalizer_makes_of_it(
            number in prop::option::of(prop_oneof![any::<i64>(), -1_i64..=2]),
            text in prop::option::of(any::<String>()),
            list in "([a-z\"\\\\]| |é){0,12}",
            json in any_json(),
        ) {
            let (fast, slow) = both_ways(number, text.as_deref(), &list, &json);
            prop_assert_eq!(fast, slow);
        }
    }

    #[test]
    fn what_is_escaped_and_how_numbers_are_written_is_what_the_canonicalizer_does() {
        let controls: String = (0..=0x20_u8).map(char::from).collect();
        for text in [&controls, "\"\\/", "\u{7f}\u{80}\u{2028}\u{2029}\u{feff}\u{ffff}", "é\u{1f600}\u{10ffff}", ""] {
            let (fast, slow) = both_ways(None, Some(text), text, text);
            assert_eq!(fast, slow, "{text:?}");
        }
        for number in [0, 1, -1, (1 << 53) - 1, 1 << 53, -(1 << 53), (1 << 53) + 1, -(1 << 53) - 1, i64::MAX, i64::MIN]
        {
            let (fast, slow) = both_ways(Some(number), None, "", "{}");
            assert_eq!(fast, slow, "{number}");
        }
        for json in ["{}", "{ }", "[]", r#"{"b":1,"a":{"\ue000":1,"\ud83d\ude00":2}}"#, "1.0", "1e30", "\"a\" ", "{"] {
            let (fast, slow) = both_ways(None, None, " a  b ", json);
            assert_eq!(fast, slow, "{json}");
        }
    }

    #[test]
    fn names_are_ascii_and_no_line_has_the_same_twice() {
        let (_folder, store) = kept();
        for lines in LINES.iter().chain(&DECISIONS).chain(&CAMPAIGN) {
            let query = store.connection.prepare(lines.sql).unwrap();
            let names: Vec<_> = members(lines, NEW, &query.column_names().collect::<Vec<_>>())
                .into_iter()
                .map(|member| member.name.trim_start_matches(['{', ',']).to_owned())
                .collect();
            assert!(names.iter().all(|name| name.is_ascii()), "{names:?}");
            assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
        }
    }
}
