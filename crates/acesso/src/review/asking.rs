//! Asking a service, with a note in the store of what was asked for and how often.

use acesso_core::{Page, Pager, Request};

use super::engine::Trouble;
use crate::store::{Asked, Due, Reading};

/// Asks for one thing.
pub(super) async fn ask<T: Send + 'static>(due: &Due, reading: &Reading, request: Request<T>) -> Result<T, Trouble> {
    let asked = Asked::now(request.call(), &due.arguments);
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
pub(super) struct Pages<'a, T: Send + 'static> {
    list: Pager<T>,
    asked: Asked,
    due: &'a Due,
    reading: &'a Reading,
}

impl<'a, T: Send + 'static> Pages<'a, T> {
    pub(super) fn of(due: &'a Due, reading: &'a Reading, list: Pager<T>) -> Self {
        let asked = Asked::now(&list.call(), &due.arguments);
        Self { list: due.go_on(list), asked, due, reading }
    }

    /// The next page, `None` after the last one.
    pub(super) async fn next(&mut self) -> Option<Result<Page<T>, Trouble>> {
        let page = self.list.next_page().await?;
        if let Err(failure) = self.reading.note(self.due, &self.asked, self.list.attempts()) {
            return Some(Err(failure.into()));
        }
        Some(page.map_err(Trouble::from))
    }
}
