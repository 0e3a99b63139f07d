//! Invoices, as the service describes them.

use acesso_core::{open_enum, text_id, wire};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{
    Actor, FirstItems, FundId, InstallmentId, InvoiceId, PartyId, PaymentIntent, Reference, lenient, list::Listed,
};

text_id! {
    /// The id of an invoice's item, `item_…`. Opaque.
    pub struct InvoiceItemId;
}

open_enum! {
    /// How far an invoice is.
    pub enum InvoiceStatus {
        /// Not finalized yet.
        Draft = "draft",
        /// Finalized, to be paid.
        Open = "open",
        /// Paid.
        Paid = "paid",
        /// Voided.
        Void = "void",
        /// It will not be paid.
        Uncollectible = "uncollectible",
        /// Paid, and paid back.
        Refunded = "refunded",
    }
}

open_enum! {
    /// What kind of invoice it is. The contract does not explain the values.
    pub enum InvoiceType {
        /// Pays off.
        PayOff = "pay_off",
        /// A customer's, again and again.
        CustomerRecurring = "customer_recurring",
        /// A company's, again and again.
        CompanyRecurring = "company_recurring",
    }
}

open_enum! {
    /// What an invoice is for. The contract does not explain the values.
    pub enum InvoicePurpose {
        /// A cancellation.
        Cancellation = "cancellation",
        /// A customer refinances.
        CustomerRefinance = "customer_refinance",
        /// An employment ended.
        EmploymentTerminated = "employment_terminated",
        /// An external collector.
        ExternalCollector = "external_collector",
        /// An internal collector; on one of two pages.
        InternalCollector = "internal_collector",
        /// No funds.
        NoFunds = "no_funds",
        /// Nothing out of the ordinary.
        Regular = "regular",
        /// A company asked for it.
        RequestedByCompany = "requested_by_company",
        /// A customer asked for it.
        RequestedByCustomer = "requested_by_customer",
        /// An insurance asked for it.
        RequestedByInsurance = "requested_by_insurance",
    }
}

/// An invoice. All but the id may be missing: the contract requires nothing, and [`Fields`](crate::Fields) leave members
/// out. Its end is cut off in the contract; what follows is in [`extra`](Self::extra).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<InvoiceStatus>,
    /// The customer or company that owes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<Reference<PartyId>>,
    /// The fund that is owed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beneficiary: Option<Reference<FundId>>,
    /// The day it is due; `None` also where that can't be read.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Date>,
    /// What is due in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_due: Option<Number>,
    /// What was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_paid: Option<Number>,
    /// What is still to be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_remaining: Option<Number>,
    /// What kind of invoice it is.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub invoice_type: Option<InvoiceType>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<InvoicePurpose>,
    /// What is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_items: Option<FirstItems<InvoiceItem>>,
    /// How it is to be paid; [`Invoices::payment_intents`](crate::Invoices::payment_intents) lists all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_intents: Option<FirstItems<PaymentIntent>>,
    /// A description.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<InvoiceEvent>>,
    /// The day it was paid; `None` also where that can't be read.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Date>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Listed for Invoice {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// A change of an invoice's status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceEvent {
    /// Why.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When; `None` also where that can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// The status that it got.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<InvoiceStatus>,
    /// Names and values of your own.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Members that the contract does not know: it is cut off inside the newest copy.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An installment as it is billed on an invoice. All but the id may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceItem {
    /// Its id.
    pub id: InvoiceItemId,
    /// The invoice it stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Reference<InvoiceId>>,
    /// The installment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub installment: Option<Reference<InstallmentId>>,
    /// Which part of the installment counts as paid; less than the installment for a payment in part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// What is taken off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<Number>,
    /// The fine for paying late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fine: Option<Number>,
    /// The interest for paying late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest: Option<Number>,
    /// A description.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// In the newest copy of the page alone, which does not explain it.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub purpose_key: Option<String>,
    /// Names and values of your own.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// When it was created; `None` also where that can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed; `None` also where that can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it was deleted; the documented default is `false`.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Who created it.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Actor>,
    /// Who changed it last.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<Actor>,
}
