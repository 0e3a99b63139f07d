//! The PBX connections of customers.

use std::fmt;

use acesso_core::{
    Call, Client, Listing, Request, Secret, check_not_empty,
    wire::{if_readable, known_flag},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Accounts, Customers, Patch, PbxId, PbxKind, TenantId, check_success,
    envelope::{read_listing, read_one},
    lenient, operations,
};

mod input;

pub use input::NewPbx;

/// The PBX connections of a customer.
impl Accounts<'_> {
    /// Lists the PBX connections of a customer, in one answer. As of users, the service says how many it sent:
    /// [`Listing::count_matches`] compares.
    ///
    /// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs`, operation `enterprise_list_pbxs`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-gb/api/reference/accounts/customers/pbxprofiles/pbxgetall),
    /// complete).
    ///
    /// # Errors
    /// See [`Accounts`] and [`Customers::users`].
    pub fn pbxs(&self, account: impl Into<TenantId>, customer: impl Into<TenantId>) -> Request<Listing<Pbx>> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_LIST_PBXS)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .read_with(read_listing),
        )
    }

    /// Reads one PBX connection of a customer.
    ///
    /// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}`, operation `enterprise_get_pbx`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-gb/api/reference/accounts/customers/pbxprofiles/pbxgetpbx),
    /// complete).
    ///
    /// # Errors
    /// See [`Accounts`]. Not found is an account, a customer or a connection that does not exist; the answer does not say which.
    pub fn pbx(
        &self,
        account: impl Into<TenantId>,
        customer: impl Into<TenantId>,
        pbx: impl Into<PbxId>,
    ) -> Request<Pbx> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_GET_PBX)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .path_param("PBX_ID", pbx.into())
                .read_with(read_one),
        )
    }

    /// Connects a customer to a PBX, as [`Customers::create_pbx`] does for a reseller.
    ///
    /// `POST /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs`, operation `enterprise_create_pbx`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-gb/api/reference/accounts/customers/pbxprofiles/pbxpost),
    /// cut inside the request for a 3CX; its errors are taken from its neighbours).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), myreports::Error> {
    /// # let mock = acesso_core::testing::MockTransport::new()
    /// #     .respond(200, r#"{"data":{"exists":false,"instanceId":"12345"}}"#)
    /// #     .respond(201, r#"{"data":{"_type":"KazooPbxConnectionProfile","id":"p","name":"Example PBX","tenantId":"c"}}"#)
    /// #     .respond(200, r#"{"status":"success"}"#);
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// # let key_of_the_pbx = "example-key";
    /// use myreports::{AcceptCharges, NewPbx, Patch, PbxKind};
    ///
    /// let accounts = client.accounts();
    /// let (account, customer) = ("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002");
    /// if !accounts.find_pbx("12345").await?.exists {
    ///     let pbx = NewPbx::new(PbxKind::Kazoo).name("Example PBX").account_id("12345").api_key(key_of_the_pbx);
    ///     let pbx = accounts.create_pbx(account, customer, pbx).accept_charges().await?;
    ///     // The vendor's sample enables a connection with a text.
    ///     let enable = Patch::new().replace("/enabled", "true");
    ///     accounts.update_pbx(account, customer, pbx.id, enable).accept_charges().await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn create_pbx(&self, account: impl Into<TenantId>, customer: impl Into<TenantId>, pbx: NewPbx) -> Request<Pbx> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_CREATE_PBX)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .json(&pbx)
                .read_with(read_one),
        )
    }

    /// Changes a PBX connection of a customer, as [`Customers::update_pbx`] does for a reseller.
    ///
    /// `PATCH /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}`, operation
    /// `enterprise_patch_pbx`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-us/api/reference/accounts/customers/pbxprofiles/pbxpatch),
    /// cut inside its second error).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn update_pbx(
        &self,
        account: impl Into<TenantId>,
        customer: impl Into<TenantId>,
        pbx: impl Into<PbxId>,
        patch: Patch,
    ) -> Request<()> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_PATCH_PBX)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .path_param("PBX_ID", pbx.into())
                .json(&patch)
                .read_with(check_success),
        )
    }

    /// Removes a PBX connection of a customer; nothing is collected from the PBX any more.
    ///
    /// `DELETE /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}`, operation
    /// `enterprise_delete_pbx`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-us/api/reference/accounts/customers/pbxprofiles/pbxdelete),
    /// complete).
    ///
    /// # Errors
    /// See [`Accounts`].
    pub fn delete_pbx(
        &self,
        account: impl Into<TenantId>,
        customer: impl Into<TenantId>,
        pbx: impl Into<PbxId>,
    ) -> Request<()> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_DELETE_PBX)
                .path_param("ACCOUNT_TENANT_ID", account.into())
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .path_param("PBX_ID", pbx.into())
                .read_with(check_success),
        )
    }

    /// Looks for the customer that a PBX is connected to, whoever's it is: of a Kazoo by its account id, of Teams by
    /// Microsoft's tenant id, of a 3CX by its licence key.
    ///
    /// `GET /v1.0/pbxs`, operation `enterprise_find_pbx_instance`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/accounts/customers/pbxprofiles/pbxgetinstance),
    /// complete; how its 404 can arise is not said).
    ///
    /// # Errors
    /// See [`Accounts`]. A PBX that is not connected is no error: [`PbxInstance::exists`] says so.
    pub fn find_pbx(&self, instance: &str) -> Request<PbxInstance> {
        find(self.client, instance)
    }
}

/// The PBX connections of a customer. Lists, reads and deletes are documented for enterprises alone.
impl Customers<'_> {
    /// Connects a customer to a PBX. The answer has the connection's own members and, where it is a Kazoo, its key again.
    ///
    /// `POST /v1.0/customers/{CUSTOMER_TENANT_ID}/pbxs`, operation `reseller_create_pbx`
    /// ([vendor's page](https://apidocs.xarios.cloud/account/reference/customers/pbxprofiles/pbxpost), whole for a Kazoo but
    /// for its 404; of a 3CX only machine translations, cut after the user's name).
    ///
    /// # Errors
    /// See [`Customers`].
    pub fn create_pbx(&self, customer: impl Into<TenantId>, pbx: NewPbx) -> Request<Pbx> {
        self.client.request(
            Call::of(&operations::RESELLER_CREATE_PBX)
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .json(&pbx)
                .read_with(read_one),
        )
    }

    /// Changes a PBX connection of a customer. Any change restarts the collector; enabling the connection, which the vendor's
    /// sample does with the text `"true"`, starts it.
    ///
    /// `PATCH /v1.0/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}`, operation `reseller_patch_pbx`
    /// ([vendor's page](https://docs.uk.xarios.cloud/reseller-portal/fr-ca/api/reference/customers/pbxprofiles/pbxpatch), a
    /// machine translation, cut inside its first error).
    ///
    /// # Errors
    /// See [`Customers`].
    pub fn update_pbx(&self, customer: impl Into<TenantId>, pbx: impl Into<PbxId>, patch: Patch) -> Request<()> {
        self.client.request(
            Call::of(&operations::RESELLER_PATCH_PBX)
                .path_param("CUSTOMER_TENANT_ID", customer.into())
                .path_param("PBX_ID", pbx.into())
                .json(&patch)
                .read_with(check_success),
        )
    }

    /// Looks for the customer that a PBX is connected to, as [`Accounts::find_pbx`] does: the operation is documented for
    /// both.
    ///
    /// # Errors
    /// See [`Customers`]. A PBX that is not connected is no error: [`PbxInstance::exists`] says so.
    pub fn find_pbx(&self, instance: &str) -> Request<PbxInstance> {
        find(self.client, instance)
    }
}

fn find(client: &Client, instance: &str) -> Request<PbxInstance> {
    client.request(
        Call::of(&operations::ENTERPRISE_FIND_PBX_INSTANCE)
            .query("instanceId", instance)
            .validate(check_not_empty("instanceId", instance))
            .read_with(read_one),
    )
}

/// A PBX connection of a customer.
///
/// Lists and reads show the first four members. The others were seen in the answer to a create, or in a field table that was cut
/// inside those of a 3CX. Only `id` and `kind` can make a connection unreadable: whoever creates one must learn its id.
///
/// Keys are never written as JSON, nor is [`extra`](field@Self::extra), among which a password can be; neither is shown by
/// `Debug`.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Pbx {
    /// The connection's id.
    pub id: PbxId,
    /// The short name.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What kind of PBX it is.
    #[serde(rename = "_type")]
    pub kind: PbxKind,
    /// The customer that it belongs to.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
    /// The country whose rules phone numbers are read by, ISO 3166.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// Whether it is in use.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Kazoo: the address of its REST API (Crossbar).
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub host_rest: Option<String>,
    /// Kazoo: the address of its websocket API (Blackhole).
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub host_websocket: Option<String>,
    /// Kazoo: the account's id there.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// Kazoo: the key of its API. The answer to a create repeats it.
    #[serde(default, deserialize_with = "if_readable", skip_serializing)]
    pub api_key: Option<Secret>,
    /// Kazoo: whether sub-accounts are watched too.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub monitor_sub_accounts: Option<bool>,
    /// 3CX: the licence key.
    #[serde(default, deserialize_with = "if_readable", skip_serializing)]
    pub license_key: Option<Secret>,
    /// 3CX: the user's name; seen in a translated copy only.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// What else came.
    #[serde(flatten, skip_serializing)]
    pub extra: Map<String, Value>,
}

impl fmt::Debug for Pbx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pbx")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("tenant_id", &self.tenant_id)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

/// Whether a PBX is connected, and to whom.
///
/// `Debug` does not show what was looked for: of a 3CX it is the licence key.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PbxInstance {
    /// Whether it is connected to a customer.
    #[serde(deserialize_with = "known_flag")]
    pub exists: bool,
    /// What was looked for, as the service repeats it.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// The connection, where there is one.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub id: Option<PbxId>,
    /// The customer that it belongs to, where there is a connection.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
}

impl fmt::Debug for PbxInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PbxInstance")
            .field("exists", &self.exists)
            .field("id", &self.id)
            .field("tenant_id", &self.tenant_id)
            .finish_non_exhaustive()
    }
}
