//! Readers for members that services write in more than one way. For `deserialize_with`.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeOwned, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

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

/// A whole number, also when it comes as text (`"20"`) or with a fraction of nothing (`20.0`). Null is none.
///
/// # Errors
/// When it is neither.
pub fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let number = match scalar(deserializer)? {
        Scalar::Nothing => return Ok(None),
        Scalar::Number(number) => Some(number),
        // From 2^53 on whole numbers are rounded to others.
        Scalar::Fraction(number) if number.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&number) => {
            format!("{:.0}", number.abs()).parse().ok()
        }
        Scalar::Text(text) => text.trim().parse().ok(),
        Scalar::Fraction(_) | Scalar::Flag(_) | Scalar::Other => None,
    };
    number.map(Some).ok_or_else(|| D::Error::custom("unreadable, expected a whole number, or one as text"))
}

/// A flag, also when it comes as 0 or 1, or as text. Null is `false`: for members that the vendor documents as plain flags.
/// Goes with `#[serde(default)]` where an absent one is `false`, too.
///
/// # Errors
/// When it is anything else.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(optional_flag(deserializer)?.unwrap_or_default())
}

/// As [`flag`], where null means that it is not known.
///
/// # Errors
/// When it is anything else.
pub fn optional_flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match scalar(deserializer)? {
        Scalar::Nothing => Ok(None),
        Scalar::Flag(flag) => Ok(Some(flag)),
        Scalar::Number(0) => Ok(Some(false)),
        Scalar::Number(1) => Ok(Some(true)),
        Scalar::Text(text) if ["1", "true"].iter().any(|yes| yes.eq_ignore_ascii_case(text.trim())) => Ok(Some(true)),
        Scalar::Text(text) if ["0", "false"].iter().any(|no| no.eq_ignore_ascii_case(text.trim())) => Ok(Some(false)),
        _ => Err(D::Error::custom("unreadable, expected true or false")),
    }
}

/// As [`flag`], where the flag must be known: absent and null are refused, for members that tell what somebody may do or
/// whether a list goes on.
///
/// # Errors
/// When it is null or anything else.
pub fn known_flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    optional_flag(deserializer)?.ok_or_else(|| D::Error::custom("null, expected true or false"))
}

/// A value that can't be read is as good as none: for what an answer is of use without.
///
/// # Errors
/// When it is no JSON.
pub fn if_readable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).ok())
}

/// A text that a function reads, such as a time. Null is none.
///
/// # Errors
/// When it is no text, or the function can't read it; `expected` says what it should be.
pub fn parsed_text<'de, D, T>(
    deserializer: D,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
{
    let parsed = match scalar(deserializer)? {
        Scalar::Nothing => return Ok(None),
        Scalar::Text(text) => parse(&text),
        _ => None,
    };
    parsed.map(Some).ok_or_else(|| D::Error::custom(format_args!("unreadable, expected {expected}")))
}

/// A time's text with nine fractional digits at most: the tenth, which some services write, is beyond what any clock
/// tells.
///
/// ```
/// use acesso_core::wire::cut_fraction;
///
/// assert_eq!(cut_fraction("2026-01-02T03:04:05.1234567891Z"), "2026-01-02T03:04:05.123456789Z");
/// assert_eq!(cut_fraction("2026-01-02T03:04:05.123Z"), "2026-01-02T03:04:05.123Z");
/// ```
pub fn cut_fraction(time: &str) -> Cow<'_, str> {
    const MOST: usize = 9;
    let Some((whole, rest)) = time.split_once('.') else { return Cow::Borrowed(time) };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match (rest.get(..MOST), rest.get(digits..)) {
        (Some(fraction), Some(zone)) if digits > MOST => Cow::Owned(format!("{whole}.{fraction}{zone}")),
        _ => Cow::Borrowed(time),
    }
}

/// A text or an object, such as an id and what it is the id of. By hand, since an untagged enum loses the path inside the
/// JSON.
///
/// # Errors
/// When it is neither; `expected` says what it should be.
pub fn text_or_object<'de, D, R, O>(deserializer: D, expected: &'static str) -> Result<R, D::Error>
where
    D: Deserializer<'de>,
    R: for<'a> From<&'a str> + From<Box<O>>,
    O: Deserialize<'de>,
{
    deserializer.deserialize_any(TextOrObject { expected, kind: PhantomData })
}

struct TextOrObject<R, O> {
    expected: &'static str,
    kind: PhantomData<fn() -> (R, O)>,
}

impl<'de, R, O> Visitor<'de> for TextOrObject<R, O>
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

/// One object, or an array that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectOrArray<T> {
    /// The object by itself.
    Object(T),
    /// An array of any length.
    Array(Vec<T>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ObjectOrArray<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Form<T> {
            type Value = ObjectOrArray<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object, or an array of one")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members)).map(ObjectOrArray::Object)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(items)).map(ObjectOrArray::Array)
            }
        }

        deserializer.deserialize_any(Form(PhantomData))
    }
}

/// What is neither an object nor an array.
enum Scalar<'de> {
    Nothing,
    Flag(bool),
    Number(u64),
    Fraction(f64),
    Text(Cow<'de, str>),
    /// An object or an array, or a number below zero.
    Other,
}

fn scalar<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Scalar<'de>, D::Error> {
    struct Any;

    impl<'de> Visitor<'de> for Any {
        type Value = Scalar<'de>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value")
        }

        fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
            Ok(Scalar::Flag(flag))
        }

        fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
            Ok(Scalar::Number(number))
        }

        fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
            Ok(u64::try_from(number).map_or(Scalar::Other, Scalar::Number))
        }

        fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
            Ok(Scalar::Fraction(number))
        }

        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Scalar::Text(Cow::Owned(text.to_owned())))
        }

        fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
            Ok(Scalar::Text(Cow::Borrowed(text)))
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Scalar::Nothing)
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(Scalar::Nothing)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Scalar::Other)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Scalar::Other)
        }
    }

    deserializer.deserialize_any(Any)
}
