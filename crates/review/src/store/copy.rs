//! Copies of runs in which codes stand for names and addresses.

use std::sync::Arc;

use rusqlite::Connection;

use super::{Store, functions::add_function};
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
const FUNCTIONS: [(&str, Code); 5] = [
    ("address", Code::Address),
    ("name", Code::Name),
    ("person", Code::Person),
    ("document", Code::Document),
    ("withheld", Code::Withheld),
];

/// A table that is copied. A column in neither list is one that nobody decided about yet: no text of it comes through.
struct Copied {
    name: &'static str,
    /// Columns that are copied as they are: numbers, times, words of ours, and what is known to stay (`PERSONAL-DATA.md`).
    clear: &'static [&'static str],
    /// Columns that are not, each with what stands in its place, as SQL.
    coded: &'static [(&'static str, &'static str)],
}

/// The runs themselves, and what was signed: decisions and signatures speak of earlier runs.
const RUNS: Copied = Copied {
    name: "runs",
    clear: &[
        "id",
        "state",
        "tool",
        "started_at",
        "ended_at",
        "roster",
        "settings",
        "sha256",
        "pruned_at",
        "totals",
        "form",
    ],
    coded: &[("scope", "document(scope)")],
};
const SIGNATURES: Copied =
    Copied { name: "signatures", clear: &["number", "run", "sha256"], coded: &[("statement", "document(statement)")] };

/// What a run consists of, but for what only a reading needs. What a table refers to comes before it.
const OF_A_RUN: [Copied; 20] = [
    Copied {
        name: "windows",
        clear: &["run", "number", "started_at", "ended_at", "tool", "commit_id", "utc_offset"],
        // Paths in a command have names of people in them.
        coded: &[("command", "NULL"), ("os_user", "person(os_user)"), ("host", "person(host)")],
    },
    Copied {
        name: "scopes",
        clear: &["run", "vendor", "state", "addresses", "credentials"],
        // A service says in its own words whom it refused, and why.
        coded: &[("problem", "withheld(problem)")],
    },
    Copied {
        name: "operations",
        clear: &[
            "run",
            "vendor",
            "operation",
            "answers",
            "items",
            "counted_first",
            "counted_last",
            "first_at",
            "last_at",
        ],
        coded: &[],
    },
    Copied {
        name: "requests",
        // The path is a template, and a filter is never about one person.
        clear: &["run", "vendor", "operation", "method", "path", "filters", "first_at", "sent", "retries"],
        coded: &[],
    },
    Copied {
        name: "proofs",
        clear: &["run", "vendor", "number", "holds"],
        coded: &[("proof", "document(proof)"), ("sentence", "withheld(sentence)")],
    },
    Copied {
        name: "principals",
        clear: &["run", "vendor", "id", "kind"],
        coded: &[
            ("name", "name(name)"),
            ("email", "address(email)"),
            ("email_key", "address(email_key)"),
            ("attributes", "document(attributes)"),
        ],
    },
    Copied {
        name: "resources",
        clear: &["run", "vendor", "id", "kind", "name"],
        coded: &[("attributes", "document(attributes)")],
    },
    Copied {
        name: "grants",
        clear: &["run", "vendor", "principal", "resource", "permission", "principal_kind", "ids", "since"],
        coded: &[("granted_by", "person(granted_by)"), ("attributes", "document(attributes)")],
    },
    Copied {
        name: "permissions",
        clear: &[
            "run",
            "id",
            "resource",
            "roles",
            "deleted",
            "since",
            "listed",
            "listed_again",
            "operator",
            "second_operator",
        ],
        coded: &[("granted_by", "person(granted_by)")],
    },
    Copied {
        name: "roster",
        clear: &["run", "left_on"],
        coded: &[
            ("email_key", "address(email_key)"),
            ("name", "name(name)"),
            // Any other word is HR's own.
            ("status", "iif(status IN ('active', 'left'), status, withheld(status))"),
            ("manager", "person(manager)"),
            ("department", "withheld(department)"),
        ],
    },
    Copied {
        name: "roster_aliases",
        clear: &["run"],
        coded: &[("alias_key", "address(alias_key)"), ("email_key", "address(email_key)")],
    },
    Copied {
        name: "evaluations",
        clear: &["run", "rule", "severity", "not_evaluated", "unknown_for", "incomplete"],
        coded: &[],
    },
    Copied {
        name: "findings",
        clear: &["run", "number", "rule", "severity", "vendor", "principal_kind", "resource"],
        coded: &[
            ("principal", "iif(principal_kind = 'person', address(principal), principal)"),
            ("data", "document(data)"),
            ("suppressed", "document(suppressed)"),
        ],
    },
    Copied {
        name: "suppressions",
        clear: &["run", "number", "rule", "until", "expired", "findings"],
        coded: &[
            // An id or an address, as somebody wrote it into the settings.
            ("account", "person(account)"),
            ("reason", "withheld(reason)"),
            ("author", "person(author)"),
        ],
    },
    Copied {
        name: "decisions",
        clear: &[
            "run",
            "vendor",
            "principal",
            "resource",
            "permission",
            "decision",
            "decided_on",
            "recorded_at",
            "own",
        ],
        coded: &[("reason", "withheld(reason)"), ("reviewer", "person(reviewer)")],
    },
    Copied {
        name: "decision_history",
        clear: &[
            "run",
            "number",
            "vendor",
            "principal",
            "resource",
            "permission",
            "decision",
            "decided_on",
            "own",
            "recorded_at",
            "file_sha256",
        ],
        coded: &[
            ("reason", "withheld(reason)"),
            ("reviewer", "person(reviewer)"),
            // It may be called like somebody.
            ("file", "NULL"),
        ],
    },
    Copied {
        name: "campaigns",
        clear: &[
            "run",
            "due",
            "by_rule",
            "company",
            "only_changed",
            "carry_unchanged",
            "owners_sha256",
            "departments_sha256",
            "started_at",
        ],
        coded: &[("title", "withheld(title)"), ("fallback", "address(fallback)"), ("started_by", "person(started_by)")],
    },
    Copied {
        name: "assignments",
        clear: &[
            "run",
            "vendor",
            "principal",
            "resource",
            "permission",
            "assigned_by",
            "standing",
            "carried_from",
            "asked",
            "delegation",
        ],
        coded: &[("reviewer", "address(reviewer)")],
    },
    Copied {
        name: "delegations",
        clear: &["run", "number", "until", "recorded_at"],
        coded: &[
            ("delegated_from", "address(delegated_from)"),
            ("delegated_to", "address(delegated_to)"),
            ("reason", "withheld(reason)"),
        ],
    },
    Copied {
        name: "revocations",
        clear: &[
            "run",
            "vendor",
            "principal",
            "resource",
            "permission",
            "principal_kind",
            "decided_in",
            "state",
            "by_principal",
            "by_resource",
            "by_permission",
        ],
        coded: &[],
    },
];

impl Store {
    /// A copy of these runs, in which codes stand for names. The first of them is the one that is handed on, and gets a hash
    /// of its own; signatures are copied up to that of it. The copy is gone when it is dropped.
    pub(crate) fn coded_copy(&self, runs: &[i64], coder: impl Coder) -> Result<Self, Failure> {
        let (Some(holds), Some(first)) = (self.holds()?, runs.first()) else {
            return Err(Failure::not_found("failure-store-empty", &[]));
        };
        let copy = Self::for_a_copy(holds)?;
        add_functions(&copy.connection, Arc::new(coder))?;
        copy.connection.execute("ATTACH ?1 AS original", [&self.location])?;
        let transaction = copy.connection.unchecked_transaction()?;
        // Decisions and signatures speak of earlier runs: what they are called is known, what they held is not.
        RUNS.copy(&transaction, "1")?;
        SIGNATURES.copy(&transaction, &format!("run <= {first}"))?;
        for table in OF_A_RUN {
            for run in runs {
                table.copy(&transaction, &format!("run = {run}"))?;
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

impl Copied {
    fn copy(&self, connection: &Connection, condition: &str) -> Result<(), Failure> {
        let columns = columns_of(connection, self.name)?;
        let expressions: Vec<String> = columns.iter().map(|column| self.expression(column)).collect();
        connection.execute(
            &format!(
                "INSERT INTO main.{0} ({1}) SELECT {2} FROM original.{0} WHERE {condition}",
                self.name,
                columns.join(", "),
                expressions.join(", ")
            ),
            [],
        )?;
        Ok(())
    }

    /// What stands in the place of a column.
    fn expression(&self, column: &str) -> String {
        if self.clear.contains(&column) {
            return column.to_owned();
        }
        let coded = self.coded.iter().find(|(name, _)| *name == column);
        coded.map_or_else(|| format!("withheld({column})"), |(_, expression)| (*expression).to_owned())
    }
}

fn columns_of(connection: &Connection, table: &str) -> Result<Vec<String>, Failure> {
    let mut query = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    Ok(query.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The codes, as SQL functions. What is unknown stays unknown.
fn add_functions(connection: &Connection, coder: Arc<dyn Coder>) -> rusqlite::Result<()> {
    FUNCTIONS.into_iter().try_for_each(|(name, code)| {
        let coder = Arc::clone(&coder);
        add_function(connection, name, move |text| coder.code(code, text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::store;

    fn every() -> impl Iterator<Item = Copied> {
        [RUNS, SIGNATURES].into_iter().chain(OF_A_RUN)
    }

    #[test]
    fn every_table_with_a_run_either_is_copied_or_is_known_not_to_be() {
        let (_folder, store) = store();
        let sql =
            "SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'run'";
        let tables: Vec<String> = store.all(sql, [], |row| row.get(0)).unwrap();
        for table in tables {
            // What only a reading needs.
            let stays = ["tasks", "lists", "listed", "counted_grants"].contains(&table.as_str());
            assert!(stays != every().any(|copied| copied.name == table), "{table}");
        }
    }

    #[test]
    fn somebody_decided_about_every_column_and_once() {
        let (_folder, store) = store();
        for table in every() {
            let coded = table.coded.iter().map(|(column, _)| *column);
            let mut decided: Vec<_> = table.clear.iter().copied().chain(coded).collect();
            let mut columns = columns_of(&store.connection, table.name).unwrap();
            decided.sort_unstable();
            columns.sort_unstable();
            assert_eq!(decided, columns, "{}: may it be copied as it is, or what stands in its place?", table.name);
        }
    }

    #[test]
    fn what_nobody_decided_about_does_not_come_through() {
        assert_eq!(RUNS.expression("something_new"), "withheld(something_new)");
    }
}
