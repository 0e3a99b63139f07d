//! Payment methods: the bank accounts and Pix keys of customers and companies.

use std::collections::BTreeMap;

use acesso_core::{Call, Client, Pager, Request, check_not_empty, open_enum, wire};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::{
    Actor, ListOptions, PartyId, PaymentMethodId, Reference, View, lenient,
    list::{Listed, narrow},
    operations,
};

open_enum! {
    /// Whether a payment method was verified. The values are those of the guide on Pix validation.
    pub enum PaymentMethodStatus {
        /// Not verified yet.
        NotVerified = "not_verified",
        /// Verified.
        Verified = "verified",
        /// Validated.
        Validated = "validated",
        /// The verification failed.
        VerificationFailed = "verification_failed",
        /// Something went wrong.
        Errored = "errored",
        /// Voided.
        Void = "void",
    }
}

open_enum! {
    /// What kind of payment method it is.
    pub enum PaymentMethodKind {
        /// A bank account.
        BankAccount = "bank_account",
        /// A Pix key.
        PixKey = "pix_key",
    }
}

/// The operations on payment methods, from [`Client::payment_methods`](crate::Client::payment_methods).
///
/// No plan and no rate limit is documented for them. Asking for a new verification is known by its title only.
///
/// # Errors
/// Those of [invoices](crate::Invoices#errors), which also say how writes are sent.
#[derive(Debug, Clone, Copy)]
pub struct PaymentMethods<'a> {
    client: &'a Client,
}

impl<'a> PaymentMethods<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists payment methods, newest first by creation date.
    ///
    /// `GET /v1/payment-methods`, operation `list_payment_methods`
    /// (<https://docs-3kx.pages.dev/development/api-reference/endpoints/get-v-1-payment-methods>). The page lost the names
    /// of its parameters, so what narrows the list is a map: see [`PaymentMethodFilter::parameters`]. The answer was seen
    /// whole.
    ///
    /// ```no_run
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{PaymentMethodFilter, PaymentMethodKind};
    ///
    /// let mut methods = client.payment_methods().list(PaymentMethodFilter::default());
    /// while let Some(method) = methods.next().await {
    ///     let method = method?;
    ///     if method.method == Some(PaymentMethodKind::PixKey) {
    ///         println!("{}: {:?}", method.id, method.status);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](PaymentMethods#errors).
    pub fn list(&self, filter: PaymentMethodFilter) -> Pager<PaymentMethod> {
        let call = Call::of(&operations::LIST_PAYMENT_METHODS);
        filter.options.pages(self.client, narrow(call, filter.parameters), &[])
    }

    /// Creates a payment method.
    ///
    /// `POST /v1/payment-methods`, operation `create_payment_method`
    /// (<https://docs.base39.com.br/development/api-reference/endpoint/post-v1-payment-methods>). Parameters of the query
    /// and what is required were not seen; Pix keys are known from the guide on Pix validation alone.
    ///
    /// ```no_run
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::{NewPaymentMethod, PixKey};
    ///
    /// let key = PixKey { key_type: Some("document".into()), key_value: Some("00000000000".into()), ..Default::default() };
    /// let method = client.payment_methods().create(NewPaymentMethod::pix_key(key).owner("cust_1")).idempotent().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [all operations](PaymentMethods#errors).
    pub fn create(&self, method: NewPaymentMethod) -> Request<PaymentMethod> {
        let owners_are_named = method.owners.iter().try_for_each(|owner| check_not_empty("owner", owner.as_str()));
        let call = Call::of(&operations::CREATE_PAYMENT_METHOD).validate(owners_are_named);
        self.client.request(call.json(&method).read_json())
    }

    /// Links a payment method to a customer or a company.
    ///
    /// `POST /v1/payment-methods/{id}/link`, operation `link_payment_method`
    /// (<https://base39-release-notes-06-mar.mintlify.app/development/api-reference/endpoint/post-payment-methods-id-link>).
    /// The page knows no names to leave out of the answer ([`Fields::Except`](crate::Fields::Except)).
    ///
    /// # Errors
    /// Those of [all operations](PaymentMethods#errors).
    pub fn link(
        &self,
        method: impl Into<PaymentMethodId>,
        owner: impl Into<PartyId>,
        view: View,
    ) -> Request<PaymentMethod> {
        let link = Link { owner: &owner.into() };
        let call = Call::of(&operations::LINK_PAYMENT_METHOD)
            .path_param("id", method.into())
            .validate(check_not_empty("owner", link.owner.as_str()));
        self.client.request(view.choose(call).json(&link).read_json())
    }
}

/// Which payment methods to list, and how.
///
/// ```
/// use base39::PaymentMethodFilter;
///
/// let filter = PaymentMethodFilter::default().parameter("owner", "cust_1,cust_2").parameter("status", "verified");
/// assert_eq!(filter.parameters.len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentMethodFilter {
    /// Parameters of the query, by name. The page describes three filters and lost their names. The contract infers
    /// `method` (see [`PaymentMethodKind`]), `owner` (ids of customers or companies, with commas between them) and `status`
    /// (see [`PaymentMethodStatus`], with commas; `verified` and `not_verified` are documented). A service can pass over a
    /// name that it does not know and list everything: look at what came.
    pub parameters: BTreeMap<String, String>,
    /// How the list is read: it takes all [`ListOptions`].
    pub options: ListOptions,
}

impl PaymentMethodFilter {
    /// Sets one of the [`parameters`](field@Self::parameters).
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }
}

/// A payment method to create.
///
/// ```
/// use base39::{BankAccount, NewPaymentMethod, PaymentMethodKind};
///
/// let account = BankAccount { bank_code: Some("000".into()), number: Some("00001".into()), ..Default::default() };
/// let method = NewPaymentMethod::bank_account(account).owner("cust_1");
/// assert_eq!(method.method, PaymentMethodKind::BankAccount);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewPaymentMethod {
    /// What kind it is.
    pub method: PaymentMethodKind,
    /// The account or the key.
    pub method_data: PaymentMethodData,
    /// Its status. What the service makes of it is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PaymentMethodStatus>,
    /// The customers or companies that it belongs to.
    ///
    /// Wire: `links`, one object an owner.
    #[serde(rename = "links", serialize_with = "as_links", skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<PartyId>,
    /// Names and values of your own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl NewPaymentMethod {
    /// A bank account.
    pub fn bank_account(account: BankAccount) -> Self {
        Self::new(PaymentMethodKind::BankAccount, PaymentMethodData::BankAccount(Box::new(account)))
    }

    /// A Pix key.
    pub fn pix_key(key: PixKey) -> Self {
        Self::new(PaymentMethodKind::PixKey, PaymentMethodData::PixKey(Box::new(key)))
    }

    /// One of another kind.
    pub fn other(kind: impl Into<PaymentMethodKind>, data: Map<String, Value>) -> Self {
        Self::new(kind.into(), PaymentMethodData::Other(data))
    }

    fn new(method: PaymentMethodKind, method_data: PaymentMethodData) -> Self {
        Self { method, method_data, status: None, owners: Vec::new(), metadata: None }
    }

    /// Sets [`status`](field@Self::status).
    #[must_use]
    pub fn status(mut self, status: PaymentMethodStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds one of the [`owners`](field@Self::owners).
    #[must_use]
    pub fn owner(mut self, id: impl Into<PartyId>) -> Self {
        self.owners.push(id.into());
        self
    }

    /// Sets [`metadata`](field@Self::metadata).
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.metadata = Some(metadata);
        self
    }
}

/// A link as it is asked for.
#[derive(Serialize)]
struct Link<'a> {
    owner: &'a PartyId,
}

fn as_links<S: Serializer>(owners: &[PartyId], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(owners.iter().map(|owner| Link { owner }))
}

/// A payment method. All but the id may be missing: the contract requires nothing, and [`Fields`](crate::Fields) leave
/// members out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PaymentMethod {
    /// Its id.
    pub id: PaymentMethodId,
    /// Whether it was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PaymentMethodStatus>,
    /// What kind it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<PaymentMethodKind>,
    /// The account or the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method_data: Option<PaymentMethodData>,
    /// Whom it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<PaymentMethodLink>>,
    /// When it was verified; in the sample of [`PaymentMethods::link`] alone. `None` also where it can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Timestamp>,
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

impl Listed for PaymentMethod {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// Whom a payment method belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PaymentMethodLink {
    /// The customer or company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Reference<PartyId>>,
    /// Since when; `None` also where that can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub linked_at: Option<Timestamp>,
}

/// The account or the key of a payment method.
///
/// Nothing in it says which it is. In answers it is a Pix key if it has a member of a key, a bank account if it has one of
/// an account, and otherwise it stays as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaymentMethodData {
    /// A bank account.
    BankAccount(Box<BankAccount>),
    /// A Pix key.
    PixKey(Box<PixKey>),
    /// What this version does not know, as it came.
    Other(Map<String, Value>),
}

impl Serialize for PaymentMethodData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::BankAccount(account) => account.serialize(serializer),
            Self::PixKey(key) => key.serialize(serializer),
            Self::Other(members) => members.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PaymentMethodData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Map::deserialize(deserializer)?;
        let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
        let read = if has(&["keyType", "keyValue"]) {
            PixKey::deserialize(&members).ok().map(|key| Self::PixKey(Box::new(key)))
        } else if has(&["bankCode", "bankName", "branch", "number", "digit", "accountType"]) {
            BankAccount::deserialize(&members).ok().map(|account| Self::BankAccount(Box::new(account)))
        } else {
            None
        };
        Ok(read.unwrap_or(Self::Other(members)))
    }
}

/// A bank account. What is required to create one is not documented.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BankAccount {
    /// Who holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_holder_name: Option<String>,
    /// What the holder is, for example `individual`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_holder_type: Option<String>,
    /// The holder's CPF or CNPJ (inferred).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_holder_document: Option<String>,
    /// The bank's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// The bank's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_name: Option<String>,
    /// The branch (agência).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The check digit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digit: Option<String>,
    /// What kind of account it is, for example `current`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_type: Option<String>,
    /// When it was created; `None` also where that can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A Pix key. What is required to create one is not documented.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PixKey {
    /// What kind of key it is, for example `document`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_type: Option<String>,
    /// The key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_value: Option<String>,
    /// Who holds the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_holder_name: Option<String>,
    /// What the holder is, for example `individual`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_holder_type: Option<String>,
    /// The holder's CPF or CNPJ (inferred).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_holder_document: Option<String>,
    /// Everything else. The guide is cut off before the members of the bank.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
