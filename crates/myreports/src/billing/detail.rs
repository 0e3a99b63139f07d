//! The JSON file inside an invoice's archive.

use acesso_core::{Error, open_enum, wire};
use jiff::{Timestamp, civil::DateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{InvoiceId, TenantId, lenient};

/// An invoice item by item: the JSON file in the archive of [`Billing::detail`](crate::Billing::detail).
///
/// The vendor's sample was cut inside the first item's numbers: whatever follows stands in the members called `extra`.
///
/// ```
/// use myreports::InvoiceDetail;
///
/// # let json = br#"{"tenantId":"t","invoiceId":"i","invoiceNumber":"7","invoiceValue":17.5,"invoiceItems":[{"id":"1","quantity":1.0,"value":1.25}]}"#;
/// // `json` is the file as it was unpacked.
/// let invoice = InvoiceDetail::read(json)?;
/// for item in &invoice.invoice_items {
///     println!("{} × {:?}", item.quantity, item.product_tag_name);
/// }
/// # assert_eq!(invoice.invoice_items.len(), 1);
/// # Ok::<(), myreports::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceDetail {
    /// The tenant's id, as in [`Invoice::tenant_id`](crate::Invoice).
    pub tenant_id: TenantId,
    /// The invoice's id.
    pub invoice_id: InvoiceId,
    /// The number on the PDF.
    pub invoice_number: String,
    /// The tenant's name.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
    /// When the invoiced time begins, without a zone, unlike [`Invoice::billing_period_start`](crate::Invoice).
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub billing_period_start: Option<DateTime>,
    /// When the invoiced time ends.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub billing_period_end: Option<DateTime>,
    /// The invoice's date.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub invoice_date: Option<DateTime>,
    /// The total. Its currency is documented nowhere.
    pub invoice_value: Number,
    /// What is invoiced.
    pub invoice_items: Vec<InvoiceItem>,
    /// What else came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl InvoiceDetail {
    /// Reads the file, a byte order mark before it or not.
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode), with the path inside the JSON.
    pub fn read(json: &[u8]) -> Result<Self, Error> {
        wire::read_json(json)
    }
}

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceItem {
    /// The item's id.
    pub id: String,
    /// How much of it.
    pub quantity: Number,
    /// Its value; what belongs to it is not documented.
    pub value: Number,
    /// From when on.
    #[serde(default, deserialize_with = "lenient::instant", skip_serializing_if = "Option::is_none")]
    pub from_date: Option<Timestamp>,
    /// Until when.
    #[serde(default, deserialize_with = "lenient::instant", skip_serializing_if = "Option::is_none")]
    pub to_date: Option<Timestamp>,
    /// When it is calculated, by its name.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub calculation_order: Option<i64>,
    /// How the value is calculated.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub operator_used: Option<PriceOperator>,
    /// What it is calculated with.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub operator_value_used: Option<Number>,
    /// The product: its name, a blank, a number sign, its part number.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub product_tag_name: Option<String>,
    /// `PurchaseResult` in the sample.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub billing_output_tags: Option<Vec<String>>,
    /// Texts that belong to it.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub string_values: Option<Vec<ItemText>>,
    /// Numbers that belong to it.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub numeric_values: Option<Vec<ItemNumber>>,
    /// What else came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A text of an item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ItemText {
    /// Seen: `Role`, `ResellerCode`, `ResellerCodeExt`, `ResellerName`, `TenantCode`, `TenantCodeExt`, `TenantName`, `UserId`,
    /// `UserName`. Empty where none came.
    #[serde(default, deserialize_with = "wire::null_as_default")]
    pub name: String,
    /// The text.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A number of an item. Under which name it stands was cut.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ItemNumber {
    /// Seen: `customer_licence_count`. Empty where none came.
    #[serde(default, deserialize_with = "wire::null_as_default")]
    pub name: String,
    /// What else came: the number.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

open_enum! {
    /// How an item's value is calculated. The set is open: the list was cut.
    pub enum PriceOperator {
        /// By a price (the sample).
        Price = "PRICE",
        /// By a share (the field table; its name says no more).
        AdjustPercentage = "ADJUSTPERCENTAGE",
    }
}
