//! Which customer is meant.

use acesso_core::{Call, text_id};

use crate::{form::Form, query::Parameters};

text_id! {
    /// The id that a customer has in your own records (`internal_id`; the vendor suggests a key of your system or a tax
    /// number).
    pub struct InternalId;
}

/// Which customer is meant: by internal id or by e-mail address.
///
/// Plain text is taken for an internal id:
///
/// ```
/// use tomticket::{CustomerKey, InternalId};
///
/// assert_eq!(CustomerKey::from("42"), CustomerKey::InternalId(InternalId::from("42")));
/// assert_eq!(CustomerKey::email("ana@cliente.example"), CustomerKey::Email("ana@cliente.example".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CustomerKey {
    /// The id in your own records (`customer_type_id` I).
    InternalId(InternalId),
    /// The e-mail address (`customer_type_id` E).
    Email(String),
}

impl CustomerKey {
    /// By the id in your own records.
    pub fn internal_id(id: impl Into<InternalId>) -> Self {
        Self::InternalId(id.into())
    }

    /// By e-mail address.
    pub fn email(address: impl Into<String>) -> Self {
        Self::Email(address.into())
    }

    /// Adds the customer to a call.
    ///
    /// The kind is sent for internal ids, too, although they are the contract's default: whose permissions an answer
    /// shows must not depend on a default that can change.
    pub(crate) fn name_in<T>(&self, call: Call<T>) -> Call<T> {
        call.text("customer_id", Some(self.as_str())).query("customer_type_id", self.kind())
    }

    /// Adds the customer to a form, whose field for the kind differs between operations.
    pub(crate) fn fill_in(&self, form: Form, kind: &'static str) -> Form {
        form.text("customer_id", self.as_str()).text(kind, self.kind())
    }

    /// How the service is told what the text is.
    fn kind(&self) -> &'static str {
        match self {
            Self::InternalId(_) => "I",
            Self::Email(_) => "E",
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::InternalId(id) => id.as_str(),
            Self::Email(address) => address,
        }
    }
}

impl From<&str> for CustomerKey {
    fn from(id: &str) -> Self {
        Self::internal_id(id)
    }
}

impl From<String> for CustomerKey {
    fn from(id: String) -> Self {
        Self::internal_id(id)
    }
}

impl From<InternalId> for CustomerKey {
    fn from(id: InternalId) -> Self {
        Self::InternalId(id)
    }
}

impl From<&InternalId> for CustomerKey {
    fn from(id: &InternalId) -> Self {
        Self::InternalId(id.clone())
    }
}

impl From<&Self> for CustomerKey {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

/// What operations on one customer take: the internal id, else the e-mail address; nothing where both are missing.
pub(crate) fn key_of(id: Option<&InternalId>, email: Option<&str>) -> Option<CustomerKey> {
    let by_id = id.filter(|id| !id.as_str().is_empty()).map(CustomerKey::from);
    by_id.or_else(|| email.filter(|email| !email.is_empty()).map(CustomerKey::email))
}
