//! Who can do what, where, in the field's words.
//!
//! A *principal* holds a *grant* of an *entitlement*, which is a permission on a resource. What a service did not say is
//! absent here: unknown is never "no".

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A service that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub(crate) enum Vendor {
    #[value(name = "tomticket")]
    TomTicket,
    #[value(name = "base39")]
    Base39,
    #[value(name = "myreports")]
    MyReports,
}

impl Vendor {
    pub(crate) const ALL: [Self; 3] = [Self::TomTicket, Self::Base39, Self::MyReports];

    /// As it is typed, stored and written into JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::TomTicket => "tomticket",
            Self::Base39 => "base39",
            Self::MyReports => "myreports",
        }
    }

    /// As people write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TomTicket => "TomTicket",
            Self::Base39 => "Base39",
            Self::MyReports => "MyReports",
        }
    }
}

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Vendor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|vendor| vendor.as_str() == text);
        found.ok_or_else(|| "the service is tomticket, base39 or myreports".to_owned())
    }
}

impl Serialize for Vendor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Vendor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// What kind of account a principal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum PrincipalKind {
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
    pub(crate) fn as_str(self) -> &'static str {
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
pub(crate) struct Principal {
    pub(crate) kind: PrincipalKind,
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) attributes: Attributes,
}

/// What access is to: a help desk, a company, a tenant.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) name: Option<String>,
    pub(crate) attributes: Attributes,
}

/// That a principal holds an entitlement. Its stable key is vendor, principal, resource, permission.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) principal_kind: PrincipalKind,
    pub(crate) principal: String,
    pub(crate) resource: String,
    pub(crate) permission: String,
    /// The vendor's own id of the grant, where it has one.
    pub(crate) id: Option<String>,
    pub(crate) since: Option<Timestamp>,
    pub(crate) granted_by: Option<String>,
    pub(crate) attributes: Attributes,
}

impl Grant {
    pub(crate) fn new(
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
pub(crate) const MEMBER: &str = "member";

/// What else a service says about a thing, in the order of the names, so that the same facts are the same text.
///
/// A fact that the service left out or sent as null is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Attributes(BTreeMap<&'static str, Value>);

impl Attributes {
    pub(crate) fn with(mut self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name, value.into());
        }
        self
    }

    /// As a JSON object.
    pub(crate) fn to_value(&self) -> Value {
        self.0.iter().map(|(name, value)| (*name, value.clone())).collect()
    }

    /// The text that is stored.
    pub(crate) fn to_json(&self) -> String {
        self.to_value().to_string()
    }
}

/// How an address is compared: without blanks around it, in lower case.
pub(crate) fn email_key(email: &str) -> Option<String> {
    let key = email.trim().to_lowercase();
    (!key.is_empty()).then_some(key)
}

/// What shows later which file it was.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
