//! How far the reading is, on stderr: a bar for each service on a terminal, plain lines elsewhere.

use std::{
    cell::Cell,
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::engine::Source;
use crate::{failure::Failure, model::Vendor, output::say, store::Reading};

/// How often a bar is drawn, and how often a plain line is written.
const BAR_PACE: Duration = Duration::from_millis(200);
const LINE_PACE: Duration = Duration::from_secs(10);

const TEMPLATE: &str = "{prefix:10} {bar:24} {pos}/{len} calls  {per_sec}  {msg}";

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
            let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
            let bar = bars.add(ProgressBar::new(0).with_style(style.progress_chars("━╸ ")));
            bar.set_prefix(vendor.name());
            bar
        });
        Bar { vendor, bar, said: Cell::new(Instant::now()), announced: Cell::new(false) }
    }
}

/// The progress of one service.
#[derive(Debug)]
pub(crate) struct Bar {
    vendor: Vendor,
    bar: Option<ProgressBar>,
    said: Cell<Instant>,
    announced: Cell<bool>,
}

impl Bar {
    /// How often to show how far it is.
    pub(crate) fn pace(&self) -> Duration {
        if self.bar.is_some() { BAR_PACE } else { LINE_PACE }
    }

    /// Shows how far it is.
    pub(crate) fn show(&self, source: &impl Source, reading: &Reading) -> Result<(), Failure> {
        let done = reading.count_answers()?;
        let left = source.calls_left(reading)?;
        if let Some(bar) = &self.bar {
            bar.set_length(done + left);
            bar.set_position(done);
        } else if self.said.get().elapsed() >= LINE_PACE {
            self.said.set(Instant::now());
            say(format_args!("{}: {done} of {} calls", self.vendor, done + left));
        }
        Ok(())
    }
}
