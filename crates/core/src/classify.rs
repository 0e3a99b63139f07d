//! How a vendor says "this failed".

use std::{borrow::Cow, cell::Cell, fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{Body, Call, Error, error::Context};

/// A complete answer, and the call it answers.
#[non_exhaustive]
pub struct Answer<'a> {
    /// The operation's id in the contract.
    pub operation: &'a str,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body; empty where it is streamed.
    pub body: &'a Bytes,
    path_params: &'a [(Cow<'static, str>, String)],
    query: &'a [(Cow<'static, str>, String)],
    stream: Cell<Option<Body>>,
    pub(crate) asked: Option<Asked>,
}

/// How an answer was asked for.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) status: StatusCode,
    pub(crate) context: Context,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl Asked {
    /// An error of a part of the answer, with what is known of the whole.
    pub(crate) fn tell(&self, error: Error) -> Error {
        let Self { status, context, attempts, elapsed } = self;
        error.with_status(*status).in_context(context.clone()).with_attempts(*attempts, *elapsed)
    }
}

impl<'a> Answer<'a> {
    /// An answer to an operation, for tests of a classifier or a reader.
    pub fn new(operation: &'a str, status: StatusCode, headers: &'a HeaderMap, body: &'a Bytes) -> Self {
        Self { operation, status, headers, body, path_params: &[], query: &[], stream: Cell::default(), asked: None }
    }

    pub(crate) fn to<T>(call: &'a Call<T>, status: StatusCode, headers: &'a HeaderMap, body: &'a Bytes) -> Self {
        let Call { operation, path_params, query, .. } = call;
        Self { operation, status, headers, body, path_params, query, stream: Cell::default(), asked: None }
    }

    pub(crate) fn asked(self, asked: Asked) -> Self {
        Self { asked: Some(asked), ..self }
    }

    /// An error of a part of the answer, with what is known of the whole.
    pub(crate) fn told(&self, error: Error) -> Error {
        match &self.asked {
            Some(asked) => asked.tell(error),
            None => error.with_status(self.status),
        }
    }

    pub(crate) fn streaming(self, stream: Option<Body>) -> Self {
        Self { stream: Cell::new(stream), ..self }
    }

    pub(crate) fn take_stream(&self) -> Option<Body> {
        self.stream.take()
    }

    /// What a placeholder of the path was filled with, where it has one of this name.
    pub fn path_param(&self, name: &str) -> Option<&'a str> {
        find(self.path_params, name)
    }

    /// The query parameter of this name that was sent, if there is one.
    pub fn query_param(&self, name: &str) -> Option<&'a str> {
        find(self.query, name)
    }
}

fn find<'a>(pairs: &'a [(Cow<'static, str>, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
}

impl fmt::Debug for Answer<'_> {
    /// Headers, body and what was asked are left out: they can hold secrets and personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// How a vendor says "this failed", also inside a 200, and where its code, message and request id are.
///
/// What only one operation means by its answer belongs in that operation's reader. A success that is a web page where
/// JSON was asked for never gets here: that is a network's log-in page.
/// [`guide::another_service`](crate::guide::another_service) has one to begin from.
pub trait Classify: fmt::Debug + Send + Sync {
    /// Whether the answer is a success, or what is wrong.
    ///
    /// # Errors
    /// What the vendor reports.
    fn classify(&self, answer: &Answer<'_>) -> Result<(), Error>;

    /// The id by which the vendor can find the request.
    fn request_id(&self, _answer: &Answer<'_>) -> Option<String> {
        None
    }
}

/// By the status alone: 2xx is a success, everything else what HTTP semantics say.
#[derive(Debug, Clone, Copy, Default)]
pub struct StatusClassifier;

impl Classify for StatusClassifier {
    fn classify(&self, answer: &Answer<'_>) -> Result<(), Error> {
        if answer.status.is_success() { Ok(()) } else { Err(Error::from_status(answer.status)) }
    }
}
