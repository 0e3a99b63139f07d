//! Functions of ours in SQL.

use rusqlite::{Connection, functions::FunctionFlags, types::ValueRef};

/// Has a query call a function of a text. What is absent stays so.
pub(super) fn add_function(
    connection: &Connection,
    name: &str,
    of_text: impl Fn(&str) -> String + Send + 'static,
) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function(name, 1, flags, move |context| {
        Ok(match context.get_raw(0) {
            ValueRef::Null => None,
            text => Some(of_text(text.as_str()?)),
        })
    })
}
