//! Days and times as the clock showed them where the run was read: a page or a workbook is the same wherever it is made.

use acesso_review::model::{Lang, RunDescription, day};
use jiff::{Timestamp, fmt::temporal::DateTimeParser, tz::TimeZone};

#[derive(Debug)]
pub(crate) struct Clock {
    zone: TimeZone,
    /// `UTC-03:00`
    pub(crate) name: String,
    pub(crate) lang: Lang,
}

impl Clock {
    /// That of whoever read the run last; UTC where an early version did not keep it.
    pub(crate) fn of(run: &RunDescription, lang: Lang) -> Self {
        let kept = run.windows.iter().rev().find_map(|window| window.utc_offset.as_deref());
        let known = kept.filter(|offset| offset.starts_with(['+', '-']));
        match known.and_then(|offset| Some((offset, DateTimeParser::new().parse_time_zone(offset).ok()?))) {
            Some((offset, zone)) if !offset.ends_with("00:00") => Self { zone, name: format!("UTC{offset}"), lang },
            _ => Self { zone: TimeZone::UTC, name: "UTC".to_owned(), lang },
        }
    }

    pub(crate) fn day(&self, time: Timestamp) -> String {
        day(&time.to_zoned(self.zone.clone()).date().to_string(), self.lang)
    }

    pub(crate) fn time(&self, time: Timestamp) -> String {
        self.as_clock(time, "%H:%M")
    }

    pub(crate) fn minute(&self, time: Timestamp) -> String {
        format!("{} {}", self.day(time), self.time(time))
    }

    /// Of a time that is stored as text; a text that is none is shown as it is.
    pub(crate) fn second(&self, text: &str) -> String {
        let parsed: Result<Timestamp, _> = text.parse();
        parsed
            .map_or_else(|_| text.to_owned(), |time| format!("{} {}", self.day(time), self.as_clock(time, "%H:%M:%S")))
    }

    /// The day of a time or a day that is stored as text; a text that is neither is shown as it is.
    pub(crate) fn day_of(&self, text: &str) -> String {
        text.parse().map_or_else(|_| day(text, self.lang), |time| self.day(time))
    }

    fn as_clock(&self, time: Timestamp, form: &str) -> String {
        time.to_zoned(self.zone.clone()).strftime(form).to_string()
    }
}

#[cfg(test)]
mod tests {
    use acesso_review::store::testing::kept;

    use super::*;

    fn clock(offset: Option<&str>, lang: Lang) -> Clock {
        let (_folder, store) = kept();
        let mut run = store.describe(&store.run(1).unwrap().unwrap(), lang).unwrap();
        run.windows[0].utc_offset = offset.map(str::to_owned);
        Clock::of(&run, lang)
    }

    #[test]
    fn times_are_those_of_the_clock_where_the_run_was_read() {
        let time = "2026-02-01T01:30:59Z";
        let clock = clock(Some("-03:00"), Lang::PtBr);
        assert_eq!(clock.name, "UTC-03:00");
        assert_eq!((clock.day_of(time), clock.second(time)), ("31/01/2026".into(), "31/01/2026 22:30:59".into()));
        assert_eq!(clock.minute(time.parse().unwrap()), "31/01/2026 22:30");
    }

    #[test]
    fn a_day_is_no_time_and_what_is_neither_is_shown_as_it_is() {
        let clock = clock(Some("-03:00"), Lang::PtBr);
        assert_eq!(["2026-02-01", "soon", ""].map(|text| clock.day_of(text)), ["01/02/2026", "soon", ""]);
        assert_eq!(clock.second("soon"), "soon");
    }

    #[test]
    fn where_the_clock_is_not_known_it_is_utc() {
        for offset in [None, Some("+00:00"), Some(""), Some("-99:99"), Some("America/Sao_Paulo"), Some("<b>")] {
            let clock = clock(offset, Lang::En);
            assert_eq!(
                (clock.name.as_str(), &*clock.day_of("2026-02-01T01:30:59Z")),
                ("UTC", "2026-02-01"),
                "{offset:?}"
            );
        }
    }
}
