//! Asking a service, with a note in the store of what was asked for and how often.

use acesso_core::{Cursor, Page, Pager, Request};

use super::engine::Trouble;
use crate::store::{Asked, Due, Reading};

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

    /// The next page, `None` after the last one. An item that can't be read ends the list: who it is about is not known.
    pub async fn next(&mut self) -> Option<Result<Batch<T>, Trouble>> {
        let page = self.list.next_page().await?;
        if let Err(failure) = self.reading.note(self.due, &self.asked, self.list.attempts()) {
            return Some(Err(failure.into()));
        }
        Some(page.and_then(Batch::of).map_err(Trouble::from))
    }
}

/// A page whose items were all read.
#[derive(Debug)]
pub struct Batch<T> {
    /// In the order in which the service sent them.
    pub items: Vec<T>,
    /// Where the next one begins.
    pub next: Cursor,
    /// How many items the service says there are on all pages.
    pub total: Option<u64>,
}

impl<T> Batch<T> {
    fn of(page: Page<T>) -> Result<Self, acesso_core::Error> {
        let (next, total) = (page.next().clone(), page.total());
        Ok(Self { items: page.into_items()?, next, total })
    }
}
