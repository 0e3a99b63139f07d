//! What each operation does, with which records: one line each.

use super::tenants::{ACCOUNT, ACCOUNT_USER, CUSTOMER, CUSTOMER_USER, INVOICE, PBX};
use crate::records::Resource;
use crate::server::Verb;

/// Whose token is good.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who {
    Reseller,
    Enterprise,
    Either,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Does {
    /// Lists all records there are in this place.
    List,
    /// Lists them page by page, of so many at most.
    Pages(usize),
    Read,
    /// Keeps a new record, for which these members are needed; answers with these, or with all.
    Create {
        needs: &'static [&'static str],
        shows: &'static [&'static str],
    },
    Patch,
    Delete,
    /// Sends the user a mail: no body.
    SendActivation,
    /// Gives a device to the user, or takes it away.
    Device,
    Metrics,
    FindInstance,
    /// A file that begins with these bytes.
    File(&'static [u8]),
}

impl Does {
    /// Whether it can cause charges, which the caller must accept.
    pub(super) fn can_cost(self) -> bool {
        matches!(self, Self::Create { .. } | Self::Patch | Self::Device)
    }
}

/// One operation.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) verb: Verb,
    pub(super) path: &'static str,
    pub(super) who: Who,
    pub(super) resource: Resource,
    pub(super) does: Does,
}

const fn reseller(id: &'static str, verb: Verb, path: &'static str, resource: Resource, does: Does) -> Row {
    Row { id, verb, path, who: Who::Reseller, resource, does }
}

const fn enterprise(id: &'static str, verb: Verb, path: &'static str, resource: Resource, does: Does) -> Row {
    Row { who: Who::Enterprise, ..reseller(id, verb, path, resource, does) }
}

const fn either(id: &'static str, path: &'static str, resource: Resource, does: Does) -> Row {
    Row { who: Who::Either, ..reseller(id, Verb::Get, path, resource, does) }
}

use Does::{
    Create, Delete as Remove, Device, File, FindInstance, List, Metrics, Pages, Patch as Change, Read, SendActivation,
};
use Verb::{Delete, Get, Patch, Post, Put};

/// "Create replies return only id, name, description, enabled and parentTenantId."
const CREATE_TENANT: Does = Create { needs: &[], shows: &["id", "name", "description", "enabled", "parentTenantId"] };
/// "isParent is missing from the create reply."
const CREATE_USER: Does =
    Create { needs: &["email", "displayName"], shows: &["id", "displayName", "email", "primaryTenant", "roles"] };
const CREATE_PBX: Does = Create { needs: &["_type"], shows: &[] };

pub(super) static ROWS: &[Row] = &[
    // No maximum is stated for accounts.
    enterprise("enterprise_list_accounts", Get, "/v1.0/accounts", ACCOUNT, Pages(usize::MAX)),
    enterprise("enterprise_create_account", Post, "/v1.0/accounts", ACCOUNT, CREATE_TENANT),
    enterprise("enterprise_get_account", Get, "/v1.0/accounts/{A}", ACCOUNT, Read),
    enterprise("enterprise_patch_account", Patch, "/v1.0/accounts/{A}", ACCOUNT, Change),
    enterprise("enterprise_delete_account", Delete, "/v1.0/accounts/{A}", ACCOUNT, Remove),
    enterprise("enterprise_get_account_metrics", Get, "/v1.0/accounts/{A}/metrics", ACCOUNT, Metrics),
    enterprise("enterprise_list_account_users", Get, "/v1.0/accounts/{A}/users", ACCOUNT_USER, List),
    enterprise("enterprise_create_account_user", Post, "/v1.0/accounts/{A}/users", ACCOUNT_USER, CREATE_USER),
    enterprise("enterprise_get_account_user", Get, "/v1.0/accounts/{A}/users/{U}", ACCOUNT_USER, Read),
    enterprise("enterprise_patch_account_user", Patch, "/v1.0/accounts/{A}/users/{U}", ACCOUNT_USER, Change),
    enterprise("enterprise_delete_account_user", Delete, "/v1.0/accounts/{A}/users/{U}", ACCOUNT_USER, Remove),
    enterprise(
        "enterprise_send_account_user_activation",
        Post,
        "/v1.0/accounts/{A}/users/{U}/sendActivationEmail",
        ACCOUNT_USER,
        SendActivation,
    ),
    enterprise("enterprise_list_customers", Get, "/v1.0/accounts/{A}/customers", CUSTOMER, Pages(1000)),
    enterprise("enterprise_create_customer", Post, "/v1.0/accounts/{A}/customers", CUSTOMER, CREATE_TENANT),
    enterprise("enterprise_delete_customer", Delete, "/v1.0/accounts/{A}/customers/{C}", CUSTOMER, Remove),
    enterprise("enterprise_list_customer_users", Get, "/v1.0/accounts/{A}/customers/{C}/users", CUSTOMER_USER, List),
    enterprise(
        "enterprise_create_customer_user",
        Post,
        "/v1.0/accounts/{A}/customers/{C}/users",
        CUSTOMER_USER,
        CREATE_USER,
    ),
    enterprise("enterprise_get_customer_user", Get, "/v1.0/accounts/{A}/customers/{C}/users/{U}", CUSTOMER_USER, Read),
    enterprise(
        "enterprise_patch_customer_user",
        Patch,
        "/v1.0/accounts/{A}/customers/{C}/users/{U}",
        CUSTOMER_USER,
        Change,
    ),
    enterprise(
        "enterprise_assign_user_device",
        Put,
        "/v1.0/accounts/{A}/customers/{C}/users/{U}/devices/pbx/{D}/assign",
        CUSTOMER_USER,
        Device,
    ),
    enterprise(
        "enterprise_unassign_user_device",
        Put,
        "/v1.0/accounts/{A}/customers/{C}/users/{U}/devices/pbx/{D}/unassign",
        CUSTOMER_USER,
        Device,
    ),
    enterprise("enterprise_list_pbxs", Get, "/v1.0/accounts/{A}/customers/{C}/pbxs", PBX, List),
    enterprise("enterprise_create_pbx", Post, "/v1.0/accounts/{A}/customers/{C}/pbxs", PBX, CREATE_PBX),
    enterprise("enterprise_get_pbx", Get, "/v1.0/accounts/{A}/customers/{C}/pbxs/{P}", PBX, Read),
    enterprise("enterprise_patch_pbx", Patch, "/v1.0/accounts/{A}/customers/{C}/pbxs/{P}", PBX, Change),
    enterprise("enterprise_delete_pbx", Delete, "/v1.0/accounts/{A}/customers/{C}/pbxs/{P}", PBX, Remove),
    either("enterprise_find_pbx_instance", "/v1.0/pbxs", PBX, FindInstance),
    either("enterprise_list_invoices", "/v1.0/billingdata", INVOICE, List),
    enterprise("enterprise_get_invoice", Get, "/v1.0/billingdata/{I}", INVOICE, Read),
    enterprise("enterprise_get_invoice_pdf", Get, "/v1.0/billingdata/{I}/summary", INVOICE, File(PDF)),
    enterprise("enterprise_get_invoice_detail", Get, "/v1.0/billingdata/{I}/detail", INVOICE, File(ZIP)),
    reseller("reseller_list_customers", Get, "/v1.0/customers", CUSTOMER, Pages(1000)),
    reseller("reseller_create_customer", Post, "/v1.0/customers", CUSTOMER, CREATE_TENANT),
    reseller("reseller_get_customer", Get, "/v1.0/customers/{C}", CUSTOMER, Read),
    reseller("reseller_list_customer_users", Get, "/v1.0/customers/{C}/users", CUSTOMER_USER, List),
    reseller("reseller_create_customer_user", Post, "/v1.0/customers/{C}/users", CUSTOMER_USER, CREATE_USER),
    reseller("reseller_get_customer_user", Get, "/v1.0/customers/{C}/users/{U}", CUSTOMER_USER, Read),
    reseller("reseller_patch_customer_user", Patch, "/v1.0/customers/{C}/users/{U}", CUSTOMER_USER, Change),
    reseller(
        "reseller_send_customer_user_activation",
        Post,
        "/v1.0/customers/{C}/users/{U}/sendActivationEmail",
        CUSTOMER_USER,
        SendActivation,
    ),
    reseller(
        "reseller_assign_user_device",
        Put,
        "/v1.0/customers/{C}/users/{U}/devices/pbx/{D}/assign",
        CUSTOMER_USER,
        Device,
    ),
    reseller(
        "reseller_unassign_user_device",
        Put,
        "/v1.0/customers/{C}/users/{U}/devices/pbx/{D}/unassign",
        CUSTOMER_USER,
        Device,
    ),
    reseller("reseller_create_pbx", Post, "/v1.0/customers/{C}/pbxs", PBX, CREATE_PBX),
    reseller("reseller_patch_pbx", Patch, "/v1.0/customers/{C}/pbxs/{P}", PBX, Change),
];

/// The smallest that readers take for a PDF.
const PDF: &[u8] =
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
    trailer<</Root 1 0 R>>\n%%EOF\n";

/// A ZIP archive with nothing in it.
const ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
