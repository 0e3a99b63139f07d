//! How columns are read.

use std::{error::Error, str::FromStr};

use rusqlite::{Row, RowIndex, types::Type};
use serde::de::DeserializeOwned;

use crate::model::{Decided, Decision, ServiceId};

pub(super) fn service(row: &Row<'_>, column: usize) -> rusqlite::Result<ServiceId> {
    parsed(row, column)?.ok_or_else(|| broken(column, "a service is missing"))
}

/// What is stored as a text of its own form. What somebody broke by hand is an error.
pub(super) fn parsed<T>(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<Option<T>>
where
    T: FromStr<Err: Into<Box<dyn Error + Send + Sync>>>,
{
    let column = column.idx(row.as_ref())?;
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|error| broken(column, error))).transpose()
}

/// What is stored as JSON. What somebody broke by hand is an error.
pub(super) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<Option<T>> {
    let column = column.idx(row.as_ref())?;
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|error| broken(column, error))).transpose()
}

pub(super) fn broken(column: usize, error: impl Into<Box<dyn Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
}

/// A service's own ids of a grant.
pub(super) fn ids(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<String>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.unwrap_or_default().split_whitespace().map(str::to_owned).collect())
}

/// What is to become of an access.
pub(super) fn decision(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Decision>> {
    let Some(word) = row.get::<_, Option<String>>(column)? else { return Ok(None) };
    let decision = Decision::ALL.into_iter().find(|decision| decision.as_str() == word);
    decision.map(Some).ok_or_else(|| broken(column, "a decision is keep, change or revoke"))
}

/// What was decided, from five columns in the order of the members, of which the first is absent where nothing is.
pub(super) fn read_decided(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Decided>> {
    let Some(decision) = decision(row, first)? else { return Ok(None) };
    Ok(Some(Decided {
        decision,
        reason: row.get(first + 1)?,
        reviewer: row.get(first + 2)?,
        decided_on: row.get(first + 3)?,
        own: row.get(first + 4)?,
    }))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::super::{Store, testing::kept};
    use crate::model::{Failure, PrincipalKind};
    use crate::source::{MYREPORTS, TOMTICKET};

    type Read = fn(&Rc<Store>) -> Result<(), Failure>;

    /// Rows that are broken by hand, and who reads them.
    const BROKEN: [(&str, Read); 14] = [
        ("UPDATE runs SET scope = 'x'", |store| store.run(1).map(drop)),
        ("UPDATE runs SET totals = 'x'", |store| store.totals(1).map(drop)),
        ("UPDATE scopes SET vendor = 'an other' || vendor", |store| store.scopes(1).map(drop)),
        ("UPDATE operations SET vendor = 'an other'", |store| store.operations(1, |_, _| None).map(drop)),
        ("UPDATE findings SET data = 'x'", |store| store.finding(1, 1).map(drop)),
        ("UPDATE findings SET suppressed = 'x'", |store| store.finding(1, 1).map(drop)),
        ("UPDATE findings SET suppressed = '{}'", |store| store.finding(1, 1).map(drop)),
        ("UPDATE findings SET vendor = 'an other'", |store| store.finding(1, 1).map(drop)),
        ("UPDATE suppressions SET until = 'x'", |store| store.expired_suppressions(1).map(drop)),
        ("UPDATE evaluations SET incomplete = '[\"an other\"]'", |store| store.evaluations(1).map(drop)),
        ("UPDATE principals SET attributes = 'x'", |store| {
            store.reading(1, MYREPORTS).attributes_of(PrincipalKind::User, "u1").map(drop)
        }),
        ("UPDATE principals SET attributes = 'x'", |store| {
            store.reading(1, MYREPORTS).sample_principals(PrincipalKind::User, 1, 1, Some).map(drop)
        }),
        ("UPDATE tasks SET arguments = 'x'", |store| store.reading(1, TOMTICKET).next_due(0).map(drop)),
        ("UPDATE tasks SET arguments = 'x'", |store| store.reading(1, TOMTICKET).unread().map(drop)),
    ];

    #[test]
    fn what_somebody_broke_by_hand_is_an_error_wherever_it_is_read() {
        let (_folder, store) = kept();
        let more = "INSERT INTO operations (run, vendor, operation, answers, items, first_at, last_at)
                        VALUES (1, 'tomticket', 'customer_list', 1, 1, '', '');
                    INSERT INTO tasks (run, vendor, operation, arguments, state)
                        VALUES (1, 'tomticket', 'a', '[\"1\"]', 'waiting'), (1, 'tomticket', 'b', '[\"1\"]', 'failed')";
        store.sql().execute_batch(more).unwrap();
        let store = Rc::new(store);
        for (damage, read) in BROKEN {
            read(&store).unwrap();
            store.sql().execute_batch(&format!("BEGIN; {damage};")).unwrap();
            assert!(matches!(read(&store), Err(Failure::Store(_))), "{damage}");
            store.sql().execute_batch("ROLLBACK").unwrap();
        }
    }
}
