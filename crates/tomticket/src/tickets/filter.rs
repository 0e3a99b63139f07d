//! Which tickets to list.

use acesso_core::Call;

use crate::{
    CategoryId, CustomerKey, DateText, DepartmentId, OperatorId, OrganizationId, Priority, StatusId, query::Parameters,
};

/// Which tickets to list, and how. Every member is optional. The page, the customer, the situations and the department are
/// on the vendor's page; the status is where its archived copy ends, and all that follow come from public clients (client
/// code).
///
/// ```
/// use tomticket::{Priority, TicketFilter, TicketOperator};
///
/// let urgent = TicketFilter::default().priorities([Priority::Urgent]).operator(TicketOperator::Nobody);
/// assert_eq!(TicketFilter::default().protocol(1357).max_protocol, Some(1357));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct TicketFilter {
    /// The page to begin with, from 1 on. The vendor's default is 1.
    pub page: Option<u32>,
    /// Only tickets of this customer.
    pub customer: Option<CustomerKey>,
    /// Only tickets in one of these situations; all where it is empty.
    ///
    /// By the vendor's page: 0 waiting for the operator, 1 not started, 2 answered and waiting for the customer, 3
    /// answered by the customer, 4 cancelled, 5 finished, 6 operator changed, 7 sent to the support team, 8 and 9 waiting
    /// for a manager. A peer project adds 10 and 11, both of approvals. Captured answers contradict the page on 0 and 1:
    /// see [`Situation`](crate::Situation).
    pub situations: Vec<u64>,
    /// Only tickets of this department.
    pub department_id: Option<DepartmentId>,
    /// Only tickets with this status.
    pub status_id: Option<StatusId>,
    /// Only tickets of this category.
    pub category_id: Option<CategoryId>,
    /// Only tickets of this organization's customers. An unknown one is an error (client code).
    pub organization_id: Option<OrganizationId>,
    /// Only tickets of this operator, or of nobody.
    pub operator: Option<TicketOperator>,
    /// Only tickets of these priorities; all where it is empty.
    pub priorities: Vec<Priority>,
    /// A bound of the ticket's number. Only both bounds on one number were seen in use, which gives that ticket:
    /// [`protocol`](Self::protocol). On the page of the chats `min` means "lower or equal".
    pub min_protocol: Option<u64>,
    /// The other bound of the ticket's number; see [`min_protocol`](field@Self::min_protocol).
    pub max_protocol: Option<u64>,
    /// Only tickets that were created then or later.
    pub creation_date_ge: Option<DateText>,
    /// Only tickets that were created then or before.
    pub creation_date_le: Option<DateText>,
    /// Only tickets that came into their situation then or later.
    pub last_situation_ge: Option<DateText>,
    /// Only tickets that came into their situation then or before.
    pub last_situation_le: Option<DateText>,
    /// Only tickets that were changed then or later. The service refuses what is more than 90 days ago.
    pub last_update_ge: Option<DateText>,
    /// The column to sort by: `protocol`, which is the default, or `creation_date`. One client says that the service refuses
    /// to sort, two do it routinely.
    pub column: Option<String>,
    /// The sort direction; `DESC` is in use. See [`column`](field@Self::column).
    pub order: Option<String>,
    /// Whether messages are shortened.
    pub truncate_body: Option<bool>,
    /// Whether each ticket has its tags.
    pub show_tags: Option<bool>,
    /// Whether each ticket has its timed work.
    pub show_stopwatch: Option<bool>,
}

/// Whose tickets are meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TicketOperator {
    /// Those of this operator.
    Is(OperatorId),
    /// Those without an operator: an empty `operator_id` on the wire.
    Nobody,
}

impl<I: Into<OperatorId>> From<I> for TicketOperator {
    fn from(id: I) -> Self {
        Self::Is(id.into())
    }
}

impl TicketFilter {
    /// Sets [`page`](field@Self::page).
    #[must_use]
    pub fn page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    /// Sets [`customer`](field@Self::customer).
    #[must_use]
    pub fn customer(mut self, customer: impl Into<CustomerKey>) -> Self {
        self.customer = Some(customer.into());
        self
    }

    /// Sets [`situations`](field@Self::situations).
    #[must_use]
    pub fn situations(mut self, codes: impl IntoIterator<Item = u64>) -> Self {
        self.situations = codes.into_iter().collect();
        self
    }

    /// Sets [`department_id`](field@Self::department_id).
    #[must_use]
    pub fn department_id(mut self, id: impl Into<DepartmentId>) -> Self {
        self.department_id = Some(id.into());
        self
    }

    /// Sets [`status_id`](field@Self::status_id).
    #[must_use]
    pub fn status_id(mut self, id: impl Into<StatusId>) -> Self {
        self.status_id = Some(id.into());
        self
    }

    /// Sets [`category_id`](field@Self::category_id).
    #[must_use]
    pub fn category_id(mut self, id: impl Into<CategoryId>) -> Self {
        self.category_id = Some(id.into());
        self
    }

    /// Sets [`organization_id`](field@Self::organization_id).
    #[must_use]
    pub fn organization_id(mut self, id: impl Into<OrganizationId>) -> Self {
        self.organization_id = Some(id.into());
        self
    }

    /// Sets [`operator`](field@Self::operator).
    #[must_use]
    pub fn operator(mut self, operator: impl Into<TicketOperator>) -> Self {
        self.operator = Some(operator.into());
        self
    }

    /// Sets [`priorities`](field@Self::priorities).
    #[must_use]
    pub fn priorities(mut self, priorities: impl IntoIterator<Item = Priority>) -> Self {
        self.priorities = priorities.into_iter().collect();
        self
    }

    /// Finds one ticket by the number that the customer knows: both bounds are set to it. No operation looks one up
    /// otherwise.
    #[must_use]
    pub fn protocol(self, number: u64) -> Self {
        self.min_protocol(number).max_protocol(number)
    }

    /// Sets [`min_protocol`](field@Self::min_protocol).
    #[must_use]
    pub fn min_protocol(mut self, number: u64) -> Self {
        self.min_protocol = Some(number);
        self
    }

    /// Sets [`max_protocol`](field@Self::max_protocol).
    #[must_use]
    pub fn max_protocol(mut self, number: u64) -> Self {
        self.max_protocol = Some(number);
        self
    }

    /// Sets [`creation_date_ge`](field@Self::creation_date_ge).
    #[must_use]
    pub fn creation_date_ge(mut self, date: impl Into<DateText>) -> Self {
        self.creation_date_ge = Some(date.into());
        self
    }

    /// Sets [`creation_date_le`](field@Self::creation_date_le).
    #[must_use]
    pub fn creation_date_le(mut self, date: impl Into<DateText>) -> Self {
        self.creation_date_le = Some(date.into());
        self
    }

    /// Sets [`last_situation_ge`](field@Self::last_situation_ge).
    #[must_use]
    pub fn last_situation_ge(mut self, date: impl Into<DateText>) -> Self {
        self.last_situation_ge = Some(date.into());
        self
    }

    /// Sets [`last_situation_le`](field@Self::last_situation_le).
    #[must_use]
    pub fn last_situation_le(mut self, date: impl Into<DateText>) -> Self {
        self.last_situation_le = Some(date.into());
        self
    }

    /// Sets [`last_update_ge`](field@Self::last_update_ge).
    #[must_use]
    pub fn last_update_ge(mut self, date: impl Into<DateText>) -> Self {
        self.last_update_ge = Some(date.into());
        self
    }

    /// Sets [`column`](field@Self::column).
    #[must_use]
    pub fn column(mut self, name: impl Into<String>) -> Self {
        self.column = Some(name.into());
        self
    }

    /// Sets [`order`](field@Self::order).
    #[must_use]
    pub fn order(mut self, direction: impl Into<String>) -> Self {
        self.order = Some(direction.into());
        self
    }

    /// Sets [`truncate_body`](field@Self::truncate_body).
    #[must_use]
    pub fn truncate_body(mut self, truncate: bool) -> Self {
        self.truncate_body = Some(truncate);
        self
    }

    /// Sets [`show_tags`](field@Self::show_tags).
    #[must_use]
    pub fn show_tags(mut self, show: bool) -> Self {
        self.show_tags = Some(show);
        self
    }

    /// Sets [`show_stopwatch`](field@Self::show_stopwatch).
    #[must_use]
    pub fn show_stopwatch(mut self, show: bool) -> Self {
        self.show_stopwatch = Some(show);
        self
    }

    /// Everything but the page, which the pager counts.
    pub(super) fn narrow<T>(&self, call: Call<T>) -> Call<T> {
        let call = match &self.customer {
            Some(customer) => customer.name_in(call),
            None => call,
        };
        let call = match &self.operator {
            Some(TicketOperator::Is(id)) => call.text("operator_id", Some(id)),
            Some(TicketOperator::Nobody) => call.query("operator_id", ""),
            None => call,
        };
        call.query_list("situation", &self.situations)
            .text("department_id", self.department_id.as_ref())
            .text("status_id", self.status_id.as_ref())
            .text("category_id", self.category_id.as_ref())
            .text("organization_id", self.organization_id.as_ref())
            .query_list("priority", &self.priorities)
            .query_opt("min_protocol", self.min_protocol)
            .query_opt("max_protocol", self.max_protocol)
            .date("creation_date_ge", self.creation_date_ge.as_ref())
            .date("creation_date_le", self.creation_date_le.as_ref())
            .date("last_situation_ge", self.last_situation_ge.as_ref())
            .date("last_situation_le", self.last_situation_le.as_ref())
            .date("last_update_ge", self.last_update_ge.as_ref())
            .text("column", self.column.as_ref())
            .text("order", self.order.as_ref())
            .flag("truncate_body", self.truncate_body)
            .flag("show_tags", self.show_tags)
            .flag("show_stopwatch", self.show_stopwatch)
    }
}
