//! What a loan is.

use std::fmt;

use acesso_core::{Error, wire};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{
    Company, CompanyId, CreditPolicyId, Customer, CustomerId, EmploymentId, FileId, FundId, InvoiceId, LoanId, OfferId,
    PaymentMethodId, ProductId, Reference, endpoint::Names, lenient, list::Listed,
};

acesso_core::open_enum! {
    /// How far a loan is. These values were seen; the vendor's pages have no complete list.
    pub enum LoanStatus {
        /// A draft; in newer samples only.
        Draft = "draft",
        /// Open.
        Open = "open",
        /// Waiting.
        Pending = "pending",
        /// Being paid out.
        Disbursing = "disbursing",
        /// Paid out.
        Disbursed = "disbursed",
        /// Paid back.
        Repaid = "repaid",
        /// Void.
        Void = "void",
        /// Canceled.
        Canceled = "canceled",
        /// Expired.
        Expired = "expired",
    }
}

/// A loan.
///
/// The pages require no member and none is shown whole, so all but the id may be missing. No unit of an amount is
/// documented: amounts are numbers as they came. What the contract does not know is in [`extra`](Self::extra), also
/// `installments` where `expand` asked for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Loan {
    /// Its id, also the cursor of what comes after it.
    pub id: LoanId,
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<LoanStatus>,
    /// Its id in the caller's own system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The employment it is paid back from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employment: Option<Reference<EmploymentId>>,
    /// Whose loan it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Reference<CustomerId, Customer>>,
    /// The customer's employer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<Reference<CompanyId, Company>>,
    /// The number of its contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract_number: Option<String>,
    /// How it is paid out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cashout: Option<Vec<CashoutItem>>,
    /// The offer that was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// What was booked on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transactions: Option<Vec<LoanTransaction>>,
    /// Its files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<Attachment>>,
    /// Where the customer was when taking it.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub context: Option<LoanContext>,
    /// What it went through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<LoanHistoryEntry>>,
    /// Members that the contract does not know: every sample is cut off inside the history.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Listed for Loan {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

acesso_core::open_enum! {
    /// How a part of a loan is paid out.
    pub enum CashoutKind {
        /// To a payment method of the customer.
        PaymentMethod = "payment_method",
        /// By paying a boleto.
        Boleto = "boleto",
        /// By paying an invoice.
        Invoice = "invoice",
        /// By paying off another loan.
        Loan = "loan",
    }
}

/// One payout of a loan. Which members it has depends on its kind; the loan pages show the kind `payment_method` alone, the
/// others come from what Base39 posts to a custom disbursement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CashoutItem {
    /// How it is paid out.
    ///
    /// Wire: `type`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<CashoutKind>,
    /// How much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// The payment method; of the kind `payment_method`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<Reference<PaymentMethodId>>,
    /// The digits to type in; of a boleto.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typeable_line: Option<String>,
    /// When it is due; of a boleto or a loan.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Date>,
    /// Who gets it; of a boleto.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beneficiary: Option<Beneficiary>,
    /// The invoice that is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Reference<InvoiceId>>,
    /// The loan that is paid off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loan: Option<Reference<LoanId>>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Who gets a boleto's money.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beneficiary {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The CPF or CNPJ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What was offered to a customer.
///
/// The contract requires `employment`, `company`, `disbursement_amount`, `total_amount`, `number_of_installments`,
/// `first_due_date`, `fund` and `product`: one without them is not sent, but read. No unit is documented for amounts, fees
/// and periods.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<OfferId>,
    /// Whom it was made to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Reference<CustomerId, Customer>>,
    /// The employment it is paid back from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employment: Option<Reference<EmploymentId>>,
    /// The customer's employer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<Reference<CompanyId, Company>>,
    /// What is paid out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disbursement_amount: Option<Number>,
    /// What one installment costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub installment_amount: Option<Number>,
    /// What is paid back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_amount: Option<Number>,
    /// Interest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest_amount: Option<Number>,
    /// The tax on credit, IOF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iof_amount: Option<Number>,
    /// The additional IOF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iof_additional_amount: Option<Number>,
    /// The total effective cost a month, CET.
    #[serde(rename = "monthlyCET", skip_serializing_if = "Option::is_none")]
    pub monthly_cet: Option<Number>,
    /// The total effective cost a year, CET.
    #[serde(rename = "yearlyCET", skip_serializing_if = "Option::is_none")]
    pub yearly_cet: Option<Number>,
    /// The fee a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_fee: Option<Number>,
    /// The fee a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yearly_fee: Option<Number>,
    /// The insurance that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insurance: Option<OfferInsurance>,
    /// How interest is computed; no value is documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest_type: Option<String>,
    /// The kind of credit operation; no value is documented here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_operation_type: Option<String>,
    /// When it is expected to be paid out.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub expected_disbursement_date: Option<Date>,
    /// How long no interest is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest_grace_period: Option<Number>,
    /// How long no principal is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_grace_period: Option<Number>,
    /// The number of installments.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub number_of_installments: Option<i64>,
    /// When the first installment is due.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub first_due_date: Option<Date>,
    /// The fund that finances it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fund: Option<Reference<FundId>>,
    /// The product it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Reference<ProductId>>,
    /// Its description.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What is kept back from the payout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rebates: Option<Vec<OfferRebate>>,
    /// What late payment costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fine: Option<OfferFine>,
    /// How it would be paid out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cashout: Option<Vec<OfferCashout>>,
    /// The credit policy that it follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_policy: Option<Reference<CreditPolicyId>>,
    /// What its owner keeps with it.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// When it was made; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Offer {
    /// Refuses an offer without one of the members that the contract requires.
    pub(super) fn check(&self) -> Result<(), Error> {
        let lacks = [
            ("offer.employment", self.employment.is_none()),
            ("offer.company", self.company.is_none()),
            ("offer.disbursementAmount", self.disbursement_amount.is_none()),
            ("offer.totalAmount", self.total_amount.is_none()),
            ("offer.numberOfInstallments", self.number_of_installments.is_none()),
            ("offer.firstDueDate", self.first_due_date.is_none()),
            ("offer.fund", self.fund.is_none()),
            ("offer.product", self.product.is_none()),
        ];
        match lacks.into_iter().find(|(_, lacks)| *lacks) {
            Some((name, _)) => Err(Error::invalid_input(name, "is missing").with_advice("an offer is sent whole")),
            None => Ok(()),
        }
    }
}

/// The insurance of an offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferInsurance {
    /// What it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// Its fee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<Number>,
    /// Whether it is needed; `required` is the only value seen.
    ///
    /// Wire: `type`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Who insures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insurer: Option<String>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

acesso_core::open_enum! {
    /// What a rebate is for. These values were seen.
    pub enum RebateFeeType {
        /// The fee for opening the credit, TAC.
        Tac = "tac",
        /// Registration.
        Registration = "registration",
        /// The customer's first loan.
        FirstLoan = "first_loan",
    }
}

acesso_core::open_enum! {
    /// How a rebate's amount is meant. These values were seen.
    pub enum RebateAmountType {
        /// As an amount.
        Absolute = "absolute",
        /// As a percentage.
        Percentage = "percentage",
    }
}

/// What an offer keeps back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferRebate {
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee_type: Option<RebateFeeType>,
    /// How the amount is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_type: Option<RebateAmountType>,
    /// How much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// Its description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

acesso_core::open_enum! {
    /// Which days count for interest on late payment. These values were seen.
    pub enum InterestBase {
        /// All days.
        CalendarDays = "calendar_days",
        /// Working days.
        Workdays = "workdays",
    }
}

/// What late payment costs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferFine {
    /// The rate of the fine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fine_rate: Option<Number>,
    /// Which days count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest_base: Option<InterestBase>,
    /// The rate of interest a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_rate: Option<Number>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One payout of an offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferCashout {
    /// How it is paid out.
    ///
    /// Wire: `type`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<CashoutKind>,
    /// How much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// The payment method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<Reference<PaymentMethodId>>,
    /// Members that the contract does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What was booked on a loan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoanTransaction {
    /// How much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// Its description.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The day it was booked; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Date>,
}

/// A file that belongs to something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Attachment {
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Reference<FileId>>,
    /// When it was attached; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub linked_at: Option<Timestamp>,
}

/// Where a customer was when taking a loan. Of the headers, `Debug` shows the names alone.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoanContext {
    /// The IP address.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// The headers of the request.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub headers: Option<Map<String, Value>>,
    /// The device's fingerprint.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// The place; that these texts are latitude and longitude is not documented.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub geolocation: Option<Vec<String>>,
}

impl fmt::Debug for LoanContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoanContext")
            .field("ip", &self.ip)
            .field("headers", &Names(&self.headers))
            .field("fingerprint", &self.fingerprint)
            .field("geolocation", &self.geolocation)
            .finish()
    }
}

/// What a loan went through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LoanHistoryEntry {
    /// What happened.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<LoanStatus>,
    /// What was kept with it.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Members that the contract does not know: every sample is cut off here.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
