//! Readers for what nobody decides by: a value that can't be read is none, and loses no item. For `deserialize_with`, with
//! `default` for absent ones.
//!
//! By hand, since [`wire::if_readable`] makes a value of each first, which shows in lists of thousands.

use std::fmt;

use acesso_core::wire;
use jiff::Timestamp;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use crate::Actor;

/// A time.
pub(crate) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    // As it is first: hardly any has more digits than can be read.
    let read = |text: &str| text.parse().or_else(|_| wire::cut_fraction(text).parse()).ok();
    IfReadable { text: read, object: None }.deserialize(deserializer)
}

/// A text that describes.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    IfReadable { text: |text: &str| Some(text.to_owned()), object: None }.deserialize(deserializer)
}

/// A whole number, also with a fraction of nothing: `12.0` is an integer in the contract's words, too. Unlike the others it
/// must be readable: it counts.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let Some(number) = Option::<Number>::deserialize(deserializer)? else { return Ok(None) };
    // From 2^53 on whole numbers are rounded to others.
    let fraction = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0);
    let whole = number.as_i64().or_else(|| format!("{:.0}", fraction?).parse().ok());
    whole.map(Some).ok_or_else(|| D::Error::custom("unreadable, expected a whole number"))
}

/// What somebody keeps with an object.
pub(crate) fn map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Map<String, Value>>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(members) => Some(members),
        _ => None,
    })
}

/// Who did something; of an object, whatever can be read.
pub(crate) fn actor<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Actor>, D::Error> {
    let note = |actor: &mut Actor, member, text| match member {
        Member::ClientId => actor.client_id = text,
        Member::ExternalClientId => actor.external_client_id = text,
        Member::App => actor.app = text,
        Member::Other => {}
    };
    IfReadable { text: |_| None, object: Some(note) }.deserialize(deserializer)
}

/// A member of an actor.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum Member {
    ClientId,
    ExternalClientId,
    App,
    #[serde(other)]
    Other,
}

/// What can be read as a `T`: a text, or an object whose members are texts.
struct IfReadable<T> {
    text: fn(&str) -> Option<T>,
    object: Option<fn(&mut T, Member, Option<String>)>,
}

impl<'de, T: Default> DeserializeSeed<'de> for IfReadable<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Default> Visitor<'de> for IfReadable<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok((self.text)(text))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        IgnoredAny.visit_seq(items).map(|_| None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let Some(note) = self.object else {
            return IgnoredAny.visit_map(members).map(|_| None);
        };
        let mut object = T::default();
        while let Some(member) = members.next_key()? {
            let text = IfReadable { text: |text| Some(text.to_owned()), object: None };
            note(&mut object, member, members.next_value_seed(text)?);
        }
        Ok(Some(object))
    }
}
