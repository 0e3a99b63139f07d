#![doc = include_str!("../README.md")]

mod accounts;
mod client;
mod customers;
mod dialect;
mod frame;
mod ids;
mod login;
mod region;
mod time;

#[cfg(any(feature = "reqwest", feature = "rustls-no-provider", feature = "native-tls"))]
pub use acesso_core::HttpTransport;
#[cfg(feature = "hyper")]
pub use acesso_core::HyperTransport;
#[cfg(feature = "testing")]
pub use acesso_core::testing;
// The crates whose types stand in signatures, so that nobody has to add them, in the version that fits.
#[doc(inline)]
pub use acesso_core::guide;
pub use acesso_core::{
    Authorize, BaseUrl, Call, Cursor, Error, ErrorKind, Fault, FixedCredential, Head, HttpRequest, HttpResponse, Loss,
    Lost, Page, Pager, Part, RateLimit, Reached, Reader, Request, RequestUrl, Response, RetryPolicy, Safety, Secret,
    Stamp, Transport, Variables,
    oauth::{ClientAuthentication, Tokens},
};
pub use acesso_core::{bytes, http, serde_json};
pub use jiff;

pub use accounts::{
    Account, AccountFilter, AccountMetrics, AccountRole, AccountUser, Accounts, CustomerMetrics, DateDeleted,
    PbxMetrics,
};
pub use client::{Client, ClientBuilder};
pub use customers::{
    Customer, CustomerFilter, CustomerRole, CustomerUser, CustomerUserDetail, Customers, PbxConnectionProfile, PbxKind,
};
pub use frame::Listing;
pub use ids::{TenantId, UserId};
pub use login::{Credentials, Login};
pub use region::Region;
