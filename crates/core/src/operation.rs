//! What a contract states surely about one operation, and what follows from it for a call.

use std::{fmt, ops::RangeInclusive};

use http::Method;
use serde_json::Value;

use crate::{Error, Part};

/// Whether a call may be sent again when its outcome is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Safety {
    /// Changes nothing (GET, HEAD): may always be sent again.
    Read,
    /// Has the same effect sent once or twice (PUT, DELETE; RFC 9110, section 9.2.2).
    Idempotent,
    /// A write with an idempotency key: the service recognises the repetition.
    Keyed,
    /// A plain write: sent again only if the service can't have seen it, or refused it.
    Once,
}

impl Safety {
    /// Whether sending it twice is as good as sending it once.
    pub fn may_repeat(self) -> bool {
        self != Self::Once
    }

    /// Whether it changes something at the service.
    pub fn is_write(self) -> bool {
        self != Self::Read
    }
}

/// One operation as the service's contract states it. [`Call::of`](crate::Call::of) builds a call of it.
///
/// It is plain data, made when the program is compiled. The vendor crates have one constant for each operation that their
/// service documents, in their module `operations`; a program holds those that it uses.
///
/// ```
/// use acesso_core::{Bound, Call, Operation};
///
/// const LIST_ORDERS: Operation = Operation::get("list_orders", "/v1/orders")
///     .summary("List orders.")
///     .statuses(&["200", "404"])
///     .answers(&["application/json"])
///     .parameter_bounds(&[Bound::number("limit").at_least(1).at_most(100)]);
///
/// let call = Call::of(&LIST_ORDERS).query("limit", 101);
/// let refused = call.payload().unwrap_err();
/// assert!(refused.to_string().contains("limit must be 1 to 100, it is 101"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Its id in the contract.
    pub id: &'static str,
    /// Its path in the contract, letter for letter.
    pub template: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// Whether a call may be sent again when its outcome is not known. It follows from the method, and from whether a GET
    /// has a body.
    pub safety: Safety,
    /// The documented statuses, as the contract writes them: `200`, or `2XX` for any success. Any success that has the
    /// service's shape counts as one, documented or not.
    pub statuses: &'static [&'static str],
    /// The media types that its body can have; none where it has no body.
    pub sends: &'static [&'static str],
    /// The media types of its successful answers; none where they have no body.
    pub answers: &'static [&'static str],
    /// Whether the service documents an `Idempotency-Key` for it.
    pub takes_idempotency_key: bool,
    /// The bounds of its parameters in path and query.
    pub parameter_bounds: &'static [Bound],
    /// The bounds of its body's members.
    pub body_bounds: &'static [Bound],
    verb: Verb,
}

/// A method that a constant can hold: `http`'s own has a destructor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Operation {
    /// A GET, which changes nothing unless it [sends](Self::sends) something.
    pub const fn get(id: &'static str, template: &'static str) -> Self {
        Self::new(Verb::Get, Safety::Read, id, template)
    }

    /// A POST, which is sent once unless it gets an idempotency key.
    pub const fn post(id: &'static str, template: &'static str) -> Self {
        Self::new(Verb::Post, Safety::Once, id, template)
    }

    /// A PUT, which has the same effect sent once or twice.
    pub const fn put(id: &'static str, template: &'static str) -> Self {
        Self::new(Verb::Put, Safety::Idempotent, id, template)
    }

    /// A PATCH, which is sent once unless it gets an idempotency key.
    pub const fn patch(id: &'static str, template: &'static str) -> Self {
        Self::new(Verb::Patch, Safety::Once, id, template)
    }

    /// A DELETE, which has the same effect sent once or twice.
    pub const fn delete(id: &'static str, template: &'static str) -> Self {
        Self::new(Verb::Delete, Safety::Idempotent, id, template)
    }

    const fn new(verb: Verb, safety: Safety, id: &'static str, template: &'static str) -> Self {
        Self {
            id,
            template,
            summary: "",
            safety,
            statuses: &[],
            sends: &[],
            answers: &[],
            takes_idempotency_key: false,
            parameter_bounds: &[],
            body_bounds: &[],
            verb,
        }
    }

    /// Sets [`summary`](field@Self::summary).
    #[must_use]
    pub const fn summary(mut self, text: &'static str) -> Self {
        self.summary = text;
        self
    }

    /// Sets [`statuses`](field@Self::statuses).
    #[must_use]
    pub const fn statuses(mut self, statuses: &'static [&'static str]) -> Self {
        self.statuses = statuses;
        self
    }

    /// Sets [`sends`](field@Self::sends).
    ///
    /// The body of a GET has no meaning in HTTP (RFC 9110, section 9.3.1). A service that gives it one may well do more than
    /// read, so such a GET is sent once.
    #[must_use]
    pub const fn sends(mut self, media_types: &'static [&'static str]) -> Self {
        self.sends = media_types;
        if let Safety::Read = self.safety {
            self.safety = Safety::Once;
        }
        self
    }

    /// Sets [`answers`](field@Self::answers).
    #[must_use]
    pub const fn answers(mut self, media_types: &'static [&'static str]) -> Self {
        self.answers = media_types;
        self
    }

    /// Sets [`takes_idempotency_key`](field@Self::takes_idempotency_key).
    #[must_use]
    pub const fn takes_idempotency_key(mut self) -> Self {
        self.takes_idempotency_key = true;
        self
    }

    /// Sets [`parameter_bounds`](field@Self::parameter_bounds).
    #[must_use]
    pub const fn parameter_bounds(mut self, bounds: &'static [Bound]) -> Self {
        self.parameter_bounds = bounds;
        self
    }

    /// Sets [`body_bounds`](field@Self::body_bounds).
    #[must_use]
    pub const fn body_bounds(mut self, bounds: &'static [Bound]) -> Self {
        self.body_bounds = bounds;
        self
    }

    /// The HTTP method.
    pub const fn method(&self) -> Method {
        match self.verb {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Patch => Method::PATCH,
            Verb::Delete => Method::DELETE,
        }
    }

    pub(crate) fn check_parameter(&self, name: &str, value: &str) -> Result<(), Error> {
        check_named(self.parameter_bounds, name, value)
    }

    pub(crate) fn check_form(&self, fields: &[(String, String)]) -> Result<(), Error> {
        fields.iter().try_for_each(|(name, value)| check_named(self.body_bounds, name, value))
    }

    /// Files have no bounds of their own in a contract.
    pub(crate) fn check_parts(&self, parts: &[Part]) -> Result<(), Error> {
        let mut texts = parts.iter().filter_map(|part| Some((part.name(), part.as_text()?)));
        texts.try_for_each(|(name, text)| check_named(self.body_bounds, name, text))
    }

    /// What is no JSON has no members, and a member of another type no bounds: the service says what it thinks of them.
    pub(crate) fn check_json(&self, body: &[u8]) -> Result<(), Error> {
        if self.body_bounds.is_empty() {
            return Ok(());
        }
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        self.body_bounds.iter().try_for_each(|bound| {
            match (bound.name.split('.').try_fold(&body, |object, name| object.get(name)), bound.measure) {
                (Some(Value::String(text)), Measure::Characters) => bound.check(text),
                (Some(Value::Number(number)), Measure::Number) => bound.check(&number.to_string()),
                _ => Ok(()),
            }
        })
    }
}

fn check_named(bounds: &[Bound], name: &str, value: &str) -> Result<(), Error> {
    bounds.iter().filter(|bound| bound.name == name).try_for_each(|bound| bound.check(value))
}

/// How long a text or how large a number may be.
///
/// ```
/// use acesso_core::Bound;
///
/// let refused = Bound::characters("name").at_least(1).at_most(250).check("").unwrap_err();
/// assert!(refused.to_string().contains("name must have 1 to 250 characters, it has 0"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bound {
    /// The parameter's or member's name, as it is sent. A member of an object inside the body is named by its path:
    /// `address.country`.
    pub name: &'static str,
    /// What is bounded.
    pub measure: Measure,
    /// The least that is allowed.
    pub least: Option<u32>,
    /// The most that is allowed.
    pub most: Option<u32>,
}

/// What a [`Bound`] bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Measure {
    /// How many characters (Unicode code points) a text has.
    Characters,
    /// How large a whole number is.
    Number,
}

impl Bound {
    /// Bounds a text's length.
    pub const fn characters(name: &'static str) -> Self {
        Self { name, measure: Measure::Characters, least: None, most: None }
    }

    /// Bounds a number.
    pub const fn number(name: &'static str) -> Self {
        Self { name, measure: Measure::Number, least: None, most: None }
    }

    /// Sets [`least`](field@Self::least).
    #[must_use]
    pub const fn at_least(mut self, least: u32) -> Self {
        self.least = Some(least);
        self
    }

    /// Sets [`most`](field@Self::most).
    #[must_use]
    pub const fn at_most(mut self, most: u32) -> Self {
        self.most = Some(most);
        self
    }

    /// Refuses a value that is out of bounds. The error names the parameter or member, the bounds, and the number or the
    /// text's length; never the text. What should be a whole number and is none is not judged here.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput).
    pub fn check(&self, value: &str) -> Result<(), Error> {
        match self.measure {
            Measure::Characters => {
                let length = value.chars().count();
                let problem = || format!("must have {}, it has {length}", Range(self));
                self.judge(i128::try_from(length).unwrap_or(i128::MAX), problem)
            }
            Measure::Number => match value.parse() {
                Ok(number) => self.judge(number, || format!("must be {}, it is {number}", Range(self))),
                Err(_) => Ok(()),
            },
        }
    }

    fn judge(&self, size: i128, problem: impl FnOnce() -> String) -> Result<(), Error> {
        let enough = self.least.is_none_or(|least| size >= least.into());
        let too_much = self.most.is_some_and(|most| size > most.into());
        if enough && !too_much { Ok(()) } else { Err(Error::invalid_input(self.name, problem())) }
    }
}

/// A bound in words.
struct Range<'a>(&'a Bound);

impl fmt::Display for Range<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bound { measure, least, most, .. } = self.0;
        match (least, most) {
            (Some(least), Some(most)) if least == most => write!(f, "{most}")?,
            (Some(least), Some(most)) => write!(f, "{least} to {most}")?,
            (Some(least), None) => write!(f, "at least {least}")?,
            (None, Some(most)) => write!(f, "at most {most}")?,
            (None, None) => {}
        }
        match (measure, most.or(*least)) {
            (Measure::Number, _) => Ok(()),
            (Measure::Characters, Some(1)) => f.write_str(" character"),
            (Measure::Characters, _) => f.write_str(" characters"),
        }
    }
}

/// Refuses an empty text: in a query a service could take it for no filter at all. `None` is no text, and fine.
///
/// # Errors
/// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput), with the field's name.
pub fn check_not_empty<'a>(field: &str, text: impl Into<Option<&'a str>>) -> Result<(), Error> {
    if text.into() == Some("") { Err(Error::invalid_input(field, "is empty")) } else { Ok(()) }
}

/// Refuses a number that is out of bounds. The error names the field, the bounds and the number.
///
/// # Errors
/// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput).
pub fn check_range(field: &str, number: u32, bounds: RangeInclusive<u32>) -> Result<(), Error> {
    if bounds.contains(&number) {
        return Ok(());
    }
    let (least, most) = bounds.into_inner();
    Err(Error::invalid_input(field, format_args!("must be {least} to {most}, it is {number}")))
}
