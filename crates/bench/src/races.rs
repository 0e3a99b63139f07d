//! The races: rounds in which every contender runs every course, in an order that chance decides.

use std::{collections::BTreeMap, thread};

use anyhow::{Context as _, Result};
use race::{Course, Lap, PAGE, Time};

use crate::{
    build::{BASELINE, Contender, OURS, Programs},
    processes::{Runner, Server},
};

/// What is run, and how much of it: about half a second for bare reqwest at the scale of 2.
pub(crate) const COURSES: [(&str, Course, usize); 4] = [
    ("one after another", Course::Requests { in_flight: 1 }, 6_000),
    ("64 in flight", Course::Requests { in_flight: 64 }, 10_000),
    ("256 in flight", Course::Requests { in_flight: 256 }, 10_000),
    ("pages of 100 items", Course::Pages, 250),
];

/// The baseline runs twice, so that it shows how much chance there is.
pub(crate) const AGAIN: &str = "bare reqwest, against itself";

/// A contender on a course: a figure a round, in order of size.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    /// Its rate over the baseline's in the same round.
    pub(crate) ratios: Vec<f64>,
    /// Requests or pages a second.
    pub(crate) rates: Vec<f64>,
    /// Microseconds of the processor for a request or a page.
    pub(crate) processor: Vec<f64>,
}

/// By contender and course.
pub(crate) type Races = BTreeMap<(&'static str, &'static str), Standing>;

pub(crate) fn run(programs: &Programs, rounds: usize, scale: usize) -> Result<Races> {
    let server = Server::start(&programs.find("server"))?;
    let again = Contender { name: AGAIN, ..programs.contender(BASELINE)?.clone() };
    let mut runners = Vec::new();
    for contender in programs.contenders.iter().chain([&again]) {
        runners.push((contender.name, Runner::start(&contender.program)?));
    }
    let mut races = Races::new();
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        for (name, course, count) in COURSES {
            let lap = Lap { course, base: server.quick.clone(), count: count * scale };
            fastrand::shuffle(&mut runners);
            let mut times = BTreeMap::new();
            for (contender, runner) in &mut runners {
                times.insert(*contender, runner.run(&lap).with_context(|| (*contender).to_owned())?);
            }
            note(&mut races, name, lap.count, &times)?;
        }
    }
    for standing in races.values_mut() {
        for figures in [&mut standing.ratios, &mut standing.rates, &mut standing.processor] {
            figures.sort_by(f64::total_cmp);
        }
    }
    Ok(races)
}

/// Adds what a round showed of a course.
fn note(races: &mut Races, course: &'static str, count: usize, times: &BTreeMap<&'static str, Time>) -> Result<()> {
    let baseline = times.get(BASELINE).context("nothing to compare with")?.elapsed as f64;
    for (contender, time) in times {
        let standing = races.entry((contender, course)).or_default();
        standing.ratios.push(baseline / time.elapsed as f64);
        standing.rates.push(count as f64 / seconds(time.elapsed));
        standing.processor.push(time.processor as f64 / count as f64 / 1e3);
    }
    Ok(())
}

/// What long lists cost, and lists whose consumer works.
#[derive(Debug)]
pub(crate) struct Lists {
    /// The most memory held while 1,000 items were read, and while 1,000,000 were, in KiB.
    pub(crate) memory: (u64, u64),
    /// Milliseconds a page where answer and consumer take [`race::SLOW`] each: ours, and the baseline's loop.
    pub(crate) slow: (f64, f64),
}

pub(crate) fn lists(programs: &Programs) -> Result<Lists> {
    eprintln!("lists of 1,000 and of 1,000,000 items, and slow ones");
    let server = Server::start(&programs.find("server"))?;
    let run = |contender: &str, course, base: &str, pages| -> Result<Time> {
        let mut runner = Runner::start(&programs.contender(contender)?.program)?;
        runner.run(&Lap { course, base: base.to_owned(), count: pages })
    };
    let memory = |items| Ok::<_, anyhow::Error>(run(OURS, Course::Pages, &server.quick, items / PAGE)?.peak);
    let slow = |contender| {
        let pages = 200;
        let time = run(contender, Course::SlowPages, &server.slow, pages)?;
        Ok::<_, anyhow::Error>(seconds(time.elapsed) * 1e3 / pages as f64)
    };
    Ok(Lists { memory: (memory(1_000)?, memory(1_000_000)?), slow: (slow(OURS)?, slow(BASELINE)?) })
}

/// How many requests each contender sends for a call to a service that is down, when 100 calls come at once. All at the
/// same time, each to a server of its own: they spend it waiting.
pub(crate) fn outage(programs: &Programs) -> Result<Vec<(&'static str, f64)>> {
    eprintln!("a service that is down; some contenders don't give up for minutes");
    let server = programs.find("server");
    thread::scope(|scope| {
        let begun: Vec<_> = programs
            .contenders
            .iter()
            .map(|contender| {
                (
                    contender,
                    scope.spawn(|| {
                        let mut server = Server::start(&server)?;
                        let lap = Lap { course: Course::Outage, base: server.down.clone(), count: 100 };
                        Runner::start(&contender.program)?.run(&lap)?;
                        Ok::<_, anyhow::Error>(server.requests_during_outage()? as f64 / 100.0)
                    }),
                )
            })
            .collect();
        let ended = begun.into_iter().map(|(contender, thread)| {
            let requests = thread.join().map_err(|_| anyhow::anyhow!("{} came to nothing", contender.name))?;
            Ok((contender.name, requests?))
        });
        ended.collect()
    })
}

fn seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e9
}

/// The one in the middle of figures in order.
pub(crate) fn median(figures: &[f64]) -> f64 {
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
