//! Asking a service, with a note in the store of what was asked for and how often.

use acesso_core::{Cursor, Listing, Page, Pager, Request};

use super::engine::Trouble;
use crate::{
    model::with_cause,
    store::{Answer, Asked, Due, Listed, Next, Reading, UnreadItem},
};

/// Asks for one thing. A request that was begun elsewhere is refused: the evidence would lack what it asked for.
pub async fn ask<T: Send + 'static>(due: &Due, reading: &Reading, request: Request<T>) -> Result<T, Trouble> {
    let Some(call) = request.call() else {
        return Err(Trouble::Contradiction("the request was sent before what it asks for could be kept".to_owned()));
    };
    let asked = Asked::now(call, &due.arguments);
    let (answer, attempts) = match request.send().await {
        Ok(response) => (Ok(response.body), response.attempts),
        Err(error) => {
            let attempts = error.attempts();
            (Err(error), attempts)
        }
    };
    reading.note(due, &asked, attempts)?;
    Ok(answer?)
}

/// A list that is read from where it was left to its end, and then once more. Both readings are kept in the same way: what
/// the second one says is the newer word.
#[derive(Debug)]
pub struct List<'a, T> {
    what: &'static str,
    due: &'a Due,
    reading: &'a Reading,
    listed: fn(&T) -> Listed,
    is_read_once: bool,
}

impl<'a, T: Send + 'static> List<'a, T> {
    /// The list that is due. `what` says what it is of, in English (`operators`), and `listed` by what its two readings are
    /// compared, item by item.
    pub fn of(what: &'static str, due: &'a Due, reading: &'a Reading, listed: fn(&T) -> Listed) -> Self {
        Self { what, due, reading, listed, is_read_once: false }
    }

    /// Reads it once where that is so, in a quick review: nothing tells then whether it changed meanwhile.
    #[must_use]
    pub fn once_if(self, quick: bool) -> Self {
        Self { is_read_once: quick, ..self }
    }

    /// Reads a list that comes in pages. `keep` says what to keep of one.
    pub async fn pages(
        self,
        list: impl Fn() -> Pager<T>,
        keep: impl Fn(Batch<T>) -> Result<Answer, Trouble>,
    ) -> Result<(), Trouble> {
        let mut due = self.due.clone();
        loop {
            let mut pages = Pages::of(&due, self.reading, list());
            let mut next = None;
            while let Some(page) = pages.next().await {
                next = Some(self.keep(&due, page?, &keep)?);
            }
            match next {
                Some(Next::Again) => due = due.once_more(),
                Some(Next::Done) => return Ok(()),
                Some(Next::Page(_)) | None => {
                    return Err(Trouble::Contradiction("the list broke off before its end".to_owned()));
                }
            }
        }
    }

    /// Reads a list that comes in one answer. One that has another number of items than the service says was not read.
    pub async fn listing(
        self,
        list: impl Fn() -> Request<Listing<T>>,
        keep: impl Fn(Batch<T>) -> Result<Answer, Trouble>,
    ) -> Result<(), Trouble> {
        let mut due = self.due.clone();
        loop {
            let listing = ask(&due, self.reading, list()).await?;
            if listing.count_matches() == Some(false) {
                let (what, theirs, ours) = (self.what, listing.count().unwrap_or_default(), listing.len());
                return Err(Trouble::Contradiction(format!("the service counts {theirs} {what} and sent {ours}")));
            }
            match self.keep(&due, Batch::of_listing(listing, due.again), &keep)? {
                Next::Again => due = due.once_more(),
                Next::Done | Next::Page(_) => return Ok(()),
            }
        }
    }

    /// Keeps a page, and says how the list goes on.
    fn keep(
        &self,
        due: &Due,
        page: Batch<T>,
        keep: impl Fn(Batch<T>) -> Result<Answer, Trouble>,
    ) -> Result<Next, Trouble> {
        let goes_on = Next::after(page.next.clone())?;
        let is_to_be_read_again = goes_on == Next::Done && !due.again && !self.is_read_once;
        let next = if is_to_be_read_again { Next::Again } else { goes_on };
        let (items, counted) = (page.items.len() + page.unread.len(), page.total);
        let (listed, unread) = (Some(page.items.iter().map(self.listed).collect()), page.unread.clone());
        let answer = Answer { items, counted, listed, unread, ..keep(page)? };
        self.reading.save(due, &answer, &next)?;
        Ok(next)
    }
}

/// A list, from where it was left.
#[derive(Debug)]
pub struct Pages<'a, T: Send + 'static> {
    list: Pager<T>,
    asked: Asked,
    due: &'a Due,
    reading: &'a Reading,
}

impl<'a, T: Send + 'static> Pages<'a, T> {
    /// The list that is due, from its beginning or from where a run that was stopped left it.
    pub fn of(due: &'a Due, reading: &'a Reading, list: Pager<T>) -> Self {
        let asked = Asked::now(&list.call(), &due.arguments);
        Self { list: due.go_on(list), asked, due, reading }
    }

    /// The next page, `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Batch<T>, Trouble>> {
        let at = self.list.cursor().clone();
        let page = self.list.next_page().await?;
        if let Err(failure) = self.reading.note(self.due, &self.asked, self.list.attempts()) {
            return Some(Err(failure.into()));
        }
        Some(page.map(|page| Batch::of(page, &at, self.due.again)).map_err(Trouble::from))
    }
}

impl UnreadItem {
    /// Whom or what it is about: its id, else where it stands, which is the same in both readings of a list.
    fn of(error: &acesso_core::Error, page: &Cursor) -> Self {
        let place = error.json_path().unwrap_or_default();
        let id = match (error.item_id(), page.text()) {
            (Some(id), _) => id.to_owned(),
            (None, Some(page)) => format!("page {page}, {place}"),
            (None, None) => place.to_owned(),
        };
        Self { id, problem: with_cause(error) }
    }
}

/// A page.
#[derive(Debug)]
pub struct Batch<T> {
    /// What could be read, in the order in which the service sent it.
    pub items: Vec<T>,
    /// What could not.
    pub unread: Vec<UnreadItem>,
    /// Where the next one begins.
    pub next: Cursor,
    /// How many items the service says there are on all pages.
    pub total: Option<u64>,
    /// Whether the list is read for the second time.
    pub again: bool,
}

impl<T> Batch<T> {
    fn of(page: Page<T>, at: &Cursor, again: bool) -> Self {
        let (next, total) = (page.next().clone(), page.total());
        Self { next, total, again, ..Self::of_items(page.into_results(), at) }
    }

    /// A list that came in one answer: a page that is the only one.
    pub fn of_listing(list: Listing<T>, again: bool) -> Self {
        let total = list.count();
        Self { total, again, ..Self::of_items(list.into_results(), &Cursor::Start) }
    }

    fn of_items(results: impl Iterator<Item = Result<T, acesso_core::Error>>, at: &Cursor) -> Self {
        let (mut items, mut unread) = (Vec::with_capacity(results.size_hint().0), Vec::new());
        for item in results {
            match item {
                Ok(item) => items.push(item),
                Err(error) => unread.push(UnreadItem::of(&error, at)),
            }
        }
        Self { items, unread, next: Cursor::End, total: None, again: false }
    }
}

#[cfg(test)]
mod tests;
