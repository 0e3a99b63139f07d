//! Customers: the people of the client side.

use acesso_core::{Call, Client, Cursor, Fault, Head, Pager, Request, check_length, text_id, wire};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    CustomerPermissions, DateText, OrganizationId, Quota,
    envelope::{Envelope, ObjectOrArray, contract_breach},
    lists::{at_page, read_page, zero_or_one},
    permissions::read_permissions,
};

/// The operation for which "not found" is an answer.
pub(crate) const EXISTS: &str = "customer_exists_check";

text_id! {
    /// TomTicket's own id of a customer, as lists show it: 32 lower-case hexadecimal characters in captured answers,
    /// opaque here. No operation takes it; they take a [`CustomerKey`].
    pub struct CustomerId;
}

text_id! {
    /// The id that your own books give a customer (`internal_id`; the vendor suggests a key of your system or a tax
    /// number).
    pub struct InternalId;
}

text_id! {
    /// A custom field's id: 32 lower-case hexadecimal characters in captured answers, opaque here.
    pub struct CustomFieldId;
}

/// Which customer: by internal id or by e-mail address.
///
/// A plain text is an internal id:
///
/// ```
/// use tomticket::{CustomerKey, InternalId};
///
/// assert_eq!(CustomerKey::from("42"), CustomerKey::InternalId(InternalId::from("42")));
/// assert_eq!(CustomerKey::email("ana@cliente.example"), CustomerKey::Email("ana@cliente.example".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CustomerKey {
    /// The id in your own books (`customer_type_id` I).
    InternalId(InternalId),
    /// The e-mail address (`customer_type_id` E).
    Email(String),
}

impl CustomerKey {
    /// By the id in your own books.
    pub fn internal_id(id: impl Into<InternalId>) -> Self {
        Self::InternalId(id.into())
    }

    /// By e-mail address.
    pub fn email(address: impl Into<String>) -> Self {
        Self::Email(address.into())
    }

    /// Adds the customer to a call.
    ///
    /// The kind is sent for internal ids, too, although they are the contract's default: whose permissions an answer
    /// shows must not hang on a default that can change.
    fn name_in<T>(&self, call: Call<T>) -> Call<T> {
        let (kind, id) = match self {
            Self::InternalId(id) => ("I", id.as_str()),
            Self::Email(address) => ("E", address.as_str()),
        };
        call.require(check_length("customer_id", id, 1..=250)).query("customer_id", id).query("customer_type_id", kind)
    }
}

impl From<&str> for CustomerKey {
    fn from(id: &str) -> Self {
        Self::internal_id(id)
    }
}

impl From<String> for CustomerKey {
    fn from(id: String) -> Self {
        Self::internal_id(id)
    }
}

impl From<InternalId> for CustomerKey {
    fn from(id: InternalId) -> Self {
        Self::InternalId(id)
    }
}

impl From<&InternalId> for CustomerKey {
    fn from(id: &InternalId) -> Self {
        Self::InternalId(id.clone())
    }
}

impl From<&Self> for CustomerKey {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

/// The operations on customers; see [`Client::customers`](crate::Client::customers).
///
/// Where an operation takes a [`CustomerKey`], its text has 1 to 250 characters.
#[derive(Debug, Clone, Copy)]
pub struct Customers<'a> {
    client: &'a Client,
}

impl<'a> Customers<'a> {
    pub(crate) fn of(client: &'a Client) -> Self {
        Self { client }
    }

    /// What a customer may do.
    ///
    /// `GET /customer/permissions/basic`, operation `customer_permissions_basic_get`, plans Premium and Enterprise
    /// (<https://tomticket.tomticket.com/kb/clientes/consultar-permissoes-de-um-cliente>).
    ///
    /// ```
    /// use tomticket::{Client, CustomerKey, Quota};
    /// # use acesso_core::testing::Script;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), tomticket::Error> {
    /// # let script = Script::new()
    /// #     .answer(200, r#"{"error": false, "exists": true, "data": {"details": {"account_approved": true,
    /// #         "allowed_create_tickets": true, "monthly_ticket_quota": null, "email_validated": false}}}"#)
    /// #     .answer(404, r#"{"error": true, "message": "Customer not found."}"#);
    /// # let client = Client::builder("example-token").transport(script).build()?;
    /// let ana = client.customers().permissions("42").await?;
    /// assert!(ana.account_approved);
    /// assert_eq!(ana.monthly_ticket_quota, Quota::Unlimited);
    ///
    /// let nobody = client.customers().permissions(CustomerKey::email("nobody@cliente.example")).optional().await?;
    /// assert_eq!(nobody, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The page leaves open whether `details` is an object or an array (both are read, the array with exactly one object),
    /// under which name the second `account_approved` comes (see [`CustomerPermissions::active`]), and whether an unknown
    /// customer is a 404 or an `exists: false` inside a 200: both are the same error here, which
    /// [`optional`](Request::optional) turns into `None`.
    ///
    /// # Errors
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput): the key is empty or longer than 250 characters; nothing is sent.
    /// - [`NotFound`](crate::ErrorKind::NotFound): no such customer.
    /// - [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl): a 404 that the API did not write, as for a base URL without
    ///   `/v2.0`. It says nothing about the customer and stays an error with `optional`.
    /// - [`Unauthorized`](crate::ErrorKind::Unauthorized): 401, the token *or the values sent* were refused.
    /// - [`Forbidden`](crate::ErrorKind::Forbidden): 403.
    /// - [`RateLimited`](crate::ErrorKind::RateLimited): 429, also after repetitions.
    /// - [`Rejected`](crate::ErrorKind::Rejected): `error: true` inside a 200, whatever else it says; the vendor's message
    ///   is in the error.
    /// - [`Decode`](crate::ErrorKind::Decode): the answer lacks a member or has another type there;
    ///   [`json_path`](crate::Error::json_path) says where, for example `data.details.email_validated`.
    /// - Those of the connection.
    pub fn permissions(&self, customer: impl Into<CustomerKey>) -> Request<CustomerPermissions> {
        let call = Call::get("customer_permissions_basic_get", "/customer/permissions/basic");
        self.client.request(customer.into().name_in(call).read_with(|_, body| read_permissions(body)))
    }

    /// Lists the customers, 50 a page.
    ///
    /// `GET /customer/list`, operation `customer_list` (<https://tomticket.tomticket.com/kb/clientes>). Only the vendor's
    /// category page was seen; the filter's members and all members of the items come from public clients, and the plans
    /// are not known. The pager's cursor is the page's number.
    ///
    /// ```no_run
    /// # async fn example(client: tomticket::Client) -> Result<(), tomticket::Error> {
    /// use tomticket::CustomerFilter;
    ///
    /// let filter = CustomerFilter { show_custom_fields: Some(true), ..CustomerFilter::default() };
    /// let mut customers = client.customers().list(filter);
    /// while let Some(customer) = customers.next().await {
    ///     let customer = customer?;
    ///     let Some(key) = customer.key() else { continue };
    ///     println!("{}: {:?}", customer.name, client.customers().permissions(key).await?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a page 0, an empty text in the filter, or an organization's id
    /// longer than 512 characters; otherwise those of [`permissions`](Self::permissions), and
    /// [`Paging`](crate::ErrorKind::Paging) for a list that runs in a circle.
    pub fn list(&self, filter: CustomerFilter) -> Pager<Customer> {
        let first = filter.page.map(|page| Cursor::new(page.to_string()));
        let pager = self.client.pages(move |cursor| {
            let call = filter.narrow(Call::get("customer_list", "/customer/list"));
            at_page(call, cursor).read_with(|_, body| read_page(body))
        });
        match first {
            Some(first) => pager.from_cursor(first),
            None => pager,
        }
    }

    /// Reads one customer.
    ///
    /// `GET /customer/details`, operation `customer_details_get`
    /// (<https://tomticket.tomticket.com/kb/clientes/consultar-cliente-individualmente>). The archived page ends after the
    /// column `active`; the plans were not seen. It types `data` as an object while public clients read an array: both
    /// are read, the array with exactly one object.
    ///
    /// # Errors
    /// As [`permissions`](Self::permissions). How this operation reports an unknown customer was not seen; a 404 that the
    /// API wrote is [`NotFound`](crate::ErrorKind::NotFound).
    pub fn details(&self, customer: impl Into<CustomerKey>) -> Request<CustomerDetails> {
        let call = Call::get("customer_details_get", "/customer/details");
        self.client.request(customer.into().name_in(call).read_with(|_, body| read_details(body)))
    }

    /// Whether there is such a customer.
    ///
    /// `GET /customer/exists`, operation `customer_exists_check` (<https://tomticket.tomticket.com/kb/clientes>). Only the
    /// vendor's category page was seen; some copies of it write the path `/customers/exists`, against all other paths of
    /// the API; should they be right, this gives [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) while the others work. The
    /// parameters come from a peer project; the plans are not known.
    ///
    /// What the answer says was not seen either. Read as such: a member `exists`, and a 404 that the API wrote for "no".
    /// A 200 without `exists` says nothing and is a [`Decode`](crate::ErrorKind::Decode) error;
    /// [`permissions`](Self::permissions) with [`optional`](Request::optional) then tells for sure.
    ///
    /// # Errors
    /// As [`permissions`](Self::permissions), but for [`NotFound`](crate::ErrorKind::NotFound), which is `false`.
    pub fn exists(&self, customer: impl Into<CustomerKey>) -> Request<bool> {
        let call = Call::get(EXISTS, "/customer/exists");
        self.client.request(customer.into().name_in(call).read_with(|head, body| read_exists(head, body)))
    }
}

fn read_details(body: &[u8]) -> Result<CustomerDetails, Fault> {
    #[derive(Deserialize)]
    struct Answer {
        data: ObjectOrArray<CustomerDetails>,
    }

    let answer: Answer = wire::read_json(body)?;
    answer.data.single("data").map(|(details, _)| details)
}

fn read_exists(head: &Head, body: &[u8]) -> Result<bool, Fault> {
    // Of the failures, the dialect lets "not found" alone pass.
    if !head.status.is_success() {
        return Ok(false);
    }
    let envelope: Envelope = wire::read_json(body)?;
    envelope.exists()?.ok_or_else(|| {
        contract_breach("missing field `exists`", "exists")
            .advice("ask for the customer's permissions instead: a customer who is not there is \"not found\" then")
    })
}

/// Which customers to list, and how. Every member is optional and comes from public clients (client code).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerFilter {
    /// The page to begin with, from 1 on. The vendor's default is 1.
    pub page: Option<u32>,
    /// The sort direction. `DESC` is in use on the ticket list; no list of values was seen.
    pub order: Option<String>,
    /// The column to sort by. No list of values was seen.
    pub column: Option<String>,
    /// Only customers of this organization. 1 to 512 characters (the bound of the vendor's page on creating customers).
    pub organization_id: Option<OrganizationId>,
    /// Whether each item has its custom fields.
    pub show_custom_fields: Option<bool>,
    /// Widens [`organization_id`](Self::organization_id) to parent organizations; the exact meaning was not seen.
    pub search_by_organization_mother: Option<bool>,
}

impl CustomerFilter {
    /// Everything but the page, which the pager counts.
    fn narrow<T>(&self, call: Call<T>) -> Call<T> {
        let organization = self.organization_id.as_ref();
        call.require(not_empty("order", self.order.as_deref()))
            .require(not_empty("column", self.column.as_deref()))
            .require(organization.map_or(Ok(()), |id| check_length("organization_id", id.as_str(), 1..=512)))
            .query_opt("order", self.order.as_deref())
            .query_opt("column", self.column.as_deref())
            .query_opt("organization_id", organization)
            .query_opt("show_custom_fields", self.show_custom_fields.map(zero_or_one))
            .query_opt("search_by_organization_mother", self.search_by_organization_mother.map(zero_or_one))
    }
}

fn not_empty(field: &str, text: Option<&str>) -> Result<(), Fault> {
    if text == Some("") {
        Err(Fault::invalid_input(field, "is empty").advice("leave it out, or name one"))
    } else {
        Ok(())
    }
}

/// A customer in the list.
///
/// No vendor's page describes these members; all come from a public client's types (client code). What may be null there
/// is `None` when null or absent, and that means unknown, never "no".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ListedCustomer")]
#[non_exhaustive]
pub struct Customer {
    /// TomTicket's own id of the customer. Operations on one customer take [`key`](Self::key) instead.
    pub id: CustomerId,
    /// The customer's name.
    pub name: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The id in your own books.
    pub internal_id: Option<InternalId>,
    /// The monthly ticket quota, where it is a number.
    ///
    /// Null is `None`, like absent, and not "unlimited": what null means in this list is documented nowhere, and it could
    /// as well say that the organization's quota counts. [`Customers::permissions`] tells for sure.
    ///
    /// The wire name is `monthly_tickets_quota` here; the spelling of the vendor's other pages, `monthly_ticket_quota`,
    /// is read where it is absent.
    pub monthly_tickets_quota: Option<u64>,
    /// May create tickets.
    pub allowed_create_tickets: Option<bool>,
    /// The e-mail address is validated.
    pub email_validated: Option<bool>,
    /// The registration is active.
    pub active: Option<bool>,
    /// The registration is approved.
    pub account_approved: Option<bool>,
    /// The organization that the customer belongs to.
    pub organization: Option<CustomerOrganization>,
    /// When the customer was entered.
    pub creation_date: Option<DateText>,
    /// Custom fields; only with [`CustomerFilter::show_custom_fields`].
    pub custom_fields: Option<Vec<CustomField>>,
}

impl Customer {
    /// By what to ask for this customer: the internal id, else the e-mail address; `None` for a customer with neither.
    pub fn key(&self) -> Option<CustomerKey> {
        let by_id = self.internal_id.as_ref().filter(|id| !id.as_str().is_empty()).map(CustomerKey::from);
        by_id.or_else(|| self.email.as_ref().filter(|email| !email.is_empty()).map(CustomerKey::email))
    }
}

/// A customer in the list as it comes: the quota has two spellings, and a reader with an alias refuses an item that has
/// both.
#[derive(Deserialize)]
struct ListedCustomer {
    id: CustomerId,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    internal_id: Option<InternalId>,
    #[serde(default, deserialize_with = "wire::number_or_text")]
    monthly_tickets_quota: Option<u64>,
    #[serde(default, deserialize_with = "wire::number_or_text")]
    monthly_ticket_quota: Option<u64>,
    allowed_create_tickets: Option<bool>,
    email_validated: Option<bool>,
    active: Option<bool>,
    account_approved: Option<bool>,
    organization: Option<CustomerOrganization>,
    creation_date: Option<DateText>,
    custom_fields: Option<Vec<CustomField>>,
}

impl From<ListedCustomer> for Customer {
    fn from(listed: ListedCustomer) -> Self {
        Self {
            id: listed.id,
            name: listed.name,
            email: listed.email,
            phone: listed.phone,
            internal_id: listed.internal_id,
            monthly_tickets_quota: listed.monthly_tickets_quota.or(listed.monthly_ticket_quota),
            allowed_create_tickets: listed.allowed_create_tickets,
            email_validated: listed.email_validated,
            active: listed.active,
            account_approved: listed.account_approved,
            organization: listed.organization,
            creation_date: listed.creation_date,
            custom_fields: listed.custom_fields,
        }
    }
}

/// The organization of a customer (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomerOrganization {
    /// Its id.
    pub id: Option<OrganizationId>,
    /// Its name.
    pub name: Option<String>,
}

/// A custom field of a customer (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomField {
    /// Its id; lists have it, details may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<CustomFieldId>,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Option<String>,
}

/// One customer, as [`Customers::details`] gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomerDetails {
    /// The customer's name (vendor's page).
    pub name: String,
    /// The e-mail address (vendor's page). `None` when null or absent.
    pub email: Option<String>,
    /// The telephone number (vendor's page). `None` when null or absent.
    pub phone: Option<String>,
    /// The id in your own books (vendor's page). `None` when null or absent.
    pub internal_id: Option<InternalId>,
    /// The monthly ticket quota; null means unlimited (vendor's page), absent is an error.
    pub monthly_ticket_quota: Quota,
    /// The customer is active (vendor's page).
    pub active: bool,
    /// Custom fields: read by two public clients (client code), not in the part of the page that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<Vec<CustomField>>,
    /// What else came; the page's columns after `active` were not seen.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
