//! Invoices: what payers owe, item by item.

use acesso_core::{Call, Client, Pager, Request, check_not_empty};
use bytes::Bytes;

pub use input::{InvoiceChange, InvoiceFilter, NewInvoice, NewInvoiceItem, Uncollectible};
pub use model::{Invoice, InvoiceEvent, InvoiceItem, InvoiceItemId, InvoicePurpose, InvoiceStatus, InvoiceType};

use crate::{InvoiceId, ListOptions, PaymentIntent, View, operations};

mod input;
mod model;

/// The operations on invoices, from [`Client::invoices`](crate::Client::invoices).
///
/// No unit is documented for amounts, no plan and no rate limit for the operations. Reading, changing and deleting an
/// invoice, and listing, adding and removing its items, are known by their titles only.
///
/// # Errors
/// What all of them can end with:
///
/// - [`InvalidInput`](crate::ErrorKind::InvalidInput): an id that is empty, `.` or `..`, a page size out of 1 to 100, both
///   cursors at once, what [`Fields`](crate::Fields) refuses, an option that the operation does not document; nothing is
///   sent.
/// - [`Rejected`](crate::ErrorKind::Rejected) (400), [`Unauthorized`](crate::ErrorKind::Unauthorized) (401),
///   [`Forbidden`](crate::ErrorKind::Forbidden) (403), [`NotFound`](crate::ErrorKind::NotFound) (404 with a code),
///   [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) (404 without one), [`Server`](crate::ErrorKind::Server) (500), and
///   [`RateLimited`](crate::ErrorKind::RateLimited) (429), which no page documents; a write also
///   [`Conflict`](crate::ErrorKind::Conflict) (409) while one with the same key is still running.
/// - [`Decode`](crate::ErrorKind::Decode): an answer that can't be read; a list goes on after such an item.
///   [`Paging`](crate::ErrorKind::Paging): a list that does not move on.
/// - Connection errors.
///
/// Writes are sent once, unless they are [`idempotent`](Request::idempotent): see
/// [`Operators::create_permission`](crate::Operators::create_permission). After a failure,
/// [`may_have_happened`](crate::Error::may_have_happened) says whether to look before sending one again.
#[derive(Debug, Clone, Copy)]
pub struct Invoices<'a> {
    client: &'a Client,
}

impl<'a> Invoices<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists invoices, newest first by creation date.
    ///
    /// `GET /v1/invoices`, operation `list_invoices`
    /// (<https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-invoices>). The page is cut off after the
    /// parameters, so there may be more of them.
    ///
    /// ```no_run
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{InvoiceFilter, InvoiceStatus};
    ///
    /// let mut open = client.invoices().list(InvoiceFilter::default().status(InvoiceStatus::Open));
    /// while let Some(invoice) = open.next().await {
    ///     let invoice = invoice?;
    ///     println!("{} is due on {:?}: {:?}", invoice.id, invoice.due_date, invoice.amount_remaining);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Invoices#errors).
    pub fn list(&self, filter: InvoiceFilter) -> Pager<Invoice> {
        let call = filter.narrow(Call::of(&operations::LIST_INVOICES));
        filter.options.pages(self.client, call, &["expand"])
    }

    /// Creates an invoice: a draft, unless [`auto_finalize`](field@NewInvoice::auto_finalize) is set.
    ///
    /// `POST /v1/invoices`, operation `create_invoice`
    /// (<https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-invoices>). The
    /// answer's end and the types of some items' members are cut off.
    ///
    /// ```no_run
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{InvoiceType, NewInvoice, NewInvoiceItem};
    ///
    /// let item = NewInvoiceItem { installment: Some("inst_1".into()), amount: Some(9000.into()), ..Default::default() };
    /// let invoice = NewInvoice::new("cust_1", "fund_1", InvoiceType::PayOff).item(item);
    /// let invoice = client.invoices().create(invoice).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](Invoices#errors).
    pub fn create(&self, invoice: NewInvoice) -> Request<Invoice> {
        let call = Call::of(&operations::CREATE_INVOICE)
            .validate(check_not_empty("payer", invoice.payer.as_str()))
            .validate(check_not_empty("beneficiary", invoice.beneficiary.as_str()));
        self.client.request(invoice.view.choose(call).json(&invoice).read_json())
    }

    /// Reads an item of an invoice. The view's `fields` are not documented for it.
    ///
    /// `GET /v1/invoices/{invoice}/invoice-items/{invoice_item}`, operation `get_invoice_item`
    /// (<https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/get-v1-invoices-invoice-invoice-items-invoice-item>).
    /// The page lost its names: the path is that of its address, the members are those of invoices.
    ///
    /// # Errors
    /// Those of [all operations](Invoices#errors).
    pub fn item(
        &self,
        invoice: impl Into<InvoiceId>,
        item: impl Into<InvoiceItemId>,
        view: View,
    ) -> Request<InvoiceItem> {
        let call = Call::of(&operations::GET_INVOICE_ITEM)
            .path_param("invoice", invoice.into())
            .path_param("invoice_item", item.into());
        self.client.request(view.expand_only(call).read_json())
    }

    /// Voids an invoice.
    ///
    /// `POST /v1/invoices/{invoice}/void`, operation `void_invoice`
    /// (<https://docs.paketa.com.br/development/api-reference/endpoints/post-v-1-invoices-invoice-void>). The answer's end
    /// is cut off.
    ///
    /// # Errors
    /// Those of [all operations](Invoices#errors).
    pub fn void(&self, invoice: impl Into<InvoiceId>, change: InvoiceChange) -> Request<Invoice> {
        self.change(Call::of(&operations::VOID_INVOICE), invoice.into(), &change)
    }

    /// Finalizes a draft: its status becomes [`Open`](InvoiceStatus::Open).
    ///
    /// `POST /v1/invoices/{invoice}/finalize`, operation `finalize_invoice`
    /// (<https://docs-3kx.pages.dev/development/api-reference/endpoints/post-v-1-invoices-invoice-finalize>). The page lost
    /// its names, which are those of `void_invoice`; the answer's end is cut off.
    ///
    /// # Errors
    /// Those of [all operations](Invoices#errors).
    pub fn finalize(&self, invoice: impl Into<InvoiceId>, change: InvoiceChange) -> Request<Invoice> {
        self.change(Call::of(&operations::FINALIZE_INVOICE), invoice.into(), &change)
    }

    /// Marks an invoice as uncollectible.
    ///
    /// `POST /v1/invoices/{invoice}/mark-uncollectible`, operation `mark_invoice_uncollectible`
    /// (<https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/post-v1-invoice-mark-uncollectible>).
    /// Parameters, the status and the answer's end are not visible.
    ///
    /// # Errors
    /// Those of [all operations](Invoices#errors).
    pub fn mark_uncollectible(&self, invoice: impl Into<InvoiceId>, reason: Uncollectible) -> Request<Invoice> {
        let call = Call::of(&operations::MARK_INVOICE_UNCOLLECTIBLE).path_param("invoice", invoice.into());
        self.client.request(call.json(&reason).read_json())
    }

    /// Lists the payment intents of an invoice, newest first by creation date. It takes all [`ListOptions`].
    ///
    /// `GET /v1/invoices/{invoice}/payment-intents`, operation `list_invoice_payment_intents`
    /// (<https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-invoices-invoice-payment-intents>). The
    /// answer is cut off; its items are those of the schema page.
    ///
    /// # Errors
    /// Those of [all operations](Invoices#errors).
    pub fn payment_intents(&self, invoice: impl Into<InvoiceId>, options: ListOptions) -> Pager<PaymentIntent> {
        let call = Call::of(&operations::LIST_INVOICE_PAYMENT_INTENTS).path_param("invoice", invoice.into());
        options.pages(self.client, call, &[])
    }

    fn change(&self, call: Call<Bytes>, invoice: InvoiceId, change: &InvoiceChange) -> Request<Invoice> {
        let call = change.view.choose(call.path_param("invoice", invoice));
        self.client.request(call.json(change).read_json())
    }
}
