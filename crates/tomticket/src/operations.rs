//! All operations that the service documents, as its contract states them.
//!
//! Where the client has no method for one, [`Call::of`](crate::Call::of) makes a call of it, and
//! [`Client::request`](crate::Client::request) sends that with the client's credentials, limits, retries and errors.

// Written from the contract by `cargo xtask contracts`; don't edit.

use acesso_core::{Bound, Operation};

/// All of them, in the contract's order.
pub const ALL: &[&Operation] = &[
    &CUSTOMER_PERMISSIONS_BASIC_GET,
    &CUSTOMER_ACCESS_SET,
    &CUSTOMER_DETAILS_GET,
    &CUSTOMER_LIST,
    &CUSTOMER_EXISTS_CHECK,
    &CUSTOMER_BLACKLIST_SEARCH,
    &CUSTOMER_CREATE,
    &CUSTOMER_UPDATE,
    &ORGANIZATION_LIST,
    &DEPARTMENT_OPERATOR_LIST,
    &DEPARTMENT_LIST,
    &DEPARTMENT_CATEGORY_LIST,
    &DEPARTMENT_CUSTOM_FIELD_LIST,
    &TICKET_LIST,
    &TICKET_GET,
    &TICKET_CREATE,
    &TICKET_REPLY_AS_OPERATOR,
    &TICKET_REPLY_AS_CUSTOMER,
    &TICKET_COMMENT,
    &TICKET_TRANSFER,
    &TICKET_OPERATOR_LINK,
    &TICKET_FINISH,
    &TICKET_EVALUATE,
    &CHAT_LIST,
];

/// Read a customer's basic permissions.
///
/// `GET /customer/permissions/basic`
pub const CUSTOMER_PERMISSIONS_BASIC_GET: Operation =
    Operation::get("customer_permissions_basic_get", "/customer/permissions/basic")
        .summary("Read a customer's basic permissions")
        .statuses(&["200", "401", "403", "404", "429"])
        .answers(&["application/json"])
        .parameter_bounds(&[
            Bound::characters("customer_id").at_most(250),
            Bound::characters("customer_type_id").at_most(1),
        ]);

/// Activate or deactivate a customer.
///
/// `POST /customer/permissions/access`
pub const CUSTOMER_ACCESS_SET: Operation = Operation::post("customer_access_set", "/customer/permissions/access")
    .summary("Activate or deactivate a customer")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"]);

/// Read one customer.
///
/// `GET /customer/details`
pub const CUSTOMER_DETAILS_GET: Operation = Operation::get("customer_details_get", "/customer/details")
    .summary("Read one customer")
    .statuses(&["200", "429"])
    .answers(&["application/json"])
    .parameter_bounds(&[
        Bound::characters("customer_id").at_most(250),
        Bound::characters("customer_type_id").at_most(1),
    ]);

/// List customers, 50 a page.
///
/// `GET /customer/list`
pub const CUSTOMER_LIST: Operation = Operation::get("customer_list", "/customer/list")
    .summary("List customers, 50 a page")
    .statuses(&["200", "429"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("page").at_least(1)]);

/// Tell whether a customer exists, by e-mail or internal identifier.
///
/// `GET /customer/exists`
pub const CUSTOMER_EXISTS_CHECK: Operation = Operation::get("customer_exists_check", "/customer/exists")
    .summary("Tell whether a customer exists, by e-mail or internal identifier")
    .statuses(&["200", "429"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::characters("customer_type_id").at_most(1)]);

/// Tell whether an e-mail address is barred from opening tickets by e-mail.
///
/// `GET /customer/blacklist/search`
pub const CUSTOMER_BLACKLIST_SEARCH: Operation =
    Operation::get("customer_blacklist_search", "/customer/blacklist/search")
        .summary("Tell whether an e-mail address is barred from opening tickets by e-mail")
        .statuses(&["200", "429"])
        .answers(&["application/json"]);

/// Create a customer.
///
/// `POST /customer/new`
pub const CUSTOMER_CREATE: Operation = Operation::post("customer_create", "/customer/new")
    .summary("Create a customer")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"])
    .body_bounds(&[
        Bound::characters("customer_id").at_most(250),
        Bound::characters("name").at_most(250),
        Bound::characters("email").at_most(250),
        Bound::characters("phone").at_most(20),
        Bound::characters("organization_id").at_most(512),
        Bound::characters("language").at_most(5),
        Bound::characters("portfolio_id").at_most(512),
    ]);

/// Change a customer's data.
///
/// `POST /customer/update`
pub const CUSTOMER_UPDATE: Operation = Operation::post("customer_update", "/customer/update")
    .summary("Change a customer's data")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"])
    .body_bounds(&[
        Bound::characters("customer_id").at_most(250),
        Bound::characters("customer_type_id").at_most(1),
        Bound::characters("name").at_most(250),
        Bound::characters("email").at_most(250),
        Bound::characters("phone").at_most(20),
        Bound::characters("organization_id").at_most(512),
        Bound::characters("language").at_most(5),
        Bound::characters("portfolio_id").at_most(512),
    ]);

/// List organizations, page by page.
///
/// `GET /organization/list`
pub const ORGANIZATION_LIST: Operation = Operation::get("organization_list", "/organization/list")
    .summary("List organizations, page by page")
    .statuses(&["200", "429"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("page").at_least(1)]);

/// List the operators of one department.
///
/// `GET /department/operator/list`
pub const DEPARTMENT_OPERATOR_LIST: Operation = Operation::get("department_operator_list", "/department/operator/list")
    .summary("List the operators of one department")
    .statuses(&["200", "401", "403", "404", "429"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::characters("department_id").at_most(512)]);

/// List departments, optionally with their categories, statuses and operators.
///
/// `GET /department/list`
pub const DEPARTMENT_LIST: Operation = Operation::get("department_list", "/department/list")
    .summary("List departments, optionally with their categories, statuses and operators")
    .statuses(&["200", "429"])
    .answers(&["application/json"]);

/// List the categories of one department.
///
/// `GET /department/category/list`
pub const DEPARTMENT_CATEGORY_LIST: Operation = Operation::get("department_category_list", "/department/category/list")
    .summary("List the categories of one department")
    .statuses(&["200", "429"])
    .answers(&["application/json"]);

/// List the custom fields of a department, or of one of its categories.
///
/// `GET /custom_field/department/list`
pub const DEPARTMENT_CUSTOM_FIELD_LIST: Operation =
    Operation::get("department_custom_field_list", "/custom_field/department/list")
        .summary("List the custom fields of a department, or of one of its categories")
        .statuses(&["200", "429"])
        .answers(&["application/json"])
        .parameter_bounds(&[
            Bound::characters("department_id").at_most(250),
            Bound::characters("category_id").at_most(250),
        ]);

/// List tickets of the account, 50 a page.
///
/// `GET /ticket/list`
pub const TICKET_LIST: Operation = Operation::get("ticket_list", "/ticket/list")
    .summary("List tickets of the account, 50 a page")
    .statuses(&["200", "401", "429"])
    .answers(&["application/json"])
    .parameter_bounds(&[
        Bound::number("page").at_least(1),
        Bound::characters("customer_id").at_most(250),
        Bound::characters("customer_type_id").at_most(1),
        Bound::characters("situation").at_most(512),
        Bound::characters("department_id").at_most(512),
    ]);

/// Read one ticket with its replies and, on request, timed work, escalated tickets and tags.
///
/// `GET /ticket/detail`
pub const TICKET_GET: Operation = Operation::get("ticket_get", "/ticket/detail")
    .summary("Read one ticket with its replies and, on request, timed work, escalated tickets and tags")
    .statuses(&["200", "429"])
    .answers(&["application/json"]);

/// Open a ticket for a customer.
///
/// `POST /ticket/new`
pub const TICKET_CREATE: Operation = Operation::post("ticket_create", "/ticket/new")
    .summary("Open a ticket for a customer")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"])
    .body_bounds(&[
        Bound::characters("customer_id").at_most(250),
        Bound::characters("customer_id_type").at_most(1),
        Bound::characters("department_id").at_most(250),
        Bound::characters("subject").at_most(250),
    ]);

/// Answer a ticket in the name of the operator linked to it.
///
/// `POST /ticket/reply/operator`
pub const TICKET_REPLY_AS_OPERATOR: Operation = Operation::post("ticket_reply_as_operator", "/ticket/reply/operator")
    .summary("Answer a ticket in the name of the operator linked to it")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"])
    .body_bounds(&[Bound::characters("message").at_most(512)]);

/// Answer a ticket in the name of its customer.
///
/// `POST /ticket/reply/customer`
pub const TICKET_REPLY_AS_CUSTOMER: Operation = Operation::post("ticket_reply_as_customer", "/ticket/reply/customer")
    .summary("Answer a ticket in the name of its customer")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"]);

/// Add an internal comment that the customer does not see.
///
/// `POST /ticket/comment`
pub const TICKET_COMMENT: Operation = Operation::post("ticket_comment", "/ticket/comment")
    .summary("Add an internal comment that the customer does not see")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"])
    .body_bounds(&[Bound::characters("comment").at_most(512)]);

/// Move a ticket to another department and/or operator.
///
/// `POST /ticket/transfer`
pub const TICKET_TRANSFER: Operation = Operation::post("ticket_transfer", "/ticket/transfer")
    .summary("Move a ticket to another department and/or operator")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"])
    .body_bounds(&[
        Bound::characters("ticket_id").at_most(512),
        Bound::characters("department_id").at_most(512),
        Bound::characters("operator_id").at_most(512),
    ]);

/// Link an operator to a ticket that has none.
///
/// `POST /ticket/operator/link`
pub const TICKET_OPERATOR_LINK: Operation = Operation::post("ticket_operator_link", "/ticket/operator/link")
    .summary("Link an operator to a ticket that has none")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"]);

/// Finish a ticket with a closing message.
///
/// `POST /ticket/finish`
pub const TICKET_FINISH: Operation = Operation::post("ticket_finish", "/ticket/finish")
    .summary("Finish a ticket with a closing message")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"]);

/// Rate a ticket.
///
/// `POST /ticket/evaluation`
pub const TICKET_EVALUATE: Operation = Operation::post("ticket_evaluate", "/ticket/evaluation")
    .summary("Rate a ticket")
    .statuses(&["200", "429"])
    .sends(&["multipart/form-data"])
    .answers(&["application/json"])
    .body_bounds(&[
        Bound::characters("ticket_id").at_most(250),
        Bound::characters("problem_solved").at_most(1),
        Bound::characters("comment").at_most(4096),
    ]);

/// List chat conversations of the account, 50 a page.
///
/// `GET /chat/list`
pub const CHAT_LIST: Operation = Operation::get("chat_list", "/chat/list")
    .summary("List chat conversations of the account, 50 a page")
    .statuses(&["200", "429"])
    .answers(&["application/json"])
    .parameter_bounds(&[
        Bound::number("page").at_least(1),
        Bound::characters("customer_id").at_most(250),
        Bound::characters("customer_type_id").at_most(1),
        Bound::characters("department_id").at_most(512),
        Bound::characters("organization_id").at_most(512),
    ]);
