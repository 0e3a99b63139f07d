//! What stands around the data of an answer.

use std::fmt;

use acesso_core::{ErrorKind, Fault};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor, value},
};
use serde_json::{Map, Value};

/// The top-level members of an answer (the contract's `Envelope`), its `data` left out.
///
/// Which of them are present on errors is not documented, so nothing is required. Made by hand because `data` can be
/// long and is skipped, not kept.
#[derive(Default)]
pub(crate) struct Envelope(Map<String, Value>);

impl Envelope {
    /// The envelope of a body; an empty one where the body is no JSON object, such as the proxy's web pages.
    pub(crate) fn of(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }

    /// Whether the API wrote this: its answers have a member `error`, a wrong route's don't (captured).
    pub(crate) fn is_of_the_api(&self) -> bool {
        self.0.contains_key("error")
    }

    /// Whether it reports a failure: `error`, or `success: false` for another reason than that there is nobody ("True when
    /// the operation was completed").
    pub(crate) fn reports_failure(&self) -> bool {
        let is_false = |name| self.0.get(name) == Some(&Value::Bool(false));
        self.has_error() || (is_false("success") && !is_false("exists"))
    }

    /// The contract has a boolean; read leniently, since a failure that passes for a success would be worse.
    fn has_error(&self) -> bool {
        match self.0.get("error") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(error)) => *error,
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::String(text)) => !["", "0", "false"].iter().any(|no| no.eq_ignore_ascii_case(text.trim())),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(members)) => !members.is_empty(),
        }
    }

    /// The vendor's words.
    pub(crate) fn message(&self) -> Option<&str> {
        self.0.get("message")?.as_str()
    }

    /// What it says about the existence of what was asked for; `None` where it says nothing.
    pub(crate) fn exists(&self) -> Result<Option<bool>, Fault> {
        match self.0.get("exists") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(exists)) => Ok(Some(*exists)),
            Some(_) => Err(contract_breach("expected a boolean", "exists")),
        }
    }
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Envelope;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Envelope, A::Error> {
                let mut envelope = Map::new();
                while let Some(name) = members.next_key::<String>()? {
                    if name == "data" {
                        members.next_value::<IgnoredAny>()?;
                    } else {
                        envelope.insert(name, members.next_value()?);
                    }
                }
                Ok(Envelope(envelope))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// One object, or an array that holds it: the vendor's pages say one and show the other.
pub(crate) enum ObjectOrArray<T> {
    Object(T),
    Array(Vec<T>),
}

impl<T> ObjectOrArray<T> {
    /// The one object and its path in the JSON, given the path of the whole.
    ///
    /// An array of none or several is refused: which of them is meant is not known.
    pub(crate) fn single(self, path: &str) -> Result<(T, String), Fault> {
        let objects = match self {
            Self::Object(object) => return Ok((object, path.to_owned())),
            Self::Array(objects) => objects,
        };
        match <[T; 1]>::try_from(objects) {
            Ok([object]) => Ok((object, format!("{path}[0]"))),
            Err(objects) => {
                let problem = format!("expected one object, found an array of {}", objects.len());
                Err(contract_breach(&problem, path))
            }
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ObjectOrArray<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Form<T> {
            type Value = ObjectOrArray<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object, or an array of one")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
                T::deserialize(value::MapAccessDeserializer::new(members)).map(ObjectOrArray::Object)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(value::SeqAccessDeserializer::new(items)).map(ObjectOrArray::Array)
            }
        }

        deserializer.deserialize_any(Form(std::marker::PhantomData))
    }
}

/// An answer that differs from the contract, in the words that readers of whole bodies use.
pub(crate) fn contract_breach(problem: &str, path: &str) -> Fault {
    Fault::new(ErrorKind::Decode).detail(format!("the answer differs from the contract: {problem}")).json_path(path)
}
