//! Readers for what nobody decides by: a value that can't be read is as good as none, and loses no item. For
//! `deserialize_with`, with `default`.

use acesso_core::wire;
use jiff::{Timestamp, civil::DateTime};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// `2019-01-01T09:00:00.000`, with any number of fractional digits, or none at all.
pub(crate) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime>, D::Error> {
    readable(deserializer, |value| wire::parsed_text(value, "a date and time", parse_time))
}

/// `2020-01-01T00:00:00.000+00:00`: an instant, since it has an offset.
pub(crate) fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    readable(deserializer, |value| {
        wire::parsed_text(value, "a time with its offset", |text| wire::cut_fraction(text).parse().ok())
    })
}

/// A flag, as [`wire::optional_flag`] reads it.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    readable(deserializer, wire::optional_flag)
}

/// A whole number, as [`wire::number_or_text`] reads it.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    readable(deserializer, wire::number_or_text)
}

/// Tenants show three fractional digits, metrics six, neither a zone. A `Z` or an offset is dropped rather than refused, so
/// that its coming breaks no read: the time stays the one that the vendor's clock showed.
pub(crate) fn parse_time(text: &str) -> Option<DateTime> {
    wire::cut_fraction(text.trim_end_matches(['Z', 'z'])).parse().ok()
}

/// Reads the whole value first: a reader that fails would leave the rest of it behind.
fn readable<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: fn(Value) -> Result<Option<T>, serde_json::Error>,
) -> Result<Option<T>, D::Error> {
    Ok(read(Value::deserialize(deserializer)?).unwrap_or_default())
}
