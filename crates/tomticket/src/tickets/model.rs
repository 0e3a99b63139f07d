//! Tickets, as the service describes them.

use std::fmt;

use acesso_core::{open_enum, text_id, wire};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Number, Value};

use crate::{
    CategoryId, CustomFieldId, CustomerId, CustomerKey, DateText, DepartmentId, InternalId, NamedRef, OperatorId,
    OrganizationId, customers::key_of, envelope::number,
};

text_id! {
    /// A ticket's id: 32 lower-case hexadecimal characters in captured answers, opaque here. Not the number that the
    /// customer knows, which is the ticket's `protocol`.
    pub struct TicketId;
}

text_id! {
    /// A reply's id, opaque.
    pub struct ReplyId;
}

text_id! {
    /// A status's id: 32 lower-case hexadecimal characters in captured answers, opaque here.
    pub struct StatusId;
}

open_enum! {
    /// Who opened a ticket.
    pub enum TicketType {
        /// A customer.
        External = "Externo",
        /// An operator, for other operators.
        Internal = "Interno",
    }
}

open_enum! {
    /// Who wrote a reply.
    pub enum SenderType {
        /// An operator.
        Operator = "A",
        /// The customer. A reply in the name of an operator is stored as the customer's, too, where no operator was
        /// linked to the ticket (client, live).
        Customer = "C",
    }
}

/// How urgent a ticket is: a number on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Priority {
    /// 1
    Low,
    /// 2
    Normal,
    /// 3
    High,
    /// 4
    Urgent,
    /// A value that this version does not know, as it came.
    Unknown(u64),
}

impl Priority {
    /// The number on the wire.
    pub fn number(self) -> u64 {
        match self {
            Self::Low => 1,
            Self::Normal => 2,
            Self::High => 3,
            Self::Urgent => 4,
            Self::Unknown(number) => number,
        }
    }
}

impl From<u64> for Priority {
    fn from(number: u64) -> Self {
        match number {
            1 => Self::Low,
            2 => Self::Normal,
            3 => Self::High,
            4 => Self::Urgent,
            other => Self::Unknown(other),
        }
    }
}

impl From<Priority> for u64 {
    fn from(priority: Priority) -> Self {
        priority.number()
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

impl Serialize for Priority {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.number())
    }
}

impl<'de> Deserialize<'de> for Priority {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        number(deserializer).map(Self::from)
    }
}

/// A ticket in the list, as [`Tickets::list`](crate::Tickets::list) gives it.
///
/// Every plain member was in every captured item: 1,357 tickets of one account (capture). One that is missing makes this
/// ticket an error in its place in the list. A null text is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// The number that the customer knows.
    #[serde(deserialize_with = "number")]
    pub protocol: u64,
    /// The subject.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub subject: String,
    /// What the ticket was opened with, in the format of [`mimetype`](field@Self::mimetype).
    #[serde(deserialize_with = "wire::null_as_default")]
    pub message: String,
    /// Whether [`message`](field@Self::message) was shortened; see
    /// [`TicketFilter::truncate_body`](field@crate::TicketFilter::truncate_body).
    #[serde(deserialize_with = "wire::flag")]
    pub message_truncated: bool,
    /// The format of the message: `text/plain` or `text/html`.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub mimetype: String,
    /// Who asked for help.
    pub customer: TicketCustomer,
    /// How urgent it is.
    pub priority: Priority,
    /// Who opened it.
    pub ticket_type: TicketType,
    /// The time worked, in seconds.
    #[serde(deserialize_with = "number")]
    pub work_time: u64,
    /// The time since it was opened; seconds according to the vendor's older API, not confirmed.
    #[serde(deserialize_with = "number")]
    pub elapsed_time: u64,
    /// When it was opened.
    pub creation_date: DateText,
    /// How fast it was to be started and done.
    pub sla: Sla,
    /// What it costs.
    pub cost: Cost,
    /// How the customer rated it.
    pub evaluation: TicketEvaluation,
    /// When it was first answered.
    pub first_reply_date: Option<DateText>,
    /// When it was finished.
    pub end_date: Option<DateText>,
    /// Where it stands in the vendor's workflow.
    pub situation: Situation,
    /// Its category.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub category: NamedRef<CategoryId>,
    /// Its department.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub department: NamedRef<DepartmentId>,
    /// The operator linked to it; without an id where there is none.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub operator: NamedRef<OperatorId>,
    /// Its current status; without an id where there is none.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub status: TicketStatus,
    /// The ticket that this one belongs to.
    pub parent_ticket_id: Option<TicketId>,
    /// Only null was captured.
    pub schedule_date: Option<DateText>,
    /// Whether it is answered over WhatsApp (by the name; the meaning is not stated).
    #[serde(deserialize_with = "wire::flag")]
    pub active_whatsapp: bool,
    /// Whether it was closed because nothing happened.
    #[serde(deserialize_with = "wire::flag")]
    pub closed_by_inactivity: bool,
    /// Whether it was opened again.
    #[serde(deserialize_with = "wire::flag")]
    pub reopened: bool,
    /// Its tags; only with [`TicketFilter::show_tags`](field@crate::TicketFilter::show_tags) (client code).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    /// Its timed work; only with [`TicketFilter::show_stopwatch`](field@crate::TicketFilter::show_stopwatch) (client code).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopwatch: Option<Vec<StopwatchEntry>>,
}

/// One ticket with its replies, as [`Tickets::details`](crate::Tickets::details) gives it.
///
/// No vendor's page was found: the members are all that public clients read (client code). Plain are those that the
/// contract's sample has; a null text or list is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TicketDetails {
    /// Its id.
    pub id: TicketId,
    /// The number that the customer knows.
    #[serde(deserialize_with = "number")]
    pub protocol: u64,
    /// The subject.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub subject: String,
    /// What it was opened with; may be HTML.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub message: String,
    /// How urgent it is.
    pub priority: Priority,
    /// When it was opened.
    pub creation_date: DateText,
    /// When it was first answered.
    pub first_reply_date: Option<DateText>,
    /// When it was finished.
    pub end_date: Option<DateText>,
    /// Who asked for help.
    pub customer: TicketCustomer,
    /// Where it stands in the vendor's workflow.
    pub situation: Situation,
    /// Its current status; often null.
    pub current_status: Option<TicketStatus>,
    /// All statuses that it had. In the list the member of this name is the current one.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub status: Vec<StatusPeriod>,
    /// Its custom fields, which the list does not have.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub custom_fields: TicketCustomFields,
    /// What was answered.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub replies: Vec<TicketReply>,
    /// Its tags, where they were asked for and there are any.
    pub tags: Option<Vec<Tag>>,
    /// Its timed work, where it was asked for and there is any.
    pub stopwatch: Option<Vec<StopwatchEntry>>,
    /// The tickets that it was escalated to, where they were asked for and there are any.
    pub staggered: Option<Vec<StaggeredTicket>>,
    /// The format of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mimetype: Option<String>,
    /// Who opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_type: Option<TicketType>,
    /// The time worked, in seconds.
    #[serde(default, deserialize_with = "wire::number_or_text", skip_serializing_if = "Option::is_none")]
    pub work_time: Option<u64>,
    /// The time since it was opened.
    #[serde(default, deserialize_with = "wire::number_or_text", skip_serializing_if = "Option::is_none")]
    pub elapsed_time: Option<u64>,
    /// When it is planned for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule_date: Option<DateText>,
    /// Whether it was opened again.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub reopened: Option<bool>,
    /// Whether it was closed because nothing happened.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub closed_by_inactivity: Option<bool>,
    /// Whether it is answered over WhatsApp.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub active_whatsapp: Option<bool>,
    /// Its department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<NamedRef<DepartmentId>>,
    /// Its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<NamedRef<CategoryId>>,
    /// The operator linked to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<NamedRef<OperatorId>>,
    /// How fast it was to be started and done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sla: Option<Sla>,
    /// How the customer rated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation: Option<TicketEvaluation>,
    /// What it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// The files of the message that it was opened with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<TicketFile>>,
    /// The ticket that this one belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_ticket_id: Option<TicketId>,
    /// What else came: more members may exist than public clients read.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The customer of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TicketCustomer {
    /// TomTicket's own id of the customer; two clients read it on one ticket, captured list items lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<CustomerId>,
    /// The name.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub name: String,
    /// The e-mail address.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub email: String,
    /// The id in your own records; may be empty.
    pub internal_id: Option<InternalId>,
    /// The customer's organization.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub organization: NamedRef<OrganizationId>,
}

impl TicketCustomer {
    /// What operations on this one customer take, as [`Customer::key`](crate::Customer::key).
    pub fn key(&self) -> Option<CustomerKey> {
        key_of(self.internal_id.as_ref(), Some(&self.email))
    }
}

/// Where a ticket stands in the vendor's workflow.
///
/// In captured answers 0 is "no operator linked", 1 "waiting for the operator", 2 "answered, waiting for the customer", 3
/// "answered by the customer, waiting for a reply", 5 "finished". The vendor's page has other texts for 0 and 1; see
/// [`TicketFilter::situations`](field@crate::TicketFilter::situations).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Situation {
    /// Its code.
    #[serde(deserialize_with = "number")]
    pub id: u64,
    /// Since when.
    pub apply_date: Option<DateText>,
    /// What it is called, in Portuguese.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub description: String,
}

/// The status of a ticket, which an account names itself. All members are null where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TicketStatus {
    /// Its id.
    pub id: Option<StatusId>,
    /// What it is called.
    pub description: Option<String>,
    /// A name. Clients look for it on one ticket; captured list items lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Since when.
    pub apply_date: Option<DateText>,
}

/// A time during which a ticket had a status (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatusPeriod {
    /// The status's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<StatusId>,
    /// What it is called.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub description: String,
    /// When it was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply_date: Option<DateText>,
    /// What was said about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Its beginning.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub start: StatusChange,
    /// Its end, where it has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<StatusChange>,
}

/// When a status was set or taken away, and by whom (client code).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatusChange {
    /// Who did it, and when.
    pub operator: Option<StatusOperator>,
}

/// Who changed a status (client code).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatusOperator {
    /// The operator's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When.
    pub date: Option<DateText>,
}

/// How fast a ticket was to be started and done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sla {
    /// Until when it was to be started.
    pub startup: SlaItem,
    /// Until when it was to be done.
    pub deadline: SlaItem,
}

/// One promise of an SLA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SlaItem {
    /// Until when.
    pub date: Option<DateText>,
    /// Whether it was kept.
    #[serde(default, deserialize_with = "wire::optional_flag")]
    pub accomplished: Option<bool>,
}

/// What a ticket costs. Whole numbers in every captured answer; the vendor's older API documents decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cost {
    /// `hourly` on the wire; none of these is explained anywhere.
    pub hourly: Number,
    /// `overtime` on the wire.
    pub overtime: Number,
    /// `total_final` on the wire.
    pub total_final: Number,
    /// `total_overtime` on the wire.
    pub total_overtime: Number,
    /// `total_gross` on the wire.
    pub total_gross: Number,
}

/// How a customer rated a ticket; all members are null until then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TicketEvaluation {
    /// Whether the problem was solved.
    #[serde(default, deserialize_with = "wire::optional_flag")]
    pub problem_solved: Option<bool>,
    /// 1 (very poor) to 5 (excellent).
    #[serde(default, deserialize_with = "wire::number_or_text")]
    pub grade: Option<u64>,
    /// What the customer said; empty for nothing.
    pub comment: Option<String>,
}

/// A reply to a ticket (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TicketReply {
    /// Its id.
    pub id: ReplyId,
    /// What it says; may be HTML.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub message: String,
    /// The writer's name.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub sender: String,
    /// What the writer is.
    pub sender_type: SenderType,
    /// When it was written.
    pub date: DateText,
    /// Its files.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub attachments: Vec<TicketFile>,
}

/// A file at a ticket. One client reads `name` or else `filename`, and `url` or else `link`; which of each pair the service
/// sends was not seen (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TicketFile {
    /// Its name, perhaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its name, perhaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Where it is, perhaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where it is, perhaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// How many bytes it has, where that is a whole number.
    #[serde(default, deserialize_with = "bytes_if_readable", skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// The custom fields of a ticket, by when they were filled in (client code).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TicketCustomFields {
    /// When it was opened.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub open: Vec<TicketCustomField>,
    /// When it was finished.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub closed: Vec<TicketCustomField>,
    /// When it was rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation: Option<Vec<TicketCustomField>>,
}

/// A custom field of a ticket (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TicketCustomField {
    /// Its id.
    pub id: CustomFieldId,
    /// Its label on the form; read on those of the opening.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its value.
    pub value: Option<String>,
}

/// A tag of a ticket (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tag {
    /// Its id.
    pub id: Option<String>,
    /// What it says.
    pub label: Option<String>,
    /// Its colour.
    pub color: Option<String>,
}

/// Work on a ticket that was timed (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StopwatchEntry {
    /// Its id.
    pub id: Option<String>,
    /// When it began.
    pub start: Option<DateText>,
    /// When it ended.
    pub end: Option<DateText>,
    /// Whether it was entered by hand.
    #[serde(default, deserialize_with = "wire::optional_flag")]
    pub created_manually: Option<bool>,
    /// Who worked. `None` also where it is something other than text, which is how one client reads it.
    #[serde(default, deserialize_with = "wire::if_readable")]
    pub operator: Option<String>,
}

/// A ticket that another was escalated to (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StaggeredTicket {
    /// Its id.
    pub id: Option<TicketId>,
    /// The number that the customer knows.
    #[serde(default, deserialize_with = "wire::number_or_text")]
    pub protocol: Option<u64>,
    /// The subject.
    pub subject: Option<String>,
}

/// A number, a text or null; a size that says nothing must not lose a ticket.
fn bytes_if_readable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value: Option<Value> = wire::if_readable(deserializer)?;
    Ok(value.and_then(|value| wire::number_or_text(value).ok().flatten()))
}
