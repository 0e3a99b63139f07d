//! What all contenders of a race have in common: the course, the bodies, the clock.
//!
//! A contender is a program of its own. It reads laps from its standard input, one line of JSON each, runs them on one
//! thread, and answers each with a line of JSON.

#![forbid(unsafe_code)]

use std::{
    fs,
    hint::black_box,
    io::{self, BufRead, Write},
    time::{Duration, Instant},
};

use base39::Permission;
use futures_util::stream::{self, StreamExt};
use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};

/// How many items a page has.
pub const PAGE: usize = 100;
/// What goes out as `authorization`, with every request of every contender.
pub const TOKEN: &str = "an-imaginary-token";
/// How long the slow server takes for an answer, and a slow consumer for a page.
pub const SLOW: Duration = Duration::from_millis(5);
/// Requests before the clock starts: a connection is open, and buffers have their size.
const WARM_UP: usize = 20;

/// A page of permissions, as Base39 sends it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Permissions {
    /// Whether there are more pages.
    pub has_more: bool,
    /// The items.
    pub data: Vec<Permission>,
}

/// A client in the race. Whatever goes wrong is a panic: a race with failures is no race.
pub trait Contender: Sized {
    /// A client of the service at this address, without a slash at its end.
    fn new(base: &str) -> Self;

    /// `GET {base}/v1/operators/{operator}/permissions?limit=100`: two items in 788 bytes.
    fn operator(&self, operator: &str) -> impl Future<Output = Permissions>;

    /// As [`operator`](Self::operator), from a service that is down. True for an answer.
    fn succeeds(&self, operator: &str) -> impl Future<Output = bool>;

    /// `GET {base}/v1/permissions?limit=100`, and for the pages after the first `&starting_after=` the last item's id.
    fn page(&self, after: Option<&str>) -> impl Future<Output = Permissions>;

    /// So many pages of [`page`](Self::page), each handed to `consumer` before the next one is asked for, as people write it.
    fn list(&self, pages: usize, consumer: &mut Consumer) -> impl Future<Output = ()> {
        async move {
            let mut after: Option<String> = None;
            for _ in 0..pages {
                let page = self.page(after.as_deref()).await;
                after = page.data.last().map(|item| item.id.to_string());
                consumer.take(page.data).await;
            }
        }
    }
}

/// Uses pages up.
#[derive(Debug)]
pub struct Consumer {
    work: Option<Duration>,
    items: usize,
}

impl Consumer {
    /// Uses a page up.
    pub async fn take(&mut self, page: Vec<Permission>) {
        self.items += page.len();
        black_box(page);
        if let Some(work) = self.work {
            tokio::time::sleep(work).await;
        }
    }
}

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lap {
    /// The course.
    pub course: Course,
    /// The service's address.
    pub base: String,
    /// How many requests, or pages.
    pub count: usize,
}

/// Ways to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Course {
    /// So many requests on their way at any time; 1 is one after another.
    Requests {
        /// How many.
        in_flight: usize,
    },
    /// A list, page after page.
    Pages,
    /// A list whose consumer takes [`SLOW`] for each page.
    SlowPages,
    /// Requests to a service that is down, all at once.
    Outage,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// From the first request to the last answer, in nanoseconds.
    pub elapsed: u64,
    /// Of the processor, in the program and in the system on its behalf, in nanoseconds.
    pub processor: u64,
    /// The most memory that the program ever held, in KiB.
    pub peak: u64,
}

/// Runs laps until there are no more: the `main` of a contender.
pub fn run<C: Contender>() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for line in io::stdin().lock().lines() {
        let lap: Lap = serde_json::from_str(&line.expect("a line")).expect("a lap");
        let time = runtime.block_on(run_lap::<C>(&lap));
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, &time).expect("a reader");
        out.write_all(b"\n").and_then(|()| out.flush()).expect("a reader");
    }
}

async fn run_lap<C: Contender>(lap: &Lap) -> Time {
    let client = C::new(&lap.base);
    if lap.course != Course::Outage {
        for _ in 0..WARM_UP {
            black_box(client.operator(&operator(0)).await);
        }
    }
    if let Course::Requests { in_flight } = lap.course {
        requests(&client, in_flight * 2, in_flight).await;
    }
    let (start, before) = (Instant::now(), processor_time());
    match lap.course {
        Course::Requests { in_flight } => requests(&client, lap.count, in_flight).await,
        Course::Pages => pages(&client, lap.count, None).await,
        Course::SlowPages => pages(&client, lap.count, Some(SLOW)).await,
        Course::Outage => outage(&client, lap.count).await,
    }
    Time { elapsed: nanoseconds(start.elapsed()), processor: nanoseconds(processor_time() - before), peak: peak() }
}

async fn requests<C: Contender>(client: &C, count: usize, in_flight: usize) {
    if in_flight == 1 {
        for number in 0..count {
            check(client.operator(&operator(number)).await);
        }
        return;
    }
    let answers = stream::iter(0..count).map(async |number| check(client.operator(&operator(number)).await));
    answers.buffer_unordered(in_flight).for_each(async |()| {}).await;
}

fn check(answer: Permissions) {
    assert_eq!(answer.data.len(), 2);
    black_box(answer);
}

async fn pages<C: Contender>(client: &C, count: usize, work: Option<Duration>) {
    let mut consumer = Consumer { work, items: 0 };
    client.list(count, &mut consumer).await;
    assert_eq!(consumer.items, count * PAGE);
}

async fn outage<C: Contender>(client: &C, count: usize) {
    let answers = stream::iter(0..count).map(async |number| client.succeeds(&operator(number)).await);
    answers.buffer_unordered(count).for_each(async |succeeds| assert!(!succeeds)).await;
}

fn operator(number: usize) -> String {
    format!("oprt_{number:024x}")
}

/// Of this program alone: what `getrusage` calls the most memory can be that of the process that started it.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("figures");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the most memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

fn processor_time() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("figures");
    let of = |time: nix::sys::time::TimeVal| {
        Duration::from_micros(
            u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec()).expect("a time after the start"),
        )
    };
    of(usage.user_time()) + of(usage.system_time())
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).expect("a time shorter than centuries")
}
