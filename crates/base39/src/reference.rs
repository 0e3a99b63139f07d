//! References: an id or, where `expand` asked for it, the object itself.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

/// Reads a text or an object. By hand, since an untagged enum loses the path inside the JSON.
pub(crate) fn read<'de, D, R, O>(deserializer: D, expected: &'static str) -> Result<R, D::Error>
where
    D: Deserializer<'de>,
    R: for<'a> From<&'a str> + From<Box<O>>,
    O: Deserialize<'de>,
{
    deserializer.deserialize_any(Reference { expected, kind: PhantomData })
}

struct Reference<R, O> {
    expected: &'static str,
    kind: PhantomData<fn() -> (R, O)>,
}

impl<'de, R, O> Visitor<'de> for Reference<R, O>
where
    R: for<'a> From<&'a str> + From<Box<O>>,
    O: Deserialize<'de>,
{
    type Value = R;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E>(self, text: &str) -> Result<R, E> {
        Ok(R::from(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<R, A::Error> {
        let object = O::deserialize(MapAccessDeserializer::new(map))?;
        Ok(R::from(Box::new(object)))
    }
}
