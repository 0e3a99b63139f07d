//! Dates as TomTicket writes them.

use std::fmt;

use acesso_core::wire::cut_fraction;
use jiff::{Timestamp, Zoned};
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
/// assert_eq!(DateText::from(date.timestamp().unwrap()).as_str(), "2026-08-25 11:00:00+00:00");
/// ```
///
/// Filters and writes take one, too: a date of an answer, a text, or a time of [`jiff`]'s. Requests have the offset
/// without its colon, and so it is sent.
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

    /// As requests have it: without the colon that the offset has in answers (client code). Any other text stays as it is; a
    /// peer project names dynamic dates, whose syntax was not seen.
    pub(crate) fn in_request(&self) -> String {
        let text = self.0.trim();
        let begin = text.len().saturating_sub("-03:00".len());
        match text.split_at_checked(begin) {
            Some((time, offset)) if is_offset(offset.as_bytes()) => format!("{time}{}", offset.replace(':', "")),
            _ => text.to_owned(),
        }
    }

    /// The moment, or `None` where the text is no date with a time and an offset from UTC. The offset is read with a colon,
    /// as captured answers have it, and without one, as public clients send it.
    pub fn timestamp(&self) -> Option<Timestamp> {
        cut_fraction(self.0.trim()).parse().ok()
    }
}

fn is_offset(text: &[u8]) -> bool {
    match text {
        [b'+' | b'-', hours @ .., b':', tens, ones] => {
            hours.len() == 2 && hours.iter().chain([tens, ones]).all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

impl From<&str> for DateText {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for DateText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&Self> for DateText {
    fn from(date: &Self) -> Self {
        date.clone()
    }
}

impl From<&Zoned> for DateText {
    /// The time of day and the offset; the zone's name is lost.
    fn from(time: &Zoned) -> Self {
        Self(time.strftime("%Y-%m-%d %H:%M:%S%:z").to_string())
    }
}

impl From<Timestamp> for DateText {
    fn from(moment: Timestamp) -> Self {
        Self(moment.strftime("%Y-%m-%d %H:%M:%S%:z").to_string())
    }
}

impl fmt::Display for DateText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
