//! Looks which run a file names.

use acesso_review::{model::Failure, store::Store};

use super::{
    columns::Columns,
    table::{Cell, Look, Place, Table},
};

/// Which run a file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// The one that is asked for; where none is, the first that the store holds.
    It(i64),
    /// Another one that the store holds.
    Other(i64),
    /// None that the store holds as it was exported.
    Unknown,
    /// There is no line of an access.
    None,
}

/// Looks for a line of this run, or of any that the store holds. A line is of the run whose hash it has: numbers are the same
/// in every store.
pub(super) fn look(store: &Store, table: &Table<'_>, run: Option<i64>) -> Result<Named, Failure> {
    let mut look = Lines { store, run, columns: None, last: String::new(), named: Named::None };
    table.read(&mut look)?;
    Ok(look.named)
}

struct Lines<'a> {
    store: &'a Store,
    run: Option<i64>,
    columns: Option<Columns>,
    /// The hash of the line before: that of the next is most likely the same.
    last: String,
    named: Named,
}

impl Look for Lines<'_> {
    fn headings(&mut self, _: &Place, cells: Vec<Cell>) -> Result<bool, Failure> {
        self.columns = Columns::find(&cells).ok();
        Ok(self.columns.is_some() && !self.is_found())
    }

    fn row(&mut self, _: &Place, cells: &[Cell]) -> Result<bool, Failure> {
        let Some(columns) = &self.columns else { return Ok(false) };
        let sha256 = columns.named(cells, "column-run-sha256").text();
        if !sha256.is_empty() && sha256 != self.last {
            self.named = self.better(self.store.run_with_hash(&sha256)?);
            self.last = sha256;
        }
        Ok(!self.is_found())
    }
}

impl Lines<'_> {
    fn is_found(&self) -> bool {
        matches!(self.named, Named::It(_))
    }

    /// What is known with one more line, which is of this run.
    fn better(&self, line: Option<i64>) -> Named {
        match (line, self.named) {
            (Some(line), _) if self.run.is_none_or(|run| run == line) => Named::It(line),
            (Some(line), Named::None | Named::Unknown) => Named::Other(line),
            (None, Named::None) => Named::Unknown,
            (_, named) => named,
        }
    }
}
