//! A page of a list, and where it stands.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    vec,
};

use serde::{Deserialize, Serialize};

use crate::Error;

/// Where a list is to be read from. Keep it, in whatever form serde writes, to go on later.
///
/// ```
/// use acesso_core::Cursor;
///
/// let kept = serde_json::to_string(&Cursor::at("42"))?;
/// assert_eq!(kept, r#"{"at":"42"}"#);
/// assert_eq!(serde_json::from_str::<Cursor>(&kept)?.text(), Some("42"));
/// assert_eq!(serde_json::to_string(&Cursor::Start)?, r#""start""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cursor {
    /// From the first page on.
    #[default]
    Start,
    /// From a page on, in the vendor's own terms: an item's id, a page's number.
    At(String),
    /// There is nothing left to read.
    End,
}

impl Cursor {
    /// From a page on, in the vendor's own terms.
    pub fn at(text: impl Into<String>) -> Self {
        Self::At(text.into())
    }

    /// What the vendor calls the page; `None` at the start and at the end.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::At(text) => Some(text),
            Self::Start | Self::End => None,
        }
    }

    /// Whether there is nothing left to read.
    pub fn is_end(&self) -> bool {
        *self == Self::End
    }
}

impl<T: Into<String>> From<Option<T>> for Cursor {
    /// The page after this one; after the last one there is none.
    fn from(next: Option<T>) -> Self {
        next.map_or(Self::End, Self::at)
    }
}

/// One page of a list.
///
/// Its items are read all at once; where that fails, one by one, and those that can't be read are errors among the others.
#[derive(Debug, Clone)]
pub struct Page<T> {
    items: Vec<T>,
    /// What could not be read, and how many items stand before it.
    unread: Vec<(usize, Error)>,
    next: Cursor,
    total: Option<u64>,
    fingerprint: Option<u64>,
    reversed: bool,
}

impl<T> Page<T> {
    /// A page whose items were all read, and where the next one begins: `None` after the last one.
    pub fn new(items: Vec<T>, next: impl Into<Cursor>) -> Self {
        Self { items, unread: Vec::new(), next: next.into(), total: None, fingerprint: None, reversed: false }
    }

    /// Reverses the items, for a list that is read backwards.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.items.reverse();
        for (before, _) in &mut self.unread {
            *before = self.items.len().saturating_sub(*before);
        }
        self.unread.reverse();
        self.reversed = !self.reversed;
        self
    }

    /// Adds the vendor's count of the items on all pages, where it has one.
    #[must_use]
    pub fn with_total(mut self, total: Option<u64>) -> Self {
        self.total = total;
        self
    }

    /// Remembers the page by its items' ids, so that a service which gives it again is found out even if it calls it by
    /// another cursor. A page with items that could not be read is remembered by the texts of all its items.
    #[must_use]
    pub fn with_ids(self, id: impl Fn(&T) -> &str) -> Self {
        if self.unread.is_empty() { self.with_texts(id) } else { self }
    }

    /// Remembers the page by a text of each of its items.
    pub(crate) fn with_texts(mut self, text: impl Fn(&T) -> &str) -> Self {
        let mut hasher = DefaultHasher::new();
        for item in &self.items {
            text(item).hash(&mut hasher);
        }
        self.fingerprint = (!self.items.is_empty()).then(|| hasher.finish());
        self
    }

    /// The items, in the vendor's order; in place of one that could not be read its error, of the kind
    /// [`Decode`](crate::ErrorKind::Decode), with the id of the item if it has one. Can be empty in the middle of a list.
    pub fn into_results(self) -> impl Iterator<Item = Result<T, Error>> {
        Items::of(self)
    }

    /// The items, in the vendor's order, if all could be read.
    ///
    /// # Errors
    /// That of the first item that could not be.
    pub fn into_items(self) -> Result<Vec<T>, Error> {
        match self.unread.into_iter().next() {
            Some((_, error)) => Err(error),
            None => Ok(self.items),
        }
    }

    /// How many items it has, those that could not be read included.
    pub fn len(&self) -> usize {
        self.items.len() + self.unread.len()
    }

    /// Whether it has no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items that could be read.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// What could not be read.
    pub fn errors(&self) -> impl Iterator<Item = &Error> {
        self.unread.iter().map(|(_, error)| error)
    }

    /// Where the next page begins.
    pub fn next(&self) -> &Cursor {
        &self.next
    }

    /// How many items the vendor says there are on all pages, where it says so.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The items of another kind, in the same place; `Err` for those that can't be read. `read` gets the place of each in
    /// the answer.
    pub(crate) fn try_map<U>(self, read: impl Fn(usize, T) -> Result<U, Error>) -> Page<U> {
        let Self { items, mut unread, next, total, fingerprint, reversed } = self;
        let (mut read_items, last) = (Vec::with_capacity(items.len()), items.len().saturating_sub(1));
        for (index, item) in items.into_iter().enumerate() {
            match read(if reversed { last - index } else { index }, item) {
                Ok(item) => read_items.push(item),
                Err(error) => unread.push((read_items.len(), error)),
            }
        }
        Page { items: read_items, unread, next, total, fingerprint, reversed }
    }

    pub(crate) fn fingerprint(&self) -> Option<u64> {
        self.fingerprint
    }

    /// Says of each error where it belongs.
    pub(crate) fn map_errors(&mut self, told: impl Fn(Error) -> Error) {
        for (_, error) in &mut self.unread {
            *error = told(error.clone());
        }
    }

    /// Goes on elsewhere.
    pub(crate) fn followed_by(mut self, next: Cursor) -> Self {
        self.next = next;
        self
    }

    /// Leaves so many items, and tells whether there were more.
    pub(crate) fn cut_to(&mut self, most: usize) -> bool {
        let cut = self.len() > most;
        while self.len() > most {
            let last_is_unread = self.unread.last().is_some_and(|(before, _)| *before >= self.items.len());
            if last_is_unread {
                self.unread.pop();
            } else {
                self.items.pop();
            }
        }
        cut
    }
}

/// The items of a page and its errors, each in its place.
pub(crate) struct Items<T> {
    items: vec::IntoIter<T>,
    unread: vec::IntoIter<(usize, Error)>,
    /// The error that comes next, and how many items came already.
    error: Option<(usize, Error)>,
    read: usize,
}

impl<T> Items<T> {
    pub(crate) fn of(page: Page<T>) -> Self {
        let mut unread = page.unread.into_iter();
        let error = unread.next();
        Self { items: page.items.into_iter(), unread, error, read: 0 }
    }

    pub(crate) fn none() -> Self {
        Self::of(Page::new(Vec::new(), Cursor::End))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.len() == 0 && self.error.is_none()
    }

    /// What is left, as a page.
    pub(crate) fn into_page(self, next: Cursor, total: Option<u64>) -> Page<T> {
        let unread = self.error.into_iter().chain(self.unread);
        let unread = unread.map(|(before, error)| (before.saturating_sub(self.read), error)).collect();
        Page { items: self.items.collect(), unread, ..Page::new(Vec::new(), next) }.with_total(total)
    }
}

impl<T> Iterator for Items<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.error.as_ref().is_some_and(|(before, _)| *before <= self.read) {
            let (_, error) = std::mem::replace(&mut self.error, self.unread.next())?;
            return Some(Err(error));
        }
        let item = self.items.next()?;
        self.read += 1;
        Some(Ok(item))
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("left", &self.items.len()).finish_non_exhaustive()
    }
}

/// A list that the service gives whole, in one answer. As on a [`Page`], items that can't be read are errors among the others.
#[derive(Debug, Clone)]
pub struct Listing<T>(Page<T>);

impl<T> Listing<T> {
    /// A list whose items were all read, and the vendor's count of them.
    pub fn new(items: Vec<T>, count: Option<u64>) -> Self {
        Self(Page::new(items, Cursor::End).with_total(count))
    }

    /// All that stands on a page which is the only one.
    pub(crate) fn of(page: Page<T>) -> Self {
        Self(page)
    }

    /// The items, in the vendor's order; in place of one that could not be read its error, of the kind
    /// [`Decode`](crate::ErrorKind::Decode), with the id of the item if it has one.
    pub fn into_results(self) -> impl Iterator<Item = Result<T, Error>> {
        self.0.into_results()
    }

    /// The items, in the vendor's order, if all could be read.
    ///
    /// # Errors
    /// That of the first item that could not be.
    pub fn into_items(self) -> Result<Vec<T>, Error> {
        self.0.into_items()
    }

    /// How many items it has, those that could not be read included.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no items.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The items that could be read.
    pub fn items(&self) -> &[T] {
        self.0.items()
    }

    /// What could not be read.
    pub fn errors(&self) -> impl Iterator<Item = &Error> {
        self.0.errors()
    }

    /// How many items the vendor says there are, where it says so.
    pub fn count(&self) -> Option<u64> {
        self.0.total()
    }

    /// Whether there are as many items as the service says, those that could not be read included; `None` where it does not
    /// say. If there are not, the list is no proof of who is missing.
    pub fn count_matches(&self) -> Option<bool> {
        self.count().map(|count| u64::try_from(self.len()) == Ok(count))
    }
}
