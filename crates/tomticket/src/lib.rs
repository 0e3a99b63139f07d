#![doc = include_str!("../README.md")]

mod client;
mod customers;
mod dates;
mod departments;
mod dialect;
mod envelope;
mod lists;
mod organizations;
mod permissions;

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
};
pub use acesso_core::{bytes, http, serde_json};
pub use client::{Client, ClientBuilder};
pub use customers::{
    CustomField, CustomFieldId, Customer, CustomerDetails, CustomerFilter, CustomerId, CustomerKey,
    CustomerOrganization, Customers, InternalId,
};
pub use dates::DateText;
pub use departments::{
    Category, CategoryId, Department, DepartmentFields, DepartmentId, Departments, FieldDefinition, Operator,
    OperatorId,
};
pub use jiff;
pub use lists::Listing;
pub use organizations::{Organization, OrganizationId, Organizations};
pub use permissions::{CustomerPermissions, Quota};
