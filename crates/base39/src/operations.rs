//! All operations that the service documents, as its contract states them.
//!
//! Where the client has no method for one, [`Call::of`](crate::Call::of) makes a call of it, and
//! [`Client::request`](crate::Client::request) sends that with the client's credentials, limits, retries and errors.

// Written from the contract by `cargo xtask contracts`; don't edit.

use acesso_core::{Bound, Operation};

/// All of them, in the contract's order.
pub const ALL: &[&Operation] = &[
    &OAUTH2_TOKEN,
    &LIST_PERMISSIONS,
    &LIST_OPERATOR_PERMISSIONS,
    &CREATE_OPERATOR_PERMISSION,
    &LIST_COMPANIES,
    &CREATE_COMPANY,
    &UPDATE_COMPANY,
    &LIST_COMPANY_GROUPS,
    &CREATE_COMPANY_GROUP,
    &CREATE_EMPLOYMENT,
    &GET_EMPLOYMENT,
    &LIST_API_KEYS,
    &CREATE_API_KEY,
    &UPDATE_API_KEY,
    &LIST_CUSTOMERS,
    &UPDATE_CUSTOMER,
    &ATTACH_CUSTOMER_FILE,
    &CREATE_SUBSCRIPTION,
    &UPDATE_SUBSCRIPTION,
    &RESEND_EVENTS,
    &RECEIVE_UNICO_WEBHOOK,
    &RECEIVE_QITECH_WEBHOOK,
    &RECEIVE_KOBANA_WEBHOOK,
    &LIST_LOANS,
    &CREATE_LOAN,
    &SEARCH_LOANS,
    &GET_LOAN,
    &UPDATE_LOAN,
    &VOID_LOAN,
    &DISBURSE_LOAN,
    &ATTACH_LOAN_FILE,
    &CREATE_LOAN_TRANSACTION,
    &DETACH_LOAN_FILE,
    &LIST_LOAN_INSTALLMENTS,
    &LIST_LOAN_STEPS,
    &LIST_STEPS,
    &UPDATE_STEP,
    &CREATE_INSTALLMENT,
    &SEARCH_INSTALLMENTS,
    &VOID_INSTALLMENT,
    &LIST_INVOICES,
    &CREATE_INVOICE,
    &GET_INVOICE_ITEM,
    &VOID_INVOICE,
    &FINALIZE_INVOICE,
    &MARK_INVOICE_UNCOLLECTIBLE,
    &LIST_INVOICE_PAYMENT_INTENTS,
    &LIST_PAYMENT_INTENTS,
    &CREATE_PAYMENT_INTENT,
    &PAY_PAYMENT_INTENT,
    &LIST_PAYMENT_METHODS,
    &CREATE_PAYMENT_METHOD,
    &LINK_PAYMENT_METHOD,
    &LIST_PRODUCTS,
    &CREATE_PRODUCT,
    &LIST_ELIGIBLE_PRODUCTS,
    &GET_PRODUCT,
    &UPDATE_PRODUCT,
    &LIST_CREDIT_POLICIES,
    &CREATE_CREDIT_POLICY,
    &GET_CREDIT_POLICY,
    &UPDATE_CREDIT_POLICY,
    &UPDATE_SETTINGS,
    &SEND_SMS,
    &SEND_EMAIL,
    &LIST_DATA_ENTITIES,
    &CREATE_DATA_ENTITY,
    &LIST_DATA_ENTITY_DOCUMENTS,
    &GET_DATA_ENTITY_DOCUMENT,
    &CREATE_WORKFLOW,
    &UPDATE_WORKFLOW,
];

/// Exchange client credentials for an access token.
///
/// `POST /oauth2/token`
pub const OAUTH2_TOKEN: Operation = Operation::post("oauth2_token", "/oauth2/token")
    .summary("Exchange client credentials for an access token")
    .statuses(&["2XX"])
    .sends(&["application/x-www-form-urlencoded"])
    .answers(&["application/json"]);

/// List permissions of an operator, newest first by creation date.
///
/// `GET /v1/permissions`
pub const LIST_PERMISSIONS: Operation = Operation::get("list_permissions", "/v1/permissions")
    .summary("List permissions of an operator, newest first by creation date")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// List one operator's permissions, newest first by creation date.
///
/// `GET /v1/operators/{operator}/permissions`
pub const LIST_OPERATOR_PERMISSIONS: Operation =
    Operation::get("list_operator_permissions", "/v1/operators/{operator}/permissions")
        .summary("List one operator's permissions, newest first by creation date")
        .statuses(&["200", "400", "401", "403", "404", "500"])
        .answers(&["application/json"])
        .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Create a permission for an operator.
///
/// `POST /v1/operators/{operator}/permissions`
pub const CREATE_OPERATOR_PERMISSION: Operation =
    Operation::post("create_operator_permission", "/v1/operators/{operator}/permissions")
        .summary("Create a permission for an operator")
        .statuses(&["201", "400", "401", "403", "404", "409", "500"])
        .sends(&["application/json"])
        .answers(&["application/json"])
        .takes_idempotency_key();

/// List companies.
///
/// `GET /v1/companies`
pub const LIST_COMPANIES: Operation = Operation::get("list_companies", "/v1/companies")
    .summary("List companies")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"]);

/// Create a company.
///
/// `POST /v1/companies`
pub const CREATE_COMPANY: Operation = Operation::post("create_company", "/v1/companies")
    .summary("Create a company")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key()
    .body_bounds(&[Bound::characters("address.country").at_least(2).at_most(2)]);

/// Update a company.
///
/// `POST /v1/companies/{id}`
pub const UPDATE_COMPANY: Operation = Operation::post("update_company", "/v1/companies/{id}")
    .summary("Update a company")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key()
    .body_bounds(&[Bound::characters("address.country").at_least(2).at_most(2)]);

/// List company groups, newest first by creation date.
///
/// `GET /v1/company-groups`
pub const LIST_COMPANY_GROUPS: Operation = Operation::get("list_company_groups", "/v1/company-groups")
    .summary("List company groups, newest first by creation date")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Create a company group.
///
/// `POST /v1/company-groups`
pub const CREATE_COMPANY_GROUP: Operation = Operation::post("create_company_group", "/v1/company-groups")
    .summary("Create a company group")
    .statuses(&["201", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Create an employment link (the documentation's employee resource).
///
/// `POST /v1/employments`
pub const CREATE_EMPLOYMENT: Operation = Operation::post("create_employment", "/v1/employments")
    .summary("Create an employment link (the documentation's employee resource)")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Fetch an employment link; a deleted one comes back as a subset with deleted=true.
///
/// `GET /v1/employments/{id}`
pub const GET_EMPLOYMENT: Operation = Operation::get("get_employment", "/v1/employments/{id}")
    .summary("Fetch an employment link; a deleted one comes back as a subset with deleted=true")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"]);

/// List the account's API keys.
///
/// `GET /v1/tenants/api-keys`
pub const LIST_API_KEYS: Operation = Operation::get("list_api_keys", "/v1/tenants/api-keys")
    .summary("List the account's API keys")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Create an API key; the secret is in `value`.
///
/// `POST /v1/tenants/api-keys`
pub const CREATE_API_KEY: Operation = Operation::post("create_api_key", "/v1/tenants/api-keys")
    .summary("Create an API key; the secret is in `value`")
    .statuses(&["201", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Update an API key.
///
/// `POST /v1/tenants/api-keys/{api_key}`
pub const UPDATE_API_KEY: Operation = Operation::post("update_api_key", "/v1/tenants/api-keys/{api_key}")
    .summary("Update an API key")
    .statuses(&["202", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .takes_idempotency_key();

/// List customers (persons), newest first by creation date.
///
/// `GET /v1/customers`
pub const LIST_CUSTOMERS: Operation = Operation::get("list_customers", "/v1/customers")
    .summary("List customers (persons), newest first by creation date")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Update a customer.
///
/// `POST /v1/customers/{id}`
pub const UPDATE_CUSTOMER: Operation = Operation::post("update_customer", "/v1/customers/{id}")
    .summary("Update a customer")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key()
    .body_bounds(&[
        Bound::characters("document").at_least(11).at_most(11),
        Bound::characters("address.country").at_least(2).at_most(2),
    ]);

/// Attach a file to a customer.
///
/// `POST /v1/customers/{id}/attach`
pub const ATTACH_CUSTOMER_FILE: Operation = Operation::post("attach_customer_file", "/v1/customers/{id}/attach")
    .summary("Attach a file to a customer")
    .statuses(&["200", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Create a webhook subscription.
///
/// `POST /v1/subscriptions`
pub const CREATE_SUBSCRIPTION: Operation = Operation::post("create_subscription", "/v1/subscriptions")
    .summary("Create a webhook subscription")
    .statuses(&["201", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Update a webhook subscription.
///
/// `POST /v1/subscriptions/{subscription}`
pub const UPDATE_SUBSCRIPTION: Operation = Operation::post("update_subscription", "/v1/subscriptions/{subscription}")
    .summary("Update a webhook subscription")
    .statuses(&["200", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Send matching events again.
///
/// `GET /v1/events/resend`
pub const RESEND_EVENTS: Operation = Operation::get("resend_events", "/v1/events/resend")
    .summary("Send matching events again")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"]);

/// Inbound notification from the partner unico.
///
/// `POST /v1/webhooks/unico`
pub const RECEIVE_UNICO_WEBHOOK: Operation = Operation::post("receive_unico_webhook", "/v1/webhooks/unico")
    .summary("Inbound notification from the partner unico")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .sends(&["application/json"]);

/// Inbound notification from the partner QI Tech.
///
/// `POST /v1/webhooks/qitech`
pub const RECEIVE_QITECH_WEBHOOK: Operation = Operation::post("receive_qitech_webhook", "/v1/webhooks/qitech")
    .summary("Inbound notification from the partner QI Tech")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .sends(&["application/json"]);

/// Inbound notification from the partner Kobana.
///
/// `POST /v1/webhooks/kobana`
pub const RECEIVE_KOBANA_WEBHOOK: Operation = Operation::post("receive_kobana_webhook", "/v1/webhooks/kobana")
    .summary("Inbound notification from the partner Kobana")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .sends(&["application/json"]);

/// List loans.
///
/// `GET /v1/loans`
pub const LIST_LOANS: Operation = Operation::get("list_loans", "/v1/loans")
    .summary("List loans")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"]);

/// Create a loan.
///
/// `POST /v1/loans`
pub const CREATE_LOAN: Operation = Operation::post("create_loan", "/v1/loans")
    .summary("Create a loan")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Search loans.
///
/// `GET /v1/loans/search`
pub const SEARCH_LOANS: Operation = Operation::get("search_loans", "/v1/loans/search")
    .summary("Search loans")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"]);

/// Fetch a loan.
///
/// `GET /v1/loans/{loan}`
pub const GET_LOAN: Operation = Operation::get("get_loan", "/v1/loans/{loan}")
    .summary("Fetch a loan")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"]);

/// Update a loan.
///
/// `POST /v1/loans/{loan}`
pub const UPDATE_LOAN: Operation = Operation::post("update_loan", "/v1/loans/{loan}")
    .summary("Update a loan")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Void a loan.
///
/// `POST /v1/loans/{loan}/void`
pub const VOID_LOAN: Operation = Operation::post("void_loan", "/v1/loans/{loan}/void")
    .summary("Void a loan")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Disburse a loan.
///
/// `POST /v1/loans/{loan}/disburse`
pub const DISBURSE_LOAN: Operation = Operation::post("disburse_loan", "/v1/loans/{loan}/disburse")
    .summary("Disburse a loan")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Attach a file to a loan.
///
/// `POST /v1/loans/{loan}/attach`
pub const ATTACH_LOAN_FILE: Operation = Operation::post("attach_loan_file", "/v1/loans/{loan}/attach")
    .summary("Attach a file to a loan")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Add a transaction to a loan.
///
/// `POST /v1/loans/{loan}/transactions`
pub const CREATE_LOAN_TRANSACTION: Operation =
    Operation::post("create_loan_transaction", "/v1/loans/{loan}/transactions")
        .summary("Add a transaction to a loan")
        .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
        .sends(&["application/json"])
        .answers(&["application/json"])
        .takes_idempotency_key();

/// Unlink a file from a loan; the file itself stays.
///
/// `DELETE /v1/loans/{loan}/files/{file}`
pub const DETACH_LOAN_FILE: Operation = Operation::delete("detach_loan_file", "/v1/loans/{loan}/files/{file}")
    .summary("Unlink a file from a loan; the file itself stays")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"]);

/// List the installments of a loan, newest first by creation date.
///
/// `GET /v1/loans/{loan}/installments`
pub const LIST_LOAN_INSTALLMENTS: Operation = Operation::get("list_loan_installments", "/v1/loans/{loan}/installments")
    .summary("List the installments of a loan, newest first by creation date")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// List a loan's pipeline steps, newest first.
///
/// `GET /v1/loans/{loan}/steps`
pub const LIST_LOAN_STEPS: Operation = Operation::get("list_loan_steps", "/v1/loans/{loan}/steps")
    .summary("List a loan's pipeline steps, newest first")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .answers(&["application/json"]);

/// List loan steps, newest first.
///
/// `GET /v1/steps`
pub const LIST_STEPS: Operation = Operation::get("list_steps", "/v1/steps")
    .summary("List loan steps, newest first")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Update a step.
///
/// `POST /v1/steps/{id}`
pub const UPDATE_STEP: Operation = Operation::post("update_step", "/v1/steps/{id}")
    .summary("Update a step")
    .statuses(&["200", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Add an installment to a loan.
///
/// `POST /v1/installments`
pub const CREATE_INSTALLMENT: Operation = Operation::post("create_installment", "/v1/installments")
    .summary("Add an installment to a loan")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Search installments.
///
/// `GET /v1/installments/search`
pub const SEARCH_INSTALLMENTS: Operation = Operation::get("search_installments", "/v1/installments/search")
    .summary("Search installments")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"]);

/// Void an installment.
///
/// `POST /v1/installments/{installment}/void`
pub const VOID_INSTALLMENT: Operation = Operation::post("void_installment", "/v1/installments/{installment}/void")
    .summary("Void an installment")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// List invoices, newest first by creation date.
///
/// `GET /v1/invoices`
pub const LIST_INVOICES: Operation = Operation::get("list_invoices", "/v1/invoices")
    .summary("List invoices, newest first by creation date")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Create an invoice.
///
/// `POST /v1/invoices`
pub const CREATE_INVOICE: Operation = Operation::post("create_invoice", "/v1/invoices")
    .summary("Create an invoice")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Fetch an item of an invoice.
///
/// `GET /v1/invoices/{invoice}/invoice-items/{invoice_item}`
pub const GET_INVOICE_ITEM: Operation =
    Operation::get("get_invoice_item", "/v1/invoices/{invoice}/invoice-items/{invoice_item}")
        .summary("Fetch an item of an invoice")
        .statuses(&["2XX", "400", "401", "403", "404", "500"])
        .answers(&["application/json"]);

/// Void an invoice.
///
/// `POST /v1/invoices/{invoice}/void`
pub const VOID_INVOICE: Operation = Operation::post("void_invoice", "/v1/invoices/{invoice}/void")
    .summary("Void an invoice")
    .statuses(&["200", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Finalise an invoice: its status becomes open.
///
/// `POST /v1/invoices/{invoice}/finalize`
pub const FINALIZE_INVOICE: Operation = Operation::post("finalize_invoice", "/v1/invoices/{invoice}/finalize")
    .summary("Finalise an invoice: its status becomes open")
    .statuses(&["200", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Mark an invoice as uncollectible.
///
/// `POST /v1/invoices/{invoice}/mark-uncollectible`
pub const MARK_INVOICE_UNCOLLECTIBLE: Operation =
    Operation::post("mark_invoice_uncollectible", "/v1/invoices/{invoice}/mark-uncollectible")
        .summary("Mark an invoice as uncollectible")
        .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
        .sends(&["application/json"])
        .answers(&["application/json"])
        .takes_idempotency_key();

/// List the payment intents of an invoice, newest first by creation date.
///
/// `GET /v1/invoices/{invoice}/payment-intents`
pub const LIST_INVOICE_PAYMENT_INTENTS: Operation =
    Operation::get("list_invoice_payment_intents", "/v1/invoices/{invoice}/payment-intents")
        .summary("List the payment intents of an invoice, newest first by creation date")
        .statuses(&["2XX", "400", "401", "403", "404", "500"])
        .answers(&["application/json"])
        .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// List payment intents, newest first by creation date.
///
/// `GET /v1/payment-intents`
pub const LIST_PAYMENT_INTENTS: Operation = Operation::get("list_payment_intents", "/v1/payment-intents")
    .summary("List payment intents, newest first by creation date")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Create a payment intent for an invoice.
///
/// `POST /v1/payment-intents`
pub const CREATE_PAYMENT_INTENT: Operation = Operation::post("create_payment_intent", "/v1/payment-intents")
    .summary("Create a payment intent for an invoice")
    .statuses(&["201", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Mark a payment intent as paid.
///
/// `POST /v1/payment-intents/{payment_intent}/pay`
pub const PAY_PAYMENT_INTENT: Operation =
    Operation::post("pay_payment_intent", "/v1/payment-intents/{payment_intent}/pay")
        .summary("Mark a payment intent as paid")
        .statuses(&["200", "400", "401", "403", "404", "409", "500"])
        .sends(&["application/json"])
        .answers(&["application/json"])
        .takes_idempotency_key();

/// List payment methods, newest first by creation date.
///
/// `GET /v1/payment-methods`
pub const LIST_PAYMENT_METHODS: Operation = Operation::get("list_payment_methods", "/v1/payment-methods")
    .summary("List payment methods, newest first by creation date")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Create a payment method.
///
/// `POST /v1/payment-methods`
pub const CREATE_PAYMENT_METHOD: Operation = Operation::post("create_payment_method", "/v1/payment-methods")
    .summary("Create a payment method")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Link a payment method to a customer or company.
///
/// `POST /v1/payment-methods/{id}/link`
pub const LINK_PAYMENT_METHOD: Operation = Operation::post("link_payment_method", "/v1/payment-methods/{id}/link")
    .summary("Link a payment method to a customer or company")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// List products, newest first by creation date.
///
/// `GET /v1/products`
pub const LIST_PRODUCTS: Operation = Operation::get("list_products", "/v1/products")
    .summary("List products, newest first by creation date")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Create a product.
///
/// `POST /v1/products`
pub const CREATE_PRODUCT: Operation = Operation::post("create_product", "/v1/products")
    .summary("Create a product")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// List the products that a customer is eligible for.
///
/// `GET /v1/products/eligibles`
pub const LIST_ELIGIBLE_PRODUCTS: Operation = Operation::get("list_eligible_products", "/v1/products/eligibles")
    .summary("List the products that a customer is eligible for")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Fetch a product; a deleted one has deleted=true.
///
/// `GET /v1/products/{product}`
pub const GET_PRODUCT: Operation = Operation::get("get_product", "/v1/products/{product}")
    .summary("Fetch a product; a deleted one has deleted=true")
    .statuses(&["2XX", "400", "401", "403", "404", "500"])
    .answers(&["application/json"]);

/// Update a product.
///
/// `POST /v1/products/{product}`
pub const UPDATE_PRODUCT: Operation = Operation::post("update_product", "/v1/products/{product}")
    .summary("Update a product")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// List credit policies.
///
/// `GET /v1/credit-policies`
pub const LIST_CREDIT_POLICIES: Operation = Operation::get("list_credit_policies", "/v1/credit-policies")
    .summary("List credit policies")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Create a credit policy.
///
/// `POST /v1/credit-policies`
pub const CREATE_CREDIT_POLICY: Operation = Operation::post("create_credit_policy", "/v1/credit-policies")
    .summary("Create a credit policy")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Fetch a credit policy.
///
/// `GET /v1/credit-policies/{id}`
pub const GET_CREDIT_POLICY: Operation = Operation::get("get_credit_policy", "/v1/credit-policies/{id}")
    .summary("Fetch a credit policy")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .answers(&["application/json"]);

/// Update a credit policy.
///
/// `POST /v1/credit-policies/{id}`
pub const UPDATE_CREDIT_POLICY: Operation = Operation::post("update_credit_policy", "/v1/credit-policies/{id}")
    .summary("Update a credit policy")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Update tenant settings.
///
/// `POST /v1/settings`
pub const UPDATE_SETTINGS: Operation = Operation::post("update_settings", "/v1/settings")
    .summary("Update tenant settings")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Send an SMS.
///
/// `POST /v1/notifications/sms`
pub const SEND_SMS: Operation = Operation::post("send_sms", "/v1/notifications/sms")
    .summary("Send an SMS")
    .statuses(&["202", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Send an e-mail.
///
/// `POST /v1/notifications/email`
pub const SEND_EMAIL: Operation = Operation::post("send_email", "/v1/notifications/email")
    .summary("Send an e-mail")
    .statuses(&["202", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// List data entities.
///
/// `GET /v1/data-entities`
pub const LIST_DATA_ENTITIES: Operation = Operation::get("list_data_entities", "/v1/data-entities")
    .summary("List data entities")
    .statuses(&["200", "400", "401", "403", "404", "500"])
    .answers(&["application/json"])
    .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Create a data entity.
///
/// `POST /v1/data-entities`
pub const CREATE_DATA_ENTITY: Operation = Operation::post("create_data_entity", "/v1/data-entities")
    .summary("Create a data entity")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// List an entity's documents.
///
/// `GET /v1/data-entities/{entity_name}/documents`
pub const LIST_DATA_ENTITY_DOCUMENTS: Operation =
    Operation::get("list_data_entity_documents", "/v1/data-entities/{entity_name}/documents")
        .summary("List an entity's documents")
        .statuses(&["200", "400", "401", "403", "404", "500"])
        .answers(&["application/json"])
        .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);

/// Fetch a document of an entity by key; for deleted ones a subset with deleted=true.
///
/// `GET /v1/data-entities/{entity_name}/documents/{key}`
pub const GET_DATA_ENTITY_DOCUMENT: Operation =
    Operation::get("get_data_entity_document", "/v1/data-entities/{entity_name}/documents/{key}")
        .summary("Fetch a document of an entity by key; for deleted ones a subset with deleted=true")
        .statuses(&["200", "400", "401", "403", "404", "500"])
        .answers(&["application/json"]);

/// Create a workflow.
///
/// `POST /v1/workflows`
pub const CREATE_WORKFLOW: Operation = Operation::post("create_workflow", "/v1/workflows")
    .summary("Create a workflow")
    .statuses(&["201", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();

/// Update a workflow.
///
/// `POST /v1/workflows/{workflow}`
pub const UPDATE_WORKFLOW: Operation = Operation::post("update_workflow", "/v1/workflows/{workflow}")
    .summary("Update a workflow")
    .statuses(&["2XX", "400", "401", "403", "404", "409", "500"])
    .sends(&["application/json"])
    .answers(&["application/json"])
    .takes_idempotency_key();
