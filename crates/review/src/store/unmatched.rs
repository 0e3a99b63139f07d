//! Findings of a run that another run does not have.

use rusqlite::{Row, named_params};
use serde_json::json;

use super::{FindingRow, Store};
use crate::model::Failure;

/// A finding that another run does not have, or not as far.
#[derive(Debug)]
pub(crate) struct Unmatched {
    pub finding: FindingRow,
    /// Whether the other run found something of the kind about the same one, which does not reach as far.
    pub is_there_in_part: bool,
    /// Whether it is certain that the other run had nothing to find, whatever else it did not know.
    pub is_certain: bool,
    /// Whether that run can have had it without knowing: under an access that is nobody's by name, or a role that was not read.
    pub may_be_hidden: bool,
}

/// What the other run found, with the index that it takes to look the findings of one run up in another.
const FOUND_THERE: &str = "
    DROP TABLE IF EXISTS temp.found_there;
    CREATE TEMP TABLE found_there (rule TEXT, vendor TEXT, kind TEXT, subject TEXT, resource TEXT, data TEXT);
    CREATE INDEX temp.found_there_by_subject ON found_there (rule, subject, kind);";

/// Whom a finding `f` is about: a person is the same one under all addresses that the newer roster knows.
const SUBJECT: &str = "CASE f.principal_kind WHEN 'person' THEN coalesce(
        (SELECT a.email_key FROM roster_aliases a WHERE a.run = max(:here, :there) AND a.alias_key = f.principal),
        f.principal) ELSE f.principal END";

/// Whether the finding `t` reaches as far as `f`: to as many resources, and with each of its roles, in any case.
const COVERS: &str = "
    (t.data ->> 'everywhere' OR NOT f.data ->> 'everywhere'
        AND (f.resource IS NULL OR t.resource IS NULL OR f.resource = t.resource)
        AND coalesce(f.data ->> 'resources', 0) <= coalesce(t.data ->> 'resources', 0))
    AND NOT EXISTS (
        SELECT 1 FROM json_each(f.data, '$.permissions') held
        WHERE lower(held.value) NOT IN (SELECT lower(value) FROM json_each(t.data, '$.permissions'))
    )";

/// The accounts of the person whom the finding `f` is about hold something there.
const HELD_THERE: &str = "
    SELECT 1 FROM principals p
    JOIN grants g ON g.run = :there AND g.vendor = p.vendor AND g.principal = p.id AND g.principal_kind = p.kind
    WHERE p.run = :here AND p.kind <> 'key' AND p.email_key IN (
        SELECT f.subject UNION SELECT a.alias_key FROM roster_aliases a WHERE a.run = :here AND a.email_key = f.subject)";

/// Whether the roster there says that the person is active, and no day contradicts it.
const ACTIVE_THERE: &str = "
    SELECT 1 FROM roster_aliases a JOIN roster r ON r.run = a.run AND r.email_key = a.email_key
    WHERE a.run = :there AND a.alias_key = f.subject AND r.status = 'active' AND r.left_on IS NULL";

const NOBODYS_THERE: &str = "SELECT 1 FROM grants g
    WHERE g.run = :there AND g.principal_kind = 'unattributed' AND (f.vendor IS NULL OR g.vendor = f.vendor)";

const ACCOUNT_THERE: &str = "SELECT 1 FROM principals p
    WHERE p.run = :there AND p.vendor = f.vendor AND p.id = f.principal AND p.kind = f.principal_kind";

const ABOUT_THE_SAME: &str =
    "t.rule = f.rule AND t.subject = f.subject AND t.kind = f.principal_kind AND t.vendor IS f.vendor";

impl Store {
    /// Shows each finding of a run that another one does not have, or not as far, in the order in which they were found. The
    /// rules `of_roster` ask who left, or who is not on the roster.
    pub(crate) fn each_unmatched_finding(
        &self,
        here: i64,
        there: i64,
        of_roster: &[&str],
        show: impl FnMut(Unmatched) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.connection.execute_batch(FOUND_THERE)?;
        let fill = format!(
            "INSERT INTO temp.found_there
             SELECT f.rule, f.vendor, f.principal_kind, {SUBJECT}, f.resource, f.data FROM findings f WHERE f.run = :there"
        );
        self.connection.execute(&fill, named_params! { ":here": here, ":there": there })?;
        let nobodys = format!("f.principal_kind NOT IN ('key', 'unattributed') AND EXISTS ({NOBODYS_THERE})");
        let sql = format!(
            "WITH here AS MATERIALIZED (SELECT f.*, {SUBJECT} AS subject FROM findings f WHERE f.run = :here)
             SELECT f.*,
                 EXISTS (SELECT 1 FROM temp.found_there t WHERE {ABOUT_THE_SAME}) AS is_there_in_part,
                 CASE
                     WHEN f.principal_kind = 'unattributed' THEN 0
                     WHEN f.principal_kind <> 'person' THEN NOT EXISTS ({ACCOUNT_THERE}) AND NOT ({nobodys})
                     WHEN f.rule NOT IN (SELECT value FROM json_each(:of_roster)) THEN 0
                     ELSE EXISTS ({ACTIVE_THERE}) OR NOT EXISTS ({HELD_THERE}) AND NOT ({nobodys})
                 END AS is_certain,
                 {nobodys} OR EXISTS (
                     SELECT 1 FROM temp.found_there t, json_each(t.data, '$.permissions') held
                     WHERE {ABOUT_THE_SAME} AND held.value = 'member'
                 ) AS may_be_hidden
             FROM here f
             WHERE NOT EXISTS (SELECT 1 FROM temp.found_there t WHERE {ABOUT_THE_SAME} AND {COVERS})
             ORDER BY f.number"
        );
        let of_roster = json!(of_roster).to_string();
        let parameters = named_params! { ":here": here, ":there": there, ":of_roster": of_roster };
        self.each(&sql, parameters, Unmatched::read, show)
    }
}

impl Unmatched {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            finding: FindingRow::read(row)?,
            is_there_in_part: row.get("is_there_in_part")?,
            is_certain: row.get("is_certain")?,
            may_be_hidden: row.get("may_be_hidden")?,
        })
    }
}
