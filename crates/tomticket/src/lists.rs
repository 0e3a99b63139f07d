//! Lists, with pages and without.

use std::{slice, vec};

use acesso_core::{Call, Cursor, Fault, Page, wire};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A list that comes whole, in one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Listing<T> {
    /// The items, in the vendor's order (`data` on the wire).
    #[serde(rename = "data")]
    pub items: Vec<T>,
    /// How many items the vendor says it found, where it says so. More than `items` holds would mean that the list is
    /// paged after all, which no source says.
    #[serde(default, deserialize_with = "wire::number_or_text")]
    pub size: Option<u64>,
}

impl<T> IntoIterator for Listing<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Listing<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// One page as it comes (the contract's `PageEnvelope`).
#[derive(Deserialize)]
struct PageAnswer<T> {
    data: Vec<T>,
    #[serde(default, deserialize_with = "wire::number_or_text")]
    size: Option<u64>,
    /// Null after the last page, absent on lists without pages.
    #[serde(default, deserialize_with = "wire::number_or_text")]
    next_page: Option<u64>,
}

/// Reads a page; its cursor is the number of the next one.
pub(crate) fn read_page<T: DeserializeOwned>(body: &[u8]) -> Result<Page<T>, Fault> {
    let PageAnswer { data, size, next_page } = wire::read_json(body)?;
    let next = next_page.map(|number| Cursor::new(number.to_string()));
    Ok(Page::new(data, next).total(size))
}

/// Asks for the page that a cursor names; without one for the first, which is the contract's default.
pub(crate) fn at_page<T>(call: Call<T>, cursor: Option<&Cursor>) -> Call<T> {
    match cursor.map(|cursor| cursor.as_str().parse::<u64>()) {
        None => call,
        Some(Ok(number @ 1..)) => call.query("page", number),
        Some(_) => call.require(Err(Fault::invalid_input("page", "must be a whole number from 1 on"))),
    }
}

/// Yes and no as query parameters have them.
pub(crate) fn zero_or_one(yes: bool) -> u8 {
    u8::from(yes)
}
