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
    /// As it is stored and written into JSON: `customer`, `operator`, `user`, `key` or `unattributed`.
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
    /// What kind of account it is. The same id may stand for two accounts of different kinds.
    pub kind: PrincipalKind,
    /// The service's own id of it, the same in every run.
    pub id: String,
    /// What the service calls the person or the key; absent where it does not say.
    pub name: Option<String>,
    /// The address as the service writes it; people are recognised across services by its [key](super::email_key).
    pub email: Option<String>,
    /// What else the service says, such as whether the account is active. In a copy without names, texts stay where the name
    /// of the attribute is known to be about nobody, such as `status`; here as in the attributes of all else.
    pub attributes: Attributes,
}

/// What access is to: a help desk, a company, a tenant.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The service's own id of it, or [`EVERYTHING`].
    pub id: String,
    /// In a word of ours: `tenant`, `company`, `department`.
    pub kind: &'static str,
    /// What people at the service call it; absent where the service does not say.
    pub name: Option<String>,
    /// What else the service says.
    pub attributes: Attributes,
}

/// That a principal holds an entitlement. Its stable key is service, principal, resource, permission.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The [kind](Principal::kind) of whoever holds it.
    pub principal_kind: PrincipalKind,
    /// The [id](Principal::id) of whoever holds it, or the grant's own where that is not known.
    pub principal: String,
    /// The [id](Resource::id) of what it is on.
    pub resource: String,
    /// The service's own name of what may be done; [`MEMBER`] where it names none.
    pub permission: String,
    /// The service's own id of the grant, where it has one.
    pub id: Option<String>,
    /// When it was granted, as the service says.
    pub since: Option<Timestamp>,
    /// Who granted it, in the service's words: the id of an account or a key, the name of a program, or an address. A copy
    /// without names has codes for the addresses in it and leaves the other words: the name of a person is not for here.
    pub granted_by: Option<String>,
    /// What else the service says about it.
    pub attributes: Attributes,
}

impl Grant {
    /// A grant of which nothing is known but its stable key and who holds it.
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

/// The [id](Resource::id) that stands for all resources that there are, those of the future included.
pub const EVERYTHING: &str = "*";

/// What else a service says about a thing, in the order of the names, so that the same facts are the same text.
///
/// A fact that the service left out or sent as null is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Attributes(BTreeMap<&'static str, Value>);

impl Attributes {
    /// Adds a fact, or nothing where the service does not tell it.
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

/// Attributes as they are read back from the store.
pub type StoredAttributes = Map<String, Value>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_not_among_the_attributes() {
        let attributes =
            Attributes::default().with("quota", Some(5)).with("active", None::<bool>).with("approved", Some(false));
        assert_eq!(attributes.to_json(), r#"{"approved":false,"quota":5}"#);
    }
}
