//! What all lists share: members to choose, and pages.

use std::ops::Range;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Refusal;
use crate::fault::Trick;
use crate::server::{Asked, Pairs, json};

/// The parameter `fields`: which members of an item are wanted.
pub(super) enum Fields {
    All,
    Only(Vec<String>),
    Except(Vec<String>),
}

impl Fields {
    pub(super) fn read(query: &Pairs) -> Result<Self, Refusal> {
        let names: Vec<_> =
            query.list("fields").unwrap_or_default().into_iter().filter(|name| !name.is_empty()).collect();
        let (except, only): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name.starts_with('-'));
        match (only.is_empty(), except.is_empty()) {
            (true, true) => Ok(Self::All),
            (false, true) => Ok(Self::Only(only.into_iter().map(str::to_owned).collect())),
            (true, false) => Ok(Self::Except(except.iter().map(|name| name.replacen('-', "", 1)).collect())),
            (false, false) => Err(Refusal::bad_query("fields to include and fields to exclude can't be mixed")),
        }
    }

    pub(super) fn choose<T: Serialize>(&self, item: T) -> Chosen<T> {
        let keep = |name: &String| match self {
            Self::All => true,
            Self::Only(names) => names.contains(name),
            Self::Except(names) => !names.contains(name),
        };
        match (self, serde_json::to_value(&item)) {
            (Self::Only(_) | Self::Except(_), Ok(Value::Object(members))) => {
                Chosen::Part(members.into_iter().filter(|(name, _)| keep(name)).collect())
            }
            _ => Chosen::Whole(item),
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Chosen<T> {
    Whole(T),
    Part(Map<String, Value>),
}

/// A filter that the contract has on some operations only.
pub(super) fn deleted(query: &Pairs) -> Result<Option<bool>, Refusal> {
    query.read("deleted").map_err(|_| Refusal::bad_query("deleted must be true or false"))
}

/// Where a page begins. Items are numbered from the oldest on; a list has the newest first.
pub(super) enum Cursor {
    Start,
    After(usize),
    Before(usize),
}

pub(super) struct PageRequest {
    cursor: Cursor,
    limit: usize,
    asked: Asked,
}

pub(super) struct Page<T> {
    items: Vec<T>,
    has_more: bool,
}

impl PageRequest {
    pub(super) fn read(query: &Pairs, asked: Asked, find: impl Fn(&str) -> Option<usize>) -> Result<Self, Refusal> {
        let limit = match query.read("limit") {
            Ok(None) => 10,
            Ok(Some(limit @ 1..=100)) => limit,
            _ => return Err(Refusal::bad_query("limit must be between 1 and 100")),
        };
        let find = |id| find(id).ok_or_else(|| Refusal::bad_query("no object has the cursor's id"));
        let cursor = match (query.get("starting_after"), query.get("ending_before")) {
            (Some(_), Some(_)) => {
                return Err(Refusal::bad_query("starting_after and ending_before can't be combined"));
            }
            (Some(id), None) => Cursor::After(find(id)?),
            (None, Some(id)) => Cursor::Before(find(id)?),
            (None, None) => Cursor::Start,
        };
        let cursor = if asked.starts_over() { Cursor::Start } else { cursor };
        Ok(Self { cursor, limit, asked })
    }

    /// The numbers on the asked side of the cursor, out of `count`.
    pub(super) fn range(&self, count: usize) -> Range<usize> {
        match self.cursor {
            Cursor::Start => 0..count,
            Cursor::After(cursor) => 0..cursor,
            Cursor::Before(cursor) => cursor + 1..count,
        }
    }

    /// The page out of these numbers, the oldest first; `item` leaves out what the request doesn't want.
    pub(super) fn take<T>(
        &self,
        numbers: impl DoubleEndedIterator<Item = usize>,
        item: impl Fn(usize) -> Option<T>,
    ) -> Page<T> {
        // One more than the page holds tells whether there is more.
        let (wanted, shift) = (self.limit + 1, self.asked.shift());
        let mut items: Vec<T> = match self.cursor {
            Cursor::Before(_) => numbers.filter_map(item).skip(shift).take(wanted).collect(),
            Cursor::Start | Cursor::After(_) => numbers.rev().filter_map(item).skip(shift).take(wanted).collect(),
        };
        let has_more = items.len() > self.limit || self.asked.is(Trick::Endless);
        items.truncate(self.limit);
        if matches!(self.cursor, Cursor::Before(_)) {
            items.reverse();
        }
        if self.asked.is(Trick::EmptyPage) {
            items.clear();
        }
        Page { items, has_more }
    }
}

impl<T> Page<T> {
    pub(super) fn into_response<B: Serialize>(self, body: impl Fn(T) -> B) -> Response<Body> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct List<B> {
            has_more: bool,
            data: Vec<B>,
        }
        let data = self.items.into_iter().map(body).collect();
        json(StatusCode::OK, &List { has_more: self.has_more, data })
    }
}
