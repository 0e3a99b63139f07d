//! How a vendor says "this failed".

use std::fmt;

use bytes::Bytes;

use crate::{Fault, transport::Head};

/// An answer to be judged.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Answer<'a> {
    /// The operation's id in the contract.
    pub operation: &'a str,
    /// Status and headers.
    pub head: &'a Head,
    /// The body, whole.
    pub body: &'a Bytes,
}

impl<'a> Answer<'a> {
    /// An answer to be judged.
    pub fn new(operation: &'a str, head: &'a Head, body: &'a Bytes) -> Self {
        Self { operation, head, body }
    }
}

/// How a vendor says "this failed", also inside a 200, and where its code, message and request id are.
///
/// What only one operation means by its answer belongs into that operation's reader.
/// [`guide::another_service`](crate::guide::another_service) has one to begin from.
pub trait Dialect: fmt::Debug + Send + Sync {
    /// Whether the answer is a success, or what is wrong.
    ///
    /// # Errors
    /// The fault that the vendor reports.
    fn judge(&self, answer: &Answer<'_>) -> Result<(), Fault>;

    /// The id by which the vendor can find the request.
    fn request_id(&self, _answer: &Answer<'_>) -> Option<String> {
        None
    }
}

/// Plain HTTP: 2xx is a success, everything else what its status says.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainHttp;

impl Dialect for PlainHttp {
    fn judge(&self, answer: &Answer<'_>) -> Result<(), Fault> {
        if answer.head.status.is_success() { Ok(()) } else { Err(Fault::of_status(answer.head.status)) }
    }
}
