//! What Base39 keeps, and what each of its operations does with it: one line each.

use super::companies;
use crate::company::Kind;
use crate::records::{First, IdForm, Resource};
use crate::server::Verb;

const fn samples(name: &'static str, kind: Kind, prefix: &'static str) -> Resource {
    Resource { name, kind, form: IdForm::Prefixed(prefix), first: First::Samples(3) }
}

pub(super) const COMPANY: Resource =
    Resource { first: companies::COMPANIES, ..samples("company", Kind::LoanCompany, "comp_") };
const GROUP: Resource = Resource { first: companies::GROUPS, ..samples("company_group", Kind::LoanGroup, "cgrp_") };
const API_KEY: Resource = Resource { first: companies::API_KEYS, ..samples("api_key", Kind::LoanKey, "key_") };
const EMPLOYMENT: Resource = samples("employment", Kind::LoanEmployment, "empl_");
const CUSTOMER: Resource = samples("customer", Kind::LoanCustomer, "cust_");
const SUBSCRIPTION: Resource = samples("subscription", Kind::LoanSubscription, "subs_");
const EVENT: Resource = samples("event", Kind::LoanEvent, "evnt_");
const LOAN: Resource = samples("loan", Kind::Loan, "loan_");
const STEP: Resource = samples("step", Kind::LoanStep, "step_");
const INSTALLMENT: Resource = samples("installment", Kind::LoanInstallment, "inst_");
const INVOICE: Resource = samples("invoice", Kind::LoanInvoice, "inv_");
pub(super) const INVOICE_ITEM: Resource = samples("invoice_item", Kind::LoanInvoiceItem, "item_");
const PAYMENT_INTENT: Resource = samples("payment_intent", Kind::LoanPaymentIntent, "pi_");
const PAYMENT_METHOD: Resource = samples("payment_method", Kind::LoanPaymentMethod, "pm_");
const PRODUCT: Resource = samples("product", Kind::LoanProduct, "prod_");
/// Known by the product's id: it has none of its own.
const ELIGIBLE_PRODUCT: Resource = samples("eligible_product", Kind::LoanProduct, "prod_");
const CREDIT_POLICY: Resource = samples("credit_policy", Kind::LoanPolicy, "crpl_");
const SETTINGS: Resource = Resource { first: First::Samples(1), ..samples("settings", Kind::LoanSettings, "sett_") };
pub(super) const DATA_ENTITY: Resource = samples("data_entity", Kind::LoanEntity, "dten_");
const DOCUMENT: Resource = samples("document", Kind::LoanDocument, "doc_");
const WORKFLOW: Resource = samples("workflow", Kind::LoanWorkflow, "work_");
/// What records refer to and no operation shows.
const OFFER: Resource = samples("offer", Kind::LoanOffer, "offr_");
const FUND: Resource = samples("fund", Kind::LoanFund, "fund_");
const FILE: Resource = samples("file", Kind::LoanFile, "file_");

pub(super) const RESOURCES: &[Resource] = &[
    COMPANY,
    GROUP,
    API_KEY,
    EMPLOYMENT,
    CUSTOMER,
    SUBSCRIPTION,
    EVENT,
    LOAN,
    STEP,
    INSTALLMENT,
    INVOICE,
    INVOICE_ITEM,
    PAYMENT_INTENT,
    PAYMENT_METHOD,
    PRODUCT,
    ELIGIBLE_PRODUCT,
    CREDIT_POLICY,
    SETTINGS,
    DATA_ENTITY,
    DOCUMENT,
    WORKFLOW,
    OFFER,
    FUND,
    FILE,
];

/// What an operation does with the records of its resource. JSON is a template for [`filled`](crate::records::Records::filled).
#[derive(Debug, Clone, Copy)]
pub(super) enum Does {
    /// Lists the records that the query and the path keep.
    List,
    /// Like [`Does::List`], with what others have in the query in the body.
    ListByBody,
    /// Shows the record that the path ends in.
    Read,
    /// Shows the record whose member of this name is what the path ends in.
    ReadBy(&'static str),
    /// Keeps a new record: what the body gives, then these members.
    Create(&'static str),
    /// Changes the record that the path names: what the body gives, then these members.
    Change(&'static str),
    /// Adds this to a list of the record.
    Append(&'static str, &'static str),
    /// Takes what the path ends in from a list of the record, where it has this name.
    Remove(&'static str, &'static str),
    /// Takes note of the request, and that is all.
    Accept,
}

/// One operation.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) verb: Verb,
    pub(super) path: &'static str,
    pub(super) resource: Resource,
    pub(super) does: Does,
    /// What must be given: members of the body, and with `?` before it, a parameter of the query, which must be the id of a
    /// record where a resource has its name.
    pub(super) needs: &'static [&'static str],
    pub(super) status: u16,
    /// What is answered in place of the record; an empty text is no body.
    pub(super) answer: Option<&'static str>,
}

impl Row {
    const fn get(id: &'static str, path: &'static str, resource: Resource, does: Does) -> Self {
        Self { id, verb: Verb::Get, path, resource, does, needs: &[], status: 200, answer: None }
    }

    const fn post(id: &'static str, path: &'static str, resource: Resource, does: Does) -> Self {
        Self { verb: Verb::Post, ..Self::get(id, path, resource, does) }
    }

    const fn needs(self, needs: &'static [&'static str]) -> Self {
        Self { needs, ..self }
    }

    const fn created(self) -> Self {
        Self { status: 201, ..self }
    }

    const fn answers(self, status: u16, answer: &'static str) -> Self {
        Self { status, answer: Some(answer), ..self }
    }
}

use Does::{Accept, Append, Change, Create, List, ListByBody, Read, ReadBy, Remove};

const ATTACH: Does = Append("attachments", r#"{"file": "$file", "linkedAt": "@now"}"#);
const SENT: &str = r#"{"message": "Accepted", "messageId": "mensagem-de-exemplo"}"#;

/// The operations but those on permissions, in the contract's order.
pub(super) static ROWS: &[Row] = &[
    Row::get("list_companies", "/v1/companies", COMPANY, List),
    Row::post("create_company", "/v1/companies", COMPANY, Create("{}")).needs(&["document", "name"]),
    Row::post("update_company", "/v1/companies/{id}", COMPANY, Change("{}")),
    Row::get("list_company_groups", "/v1/company-groups", GROUP, List),
    Row::post("create_company_group", "/v1/company-groups", GROUP, Create("{}")).created(),
    Row::post("create_employment", "/v1/employments", EMPLOYMENT, Create("{}")).needs(&["customer"]),
    Row::get("get_employment", "/v1/employments/{id}", EMPLOYMENT, Read),
    Row::get("list_api_keys", "/v1/tenants/api-keys", API_KEY, List),
    Row::post("create_api_key", "/v1/tenants/api-keys", API_KEY, Create("{}"))
        .needs(&["rules", "email", "name"])
        .answers(201, r#"{"id": "@id", "value": "bs_sandbox_000000000000000000000040"}"#),
    Row::post("update_api_key", "/v1/tenants/api-keys/{api_key}", API_KEY, Change("{}")).answers(202, ""),
    Row::get("list_customers", "/v1/customers", CUSTOMER, List),
    Row::post("update_customer", "/v1/customers/{id}", CUSTOMER, Change("{}")),
    Row::post("attach_customer_file", "/v1/customers/{id}/attach", CUSTOMER, ATTACH).needs(&["file"]),
    Row::post("create_subscription", "/v1/subscriptions", SUBSCRIPTION, Create("{}"))
        .needs(&["name", "events", "notification"])
        .created(),
    Row::post("update_subscription", "/v1/subscriptions/{subscription}", SUBSCRIPTION, Change("{}")),
    Row::get("resend_events", "/v1/events/resend", EVENT, ListByBody),
    Row::post("receive_unico_webhook", "/v1/webhooks/unico", EVENT, Accept).answers(200, ""),
    Row::post("receive_qitech_webhook", "/v1/webhooks/qitech", EVENT, Accept).needs(&["encoded_body"]).answers(200, ""),
    Row::post("receive_kobana_webhook", "/v1/webhooks/kobana", EVENT, Accept)
        .needs(&["event_code", "object"])
        .answers(200, ""),
    Row::get("list_loans", "/v1/loans", LOAN, List),
    Row::post("create_loan", "/v1/loans", LOAN, Create(r#"{"status": "open"}"#)),
    Row::get("search_loans", "/v1/loans/search", LOAN, List),
    Row::get("get_loan", "/v1/loans/{loan}", LOAN, Read),
    Row::post("update_loan", "/v1/loans/{loan}", LOAN, Change("{}")),
    Row::post("void_loan", "/v1/loans/{loan}/void", LOAN, Change(r#"{"status": "void"}"#)),
    Row::post("disburse_loan", "/v1/loans/{loan}/disburse", LOAN, Change(r#"{"status": "disbursed"}"#)),
    Row::post("attach_loan_file", "/v1/loans/{loan}/attach", LOAN, ATTACH).needs(&["file"]),
    Row::post(
        "create_loan_transaction",
        "/v1/loans/{loan}/transactions",
        LOAN,
        Append("transactions", r#"{"amount": "$amount", "description": "$description", "createdAt": "@today"}"#),
    ),
    Row {
        verb: Verb::Delete,
        ..Row::get("detach_loan_file", "/v1/loans/{loan}/files/{file}", LOAN, Remove("attachments", "file"))
    },
    Row::get("list_loan_installments", "/v1/loans/{loan}/installments", INSTALLMENT, List),
    Row::get("list_loan_steps", "/v1/loans/{loan}/steps", STEP, List),
    Row::get("list_steps", "/v1/steps", STEP, List),
    Row::post("update_step", "/v1/steps/{id}", STEP, Change("{}")),
    Row::post("create_installment", "/v1/installments", INSTALLMENT, Create(r#"{"status": "open"}"#)).needs(&[
        "?loan",
        "payer",
        "dueDate",
        "totalAmount",
        "fund",
    ]),
    Row::get("search_installments", "/v1/installments/search", INSTALLMENT, List).needs(&["?query"]),
    Row::post("void_installment", "/v1/installments/{installment}/void", INSTALLMENT, Change(r#"{"status": "void"}"#)),
    Row::get("list_invoices", "/v1/invoices", INVOICE, List),
    Row::post("create_invoice", "/v1/invoices", INVOICE, Create(r#"{"status": "draft"}"#)).needs(&[
        "payer",
        "beneficiary",
        "type",
    ]),
    Row::get("get_invoice_item", "/v1/invoices/{invoice}/invoice-items/{invoice_item}", INVOICE_ITEM, Read),
    Row::post("void_invoice", "/v1/invoices/{invoice}/void", INVOICE, Change(r#"{"status": "void"}"#)),
    Row::post("finalize_invoice", "/v1/invoices/{invoice}/finalize", INVOICE, Change(r#"{"status": "open"}"#)),
    Row::post(
        "mark_invoice_uncollectible",
        "/v1/invoices/{invoice}/mark-uncollectible",
        INVOICE,
        Change(r#"{"status": "uncollectible"}"#),
    ),
    Row::get("list_invoice_payment_intents", "/v1/invoices/{invoice}/payment-intents", PAYMENT_INTENT, List),
    Row::get("list_payment_intents", "/v1/payment-intents", PAYMENT_INTENT, List),
    Row::post("create_payment_intent", "/v1/payment-intents", PAYMENT_INTENT, Create(r#"{"status": "open"}"#))
        .needs(&["?invoice", "amount", "expireAt", "method"])
        .created(),
    Row::post(
        "pay_payment_intent",
        "/v1/payment-intents/{payment_intent}/pay",
        PAYMENT_INTENT,
        Change(
            r#"{"status": "paid",
                "paymentDetails": {"paidAt": "@today", "amountPaid": "$amountPaid", "metadata": "$metadata"}}"#,
        ),
    ),
    Row::get("list_payment_methods", "/v1/payment-methods", PAYMENT_METHOD, List),
    Row::post("create_payment_method", "/v1/payment-methods", PAYMENT_METHOD, Create(r#"{"status": "not_verified"}"#)),
    Row::post(
        "link_payment_method",
        "/v1/payment-methods/{id}/link",
        PAYMENT_METHOD,
        Append("links", r#"{"owner": "$owner", "linkedAt": "@now"}"#),
    )
    .needs(&["owner"]),
    Row::get("list_products", "/v1/products", PRODUCT, List),
    Row::post("create_product", "/v1/products", PRODUCT, Create("{}")),
    Row::get("list_eligible_products", "/v1/products/eligibles", ELIGIBLE_PRODUCT, List),
    Row::get("get_product", "/v1/products/{product}", PRODUCT, Read),
    Row::post("update_product", "/v1/products/{product}", PRODUCT, Change("{}")),
    Row::get("list_credit_policies", "/v1/credit-policies", CREDIT_POLICY, List),
    Row::post("create_credit_policy", "/v1/credit-policies", CREDIT_POLICY, Create("{}")),
    Row::get("get_credit_policy", "/v1/credit-policies/{id}", CREDIT_POLICY, Read),
    Row::post("update_credit_policy", "/v1/credit-policies/{id}", CREDIT_POLICY, Change("{}")),
    Row::post("update_settings", "/v1/settings", SETTINGS, Change("{}")),
    Row::post("send_sms", "/v1/notifications/sms", EVENT, Accept).needs(&["sms"]).answers(202, SENT),
    Row::post("send_email", "/v1/notifications/email", EVENT, Accept).needs(&["mail"]).answers(202, SENT),
    Row::get("list_data_entities", "/v1/data-entities", DATA_ENTITY, List),
    Row::post("create_data_entity", "/v1/data-entities", DATA_ENTITY, Create(r#"{"locked": false}"#)),
    Row::get("list_data_entity_documents", "/v1/data-entities/{entity_name}/documents", DOCUMENT, List),
    Row::get("get_data_entity_document", "/v1/data-entities/{entity_name}/documents/{key}", DOCUMENT, ReadBy("key")),
    Row::post("create_workflow", "/v1/workflows", WORKFLOW, Create("{}")).created(),
    Row::post("update_workflow", "/v1/workflows/{workflow}", WORKFLOW, Change("{}")),
];
