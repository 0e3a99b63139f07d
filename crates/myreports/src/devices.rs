//! Devices of a PBX as softphones of a customer's users.

use acesso_core::{Call, Request, open_enum};
use serde_json::json;

use crate::{Accounts, Customers, DeviceId, TenantId, UserId, check_success, operations};

open_enum! {
    /// What a device is used by. The contract says no more of them than their names.
    pub enum DeviceClient {
        /// The desktop client.
        Desktop = "desktop",
        /// The mobile client.
        Mobile = "mobile",
        /// The client in a browser.
        WebRtc = "webrtc",
        /// A CRM.
        Crm = "crm",
    }
}

/// What assigning and unassigning ask for, by enterprise and reseller alike.
struct Device {
    customer: TenantId,
    user: UserId,
    device: DeviceId,
    client: DeviceClient,
}

impl Device {
    fn put_into<T>(self, call: Call<T>) -> Call<()> {
        call.path_param("CUSTOMER_TENANT_ID", self.customer)
            .path_param("USER_ID", self.user)
            .path_param("DEVICE_ID", self.device)
            .json(&json!({ "clientType": self.client }))
            .read_with(check_success)
    }
}

/// The devices of a customer's users.
impl Accounts<'_> {
    /// Makes a device of the PBX a softphone of a user, as [`Customers::assign_device`] does for a reseller.
    ///
    /// `PUT /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/assign`,
    /// operation `enterprise_assign_user_device`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/customers/users/userdevices),
    /// cut before its errors, which are taken from its neighbours; its sample says POST).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn assign_device(
        &self,
        account: impl Into<TenantId>,
        customer: impl Into<TenantId>,
        user: impl Into<UserId>,
        device: impl Into<DeviceId>,
        client: DeviceClient,
    ) -> Request<()> {
        let device = Device { customer: customer.into(), user: user.into(), device: device.into(), client };
        let call = Call::of(&operations::ENTERPRISE_ASSIGN_USER_DEVICE).path_param("ACCOUNT_TENANT_ID", account.into());
        self.client.request(device.put_into(call))
    }

    /// Stops using a device of the PBX as a softphone of a user, as [`Customers::unassign_device`] does for a reseller.
    ///
    /// `PUT /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/unassign`,
    /// operation `enterprise_unassign_user_device`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/customers/users/userdevices),
    /// as far as [`assign_device`](Self::assign_device); its answer is taken from there).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn unassign_device(
        &self,
        account: impl Into<TenantId>,
        customer: impl Into<TenantId>,
        user: impl Into<UserId>,
        device: impl Into<DeviceId>,
        client: DeviceClient,
    ) -> Request<()> {
        let device = Device { customer: customer.into(), user: user.into(), device: device.into(), client };
        let call =
            Call::of(&operations::ENTERPRISE_UNASSIGN_USER_DEVICE).path_param("ACCOUNT_TENANT_ID", account.into());
        self.client.request(device.put_into(call))
    }
}

/// The devices of a customer's users.
impl Customers<'_> {
    /// Makes a device of the PBX a softphone of a user, for one kind of client. One that serves another kind is moved.
    ///
    /// The device must be the user's on the PBX already, and the user must have the roles UC and softphone (the page writes
    /// them `customer_user_uc` and `customer_user_uc_softphone`, as no role is spelt elsewhere).
    ///
    /// `PUT /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/assign`, operation
    /// `reseller_assign_user_device`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/es/api/reference/customers/users/userdevices), a machine
    /// translation, cut before its errors, which are taken from its neighbours; its sample says POST).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// # let mock = acesso_core::testing::MockTransport::new().respond(201, r#"{"status":"success"}"#);
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// use myreports::{AcceptCharges, DeviceClient};
    ///
    /// let (customer, user) = ("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002");
    /// let customers = client.customers();
    /// customers.assign_device(customer, user, "device-of-the-pbx", DeviceClient::Desktop).accept_charges().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Customers`].
    pub fn assign_device(
        &self,
        customer: impl Into<TenantId>,
        user: impl Into<UserId>,
        device: impl Into<DeviceId>,
        client: DeviceClient,
    ) -> Request<()> {
        let device = Device { customer: customer.into(), user: user.into(), device: device.into(), client };
        self.client.request(device.put_into(Call::of(&operations::RESELLER_ASSIGN_USER_DEVICE)))
    }

    /// Stops using a device of the PBX as a softphone of a user. What [`assign_device`](Self::assign_device) needs of device
    /// and user, this needs too.
    ///
    /// `PUT /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/unassign`, operation
    /// `reseller_unassign_user_device`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/es/api/reference/customers/users/userdevices), as far as
    /// `assign_device`; its answer is taken from there).
    ///
    /// # Errors
    /// See [`Customers`].
    pub fn unassign_device(
        &self,
        customer: impl Into<TenantId>,
        user: impl Into<UserId>,
        device: impl Into<DeviceId>,
        client: DeviceClient,
    ) -> Request<()> {
        let device = Device { customer: customer.into(), user: user.into(), device: device.into(), client };
        self.client.request(device.put_into(Call::of(&operations::RESELLER_UNASSIGN_USER_DEVICE)))
    }
}
