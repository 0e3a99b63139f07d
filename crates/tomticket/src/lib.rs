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
#[cfg(feature = "testing")]
pub use acesso_core::testing;
pub use acesso_core::{
    BaseUrl, Call, Cursor, Error, ErrorKind, Fault, Head, HttpRequest, HttpResponse, Loss, Lost, Page, Pager, Part,
    RateLimit, Reached, Reader, Request, Response, RetryPolicy, Safety, Secret, Transport, Variables,
};
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
pub use lists::Listing;
pub use organizations::{Organization, OrganizationId, Organizations};
pub use permissions::{CustomerPermissions, Quota};
