//! What went wrong, where, and what to do next.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

pub use kind::ErrorKind;

use crate::transport::Sent;

mod kind;
mod line;

/// How much of an answer's body an error keeps, in bytes.
pub const BODY_KEPT: usize = 4096;

/// Why a call failed.
///
/// One pointer wide. [`Error::kind`] is what to branch on; the accessors say the rest. `Display` is one line: where,
/// what, what to do next. It can show the vendor's message (at most 200 characters), never a body, a secret or a filled
/// path. `Debug` is that line and the causes beneath it, so that a `main` which returns the error shows something to act
/// on.
///
/// A reader, a classifier or an [`Authorize`](crate::Authorize) makes one of what it knows; the client adds the operation,
/// the status, the attempts and the start of the body.
///
/// ```
/// use acesso_core::{Error, ErrorKind};
///
/// let error = Error::configuration("EXAMPLE_TOKEN is not set");
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// assert_eq!(error.to_string(), "EXAMPLE_TOKEN is not set; correct the setting and start again");
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    detail: Option<Cow<'static, str>>,
    message: Option<String>,
    code: Option<String>,
    advice: Option<Cow<'static, str>>,
    json_path: Option<String>,
    item_id: Option<String>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    context: Option<Context>,
    status: Option<StatusCode>,
    headers: HeaderMap,
    body: Bytes,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    elapsed: Duration,
    may_have_happened: bool,
    not_repeated: Option<&'static str>,
    reached: Reached,
    settled: bool,
}

/// The call that failed: no filled path, no query.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) service: &'static str,
    pub(crate) operation: Cow<'static, str>,
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
}

/// How far a request came. What may be repeated rests on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached {
    /// The service can't have seen it.
    No,
    /// It may have, and its answer is lost.
    Maybe,
    /// It answered.
    Answered,
}

impl From<Sent> for Reached {
    fn from(sent: Sent) -> Self {
        match sent {
            Sent::No => Self::No,
            Sent::Maybe => Self::Maybe,
        }
    }
}

/// Making errors: for classifiers, readers, credentials and transports.
impl Error {
    /// An error of this kind.
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            detail: None,
            message: None,
            code: None,
            advice: None,
            json_path: None,
            item_id: None,
            source: None,
            context: None,
            status: None,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            request_id: None,
            retry_after: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            may_have_happened: false,
            not_repeated: None,
            reached: Reached::No,
            settled: false,
        }))
    }

    /// An error of the kind that a status stands for by HTTP semantics (RFC 9110, RFC 6585).
    pub fn from_status(status: StatusCode) -> Self {
        Self::new(ErrorKind::from_status(status))
    }

    /// An argument that must not be sent. `problem` names the bound and, where it helps, the value's length, not the
    /// value: it may be personal data.
    pub fn invalid_input(field: &str, problem: impl fmt::Display) -> Self {
        Self::new(ErrorKind::InvalidInput).with_detail(format!("{field} {problem}"))
    }

    /// A setting that is missing or wrong.
    pub fn configuration(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Configuration).with_detail(detail)
    }

    /// What happened, in our own words. Shown in errors and logs: no secret, no personal data.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// The vendor's message. Shown in errors (one line, 200 characters), never in logs.
    #[must_use]
    pub fn with_message(mut self, message: Option<impl Into<String>>) -> Self {
        self.0.message = message.map(Into::into).filter(|text| !text.trim().is_empty());
        self
    }

    /// The vendor's machine-readable code.
    #[must_use]
    pub fn with_code(mut self, code: Option<impl Into<String>>) -> Self {
        self.0.code = code.map(Into::into);
        self
    }

    /// What to do next, where it differs from what the kind suggests.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<Cow<'static, str>>) -> Self {
        self.0.advice = Some(advice.into());
        self
    }

    /// Where in the JSON the answer differs from the contract.
    #[must_use]
    pub fn with_json_path(mut self, path: impl Into<String>) -> Self {
        self.0.json_path = Some(path.into());
        self
    }

    /// The id of the item of a list that could not be read.
    #[must_use]
    pub fn with_item_id(mut self, id: Option<impl Into<String>>) -> Self {
        self.0.item_id = id.map(Into::into);
        self
    }

    /// The cause beneath. It must name no URL and hold nothing of a body.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }
}

/// What the client adds.
impl Error {
    pub(crate) fn in_context(mut self, context: Context) -> Self {
        self.0.context = Some(context);
        self
    }

    /// How far the request came.
    pub(crate) fn reaching(mut self, reached: impl Into<Reached>) -> Self {
        self.0.reached = reached.into();
        self
    }

    /// A repetition would end the same way.
    pub(crate) fn settled(mut self) -> Self {
        self.0.settled = true;
        self
    }

    /// The answer, or what came of it.
    pub(crate) fn with_answer(mut self, status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        self.0.headers = headers;
        self.with_status(status).with_body(body)
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    /// The answer's body, or the part of it that the error is about.
    pub(crate) fn with_body(mut self, body: &[u8]) -> Self {
        // A copy, so that what was read is not kept alive by a small error.
        self.0.body = Bytes::copy_from_slice(body.get(..BODY_KEPT).unwrap_or(body));
        self
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32, elapsed: Duration) -> Self {
        self.0.attempts = attempts;
        self.0.elapsed = elapsed;
        self
    }

    pub(crate) fn with_unknown_outcome(mut self, may_have_happened: bool) -> Self {
        self.0.may_have_happened = may_have_happened;
        self
    }

    /// Why a failure that might pass was not repeated.
    pub(crate) fn not_repeated(mut self, why: Option<&'static str>) -> Self {
        self.0.not_repeated = why;
        self
    }

    pub(crate) fn reached(&self) -> Reached {
        self.0.reached
    }

    /// What happened, without where.
    pub(crate) fn own_words(&self) -> &str {
        self.0.detail.as_deref().unwrap_or_else(|| self.0.kind.description())
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.0.settled
    }

    /// The answer's status, if the answer is whole.
    pub(crate) fn answered_status(&self) -> Option<StatusCode> {
        self.0.status.filter(|_| self.0.reached == Reached::Answered)
    }
}

/// What is known.
impl Error {
    /// The coarse cause.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation's id in the vendor's contract, for example `list_permissions`.
    pub fn operation(&self) -> Option<&str> {
        self.0.context.as_ref().map(|context| &*context.operation)
    }

    /// The path as the contract writes it, placeholders unfilled.
    pub fn path_template(&self) -> Option<&str> {
        self.0.context.as_ref().map(|context| &*context.template)
    }

    /// The HTTP status of the last answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The headers of the last answer; none where no answer came. They can hold secrets such as cookies.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The vendor's machine-readable code.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The vendor's message, whole. It can hold personal data: keep it out of logs.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The id by which the vendor can find the request, if it gave one.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the service asked to wait (`Retry-After`, seconds or date), or how much of that is left.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many requests were sent for the call; 0 when nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the call took from its first attempt on, pauses included.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The first 4 KiB of the answer's body, or of the item that could not be read. It can hold personal data: keep it out of logs.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// Where in the answer's JSON the reader stopped, for example `data.details.email_validated`.
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// The id of the item of a list that could not be read, if the item has one. It can be personal data.
    pub fn item_id(&self) -> Option<&str> {
        self.0.item_id.as_deref()
    }

    /// Whether a write can have taken effect, in any of its attempts, although the call failed: look before you repeat
    /// it. Always `false` for reads.
    pub fn may_have_happened(&self) -> bool {
        self.0.may_have_happened
    }

    /// Whether the same call may succeed later, and repeating it does no harm: the failure is one that passes (no connection, no
    /// answer in time, 429, 5xx), and nothing can have happened yet.
    pub fn is_retryable(&self) -> bool {
        self.0.kind.may_pass() && !self.0.may_have_happened
    }

    /// What happened and where: `Display` without the advice.
    pub fn summary(&self) -> String {
        line::Summary(&self.0).to_string()
    }

    /// What to do next.
    pub fn advice(&self) -> &str {
        self.0.advice.as_deref().unwrap_or_else(|| self.0.kind.advice())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", line::Summary(&self.0), self.advice())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = std::error::Error::source(self);
        while let Some(beneath) = cause {
            write!(f, "\n  because: {beneath}")?;
            cause = beneath.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
