//! Customers: the people of the client side.

use acesso_core::{
    Answer, Call, Client, Error, Pager, Request, check_not_empty, text_id,
    wire::{self, ObjectOrArray},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use data::{CustomerData, Language};
pub(crate) use key::key_of;
pub use key::{CustomerKey, InternalId};

use crate::{
    Acknowledgement, CustomerPermissions, DateText, NamedRef, OrganizationId, Quota,
    envelope::{Envelope, at_page, contract_breach, read_open, read_page, refuse_nobody, single},
    form::Form,
    operations,
    permissions::{agreed, read_permissions},
    query::Parameters,
};

mod data;
mod key;

/// The operations whose readers look at `exists`.
pub(crate) const LOOK_AT_EXISTS: [&str; 3] = [
    operations::CUSTOMER_PERMISSIONS_BASIC_GET.id,
    operations::CUSTOMER_DETAILS_GET.id,
    operations::CUSTOMER_EXISTS_CHECK.id,
];

text_id! {
    /// TomTicket's own id of a customer, as lists have it. Its format was not seen; opaque. No operation takes it; they take a
    /// [`CustomerKey`].
    pub struct CustomerId;
}

text_id! {
    /// A custom field's id: 32 lower-case hexadecimal characters in captured answers, opaque here.
    pub struct CustomFieldId;
}

/// The operations on customers; see [`Client::customers`](crate::Client::customers).
///
/// Where an operation takes a [`CustomerKey`], its text has 1 to 250 characters; only [`exists`](Self::exists), whose page
/// was not seen, has no longest one.
#[derive(Debug, Clone, Copy)]
pub struct Customers<'a> {
    client: &'a Client,
}

impl<'a> Customers<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// What a customer may do.
    ///
    /// `GET /customer/permissions/basic`, operation `customer_permissions_basic_get`, plans Premium and Enterprise
    /// (<https://tomticket.tomticket.com/kb/clientes/consultar-permissoes-de-um-cliente>).
    ///
    /// ```
    /// use tomticket::{Client, CustomerKey, Quota};
    /// # use acesso_core::testing::MockTransport;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), tomticket::Error> {
    /// # let mock = MockTransport::new()
    /// #     .respond(200, r#"{"error": false, "exists": true, "data": {"details": {"account_approved": true,
    /// #         "allowed_create_tickets": true, "monthly_ticket_quota": null, "email_validated": false}}}"#)
    /// #     .respond(404, r#"{"error": true, "message": "Customer not found."}"#);
    /// # let client = Client::builder("example-token").transport(mock).build()?;
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
    /// The vendor's page leaves three things open. Whether `details` is an object or an array: both are read, the array with
    /// exactly one object. The real name of the second `account_approved`: see [`CustomerPermissions::active`]. Whether an
    /// unknown customer is a 404 or `exists: false` inside a 200: both are the same error here, which
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
    /// - [`Rejected`](crate::ErrorKind::Rejected): `error: true` inside a 200, whatever else it says, or `success: false`
    ///   for another reason than `exists: false`; the vendor's message is in the error.
    /// - [`Decode`](crate::ErrorKind::Decode): a member is missing, null or of another type, so that what the customer may do
    ///   is not known; [`json_path`](crate::Error::json_path) says where, for example `data.details.email_validated`.
    /// - Connection errors.
    pub fn permissions(&self, customer: impl Into<CustomerKey>) -> Request<CustomerPermissions> {
        let call = Call::of(&operations::CUSTOMER_PERMISSIONS_BASIC_GET);
        self.client.request(customer.into().name_in(call).read_with(|answer| read_permissions(answer.body)))
    }

    /// Lists the customers, 50 a page.
    ///
    /// `GET /customer/list`, operation `customer_list` (<https://tomticket.tomticket.com/kb/clientes>). Only the vendor's
    /// category page was seen; the filter's members and all members of the items come from public clients, and the plans
    /// are not known. The pager's cursor is a page number; at the start it asks for the filter's
    /// [`page`](field@CustomerFilter::page).
    ///
    /// ```no_run
    /// # async fn example(client: tomticket::Client) -> Result<(), tomticket::Error> {
    /// use tomticket::CustomerFilter;
    ///
    /// let mut customers = client.customers().list(CustomerFilter::default().show_custom_fields(true));
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
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for page 0, an empty text in the filter, or a cursor that is not a
    /// page number; [`Decode`](crate::ErrorKind::Decode) for a customer that
    /// can't be read, after which the list goes on; [`Paging`](crate::ErrorKind::Paging) for a list that does not end; and
    /// those of [`permissions`](Self::permissions) for its pages.
    pub fn list(&self, filter: CustomerFilter) -> Pager<Customer> {
        self.client.pages(move |cursor| {
            let call = filter.narrow(Call::of(&operations::CUSTOMER_LIST));
            at_page(call, cursor, filter.page)
                .read_with(|answer| read_page(answer, |customer: &Customer| customer.id.as_str()))
        })
    }

    /// Reads one customer.
    ///
    /// `GET /customer/details`, operation `customer_details_get`
    /// (<https://tomticket.tomticket.com/kb/clientes/consultar-cliente-individualmente>). The archived page ends after the
    /// column `active`; the plans were not seen. It types `data` as an object, while public clients read an array: both are
    /// read, the array with exactly one object.
    ///
    /// # Errors
    /// As [`permissions`](Self::permissions). How this operation reports an unknown customer was not seen. A 404 that the API
    /// wrote is [`NotFound`](crate::ErrorKind::NotFound), and so is `exists: false` inside a 200, which only the page of the
    /// permissions documents (inferred).
    pub fn details(&self, customer: impl Into<CustomerKey>) -> Request<CustomerDetails> {
        let call = Call::of(&operations::CUSTOMER_DETAILS_GET);
        self.client.request(customer.into().name_in(call).read_with(|answer| read_details(answer.body)))
    }

    /// Whether there is such a customer.
    ///
    /// `GET /customer/exists`, operation `customer_exists_check` (<https://tomticket.tomticket.com/kb/clientes>). Only the
    /// vendor's category page was seen. Some copies of it write the path `/customers/exists`, unlike all other paths of the
    /// API; should they be right, this gives [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) while the others work. The
    /// parameters come from a peer project; the plans are not known.
    ///
    /// The answer was not seen either. This reads a member `exists`, and takes a 404 that the API wrote for "no". A 200
    /// without `exists` says nothing and is a [`Decode`](crate::ErrorKind::Decode) error; then
    /// [`permissions`](Self::permissions) with [`optional`](Request::optional) tells for sure.
    ///
    /// # Errors
    /// As [`permissions`](Self::permissions), except for [`NotFound`](crate::ErrorKind::NotFound), which is `false`, and that
    /// a key is refused only if it is empty.
    pub fn exists(&self, customer: impl Into<CustomerKey>) -> Request<bool> {
        let call = Call::of(&operations::CUSTOMER_EXISTS_CHECK);
        self.client.request(customer.into().name_in(call).read_with(read_exists))
    }

    /// Whether an e-mail address is barred from opening tickets by e-mail, as the service answers it.
    ///
    /// `GET /customer/blacklist/search`, operation `customer_blacklist_search`
    /// (<https://tomticket.tomticket.com/kb/clientes>). Only the vendor's category page was seen; the parameter comes
    /// from a peer project, and the plans are not known. Nothing is known of the answer beyond the members common to all,
    /// so it is a JSON map: what came without `error`, `message` and `success`. Whether a 404 means "not barred" is not
    /// known either; it stays an error.
    ///
    /// # Errors
    /// As [`permissions`](Self::permissions), except that an address is refused only if it is empty.
    pub fn search_blacklist(&self, email: impl Into<String>) -> Request<Map<String, Value>> {
        let call = Call::of(&operations::CUSTOMER_BLACKLIST_SEARCH).text("email", Some(email.into()));
        self.client.request(call.read_with(read_open))
    }

    /// Creates a customer, who needs an internal id and a name: [`CustomerData::new`].
    ///
    /// `POST /customer/new`, operation `customer_create` (<https://tomticket.tomticket.com/kb/clientes/criar-cliente>).
    /// The archived page ends inside the table of the answer, so what it has beyond the common members is in
    /// [`Acknowledgement::extra`]; the plans were not seen. What is not sent gets the vendor's default: the customer may
    /// create tickets, and the panel is in Brazilian Portuguese.
    ///
    /// ```no_run
    /// # async fn example(client: tomticket::Client) -> Result<(), tomticket::Error> {
    /// use tomticket::{CustomerData, CustomerKey};
    ///
    /// client.customers().create(CustomerData::new("42", "Ana Exemplo").email("ana@cliente.example")).await?;
    /// client.customers().update("42", CustomerData::default().phone("5511900000000")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a missing internal id or name, an empty text, or one that is
    /// longer than [`CustomerData`] says (nothing is sent); [`Forbidden`](crate::ErrorKind::Forbidden) presumably for a
    /// token that may not change data; [`Decode`](crate::ErrorKind::Decode) for an answer that does not say that the work
    /// was done; and those of [`permissions`](Self::permissions). It is sent once: after a failure,
    /// [`may_have_happened`](crate::Error::may_have_happened) says whether to look before sending it again.
    pub fn create(&self, customer: CustomerData) -> Request<Acknowledgement> {
        let form = Form::default()
            .text("customer_id", customer.internal_id.as_ref().map_or("", InternalId::as_str))
            .check(check_not_empty("name", Some(customer.name.as_deref().unwrap_or_default())));
        let call = customer.add_to(form).fill(Call::of(&operations::CUSTOMER_CREATE));
        self.client.request(call.read_with(Acknowledgement::read))
    }

    /// Changes what is set of a customer's data.
    ///
    /// `POST /customer/update`, operation `customer_update`
    /// (<https://tomticket.tomticket.com/kb/clientes/atualizar-informacoes-do-cliente>). The archived page ends at the
    /// first row of the table of the answer, as for [`create`](Self::create). It lists defaults for `create_tickets` and
    /// `language`, and does not say whether leaving them out resets them.
    ///
    /// # Errors
    /// As [`create`](Self::create), except that nothing has to be set. A new internal id is refused unless the customer
    /// is named by e-mail address: the vendor allows it only then.
    pub fn update(&self, customer: impl Into<CustomerKey>, changes: CustomerData) -> Request<Acknowledgement> {
        let customer = customer.into();
        let form = customer.fill_in(Form::default(), "customer_type_id");
        let form = changes.add_to(form).text_opt("internal_id", changes.internal_id.as_ref());
        let call = form.check(check_new_id(&customer, &changes)).fill(Call::of(&operations::CUSTOMER_UPDATE));
        self.client.request(call.read_with(Acknowledgement::read))
    }
}

fn check_new_id(customer: &CustomerKey, changes: &CustomerData) -> Result<(), Error> {
    match (customer, &changes.internal_id) {
        (CustomerKey::InternalId(_), Some(_)) => {
            Err(Error::invalid_input("internal_id", "can be changed only for a customer named by e-mail address")
                .with_advice("name the customer with CustomerKey::email"))
        }
        _ => Ok(()),
    }
}

fn read_details(body: &[u8]) -> Result<CustomerDetails, Error> {
    #[derive(Deserialize)]
    struct Whole {
        data: ObjectOrArray<CustomerDetails>,
    }

    refuse_nobody(body)?;
    let Whole { data } = wire::read_json(body)?;
    single(data, "data").map(|(details, _)| details)
}

fn read_exists(answer: &Answer<'_>) -> Result<bool, Error> {
    // "Not found" is the one failure that the classifier lets through.
    if !answer.status.is_success() {
        return Ok(false);
    }
    let envelope: Envelope = wire::read_json(answer.body)?;
    envelope.exists()?.ok_or_else(|| {
        contract_breach("missing field `exists`", "exists").with_advice(
            "ask for the customer's permissions instead: a customer who is not there is \"not found\" then",
        )
    })
}

/// Which customers to list, and how. Every member is optional, and all come from public clients (client code).
///
/// ```
/// use tomticket::CustomerFilter;
///
/// let filter = CustomerFilter::default().organization_id("fedcba98").show_custom_fields(true);
/// assert_eq!((filter.show_custom_fields, filter.page), (Some(true), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CustomerFilter {
    /// The page to begin with, from 1 on. The vendor's default is 1.
    pub page: Option<u32>,
    /// The sort direction. `DESC` is in use on the ticket list; no list of values was seen. Of the ticket list one public
    /// client says that the service refuses `order` and `column`, while two send them routinely.
    pub order: Option<String>,
    /// The column to sort by. No list of values was seen; see [`order`](field@Self::order).
    pub column: Option<String>,
    /// Only customers of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Whether each item has its custom fields.
    pub show_custom_fields: Option<bool>,
    /// Widens [`organization_id`](field@Self::organization_id) to parent organizations; the exact meaning was not seen.
    pub search_by_organization_mother: Option<bool>,
}

impl CustomerFilter {
    /// Sets [`page`](field@Self::page).
    #[must_use]
    pub fn page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    /// Sets [`order`](field@Self::order).
    #[must_use]
    pub fn order(mut self, direction: impl Into<String>) -> Self {
        self.order = Some(direction.into());
        self
    }

    /// Sets [`column`](field@Self::column).
    #[must_use]
    pub fn column(mut self, name: impl Into<String>) -> Self {
        self.column = Some(name.into());
        self
    }

    /// Sets [`organization_id`](field@Self::organization_id).
    #[must_use]
    pub fn organization_id(mut self, id: impl Into<OrganizationId>) -> Self {
        self.organization_id = Some(id.into());
        self
    }

    /// Sets [`show_custom_fields`](field@Self::show_custom_fields).
    #[must_use]
    pub fn show_custom_fields(mut self, show: bool) -> Self {
        self.show_custom_fields = Some(show);
        self
    }

    /// Sets [`search_by_organization_mother`](field@Self::search_by_organization_mother).
    #[must_use]
    pub fn search_by_organization_mother(mut self, search: bool) -> Self {
        self.search_by_organization_mother = Some(search);
        self
    }

    /// Everything but the page, which the pager counts.
    fn narrow<T>(&self, call: Call<T>) -> Call<T> {
        call.text("order", self.order.as_ref())
            .text("column", self.column.as_ref())
            .text("organization_id", self.organization_id.as_ref())
            .flag("show_custom_fields", self.show_custom_fields)
            .flag("search_by_organization_mother", self.search_by_organization_mother)
    }
}

/// A customer in the list.
///
/// No vendor's page describes these members; all come from public clients' types (client code). What may be null there is
/// `None` when null or absent, and that means unknown, never "no". Flags are also read as 0 and 1 and as texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ListedCustomer")]
#[non_exhaustive]
pub struct Customer {
    /// TomTicket's own id of the customer. Operations on one customer take [`key`](Self::key) instead.
    pub id: CustomerId,
    /// The customer's name; empty where it is null.
    pub name: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// The telephone number. `None` also where it is something other than text.
    pub phone: Option<String>,
    /// The id in your own records.
    pub internal_id: Option<InternalId>,
    /// The monthly ticket quota, where it is a number.
    ///
    /// Null is `None`, like absent, and not "unlimited": what null means in this list is documented nowhere, and it could
    /// just as well say that the organization's quota counts. [`Customers::permissions`] tells for sure.
    ///
    /// The wire name is `monthly_tickets_quota` here. Where that is null or absent, the spelling of the vendor's other pages,
    /// `monthly_ticket_quota`, is read.
    pub monthly_tickets_quota: Option<u64>,
    /// The customer may create tickets.
    ///
    /// The wire name is `allowed_create_tickets`, as on the permissions page; another public client has
    /// `allow_create_tickets`, which is read as well. Where both came and contradict each other, nothing tells which is
    /// right: `None`.
    pub allowed_create_tickets: Option<bool>,
    /// The e-mail address is validated.
    pub email_validated: Option<bool>,
    /// The registration is active.
    pub active: Option<bool>,
    /// The registration is approved.
    pub account_approved: Option<bool>,
    /// The organization that the customer belongs to.
    pub organization: Option<NamedRef<OrganizationId>>,
    /// When the customer was created. `None` also where it is something other than text.
    pub creation_date: Option<DateText>,
    /// Custom fields; only with [`CustomerFilter::show_custom_fields`].
    pub custom_fields: Option<Vec<CustomField>>,
}

impl Customer {
    /// What operations on this one customer take: the internal id, else the e-mail address; `None` for a customer who has
    /// neither.
    pub fn key(&self) -> Option<CustomerKey> {
        key_of(self.internal_id.as_ref(), self.email.as_deref())
    }
}

/// A customer in the list as it comes: two members have two spellings each, and a reader with an alias refuses an item that
/// has both.
#[derive(Deserialize)]
struct ListedCustomer {
    id: CustomerId,
    #[serde(deserialize_with = "wire::null_as_default")]
    name: String,
    email: Option<String>,
    #[serde(default, deserialize_with = "wire::if_readable")]
    phone: Option<String>,
    internal_id: Option<InternalId>,
    #[serde(default, deserialize_with = "wire::number_or_text")]
    monthly_tickets_quota: Option<u64>,
    #[serde(default, deserialize_with = "wire::number_or_text")]
    monthly_ticket_quota: Option<u64>,
    #[serde(default, deserialize_with = "wire::optional_flag")]
    allowed_create_tickets: Option<bool>,
    #[serde(default, deserialize_with = "wire::optional_flag")]
    allow_create_tickets: Option<bool>,
    #[serde(default, deserialize_with = "wire::optional_flag")]
    email_validated: Option<bool>,
    #[serde(default, deserialize_with = "wire::optional_flag")]
    active: Option<bool>,
    #[serde(default, deserialize_with = "wire::optional_flag")]
    account_approved: Option<bool>,
    organization: Option<NamedRef<OrganizationId>>,
    #[serde(default, deserialize_with = "wire::if_readable")]
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
            allowed_create_tickets: agreed(
                [listed.allowed_create_tickets, listed.allow_create_tickets].into_iter().flatten(),
            ),
            email_validated: listed.email_validated,
            active: listed.active,
            account_approved: listed.account_approved,
            organization: listed.organization,
            creation_date: listed.creation_date,
            custom_fields: listed.custom_fields,
        }
    }
}

/// A custom field of a customer (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomField {
    /// Its id; lists have it, details may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<CustomFieldId>,
    /// Its name; empty where it is null.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub name: String,
    /// Its value.
    pub value: Option<String>,
}

/// One customer, as [`Customers::details`] gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomerDetails {
    /// The customer's name (vendor's page); empty where it is null.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub name: String,
    /// The e-mail address (vendor's page). `None` when null or absent.
    pub email: Option<String>,
    /// The telephone number (vendor's page). `None` when null, absent or something other than text.
    #[serde(default, deserialize_with = "wire::if_readable")]
    pub phone: Option<String>,
    /// The id in your own records (vendor's page). `None` when null or absent.
    pub internal_id: Option<InternalId>,
    /// The monthly ticket quota. Null means unlimited (vendor's page); absent is an error.
    pub monthly_ticket_quota: Quota,
    /// The customer is active (vendor's page). Also read as 0 or 1 and as text; absent or null is an error, never a "no".
    #[serde(deserialize_with = "wire::known_flag")]
    pub active: bool,
    /// Custom fields. Two public clients read them (client code); they are not in the part of the page that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<Vec<CustomField>>,
    /// What else came; the page's columns after `active` were not seen.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
