//! How products work.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{
    InvoiceSettings, LoanConcurrency, LoanCondition, OfferInsurance, RebateAmountType, RebateFeeType, endpoint::Names,
    lenient,
};

/// How a product works. In a request, what is not set is not sent.
///
/// The sample of the body was seen whole; types are those of its values, and what they mean is mostly read from their names.
/// What the contract does not know is in `extra`, here and in all parts, so that settings that were read can be written
/// again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductSettings {
    /// The steps of a loan, by slug, as they came: an older page has one step's settings in place of a map of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Map<String, Value>>,
    /// What its loans keep to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loans: Option<ProductLoanSettings>,
    /// What its invoices keep to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoices: Option<ProductInvoiceSettings>,
    /// To whom it is offered, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub products: Option<ProductOffering>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What the loans of a product keep to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductLoanSettings {
    /// How many loans somebody may have at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Vec<LoanConcurrency>>,
    /// Conditions in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<LoanCondition>>,
    /// When a loan can be refinanced; on the newer page alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refin: Option<Refinancing>,
    /// The oldest that a customer may be.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub max_age: Option<i64>,
    /// The youngest that a customer may be.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub min_age: Option<i64>,
    /// The least that a customer must earn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_wage: Option<Number>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// When a loan can be refinanced.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refinancing {
    /// After how many days; since when they count is not documented.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub min_days: Option<i64>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What the invoices of a product keep to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductInvoiceSettings {
    /// Those that pay a loan off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_off: Option<InvoiceSettings>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// To whom a product is offered, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductOffering {
    /// Who may take it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eligibility: Option<ProductEligibility>,
    /// How an offer is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferSettings>,
    /// Which documents a loan needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents: Option<ProductDocuments>,
    /// The key of the disbursement that pays it out; `custom` and `mock` were seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disbursement: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Who may take a product. Of the options, which can hold the headers of a call, `Debug` shows the names alone.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductEligibility {
    /// How that is found out; `static` and `mock` were seen.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What belongs to the type: `url`, `headers` and `metadata` for `static`; for `mock` the limits that an
    /// [`EligibleProduct`](crate::EligibleProduct) has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Map<String, Value>>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl fmt::Debug for ProductEligibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProductEligibility")
            .field("kind", &self.kind)
            .field("options", &Names(&self.options))
            .field("extra", &self.extra)
            .finish()
    }
}

/// How offers of a product are made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferSettings {
    /// The way; `online` was seen.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<OfferOptions>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The terms of a product's offers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferOptions {
    /// The fee of a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_fee: Option<Number>,
    /// The numbers of installments to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_of_installments: Option<Vec<i64>>,
    /// How many days until it is paid out.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub days_until_disbursement: Option<i64>,
    /// How many months until the first installment is due.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub months_until_first_due_date: Option<i64>,
    /// The kind of credit operation; `CCB` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_operation_type: Option<String>,
    /// What is kept back of the amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rebates: Option<Vec<ProductRebate>>,
    /// The insurance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insurance: Option<OfferInsurance>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a product's offers keep back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductRebate {
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee_type: Option<RebateFeeType>,
    /// How the amount is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_type: Option<RebateAmountType>,
    /// How much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The least that is kept back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_amount: Option<Number>,
    /// The most that is kept back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<Number>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Which documents a loan of a product needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductDocuments {
    /// Those that are made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_create: Option<Vec<DocumentToCreate>>,
    /// Those that are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_request: Option<Vec<DocumentToRequest>>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A document that is made for a loan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentToCreate {
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// What makes it; `google` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What it is made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method_data: Option<DocumentTemplate>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a document is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentTemplate {
    /// The template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A document that is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentToRequest {
    /// What it is for; `account_requirement`, `identity_document_front`, `identity_document_back` and `pay_stub` were
    /// seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who has it; `customer` was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// For how many days it is good (inferred).
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub expire_in_days: Option<i64>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
