//! All operations that the service documents, as its contract states them.
//!
//! Where the client has no method for one, [`Call::of`](crate::Call::of) makes a call of it, and
//! [`Client::request`](crate::Client::request) sends that with the client's credentials, limits, retries and errors.

// Written from the contract by `cargo xtask contracts`; don't edit.

use acesso_core::{Bound, Operation};

/// All of them, in the contract's order.
pub const ALL: &[&Operation] = &[
    &ENTERPRISE_LIST_ACCOUNTS,
    &ENTERPRISE_CREATE_ACCOUNT,
    &ENTERPRISE_GET_ACCOUNT,
    &ENTERPRISE_PATCH_ACCOUNT,
    &ENTERPRISE_DELETE_ACCOUNT,
    &ENTERPRISE_GET_ACCOUNT_METRICS,
    &ENTERPRISE_LIST_ACCOUNT_USERS,
    &ENTERPRISE_CREATE_ACCOUNT_USER,
    &ENTERPRISE_GET_ACCOUNT_USER,
    &ENTERPRISE_PATCH_ACCOUNT_USER,
    &ENTERPRISE_DELETE_ACCOUNT_USER,
    &ENTERPRISE_SEND_ACCOUNT_USER_ACTIVATION,
    &ENTERPRISE_LIST_CUSTOMERS,
    &ENTERPRISE_CREATE_CUSTOMER,
    &ENTERPRISE_DELETE_CUSTOMER,
    &ENTERPRISE_LIST_CUSTOMER_USERS,
    &ENTERPRISE_CREATE_CUSTOMER_USER,
    &ENTERPRISE_GET_CUSTOMER_USER,
    &ENTERPRISE_PATCH_CUSTOMER_USER,
    &ENTERPRISE_ASSIGN_USER_DEVICE,
    &ENTERPRISE_UNASSIGN_USER_DEVICE,
    &ENTERPRISE_LIST_PBXS,
    &ENTERPRISE_CREATE_PBX,
    &ENTERPRISE_GET_PBX,
    &ENTERPRISE_PATCH_PBX,
    &ENTERPRISE_DELETE_PBX,
    &ENTERPRISE_FIND_PBX_INSTANCE,
    &ENTERPRISE_LIST_INVOICES,
    &ENTERPRISE_GET_INVOICE,
    &ENTERPRISE_GET_INVOICE_PDF,
    &ENTERPRISE_GET_INVOICE_DETAIL,
    &RESELLER_LIST_CUSTOMERS,
    &RESELLER_CREATE_CUSTOMER,
    &RESELLER_GET_CUSTOMER,
    &RESELLER_LIST_CUSTOMER_USERS,
    &RESELLER_CREATE_CUSTOMER_USER,
    &RESELLER_GET_CUSTOMER_USER,
    &RESELLER_PATCH_CUSTOMER_USER,
    &RESELLER_SEND_CUSTOMER_USER_ACTIVATION,
    &RESELLER_ASSIGN_USER_DEVICE,
    &RESELLER_UNASSIGN_USER_DEVICE,
    &RESELLER_CREATE_PBX,
    &RESELLER_PATCH_PBX,
];

/// List the reseller accounts of the enterprise.
///
/// `GET /v1.0/accounts`
pub const ENTERPRISE_LIST_ACCOUNTS: Operation = Operation::get("enterprise_list_accounts", "/v1.0/accounts")
    .summary("List the reseller accounts of the enterprise")
    .statuses(&["200", "401"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("pageIndex").at_least(0)]);

/// Create a reseller account.
///
/// `POST /v1.0/accounts`
pub const ENTERPRISE_CREATE_ACCOUNT: Operation = Operation::post("enterprise_create_account", "/v1.0/accounts")
    .summary("Create a reseller account")
    .statuses(&["201", "401", "402"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .body_bounds(&[
        Bound::characters("name").at_most(100),
        Bound::characters("description").at_most(200),
        Bound::characters("reference").at_most(200),
        Bound::characters("timezone").at_most(40),
        Bound::characters("countryCode").at_most(5),
    ]);

/// Read one reseller account.
///
/// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}`
pub const ENTERPRISE_GET_ACCOUNT: Operation =
    Operation::get("enterprise_get_account", "/v1.0/accounts/{ACCOUNT_TENANT_ID}")
        .summary("Read one reseller account")
        .statuses(&["200", "400", "401", "404"])
        .answers(&["application/json"]);

/// Change properties of a reseller account.
///
/// `PATCH /v1.0/accounts/{ACCOUNT_TENANT_ID}`
pub const ENTERPRISE_PATCH_ACCOUNT: Operation =
    Operation::patch("enterprise_patch_account", "/v1.0/accounts/{ACCOUNT_TENANT_ID}")
        .summary("Change properties of a reseller account")
        .statuses(&["200", "400", "401", "402", "404"])
        .sends(&["application/json"])
        .answers(&["application/json"]);

/// Deactivate a reseller account and mark it for deletion.
///
/// `DELETE /v1.0/accounts/{ACCOUNT_TENANT_ID}`
pub const ENTERPRISE_DELETE_ACCOUNT: Operation =
    Operation::delete("enterprise_delete_account", "/v1.0/accounts/{ACCOUNT_TENANT_ID}")
        .summary("Deactivate a reseller account and mark it for deletion")
        .statuses(&["2XX", "400", "401", "404"]);

/// License usage of every customer of one reseller.
///
/// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/metrics`
pub const ENTERPRISE_GET_ACCOUNT_METRICS: Operation =
    Operation::get("enterprise_get_account_metrics", "/v1.0/accounts/{ACCOUNT_TENANT_ID}/metrics")
        .summary("License usage of every customer of one reseller")
        .statuses(&["200", "400", "401", "404"])
        .answers(&["application/json"]);

/// List the users of a reseller account.
///
/// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/users`
pub const ENTERPRISE_LIST_ACCOUNT_USERS: Operation =
    Operation::get("enterprise_list_account_users", "/v1.0/accounts/{ACCOUNT_TENANT_ID}/users")
        .summary("List the users of a reseller account")
        .statuses(&["200", "400", "401", "404"])
        .answers(&["application/json"]);

/// Create a user in a reseller account.
///
/// `POST /v1.0/accounts/{ACCOUNT_TENANT_ID}/users`
pub const ENTERPRISE_CREATE_ACCOUNT_USER: Operation =
    Operation::post("enterprise_create_account_user", "/v1.0/accounts/{ACCOUNT_TENANT_ID}/users")
        .summary("Create a user in a reseller account")
        .statuses(&["201", "400", "401", "402", "404"])
        .sends(&["application/json"])
        .answers(&["application/json"])
        .body_bounds(&[Bound::characters("email").at_most(200), Bound::characters("displayName").at_most(100)]);

/// Read one reseller user.
///
/// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}`
pub const ENTERPRISE_GET_ACCOUNT_USER: Operation =
    Operation::get("enterprise_get_account_user", "/v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}")
        .summary("Read one reseller user")
        .statuses(&["200", "400", "401", "404"])
        .answers(&["application/json"]);

/// Change properties of a reseller user.
///
/// `PATCH /v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}`
pub const ENTERPRISE_PATCH_ACCOUNT_USER: Operation =
    Operation::patch("enterprise_patch_account_user", "/v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}")
        .summary("Change properties of a reseller user")
        .statuses(&["200", "400", "401", "402", "404"])
        .sends(&["application/json"])
        .answers(&["application/json"]);

/// Remove a user from a reseller account.
///
/// `DELETE /v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}`
pub const ENTERPRISE_DELETE_ACCOUNT_USER: Operation =
    Operation::delete("enterprise_delete_account_user", "/v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}")
        .summary("Remove a user from a reseller account")
        .statuses(&["200", "400", "401", "404"])
        .answers(&["application/json"]);

/// Mail an activation link to a reseller user.
///
/// `POST /v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}/sendActivationEmail`
pub const ENTERPRISE_SEND_ACCOUNT_USER_ACTIVATION: Operation = Operation::post(
    "enterprise_send_account_user_activation",
    "/v1.0/accounts/{ACCOUNT_TENANT_ID}/users/{USER_ID}/sendActivationEmail",
)
.summary("Mail an activation link to a reseller user")
.statuses(&["204", "400", "401", "404"]);

/// List the customers of a reseller account.
///
/// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers`
pub const ENTERPRISE_LIST_CUSTOMERS: Operation =
    Operation::get("enterprise_list_customers", "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers")
        .summary("List the customers of a reseller account")
        .statuses(&["200", "400", "401", "404"])
        .answers(&["application/json"])
        .parameter_bounds(&[Bound::number("pageIndex").at_least(0), Bound::number("pageSize").at_most(1000)]);

/// Create a customer under a reseller account.
///
/// `POST /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers`
pub const ENTERPRISE_CREATE_CUSTOMER: Operation =
    Operation::post("enterprise_create_customer", "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers")
        .summary("Create a customer under a reseller account")
        .statuses(&["201", "400", "401", "402"])
        .sends(&["application/json"])
        .answers(&["application/json"])
        .body_bounds(&[
            Bound::characters("name").at_most(100),
            Bound::characters("description").at_most(200),
            Bound::characters("reference").at_most(200),
            Bound::characters("timezone").at_most(40),
            Bound::characters("countryCode").at_most(5),
        ]);

/// Deactivate a customer and mark it for deletion.
///
/// `DELETE /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}`
pub const ENTERPRISE_DELETE_CUSTOMER: Operation = Operation::delete(
    "enterprise_delete_customer",
    "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}",
)
.summary("Deactivate a customer and mark it for deletion")
.statuses(&["2XX", "400", "401", "404"]);

/// List the users of a customer.
///
/// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users`
pub const ENTERPRISE_LIST_CUSTOMER_USERS: Operation = Operation::get(
    "enterprise_list_customer_users",
    "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users",
)
.summary("List the users of a customer")
.statuses(&["200", "400", "401", "404"])
.answers(&["application/json"]);

/// Create a user in a customer.
///
/// `POST /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users`
pub const ENTERPRISE_CREATE_CUSTOMER_USER: Operation = Operation::post(
    "enterprise_create_customer_user",
    "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users",
)
.summary("Create a user in a customer")
.statuses(&["201", "400", "401", "402", "404"])
.sends(&["application/json"])
.answers(&["application/json"])
.body_bounds(&[Bound::characters("email").at_most(200), Bound::characters("displayName").at_most(100)]);

/// Read one customer user.
///
/// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}`
pub const ENTERPRISE_GET_CUSTOMER_USER: Operation = Operation::get(
    "enterprise_get_customer_user",
    "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}",
)
.summary("Read one customer user")
.statuses(&["200", "400", "401", "404"])
.answers(&["application/json"]);

/// Change properties of a customer user.
///
/// `PATCH /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}`
pub const ENTERPRISE_PATCH_CUSTOMER_USER: Operation = Operation::patch(
    "enterprise_patch_customer_user",
    "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}",
)
.summary("Change properties of a customer user")
.statuses(&["200", "400", "401", "402", "404"])
.sends(&["application/json"])
.answers(&["application/json"]);

/// Make a PBX device a softphone of the user.
///
/// `PUT /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/assign`
pub const ENTERPRISE_ASSIGN_USER_DEVICE: Operation = Operation::put(
    "enterprise_assign_user_device",
    "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/assign",
)
.summary("Make a PBX device a softphone of the user")
.statuses(&["201", "400", "401", "402", "404"])
.sends(&["application/json"])
.answers(&["application/json"]);

/// Stop using a PBX device as a softphone of the user.
///
/// `PUT /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/unassign`
pub const ENTERPRISE_UNASSIGN_USER_DEVICE: Operation =
    Operation::put(
        "enterprise_unassign_user_device",
        "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/unassign",
    )
    .summary("Stop using a PBX device as a softphone of the user")
    .statuses(&["201", "400", "401", "402", "404"])
    .sends(&["application/json"])
    .answers(&["application/json"]);

/// List the PBX connections of a customer.
///
/// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs`
pub const ENTERPRISE_LIST_PBXS: Operation =
    Operation::get("enterprise_list_pbxs", "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs")
        .summary("List the PBX connections of a customer")
        .statuses(&["200", "400", "401", "404"])
        .answers(&["application/json"]);

/// Create a PBX connection for a customer.
///
/// `POST /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs`
pub const ENTERPRISE_CREATE_PBX: Operation =
    Operation::post("enterprise_create_pbx", "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs")
        .summary("Create a PBX connection for a customer")
        .statuses(&["201", "400", "401", "402", "404"])
        .sends(&["application/json"])
        .answers(&["application/json"]);

/// Read one PBX connection.
///
/// `GET /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}`
pub const ENTERPRISE_GET_PBX: Operation = Operation::get(
    "enterprise_get_pbx",
    "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}",
)
.summary("Read one PBX connection")
.statuses(&["200", "400", "401", "404"])
.answers(&["application/json"]);

/// Change properties of a PBX connection.
///
/// `PATCH /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}`
pub const ENTERPRISE_PATCH_PBX: Operation = Operation::patch(
    "enterprise_patch_pbx",
    "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}",
)
.summary("Change properties of a PBX connection")
.statuses(&["200", "400", "401", "402", "404"])
.sends(&["application/json"])
.answers(&["application/json"]);

/// Delete a PBX connection and stop collecting from it.
///
/// `DELETE /v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}`
pub const ENTERPRISE_DELETE_PBX: Operation = Operation::delete(
    "enterprise_delete_pbx",
    "/v1.0/accounts/{ACCOUNT_TENANT_ID}/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}",
)
.summary("Delete a PBX connection and stop collecting from it")
.statuses(&["200", "400", "401", "404"])
.answers(&["application/json"]);

/// Check whether a PBX is already attached to some customer.
///
/// `GET /v1.0/pbxs`
pub const ENTERPRISE_FIND_PBX_INSTANCE: Operation = Operation::get("enterprise_find_pbx_instance", "/v1.0/pbxs")
    .summary("Check whether a PBX is already attached to some customer")
    .statuses(&["200", "400", "401", "404"])
    .answers(&["application/json"]);

/// List all invoices.
///
/// `GET /v1.0/billingdata`
pub const ENTERPRISE_LIST_INVOICES: Operation = Operation::get("enterprise_list_invoices", "/v1.0/billingdata")
    .summary("List all invoices")
    .statuses(&["200", "401"])
    .answers(&["application/json"]);

/// Read one invoice header.
///
/// `GET /v1.0/billingdata/{INVOICE_ID}`
pub const ENTERPRISE_GET_INVOICE: Operation =
    Operation::get("enterprise_get_invoice", "/v1.0/billingdata/{INVOICE_ID}")
        .summary("Read one invoice header")
        .statuses(&["200", "401", "404"])
        .answers(&["application/json"]);

/// Download an invoice as PDF.
///
/// `GET /v1.0/billingdata/{INVOICE_ID}/summary`
pub const ENTERPRISE_GET_INVOICE_PDF: Operation =
    Operation::get("enterprise_get_invoice_pdf", "/v1.0/billingdata/{INVOICE_ID}/summary")
        .summary("Download an invoice as PDF")
        .statuses(&["200", "401", "404"])
        .answers(&["application/octet-stream"]);

/// Download the itemised breakdown of an invoice.
///
/// `GET /v1.0/billingdata/{INVOICE_ID}/detail`
pub const ENTERPRISE_GET_INVOICE_DETAIL: Operation =
    Operation::get("enterprise_get_invoice_detail", "/v1.0/billingdata/{INVOICE_ID}/detail")
        .summary("Download the itemised breakdown of an invoice")
        .statuses(&["200", "401", "404"])
        .answers(&["application/octet-stream"]);

/// List the customers of the calling reseller.
///
/// `GET /v1.0/customers`
pub const RESELLER_LIST_CUSTOMERS: Operation = Operation::get("reseller_list_customers", "/v1.0/customers")
    .summary("List the customers of the calling reseller")
    .statuses(&["200", "400", "401"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("pageIndex").at_least(0), Bound::number("pageSize").at_most(1000)]);

/// Create a customer of the calling reseller.
///
/// `POST /v1.0/customers`
pub const RESELLER_CREATE_CUSTOMER: Operation = Operation::post("reseller_create_customer", "/v1.0/customers")
    .summary("Create a customer of the calling reseller")
    .statuses(&["201", "400", "401", "402"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .body_bounds(&[
        Bound::characters("name").at_most(100),
        Bound::characters("description").at_most(200),
        Bound::characters("reference").at_most(200),
        Bound::characters("timezone").at_most(40),
        Bound::characters("countryCode").at_most(5),
    ]);

/// Read one customer.
///
/// `GET /v1.0/customers/{CUSTOMER_TENANT_ID}`
pub const RESELLER_GET_CUSTOMER: Operation =
    Operation::get("reseller_get_customer", "/v1.0/customers/{CUSTOMER_TENANT_ID}")
        .summary("Read one customer")
        .statuses(&["200", "400", "401", "404"])
        .answers(&["application/json"]);

/// List the users of a customer.
///
/// `GET /v1.0/customers/{CUSTOMER_TENANT_ID}/users`
pub const RESELLER_LIST_CUSTOMER_USERS: Operation =
    Operation::get("reseller_list_customer_users", "/v1.0/customers/{CUSTOMER_TENANT_ID}/users")
        .summary("List the users of a customer")
        .statuses(&["200", "400", "401", "404"])
        .answers(&["application/json"]);

/// Create a user in a customer.
///
/// `POST /v1.0/customers/{CUSTOMER_TENANT_ID}/users`
pub const RESELLER_CREATE_CUSTOMER_USER: Operation =
    Operation::post("reseller_create_customer_user", "/v1.0/customers/{CUSTOMER_TENANT_ID}/users")
        .summary("Create a user in a customer")
        .statuses(&["201", "400", "401", "402", "404"])
        .sends(&["application/json"])
        .answers(&["application/json"])
        .body_bounds(&[Bound::characters("email").at_most(200), Bound::characters("displayName").at_most(100)]);

/// Read one customer user.
///
/// `GET /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}`
pub const RESELLER_GET_CUSTOMER_USER: Operation =
    Operation::get("reseller_get_customer_user", "/v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}")
        .summary("Read one customer user")
        .statuses(&["200", "400", "401", "404"])
        .answers(&["application/json"]);

/// Change properties of a customer user.
///
/// `PATCH /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}`
pub const RESELLER_PATCH_CUSTOMER_USER: Operation =
    Operation::patch("reseller_patch_customer_user", "/v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}")
        .summary("Change properties of a customer user")
        .statuses(&["200", "400", "401", "402", "404"])
        .sends(&["application/json"])
        .answers(&["application/json"]);

/// Mail an activation link to a customer user.
///
/// `POST /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/sendActivationEmail`
pub const RESELLER_SEND_CUSTOMER_USER_ACTIVATION: Operation = Operation::post(
    "reseller_send_customer_user_activation",
    "/v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/sendActivationEmail",
)
.summary("Mail an activation link to a customer user")
.statuses(&["204", "400", "401", "404"]);

/// Make a PBX device a softphone of the user.
///
/// `PUT /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/assign`
pub const RESELLER_ASSIGN_USER_DEVICE: Operation = Operation::put(
    "reseller_assign_user_device",
    "/v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/assign",
)
.summary("Make a PBX device a softphone of the user")
.statuses(&["201", "400", "401", "402", "404"])
.sends(&["application/json"])
.answers(&["application/json"]);

/// Stop using a PBX device as a softphone of the user.
///
/// `PUT /v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/unassign`
pub const RESELLER_UNASSIGN_USER_DEVICE: Operation = Operation::put(
    "reseller_unassign_user_device",
    "/v1.0/customers/{CUSTOMER_TENANT_ID}/users/{USER_ID}/devices/pbx/{DEVICE_ID}/unassign",
)
.summary("Stop using a PBX device as a softphone of the user")
.statuses(&["201", "400", "401", "402", "404"])
.sends(&["application/json"])
.answers(&["application/json"]);

/// Create a PBX connection for a customer.
///
/// `POST /v1.0/customers/{CUSTOMER_TENANT_ID}/pbxs`
pub const RESELLER_CREATE_PBX: Operation =
    Operation::post("reseller_create_pbx", "/v1.0/customers/{CUSTOMER_TENANT_ID}/pbxs")
        .summary("Create a PBX connection for a customer")
        .statuses(&["201", "400", "401", "402", "404"])
        .sends(&["application/json"])
        .answers(&["application/json"]);

/// Change properties of a PBX connection.
///
/// `PATCH /v1.0/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}`
pub const RESELLER_PATCH_PBX: Operation =
    Operation::patch("reseller_patch_pbx", "/v1.0/customers/{CUSTOMER_TENANT_ID}/pbxs/{PBX_ID}")
        .summary("Change properties of a PBX connection")
        .statuses(&["200", "400", "401", "402", "404"])
        .sends(&["application/json"])
        .answers(&["application/json"]);
