#![doc = include_str!("../README.md")]

mod accounts;
mod billing;
mod charges;
mod classify;
mod client;
mod customers;
mod devices;
mod envelope;
mod ids;
mod lenient;
mod login;
pub mod operations;
mod patch;
mod pbxs;
mod region;
mod tenants;
mod users;

pub use acesso_core::oauth::{AuthorizationRequest, ClientAuthentication, Tokens};
#[doc(inline)]
pub use acesso_core::prelude::*;
pub use jiff;

pub use accounts::{
    Account, AccountFilter, AccountMetrics, AccountRole, AccountUser, Accounts, CustomerMetrics, DateDeleted,
    PbxMetrics,
};
pub use billing::{Billing, Invoice, InvoiceDetail, InvoiceItem, ItemNumber, ItemText, PriceOperator};
pub use charges::AcceptCharges;
pub use client::{Client, ClientBuilder};
pub use customers::{
    Customer, CustomerFilter, CustomerRole, CustomerUser, CustomerUserDetail, Customers, PbxConnectionProfile, PbxKind,
};
pub use devices::DeviceClient;
pub use envelope::check_success;
pub use ids::{DeviceId, InvoiceId, PbxId, TenantId, UserId};
pub use login::{Credentials, Login};
pub use patch::Patch;
pub use pbxs::{NewPbx, Pbx, PbxInstance};
pub use region::Region;
pub use tenants::{AccountSettings, CustomerSettings, NewAccount, NewCustomer, NewTenant};
pub use users::NewUser;
