//! Which service something is about.

use std::{
    collections::BTreeMap,
    fmt,
    str::FromStr,
    sync::{PoisonError, RwLock},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// How long an id may be.
const LONGEST: usize = 31;

/// A service whose access is reviewed, by the id that is typed, stored and written into JSON: an open set.
///
/// An id has 1 to 31 characters, which are `a` to `z`, `0` to `9` and `-`.
///
/// ```
/// use acesso_review::model::ServiceId;
///
/// const PHONES: ServiceId = ServiceId::new("phones");
/// assert_eq!("phones".parse(), Ok(PHONES));
/// assert!("Phones!".parse::<ServiceId>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId {
    /// What is not needed is zero.
    bytes: [u8; LONGEST],
}

/// What people call the services that are known in this process.
static NAMES: RwLock<BTreeMap<ServiceId, &'static str>> = RwLock::new(BTreeMap::new());

impl ServiceId {
    /// The id of a service that is known when the program is built.
    ///
    /// # Panics
    /// Where it is none, so that a constant does not compile.
    #[must_use]
    #[expect(clippy::panic, reason = "the documented panic")]
    pub const fn new(id: &str) -> Self {
        match Self::read(id) {
            Some(id) => id,
            None => panic!("an id has 1 to 31 characters, which are a to z, 0 to 9 and -"),
        }
    }

    const fn read(id: &str) -> Option<Self> {
        let (mut bytes, mut text) = ([0; LONGEST], id.as_bytes());
        let mut room: &mut [u8] = &mut bytes;
        if text.is_empty() {
            return None;
        }
        while let [letter, rest @ ..] = text {
            let free = room;
            let [place, free @ ..] = free else { return None };
            if !matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'-') {
                return None;
            }
            *place = *letter;
            (room, text) = (free, rest);
        }
        Some(Self { bytes })
    }

    /// As it is typed, stored and written into JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        // It was read from a text.
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// As people write it; the id where nobody said how they do.
    #[must_use]
    pub fn name(&self) -> String {
        let names = NAMES.read().unwrap_or_else(PoisonError::into_inner);
        names.get(self).map_or_else(|| self.as_str().to_owned(), |name| (*name).to_owned())
    }

    /// Makes known how people write it, in this process.
    pub(crate) fn is_called(self, name: &'static str) {
        NAMES.write().unwrap_or_else(PoisonError::into_inner).insert(self, name);
    }
}

impl fmt::Debug for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceId({:?})", self.as_str())
    }
}

/// As people write it.
impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name())
    }
}

impl FromStr for ServiceId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::read(text).ok_or_else(|| "a service has an id of 1 to 31 characters: a to z, 0 to 9 and -".to_owned())
    }
}

impl Serialize for ServiceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ServiceId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ServiceId".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[a-z0-9-]{1,31}$" })
    }
}

impl<'de> Deserialize<'de> for ServiceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_what_was_typed_and_nothing_else_is_one() {
        for id in ["a", "tomticket", "base39", "abcdefghijklmnopqrstuvwxyz-0123"] {
            assert_eq!(id.parse::<ServiceId>().unwrap().as_str(), id);
            assert_eq!(serde_json::to_value(ServiceId::new(id)).unwrap(), id);
        }
        for wrong in ["", "Base39", "base 39", "base_39", "ação", "abcdefghijklmnopqrstuvwxyz-01234"] {
            assert!(wrong.parse::<ServiceId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn ids_come_in_the_order_of_their_texts() {
        let mut ids = ["b", "ab", "a", "a-b"].map(ServiceId::new);
        ids.sort();
        assert_eq!(ids.map(|id| id.as_str().to_owned()), ["a", "a-b", "ab", "b"]);
    }

    #[test]
    fn a_service_that_nobody_named_is_called_by_its_id() {
        let id = ServiceId::new("never-named");
        assert_eq!((id.name().as_str(), format!("{id:12}|").as_str()), ("never-named", "never-named |"));
        let id = ServiceId::new("named-in-a-test");
        id.is_called("Named");
        assert_eq!(id.to_string(), "Named");
    }
}
