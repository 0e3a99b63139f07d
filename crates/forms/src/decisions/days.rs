//! On which days somebody can have decided.

use std::ops::RangeInclusive;

use acesso_review::model::{RunDescription, Sentence};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// From the day on which a run was begun to today. Where it is another day by the clock on the wall than by UTC, it is both.
#[derive(Debug, Clone)]
pub(super) struct Days {
    all: RangeInclusive<Date>,
    today: Date,
}

impl Days {
    pub(super) fn of(run: &RunDescription, now: Timestamp) -> Self {
        let days = |time: Timestamp| [TimeZone::UTC, TimeZone::system()].map(|zone| zone.to_datetime(time).date());
        let ([first, or_first], [last, today]) = (days(run.started_at), days(now));
        Self { all: first.min(or_first)..=last.max(today), today }
    }

    /// The day that the clock on the wall shows.
    pub(super) fn today(&self) -> Date {
        self.today
    }

    /// The day, or why nobody can have decided on it.
    pub(super) fn possible(&self, day: Date) -> Result<Date, Sentence> {
        match day {
            day if day > *self.all.end() => Err(Sentence::new("mistake-day-future", &[])),
            day if day < *self.all.start() => Err(Sentence::new("mistake-day-before", &[])),
            day => Ok(day),
        }
    }
}
