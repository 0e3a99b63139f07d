//! Dates as TomTicket writes them.

use std::fmt;

use acesso_core::wire::cut_fraction;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A moment as TomTicket wrote it, for example `2026-08-25 08:00:00-03:00`.
///
/// The text is kept and written back as it came. It is parsed only when asked for, so a date that can't be read (an empty
/// one, `0000-00-00`) breaks no list.
///
/// Every captured date has its offset from UTC, and the offset alone decides: it tells apart the hour that a clock shows
/// twice when it is turned back (in Brazil until 2019), and makes sense of a time of day that the clock skipped. A date
/// without an offset is no moment, since the contract does not say whose clock it would be. A leap second (`23:59:60`) is
/// read as the second before it.
///
/// ```
/// use tomticket::DateText;
///
/// let date = DateText::new("2026-08-25 08:00:00-03:00");
/// assert_eq!(date.timestamp().unwrap().to_string(), "2026-08-25T11:00:00Z");
/// assert_eq!(DateText::new("2026-08-25 08:00:00").timestamp(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateText(String);

impl DateText {
    /// Takes a text for a date.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment, or `None` where the text is no date with a time and an offset from UTC. The offset is read with a colon,
    /// as captured answers have it, and without one, as public clients send it.
    pub fn timestamp(&self) -> Option<Timestamp> {
        cut_fraction(self.0.trim()).parse().ok()
    }
}

impl fmt::Display for DateText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
