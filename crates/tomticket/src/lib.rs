#![doc = include_str!("../README.md")]

mod chats;
mod classify;
mod client;
mod customers;
mod dates;
mod departments;
mod envelope;
mod form;
mod named;
pub mod operations;
mod organizations;
mod permissions;
mod query;
mod tickets;
#[cfg(feature = "webhook")]
pub mod webhook;

pub use jiff;

#[doc(inline)]
pub use acesso_core::prelude::*;

pub use chats::{ChatFilter, Chats};
pub use client::{Client, ClientBuilder};
pub use customers::{
    CustomField, CustomFieldId, Customer, CustomerData, CustomerDetails, CustomerFilter, CustomerId, CustomerKey,
    Customers, InternalId, Language,
};
pub use dates::DateText;
pub use departments::{
    Category, CategoryId, Department, DepartmentFields, DepartmentFilter, DepartmentId, Departments, FieldDefinition,
    Operator, OperatorId,
};
pub use envelope::{Acknowledgement, check_found};
pub use form::Attachment;
pub use named::NamedRef;
pub use organizations::{Organization, OrganizationFilter, OrganizationId, Organizations};
pub use permissions::{CustomerPermissions, Quota};
pub use tickets::{
    Cost, Evaluation, Finish, NewTicket, Priority, Reply, ReplyId, ReplyStored, SenderType, Situation, Sla, SlaItem,
    StaggeredTicket, StatusChange, StatusId, StatusOperator, StatusPeriod, StopwatchEntry, Tag, Ticket, TicketCreated,
    TicketCustomField, TicketCustomFields, TicketCustomer, TicketDetails, TicketEvaluation, TicketFile, TicketFilter,
    TicketId, TicketOperator, TicketParts, TicketReply, TicketStatus, TicketType, Tickets, Transfer,
};
