//! References to other objects.

use acesso_core::wire;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// A reference to another object: its id, or the object itself where `expand` asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reference<Id, T = Map<String, Value>> {
    /// Its id.
    Id(Id),
    /// The object itself, expanded.
    Object(Box<T>),
}

impl<Id: for<'a> From<&'a str>, T> From<&str> for Reference<Id, T> {
    fn from(id: &str) -> Self {
        Self::Id(id.into())
    }
}

impl<Id, T> From<Box<T>> for Reference<Id, T> {
    fn from(object: Box<T>) -> Self {
        Self::Object(object)
    }
}

impl<Id: Serialize, T: Serialize> Serialize for Reference<Id, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Id(id) => id.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl<'de, Id: for<'a> From<&'a str>, T: Deserialize<'de>> Deserialize<'de> for Reference<Id, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::text_or_object(deserializer, "an id or an object")
    }
}
