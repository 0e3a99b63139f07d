//! Payment intents: the ways in which an invoice is to be paid.

use acesso_core::{Call, Client, Pager, Request, check_not_empty, open_enum, text_id, wire};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Number, Value};

use crate::{Actor, InvoiceId, ListOptions, Reference, View, lenient, list::Listed, operations};

text_id! {
    /// A payment intent's id, `pi_…`. Opaque.
    pub struct PaymentIntentId;
}

open_enum! {
    /// How far a payment intent is.
    pub enum PaymentIntentStatus {
        /// To be paid.
        Open = "open",
        /// Paid.
        Paid = "paid",
        /// Voided.
        Void = "void",
    }
}

open_enum! {
    /// How is paid.
    pub enum PaymentIntentMethod {
        /// By a bank billet.
        Boleto = "boleto",
        /// Outside Base39.
        Offline = "offline",
        /// With a payment method that Base39 knows.
        PaymentMethod = "payment_method",
        /// By a loan.
        Loan = "loan",
        /// By Pix. In the newer page of the object alone, not in that of `create_payment_intent`.
        Pix = "pix",
    }
}

open_enum! {
    /// Who issues a boleto.
    pub enum BoletoProvider {
        /// Kobana.
        Kobana = "kobana",
        /// The account's default.
        Default = "default",
        /// Nobody: it is for tests.
        TestOnly = "test_only",
    }
}

/// The operations on payment intents, from [`Client::payment_intents`](crate::Client::payment_intents).
///
/// No unit is documented for amounts, no plan and no rate limit for the operations. Reading one payment intent is known by
/// its title only.
///
/// # Errors
/// Those of [invoices](crate::Invoices#errors), which also say how writes are sent.
#[derive(Debug, Clone, Copy)]
pub struct PaymentIntents<'a> {
    client: &'a Client,
}

impl<'a> PaymentIntents<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists payment intents, newest first by creation date.
    /// [`Invoices::payment_intents`](crate::Invoices::payment_intents) lists those of one invoice.
    ///
    /// `GET /v1/payment-intents`, operation `list_payment_intents`
    /// (<https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-payment-intents>). The answer is cut off;
    /// its items are those of the schema page.
    ///
    /// ```no_run
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{PaymentIntentData, PaymentIntentFilter};
    ///
    /// let mut intents = client.payment_intents().list(PaymentIntentFilter::default().invoices(["inv_1"]));
    /// while let Some(intent) = intents.next().await {
    ///     if let Some(PaymentIntentData::Boleto(boleto)) = intent?.method_data {
    ///         println!("{:?}", boleto.typeable_line);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](PaymentIntents#errors).
    pub fn list(&self, filter: PaymentIntentFilter) -> Pager<PaymentIntent> {
        let call = Call::of(&operations::LIST_PAYMENT_INTENTS).query_list("invoice", &filter.invoices);
        filter.options.pages(self.client, call, &[])
    }

    /// Creates a payment intent for an invoice.
    ///
    /// `POST /v1/payment-intents`, operation `create_payment_intent`
    /// (<https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-v1-payment-intents>). The
    /// page leaves the members of [`method_data`](field@NewPaymentIntent::method_data) folded, and knows no names to leave
    /// out of the answer ([`Fields::Except`](crate::Fields::Except)).
    ///
    /// # Errors
    /// Those of [all operations](PaymentIntents#errors).
    pub fn create(&self, intent: NewPaymentIntent) -> Request<PaymentIntent> {
        let call = Call::of(&operations::CREATE_PAYMENT_INTENT)
            .validate(check_not_empty("invoice", intent.invoice.as_str()))
            .query("invoice", &intent.invoice);
        self.client.request(intent.view.choose(call).json(&intent).read_json())
    }

    /// Marks a payment intent as paid.
    ///
    /// `POST /v1/payment-intents/{payment_intent}/pay`, operation `pay_payment_intent`
    /// (<https://docs-3kx.pages.dev/development/api-reference/endpoints/post-v-1-payment-intents-payment-intent-pay>). The
    /// page lost the body's names, so the body is a map: see [`Payment`]. The answer was seen whole.
    ///
    /// # Errors
    /// Those of [all operations](PaymentIntents#errors).
    pub fn pay(&self, intent: impl Into<PaymentIntentId>, payment: Payment) -> Request<PaymentIntent> {
        let call = Call::of(&operations::PAY_PAYMENT_INTENT).path_param("payment_intent", intent.into());
        self.client.request(payment.view.choose(call).json(&payment.members).read_json())
    }
}

/// Which payment intents to list, and how.
///
/// ```
/// use base39::{ListOptions, PaymentIntentFilter};
///
/// let filter = PaymentIntentFilter::default().invoices(["inv_1"]).options(ListOptions::default().page_size(10));
/// assert_eq!(filter.invoices, ["inv_1"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentIntentFilter {
    /// Only those of these invoices; empty means all.
    ///
    /// Wire: `invoice`.
    pub invoices: Vec<InvoiceId>,
    /// How the list is read: it takes all [`ListOptions`].
    pub options: ListOptions,
}

impl PaymentIntentFilter {
    /// Sets [`invoices`](field@Self::invoices).
    #[must_use]
    pub fn invoices(mut self, ids: impl IntoIterator<Item = impl Into<InvoiceId>>) -> Self {
        self.invoices = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }
}

/// A payment intent to create.
///
/// ```
/// use base39::{NewPaymentIntent, PaymentIntentMethod, jiff::civil::date};
///
/// let intent = NewPaymentIntent::new("inv_1", 9000, date(2026, 11, 30), PaymentIntentMethod::Boleto);
/// assert_eq!(intent.method_data, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewPaymentIntent {
    /// The invoice to pay; in the query on the wire.
    #[serde(skip)]
    pub invoice: InvoiceId,
    /// How much is to be paid.
    pub amount: Number,
    /// The day until which it can be paid.
    pub expire_at: Date,
    /// How is paid.
    pub method: PaymentIntentMethod,
    /// What belongs to the method. Its members are not documented for this operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method_data: Option<Map<String, Value>>,
    /// Names and values of your own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// How the answer shows it.
    #[serde(skip)]
    pub view: View,
}

impl NewPaymentIntent {
    /// What every payment intent needs.
    pub fn new(
        invoice: impl Into<InvoiceId>,
        amount: impl Into<Number>,
        expire_at: Date,
        method: PaymentIntentMethod,
    ) -> Self {
        Self {
            invoice: invoice.into(),
            amount: amount.into(),
            expire_at,
            method,
            method_data: None,
            metadata: None,
            view: View::default(),
        }
    }

    /// Sets [`method_data`](field@Self::method_data).
    #[must_use]
    pub fn method_data(mut self, data: Map<String, Value>) -> Self {
        self.method_data = Some(data);
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

/// What was paid, for [`PaymentIntents::pay`].
///
/// The body is a map, because the page lost its names: it shows an amount paid, and `metadata` after it. The contract calls
/// the amount `amountPaid`, after the member of the answer, and says that this is inferred.
///
/// ```
/// use base39::Payment;
///
/// let payment = Payment::default().member("amountPaid", 9000);
/// assert_eq!(payment.members["amountPaid"], 9000);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payment {
    /// The body.
    pub members: Map<String, Value>,
    /// How the answer shows the payment intent.
    pub view: View,
}

impl Payment {
    /// Sets one of the [`members`](field@Self::members).
    #[must_use]
    pub fn member(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.members.insert(name.into(), value.into());
        self
    }

    /// Sets [`view`](field@Self::view).
    #[must_use]
    pub fn view(mut self, view: View) -> Self {
        self.view = view;
        self
    }
}

/// A payment intent. All but the id may be missing: the contract requires nothing, and [`Fields`](crate::Fields) leave
/// members out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PaymentIntent {
    /// Its id.
    pub id: PaymentIntentId,
    /// The invoice that it is to pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Reference<InvoiceId>>,
    /// How far it is; the documented default is [`Open`](PaymentIntentStatus::Open).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PaymentIntentStatus>,
    /// How much is to be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// What was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_details: Option<PaymentDetails>,
    /// The day until which it can be paid; `None` also where that can't be read.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub expire_at: Option<Date>,
    /// How is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<PaymentIntentMethod>,
    /// What belongs to the method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method_data: Option<PaymentIntentData>,
    /// Names and values of your own.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// When it was created; `None` also where that can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed; `None` also where that can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Who created it.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Actor>,
    /// Who changed it last.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<Actor>,
}

impl Listed for PaymentIntent {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// What was paid of a payment intent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PaymentDetails {
    /// The day of the payment; `None` also where that can't be read.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Date>,
    /// How much was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_paid: Option<Number>,
    /// Names and values of your own.
    #[serde(default, deserialize_with = "lenient::map", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

/// What belongs to the method of a payment intent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaymentIntentData {
    /// A boleto: its `type` says so.
    Boleto(Box<Boleto>),
    /// Of another method, as it came: the members of no other were seen.
    Other(Map<String, Value>),
}

impl Serialize for PaymentIntentData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boleto(boleto) => boleto.serialize(serializer),
            Self::Other(members) => members.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PaymentIntentData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Map::deserialize(deserializer)?;
        let is_boleto = members.get("type").and_then(Value::as_str) == Some("boleto");
        let boleto = if is_boleto { Boleto::deserialize(&members).ok() } else { None };
        Ok(boleto.map_or(Self::Other(members), |boleto| Self::Boleto(Box::new(boleto))))
    }
}

/// A boleto: a bank billet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Boleto {
    /// Its id at the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Who issues it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<BoletoProvider>,
    /// A description.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The digits to type in (linha digitável).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typeable_line: Option<String>,
    /// Where it can be seen.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The digits of the bar code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcode: Option<String>,
    /// The bank's number for it (nosso número).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub our_number: Option<String>,
    /// In the newest copy of the page alone, which does not explain it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub our_number_raw: Option<String>,
    /// The customer; that it is an id is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// What happened to it, as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<Map<String, Value>>>,
    /// Everything else, `type` included.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
