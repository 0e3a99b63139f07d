//! Reseller accounts and customers that are created, changed and deleted.

use acesso_core::{Call, Request};
use serde::{Serialize, Serializer};

use crate::{
    Account, Accounts, Customer, Customers, NewPbx, Patch, TenantId, check_success, envelope::read_one, operations,
};

/// A reseller account to create. The vendor's field table marks no member as required.
///
/// ```
/// use myreports::NewAccount;
///
/// let account = NewAccount::default().name("Example Telecom").reference("ABC00001").timezone("America/Sao_Paulo");
/// assert_eq!(account.enabled, None);
/// ```
pub type NewAccount = NewTenant<AccountSettings>;

/// A customer to create. The vendor's field table marks no member as required.
///
/// ```
/// use myreports::NewCustomer;
///
/// let customer = NewCustomer::default().name("Example Clinic").send_new_user_email(false).trial_duration(30);
/// assert_eq!(serde_json::to_value(customer)?["trialduration"], "30");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub type NewCustomer = NewTenant<CustomerSettings>;

/// A tenant to create: a [`NewAccount`] or a [`NewCustomer`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewTenant<Own> {
    /// The short name, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The longer name, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The service provider's own reference, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Whether to enable it, which mails an invitation to every user with website access, and starts a customer's PBX connection;
    /// off when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The default time zone, an IANA name of at most 40 characters; inherited when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The default country code, ISO 3166, at most 5 characters; inherited when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// What this kind of tenant alone has.
    #[serde(flatten)]
    pub own: Own,
}

impl<Own> NewTenant<Own> {
    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`description`](field@Self::description).
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Sets [`reference`](field@Self::reference).
    #[must_use]
    pub fn reference(mut self, text: impl Into<String>) -> Self {
        self.reference = Some(text.into());
        self
    }

    /// Sets [`enabled`](field@Self::enabled).
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = Some(enabled);
        self
    }

    /// Sets [`timezone`](field@Self::timezone).
    #[must_use]
    pub fn timezone(mut self, name: impl Into<String>) -> Self {
        self.timezone = Some(name.into());
        self
    }

    /// Sets [`country_code`](field@Self::country_code).
    #[must_use]
    pub fn country_code(mut self, code: impl Into<String>) -> Self {
        self.country_code = Some(code.into());
        self
    }
}

/// What a reseller account alone has: nothing that is documented.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AccountSettings {}

/// What a customer alone has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomerSettings {
    /// The PBX connection. Sent as the sample of the request has it; the field table says `pbxConnectionProfiles` and a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pbx_connection_profile: Option<NewPbx>,
    /// Whether new users get a welcome mail; on when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_new_user_email: Option<bool>,
    /// Whether new users of the UC client get a welcome mail; on when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_connect_welcome_email: Option<bool>,
    /// How many days the trial lasts, 0 for none. Not every reseller may grant one. Sent as the sample of the request has
    /// it, as text under `trialduration`; the field table says `trialDuration` and a number.
    #[serde(rename = "trialduration", serialize_with = "as_text", skip_serializing_if = "Option::is_none")]
    pub trial_duration: Option<u32>,
    /// The tenant profile, such as `TenantProfileType_analytics`; inherited when left out. In the field table only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_profile_type: Option<String>,
    /// A language, such as `en-US`. In a sample of the vendor's page on charges only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub culture: Option<String>,
}

impl NewCustomer {
    /// Sets [`pbx_connection_profile`](field@CustomerSettings::pbx_connection_profile).
    #[must_use]
    pub fn pbx_connection_profile(mut self, pbx: NewPbx) -> Self {
        self.own.pbx_connection_profile = Some(pbx);
        self
    }

    /// Sets [`send_new_user_email`](field@CustomerSettings::send_new_user_email).
    #[must_use]
    pub fn send_new_user_email(mut self, send: bool) -> Self {
        self.own.send_new_user_email = Some(send);
        self
    }

    /// Sets [`send_connect_welcome_email`](field@CustomerSettings::send_connect_welcome_email).
    #[must_use]
    pub fn send_connect_welcome_email(mut self, send: bool) -> Self {
        self.own.send_connect_welcome_email = Some(send);
        self
    }

    /// Sets [`trial_duration`](field@CustomerSettings::trial_duration).
    #[must_use]
    pub fn trial_duration(mut self, days: u32) -> Self {
        self.own.trial_duration = Some(days);
        self
    }

    /// Sets [`tenant_profile_type`](field@CustomerSettings::tenant_profile_type).
    #[must_use]
    pub fn tenant_profile_type(mut self, id: impl Into<String>) -> Self {
        self.own.tenant_profile_type = Some(id.into());
        self
    }

    /// Sets [`culture`](field@CustomerSettings::culture).
    #[must_use]
    pub fn culture(mut self, name: impl Into<String>) -> Self {
        self.own.culture = Some(name.into());
        self
    }
}

fn as_text<S: Serializer>(number: &Option<u32>, serializer: S) -> Result<S::Ok, S::Error> {
    number.map(|number| number.to_string()).serialize(serializer)
}

/// Reseller accounts and their customers.
impl Accounts<'_> {
    /// Creates a reseller account. Its answer has id, name, description, `enabled` and the enterprise's id in the sample, no
    /// more.
    ///
    /// `POST /v1.0/accounts`, operation `enterprise_create_account`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-gb/api/reference/accounts/accountspost),
    /// complete; 401 is the only error it lists).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// # let mock = acesso_core::testing::MockTransport::new()
    /// #     .respond(201, r#"{"data":{"id":"a","name":"Example Telecom","enabled":false}}"#)
    /// #     .respond(200, r#"{"status":"success"}"#)
    /// #     .respond(201, r#"{"data":{"id":"c","name":"Example Clinic","enabled":false}}"#);
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// use myreports::{AcceptCharges, NewAccount, NewCustomer, Patch};
    ///
    /// let accounts = client.accounts();
    /// let account = accounts.create(NewAccount::default().name("Example Telecom")).accept_charges().await?;
    /// accounts.update(&account.id, Patch::new().replace("/enabled", true)).accept_charges().await?;
    ///
    /// let clinic = NewCustomer::default().name("Example Clinic");
    /// let clinic = accounts.create_customer(account.id, clinic).accept_charges().await?;
    /// # assert_eq!(clinic.id, "c");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn create(&self, account: NewAccount) -> Request<Account> {
        self.client.request(Call::of(&operations::ENTERPRISE_CREATE_ACCOUNT).json(&account).read_with(read_one))
    }

    /// Changes a reseller account.
    ///
    /// `PATCH /v1.0/accounts/{ACCOUNT_TENANT_ID}`, operation `enterprise_patch_account`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-us/api/reference/accounts/accountspatch),
    /// complete; the URL of its sample ends in a slash).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn update(&self, account: impl Into<TenantId>, patch: Patch) -> Request<()> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_PATCH_ACCOUNT)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .json(&patch)
                .read_with(check_success),
        )
    }

    /// Deactivates a reseller account and marks it for deletion.
    ///
    /// `DELETE /v1.0/accounts/{ACCOUNT_TENANT_ID}`, operation `enterprise_delete_account`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/accountsdelete),
    /// complete, but without the answer of a success: any that is empty or JSON is taken for one).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn delete(&self, account: impl Into<TenantId>) -> Request<()> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_DELETE_ACCOUNT)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .read_empty(),
        )
    }

    /// Creates a customer of a reseller account, as [`Customers::create`] does for a reseller.
    ///
    /// `POST /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers`, operation `enterprise_create_customer`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-gb/api/reference/accounts/customers/customerspost),
    /// cut inside its first error).
    ///
    /// # Errors
    /// See [`Accounts`] and [`Customers::create`].
    pub fn create_customer(&self, account: impl Into<TenantId>, customer: NewCustomer) -> Request<Customer> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_CREATE_CUSTOMER)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .json(&customer)
                .read_with(read_one),
        )
    }

    /// Deactivates a customer and marks it for deletion.
    ///
    /// `DELETE /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}`, operation `enterprise_delete_customer`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/customers/customersdelete),
    /// without the answer of a success, as that of [`delete`](Self::delete)).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn delete_customer(&self, account: impl Into<TenantId>, customer: impl Into<TenantId>) -> Request<()> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_DELETE_CUSTOMER)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .read_empty(),
        )
    }
}

/// Customers.
impl Customers<'_> {
    /// Creates a customer. Its answer has id, name, description, `enabled` and the reseller's id in the sample, no more.
    ///
    /// `POST /v1.0/customers`, operation `reseller_create_customer`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/fr/api/reference/customers/customerspost), a machine
    /// translation, cut inside the answer: the rest, and its errors, are taken from the enterprise's).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// # let mock = acesso_core::testing::MockTransport::new().respond(201, r#"{"data":{"id":"c","name":"Example Clinic"}}"#);
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// use myreports::{AcceptCharges, NewCustomer};
    ///
    /// let clinic = NewCustomer::default().name("Example Clinic").country_code("BR");
    /// let clinic = client.customers().create(clinic).accept_charges().await?;
    /// # assert_eq!(clinic.id, "c");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Customers`]. [`Rejected`](crate::ErrorKind::Rejected) for a trial that the reseller may not grant.
    pub fn create(&self, customer: NewCustomer) -> Request<Customer> {
        self.client.request(Call::of(&operations::RESELLER_CREATE_CUSTOMER).json(&customer).read_with(read_one))
    }
}
