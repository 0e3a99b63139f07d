//! How far the reading is, on stderr: a bar for each service on a terminal, plain lines elsewhere.

use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressState, ProgressStyle};

use acesso_forms::output::say;
use acesso_review::{
    model::{Lang, ServiceId},
    source::{self, SoFar, Watch},
};

/// How often a bar is drawn, and how often a plain line is written.
const BAR_PACE: Duration = Duration::from_millis(200);
const LINE_PACE: Duration = Duration::from_secs(10);

/// The lines of a terminal: where the words stand between what indicatif puts in is the language's matter.
fn template(lang: Lang) -> String {
    let words = [("pos", "{pos}".into()), ("len", "{len}".into()), ("rate", "{rate}".into()), ("eta", "{eta}".into())];
    format!("  {{prefix:10}} {{bar:24.cyan}} {}", lang.say_with("progress-bar", words))
}

fn open_template(lang: Lang) -> String {
    let words = [("pos", "{pos}".into()), ("rate", "{rate}".into())];
    format!("  {{prefix:10}} {{spinner:24.cyan}} {}", lang.say_with("progress-spinner", words))
}

/// The progress of all services.
#[derive(Debug)]
pub(crate) struct Progress {
    bars: Option<MultiProgress>,
    lang: Lang,
}

impl Progress {
    pub(crate) fn new(lang: Lang) -> Self {
        Self { bars: std::io::stderr().is_terminal().then(MultiProgress::new), lang }
    }
}

impl source::Progress for Progress {
    fn watch(&self, service: ServiceId) -> Box<dyn Watch> {
        let bar = self.bars.as_ref().map(|bars| {
            let bar = bars.add(ProgressBar::new(0).with_style(style(&open_template(self.lang), self.lang)));
            bar.set_prefix(service.name());
            bar
        });
        Box::new(Bar { service, bar, shown: Instant::now(), announced: false, lang: self.lang })
    }
}

fn style(template: &str, lang: Lang) -> ProgressStyle {
    let per_second = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        let rate = lang.decimal(state.per_sec());
        let _a_terminal_that_is_gone = out.write_str(&lang.say_with("progress-rate", [("rate", rate.into())]));
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", per_second)
        .progress_chars("━━╌")
}

/// The progress of one service.
#[derive(Debug)]
struct Bar {
    service: ServiceId,
    bar: Option<ProgressBar>,
    shown: Instant,
    announced: bool,
    lang: Lang,
}

impl Watch for Bar {
    fn pace(&self) -> Duration {
        if self.bar.is_some() { BAR_PACE } else { LINE_PACE }
    }

    /// Until it is known how long it will take, each time.
    fn is_due(&self) -> bool {
        !self.announced || self.shown.elapsed() >= self.pace()
    }

    /// Says once how long it will take, as soon as that is known, and now and then how far it is.
    fn show(&mut self, so_far: SoFar) {
        if let Some(left) = so_far.left.filter(|_| !self.announced) {
            self.announced = true;
            self.announce(left, so_far.per_second);
        }
        if self.shown.elapsed() >= self.pace() {
            self.shown = Instant::now();
            self.draw(so_far.answered, so_far.left);
        }
    }
}

impl Bar {
    fn announce(&self, calls: u64, per_second: Option<f64>) {
        let Some(per_second) = per_second else {
            return;
        };
        let text = announcement(self.service, calls, per_second, self.lang);
        match &self.bar {
            Some(bar) => bar.println(text),
            None => say(text),
        }
    }

    fn draw(&self, done: u64, left: Option<u64>) {
        match (&self.bar, left) {
            (Some(bar), Some(left)) => {
                bar.set_style(style(&template(self.lang), self.lang));
                bar.set_length(done + left);
                bar.set_position(done);
            }
            // How long a list is that the service does not count is known when it ends.
            (Some(bar), None) => {
                bar.set_style(style(&open_template(self.lang), self.lang));
                bar.set_position(done);
            }
            (None, Some(left)) => {
                let counts = [("done", done.into()), ("calls", (done + left).into())];
                say(self
                    .lang
                    .say_with("progress-line", [("service", self.service.name().into())].into_iter().chain(counts)));
            }
            (None, None) => {
                let values = [("service", self.service.name().into()), ("done", done.into())];
                say(self.lang.say_with("progress-open-line", values));
            }
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
fn announcement(service: ServiceId, calls: u64, per_second: f64, lang: Lang) -> String {
    // A count of calls has few enough digits for this.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let seconds = calls as f64 / per_second;
    let (unit, time) = if seconds < 90.0 {
        ("seconds", format!("{:.0}", seconds.max(2.0)))
    } else if seconds < 5400.0 {
        ("minutes", format!("{:.0}", seconds / 60.0))
    } else {
        ("hours", lang.decimal(seconds / 3600.0))
    };
    lang.say_with(
        "progress-announcement",
        [
            ("service", service.name().into()),
            ("calls", calls.into()),
            ("unit", unit.into()),
            ("time", time.into()),
            ("per-second", per_second.to_string().into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use acesso_review::source::{Registry, TOMTICKET};

    use super::*;

    #[test]
    fn the_time_it_takes_is_said_in_words_that_fit() {
        let _names = Registry::built_in();
        let time = |calls| announcement(TOMTICKET, calls, 3.0, Lang::En);
        assert_eq!(time(1), "TomTicket: 1 call to go, about 2 seconds at 3 a second");
        assert_eq!(time(100), "TomTicket: 100 calls to go, about 33 seconds at 3 a second");
        assert_eq!(time(1_020), "TomTicket: 1,020 calls to go, about 6 minutes at 3 a second");
        assert_eq!(time(100_000), "TomTicket: 100,000 calls to go, about 9.3 hours at 3 a second");
        assert_eq!(
            announcement(TOMTICKET, 100_000, 3.0, Lang::PtBr),
            "TomTicket: faltam 100.000 chamadas, cerca de 9,3 horas a 3 por segundo"
        );
    }

    #[test]
    fn the_templates_can_be_read() {
        for lang in [Lang::En, Lang::PtBr] {
            for template in [template(lang), open_template(lang)] {
                ProgressStyle::with_template(&template).unwrap();
            }
        }
        assert_eq!(template(Lang::En), "  {prefix:10} {bar:24.cyan} {pos}/{len} calls, {rate}, {eta} left");
        assert_eq!(open_template(Lang::En), "  {prefix:10} {spinner:24.cyan} {pos} calls so far, {rate}");
    }
}
