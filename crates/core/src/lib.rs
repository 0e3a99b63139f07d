#![doc = include_str!("../README.md")]

mod attempt;
mod auth;
mod base_url;
mod body;
mod call;
mod classify;
mod client;
mod clock;
mod download;
mod env;
mod error;
pub mod guide;
mod limit;
pub mod oauth;
mod operation;
mod page;
mod pager;
mod payload;
mod proxy;
mod random;
mod request;
mod retry;
mod secret;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod trace;
mod transport;
pub mod wire;

// The crates whose types stand in signatures, so that nobody has to add them, in the version that fits.
pub use {bytes, http, serde_json, url};

#[doc(hidden)]
#[cfg(feature = "tracing")]
pub use tracing as __tracing;

pub use auth::{Anonymous, Authorize, FixedCredential, Stamp};
pub use base_url::{BaseUrl, is_loopback_host};
pub use body::Body;
pub use call::{Call, Reader};
pub use classify::{Answer, Classify, StatusClassifier};
pub use client::{Client, ClientBuilder};
pub use download::Download;
pub use env::Env;
pub use error::{BODY_KEPT, Error, ErrorKind};
pub use limit::{Limiter, Outcome, Permit, RateLimit};
pub use operation::{Bound, Measure, Operation, Safety, check_not_empty, check_range};
pub use page::{Cursor, Listing, Page};
pub use pager::Pager;
pub use payload::Part;
pub use proxy::Proxies;
pub use request::{Request, Response, new_idempotency_key};
pub use retry::{Decision, FailedAttempt, RetryPolicy, retry_after};
pub use secret::Secret;
pub use trace::Service;
#[cfg(feature = "tower")]
pub use transport::TowerTransport;
pub use transport::{GuardedTransport, Sent, Transport, TransportError, TransportErrorKind, still_connecting};
#[cfg(feature = "_reqwest")]
pub use transport::{ReqwestTransport, ReqwestTransportBuilder};

/// What a client's crate hands on to its users (`pub use acesso_core::prelude::*;`), so that they need no second
/// dependency: the types that stand in its signatures, and the crates that those are of.
pub mod prelude {
    #[cfg(feature = "tower")]
    pub use crate::TowerTransport;
    #[cfg(feature = "testing")]
    pub use crate::testing;
    pub use crate::{
        Answer, Authorize, BaseUrl, Body, Bound, Call, Cursor, Download, Env, Error, ErrorKind, FixedCredential,
        GuardedTransport, Limiter, Listing, Measure, Operation, Outcome, Page, Pager, Part, Permit, Proxies, RateLimit,
        Reader, Request, Response, RetryPolicy, Safety, Secret, Sent, Stamp, Transport, TransportError,
        TransportErrorKind, bytes, guide, http, serde_json, still_connecting, url, wire::RawItem,
    };
    #[cfg(feature = "_reqwest")]
    pub use crate::{ReqwestTransport, ReqwestTransportBuilder};
}
