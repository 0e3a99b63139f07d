//! Who is added to a tenant, changed and removed.

use acesso_core::{Call, Request, check_not_empty};
use serde::Serialize;

use crate::{
    AccountRole, AccountUser, Accounts, CustomerRole, CustomerUserDetail, Customers, Patch, TenantId, UserId,
    check_success, envelope::read_one, operations,
};

/// A user to create. The roles are an [`AccountRole`]'s or a [`CustomerRole`]'s, by the tenant.
///
/// ```
/// use myreports::{CustomerRole, NewUser};
///
/// let user = NewUser::new("ana@example.com", "Ana Example").roles([CustomerRole::UserAdmin]);
/// assert_eq!(user.roles.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewUser<Role> {
    /// The mail address, at most 200 characters. The activation mail goes there.
    pub email: String,
    /// The full name, at most 100 characters.
    pub display_name: String,
    /// What the user may do, beyond the website role, which every new user gets. Left out when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
}

impl<Role> NewUser<Role> {
    /// What every user needs.
    pub fn new(email: impl Into<String>, display_name: impl Into<String>) -> Self {
        Self { email: email.into(), display_name: display_name.into(), roles: Vec::new() }
    }

    /// Sets [`roles`](field@Self::roles).
    #[must_use]
    pub fn roles(mut self, roles: impl IntoIterator<Item = Role>) -> Self {
        self.roles = roles.into_iter().collect();
        self
    }
}

impl<Role: Serialize> NewUser<Role> {
    fn put_into<T>(&self, call: Call<T>) -> Call<T> {
        call.validate(check_not_empty("email", &*self.email))
            .validate(check_not_empty("displayName", &*self.display_name))
            .json(self)
    }
}

/// The users of a reseller account.
impl Accounts<'_> {
    /// Creates a user in a reseller account. An activation mail goes out at once, and the user gets
    /// [`AccountRole::User`] whatever the roles.
    ///
    /// `POST /v1.0/accounts/{ACCOUNT_TENANT_ID}/users`, operation `enterprise_create_account_user`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-gb/api/reference/accounts/users/accountuserspost),
    /// cut inside its last error).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// # let mock = acesso_core::testing::MockTransport::new()
    /// #     .respond(201, r#"{"data":{"id":"u","displayName":"Ana Example","email":"ana@example.com"}}"#)
    /// #     .respond(200, r#"{"status":"success"}"#);
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// use myreports::{AcceptCharges, AccountRole, NewUser, Patch};
    ///
    /// let account = "00000000-0000-0000-0000-000000000001";
    /// let ana = NewUser::new("ana@example.com", "Ana Example").roles([AccountRole::CustomerAdmin]);
    /// let ana = client.accounts().create_user(account, ana).accept_charges().await?;
    ///
    /// let more = Patch::new().add("/roles/-", AccountRole::UserAdmin);
    /// client.accounts().update_user(account, ana.id, more).accept_charges().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn create_user(&self, account: impl Into<TenantId>, user: NewUser<AccountRole>) -> Request<AccountUser> {
        let call =
            Call::of(&operations::ENTERPRISE_CREATE_ACCOUNT_USER).path_param("ACCOUNT_TENANT_ID", account.into());
        self.client.request(user.put_into(call).read_with(read_one))
    }

    /// Changes a user of a reseller account. Replacing `/roles` takes away every role that is not in the new value.
    ///
    /// `PATCH /v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}`, operation `enterprise_patch_account_user`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-gb/api/reference/accounts/users/accountuserspatch),
    /// cut inside its third error).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn update_user(&self, account: impl Into<TenantId>, user: impl Into<UserId>, patch: Patch) -> Request<()> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_PATCH_ACCOUNT_USER)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("USER_ID", user.into())
                .json(&patch)
                .read_with(check_success),
        )
    }

    /// Removes a user from a reseller account. Where it is the user's primary tenant, the user is removed everywhere and the
    /// user account deleted; elsewhere the user is only detached.
    ///
    /// `DELETE /v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}`, operation `enterprise_delete_account_user`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-gb/api/reference/accounts/users/accountusersdelete),
    /// complete).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn delete_user(&self, account: impl Into<TenantId>, user: impl Into<UserId>) -> Request<()> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_DELETE_ACCOUNT_USER)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("USER_ID", user.into())
                .read_with(check_success),
        )
    }

    /// Mails an activation link to a user of a reseller account.
    ///
    /// `POST /v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}/sendActivationEmail`, operation
    /// `enterprise_send_account_user_activation`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/users/accountuserssendactivationlink),
    /// complete).
    ///
    /// # Errors
    /// See [`Accounts`]. [`Rejected`](crate::ErrorKind::Rejected) with the code `TenantNotPrimary` for an account that is
    /// not the user's primary tenant.
    pub fn send_activation_email(&self, account: impl Into<TenantId>, user: impl Into<UserId>) -> Request<()> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_SEND_ACCOUNT_USER_ACTIVATION)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("USER_ID", user.into())
                .read_empty(),
        )
    }

    /// Creates a user in a customer, as [`Customers::create_user`] does for a reseller.
    ///
    /// `POST /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users`, operation
    /// `enterprise_create_customer_user`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-gb/api/reference/accounts/customers/users/userspost),
    /// cut inside its first error).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn create_customer_user(
        &self,
        account: impl Into<TenantId>,
        customer: impl Into<TenantId>,
        user: NewUser<CustomerRole>,
    ) -> Request<CustomerUserDetail> {
        let call = Call::of(&operations::ENTERPRISE_CREATE_CUSTOMER_USER)
            .path_param("ACCOUNT_TENANT_ID", account.into())
            .path_param("CUSTOMER_TENANT_ID", customer.into());
        self.client.request(user.put_into(call).read_with(read_one))
    }

    /// Changes a user of a customer, as [`Customers::update_user`] does for a reseller.
    ///
    /// `PATCH /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}`, operation
    /// `enterprise_patch_customer_user`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/customers/users/userspatch),
    /// cut before its errors, which are taken from its neighbours).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn update_customer_user(
        &self,
        account: impl Into<TenantId>,
        customer: impl Into<TenantId>,
        user: impl Into<UserId>,
        patch: Patch,
    ) -> Request<()> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_PATCH_CUSTOMER_USER)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .path_param("USER_ID", user.into())
                .json(&patch)
                .read_with(check_success),
        )
    }
}

/// The users of a customer.
impl Customers<'_> {
    /// Creates a user in a customer. An activation mail goes out at once, and the user gets [`CustomerRole::User`] whatever
    /// the roles. Whether the user is from above (`is_parent`) is not in the answer's sample.
    ///
    /// `POST /v1.0/customers/{CUSTOMER_TENANT_ID}/users`, operation `reseller_create_customer_user`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/es/api/reference/customers/users/userspost), a machine
    /// translation, cut before its errors, which are taken from its neighbours).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// # let mock = acesso_core::testing::MockTransport::new()
    /// #     .respond(201, r#"{"data":{"id":"u","displayName":"Ana Example","email":"ana@example.com"}}"#)
    /// #     .respond(200, r#"{"status":"success"}"#);
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// use myreports::{AcceptCharges, CustomerRole, NewUser, Patch};
    ///
    /// let customer = "00000000-0000-0000-0000-000000000001";
    /// let ana = NewUser::new("ana@example.com", "Ana Example").roles([CustomerRole::UserSupervisorL1]);
    /// let ana = client.customers().create_user(customer, ana).accept_charges().await?;
    ///
    /// let less = Patch::new().replace("/roles", [CustomerRole::User]);
    /// client.customers().update_user(customer, ana.id, less).accept_charges().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Customers`].
    pub fn create_user(
        &self,
        customer: impl Into<TenantId>,
        user: NewUser<CustomerRole>,
    ) -> Request<CustomerUserDetail> {
        let call =
            Call::of(&operations::RESELLER_CREATE_CUSTOMER_USER).path_param("CUSTOMER_TENANT_ID", customer.into());
        self.client.request(user.put_into(call).read_with(read_one))
    }

    /// Changes a user of a customer. Replacing `/roles` takes away every role that is not in the new value, but the PBX
    /// user's, which follows the PBX; the page does not give its key.
    ///
    /// `PATCH /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}`, operation `reseller_patch_customer_user`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/fr/api/reference/customers/users/userspatch), a machine
    /// translation, cut before its errors, which are taken from its neighbours).
    ///
    /// # Errors
    /// See [`Customers`].
    pub fn update_user(&self, customer: impl Into<TenantId>, user: impl Into<UserId>, patch: Patch) -> Request<()> {
        self.client.request(
            Call::of(&operations::RESELLER_PATCH_CUSTOMER_USER)
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .path_param("USER_ID", user.into())
                .json(&patch)
                .read_with(check_success),
        )
    }

    /// Mails an activation link to a user of a customer. It goes out by itself where the customer's
    /// [`send_new_user_email`](crate::Customer::send_new_user_email) is on.
    ///
    /// `POST /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/sendActivationEmail`, operation
    /// `reseller_send_customer_user_activation`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/pt/api/reference/customers/users/userssendactivationlink),
    /// a machine translation, cut inside its last error).
    ///
    /// # Errors
    /// See [`Customers`]. [`Rejected`](crate::ErrorKind::Rejected) with the code `TenantNotPrimary` for a customer that is
    /// not the user's primary tenant.
    pub fn send_activation_email(&self, customer: impl Into<TenantId>, user: impl Into<UserId>) -> Request<()> {
        self.client.request(
            Call::of(&operations::RESELLER_SEND_CUSTOMER_USER_ACTIVATION)
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .path_param("USER_ID", user.into())
                .read_empty(),
        )
    }
}
