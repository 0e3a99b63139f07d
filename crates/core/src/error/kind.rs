//! The coarse cause.

use http::StatusCode;

/// The coarse cause of an [`Error`](crate::Error), to branch on.
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
    /// The answer is not what the contract says. [`Error::json_path`](crate::Error::json_path) says where.
    Decode,
    /// A list can't be read on: the service gave the same cursor or page again, a hundred empty pages in a row, or more
    /// items than it counts.
    Paging,
}

impl ErrorKind {
    /// The kind that a status stands for by HTTP semantics (RFC 9110, RFC 6585).
    pub(super) fn from_status(status: StatusCode) -> Self {
        match status.as_u16() {
            300..=399 => Self::Redirect,
            401 | 407 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 | 410 => Self::NotFound,
            408 => Self::Timeout,
            409 => Self::Conflict,
            429 => Self::RateLimited,
            400..=499 => Self::Rejected,
            500..=599 => Self::Server,
            _ => Self::Decode,
        }
    }

    /// Whether failures of this kind pass by themselves.
    pub(crate) fn may_pass(self) -> bool {
        matches!(self, Self::Connect | Self::Timeout | Self::Interrupted | Self::RateLimited | Self::Server)
    }

    /// What logs call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid_input",
            Self::Configuration => "configuration",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::WrongBaseUrl => "wrong_base_url",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate_limited",
            Self::Rejected => "rejected",
            Self::Server => "server",
            Self::Redirect => "redirect",
            Self::TooLarge => "too_large",
            Self::Decode => "decode",
            Self::Paging => "paging",
        }
    }

    pub(crate) fn description(self) -> &'static str {
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

    pub(super) fn advice(self) -> &'static str {
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
