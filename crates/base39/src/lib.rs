#![doc = include_str!("../README.md")]

mod api_keys;
mod client;
mod companies;
mod company_groups;
mod credentials;
mod dialect;
mod fields;
mod list;
mod operators;
mod permissions;
mod reference;

// The crates whose types stand in signatures, so that nobody has to add them, in the version that fits.
#[doc(inline)]
pub use acesso_core::guide;
pub use acesso_core::{
    Authorize, BaseUrl, Call, Cursor, Error, ErrorKind, Fault, FixedCredential, Head, HttpRequest, HttpResponse, Loss,
    Lost, Page, Pager, Part, RateLimit, Reached, Reader, Request, RequestUrl, Response, RetryPolicy, Safety, Secret,
    Stamp, Transport, Variables,
};
pub use acesso_core::{bytes, http, serde_json};
pub use api_keys::{
    AccessLevel, AllowedIp, ApiKey, ApiKeyFilter, ApiKeyId, ApiKeyRule, ApiKeyRules, ApiKeys, RuleCondition, SearchIn,
};
pub use client::{Client, ClientBuilder, EXTERNAL_CLIENT_ID};
pub use companies::{Address, Companies, Company, CompanyId, CompanyList, CompanyStatus, CreditPolicy, CreditPolicyId};
pub use company_groups::{CompanyGroup, CompanyGroupFilter, CompanyGroupId, CompanyGroupReference, CompanyGroups};
pub use credentials::{ClientCredentials, Credentials, Scope};
pub use fields::Fields;
pub use jiff;
pub use operators::{NewPermission, OperatorId, OperatorPermissionFilter, Operators};
pub use permissions::{
    Actor, CompanyScope, Permission, PermissionFilter, PermissionId, PermissionPart, Permissions, Role,
};

#[cfg(any(feature = "reqwest", feature = "rustls-no-provider", feature = "native-tls"))]
pub use acesso_core::HttpTransport;
#[cfg(feature = "hyper")]
pub use acesso_core::HyperTransport;
#[cfg(feature = "testing")]
pub use acesso_core::testing;
