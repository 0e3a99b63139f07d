//! What holds for every call, whatever bytes come as its answer.

use std::fmt::Debug;

use acesso_core::{Error, ErrorKind, Page, Pager, Request, testing::Script};
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

    fn script(&self) -> Script {
        Script::new().answer(self.status, self.body.to_vec())
    }

    /// A call that gets this answer fails in a way that can be told, or what it read is what it reads again when that is
    /// written and framed.
    pub(crate) fn one<T>(&self, ask: impl Fn(Script) -> Request<T>, frame: &str)
    where
        T: Serialize + PartialEq + Debug + Send + 'static,
    {
        let read = |script| RUNTIME.with(|runtime| runtime.block_on(ask(script).into_future()));
        match read(self.script()) {
            Ok(value) => {
                let written = frame.replace('$', &serde_json::to_string(&value).unwrap());
                assert_eq!(read(Script::new().answer(200, written.clone())).unwrap(), value, "{written}");
            }
            Err(error) => self.assert_told(&error),
        }
    }

    /// As [`one`](Self::one), for the page of a list.
    pub(crate) fn page<T>(&self, ask: impl Fn(Script) -> Pager<T>, frame: impl Fn(&Page<T>) -> serde_json::Value)
    where
        T: Serialize + PartialEq + Debug + Send + 'static,
    {
        let first = async |script| ask(script).next_page().await.unwrap();
        let read = |script| RUNTIME.with(|runtime| runtime.block_on(first(script)));
        match read(self.script()) {
            Ok(page) => {
                let written = frame(&page).to_string();
                assert_eq!(read(Script::new().answer(200, written.clone())).unwrap(), page, "{written}");
            }
            Err(error) => self.assert_told(&error),
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
        assert!(self.body.starts_with(error.body()) && error.body().len() <= acesso_core::BODY_KEPT);
    }
}
