//! What stands around the data of an answer.

use std::fmt;

use acesso_core::{
    Answer, Call, Cursor, Error, ErrorKind, Listing, Page,
    wire::{self, ObjectOrArray, PageBody, RawItem},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Map, Value};

/// The top-level members of an answer (the contract's `Envelope`) without its `data`.
///
/// Nothing is required, since it is not documented which of them an error has. Read by hand, so that `data`, which can be
/// long, is skipped rather than kept.
#[derive(Default)]
pub(crate) struct Envelope(Map<String, Value>);

impl Envelope {
    /// The envelope of a body; an empty one where the body is no JSON object, such as the proxy's web pages.
    pub(crate) fn of(body: &[u8]) -> Self {
        // Core's reader checks the whole text first; only an odd body needs that.
        serde_json::from_slice(body).ok().or_else(|| wire::read_json(body).ok()).unwrap_or_default()
    }

    /// Whether the API wrote this: its answers have a member `error`, that of a wrong route has none (captured).
    pub(crate) fn is_from_the_api(&self) -> bool {
        self.0.contains_key("error")
    }

    /// Whether it says that the operation was not completed ("True when the operation was completed").
    pub(crate) fn is_unfinished(&self) -> bool {
        self.is_false("success")
    }

    /// Whether it says that nobody was found.
    pub(crate) fn found_nobody(&self) -> bool {
        self.is_false("exists")
    }

    fn is_false(&self, name: &str) -> bool {
        matches!(self.flag(name), Ok(Some(false)))
    }

    /// Whether `error` reports a failure. The contract has a boolean. Whatever else comes is taken for an error unless it
    /// plainly means "no": a failure that passes for a success would be worse.
    pub(crate) fn has_error(&self) -> bool {
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

    /// Whether what was asked for exists; `None` where the answer doesn't say.
    pub(crate) fn exists(&self) -> Result<Option<bool>, Error> {
        self.flag("exists")
    }

    fn flag(&self, name: &str) -> Result<Option<bool>, Error> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        wire::optional_flag(value).map_err(|_| contract_breach("expected true or false", name))
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

/// What an answer says that has no more than the members common to all answers, as far as is documented.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Acknowledgement {
    /// The service's words. Null in the captured successes.
    pub message: Option<String>,
    /// What else came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Acknowledgement {
    /// Reads the answer to a write; for one without a method as `Call::of(…).read_with(Acknowledgement::read)`.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] for one that doesn't say that the work was done: `success: true`, or at least an `error` that is
    /// none, since which of the common members come is not documented. Whatever else answers 200, such as a network that wants
    /// a log-in, has neither.
    pub fn read(answer: &Answer<'_>) -> Result<Self, Error> {
        let envelope = Envelope(wire::read_json(answer.body)?);
        if envelope.flag("success")? != Some(true) && !envelope.is_from_the_api() {
            return Err(contract_breach("missing field `success`", "success"));
        }
        let message = envelope.message().map(str::to_owned);
        let mut extra = envelope.0;
        extra.retain(|name, _| !["error", "message", "success"].contains(&name.as_str()));
        Ok(Self { message, extra })
    }

    /// Takes a member that is known out of what else came; nothing for one that is absent or null.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Error> {
        let value = self.extra.remove(name).unwrap_or_default();
        Option::deserialize(value).map_err(|_| contract_breach("unreadable value", name))
    }

    /// As [`take`](Self::take), for a member that every documented answer has.
    pub(crate) fn take_known<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Error> {
        self.take(name)?.ok_or_else(|| contract_breach(&format!("missing field `{name}`"), name))
    }
}

/// Reads an answer of which nothing is known but the members common to all: the rest, as it came.
pub(crate) fn read_open(answer: &Answer<'_>) -> Result<Map<String, Value>, Error> {
    Acknowledgement::read(answer).map(|acknowledgement| acknowledgement.extra)
}

/// For `deserialize_with`: a whole number that must be known, also as text.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    wire::number_or_text(deserializer)?.ok_or_else(|| D::Error::custom("null, expected a whole number"))
}

/// Refuses an answer about one customer that says that there is none. This decides before anything else is read: what
/// `data` looks like beside `exists: false` is not documented.
pub(crate) fn refuse_nobody(body: &[u8]) -> Result<(), Error> {
    if Envelope::of(body).exists()? == Some(false) { Err(Error::new(ErrorKind::NotFound)) } else { Ok(()) }
}

/// Checks that an answer doesn't say that nobody was found, for the reader of a [`Call`] of your own: by the 404 that
/// `customer_exists_check` leaves to it, or by `exists: false`.
///
/// # Errors
/// [`ErrorKind::NotFound`] for one that does.
pub fn check_found(answer: &Answer<'_>) -> Result<(), Error> {
    if !answer.status.is_success() {
        return Err(Error::from_status(answer.status).with_message(Envelope::of(answer.body).message()));
    }
    refuse_nobody(answer.body)
}

/// An answer that holds a list: one page of it (the contract's `PageEnvelope`), or all of it.
#[derive(Deserialize)]
struct ListEnvelope<T> {
    data: Vec<T>,
    /// How many items there are on all pages.
    #[serde(default, deserialize_with = "wire::number_or_text")]
    size: Option<u64>,
    /// Null after the last page, absent where a list comes whole.
    #[serde(default, deserialize_with = "wire::number_or_text")]
    next_page: Option<u64>,
}

impl<T> PageBody for ListEnvelope<T> {
    type Item = T;

    fn into_page(self, _: &Answer<'_>) -> Result<Page<T>, Error> {
        if self.next_page == Some(0) {
            return Err(contract_breach("expected the number of a page, from 1 on", "next_page"));
        }
        let next = self.next_page.map(|number| number.to_string());
        Ok(Page::new(self.data, next).with_total(self.size))
    }
}

/// Reads a page, whose cursor is the number of the next one. By their ids a page that comes again is found out.
pub(crate) fn read_page<T: DeserializeOwned>(answer: &Answer<'_>, id_of: fn(&T) -> &str) -> Result<Page<T>, Error> {
    read_open_page(answer).map(|page| page.with_ids(id_of))
}

/// Reads a page of items of which no id is known. That it comes again is found out by its number and the service's count
/// alone.
pub(crate) fn read_open_page<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<Page<T>, Error> {
    wire::read_page::<ListEnvelope<T>, ListEnvelope<RawItem>>(answer, "data")
}

/// Reads a list that comes whole. One of which the service says that it goes on is refused: it is documented nowhere how.
pub(crate) fn read_listing<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<Listing<T>, Error> {
    wire::read_listing::<ListEnvelope<T>, ListEnvelope<RawItem>>(answer, "data")
}

/// Names the page that a cursor stands for; at the start for page `first`, or for none, which means 1 by the contract.
pub(crate) fn at_page<T>(call: Call<T>, cursor: &Cursor, first: Option<u32>) -> Call<T> {
    wire::at_page(call, "page", cursor, first.map(u64::from))
}

/// The one object of a member that is documented as an array here and an object there, and its path in the JSON, given the
/// member's own.
///
/// An array of none or several is refused, since it is not known which one is meant.
pub(crate) fn single<T>(member: ObjectOrArray<T>, path: &str) -> Result<(T, String), Error> {
    let objects = match member {
        ObjectOrArray::Object(object) => return Ok((object, path.to_owned())),
        ObjectOrArray::Array(objects) => objects,
    };
    match <[T; 1]>::try_from(objects) {
        Ok([object]) => Ok((object, format!("{path}[0]"))),
        Err(objects) => {
            let problem = format!("expected one object, found an array of {}", objects.len());
            Err(contract_breach(&problem, path))
        }
    }
}

/// An answer that differs from the contract, in the words that core's readers use.
pub(crate) fn contract_breach(problem: &str, path: &str) -> Error {
    Error::new(ErrorKind::Decode)
        .with_detail(format!("the answer differs from the contract: {problem}"))
        .with_json_path(path)
}
