//! Times without a zone.

use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer, de::Error};

/// For `deserialize_with`: `2019-01-01T09:00:00.000`, with any number of fractional digits, or none at all.
///
/// Tenants show three digits, metrics six, neither a zone. A `Z` or an offset is dropped rather than refused, so that its
/// coming breaks no read: the time stays the one that the vendor's clock showed.
pub(crate) fn read_civil<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime>, D::Error> {
    Option::<String>::deserialize(deserializer)?
        .map(|text| parse_civil(&text).ok_or_else(|| D::Error::custom("not a time, expected a date and time")))
        .transpose()
}

pub(crate) fn parse_civil(text: &str) -> Option<DateTime> {
    text.trim_end_matches(['Z', 'z']).parse().ok()
}
