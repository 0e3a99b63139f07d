//! Loans, from the request to the last payment.

use acesso_core::{Call, Client, Pager, Request, check_not_empty};

pub use input::{Disbursement, LoanFilter, LoanInput, LoanUpdate, NewAttachment, NewLoan, NewTransaction};
pub use model::{
    Attachment, Beneficiary, CashoutItem, CashoutKind, InterestBase, Loan, LoanContext, LoanHistoryEntry, LoanStatus,
    LoanTransaction, Offer, OfferCashout, OfferFine, OfferInsurance, OfferRebate, RebateAmountType, RebateFeeType,
};

use crate::{
    FileId, Installment, InstallmentFilter, LoanId, Step, StepFilter,
    list::{OnePage, named, read_one_page},
    operations,
};

mod input;
mod model;

/// The operations on loans, from [`Client::loans`](crate::Client::loans).
///
/// No plan and no rate limit is documented for them. Of every page the end is lost, so headers, the status of a success and
/// what follows a loan's history are not known.
///
/// A write is sent once; with [`idempotent`](Request::idempotent) it carries an `Idempotency-Key` and may be repeated like a
/// read. With OAuth, ask for [`Scope::Write`](crate::Scope::Write).
///
/// # Errors
/// What all of them can end with:
///
/// - [`InvalidInput`](crate::ErrorKind::InvalidInput), before sending: an id that is empty, or has a comma in a list of ids;
///   an offer that lacks what the contract requires.
/// - [`Rejected`](crate::ErrorKind::Rejected) (400), [`Unauthorized`](crate::ErrorKind::Unauthorized) (401),
///   [`Forbidden`](crate::ErrorKind::Forbidden) (403), [`NotFound`](crate::ErrorKind::NotFound) (404),
///   [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) for a 404 without a code, [`Server`](crate::ErrorKind::Server) (500).
/// - [`Conflict`](crate::ErrorKind::Conflict) (409): a write with the same idempotency key is still running.
/// - [`Decode`](crate::ErrorKind::Decode): an answer that can't be read; in a list it loses one item alone.
///
/// After a write that failed, [`may_have_happened`](crate::Error::may_have_happened) says whether to look before sending it
/// again.
#[derive(Debug, Clone, Copy)]
pub struct Loans<'a> {
    client: &'a Client,
}

impl<'a> Loans<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Loans. `GET /v1/loans` (operation `list_loans`). The order is not documented.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{LoanFilter, LoanStatus};
    ///
    /// let mut open = client.loans().list(LoanFilter::default().statuses([LoanStatus::Open]));
    /// while let Some(loan) = open.next().await {
    ///     let loan = loan?;
    ///     println!("{}: {:?}", loan.id, loan.contract_number);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page: <https://docs.base39.com.br/development/api-reference/endpoint/get-v1-loans>. Its list of parameters
    /// is cut off after `starting_after`; others very likely follow.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors), and [`Paging`](crate::ErrorKind::Paging) when the list does not move on.
    pub fn list(&self, filter: LoanFilter) -> Pager<Loan> {
        let call = filter.narrow(Call::of(&operations::LIST_LOANS));
        filter.options.pages(self.client, call, &["fields", "limit", "ending_before"])
    }

    /// Searches loans. `GET /v1/loans/search` (operation `search_loans`).
    ///
    /// **Only the answer is typed:** the page's parameters were not seen, so they are sent as you name them. The search of
    /// [installments](crate::Installments::search) takes one, `query`; whether this one does is not documented, nor is a way
    /// to the next page.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// let found = client.loans().search(&[("query", "contractNumber:42")]).await?;
    /// println!("{} loans, more: {}", found.data.len(), found.has_more);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page: <https://docs.base39.com.br/development/api-reference/endpoint/get-v1-loans-search>.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors); `Decode` also for an answer without `hasMore`, which could be a part.
    pub fn search(&self, parameters: &[(&str, &str)]) -> Request<OnePage<Loan>> {
        let call = Call::of(&operations::SEARCH_LOANS);
        let call = parameters.iter().fold(call, |call, (name, value)| named(call, (*name).to_owned(), value));
        self.client.request(call.read_with(read_one_page))
    }

    /// One loan. `GET /v1/loans/{loan}` (operation `get_loan`).
    ///
    /// Vendor's page: <https://docs.base39.com.br/development/api-reference/endpoint/get-v1-loans-loan>, cut off inside the
    /// loan's history.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors).
    pub fn get(&self, loan: impl Into<LoanId>) -> Request<Loan> {
        self.client.request(Call::of(&operations::GET_LOAN).path_param("loan", loan.into()).read_json())
    }

    /// Creates a loan. `POST /v1/loans` (operation `create_loan`).
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::NewLoan;
    ///
    /// let new = NewLoan::default().customer("cust_5f92f01728e009f403d8502e").offer("offr_5f92f01728e009f403d8502e");
    /// let loan = client.loans().create(new).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Vendor's page: <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-loans>. Which
    /// members are required was not visible.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors).
    pub fn create(&self, new: NewLoan) -> Request<Loan> {
        self.client.request(Call::of(&operations::CREATE_LOAN).json(&new).read_json())
    }

    /// Changes a loan: the members that are set. `POST /v1/loans/{loan}` (operation `update_loan`).
    ///
    /// Vendor's page:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-loans-loan>.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors).
    pub fn update(&self, loan: impl Into<LoanId>, change: LoanUpdate) -> Request<Loan> {
        let call = Call::of(&operations::UPDATE_LOAN).path_param("loan", loan.into());
        self.client.request(call.validate(change.check()).json(&change).read_json())
    }

    /// Voids a loan. `POST /v1/loans/{loan}/void` (operation `void_loan`).
    ///
    /// The page shows the same body as for an [update](Self::update); what its members do here is not documented.
    /// `LoanUpdate::default()` sends none of them.
    ///
    /// Vendor's page: <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-loans-void>.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors).
    pub fn void(&self, loan: impl Into<LoanId>, change: LoanUpdate) -> Request<Loan> {
        let call = Call::of(&operations::VOID_LOAN).path_param("loan", loan.into());
        self.client.request(call.validate(change.check()).json(&change).read_json())
    }

    /// Pays a loan out. `POST /v1/loans/{loan}/disburse` (operation `disburse_loan`).
    ///
    /// Vendor's page: <https://docs.base39.com.br/development/api-reference/endpoint/post-v1-loans-disburse>.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors).
    pub fn disburse(&self, loan: impl Into<LoanId>, disbursement: Disbursement) -> Request<Loan> {
        let call = Call::of(&operations::DISBURSE_LOAN).path_param("loan", loan.into());
        self.client.request(call.json(&disbursement).read_json())
    }

    /// Attaches a file to a loan. `POST /v1/loans/{loan}/attach` (operation `attach_loan_file`).
    ///
    /// Vendor's page:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-loans-attach>.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors).
    pub fn attach(&self, loan: impl Into<LoanId>, file: impl Into<FileId>) -> Request<Loan> {
        let file = file.into();
        let call = Call::of(&operations::ATTACH_LOAN_FILE)
            .path_param("loan", loan.into())
            .validate(check_not_empty("file", file.as_str()))
            .json(&NewAttachment { file });
        self.client.request(call.read_json())
    }

    /// Takes a file off a loan; the file itself stays. `DELETE /v1/loans/{loan}/files/{file}` (operation
    /// `detach_loan_file`). A DELETE is repeated like a read; what the service answers to a second one is not documented.
    ///
    /// Vendor's page:
    /// <https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/delete-v1-loans-loan-files-file>.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors).
    pub fn detach(&self, loan: impl Into<LoanId>, file: impl Into<FileId>) -> Request<Loan> {
        let call = Call::of(&operations::DETACH_LOAN_FILE)
            .path_param("loan", loan.into())
            .path_param("file", file.into())
            .read_json();
        self.client.request(call)
    }

    /// Adds a transaction to a loan. `POST /v1/loans/{loan}/transactions` (operation `create_loan_transaction`).
    ///
    /// Vendor's page:
    /// <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-loans-transactions>.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors).
    pub fn create_transaction(&self, loan: impl Into<LoanId>, new: NewTransaction) -> Request<Loan> {
        let call = Call::of(&operations::CREATE_LOAN_TRANSACTION).path_param("loan", loan.into());
        self.client.request(call.json(&new).read_json())
    }

    /// One loan's installments, newest first by creation date. `GET /v1/loans/{loan}/installments` (operation
    /// `list_loan_installments`).
    ///
    /// Vendor's page: <https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-loans-loan-installments>. The
    /// copy with names is cut off after `due_date_start`, and the answer is that of the page on the object itself.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors), and [`Paging`](crate::ErrorKind::Paging) when the list does not move on.
    pub fn installments(&self, loan: impl Into<LoanId>, filter: InstallmentFilter) -> Pager<Installment> {
        filter.of_loan(self.client, Call::of(&operations::LIST_LOAN_INSTALLMENTS).path_param("loan", loan.into()))
    }

    /// One loan's steps, newest first by creation date. `GET /v1/loans/{loan}/steps` (operation `list_loan_steps`).
    ///
    /// Vendor's page: <https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-loans-loan-steps>. Both copies
    /// with names are cut off after `type`; `limit` was not visible, so the service's own page size holds.
    ///
    /// # Errors
    /// Those of [all operations](Loans#errors), and [`Paging`](crate::ErrorKind::Paging) when the list does not move on.
    /// `InvalidInput` also for a filter that names a loan itself.
    pub fn steps(&self, loan: impl Into<LoanId>, filter: StepFilter) -> Pager<Step> {
        filter.of_loan(self.client, Call::of(&operations::LIST_LOAN_STEPS).path_param("loan", loan.into()))
    }
}
