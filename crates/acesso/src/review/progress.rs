//! How far the reading is, on stderr: a bar for each service on a terminal, plain lines elsewhere.

use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressState, ProgressStyle};

use super::engine::Source;
use crate::{
    failure::Failure,
    model::Vendor,
    output::{count_of, say},
    store::Reading,
};

/// How often a bar is drawn, and how often a plain line is written.
const BAR_PACE: Duration = Duration::from_millis(200);
const LINE_PACE: Duration = Duration::from_secs(10);

const TEMPLATE: &str = "  {prefix:10} {bar:24.cyan} {pos}/{len} calls, {rate}, {eta} left";
const OPEN_TEMPLATE: &str = "  {prefix:10} {spinner:24.cyan} {pos} calls so far, {rate}";

/// The progress of all services.
#[derive(Debug)]
pub(crate) struct Progress {
    bars: Option<MultiProgress>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { bars: std::io::stderr().is_terminal().then(MultiProgress::new) }
    }

    /// The progress of one service.
    pub(crate) fn bar(&self, vendor: Vendor) -> Bar {
        let bar = self.bars.as_ref().map(|bars| {
            let bar = bars.add(ProgressBar::new(0).with_style(style(OPEN_TEMPLATE)));
            bar.set_prefix(vendor.name());
            bar
        });
        Bar { vendor, bar, shown: Instant::now(), announced: false }
    }
}

fn style(template: &str) -> ProgressStyle {
    let per_second = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        let _a_terminal_that_is_gone = write!(out, "{:.1} a second", state.per_sec());
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", per_second)
        .progress_chars("━━╌")
}

/// The progress of one service.
#[derive(Debug)]
pub(crate) struct Bar {
    vendor: Vendor,
    bar: Option<ProgressBar>,
    shown: Instant,
    announced: bool,
}

impl Bar {
    /// How often to show how far it is.
    pub(crate) fn pace(&self) -> Duration {
        if self.bar.is_some() { BAR_PACE } else { LINE_PACE }
    }

    /// Says once how long it will take, as soon as that is known, and now and then how far it is.
    pub(crate) fn show(&mut self, source: &impl Source, reading: &Reading) -> Result<(), Failure> {
        let is_due = self.shown.elapsed() >= self.pace();
        if !is_due && self.announced {
            return Ok(());
        }
        let left = source.calls_left(reading)?;
        if let Some(left) = left.filter(|_| !self.announced) {
            self.announced = true;
            self.announce(left, source.calls_per_second());
        }
        if is_due {
            self.shown = Instant::now();
            self.draw(reading.count_answers()?, left);
        }
        Ok(())
    }

    fn announce(&self, calls: u64, per_second: Option<f64>) {
        let Some(per_second) = per_second else {
            return;
        };
        let text = announcement(self.vendor, calls, per_second);
        match &self.bar {
            Some(bar) => bar.println(text),
            None => say(text),
        }
    }

    fn draw(&self, done: u64, left: Option<u64>) {
        match (&self.bar, left) {
            (Some(bar), Some(left)) => {
                bar.set_style(style(TEMPLATE));
                bar.set_length(done + left);
                bar.set_position(done);
            }
            // How long a list is that the service does not count is known when it ends.
            (Some(bar), None) => {
                bar.set_style(style(OPEN_TEMPLATE));
                bar.set_position(done);
            }
            (None, Some(left)) => say(format_args!("{}: {done} of {}", self.vendor, count_of(done + left, "call"))),
            (None, None) => say(format_args!("{}: {} so far", self.vendor, count_of(done, "call"))),
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// What the service's own limit makes of so many calls.
fn announcement(vendor: Vendor, calls: u64, per_second: f64) -> String {
    // A count of calls has few enough digits for this.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let seconds = calls as f64 / per_second;
    let time = if seconds < 90.0 {
        format!("{:.0} seconds", seconds.max(2.0))
    } else if seconds < 5400.0 {
        format!("{:.0} minutes", seconds / 60.0)
    } else {
        format!("{:.1} hours", seconds / 3600.0)
    };
    format!("{vendor}: {} to go, about {time} at {per_second} a second", count_of(calls, "call"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_it_takes_is_said_in_words_that_fit() {
        let time = |calls| announcement(Vendor::TomTicket, calls, 3.0);
        assert_eq!(time(1), "TomTicket: 1 call to go, about 2 seconds at 3 a second");
        assert_eq!(time(100), "TomTicket: 100 calls to go, about 33 seconds at 3 a second");
        assert_eq!(time(1_020), "TomTicket: 1,020 calls to go, about 6 minutes at 3 a second");
        assert_eq!(time(100_000), "TomTicket: 100,000 calls to go, about 9.3 hours at 3 a second");
    }

    #[test]
    fn the_templates_can_be_read() {
        for template in [TEMPLATE, OPEN_TEMPLATE] {
            ProgressStyle::with_template(template).unwrap();
        }
    }
}
