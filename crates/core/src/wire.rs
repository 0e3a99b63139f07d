//! Reading what services really send, and keeping what we don't know.

use std::fmt;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use crate::{ErrorKind, Fault};

/// Reads a body as JSON.
///
/// # Errors
/// [`ErrorKind::Decode`] with the path inside the JSON. The fault never quotes the body.
pub fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    // One check of the whole body is cheaper than one of each string.
    let Ok(text) = std::str::from_utf8(body) else {
        return Err(Fault::new(ErrorKind::Decode).detail("the answer is not UTF-8"));
    };
    serde_json::from_str(text).map_err(|error| explain(text, error, read_again::<T>))
}

fn read_again<T: DeserializeOwned>(text: &str) -> Option<(String, serde_json::Error)> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let error = serde_path_to_error::deserialize::<_, T>(&mut reader).err()?;
    Some((error.path().to_string(), error.into_inner()))
}

/// Only a failure pays for the path: the body is read a second time.
fn explain(text: &str, error: serde_json::Error, read_again: fn(&str) -> Option<(String, serde_json::Error)>) -> Fault {
    if !error.is_data() {
        let place = if text.trim().is_empty() {
            "the answer is empty where JSON was expected".to_owned()
        } else {
            format!("the answer is not JSON (line {} column {})", error.line(), error.column())
        };
        return Fault::new(ErrorKind::Decode).detail(place);
    }
    let (path, error) = read_again(text).unwrap_or_else(|| (".".to_owned(), error));
    let (problem, member) = without_values(&error.to_string());
    Fault::new(ErrorKind::Decode)
        .detail(format!("the answer differs from the contract: {problem}"))
        .json_path(member.map_or(path.clone(), |member| below(&path, &member)))
}

/// What the reader missed, and the member it missed it at if that is below the path. Without the value it met: serde
/// quotes values, and they can be personal data.
fn without_values(text: &str) -> (String, Option<String>) {
    let text = text.rsplit_once(" at line ").map_or(text, |(before, _)| before);
    if let Some(member) = text.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        return (text.to_owned(), Some(member.to_owned()));
    }
    if text.starts_with("duplicate field `") {
        return (text.to_owned(), None);
    }
    match text.rsplit_once(", expected ") {
        Some((_, expected)) => (format!("expected {expected}"), None),
        None => ("unreadable value".to_owned(), None),
    }
}

fn below(path: &str, member: &str) -> String {
    if path == "." { member.to_owned() } else { format!("{path}.{member}") }
}

/// For `deserialize_with`: null is read as the default, for members where the vendor means that. Goes with
/// `#[serde(default)]` for absent ones.
///
/// # Errors
/// Those of the value itself.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// For `deserialize_with`: a whole number, also when it comes as text (`"20"`) or with a fraction of nothing (`20.0`).
///
/// # Errors
/// When it is neither.
pub fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    struct Number;

    impl<'de> serde::de::Visitor<'de> for Number {
        type Value = Option<u64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number, or one as text")
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
            Ok(Some(number))
        }

        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
            u64::try_from(number).map(Some).map_err(|_| E::invalid_value(serde::de::Unexpected::Signed(number), &self))
        }

        fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self::Value, E> {
            // From 2^53 on whole numbers are rounded to others.
            let is_whole = number.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&number);
            let whole = is_whole.then(|| format!("{:.0}", number.abs()).parse().ok()).flatten();
            whole.map(Some).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Float(number), &self))
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
            text.trim().parse().map(Some).map_err(|_| E::invalid_value(serde::de::Unexpected::Str("text"), &self))
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }
    }

    deserializer.deserialize_any(Number)
}

/// Declares an identifier: a text with a type of its own, so that one kind of id can't stand in for another.
///
/// The type gets `new`, `as_str`, `Display`, `From<&str>`, `From<String>`, `AsRef<str>`, `Serialize` and `Deserialize`.
///
/// ```
/// acesso_core::text_id! {
///     /// An operator's id.
///     pub struct OperatorId;
/// }
///
/// assert_eq!(OperatorId::from("oprt_1").as_str(), "oprt_1");
/// ```
#[macro_export]
macro_rules! text_id {
    ($(#[$outer:meta])* $visibility:vis struct $name:ident;) => {
        $(#[$outer])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility struct $name(String);

        impl $name {
            /// Takes a text for an id. It is opaque: nothing is checked but what a call checks when it is sent.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl ::std::convert::From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl ::std::convert::From<&Self> for $name {
            fn from(id: &Self) -> Self {
                id.clone()
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl $crate::wire::serde::Serialize for $name {
            fn serialize<S: $crate::wire::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::wire::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::wire::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                deserializer.deserialize_str($crate::wire::TextVisitor::new())
            }
        }
    };
}

/// Declares an enum of texts that keeps a value it does not know and writes it back unchanged.
///
/// The enum gets `as_str`, `Display`, `From<&str>`, `Serialize` and `Deserialize`, and a variant `Unknown(String)`.
///
/// ```
/// acesso_core::open_enum! {
///     /// How urgent it is.
///     pub enum Priority {
///         /// Can wait.
///         Low = "low",
///         /// Can't wait.
///         High = "high",
///     }
/// }
///
/// assert_eq!(Priority::from("high"), Priority::High);
/// assert_eq!(Priority::from("new one").as_str(), "new one");
/// ```
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$outer:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$inner:meta])* $variant:ident = $text:literal),+ $(,)?
        }
    ) => {
        $(#[$outer])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$inner])* $variant,)+
            /// A value that this version does not know, as it came.
            Unknown(String),
        }

        impl $name {
            /// The values that this version knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// The value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::wire::serde::Serialize for $name {
            fn serialize<S: $crate::wire::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::wire::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::wire::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                deserializer.deserialize_str($crate::wire::TextVisitor::new())
            }
        }
    };
}

#[doc(hidden)]
pub use serde;

/// Reads a text into anything that is made from one, without copying it first.
#[doc(hidden)]
#[derive(Debug)]
pub struct TextVisitor<T>(std::marker::PhantomData<T>);

impl<T> TextVisitor<T> {
    #[doc(hidden)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<T: for<'a> From<&'a str>> serde::de::Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::from(text))
    }
}
