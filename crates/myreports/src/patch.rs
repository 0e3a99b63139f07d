//! What is changed of a tenant, a user or a PBX connection.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::{AccountRole, CustomerRole};

/// What to change, in order: a JSON Patch (RFC 6902), which the service takes as `application/json`.
///
/// Paths that the vendor shows:
///
/// | path | of |
/// | --- | --- |
/// | `/enabled` | an account, with `true` or `false` |
/// | `/displayName`, `/roles`, `/roles/-` | a user |
/// | `/name`, `/enabled` | a PBX connection, `enabled` with the text `"true"` |
///
/// It shows no other operations than `replace` and `add`, and rejects a patch of a property that it does not know.
///
/// ```
/// use myreports::{CustomerRole, Patch};
///
/// let patch = Patch::new()
///     .replace("/displayName", "Example User")
///     .add("/roles/-", CustomerRole::UserSupervisorL1);
/// assert_eq!(format!("{patch:?}"), "Patch([replace /displayName, add /roles/-])");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Patch(Vec<Change>);

#[derive(Clone, PartialEq, Serialize)]
struct Change {
    op: &'static str,
    path: String,
    value: Value,
}

impl Patch {
    /// One that changes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a value in another's place.
    #[must_use]
    pub fn replace(self, path: impl Into<String>, value: impl Into<Value>) -> Self {
        self.change("replace", path.into(), value.into())
    }

    /// Adds a value. A path that ends in `/-` adds it to a list, behind those that are there.
    #[must_use]
    pub fn add(self, path: impl Into<String>, value: impl Into<Value>) -> Self {
        self.change("add", path.into(), value.into())
    }

    fn change(mut self, op: &'static str, path: String, value: Value) -> Self {
        self.0.push(Change { op, path, value });
        self
    }
}

impl fmt::Debug for Change {
    /// The value is left out: a PBX's key is a secret, and a name is somebody's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.op, self.path)
    }
}

impl From<AccountRole> for Value {
    fn from(role: AccountRole) -> Self {
        role.as_str().into()
    }
}

impl From<CustomerRole> for Value {
    fn from(role: CustomerRole) -> Self {
        role.as_str().into()
    }
}
