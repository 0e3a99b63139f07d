//! What stands in a cell, and how much room it takes.

use acesso_review::model::Severity;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(String),
    /// A day, which the program can sort and filter as one.
    Day(Date),
    /// A text about something that matters so much.
    Grave(String, Severity),
}

impl Cell {
    /// A day that is stored as text, or that of a moment, in UTC; a text that is neither stays one.
    pub(crate) fn of_day(text: &str) -> Self {
        let of_moment = || text.parse::<Timestamp>().ok().map(|time| time.to_zoned(TimeZone::UTC).date());
        let date = of_moment().or_else(|| text.parse().ok());
        date.map_or_else(|| Self::Text(text.to_owned()), Self::Day)
    }

    /// How much room it takes in a line.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Text(text) | Self::Grave(text, _) => widest_line(text),
            Self::Day(_) => 10,
        }
    }

    /// How many lines it takes in a column of this width.
    pub(super) fn lines(&self, width: usize) -> usize {
        match self {
            Self::Text(text) | Self::Grave(text, _) => text.split('\n').map(|line| lines_of(line, width)).sum(),
            Self::Day(_) => 1,
        }
    }
}

/// In how many lines a text is wrapped, at blanks and hyphens; what is longer than a line is parted.
pub(super) fn lines_of(text: &str, width: usize) -> usize {
    let (mut lines, mut column) = (1, 0);
    for word in text.split([' ', '-']) {
        let length = console::measure_text_width(word);
        if column > 0 && column + 1 + length > width {
            lines += 1;
            column = 0;
        }
        column += length + usize::from(column > 0);
        lines += column.saturating_sub(1) / width.max(1);
        column = if column > width { column % width.max(1) } else { column };
    }
    lines
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

pub(super) fn widest_line(text: &str) -> usize {
    text.split('\n').map(console::measure_text_width).max().unwrap_or_default()
}
