//! Which loans to list, and what is written to loans.

use acesso_core::{Call, Error, check_not_empty};
use serde::Serialize;
use serde_json::{Map, Number, Value};

use super::{CashoutItem, LoanContext, LoanStatus, Offer};
use crate::{CompanyId, CustomerId, EmploymentId, FileId, ListOptions, LoanId, OfferId};

/// Which loans to list, and how. Whether one of several values is enough is not documented.
///
/// ```
/// use base39::{ListOptions, LoanFilter, LoanStatus};
///
/// let filter = LoanFilter::default()
///     .companies(["comp_1"])
///     .statuses([LoanStatus::Disbursed, LoanStatus::Repaid])
///     .options(ListOptions::default().expand(["data.customer", "installments:40"]));
/// assert_eq!(filter.statuses.len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoanFilter {
    /// Only these loans.
    ///
    /// Wire: `id`.
    pub ids: Vec<LoanId>,
    /// Only loans of these customers.
    ///
    /// Wire: `customer`.
    pub customers: Vec<CustomerId>,
    /// Only loans through these companies.
    ///
    /// Wire: `company`.
    pub companies: Vec<CompanyId>,
    /// Only loans with these files.
    ///
    /// Wire: `attachment`.
    pub attachments: Vec<FileId>,
    /// Only loans with these statuses. The page does not list `draft` among them.
    ///
    /// Wire: `status`.
    pub statuses: Vec<LoanStatus>,
    /// Only loans created from this date on; how it is written is not documented.
    ///
    /// Wire: `created_at_start`.
    pub created_at_start: Option<String>,
    /// Only loans created until this date; how it is written is not documented.
    ///
    /// Wire: `created_at_end`.
    pub created_at_end: Option<String>,
    /// Only loans with this id in the caller's own system.
    ///
    /// Wire: `external_id`.
    pub external_id: Option<String>,
    /// Only loans with these numbers of contracts.
    ///
    /// Wire: `contract_number`.
    pub contract_numbers: Vec<String>,
    /// The day that a boleto would be paid: the present value is computed for it. How it is written is not documented.
    ///
    /// Wire: `payment_for`.
    pub payment_for: Option<String>,
    /// How the list is read: `expand` and `starting_after`. The page is cut off before `fields`, `limit` and
    /// `ending_before`, which are refused. `expand` also takes `installments`, ten a loan, or `installments:40`.
    pub options: ListOptions,
}

impl LoanFilter {
    /// Sets [`ids`](field@Self::ids).
    #[must_use]
    pub fn ids(mut self, ids: impl IntoIterator<Item = impl Into<LoanId>>) -> Self {
        self.ids = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`customers`](field@Self::customers).
    #[must_use]
    pub fn customers(mut self, ids: impl IntoIterator<Item = impl Into<CustomerId>>) -> Self {
        self.customers = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`companies`](field@Self::companies).
    #[must_use]
    pub fn companies(mut self, ids: impl IntoIterator<Item = impl Into<CompanyId>>) -> Self {
        self.companies = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`attachments`](field@Self::attachments).
    #[must_use]
    pub fn attachments(mut self, files: impl IntoIterator<Item = impl Into<FileId>>) -> Self {
        self.attachments = files.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`statuses`](field@Self::statuses).
    #[must_use]
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = LoanStatus>) -> Self {
        self.statuses = statuses.into_iter().collect();
        self
    }

    /// Sets [`created_at_start`](field@Self::created_at_start).
    #[must_use]
    pub fn created_at_start(mut self, date: impl Into<String>) -> Self {
        self.created_at_start = Some(date.into());
        self
    }

    /// Sets [`created_at_end`](field@Self::created_at_end).
    #[must_use]
    pub fn created_at_end(mut self, date: impl Into<String>) -> Self {
        self.created_at_end = Some(date.into());
        self
    }

    /// Sets [`external_id`](field@Self::external_id).
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Sets [`contract_numbers`](field@Self::contract_numbers).
    #[must_use]
    pub fn contract_numbers(mut self, numbers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.contract_numbers = numbers.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`payment_for`](field@Self::payment_for).
    #[must_use]
    pub fn payment_for(mut self, date: impl Into<String>) -> Self {
        self.payment_for = Some(date.into());
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }

    pub(super) fn narrow<T>(&self, call: Call<T>) -> Call<T> {
        let call = call
            .query_list("id", &self.ids)
            .query_list("customer", &self.customers)
            .query_list("company", &self.companies)
            .query_list("attachment", &self.attachments)
            .query_list("status", &self.statuses)
            .query_list("contract_number", &self.contract_numbers);
        let texts = [
            ("created_at_start", &self.created_at_start),
            ("created_at_end", &self.created_at_end),
            ("external_id", &self.external_id),
            ("payment_for", &self.payment_for),
        ];
        texts.into_iter().fold(call, |call, (name, text)| {
            call.validate(check_not_empty(name, text.as_deref())).query_opt(name, text.as_ref())
        })
    }
}

/// A loan to create, which takes an offer by its id.
///
/// ```
/// use base39::{CashoutItem, CashoutKind, NewLoan};
///
/// let to_account = CashoutItem {
///     kind: Some(CashoutKind::PaymentMethod),
///     amount: Some(1500.into()),
///     payment_method: Some("pm_1".into()),
///     ..CashoutItem::default()
/// };
/// let new = NewLoan::default().customer("cust_1").company("comp_1").offer("offr_1").cashout([to_account]);
/// assert_eq!(new.contract_number, None);
/// ```
pub type NewLoan = LoanInput<OfferId>;

/// What changes of a loan; an offer is sent whole. What is not set is not sent; that it stays as it is, is inferred.
///
/// ```
/// use base39::LoanUpdate;
///
/// let change = LoanUpdate::default().contract_number("42").is_refinancing(true);
/// assert_eq!(change.offer, None);
/// ```
pub type LoanUpdate = LoanInput<Offer>;

/// What is written to a loan: a [`NewLoan`] or a [`LoanUpdate`]. `O` is how it says the offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoanInput<O> {
    /// Its id in the caller's own system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The employment it is paid back from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employment: Option<EmploymentId>,
    /// Whose loan it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// The customer's employer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// The number of its contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract_number: Option<String>,
    /// How it is paid out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cashout: Option<Vec<CashoutItem>>,
    /// The offer that is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<O>,
    /// Its files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<NewAttachment>>,
    /// Where the customer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<LoanContext>,
    // Private, since an update alone has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_refinancing: Option<bool>,
    /// What its owner keeps with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

/// By hand: a derived one would ask it of `O`, too.
impl<O> Default for LoanInput<O> {
    fn default() -> Self {
        Self {
            external_id: None,
            employment: None,
            customer: None,
            company: None,
            contract_number: None,
            cashout: None,
            offer: None,
            attachments: None,
            context: None,
            is_refinancing: None,
            metadata: None,
        }
    }
}

impl<O> LoanInput<O> {
    /// Sets [`external_id`](field@Self::external_id).
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Sets [`employment`](field@Self::employment).
    #[must_use]
    pub fn employment(mut self, id: impl Into<EmploymentId>) -> Self {
        self.employment = Some(id.into());
        self
    }

    /// Sets [`customer`](field@Self::customer).
    #[must_use]
    pub fn customer(mut self, id: impl Into<CustomerId>) -> Self {
        self.customer = Some(id.into());
        self
    }

    /// Sets [`company`](field@Self::company).
    #[must_use]
    pub fn company(mut self, id: impl Into<CompanyId>) -> Self {
        self.company = Some(id.into());
        self
    }

    /// Sets [`contract_number`](field@Self::contract_number).
    #[must_use]
    pub fn contract_number(mut self, number: impl Into<String>) -> Self {
        self.contract_number = Some(number.into());
        self
    }

    /// Sets [`cashout`](field@Self::cashout).
    #[must_use]
    pub fn cashout(mut self, items: impl IntoIterator<Item = CashoutItem>) -> Self {
        self.cashout = Some(items.into_iter().collect());
        self
    }

    /// Sets [`offer`](field@Self::offer).
    #[must_use]
    pub fn offer(mut self, offer: impl Into<O>) -> Self {
        self.offer = Some(offer.into());
        self
    }

    /// Sets [`attachments`](field@Self::attachments).
    #[must_use]
    pub fn attachments(mut self, files: impl IntoIterator<Item = impl Into<FileId>>) -> Self {
        self.attachments = Some(files.into_iter().map(|file| NewAttachment { file: file.into() }).collect());
        self
    }

    /// Sets [`context`](field@Self::context).
    #[must_use]
    pub fn context(mut self, context: LoanContext) -> Self {
        self.context = Some(context);
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }
}

impl LoanUpdate {
    /// Sets whether it refinances another loan.
    #[must_use]
    pub fn is_refinancing(mut self, is_refinancing: bool) -> Self {
        self.is_refinancing = Some(is_refinancing);
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        self.offer.as_ref().map_or(Ok(()), Offer::check)
    }
}

/// A file to attach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewAttachment {
    /// The file.
    pub file: FileId,
}

/// What is said of a payout, for [`Loans::disburse`](crate::Loans::disburse).
///
/// ```
/// use base39::Disbursement;
///
/// let disbursement = Disbursement::default().description("Pago fora da plataforma");
/// assert_eq!(disbursement.metadata, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disbursement {
    /// Its description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What its owner keeps with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl Disbursement {
    /// Sets [`description`](field@Self::description).
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }
}

/// What to book on a loan, for [`Loans::create_transaction`](crate::Loans::create_transaction). Which members are required
/// was not visible, nor what the sign of an amount means.
///
/// ```
/// use base39::NewTransaction;
///
/// let new = NewTransaction::default().amount(150).description("Ajuste");
/// assert_eq!(new.amount, Some(150.into()));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewTransaction {
    /// How much; no unit is documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// Its description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What its owner keeps with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl NewTransaction {
    /// Sets [`amount`](field@Self::amount).
    #[must_use]
    pub fn amount(mut self, amount: impl Into<Number>) -> Self {
        self.amount = Some(amount.into());
        self
    }

    /// Sets [`description`](field@Self::description).
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }
}
