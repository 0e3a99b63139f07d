#![doc = include_str!("../README.md")]

mod classify;
mod client;
mod customers;
mod dates;
mod departments;
mod envelope;
pub mod operations;
mod organizations;
mod permissions;
#[cfg(feature = "webhook")]
pub mod webhook;

pub use jiff;

#[doc(inline)]
pub use acesso_core::prelude::*;

pub use client::{Client, ClientBuilder};
pub use customers::{
    CustomField, CustomFieldId, Customer, CustomerDetails, CustomerFilter, CustomerId, CustomerKey,
    CustomerOrganization, Customers, InternalId,
};
pub use dates::DateText;
pub use departments::{
    Category, CategoryId, Department, DepartmentFields, DepartmentFilter, DepartmentId, Departments, FieldDefinition,
    Operator, OperatorId,
};
pub use organizations::{Organization, OrganizationFilter, OrganizationId, Organizations};
pub use permissions::{CustomerPermissions, Quota};
