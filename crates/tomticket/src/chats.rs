//! Chats: conversations between customers and operators.

use acesso_core::{Call, Client, Pager};
use serde_json::{Map, Value};

use crate::{
    CustomerKey, DateText, DepartmentId, OrganizationId,
    envelope::{at_page, read_open_page},
    operations,
    query::Parameters,
};

/// The operations on chats; see [`Client::chats`](crate::Client::chats).
#[derive(Debug, Clone, Copy)]
pub struct Chats<'a> {
    client: &'a Client,
}

impl<'a> Chats<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists the account's chats, 50 a page, each as a JSON map: none of their members was seen, since the archived page
    /// ends in the table of parameters.
    ///
    /// `GET /chat/list`, operation `chat_list` (<https://tomticket.tomticket.com/kb/chats/consultar-chats>). The plans
    /// were not seen. The pager's cursor is a page number; at the start it asks for the filter's
    /// [`page`](field@ChatFilter::page).
    ///
    /// ```no_run
    /// # async fn example(client: tomticket::Client) -> Result<(), tomticket::Error> {
    /// use tomticket::ChatFilter;
    ///
    /// let mut chats = client.chats().list(ChatFilter::default().customer("42"));
    /// while let Some(chat) = chats.next().await {
    ///     println!("{:?}", chat?.get("protocol"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Tickets::list`](crate::Tickets::list).
    pub fn list(&self, filter: ChatFilter) -> Pager<Map<String, Value>> {
        self.client.pages(move |cursor| {
            at_page(filter.narrow(Call::of(&operations::CHAT_LIST)), cursor, filter.page).read_with(read_open_page)
        })
    }
}

/// Which chats to list. Every member is optional; all but the situation are on the vendor's page.
///
/// ```
/// use tomticket::ChatFilter;
///
/// let filter = ChatFilter::default().department_id("0414000000000000000000000000aaaa").page(2);
/// assert_eq!((filter.page, filter.customer), (Some(2), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ChatFilter {
    /// The page to begin with, from 1 on. The vendor's default is 1.
    pub page: Option<u32>,
    /// Only chats of this customer.
    pub customer: Option<CustomerKey>,
    /// Only chats of this department.
    pub department_id: Option<DepartmentId>,
    /// Only chats whose customer belongs to this organization or parent organization.
    pub organization_id: Option<OrganizationId>,
    /// A bound of the chat's number. The page says "lower or equal", the opposite of the name.
    pub min_protocol: Option<u64>,
    /// A bound of the chat's number. The page says "higher or equal", the opposite of the name.
    pub max_protocol: Option<u64>,
    /// Only chats that were begun then or before.
    pub creation_date_le: Option<DateText>,
    /// One client sends 2; the meaning is not known (client code).
    pub situation: Option<String>,
}

impl ChatFilter {
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

    /// Sets [`department_id`](field@Self::department_id).
    #[must_use]
    pub fn department_id(mut self, id: impl Into<DepartmentId>) -> Self {
        self.department_id = Some(id.into());
        self
    }

    /// Sets [`organization_id`](field@Self::organization_id).
    #[must_use]
    pub fn organization_id(mut self, id: impl Into<OrganizationId>) -> Self {
        self.organization_id = Some(id.into());
        self
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

    /// Sets [`creation_date_le`](field@Self::creation_date_le).
    #[must_use]
    pub fn creation_date_le(mut self, date: impl Into<DateText>) -> Self {
        self.creation_date_le = Some(date.into());
        self
    }

    /// Sets [`situation`](field@Self::situation).
    #[must_use]
    pub fn situation(mut self, code: impl Into<String>) -> Self {
        self.situation = Some(code.into());
        self
    }

    /// Everything but the page, which the pager counts.
    fn narrow<T>(&self, call: Call<T>) -> Call<T> {
        let call = match &self.customer {
            Some(customer) => customer.name_in(call),
            None => call,
        };
        call.text("department_id", self.department_id.as_ref())
            .text("organization_id", self.organization_id.as_ref())
            .query_opt("min_protocol", self.min_protocol)
            .query_opt("max_protocol", self.max_protocol)
            .date("creation_date_le", self.creation_date_le.as_ref())
            .text("situation", self.situation.as_ref())
    }
}
