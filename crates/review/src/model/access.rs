//! Who can do what, where, in the field's words.
//!
//! A *principal* holds a *grant* of an *entitlement*, which is a permission on a resource. What a service did not say is
//! absent here: unknown is never "no".

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

/// What kind of account a principal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalKind {
    /// TomTicket: somebody of the client side.
    Customer,
    /// TomTicket's and Base39's own people.
    Operator,
    /// MyReports.
    User,
    /// An API key.
    Key,
    /// Somebody whom the service does not name: the id is that of the grant.
    Unattributed,
}

impl PrincipalKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Operator => "operator",
            Self::User => "user",
            Self::Key => "key",
            Self::Unattributed => "unattributed",
        }
    }
}

/// A person's account or a key.
#[derive(Debug, Clone)]
pub struct Principal {
    pub kind: PrincipalKind,
    pub id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub attributes: Attributes,
}

/// What access is to: a help desk, a company, a tenant.
#[derive(Debug, Clone)]
pub struct Resource {
    pub id: String,
    pub kind: &'static str,
    pub name: Option<String>,
    pub attributes: Attributes,
}

/// That a principal holds an entitlement. Its stable key is vendor, principal, resource, permission.
#[derive(Debug, Clone)]
pub struct Grant {
    pub principal_kind: PrincipalKind,
    pub principal: String,
    pub resource: String,
    pub permission: String,
    /// The vendor's own id of the grant, where it has one.
    pub id: Option<String>,
    pub since: Option<Timestamp>,
    pub granted_by: Option<String>,
    pub attributes: Attributes,
}

impl Grant {
    pub fn new(
        principal_kind: PrincipalKind,
        principal: impl Into<String>,
        resource: impl Into<String>,
        permission: impl Into<String>,
    ) -> Self {
        Self {
            principal_kind,
            principal: principal.into(),
            resource: resource.into(),
            permission: permission.into(),
            id: None,
            since: None,
            granted_by: None,
            attributes: Attributes::default(),
        }
    }
}

/// That somebody belongs to a resource, where the service names no permission on it.
pub const MEMBER: &str = "member";

/// What else a service says about a thing, in the order of the names, so that the same facts are the same text.
///
/// A fact that the service left out or sent as null is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Attributes(BTreeMap<&'static str, Value>);

impl Attributes {
    pub fn with(mut self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name, value.into());
        }
        self
    }

    /// As a JSON object.
    pub fn to_value(&self) -> Value {
        self.0.iter().map(|(name, value)| (*name, value.clone())).collect()
    }

    /// The text that is stored.
    pub fn to_json(&self) -> String {
        self.to_value().to_string()
    }
}

/// Attributes as they are stored.
pub type StoredAttributes = Map<String, Value>;

/// How an address is compared: without blanks around it, in lower case.
pub fn email_key(email: &str) -> Option<String> {
    let key = email.trim().to_lowercase();
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_not_among_the_attributes() {
        let attributes =
            Attributes::default().with("quota", Some(5)).with("active", None::<bool>).with("approved", Some(false));
        assert_eq!(attributes.to_json(), r#"{"approved":false,"quota":5}"#);
    }

    #[test]
    fn addresses_are_compared_without_case_and_blanks() {
        assert_eq!(email_key(" Ana@Casa.Example\n").as_deref(), Some("ana@casa.example"));
        assert_eq!(email_key("  "), None);
    }
}
