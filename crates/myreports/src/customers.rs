//! The customers of the calling reseller, and their users.

use acesso_core::{
    Call, Client, Cursor, Listing, Page, Pager, Request, open_enum,
    wire::{if_readable, null_as_default, optional_flag},
};
use bytes::Bytes;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    PbxId, TenantId, UserId,
    envelope::{Tenant, at_page, read_listing, read_one, read_page},
    lenient, operations,
};

/// The customers of the calling reseller, and their users. Made by [`Client::customers`](crate::Client::customers).
///
/// Errors that every method here can give, besides those of any call (no connection, no answer in time; the table is in
/// [`guide::errors`](crate::guide::errors)):
/// - [`Rejected`](crate::ErrorKind::Rejected) (400) for an id that the service finds malformed; ids look like GUIDs
///   in the vendor's samples; for a patch of a property that it does not know; and (402) for what can cost money and does
///   not [accept the charges](crate::AcceptCharges);
/// - [`Unauthorized`](crate::ErrorKind::Unauthorized) (401, without a body) for a token that is missing, invalid or expired;
/// - [`NotFound`](crate::ErrorKind::NotFound) (404) for an id that the service does not know; `.optional()` makes it
///   `None`;
/// - [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) for a 404 that is not the service's own: never "no such customer";
/// - [`InvalidInput`](crate::ErrorKind::InvalidInput) for an id that is empty, `.` or `..`, before anything is sent.
///
/// What creates, updates or mails is sent once; assigning, unassigning and deleting are repeated after a failure that may
/// pass. [`Error::may_have_happened`](crate::Error::may_have_happened) tells whether a write that failed may have been
/// carried out. An answer that does not say that it was is a [`Decode`](crate::ErrorKind::Decode) error.
///
/// No plan and no rate limit is documented for them.
#[derive(Debug, Clone, Copy)]
pub struct Customers<'a> {
    pub(crate) client: &'a Client,
}

impl<'a> Customers<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists the users of a customer: who they are, without their roles, which [`user`](Self::user) gives one by one.
    ///
    /// All users come in one answer; no parameter is documented and the answer has no page index. It can be large: allow
    /// more than the 30 seconds of one attempt with `.timeout(..)` where you know of tens of thousands. The service says how
    /// many users it sent (`page_size` on the wire): [`Listing::count_matches`] compares.
    ///
    /// `GET /v1.0/customers/{CUSTOMER_TENANT_ID}/users`, operation `reseller_list_customer_users`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/fr-ca/api/reference/customers/users/usersgetall)).
    /// The page is complete; its copies are machine translations, and the keys come from the English enterprise page.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// # let mock = acesso_core::testing::MockTransport::new().respond(200, r#"{"page_size":1,"data":[{"id":"1","displayName":"User 1","email":"user1@example.com","isParent":true}]}"#);
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// for user in client.customers().users("00000000-0000-0000-0000-000000000001").await?.into_items()? {
    ///     let from_above = if user.is_parent == Some(true) { "the reseller's" } else { "" };
    ///     println!("{} {} {from_above}", user.display_name, user.email);
    /// #   assert_eq!(user.is_parent, Some(true));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Customers`]. [`Decode`](crate::ErrorKind::Decode) for an answer without `data`, which is not taken for an empty
    /// list. A user who can't be read is an error of the same kind among the others: [`Listing::into_results`].
    pub fn users(&self, customer: impl Into<TenantId>) -> Request<Listing<CustomerUser>> {
        self.client.request(
            Call::of(&operations::RESELLER_LIST_CUSTOMER_USERS)
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .read_with(read_listing),
        )
    }

    /// Reads one user of a customer, with the roles.
    ///
    /// `GET /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}`, operation `reseller_get_customer_user`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/fr-ca/api/reference/customers/users/usersgetuser),
    /// complete, a machine translation).
    ///
    /// # Errors
    /// See [`Customers`]. Not found is a customer or a user that does not exist; the answer does not say which.
    pub fn user(&self, customer: impl Into<TenantId>, user: impl Into<UserId>) -> Request<CustomerUserDetail> {
        self.client.request(
            Call::of(&operations::RESELLER_GET_CUSTOMER_USER)
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .path_param("USER_ID", user.into())
                .read_with(read_one),
        )
    }

    /// Lists the customers of the reseller.
    ///
    /// `GET /v1.0/customers`, operation `reseller_list_customers`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/fr/api/reference/customers/customersgetall), cut at
    /// the fourth customer, its errors not visible).
    ///
    /// How to know the last page is documented nowhere. The pager goes on until a page is empty, one request more than
    /// there are pages with customers, and does not trust a short page. A [`Cursor`] is the index of a page, from 0.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// # let mock = acesso_core::testing::MockTransport::new()
    /// #     .respond(200, r#"{"page_size":1,"page_index":0,"data":[{"id":"1","name":"Customer 1"}]}"#)
    /// #     .respond(200, r#"{"page_size":0,"page_index":1,"data":[]}"#);
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// use myreports::CustomerFilter;
    ///
    /// let mut customers = client.customers().list(CustomerFilter::default());
    /// while let Some(customer) = customers.next().await {
    ///     let customer = customer?;
    ///     println!("{} {}", customer.id, customer.name.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Customers`]. [`InvalidInput`](crate::ErrorKind::InvalidInput) for a page size out of bounds,
    /// [`Paging`](crate::ErrorKind::Paging) when the service gives another page than the one that was asked for, or a page
    /// again under a new index. A page that does not say which one it is counts as the one that was asked for.
    ///
    /// A customer that can't be read is an error of its own, [`Decode`](crate::ErrorKind::Decode) with the customer's
    /// [id](crate::Error::item_id), and the others come.
    pub fn list(&self, filter: CustomerFilter) -> Pager<Customer> {
        self.client.pages(move |cursor| filter.page_call(Call::of(&operations::RESELLER_LIST_CUSTOMERS), cursor))
    }

    /// Reads one customer.
    ///
    /// `GET /v1.0/customers/{CUSTOMER_TENANT_ID}`, operation `reseller_get_customer`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/fr/api/reference/customers/customersgetcustomer),
    /// complete, a machine translation).
    ///
    /// # Errors
    /// See [`Customers`].
    pub fn get(&self, customer: impl Into<TenantId>) -> Request<Customer> {
        self.client.request(
            Call::of(&operations::RESELLER_GET_CUSTOMER)
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .read_with(read_one),
        )
    }
}

/// Which customers to list, and how many on a page.
///
/// ```
/// use myreports::CustomerFilter;
///
/// let filter = CustomerFilter::default().filter("dental").page_size(100);
/// assert_eq!(filter.page_size, Some(100));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomerFilter {
    /// A text to look for in name and reference. Whether case counts is not documented.
    pub filter: Option<String>,
    /// How many customers to ask for at once, 1 to 1000. The vendor states the most, not the least; 0 would end every
    /// list. `None` leaves it to the service, whose default is stated for accounts alone (1000).
    pub page_size: Option<u32>,
}

impl CustomerFilter {
    /// Sets [`filter`](field@Self::filter).
    #[must_use]
    pub fn filter(mut self, text: impl Into<String>) -> Self {
        self.filter = Some(text.into());
        self
    }

    /// Sets [`page_size`](field@Self::page_size).
    #[must_use]
    pub fn page_size(mut self, customers: u32) -> Self {
        self.page_size = Some(customers);
        self
    }

    /// The call for the page at a cursor.
    pub(crate) fn page_call(&self, call: Call<Bytes>, cursor: &Cursor) -> Call<Page<Customer>> {
        at_page(call, cursor, self.page_size).query_opt("filter", self.filter.as_deref()).read_with(read_page)
    }
}

/// A customer: a tenant of a reseller account.
///
/// The contract requires `id` alone. `None` means that the answer left the member out; its value is unknown. The
/// samples have those down to `date_created`; the rest stands in the field table only. Texts can hold unfilled tokens of
/// the vendor's white-label edition, such as `~.Dimensions.~`.
///
/// Only `id`, `enabled` and `parent_tenant_id` can make a customer unreadable. Whatever else can't be read is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Customer {
    /// The tenant id.
    pub id: TenantId,
    /// The short name, at most 100 characters.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The longer name, at most 200 characters.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it is enabled. Enabling starts the PBX connection and mails an invitation to every user with website access.
    #[serde(default, deserialize_with = "optional_flag", skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The reseller account that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_tenant_id: Option<TenantId>,
    /// The service provider's own reference, at most 200 characters.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When it was created, by the vendor's clock: the zone is documented nowhere and no sample has one. So it is not
    /// an instant, and none is made of it: a time that some clock shows twice or never, when it is turned, stays as it came. A
    /// `Z` or an offset, should one come, is dropped, and so is what goes beyond nanoseconds. A leap second (`23:59:60`) is
    /// read as the second before it.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub date_created: Option<DateTime>,
    /// The default time zone, an IANA name; left out where it is inherited.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The default country code, ISO 3166; left out where it is inherited.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// The licensed features, each with a number; 0 turns it off. `agent` (ACD agent) and `device` (real-time client) are
    /// documented; that the values are numbers is inferred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Value>,
    /// The PBX connections.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub pbx_connection_profiles: Option<Vec<PbxConnectionProfile>>,
    /// Whether users get the ACD role when the PBX has them as ACD agents.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub sync_acd_agent_with_pbx: Option<bool>,
    /// Whether new users get a welcome mail.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub send_new_user_email: Option<bool>,
    /// Whether new users of the UC client get a welcome mail.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub send_connect_welcome_email: Option<bool>,
    /// The tenant profile; left out where it is inherited.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub tenant_profile_type: Option<String>,
    /// How many days the trial lasts, 0 for none. A number in the field table; text, as in the sample of a request, is
    /// read too.
    #[serde(default, deserialize_with = "lenient::number", skip_serializing_if = "Option::is_none")]
    pub trial_duration: Option<u64>,
}

impl Tenant for Customer {
    fn tenant_id(&self) -> &str {
        self.id.as_str()
    }
}

/// A PBX connection of a customer.
///
/// Its keys (`apiKey`, `licenseKey`) are not read, should the service send them: lists and single reads show only the
/// first four members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PbxConnectionProfile {
    /// What kind of PBX it is.
    #[serde(rename = "_type")]
    pub kind: PbxKind,
    /// The connection's id.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub id: Option<PbxId>,
    /// The short name.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The customer that it belongs to.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
    /// The country whose rules phone numbers are read by, ISO 3166.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// Whether it is in use. In samples of create and patch only.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

open_enum! {
    /// The kind of a PBX. Microsoft Teams exists too; how it is spelt here is not documented.
    pub enum PbxKind {
        /// Kazoo.
        Kazoo = "KazooPbxConnectionProfile",
        /// 3CX.
        ThreeCx = "ThreeCxConnectionProfile",
    }
}

/// A user in the list of a customer's users. The list has no roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomerUser {
    /// The user's id.
    pub id: UserId,
    /// The full name, at most 100 characters. Empty where the service sends null.
    #[serde(deserialize_with = "null_as_default")]
    pub display_name: String,
    /// The mail address, at most 200 characters. Empty where the service sends null.
    #[serde(deserialize_with = "null_as_default")]
    pub email: String,
    /// The user's primary tenant. In every sample, not marked required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_tenant: Option<TenantId>,
    /// Whether the user is set up at a higher level, for example the reseller. `None` is unknown, not "no": the member is
    /// in every sample of a list, not marked required, and missing from the replies to a create.
    #[serde(default, deserialize_with = "optional_flag", skip_serializing_if = "Option::is_none")]
    pub is_parent: Option<bool>,
}

/// A user of a customer, with the roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomerUserDetail {
    /// The user's id.
    pub id: UserId,
    /// The full name, at most 100 characters. Empty where the service sends null.
    #[serde(deserialize_with = "null_as_default")]
    pub display_name: String,
    /// The mail address, at most 200 characters. Empty where the service sends null.
    #[serde(deserialize_with = "null_as_default")]
    pub email: String,
    /// As [`CustomerUser::primary_tenant`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_tenant: Option<TenantId>,
    /// As [`CustomerUser::is_parent`].
    #[serde(default, deserialize_with = "optional_flag", skip_serializing_if = "Option::is_none")]
    pub is_parent: Option<bool>,
    /// What the user may do. `None` is unknown, an empty list is no role: the samples have it, the contract does not
    /// require it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<CustomerRole>>,
}

open_enum! {
    /// A role of a customer's user.
    ///
    /// The set is open: the vendor's table was cut after the access types. The docs of a value say where it was seen.
    pub enum CustomerRole {
        /// Website user, given to every new user (create page).
        User = "customer.user",
        /// Essential User: call logging; licensed.
        UserPbx = "customer.user.pbx",
        /// Real-time add-on to [`UserPbx`](Self::UserPbx); licensed.
        UserPbxRealtime = "customer.user.pbx.realtime",
        /// Agent (ACD) add-on to [`UserPbx`](Self::UserPbx); licensed.
        UserAcd = "customer.user.acd",
        /// UC client (a sample; no description). [`UserUcRemote`](Self::UserUcRemote) needs it.
        UserUc = "customer.user.uc",
        /// UC client, essential (a sample; no description).
        UserUcEssential = "customer.user.uc.essential",
        /// Professional User: softphone and mobile; licensed.
        UserUcRemote = "customer.user.uc.remote",
        /// CRM (a sample; no description).
        UserCrm = "customer.user.crm",
        /// The user's Teams calls are monitored; licensed, read-only.
        UserMicrosoftTeams = "customer.user.microsoftteams",
        /// Reporter supervisor, level 1 (create page). Supervisor roles exclude one another.
        UserSupervisorL1 = "customer.user.supervisorl1",
        /// Reporter supervisor, level 2 (a sample).
        UserSupervisorL2 = "customer.user.supervisorl2",
        /// Reporter supervisor, level 3 (a sample).
        UserSupervisorL3 = "customer.user.supervisorl3",
        /// User administrator (create page).
        UserAdmin = "admin.user",
        /// Customer settings (create page).
        Settings = "customer.settings",
        /// Billables administrator (a sample; no description).
        BillablesAdmin = "customer.billables.admin",
        /// Device administrator (a sample; no description).
        DeviceAdmin = "customer.device.admin",
        /// Devices, read only (a sample; no description).
        DeviceReadonly = "customer.device.readonly",
        /// Manages directories (a sample; no description).
        DirectoriesManage = "customer.directories.manage",
    }
}
