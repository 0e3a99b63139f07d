//! References to other records.

use serde::{Deserialize, Serialize};

/// A record that another one names: its id and its name, both null where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NamedRef<I> {
    /// Its id.
    pub id: Option<I>,
    /// Its name.
    pub name: Option<String>,
}

impl<I> Default for NamedRef<I> {
    /// None.
    fn default() -> Self {
        Self { id: None, name: None }
    }
}
