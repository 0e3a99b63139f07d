//! What holds for every call, whatever bytes come as its answer.

use std::fmt::Debug;

use acesso_core::{Error, ErrorKind, Listing, Page, Pager, Request, testing::MockTransport};
use serde::Serialize;
use tokio::runtime::{Builder, Runtime};

use super::told::assert_one_line;

const STATUSES: [u16; 12] = [200, 201, 302, 400, 401, 402, 403, 404, 409, 429, 500, 503];

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().unwrap();
}

/// An answer, and the number of the operation that gets it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub(crate) operation: u8,
    status: u16,
    body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// The first byte chooses the operation and the second the status, from `0` on; the rest is the body.
    pub(crate) fn of(bytes: &'a [u8]) -> Option<Self> {
        let [operation, status, body @ ..] = bytes else { return None };
        let status = STATUSES[usize::from(status.wrapping_sub(b'0')) % STATUSES.len()];
        Some(Self { operation: operation.wrapping_sub(b'0'), status, body })
    }

    fn mock(&self) -> MockTransport {
        MockTransport::new().respond(self.status, self.body.to_vec())
    }

    /// A call that gets this answer fails in a way that can be told, or what it read is what it reads again when that is
    /// written and framed.
    pub(crate) fn one<T>(&self, ask: impl Fn(MockTransport) -> Request<T>, frame: &str)
    where
        T: Serialize + PartialEq + Debug + Send + 'static,
    {
        let read = |mock| RUNTIME.with(|runtime| runtime.block_on(ask(mock)));
        match read(self.mock()) {
            Ok(value) => {
                let written = frame.replace('$', &serde_json::to_string(&value).unwrap());
                assert_eq!(read(MockTransport::new().respond(200, written.clone())).unwrap(), value, "{written}");
            }
            Err(error) => self.assert_told(&error),
        }
    }

    /// As [`one`](Self::one), for a list that comes whole. An item that can't be read is an error that can be told, too.
    pub(crate) fn listing<T, L>(
        &self,
        ask: impl Fn(MockTransport) -> Request<L>,
        list: impl Fn(&L) -> &Listing<T>,
        frame: impl Fn(&L) -> serde_json::Value,
    ) where
        T: PartialEq + Debug + Clone,
        L: Send + 'static,
    {
        let read = |mock| RUNTIME.with(|runtime| runtime.block_on(ask(mock)));
        match read(self.mock()) {
            Ok(read) if list(&read).errors().next().is_some() => {
                let listing = list(&read);
                self.assert_unread(listing.errors());
                assert_eq!(listing.len(), listing.items().len() + listing.errors().count());
                assert_eq!(listing.clone().into_results().filter_map(Result::ok).count(), listing.items().len());
                assert_eq!(listing.clone().into_items().unwrap_err().kind(), ErrorKind::Decode);
            }
            Ok(value) => {
                let written = frame(&value).to_string();
                let again = read(MockTransport::new().respond(200, written.clone())).unwrap();
                assert_eq!(list(&again).errors().count(), 0, "{written}");
                let parts = |read: &L| (list(read).items().to_vec(), list(read).count());
                assert_eq!(parts(&again), parts(&value), "{written}");
            }
            Err(error) => self.assert_told(&error),
        }
    }

    /// As [`one`](Self::one), for the page of a list. An item that can't be read is an error that can be told, too.
    pub(crate) fn page<T>(&self, ask: impl Fn(MockTransport) -> Pager<T>, frame: impl Fn(&Page<T>) -> serde_json::Value)
    where
        T: Serialize + PartialEq + Debug + Clone + Send + 'static,
    {
        let first = async |mock| ask(mock).next_page().await.unwrap();
        let read = |mock| RUNTIME.with(|runtime| runtime.block_on(first(mock)));
        match read(self.mock()) {
            Ok(page) if page.errors().next().is_some() => {
                self.assert_unread(page.errors());
                assert_eq!(page.len(), page.items().len() + page.errors().count());
                assert_eq!(page.clone().into_results().filter_map(Result::ok).count(), page.items().len());
                assert_eq!(page.into_items().unwrap_err().kind(), ErrorKind::Decode);
            }
            Ok(page) => {
                let written = frame(&page).to_string();
                let again = read(MockTransport::new().respond(200, written.clone())).unwrap();
                assert_eq!(again.errors().count(), 0, "{written}");
                let parts = |page: &Page<T>| (page.items().to_vec(), page.next().clone(), page.total());
                assert_eq!(parts(&again), parts(&page), "{written}");
            }
            Err(error) => self.assert_told(&error),
        }
    }

    fn assert_unread<'e>(&self, errors: impl Iterator<Item = &'e Error>) {
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            assert!(error.json_path().is_some(), "{error}");
            self.assert_told(error);
        }
    }

    fn assert_told(&self, error: &Error) {
        use ErrorKind::{Decode, NotFound, Paging, Rejected};
        let is_of_the_body = matches!(error.kind(), Decode | NotFound | Paging | Rejected);
        assert!(
            if self.status < 300 { is_of_the_body } else { error.kind() != Decode },
            "HTTP {}: {error}",
            self.status
        );
        assert_one_line(error);
        assert!(error.body().len() <= acesso_core::BODY_KEPT && self.holds(error.body()), "{error}");
    }

    /// Whether this is the body's beginning, or an item's in the middle of it. Half a surrogate pair in that was mended.
    fn holds(&self, part: &[u8]) -> bool {
        let is_mended = || self.body.to_ascii_lowercase().windows(3).any(|bytes| bytes == br"\ud");
        self.body.starts_with(part) || self.body.windows(part.len()).any(|bytes| bytes == part) || is_mended()
    }
}
