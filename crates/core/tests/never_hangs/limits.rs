//! What becomes of a rate limit after a refusal.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use acesso_core::{Client, ErrorKind, RateLimit, testing::MockTransport};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};

use super::support::{MS, Reply, SECOND, Service, builder, ends, healthy, read};

/// The moments after the first request's refusal at which a limit of four requests a second let others out; and, much
/// later, the moments of four more.
async fn moments_after_a_refusal(seed: u64) -> (Vec<Duration>, Vec<Duration>) {
    fastrand::seed(seed);
    let refused = AtomicBool::new(false);
    let service = Service::new(move |asked| match refused.swap(true, Ordering::Relaxed) {
        true => healthy(asked),
        false => Reply::json(429, ""),
    });
    let client = service.builder().rate_limit(RateLimit::per_second(4)).build().unwrap();
    let calls: JoinSet<_> = (0..20).map(|number| client.request(read(number))).collect();
    assert!(ends(calls.join_all()).await.iter().all(Result::is_ok));
    sleep(30 * SECOND).await;
    let refused = service.asked("/read")[0].at + 20 * MS;
    let calls: JoinSet<_> = (0..4).map(|number| client.request(read(number))).collect();
    ends(calls.join_all()).await;
    let mut moments = service.asked("/read").into_iter().skip(4).map(|asked| asked.at - refused);
    let soon: Vec<_> = moments.by_ref().take(17).collect();
    (soon, moments.collect())
}

#[tokio::test(start_paused = true)]
async fn after_a_refusal_requests_go_out_one_by_one_until_a_period_has_passed() {
    for seed in 1..=10 {
        let (soon, later) = moments_after_a_refusal(seed).await;
        let opened = soon[0];
        assert!(opened >= SECOND && opened < SECOND + 260 * MS, "{soon:?}");
        let one_by_one: Vec<_> = soon.iter().filter(|moment| **moment < opened + SECOND).collect();
        assert!((3..=4).contains(&one_by_one.len()), "{soon:?}");
        assert!(one_by_one.windows(2).all(|pair| *pair[1] - *pair[0] >= 250 * MS), "{soon:?}");
        assert_eq!(later, [later[0]; 4], "the whole burst is back");
    }
}

#[tokio::test(start_paused = true)]
async fn two_programs_that_were_refused_together_do_not_come_back_together() {
    let ((one, _), (other, _)) = (moments_after_a_refusal(1).await, moments_after_a_refusal(2).await);
    assert_ne!(one[0], other[0]);
    assert_ne!(one[1] - one[0], other[1] - other[0]);
}

/// Calls one after another until a moment. How many succeeded.
async fn calls_until(client: Client, end: Instant) -> usize {
    let mut successes = 0;
    while Instant::now() < end {
        successes += usize::from(client.request(read(0)).await.is_ok());
    }
    successes
}

/// What a program with four workers gets done until a moment.
async fn program(client: Client, end: Instant) -> usize {
    let workers: JoinSet<_> = (0..4).map(|_| calls_until(client.clone(), end)).collect();
    workers.join_all().await.into_iter().sum()
}

/// A service that serves three requests in any second and refuses the others, each within 20 to 80 ms.
fn three_in_any_second(retry_after: Option<u32>) -> Service {
    let served = Mutex::new(Vec::<Instant>::new());
    Service::new(move |asked| {
        let mut served = served.lock().unwrap();
        served.retain(|at| asked.at - *at < SECOND);
        let reply = match (served.len() < 3, retry_after) {
            (true, _) => {
                served.push(asked.at);
                healthy(asked)
            }
            (false, Some(seconds)) => Reply::json(429, "").retry_after(seconds),
            (false, None) => Reply::json(429, ""),
        };
        reply.after(fastrand::u32(20..80) * MS)
    })
}

#[tokio::test(start_paused = true)]
async fn two_programs_on_one_account_both_get_on() {
    for retry_after in [None, Some(1)] {
        for seed in 1..=5 {
            fastrand::seed(seed);
            let service = three_in_any_second(retry_after);
            let client = || service.builder().rate_limit(RateLimit::per_second(3)).build().unwrap();
            let end = Instant::now() + 120 * SECOND;
            let (one, other) = ends(async { tokio::join!(program(client(), end), program(client(), end)) }).await;
            assert!(one.min(other) * 4 > one + other, "seed {seed}: {one} and {other} calls");
            assert!(one + other > 180, "seed {seed}: {one} and {other} of the 360 calls that the service would serve");
        }
    }
}

/// A service as nginx's `limit_req rate=3r/s` without `burst` makes it: none within a third of a second after another.
fn none_within_a_third_of_a_second() -> Service {
    let newest = Mutex::new(None::<Instant>);
    Service::new(move |asked| {
        let mut newest = newest.lock().unwrap();
        if newest.is_some_and(|newest| asked.at - newest < SECOND / 3) {
            return Reply::json(429, "");
        }
        *newest = Some(asked.at);
        healthy(asked)
    })
}

#[tokio::test(start_paused = true)]
async fn a_service_that_serves_no_burst_serves_most_requests() {
    for seed in 1..=5 {
        fastrand::seed(seed);
        let service = none_within_a_third_of_a_second();
        let client = service.builder().rate_limit(RateLimit::per_second(3)).build().unwrap();
        let served = ends(program(client, Instant::now() + 30 * SECOND)).await;
        let asked = service.count("/read");
        assert!(served * 3 > asked * 2, "seed {seed}: {served} of {asked} requests were served");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_tells_how_long_its_call_took_with_all_its_pauses() {
    let service = MockTransport::new().respond(429, "").delay(20 * MS).repeat();
    let client = builder(service).rate_limit(RateLimit::per_second(3)).build().unwrap();
    let begun = Instant::now();
    let error = ends(client.request(read(0))).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 3));
    assert_eq!(error.elapsed(), begun.elapsed());
    assert!(error.elapsed() >= 2 * SECOND);
    let told = format!("after 3 attempts in {:.1} s", begun.elapsed().as_secs_f32());
    assert!(error.to_string().contains(&told), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_call_with_a_deadline_does_not_wait_longer_for_its_turn() {
    let service = MockTransport::new().respond(429, "").header("retry-after", "50").respond(200, "{}").repeat();
    let client = builder(service).rate_limit(RateLimit::per_second(3)).build().unwrap();
    let first = tokio::spawn(client.request(read(0)));
    let begun = Instant::now();
    sleep_until(begun + SECOND).await;
    let error = ends(client.request(read(1)).deadline(5 * SECOND)).await.unwrap_err();
    assert_eq!((error.kind(), begun.elapsed()), (ErrorKind::Timeout, 6 * SECOND));
    ends(first).await.unwrap().unwrap();
}
