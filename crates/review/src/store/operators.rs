//! A list of operators on its way into a run: there can be a million of them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::model::Failure;

/// An operator as the list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The place in the list, from 1 on.
    pub number: u64,
    /// The service's id of the operator.
    pub id: String,
    /// What the list calls them.
    pub name: Option<String>,
    /// By which address other services know them.
    pub email: Option<String>,
}

/// Operators in a temporary place on the disk, which goes when this does.
#[derive(Debug)]
pub(crate) struct OperatorList {
    list: Connection,
}

impl OperatorList {
    /// Fills a list, all of it or nothing.
    pub(crate) fn fill(fill: impl FnOnce(&Self) -> Result<(), Failure>) -> Result<Self, Failure> {
        // A database without a name is in a file that goes when it is closed.
        let list = Connection::open("")?;
        list.execute_batch(
            "CREATE TABLE operators (
                number INTEGER PRIMARY KEY,
                line INTEGER NOT NULL,
                id TEXT NOT NULL UNIQUE,
                name TEXT,
                email TEXT
            )",
        )?;
        let list = Self { list };
        let transaction = list.list.unchecked_transaction()?;
        fill(&list)?;
        transaction.commit()?;
        Ok(list)
    }

    /// Adds one that stands in this line; gives the line where the same id stands already.
    pub(crate) fn add(
        &self,
        line: u64,
        id: &str,
        name: Option<&str>,
        email: Option<&str>,
    ) -> Result<Option<u64>, Failure> {
        let mut insert = self.list.prepare_cached(
            "INSERT INTO operators (line, id, name, email) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING",
        )?;
        if insert.execute(params![line, id, name, email])? == 1 {
            return Ok(None);
        }
        Ok(Some(self.list.query_row("SELECT line FROM operators WHERE id = ?1", [id], |row| row.get(0))?))
    }

    /// The next operators after the one with this number.
    pub(crate) fn after(&self, number: u64, at_most: usize) -> Result<Vec<Operator>, Failure> {
        let mut query = self.list.prepare_cached(
            "SELECT number, id, name, email FROM operators WHERE number > ?1 ORDER BY number LIMIT ?2",
        )?;
        let operators = query.query_map(params![number, at_most], Operator::read)?;
        Ok(operators.collect::<rusqlite::Result<_>>()?)
    }

    /// The operator with this id.
    pub(crate) fn find(&self, id: &str) -> Result<Option<Operator>, Failure> {
        let sql = "SELECT number, id, name, email FROM operators WHERE id = ?1";
        Ok(self.list.prepare_cached(sql)?.query_row([id], Operator::read).optional()?)
    }
}

impl Operator {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { number: row.get(0)?, id: row.get(1)?, name: row.get(2)?, email: row.get(3)? })
    }
}
