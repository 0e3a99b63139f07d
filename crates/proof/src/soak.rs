//! Everything at full size.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use acesso_core::ErrorKind;
use acesso_sandbox::{Fault, Network, Sandbox, tomticket::Counting};
use anyhow::{Context as _, Result};

use crate::{
    flood,
    matrix::{self, TransportKind},
    memory, rate, storm,
    table::{Line, Table},
};

const MS: Duration = Duration::from_millis(1);

/// Runs it all, minutes long, and says what it is at.
///
/// # Errors
/// When this program does not know where it is, or a runtime can't be made. What does not hold is a line of the table.
pub fn run() -> Result<Table> {
    let program = std::env::current_exe()?;
    let program = program.to_str().context("this program's path is no text")?;
    let panics = count_panics();
    // What is counted, memory, files, one thread's calls, comes first and alone.
    let one_thread = || tokio::runtime::Builder::new_current_thread().enable_all().build();
    let mut lines = Vec::new();
    say("what answers that are too much cost in memory");
    lines.extend(one_thread()?.block_on(costs(program)));
    say("10,000 calls in flight");
    lines.push(one_thread()?.block_on(flooded(program)));
    say("10,000 calls, more than half of whose callers give up");
    let paused = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    lines.push(paused.block_on(abandoned()));
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    say("the rate limit, for a minute in five ways at once");
    lines.extend(threads.block_on(paces(program)));
    say("outages");
    lines.extend(threads.block_on(outages()));
    say("every fault against each shape of operation, two against every one, on new and used connections, four times");
    lines.extend(threads.block_on(faults()));
    let panicked = panics.load(Ordering::Relaxed);
    lines.push(Line::new("panics in all of this", panicked, 0, panicked == 0, "none may be"));
    Ok(Table(lines))
}

fn say(what: &str) {
    eprintln!("… {what}");
}

/// Panics of tasks end in their owners' hands; here they count, whoever looks away.
fn count_panics() -> &'static AtomicUsize {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        usual(panic);
    }));
    &PANICS
}

async fn costs(program: &str) -> Vec<Line> {
    const MIB: f64 = 1_048_576.0;
    match memory::costs(program, memory::CLIENTS_LIMIT).await {
        Err(why) => vec![Line::failed("memory for answers that are too much", &why)],
        Ok(costs) => costs
            .into_iter()
            .map(|cost| {
                #[expect(clippy::cast_precision_loss, reason = "for people")]
                let (most, bound) = (cost.most as f64 / MIB, cost.bound as f64 / MIB);
                let ended = cost.kind.map_or_else(|| String::from("an answer"), |kind| format!("{kind:?}"));
                let figures = format!("{ended}; {most:.1} MiB of heap at most, {bound:.0} allowed");
                Line::each(cost.what.clone(), 1, usize::from(cost.holds()), figures)
            })
            .collect(),
    }
}

async fn flooded(program: &str) -> Line {
    let what = "calls in flight at once, one client, one thread: answered, 48 KiB a call, no file left open";
    match flood::at_once(program, 10_000).await {
        Err(why) => Line::failed(what, &why),
        Ok(flood) => {
            let leaks = flood.files.is_some_and(|(before, after)| after > before);
            let files = flood.files.map_or_else(
                || String::from("open files are not told here"),
                |(before, after)| format!("{before} files open before, {after} after"),
            );
            let figures = format!("{} bytes of heap per call in flight; {files}", flood.bytes_per_call);
            let holds = flood.answered == flood.calls && flood.bytes_per_call <= flood::BYTES_PER_CALL && !leaks;
            Line::new(what, flood.calls, flood.answered, holds, figures)
        }
    }
}

async fn abandoned() -> Line {
    let what = "calls, more than half given up at random: the others answered, no slot or token lost";
    match flood::abandoned(10_000, 39).await {
        Err(why) => Line::failed(what, &why),
        Ok(left) => {
            let (slots, free) = left.slots;
            let held = left.answered + left.dropped;
            let figures = format!(
                "{} gave up; {free} of {slots} slots free after; {} token requests, {} at a time",
                left.dropped, left.token_requests, left.token_requests_at_once
            );
            let holds = held == left.calls
                && 2 * left.dropped >= left.calls
                && free == slots
                && left.token_requests_at_once == 1;
            Line::new(what, left.calls, held, holds, figures)
        }
    }
}

async fn paces(program: &str) -> Vec<Line> {
    let minute = Duration::from_secs(60);
    let quiet = Network::default();
    let jitter = Network { delay: 10 * MS, jitter: 50 * MS, ..quiet };
    let slow = Network { work: 400 * MS, ..quiet };
    let (sliding, fixed, jitter_sliding, jitter_fixed, working, cold) = tokio::join!(
        rate::in_process(Counting::Sliding, quiet, minute),
        rate::in_process(Counting::Fixed, quiet, minute),
        rate::in_process(Counting::Sliding, jitter, minute),
        rate::in_process(Counting::Fixed, jitter, minute),
        rate::in_process(Counting::Sliding, slow, minute),
        rate::cold_tls(program, Duration::from_secs(20)),
    );
    let no_429 = |pace: &rate::Pace| pace.refused == 0 && pace.failed == 0;
    let quietly = |pace: &rate::Pace| no_429(pace) && pace.used >= 0.95;
    let in_jitter = |pace: &rate::Pace| pace.failed == 0 && pace.used >= 0.9;
    vec![
        pace("3 a second from 8 clones, sliding seconds: 95 % used, no 429", sliding, quietly),
        pace("3 a second from 8 clones, fixed seconds: 95 % used, no 429", fixed, quietly),
        pace("with 10 to 60 ms each way, sliding seconds: 90 % used, no call fails", jitter_sliding, in_jitter),
        pace("with 10 to 60 ms each way, fixed seconds: 90 % used, no call fails", jitter_fixed, in_jitter),
        pace("a service that works 400 ms a request: no 429", working, no_429),
        pace("cold TLS connections, up to a second late: no 429", cold, no_429),
    ]
}

fn pace(what: &str, pace: Result<rate::Pace>, holds: impl Fn(&rate::Pace) -> bool) -> Line {
    match pace {
        Err(why) => Line::failed(what, &why),
        Ok(pace) => {
            let rate::Pace { served, refused, failed, used } = pace;
            let figures =
                format!("{:.1} % of the allowance used; {refused} times 429, {failed} calls failed", used * 100.0);
            Line::new(what, served + refused, served, holds(&pace), figures)
        }
    }
}

async fn outages() -> Vec<Line> {
    let (dead, asking) = tokio::join!(storm::outage(100, None), storm::outage(100, Some(2)));
    let one_in_ten = storm::one_in_ten(10_000).await;
    let fresh = storm::fresh(50).await;
    vec![
        outage("calls at once, 503 for all: at most 1.2 requests a call, spread out", Duration::ZERO, dead),
        outage("calls at once, 503 with Retry-After 2: none before, not in step after", Duration::from_secs(2), asking),
        match one_in_ten {
            Err(why) => Line::failed("one request in ten fails: 99.5 % of the calls succeed", &why),
            Ok(succeeded) => {
                let what = "one request in ten fails: 99.5 % of the calls succeed";
                let figures = format!("{} calls failed", 10_000 - succeeded);
                Line::new(what, 10_000, succeeded, succeeded >= 9_950, figures)
            }
        },
        match fresh {
            Err(why) => Line::failed("a fresh client's first call, 503 twice: it gets its repetitions", &why),
            Ok(succeeded) => {
                Line::each("a fresh client's first call, 503 twice: it gets its repetitions", 50, succeeded, "")
            }
        },
    ]
}

fn outage(what: &str, earliest: Duration, outage: Result<storm::Outage>) -> Line {
    match outage {
        Err(why) => Line::failed(what, &why),
        Ok(storm::Outage { requests_per_call, repetitions, most_at_once, first_after }) => {
            let figures = format!(
                "{requests_per_call:.2} requests a call; {repetitions} repetitions, the first after {:.2} s, at most \
                 {most_at_once} within 20 ms",
                first_after.as_secs_f64()
            );
            // On a busy machine what was due at different times is sent together; how far the delays spread is proved to
            // the millisecond in core's own tests.
            let in_step = 3 * most_at_once > 2 * repetitions;
            let holds = requests_per_call <= 1.2 && first_after >= earliest && !in_step;
            Line::new(what, 100, if holds { 100 } else { 0 }, holds, figures)
        }
    }
}

async fn faults() -> Vec<Line> {
    let what = "cells of the fault matrix (crates/core/FAULTS.md)";
    let matrix = cells(what, TransportKind::Reqwest, 4).await;
    let on_hyper = cells("the same cells on the transport straight on hyper", TransportKind::Hyper, 2).await;
    let what = "a cursor that comes back after 150 pages: the list ends there, in an error";
    let late = match late_cursor().await {
        Err(why) => Line::failed(what, &why),
        Ok((pages, kind)) => {
            let held = usize::from(pages == 150 && kind == Some(ErrorKind::Paging));
            Line::each(what, 1, held, format!("{pages} pages, then {kind:?}"))
        }
    };
    vec![matrix, on_hyper, late]
}

async fn cells(what: &str, kind: TransportKind, times: usize) -> Line {
    match matrix::run(kind, times).await {
        Err(why) => Line::failed(what, &why),
        Ok(outcome) => {
            let figures = outcome.failed.first().cloned().unwrap_or_default();
            Line::each(what, outcome.tried, outcome.tried - outcome.failed.len(), figures)
        }
    }
}

/// How many pages come before a cursor comes back, and what follows.
async fn late_cursor() -> Result<(usize, Option<ErrorKind>)> {
    let sandbox = Sandbox::builder().people(20_000).start().await?;
    sandbox.base39().inject(Fault::repeated_cursor().after(150));
    let credentials = base39::Credentials::api_key(sandbox.base39().api_key());
    let client = base39::Client::builder(credentials).base_url(sandbox.base39().url()).build()?;
    let mut pager = client.permissions().list(base39::PermissionFilter::default());
    let mut pages = 0;
    loop {
        match pager.next_page().await {
            Some(Ok(_)) => pages += 1,
            Some(Err(error)) => return Ok((pages, Some(error.kind()))),
            None => return Ok((pages, None)),
        }
    }
}
