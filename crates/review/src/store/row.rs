//! How columns are read.

use rusqlite::{Row, types::Type};
use serde::de::DeserializeOwned;

use crate::model::{Decided, Decision, ServiceId};

pub(super) fn service(row: &Row<'_>, column: usize) -> rusqlite::Result<ServiceId> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error: String| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into()))
}

/// What is stored as JSON. What somebody broke by hand is an error.
pub(super) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let read = |text: String| {
        serde_json::from_str(&text)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into()))
    };
    text.map(read).transpose()
}

/// A service's own ids of a grant.
pub(super) fn ids(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<String>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.unwrap_or_default().split_whitespace().map(str::to_owned).collect())
}

/// What was decided, from five columns in the order of the members, of which the first is absent where nothing is.
pub(super) fn read_decided(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Decided>> {
    let Some(word) = row.get::<_, Option<String>>(first)? else { return Ok(None) };
    let decision = Decision::ALL.into_iter().find(|decision| decision.as_str() == word);
    let Some(decision) = decision else {
        let what = "a decision is keep, change or revoke".into();
        return Err(rusqlite::Error::FromSqlConversionFailure(first, Type::Text, what));
    };
    Ok(Some(Decided {
        decision,
        reason: row.get(first + 1)?,
        reviewer: row.get(first + 2)?,
        decided_on: row.get(first + 3)?,
        own: row.get(first + 4)?,
    }))
}
