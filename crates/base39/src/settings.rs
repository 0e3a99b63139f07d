//! Settings, of a company and of the account.

use acesso_core::wire;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

/// Settings of a company. In a request, what is not set is not sent.
///
/// In an answer, a part that can't be read is `None`. The contract's schema is cut off after the invoices' settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompanySettings {
    /// The steps of a loan, as they came: a map from a step's slug to its settings (`title`, `type`, `methodData`, `needs`,
    /// `slug`, `hooks`, `onStart`), while some samples have one step's settings in its place.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub steps: Option<Map<String, Value>>,
    /// What its loans keep to.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub loans: Option<LoanSettings>,
    /// What its invoices keep to.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub invoices: Option<CompanyInvoiceSettings>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What loans keep to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoanSettings {
    /// How many loans somebody may have at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Vec<LoanConcurrency>>,
    /// Conditions of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<LoanCondition>>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How many loans with one of these statuses may be open at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoanConcurrency {
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity_allowed: Option<i64>,
    /// The statuses that count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Vec<String>>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A condition of loans, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoanCondition {
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a company's invoices keep to, by what they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompanyInvoiceSettings {
    /// Those that pay a loan off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_off: Option<InvoiceSettings>,
    /// The company's recurring ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_recurring: Option<InvoiceSettings>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What invoices of one kind keep to. The units of the amounts are not documented.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceSettings {
    /// The fine for paying late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fine: Option<LateCharge>,
    /// The interest for paying late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest: Option<LateCharge>,
    /// Whether an overdue one may be paid.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub allow_overdue_payment: Option<bool>,
    /// When it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_until_due: Option<DaysUntilDue>,
    /// Wire: `updateInvoiceItemOnInsert`; the contract says no more of it.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub update_invoice_item_on_insert: Option<bool>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What is charged for paying late.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LateCharge {
    /// How much; in which unit is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// From which day on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_to_start: Option<i64>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// When an invoice is due.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysUntilDue {
    /// How the days count: `absolute` was seen.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// How many days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
