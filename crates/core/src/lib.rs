#![doc = include_str!("../README.md")]

mod auth;
mod call;
mod client;
mod clock;
mod dialect;
mod error;
pub mod guide;
pub mod oauth;
mod page;
mod rate;
mod retry;
mod secret;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod trace;
mod transport;
mod variables;
pub mod wire;

// The crates whose types stand in signatures, so that nobody has to add them, in the version that fits.
pub use {bytes, http, serde_json, url};

pub use auth::{Anonymous, Authorize, FixedCredential, Stamp};
pub use call::{BaseUrl, Call, Part, Reader, Safety, check_length, check_range};
pub use client::{Client, ClientBuilder, Request, Response};
pub use dialect::{Answer, Dialect, PlainHttp};
pub use error::{BODY_KEPT, Error, ErrorKind, Fault};
pub use page::{Cursor, Page, Pager};
pub use rate::RateLimit;
pub use retry::{Decision, FailedAttempt, RetryPolicy, retry_after};
pub use secret::Secret;
#[cfg(feature = "_transport")]
pub use transport::HttpTransport;
#[cfg(feature = "hyper")]
pub use transport::HyperTransport;
pub use transport::{Head, HttpRequest, HttpResponse, Loss, Lost, Reached, RequestUrl, Transport};
pub use variables::Variables;
