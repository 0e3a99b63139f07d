//! Copies of runs in which codes stand for names and addresses.

use std::{collections::BTreeMap, sync::Arc};

use rusqlite::{Connection, functions::FunctionFlags, types::ValueRef};

use super::Store;
use crate::model::Failure;

/// What a text is, of which the code is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// An e-mail address.
    Address,
    /// A person's name.
    Name,
    /// A name or an address, whichever it is.
    Person,
    /// A sentence, in which addresses may stand.
    WithoutAddresses,
    /// A JSON document.
    Document,
    /// Somebody's own words, in which any name may stand.
    Withheld,
}

/// Who knows the codes.
pub(crate) trait Coder: Send + Sync + 'static {
    /// What stands in the place of a text.
    fn code(&self, code: Code, text: &str) -> String;
}

/// The SQL functions of the codes.
const FUNCTIONS: [(&str, Code); 6] = [
    ("address", Code::Address),
    ("name", Code::Name),
    ("person", Code::Person),
    ("without_addresses", Code::WithoutAddresses),
    ("document", Code::Document),
    ("withheld", Code::Withheld),
];

/// How a column is copied; one that is not here is copied as it is.
const CODED: [(&str, &str, &str); 28] = [
    ("windows", "os_user", "person(os_user)"),
    ("windows", "host", "person(host)"),
    // Paths in it have names of people in them.
    ("windows", "command", "NULL"),
    ("scopes", "problem", "without_addresses(problem)"),
    ("proofs", "proof", "document(proof)"),
    ("proofs", "sentence", "without_addresses(sentence)"),
    ("principals", "name", "name(name)"),
    ("principals", "email", "address(email)"),
    ("principals", "email_key", "address(email_key)"),
    ("principals", "attributes", "document(attributes)"),
    ("resources", "attributes", "document(attributes)"),
    ("grants", "granted_by", "without_addresses(granted_by)"),
    ("grants", "attributes", "document(attributes)"),
    ("permissions", "granted_by", "without_addresses(granted_by)"),
    ("roster", "email_key", "address(email_key)"),
    ("roster", "name", "name(name)"),
    ("roster", "manager", "person(manager)"),
    ("roster_aliases", "alias_key", "address(alias_key)"),
    ("roster_aliases", "email_key", "address(email_key)"),
    ("findings", "principal", "CASE principal_kind WHEN 'person' THEN address(principal) ELSE principal END"),
    ("findings", "data", "document(data)"),
    ("findings", "suppressed", "document(suppressed)"),
    ("suppressions", "account", "without_addresses(account)"),
    ("suppressions", "author", "person(author)"),
    ("suppressions", "reason", "withheld(reason)"),
    ("decisions", "reviewer", "person(reviewer)"),
    ("decisions", "reason", "withheld(reason)"),
    ("signatures", "statement", "document(statement)"),
];

/// What a run consists of, but for what only a reading needs. What a table refers to comes before it.
const COPIED: [&str; 16] = [
    "windows",
    "scopes",
    "operations",
    "requests",
    "proofs",
    "principals",
    "resources",
    "grants",
    "permissions",
    "roster",
    "roster_aliases",
    "evaluations",
    "findings",
    "suppressions",
    "decisions",
    "revocations",
];

impl Store {
    /// A copy of these runs, in which codes stand for names. The first of them is the one that is handed on, and gets a hash
    /// of its own; signatures are copied up to that of it. The copy is gone when it is dropped.
    pub(crate) fn coded_copy(&self, runs: &[i64], coder: impl Coder) -> Result<Self, Failure> {
        let (Some(holds), Some(first)) = (self.holds()?, runs.first()) else {
            return Err(Failure::NotFound {
                what: "the store holds no run".to_owned(),
                advice: "read the services first",
            });
        };
        let copy = Self::for_a_copy(holds)?;
        add_functions(&copy.connection, Arc::new(coder))?;
        copy.connection.execute("ATTACH ?1 AS original", [&self.location])?;
        let transaction = copy.connection.unchecked_transaction()?;
        // Decisions and signatures speak of earlier runs: what they are called is known, what they held is not.
        copy_table(&transaction, "runs", "1")?;
        copy_table(&transaction, "signatures", &format!("run <= {first}"))?;
        for table in COPIED {
            for run in runs {
                copy_table(&transaction, table, &format!("run = {run}"))?;
            }
        }
        transaction.commit()?;
        copy.connection.execute("DETACH original", [])?;
        // What is handed on has a hash of its own, where the run has one.
        if self.sha256(*first)?.is_some() {
            copy.seal(*first)?;
        }
        Ok(copy)
    }
}

fn copy_table(connection: &Connection, table: &str, condition: &str) -> Result<(), Failure> {
    let mut query = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let columns = query.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let coded: BTreeMap<&str, &str> =
        CODED.into_iter().filter(|(of, ..)| *of == table).map(|(_, column, expression)| (column, expression)).collect();
    let expression =
        |column: &String| coded.get(column.as_str()).map_or_else(|| column.clone(), |&text| text.to_owned());
    let expressions: Vec<String> = columns.iter().map(expression).collect();
    connection.execute(
        &format!(
            "INSERT INTO main.{table} ({}) SELECT {} FROM original.{table} WHERE {condition}",
            columns.join(", "),
            expressions.join(", ")
        ),
        [],
    )?;
    Ok(())
}

/// The codes, as SQL functions. What is unknown stays unknown.
fn add_functions(connection: &Connection, coder: Arc<dyn Coder>) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    for (name, code) in FUNCTIONS {
        let coder = Arc::clone(&coder);
        connection.create_scalar_function(name, 1, flags, move |context| {
            Ok(match context.get_raw(0) {
                ValueRef::Null => None,
                text => Some(coder.code(code, text.as_str()?)),
            })
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::store;

    #[test]
    fn every_table_with_a_run_either_is_copied_or_is_known_not_to_be() {
        let (_folder, store) = store();
        let sql =
            "SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'run'";
        let tables: Vec<String> = store.all(sql, [], |row| row.get(0)).unwrap();
        for table in tables {
            // What only a reading needs; and signatures, of which those up to the run are copied.
            let stays = ["tasks", "lists", "listed", "counted_grants", "signatures"].contains(&table.as_str());
            assert!(stays != COPIED.contains(&table.as_str()), "{table}");
        }
    }

    #[test]
    fn every_column_that_is_coded_is_there() {
        let (_folder, store) = store();
        for (table, column, _) in CODED {
            store.connection.prepare(&format!("SELECT {column} FROM {table}")).unwrap();
        }
    }
}
