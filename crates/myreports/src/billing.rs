//! Invoices, and the files that belong to them.

use acesso_core::{Call, Client, Download, Listing, Request, wire::null_as_default};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{
    InvoiceId, TenantId,
    envelope::{read_listing, read_one},
    lenient, operations,
};

mod detail;

pub use detail::{InvoiceDetail, InvoiceItem, ItemNumber, ItemText, PriceOperator};

/// The invoices of the calling tenant. Made by [`Client::billing`](crate::Client::billing).
///
/// The service has them for tenants alone that its operator bills directly. The list is documented for enterprises and
/// resellers; the pages of all the rest were found for enterprises alone.
///
/// Errors that every method here can give, besides those of any call (no connection, no answer in time; the table is in
/// [`guide::errors`](crate::guide::errors)):
/// - [`Unauthorized`](crate::ErrorKind::Unauthorized) (401, without a body) for a token that is missing, invalid or expired;
/// - [`NotFound`](crate::ErrorKind::NotFound) (404) for an invoice that the service does not know; `.optional()` makes it
///   `None`;
/// - [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) for a 404 that is not the service's own: never "no such invoice";
/// - [`InvalidInput`](crate::ErrorKind::InvalidInput) for an id that is empty, `.` or `..`, before anything is sent.
///
/// No plan and no rate limit is documented for them.
#[derive(Debug, Clone, Copy)]
pub struct Billing<'a> {
    client: &'a Client,
}

impl<'a> Billing<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists all invoices, in one answer. The service says how many it sent: [`Listing::count_matches`] compares.
    ///
    /// `GET /v1.0/billingdata`, operation `enterprise_list_invoices`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/billing/billinggetall),
    /// complete).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = acesso_core::testing::MockTransport::new()
    /// #     .respond(200, r#"{"data":[{"tenantId":"t","invoiceid":"i","invoiceNumber":"7","customerName":"Example","invoiceValue":200.0}]}"#)
    /// #     .respond(200, "%PDF-1.7");
    /// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(mock).build()?;
    /// # let mut files = Vec::new();
    /// for invoice in client.billing().list().await?.into_items()? {
    ///     println!("{} {}", invoice.invoice_number, invoice.invoice_value);
    ///     let mut pdf = client.billing().pdf(invoice.id).await?;
    ///     let mut file = Vec::new(); // or a `std::fs::File`
    ///     pdf.write_to(&mut file).await?;
    /// #   files.push(file);
    /// }
    /// # assert_eq!(files, [b"%PDF-1.7"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Billing`]. [`Decode`](crate::ErrorKind::Decode) for an answer without `data`, which is not taken for an empty
    /// list. An invoice that can't be read is an error of the same kind among the others: [`Listing::into_results`].
    pub fn list(&self) -> Request<Listing<Invoice>> {
        self.client.request(Call::of(&operations::ENTERPRISE_LIST_INVOICES).read_with(read_listing))
    }

    /// Reads one invoice.
    ///
    /// `GET /v1.0/billingdata/{INVOICE_ID}`, operation `enterprise_get_invoice`
    /// ([vendor's page](https://docs.na.xarios.cloud/enterprise-portal/en-gb/api/reference/billing/billinggetinvoice),
    /// complete).
    ///
    /// # Errors
    /// See [`Billing`].
    pub fn get(&self, invoice: impl Into<InvoiceId>) -> Request<Invoice> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_GET_INVOICE).path_param("INVOICE_ID", invoice.into()).read_with(read_one),
        )
    }

    /// Downloads an invoice as PDF.
    ///
    /// `GET /v1.0/billingdata/{INVOICE_ID}/summary`, operation `enterprise_get_invoice_pdf`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/billing/billinggetinvoicesummary),
    /// complete; its text promises a PDF, its sample shows an acknowledgement in JSON under the media type of a file).
    ///
    /// # Errors
    /// See [`Billing`] and [`Download`]. [`Decode`](crate::ErrorKind::Decode) for whatever does not begin as a PDF does: an
    /// acknowledgement is no invoice.
    pub fn pdf(&self, invoice: impl Into<InvoiceId>) -> Request<Download> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_GET_INVOICE_PDF)
                .path_param("INVOICE_ID", invoice.into())
                .read_file(b"%PDF"),
        )
    }

    /// Downloads an invoice item by item: a ZIP archive of one JSON file, which [`InvoiceDetail`] reads, and one CSV file, whose
    /// columns are not documented. Unpacking is left to a crate of your choice.
    ///
    /// `GET /v1.0/billingdata/{INVOICE_ID}/detail`, operation `enterprise_get_invoice_detail`
    /// ([vendor's page](https://docs.na.myreports.cloud/enterprise-portal/en-us/api/reference/billing/billinggetinvoicedetail),
    /// cut inside the JSON file; its errors are taken from its neighbours, and its sample is that of [`pdf`](Self::pdf)).
    ///
    /// # Errors
    /// See [`Billing`] and [`Download`]. [`Decode`](crate::ErrorKind::Decode) for whatever does not begin as an archive does.
    pub fn detail(&self, invoice: impl Into<InvoiceId>) -> Request<Download> {
        self.client.request(
            Call::of(&operations::ENTERPRISE_GET_INVOICE_DETAIL)
                .path_param("INVOICE_ID", invoice.into())
                .read_file(b"PK"),
        )
    }
}

/// An invoice, without its items.
///
/// The members are named as in the samples, all of which have them all. The vendor's field table writes them in lower case and
/// the name as `accountname`; that is read too.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Invoice {
    /// The invoice's id.
    #[serde(rename = "invoiceid")]
    pub id: InvoiceId,
    /// The parent reseller account.
    #[serde(alias = "tenantid")]
    pub tenant_id: TenantId,
    /// The number on the PDF.
    #[serde(alias = "invoicenumber")]
    pub invoice_number: String,
    /// The reseller's company. Empty where none came.
    #[serde(default, alias = "accountname", deserialize_with = "null_as_default")]
    pub customer_name: String,
    /// When the invoiced time begins.
    #[serde(
        default,
        alias = "billingperiodstart",
        deserialize_with = "lenient::instant",
        skip_serializing_if = "Option::is_none"
    )]
    pub billing_period_start: Option<Timestamp>,
    /// When the invoiced time ends.
    #[serde(
        default,
        alias = "billingperiodend",
        deserialize_with = "lenient::instant",
        skip_serializing_if = "Option::is_none"
    )]
    pub billing_period_end: Option<Timestamp>,
    /// The total. Its currency is documented nowhere.
    #[serde(alias = "invoicevalue")]
    pub invoice_value: Number,
}
