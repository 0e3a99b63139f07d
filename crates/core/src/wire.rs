//! Reading what services really send, and keeping what we don't know.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value};

use crate::{Error, ErrorKind};

mod lenient;
mod list;
mod types;

pub use lenient::{
    ObjectOrArray, cut_fraction, flag, if_readable, known_flag, null_as_default, number_or_text, optional_flag,
    parsed_text, text_or_object,
};
pub use list::{PageBody, RawItem, at_page, read_listing, read_page};
#[doc(hidden)]
pub use types::{TextVisitor, serde};

/// Reads a body as JSON. A byte order mark before it is passed over, and half a surrogate pair in a text, which JSON can
/// hold and Unicode can't, is read as U+FFFD.
///
/// # Errors
/// [`ErrorKind::Decode`] with the path inside the JSON. The error never quotes the body.
pub fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    // One check of the whole body is cheaper than one of each string.
    let Ok(text) = std::str::from_utf8(body) else {
        return Err(Error::new(ErrorKind::Decode).with_detail("the answer is not UTF-8"));
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).or_else(|error| match mend_surrogates(text) {
        Cow::Borrowed(_) => Err(explain(text, error, read_again::<T>)),
        Cow::Owned(mended) => serde_json::from_str(&mended).map_err(|error| explain(&mended, error, read_again::<T>)),
    })
}

/// For an operation whose answer says nothing but that it worked: an empty body, or any JSON.
///
/// # Errors
/// [`ErrorKind::Decode`] for anything else: it is not the service that answered.
pub fn read_nothing(body: &[u8]) -> Result<(), Error> {
    if body.trim_ascii().is_empty() { Ok(()) } else { read_json(body).map(|IgnoredAny| ()) }
}

/// Takes a member that can be read out of an object; any other stays where it is.
pub fn take<T: DeserializeOwned>(members: &mut Map<String, Value>, name: &str) -> Option<T> {
    let read = T::deserialize(members.get(name)?).ok()?;
    members.remove(name);
    Some(read)
}

/// Whether an answer begins as web pages do.
pub(crate) fn is_markup(body: &[u8]) -> bool {
    let text = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body).trim_ascii_start();
    text.first() == Some(&b'<')
}

/// Whether markup of this media type is a web page: it calls itself HTML or JSON, or says nothing of what it is.
pub(crate) fn may_be_a_web_page(media_type: &str) -> bool {
    media_type.is_empty() || names(media_type, "html") || names(media_type, "json")
}

/// Whether a media type is of this kind; its case does not count (RFC 9110, section 8.3.1).
pub(crate) fn names(media_type: &str, kind: &str) -> bool {
    media_type.as_bytes().windows(kind.len()).any(|part| part.eq_ignore_ascii_case(kind.as_bytes()))
}

/// A web page that nobody asked for is not the service's answer, whatever its status: networks that want a log-in first
/// answer so.
pub(crate) fn web_page() -> Error {
    Error::new(ErrorKind::Decode)
        .with_detail("the answer is a web page, not the service's own")
        .with_advice("check the base URL, and whether the network wants a log-in first: open the address in a browser")
}

/// The text with U+FFFD in place of each escape that is half of a surrogate pair.
fn mend_surrogates(text: &str) -> Cow<'_, str> {
    let mut mended = String::new();
    let mut rest = text;
    let mut kept = 0;
    while let Some(found) = rest.find('\\') {
        let (escape, after) = rest.split_at(found).1.split_at_checked(2).unwrap_or(("", ""));
        let begin = text.len() - rest.len() + found;
        rest = after;
        let Some(first) = (escape == "\\u").then(|| code_unit(rest)).flatten() else { continue };
        rest = rest.get(4..).unwrap_or_default();
        match first {
            0xd800..=0xdbff => {
                let second = rest.strip_prefix("\\u").and_then(code_unit);
                if second.is_some_and(|second| (0xdc00..=0xdfff).contains(&second)) {
                    rest = rest.get(6..).unwrap_or_default();
                    continue;
                }
            }
            0xdc00..=0xdfff => {}
            _ => continue,
        }
        mended.push_str(text.get(kept..begin).unwrap_or_default());
        mended.push_str("\\ufffd");
        kept = text.len() - rest.len();
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    mended.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(mended)
}

/// The four hexadecimal digits that a text begins with.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

fn read_again<T: DeserializeOwned>(text: &str) -> Option<(String, serde_json::Error)> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let error = serde_path_to_error::deserialize::<_, T>(&mut reader).err()?;
    Some((error.path().to_string(), error.into_inner()))
}

/// Only a failure pays for the path: the body is read a second time.
fn explain(text: &str, error: serde_json::Error, read_again: fn(&str) -> Option<(String, serde_json::Error)>) -> Error {
    if !error.is_data() {
        let place = if text.trim().is_empty() {
            "the answer is empty where JSON was expected".to_owned()
        } else {
            format!("the answer is not JSON (line {} column {})", error.line(), error.column())
        };
        return Error::new(ErrorKind::Decode).with_detail(place);
    }
    let (path, error) = read_again(text).unwrap_or_else(|| (".".to_owned(), error));
    let (problem, member) = without_values(&error.to_string());
    Error::new(ErrorKind::Decode)
        .with_detail(format!("the answer differs from the contract: {problem}"))
        .with_json_path(member.map_or(path.clone(), |member| below(&path, &member)))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_half_of_a_pair_is_mended_wherever_it_stands() {
        for (text, mended) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\ude00""#, r#""\ufffd""#),
            (r#""a\uD83Db""#, r#""a\ufffdb""#),
            (r#""\ud83d\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83d\ude00\ude00""#, r#""\ud83d\ude00\ufffd""#),
            (r#""\ud83d\u0041""#, r#""\ufffd\u0041""#),
            (r#""\ud83d\n\ude00""#, r#""\ufffd\n\ufffd""#),
            (r#""\ud83dé\ude00""#, r#""\ufffdé\ufffd""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#"{"\udc00":["\ud800",{"a":"\udbff"}]}"#, r#"{"\ufffd":["\ufffd",{"a":"\ufffd"}]}"#),
        ] {
            assert_eq!(mend_surrogates(text), mended);
            assert!(matches!(mend_surrogates(mended), Cow::Borrowed(_)), "{mended}");
            serde_json::from_str::<serde_json::Value>(mended).unwrap();
        }
    }

    #[test]
    fn what_is_no_half_of_a_pair_is_left_alone() {
        for text in [
            "",
            r#""plain""#,
            r#""\ud83d\ude00 \u00e9 \uffff""#,
            r#""\\ud83d""#,
            r#""\\\\ude00""#,
            // No JSON at all.
            r"\",
            r"\u",
            r"\ud8",
            r"\ud83",
            r"\ud83g",
            r"\u+d83",
            r"\é",
            "\\ud8é3",
        ] {
            assert!(matches!(mend_surrogates(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn what_can_not_be_read_is_not_taken() {
        let mut members = Map::from_iter([("id".to_owned(), "1".into()), ("count".to_owned(), "many".into())]);
        assert_eq!(take::<String>(&mut members, "id"), Some("1".to_owned()));
        assert_eq!((take::<u64>(&mut members, "count"), take::<u64>(&mut members, "absent")), (None, None));
        assert_eq!(Vec::from_iter(members.keys()), ["count"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_text_that_can_be_read_is_never_changed(
            pieces in prop::collection::vec(
                prop_oneof![
                    any::<char>().prop_map(String::from),
                    any::<u16>().prop_map(|unit| format!("\\u{unit:04x}")),
                    (0xd800..=0xdfff_u16).prop_map(|unit| format!("\\u{unit:04X}")),
                    prop_oneof!["\\\\[\"/bfnrtu]?", "[\"{}\\[\\]:,]"],
                ],
                0..12,
            ),
        ) {
            let text = format!("\"{}\"", pieces.concat());
            for text in [&*text, &*pieces.concat()] {
                if serde_json::from_str::<serde_json::Value>(text).is_ok() {
                    prop_assert!(matches!(mend_surrogates(text), Cow::Borrowed(_)), "{}", text);
                }
                let mended = mend_surrogates(text);
                prop_assert!(matches!(mend_surrogates(&mended), Cow::Borrowed(_)), "{}", mended);
            }
        }
    }
}
