//! What went wrong, where, and what to do next.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Method, StatusCode};

/// How much of an answer's body an error keeps, in bytes.
pub const BODY_KEPT: usize = 4096;

/// How much of a vendor's message `Display` shows, in characters.
const MESSAGE_SHOWN: usize = 200;

/// The coarse cause of an [`Error`], to branch on.
///
/// [`guide::errors`](crate::guide::errors) has them in a table: what to do, and what was repeated already.
///
/// More kinds may come: keep a `_` arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument is out of the contract's bounds. Nothing was sent.
    InvalidInput,
    /// The client can't work as it is set up: a missing token, a base URL without scheme. Nothing was sent.
    Configuration,
    /// No connection came about: name look-up, refused, TLS. The service did not see the request.
    Connect,
    /// No answer in time.
    Timeout,
    /// The connection broke, or the body ended early.
    Interrupted,
    /// The service refused the credentials (401), or the authorisation server did.
    Unauthorized,
    /// The credentials are known and not allowed to do this (403).
    Forbidden,
    /// The service knows no such item (404, or its own way to say so).
    NotFound,
    /// A 404 that the API did not write: the base URL is wrong. Never read it as "no such item".
    WrongBaseUrl,
    /// The request conflicts with another one (409).
    Conflict,
    /// Too many requests (429).
    RateLimited,
    /// The service refused the request for another reason (other 4xx, or an error inside a 200).
    Rejected,
    /// The service failed (5xx).
    Server,
    /// The service answered with a redirect. Redirects are not followed: they could carry credentials elsewhere.
    Redirect,
    /// The answer is larger than the client reads.
    TooLarge,
    /// The answer is not what the contract says. [`Error::json_path`] says where.
    Decode,
    /// A list can't be read on: the service gave the same cursor again.
    Paging,
}

impl ErrorKind {
    fn what(self) -> &'static str {
        match self {
            Self::InvalidInput => "the input was refused before sending",
            Self::Configuration => "the client is not set up",
            Self::Connect => "could not connect",
            Self::Timeout => "no answer in time",
            Self::Interrupted => "the connection broke before the answer was complete",
            Self::Unauthorized => "the credentials were refused",
            Self::Forbidden => "not allowed",
            Self::NotFound => "not found",
            Self::WrongBaseUrl => "this address does not serve the API",
            Self::Conflict => "conflicts with another request",
            Self::RateLimited => "too many requests",
            Self::Rejected => "the service refused the request",
            Self::Server => "the service failed",
            Self::Redirect => "the service answered with a redirect, which is not followed",
            Self::TooLarge => "the answer is too large",
            Self::Decode => "the answer could not be read",
            Self::Paging => "the list does not move on",
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::InvalidInput => "correct the value and call again",
            Self::Configuration => "correct the setting and start again",
            Self::Connect => "check the address, the network, the proxy and the certificates",
            Self::Timeout => "try again later, or allow more time",
            Self::Interrupted | Self::Server => "try again later",
            Self::Unauthorized => "check the token: it may be wrong, expired or revoked",
            Self::Forbidden => "ask the account's administrator for this permission",
            Self::NotFound => "check the identifier",
            Self::WrongBaseUrl | Self::Redirect => "check the base URL, its path included",
            Self::Conflict => "wait until the other request has ended, then look before calling again",
            Self::RateLimited => "wait, and call less often",
            Self::Rejected => "read the service's message and correct the request",
            Self::TooLarge => "ask for less, or raise the client's limit for bodies",
            Self::Decode => "the service may have changed: please report the path and the operation",
            Self::Paging => "start the list again; if it happens again, report it to the vendor",
        }
    }
}

/// One cause of failure, as a reader, a [`Dialect`](crate::Dialect) or an [`Authorize`](crate::Authorize) finds it.
///
/// The client adds the operation, the status, the attempts and the start of the body and makes an [`Error`] of it.
/// `Debug` shows neither the vendor's message nor what lies beneath.
#[derive(Clone)]
pub struct Fault(Box<Parts>);

#[derive(Clone)]
struct Parts {
    kind: ErrorKind,
    detail: Option<Cow<'static, str>>,
    message: Option<String>,
    code: Option<String>,
    advice: Option<Cow<'static, str>>,
    json_path: Option<String>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Fault {
    /// A fault of this kind.
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Parts {
            kind,
            detail: None,
            message: None,
            code: None,
            advice: None,
            json_path: None,
            source: None,
        }))
    }

    /// The kind that a status stands for by the HTTP semantics (RFC 9110, RFC 6585).
    pub fn of_status(status: StatusCode) -> Self {
        Self::new(match status.as_u16() {
            300..=399 => ErrorKind::Redirect,
            401 | 407 => ErrorKind::Unauthorized,
            403 => ErrorKind::Forbidden,
            404 | 410 => ErrorKind::NotFound,
            408 => ErrorKind::Timeout,
            409 => ErrorKind::Conflict,
            429 => ErrorKind::RateLimited,
            400..=499 => ErrorKind::Rejected,
            500..=599 => ErrorKind::Server,
            _ => ErrorKind::Decode,
        })
    }

    /// An argument that must not be sent. `problem` names the bound and, where it helps, the value's length, not the
    /// value: it may be personal data.
    pub fn invalid_input(field: &str, problem: impl fmt::Display) -> Self {
        Self::new(ErrorKind::InvalidInput).detail(format!("{field} {problem}"))
    }

    /// A setting that is missing or wrong.
    pub fn configuration(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Configuration).detail(detail)
    }

    /// What happened, in our own words. Shown in errors and logs: no secret, no personal data.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// The vendor's message. Shown in errors (one line, 200 characters), never in logs.
    #[must_use]
    pub fn message(mut self, message: Option<impl Into<String>>) -> Self {
        self.0.message = message.map(Into::into).filter(|text| !text.trim().is_empty());
        self
    }

    /// The vendor's machine-readable code.
    #[must_use]
    pub fn code(mut self, code: Option<impl Into<String>>) -> Self {
        self.0.code = code.map(Into::into);
        self
    }

    /// What to do next, where it differs from what the kind suggests.
    #[must_use]
    pub fn advice(mut self, advice: impl Into<Cow<'static, str>>) -> Self {
        self.0.advice = Some(advice.into());
        self
    }

    /// Where in the JSON the answer differs from the contract.
    #[must_use]
    pub fn json_path(mut self, path: impl Into<String>) -> Self {
        self.0.json_path = Some(path.into());
        self
    }

    /// The cause beneath. It must name no URL and hold nothing of a body.
    #[must_use]
    pub fn source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    fn advice_or_kinds(&self) -> &str {
        self.0.advice.as_deref().unwrap_or_else(|| self.0.kind.advice())
    }

    pub(crate) fn own_words(&self) -> &str {
        self.0.detail.as_deref().unwrap_or_else(|| self.0.kind.what())
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("kind", &self.0.kind)
            .field("detail", &self.0.detail)
            .field("code", &self.0.code)
            .field("json_path", &self.0.json_path)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Fault {
    /// What happened, and what to do next. The vendor's message is left to [`Error`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.own_words(), self.advice_or_kinds())
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// Why a call failed.
///
/// One pointer wide. [`Error::kind`] is what to branch on; the accessors say the rest. `Display` is one line: where,
/// what, what to do next. It can show the vendor's message (at most 200 characters), never a body, a secret or a filled
/// path; neither does `Debug`.
///
/// ```
/// use acesso_core::{Error, ErrorKind, Fault};
///
/// let error = Error::from(Fault::configuration("EXAMPLE_TOKEN is not set"));
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// assert_eq!(error.to_string(), "EXAMPLE_TOKEN is not set; correct the setting and start again");
/// ```
pub struct Error(Box<Report>);

/// Everything an [`Error`] knows.
pub(crate) struct Report {
    pub(crate) fault: Fault,
    pub(crate) place: Option<Place>,
    pub(crate) status: Option<StatusCode>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    pub(crate) may_have_happened: bool,
}

/// Where it happened: no filled path, no query.
pub(crate) struct Place {
    pub(crate) service: Cow<'static, str>,
    pub(crate) operation: Cow<'static, str>,
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
}

impl Error {
    pub(crate) fn new(report: Report) -> Self {
        Self(Box::new(report))
    }

    /// The coarse cause.
    pub fn kind(&self) -> ErrorKind {
        self.0.fault.0.kind
    }

    /// The operation's id in the vendor's contract, for example `list_permissions`.
    pub fn operation(&self) -> Option<&str> {
        self.0.place.as_ref().map(|place| &*place.operation)
    }

    /// The path as the contract writes it, placeholders unfilled.
    pub fn path_template(&self) -> Option<&str> {
        self.0.place.as_ref().map(|place| &*place.template)
    }

    /// The HTTP status of the last answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The vendor's machine-readable code.
    pub fn code(&self) -> Option<&str> {
        self.0.fault.0.code.as_deref()
    }

    /// The vendor's message, whole. It can hold personal data: keep it out of logs.
    pub fn message(&self) -> Option<&str> {
        self.0.fault.0.message.as_deref()
    }

    /// The id by which the vendor can find the request, if it gave one.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the service asked to wait (`Retry-After`, seconds or date).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many requests were sent for the call; 0 when nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the call took, waiting for the rate limit left out.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The first 4 KiB of the answer's body. It can hold personal data: keep it out of logs.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// Where in the answer's JSON the reader stopped, for example `data.details.email_validated`.
    pub fn json_path(&self) -> Option<&str> {
        self.0.fault.0.json_path.as_deref()
    }

    /// Whether a write can have taken effect, in any of its attempts, although the call failed: look before you repeat
    /// it. Always `false` for reads.
    pub fn may_have_happened(&self) -> bool {
        self.0.may_have_happened
    }

    /// What happened and where: `Display` without the advice.
    pub fn summary(&self) -> String {
        self.0.summary().to_string()
    }

    /// What to do next.
    pub fn advice(&self) -> &str {
        self.0.advice()
    }
}

impl From<Fault> for Error {
    /// An error outside of any call: nothing was sent.
    fn from(fault: Fault) -> Self {
        Self::new(Report {
            fault,
            place: None,
            status: None,
            request_id: None,
            retry_after: None,
            body: Bytes::new(),
            attempts: 0,
            elapsed: Duration::ZERO,
            may_have_happened: false,
        })
    }
}

impl fmt::Debug for Error {
    /// What is known, and what to do next: a `main` that returns the error shows this and nothing else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = &self.0;
        let known = [
            ("service", report.place.as_ref().map(|place| &*place.service)),
            ("operation", self.operation()),
            ("path", self.path_template()),
            ("status", report.status.as_ref().map(StatusCode::as_str)),
            ("detail", report.fault.0.detail.as_deref()),
            ("code", self.code()),
            ("request_id", self.request_id()),
            ("json_path", self.json_path()),
        ];
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &self.kind());
        for (name, value) in known {
            if let Some(value) = value {
                shown.field(name, &value);
            }
        }
        if let Some(wait) = &report.retry_after {
            shown.field("retry_after", wait);
        }
        shown
            .field("attempts", &report.attempts)
            .field("elapsed", &report.elapsed)
            .field("may_have_happened", &report.may_have_happened)
            .field("advice", &self.advice())
            .finish_non_exhaustive()
    }
}

impl Report {
    fn advice(&self) -> &str {
        self.fault.advice_or_kinds()
    }

    fn summary(&self) -> Summary<'_> {
        Summary(self)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.0.summary(), self.advice())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0.fault)
    }
}

struct Summary<'a>(&'a Report);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { fault, place, status, .. } = self.0;
        if let Some(Place { service, operation, method, template }) = place {
            write!(f, "{service} {operation} ({method} {template}): ")?;
        }
        f.write_str(fault.own_words())?;
        if let Some(path) = &fault.0.json_path {
            // It can hold a member name that the service chose.
            write!(f, " at {}", one_line(path))?;
        }
        if let Some(status) = status {
            write!(f, " (HTTP {status})")?;
        }
        if let Some(code) = &fault.0.code {
            write!(f, ", code {}", one_line(code))?;
        }
        if let Some(message) = &fault.0.message {
            write!(f, ", the service says: {}", one_line(message).trim_end_matches('.'))?;
        }
        if let Some(id) = &self.0.request_id {
            write!(f, ", request id {}", one_line(id))?;
        }
        if self.0.attempts > 1 {
            write!(f, ", after {} attempts in {:.1} s", self.0.attempts, self.0.elapsed.as_secs_f32())?;
        }
        if self.0.may_have_happened {
            f.write_str(", and the change may have been made")?;
        }
        Ok(())
    }
}

/// A vendor's text on one line, without control characters (a terminal would obey them), 200 characters at most.
fn one_line(text: &str) -> String {
    let mut line: String = text
        .split(|character: char| character.is_control() || character.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if let Some((end, _)) = line.char_indices().nth(MESSAGE_SHOWN) {
        line.truncate(end);
        line.push('…');
    }
    line
}
