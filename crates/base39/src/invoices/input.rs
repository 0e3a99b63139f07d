//! What is asked and written of invoices.

use acesso_core::Call;
use bytes::Bytes;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Number, Value};

use super::{InvoicePurpose, InvoiceStatus, InvoiceType};
use crate::{FundId, InstallmentId, ListOptions, PartyId, View};

/// Which invoices to list, and how.
///
/// ```
/// use base39::{InvoiceFilter, InvoiceStatus, jiff::civil::date};
///
/// let filter = InvoiceFilter::default().status(InvoiceStatus::Open).due_date_end(date(2026, 11, 30));
/// assert_eq!(filter.payers.len(), 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvoiceFilter {
    /// Only what these customers or companies owe; empty means all.
    ///
    /// Wire: `payer`.
    pub payers: Vec<PartyId>,
    /// Only what these funds are owed; empty means all.
    ///
    /// Wire: `beneficiary`.
    pub beneficiaries: Vec<FundId>,
    /// Only what is due on this day or later. That the day itself belongs to it is inferred.
    pub due_date_start: Option<Date>,
    /// Only what is due on this day or earlier. That the day itself belongs to it is inferred.
    pub due_date_end: Option<Date>,
    /// Only those with this status.
    pub status: Option<InvoiceStatus>,
    /// Only those of this type.
    ///
    /// Wire: `type`.
    pub invoice_type: Option<InvoiceType>,
    /// Only those with this purpose.
    pub purpose: Option<InvoicePurpose>,
    /// How the list is read: it takes all [`ListOptions`] but `expand`.
    pub options: ListOptions,
}

impl InvoiceFilter {
    /// Sets [`payers`](field@Self::payers).
    #[must_use]
    pub fn payers(mut self, ids: impl IntoIterator<Item = impl Into<PartyId>>) -> Self {
        self.payers = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`beneficiaries`](field@Self::beneficiaries).
    #[must_use]
    pub fn beneficiaries(mut self, ids: impl IntoIterator<Item = impl Into<FundId>>) -> Self {
        self.beneficiaries = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`due_date_start`](field@Self::due_date_start).
    #[must_use]
    pub fn due_date_start(mut self, day: Date) -> Self {
        self.due_date_start = Some(day);
        self
    }

    /// Sets [`due_date_end`](field@Self::due_date_end).
    #[must_use]
    pub fn due_date_end(mut self, day: Date) -> Self {
        self.due_date_end = Some(day);
        self
    }

    /// Sets [`status`](field@Self::status).
    #[must_use]
    pub fn status(mut self, status: InvoiceStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets [`invoice_type`](field@Self::invoice_type).
    #[must_use]
    pub fn invoice_type(mut self, invoice_type: InvoiceType) -> Self {
        self.invoice_type = Some(invoice_type);
        self
    }

    /// Sets [`purpose`](field@Self::purpose).
    #[must_use]
    pub fn purpose(mut self, purpose: InvoicePurpose) -> Self {
        self.purpose = Some(purpose);
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }

    pub(super) fn narrow(&self, call: Call<Bytes>) -> Call<Bytes> {
        call.query_list("payer", &self.payers)
            .query_list("beneficiary", &self.beneficiaries)
            .query_opt("due_date_start", self.due_date_start)
            .query_opt("due_date_end", self.due_date_end)
            .query_opt("status", self.status.as_ref())
            .query_opt("type", self.invoice_type.as_ref())
            .query_opt("purpose", self.purpose.as_ref())
    }
}

/// An invoice to create.
///
/// ```
/// use base39::{InvoicePurpose, InvoiceType, NewInvoice};
///
/// let invoice = NewInvoice::new("cust_1", "fund_1", InvoiceType::PayOff).purpose(InvoicePurpose::Regular);
/// assert_eq!(invoice.items, []);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewInvoice {
    /// Who owes it.
    pub payer: PartyId,
    /// Who is owed it.
    pub beneficiary: FundId,
    /// What kind of invoice it is.
    #[serde(rename = "type")]
    pub invoice_type: InvoiceType,
    /// The day it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Date>,
    /// What it is for. The page of this operation does not name [`InternalCollector`](InvoicePurpose::InternalCollector).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<InvoicePurpose>,
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What is billed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<NewInvoiceItem>,
    /// Whether it is finalized at once; otherwise it stays a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_finalize: Option<bool>,
    /// Overrides the setting of the same name for this type of invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_invoice_item_on_insert: Option<bool>,
    /// The day it was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Date>,
    /// Names and values of your own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// How the answer shows it.
    #[serde(skip)]
    pub view: View,
}

impl NewInvoice {
    /// What every invoice needs.
    pub fn new(payer: impl Into<PartyId>, beneficiary: impl Into<FundId>, invoice_type: InvoiceType) -> Self {
        Self {
            payer: payer.into(),
            beneficiary: beneficiary.into(),
            invoice_type,
            due_date: None,
            purpose: None,
            description: None,
            items: Vec::new(),
            auto_finalize: None,
            update_invoice_item_on_insert: None,
            paid_at: None,
            metadata: None,
            view: View::default(),
        }
    }

    /// Sets [`due_date`](field@Self::due_date).
    #[must_use]
    pub fn due_date(mut self, day: Date) -> Self {
        self.due_date = Some(day);
        self
    }

    /// Sets [`purpose`](field@Self::purpose).
    #[must_use]
    pub fn purpose(mut self, purpose: InvoicePurpose) -> Self {
        self.purpose = Some(purpose);
        self
    }

    /// Sets [`description`](field@Self::description).
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Adds one of the [`items`](field@Self::items).
    #[must_use]
    pub fn item(mut self, item: NewInvoiceItem) -> Self {
        self.items.push(item);
        self
    }

    /// Sets [`auto_finalize`](field@Self::auto_finalize).
    #[must_use]
    pub fn auto_finalize(mut self, at_once: bool) -> Self {
        self.auto_finalize = Some(at_once);
        self
    }

    /// Sets [`update_invoice_item_on_insert`](field@Self::update_invoice_item_on_insert).
    #[must_use]
    pub fn update_invoice_item_on_insert(mut self, update: bool) -> Self {
        self.update_invoice_item_on_insert = Some(update);
        self
    }

    /// Sets [`paid_at`](field@Self::paid_at).
    #[must_use]
    pub fn paid_at(mut self, day: Date) -> Self {
        self.paid_at = Some(day);
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Sets [`view`](field@Self::view).
    #[must_use]
    pub fn view(mut self, view: View) -> Self {
        self.view = view;
        self
    }
}

/// An item of a new invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NewInvoiceItem {
    /// The installment that is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub installment: Option<InstallmentId>,
    /// Its amount.
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Names and values of your own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

/// What is said of a change to an invoice, for [`Invoices::void`](crate::Invoices::void) and
/// [`Invoices::finalize`](crate::Invoices::finalize).
///
/// ```
/// use base39::InvoiceChange;
///
/// let change = InvoiceChange::default().description("Emitida em duplicidade");
/// assert_eq!(change.metadata, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InvoiceChange {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Names and values of your own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// How the answer shows the invoice.
    #[serde(skip)]
    pub view: View,
}

impl InvoiceChange {
    /// Sets [`description`](field@Self::description).
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Sets [`view`](field@Self::view).
    #[must_use]
    pub fn view(mut self, view: View) -> Self {
        self.view = view;
        self
    }
}

/// What is said of an invoice that will not be paid, for
/// [`Invoices::mark_uncollectible`](crate::Invoices::mark_uncollectible).
///
/// ```
/// use base39::Uncollectible;
///
/// let reason = Uncollectible::default().description("Sem saldo desde março");
/// assert!(reason.description.is_some());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Uncollectible {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Uncollectible {
    /// Sets [`description`](field@Self::description).
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }
}
