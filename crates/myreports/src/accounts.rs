//! The reseller accounts of the calling enterprise, their users and customers.

use std::{collections::BTreeMap, fmt};

use acesso_core::{
    Call, Client, Cursor, Listing, Page, Pager, Request, open_enum,
    wire::{if_readable, null_as_default, optional_flag},
};
use bytes::Bytes;
use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

use crate::{
    Customer, CustomerFilter, CustomerRole, CustomerUser, CustomerUserDetail, TenantId, UserId,
    envelope::{Tenant, at_page, read_listing, read_one, read_page},
    lenient, operations,
};

/// The reseller accounts of the calling enterprise, their users and customers. Made by
/// [`Client::accounts`](crate::Client::accounts).
///
/// Errors that every method here can give, besides those of any call (no connection, no answer in time; the table is in
/// [`guide::errors`](crate::guide::errors)):
/// - [`Rejected`](crate::ErrorKind::Rejected) (400) for an id that the service finds malformed; ids look like GUIDs
///   in the vendor's samples; for a patch of a property that it does not know; and (402) for what can cost money and does
///   not [accept the charges](crate::AcceptCharges);
/// - [`Unauthorized`](crate::ErrorKind::Unauthorized) (401, without a body) for a token that is missing, invalid or expired;
/// - [`NotFound`](crate::ErrorKind::NotFound) (404) for an id that the service does not know; `.optional()` makes it
///   `None`;
/// - [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) for a 404 that is not the service's own: never "no such account";
/// - [`InvalidInput`](crate::ErrorKind::InvalidInput) for an id that is empty, `.` or `..`, before anything is sent.
///
/// What creates, updates or mails is sent once; assigning, unassigning and deleting are repeated after a failure that may
/// pass. [`Error::may_have_happened`](crate::Error::may_have_happened) tells whether a write that failed may have been
/// carried out. An answer that does not say that it was is a [`Decode`](crate::ErrorKind::Decode) error.
///
/// No plan and no rate limit is documented for them.
#[derive(Debug, Clone, Copy)]
pub struct Accounts<'a> {
    pub(crate) client: &'a Client,
}

impl<'a> Accounts<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists the reseller accounts of the enterprise.
    ///
    /// `GET /v1.0/accounts`, operation `enterprise_list_accounts`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/accountsgetall),
    /// complete; 401 is the only error it lists).
    ///
    /// Pages end as those of [`Customers::list`](crate::Customers::list) do.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// # let mock = acesso_core::testing::MockTransport::new()
    /// #     .respond(200, r#"{"page_size":1,"page_index":0,"data":[{"id":"1","name":"Account 1"}]}"#)
    /// #     .respond(200, r#"{"page_size":0,"page_index":1,"data":[]}"#);
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// use myreports::AccountFilter;
    ///
    /// let accounts = client.accounts().list(AccountFilter::default()).collect().await?;
    /// # assert_eq!(accounts.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Accounts`] and [`Customers::list`](crate::Customers::list).
    pub fn list(&self, filter: AccountFilter) -> Pager<Account> {
        self.client.pages(move |cursor| filter.page_call(Call::of(&operations::ENTERPRISE_LIST_ACCOUNTS), cursor))
    }

    /// Reads one reseller account.
    ///
    /// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}`, operation `enterprise_get_account`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/accountsgetaccount),
    /// complete).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn get(&self, account: impl Into<TenantId>) -> Request<Account> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_GET_ACCOUNT)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .read_with(read_one),
        )
    }

    /// Counts the users of each role, customer by customer, of a reseller account: its use of licences.
    ///
    /// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/metrics`, operation `enterprise_get_account_metrics`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/accountsmetrics), cut
    /// inside the roles of the first customer; its errors come from an
    /// [older copy](https://apidocs.xarios.cloud/enterprise/reference/accounts/accountsmetrics)).
    ///
    /// Whether guests, users of the reseller and users of disabled customers count is documented nowhere. Nor is whether
    /// every role is counted: the older copy shows none but licensed ones.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// # let mock = acesso_core::testing::MockTransport::new().respond(200, r#"{"data":{"accountTenantId":"a","customers":[{"tenantId":"c","roles":{"customer.user.acd":19}}]}}"#);
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// use myreports::CustomerRole;
    ///
    /// let metrics = client.accounts().metrics("00000000-0000-0000-0000-000000000001").await?;
    /// for customer in &metrics.customers {
    ///     let agents = customer.roles.as_ref().and_then(|roles| roles.get(&CustomerRole::UserAcd));
    ///     println!("{} {agents:?}", customer.tenant_id);
    /// #   assert_eq!(agents, Some(&19));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Accounts`]. An answer without `customers` is a [`Decode`](crate::ErrorKind::Decode) error, not an account
    /// without customers.
    pub fn metrics(&self, account: impl Into<TenantId>) -> Request<AccountMetrics> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_GET_ACCOUNT_METRICS)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .read_with(read_one),
        )
    }

    /// Lists the users of a reseller account, in one answer and without roles. As of the users of a customer, the service
    /// says how many it sent: [`Listing::count_matches`] compares.
    ///
    /// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/users`, operation `enterprise_list_account_users`
    /// ([vendor's page](https://docs.au.xarios.cloud/enterprise-portal/en-us/api/reference/accounts/users/index.xml), of
    /// which only a feed's summary was seen, cut inside the second user; its errors are taken from its neighbours).
    ///
    /// # Errors
    /// See [`Accounts`] and [`Customers::users`](crate::Customers::users).
    pub fn users(&self, account: impl Into<TenantId>) -> Request<Listing<AccountUser>> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_LIST_ACCOUNT_USERS)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .read_with(read_listing),
        )
    }

    /// Reads one user of a reseller account, with the roles.
    ///
    /// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}`, operation `enterprise_get_account_user`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/users/accountusersgetuser),
    /// complete).
    ///
    /// # Errors
    /// See [`Accounts`]. Not found is an account or a user that does not exist; the answer does not say which.
    pub fn user(&self, account: impl Into<TenantId>, user: impl Into<UserId>) -> Request<AccountUser> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_GET_ACCOUNT_USER)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("USER_ID", user.into())
                .read_with(read_one),
        )
    }

    /// Lists the customers of a reseller account.
    ///
    /// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers`, operation `enterprise_list_customers`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-gb/api/reference/accounts/customers/customersgetall),
    /// cut after the list; its errors are taken from its neighbours).
    ///
    /// # Errors
    /// See [`Accounts`] and [`Customers::list`](crate::Customers::list).
    pub fn customers(&self, account: impl Into<TenantId>, filter: CustomerFilter) -> Pager<Customer> {
        let account = account.into();
        self.client.pages(move |cursor| {
            let call = Call::of(&operations::ENTERPRISE_LIST_CUSTOMERS).path_param("ACCOUNT_TENANT_ID", &account);
            filter.page_call(call, cursor)
        })
    }

    /// Lists the users of a customer, as [`Customers::users`](crate::Customers::users) does for a reseller.
    ///
    /// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users`, operation
    /// `enterprise_list_customer_users`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-us/api/reference/accounts/customers/users/usersgetall),
    /// complete).
    ///
    /// # Errors
    /// See [`Accounts`] and [`Customers::users`](crate::Customers::users).
    pub fn customer_users(
        &self,
        account: impl Into<TenantId>,
        customer: impl Into<TenantId>,
    ) -> Request<Listing<CustomerUser>> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_LIST_CUSTOMER_USERS)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .read_with(read_listing),
        )
    }

    /// Reads one user of a customer, with the roles.
    ///
    /// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}`, operation
    /// `enterprise_get_customer_user`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-gb/api/reference/accounts/customers/users/usersgetuser),
    /// complete).
    ///
    /// # Errors
    /// See [`Accounts`]. Not found is an account, a customer or a user that does not exist; the answer does not say which.
    pub fn customer_user(
        &self,
        account: impl Into<TenantId>,
        customer: impl Into<TenantId>,
        user: impl Into<UserId>,
    ) -> Request<CustomerUserDetail> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_GET_CUSTOMER_USER)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .path_param("USER_ID", user.into())
                .read_with(read_one),
        )
    }
}

/// How many accounts to list on a page. The service documents no filter for accounts.
///
/// ```
/// let filter = myreports::AccountFilter::default().page_size(100);
/// assert_eq!(filter.page_size, Some(100));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountFilter {
    /// How many accounts to ask for at once; 1000 when left out. No maximum is stated. No minimum is stated; 0 is refused
    /// here, since it would end every list.
    pub page_size: Option<u32>,
}

impl AccountFilter {
    /// Sets [`page_size`](field@Self::page_size).
    #[must_use]
    pub fn page_size(mut self, accounts: u32) -> Self {
        self.page_size = Some(accounts);
        self
    }

    /// The call for the page at a cursor.
    fn page_call(&self, call: Call<Bytes>, cursor: &Cursor) -> Call<Page<Account>> {
        at_page(call, cursor, self.page_size).read_with(read_page)
    }
}

/// A reseller account: a tenant of an enterprise.
///
/// The contract requires `id` alone. `None` means that the answer left the member out; its value is unknown. The
/// samples have those down to `date_created`; the rest stands in the field table only. Texts can hold unfilled tokens of
/// the vendor's white-label edition, such as `~.Dimensions.~`.
///
/// Only `id`, `enabled`, `parent_tenant_id` and `date_deleted` can make an account unreadable. Whatever else can't be read
/// is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Account {
    /// The tenant id.
    pub id: TenantId,
    /// The short name, at most 100 characters.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The longer name, at most 200 characters.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it is enabled. Enabling mails an invitation to every user with website access.
    #[serde(default, deserialize_with = "optional_flag", skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The enterprise that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_tenant_id: Option<TenantId>,
    /// The service provider's own reference, at most 200 characters.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When it was created; see [`Customer::date_created`].
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub date_created: Option<DateTime>,
    /// The default time zone, an IANA name; left out where it is inherited.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The default country code, ISO 3166; left out where it is inherited.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// Whether or when it was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_deleted: Option<DateDeleted>,
}

impl Tenant for Account {
    fn tenant_id(&self) -> &str {
        self.id.as_str()
    }
}

/// Whether or when an account was deleted.
///
/// The field table calls the member a boolean with default false, its name says a time, and no sample shows it
/// (x-contradiction). So both are read, a flag also as 0 or 1 or as text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateDeleted {
    /// Whether it was deleted.
    Flag(bool),
    /// When it was deleted, as the service wrote it.
    Text(String),
}

impl DateDeleted {
    /// Whether the account was deleted. A text counts as yes unless it is empty, which is inferred from the member's name.
    pub fn is_deleted(&self) -> bool {
        match self {
            Self::Flag(deleted) => *deleted,
            Self::Text(time) => !time.is_empty(),
        }
    }

    /// When the account was deleted, if it says so in the form of [`Account::date_created`].
    pub fn time(&self) -> Option<DateTime> {
        match self {
            Self::Flag(_) => None,
            Self::Text(time) => lenient::parse_time(time),
        }
    }
}

impl Serialize for DateDeleted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(deleted) => serializer.serialize_bool(*deleted),
            Self::Text(time) => serializer.serialize_str(time),
        }
    }
}

impl<'de> Deserialize<'de> for DateDeleted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = DateDeleted;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("true or false, or a text")
            }

            fn visit_bool<E>(self, deleted: bool) -> Result<DateDeleted, E> {
                Ok(DateDeleted::Flag(deleted))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<DateDeleted, E> {
                match number {
                    0 => Ok(DateDeleted::Flag(false)),
                    1 => Ok(DateDeleted::Flag(true)),
                    _ => Err(E::invalid_value(de::Unexpected::Unsigned(number), &self)),
                }
            }

            fn visit_str<E>(self, text: &str) -> Result<DateDeleted, E> {
                Ok(match text.to_ascii_lowercase().as_str() {
                    "0" | "false" => DateDeleted::Flag(false),
                    "1" | "true" => DateDeleted::Flag(true),
                    _ => DateDeleted::Text(text.to_owned()),
                })
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// How many users have which role, customer by customer, of a reseller account.
///
/// Ids and `customers` apart, every member may be missing here, as the vendor warns, though the contract requires those
/// that both copies of the sample have: a comparison is worth no less without a name. `None` is unknown. Only ids, `enabled`,
/// `customers` and their `roles` can make the metrics unreadable; whatever else can't be read is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AccountMetrics {
    /// The account's tenant id.
    pub account_tenant_id: TenantId,
    /// The account's name.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
    /// Whether the account is enabled.
    #[serde(default, deserialize_with = "optional_flag", skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// When the account was created; see [`Customer::date_created`]. Six fractional digits here.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub date_created: Option<DateTime>,
    /// The account's PBX provisioners. In the newer copy of the sample only.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub pbx_profiles: Option<Vec<PbxMetrics>>,
    /// The customers, in the vendor's order.
    pub customers: Vec<CustomerMetrics>,
    /// What else came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How many users of a customer have which role. Members as in [`AccountMetrics`]; the page was cut inside the first one:
/// should there be more of them, they stand in [`extra`](Self::extra).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomerMetrics {
    /// The customer's tenant id.
    pub tenant_id: TenantId,
    /// The customer's name.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub tenant_name: Option<String>,
    /// Whether the customer is enabled.
    #[serde(default, deserialize_with = "optional_flag", skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// When the customer was created; see [`AccountMetrics::date_created`].
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub date_created: Option<DateTime>,
    /// The tenant profile. In the newer copy of the sample only.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub tenant_profile_type: Option<String>,
    /// The PBX connections. In the newer copy of the sample only.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub pbxs: Option<Vec<PbxMetrics>>,
    /// The number of users of each role. A role that is not in it is unknown, not unused: see [`Accounts::metrics`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<BTreeMap<CustomerRole, u64>>,
    /// What else came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A PBX in an account's metrics: the account's provisioner, or the connection of a customer.
///
/// `Debug` shows no instance, which of a 3CX can be the licence key, and nothing of [`extra`](field@Self::extra).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PbxMetrics {
    /// Its id: of a provisioner a type, an underscore and a GUID; of a connection a GUID.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What kind of PBX it is, in other words than [`PbxKind`](crate::PbxKind): `Kazoo`, `Teams`, and in one sample an
    /// unfilled token of the vendor's white-label edition.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub pbx_type: Option<String>,
    /// The instance of the PBX; the provisioner of Teams has none in the sample.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// The connection's name.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the connection is in use.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether the connection watches sub-accounts too.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub monitor_sub_accounts: Option<bool>,
    /// What else came, but for the keys that a connection's profile has (`apiKey`, `licenseKey`).
    #[serde(flatten, deserialize_with = "all_but_keys")]
    pub extra: Map<String, Value>,
}

impl fmt::Debug for PbxMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PbxMetrics")
            .field("id", &self.id)
            .field("pbx_type", &self.pbx_type)
            .field("name", &self.name)
            .field("enabled", &self.enabled)
            .field("monitor_sub_accounts", &self.monitor_sub_accounts)
            .finish_non_exhaustive()
    }
}

fn all_but_keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    let mut members = Map::deserialize(deserializer)?;
    members.retain(|name, _| name != "apiKey" && name != "licenseKey");
    Ok(members)
}

/// A user of a reseller account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AccountUser {
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
    /// What the user may do. `None` is unknown, an empty list is no role. [`Accounts::user`] gives roles,
    /// [`Accounts::users`] does not in the one sample there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<AccountRole>>,
}

open_enum! {
    /// A role of a reseller account's user. The set is open.
    pub enum AccountRole {
        /// Access to the reseller portal.
        User = "account.user",
        /// Manages the permissions of other reseller users.
        UserAdmin = "user.admin",
        /// Receives status updates and release notes.
        ServiceStatus = "account.service.status",
        /// Manages storage accounts.
        StorageAdmin = "account.storage.admin",
        /// Edits the portal's branding.
        BrandingAdmin = "branding.admin",
        /// Manages customer accounts.
        CustomerAdmin = "customer.admin",
        /// Administers the REST API (its description in the source repeats the portal log-in).
        OnboardingAdmin = "onboarding.admin",
        /// Administers webhooks (its description in the source speaks of the REST API).
        WebhooksAdmin = "webhooks.admin",
    }
}
