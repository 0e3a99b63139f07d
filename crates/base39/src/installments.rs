//! Installments: what is due of a loan, and when.

use acesso_core::{Call, Client, Pager, Request, check_not_empty, wire};
use bytes::Bytes;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{
    FirstItems, FundId, InstallmentId, InvoiceId, ListOptions, Loan, LoanId, PartyId, Reference, View, lenient,
    list::{Listed, OnePage, read_one_page},
    operations,
};

acesso_core::text_id! {
    /// The id of what was paid of an installment, `itsc_…`. Opaque.
    pub struct InstallmentTransactionId;
}

acesso_core::open_enum! {
    /// How far an installment is. These values were seen; the vendor's pages have no list.
    pub enum InstallmentStatus {
        /// Void.
        Void = "void",
        /// Paid.
        Paid = "paid",
    }
}

/// The operations on installments, from [`Client::installments`](crate::Client::installments). Those of one loan are listed
/// by [`Loans::installments`](crate::Loans::installments).
///
/// No plan and no rate limit is documented for them.
///
/// A write is sent once; with [`idempotent`](Request::idempotent) it carries an `Idempotency-Key` and may be repeated like a
/// read. With OAuth, ask for [`Scope::Write`](crate::Scope::Write).
///
/// # Errors
/// Those of [loans](crate::Loans#errors).
#[derive(Debug, Clone, Copy)]
pub struct Installments<'a> {
    client: &'a Client,
}

impl<'a> Installments<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Searches installments. `GET /v1/installments/search` (operation `search_installments`).
    ///
    /// A query compares `amountRemaining`, `loan.customer.document`, `loan.customer.name` and `dueDate`; `AND` and `OR` join
    /// comparisons, and `AND` binds first. Texts are compared with `:` alone.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// let found = client.installments().search("loan.customer.name:Ana").await?;
    /// for installment in found.data.items() {
    ///     println!("{}: {:?}", installment.id, installment.amount_remaining);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page:
    /// <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/get-v1-installments-search>. It is
    /// cut off before the operators for numbers and dates, and before any parameter for the next page.
    ///
    /// # Errors
    /// Those of [loans](crate::Loans#errors); `InvalidInput` also for an empty query, `Decode` also for an answer without
    /// `hasMore`, which could be a part.
    pub fn search(&self, query: impl AsRef<str>) -> Request<OnePage<Installment>> {
        let query = query.as_ref();
        let call = Call::of(&operations::SEARCH_INSTALLMENTS)
            .validate(check_not_empty("query", query))
            .query("query", query)
            .read_with(read_one_page);
        self.client.request(call)
    }

    /// Adds an installment to a loan. `POST /v1/installments` (operation `create_installment`).
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{NewInstallment, jiff::civil::date};
    ///
    /// let new = NewInstallment::new("cust_1", date(2026, 12, 10), 150, "fund_1").number(1);
    /// let installment = client.installments().create("loan_5f92f01728e009f403d8502e", new).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page: <https://docs.paketa.com.br/development/api-reference/endpoints/post-v-1-installments>. The status of
    /// a success was not visible.
    ///
    /// # Errors
    /// Those of [loans](crate::Loans#errors); `InvalidInput` also for an empty payer or fund.
    pub fn create(&self, loan: impl Into<LoanId>, new: NewInstallment) -> Request<Installment> {
        let loan = loan.into();
        let call = Call::of(&operations::CREATE_INSTALLMENT)
            .validate(check_not_empty("loan", loan.as_str()))
            .validate(check_not_empty("payer", new.payer.as_str()))
            .validate(check_not_empty("fund", new.fund.as_str()))
            .query("loan", loan)
            .json(&new);
        self.client.request(new.view.choose(call).read_json())
    }

    /// Voids an installment. `POST /v1/installments/{installment}/void` (operation `void_installment`).
    ///
    /// Vendor's page:
    /// <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-installments-installment-void>.
    /// It describes `fields` as it was: members to have, none to leave out.
    ///
    /// # Errors
    /// Those of [loans](crate::Loans#errors).
    pub fn void(&self, installment: impl Into<InstallmentId>, view: View) -> Request<Installment> {
        let call = Call::of(&operations::VOID_INSTALLMENT).path_param("installment", installment.into());
        self.client.request(view.choose(call).read_json())
    }
}

/// Which of a loan's installments to list, and how; for [`Loans::installments`](crate::Loans::installments).
///
/// ```
/// use base39::{InstallmentFilter, InstallmentStatus, jiff::civil::date};
///
/// let paid = InstallmentFilter::default().statuses([InstallmentStatus::Paid]).due_date_start(date(2026, 1, 1));
/// assert_eq!(paid.payment_for, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InstallmentFilter {
    /// The day that the present value is computed for.
    ///
    /// Wire: `payment_for`.
    pub payment_for: Option<Date>,
    /// Only installments with one of these statuses.
    ///
    /// Wire: `status`.
    pub statuses: Vec<InstallmentStatus>,
    /// Only installments due from this day on.
    ///
    /// Wire: `due_date_start`.
    pub due_date_start: Option<Date>,
    /// Only installments due until this day.
    ///
    /// Wire: `due_date_end`. Confidence: inferred.
    pub due_date_end: Option<Date>,
    /// Only installments that one of these pays.
    ///
    /// Wire: `payer`. Confidence: inferred.
    pub payers: Vec<PartyId>,
    /// How the list is read: it takes all [`ListOptions`].
    pub options: ListOptions,
}

impl InstallmentFilter {
    /// Sets [`payment_for`](field@Self::payment_for).
    #[must_use]
    pub fn payment_for(mut self, day: Date) -> Self {
        self.payment_for = Some(day);
        self
    }

    /// Sets [`statuses`](field@Self::statuses).
    #[must_use]
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = InstallmentStatus>) -> Self {
        self.statuses = statuses.into_iter().collect();
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

    /// Sets [`payers`](field@Self::payers).
    #[must_use]
    pub fn payers(mut self, ids: impl IntoIterator<Item = impl Into<PartyId>>) -> Self {
        self.payers = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }

    /// The installments of the loan that `call` names.
    pub(crate) fn of_loan(self, client: &Client, call: Call<Bytes>) -> Pager<Installment> {
        let call = call
            .query_opt("payment_for", self.payment_for)
            .query_list("status", &self.statuses)
            .query_opt("due_date_start", self.due_date_start)
            .query_opt("due_date_end", self.due_date_end)
            .query_list("payer", &self.payers);
        self.options.pages(client, call, &[])
    }
}

/// One installment of a loan.
///
/// The pages require no member, so all but the id may be missing. No unit of an amount is documented: amounts are numbers
/// as they came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Installment {
    /// Its id, also the cursor of what comes after it.
    pub id: InstallmentId,
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<InstallmentStatus>,
    /// The loan it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loan: Option<Reference<LoanId, Loan>>,
    /// Who pays it: a customer or a company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<Reference<PartyId>>,
    /// The days it counts.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub calendar_days: Option<i64>,
    /// The working days it counts.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub workdays: Option<i64>,
    /// Its place in the loan.
    #[serde(default, deserialize_with = "lenient::whole", skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// What was paid of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_paid: Option<Number>,
    /// When it is due; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Date>,
    /// The principal that is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_principal: Option<Number>,
    /// Whether it bears interest.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub has_interest: Option<bool>,
    /// The part with a rate fixed afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_fixed_amount: Option<Number>,
    /// The part with a rate fixed before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_fixed_amount: Option<Number>,
    /// The principal that it pays off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_amortization_amount: Option<Number>,
    /// Taxes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_amount: Option<Number>,
    /// All of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_amount: Option<Number>,
    /// What was paid of it, payment by payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transactions: Option<FirstItems<InstallmentTransaction>>,
    /// The fund that gets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fund: Option<Reference<FundId>>,
    /// What is left to pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_remaining: Option<Number>,
    /// What is to be paid on the day that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_for_payment: Option<Number>,
    /// The discount in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_for_payment_discount: Option<Number>,
    /// The fine in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_for_payment_fine: Option<Number>,
    /// The interest in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_for_payment_interest: Option<Number>,
    /// What its owner keeps with it.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// When it was created; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it was deleted. The documented default is `false`; `None` can also mean that it was not asked for.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
}

impl Listed for Installment {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// One payment of an installment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InstallmentTransaction {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<InstallmentTransactionId>,
    /// The discount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<Number>,
    /// The fine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fine: Option<Number>,
    /// The interest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest: Option<Number>,
    /// What was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_paid: Option<Number>,
    /// The invoice it was paid with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Reference<InvoiceId>>,
    /// The installment it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub installment: Option<Reference<InstallmentId>>,
    /// When it was created; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
}

/// An installment to add to a loan. No unit of an amount is documented.
///
/// ```
/// use base39::{Fields, NewInstallment, View, jiff::civil::date};
///
/// let new = NewInstallment::new("cust_1", date(2026, 12, 10), 150, "fund_1")
///     .has_interest(false)
///     .view(View::default().fields(Fields::only(["status"])));
/// assert_eq!(new.number, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewInstallment {
    /// Who pays it: a customer or a company.
    pub payer: PartyId,
    /// When it is due.
    pub due_date: Date,
    /// All of it.
    pub total_amount: Number,
    /// The fund that gets it.
    pub fund: FundId,
    /// The days it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar_days: Option<i64>,
    /// The working days it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workdays: Option<i64>,
    /// Its place in the loan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// The principal that is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_principal: Option<Number>,
    /// Whether it bears interest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_interest: Option<bool>,
    /// The part with a rate fixed afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_fixed_amount: Option<Number>,
    /// The part with a rate fixed before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_fixed_amount: Option<Number>,
    /// The principal that it pays off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_amortization_amount: Option<Number>,
    /// Taxes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_amount: Option<Number>,
    /// What its owner keeps with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// How the answer shows it.
    #[serde(skip)]
    pub view: View,
}

impl NewInstallment {
    /// What every installment needs.
    pub fn new(
        payer: impl Into<PartyId>,
        due_date: Date,
        total_amount: impl Into<Number>,
        fund: impl Into<FundId>,
    ) -> Self {
        Self {
            payer: payer.into(),
            due_date,
            total_amount: total_amount.into(),
            fund: fund.into(),
            calendar_days: None,
            workdays: None,
            number: None,
            due_principal: None,
            has_interest: None,
            post_fixed_amount: None,
            pre_fixed_amount: None,
            principal_amortization_amount: None,
            tax_amount: None,
            metadata: None,
            view: View::default(),
        }
    }

    /// Sets [`calendar_days`](field@Self::calendar_days).
    #[must_use]
    pub fn calendar_days(mut self, days: i64) -> Self {
        self.calendar_days = Some(days);
        self
    }

    /// Sets [`workdays`](field@Self::workdays).
    #[must_use]
    pub fn workdays(mut self, days: i64) -> Self {
        self.workdays = Some(days);
        self
    }

    /// Sets [`number`](field@Self::number).
    #[must_use]
    pub fn number(mut self, number: i64) -> Self {
        self.number = Some(number);
        self
    }

    /// Sets [`due_principal`](field@Self::due_principal).
    #[must_use]
    pub fn due_principal(mut self, amount: impl Into<Number>) -> Self {
        self.due_principal = Some(amount.into());
        self
    }

    /// Sets [`has_interest`](field@Self::has_interest).
    #[must_use]
    pub fn has_interest(mut self, has_interest: bool) -> Self {
        self.has_interest = Some(has_interest);
        self
    }

    /// Sets [`post_fixed_amount`](field@Self::post_fixed_amount).
    #[must_use]
    pub fn post_fixed_amount(mut self, amount: impl Into<Number>) -> Self {
        self.post_fixed_amount = Some(amount.into());
        self
    }

    /// Sets [`pre_fixed_amount`](field@Self::pre_fixed_amount).
    #[must_use]
    pub fn pre_fixed_amount(mut self, amount: impl Into<Number>) -> Self {
        self.pre_fixed_amount = Some(amount.into());
        self
    }

    /// Sets [`principal_amortization_amount`](field@Self::principal_amortization_amount).
    #[must_use]
    pub fn principal_amortization_amount(mut self, amount: impl Into<Number>) -> Self {
        self.principal_amortization_amount = Some(amount.into());
        self
    }

    /// Sets [`tax_amount`](field@Self::tax_amount).
    #[must_use]
    pub fn tax_amount(mut self, amount: impl Into<Number>) -> Self {
        self.tax_amount = Some(amount.into());
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
