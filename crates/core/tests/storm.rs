//! A service in trouble is not buried under repetitions: every figure on a paused clock, with a seeded chance.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use acesso_core::{Body, Call, Client, ErrorKind, Transport, TransportError, testing::MockTransport};
use async_trait::async_trait;
use builder::builder;
use bytes::Bytes;
use http::StatusCode;
use tokio::{sync::Semaphore, task::JoinSet, time::sleep};

#[path = "common/builder.rs"]
mod builder;

const MS: Duration = Duration::from_millis(1);

/// With a connection for everybody: nobody waits for another call to end.
fn client(transport: impl Transport + 'static) -> Client {
    builder(transport).max_connections(10_000).build().unwrap()
}

fn read() -> Call<Bytes> {
    Call::get("read", "/x")
}

/// 100 calls in one moment; how long after it each of their repetitions was sent, in order.
async fn repetitions_of_100_calls(mock: &MockTransport) -> Vec<Duration> {
    let client = client(mock.clone());
    let mut callers = JoinSet::new();
    for _ in 0..100 {
        let client = client.clone();
        callers.spawn(async move { client.request(read()).await.unwrap_err().kind() });
    }
    assert!(callers.join_all().await.iter().all(|kind| *kind == ErrorKind::Server));
    let times = mock.times();
    times[100..].iter().map(|time| *time - times[0]).collect()
}

/// The most of them that fall into any time of this length.
fn most_within(times: &[Duration], length: Duration) -> usize {
    let from = |start: &Duration| times.iter().filter(|time| **time >= *start && **time < *start + length).count();
    times.iter().map(from).max().unwrap_or(0)
}

#[tokio::test(start_paused = true)]
async fn a_dead_service_gets_at_most_a_fifth_more_requests_and_not_all_at_once() {
    for seed in 1..=20 {
        fastrand::seed(seed);
        let mock = MockTransport::new().respond(503, "").delay(20 * MS).repeat();
        let repetitions = repetitions_of_100_calls(&mock).await;
        assert!(repetitions.len() <= 20, "{} requests for 100 calls", 100 + repetitions.len());
        assert!(most_within(&repetitions, 20 * MS) <= repetitions.len() / 2, "seed {seed}: {repetitions:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_comes_back_before_retry_after_and_they_do_not_come_back_in_step() {
    let asked = Duration::from_secs(2);
    for seed in 1..=20 {
        fastrand::seed(seed);
        let mock = MockTransport::new().respond(503, "").header("retry-after", "2").delay(20 * MS).repeat();
        let repetitions = repetitions_of_100_calls(&mock).await;
        assert!((1..=20).contains(&repetitions.len()), "{} repetitions", repetitions.len());
        assert!(repetitions.iter().all(|time| *time >= asked), "seed {seed}: {repetitions:?}");
        assert!(most_within(&repetitions, 20 * MS) <= repetitions.len() / 2, "seed {seed}: {repetitions:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_call_of_a_fresh_client_gets_its_repetitions() {
    let mock = MockTransport::new().respond(503, "").respond(503, "").respond(200, "ok");
    assert_eq!(client(mock.clone()).request(read()).await.unwrap(), "ok");
    assert_eq!(mock.requests().len(), 3);
}

/// Fails one request in ten.
#[derive(Debug)]
struct OneInTen(Mutex<fastrand::Rng>, Arc<AtomicUsize>);

#[async_trait]
impl Transport for OneInTen {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        let (time, fails) = {
            let mut random = self.0.lock().unwrap();
            (random.u32(1..100), random.u32(0..10) == 0)
        };
        sleep(MS * time).await;
        let status = if fails { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        Ok(http::Response::builder().status(status).body(Body::empty()).unwrap())
    }
}

#[tokio::test(start_paused = true)]
async fn of_ten_thousand_calls_to_a_service_that_fails_one_in_ten_nearly_all_succeed() {
    for (seed, at_a_time) in [(1, 8), (2, 200)] {
        let requests = Arc::new(AtomicUsize::new(0));
        let client = client(OneInTen(Mutex::new(fastrand::Rng::with_seed(seed)), Arc::clone(&requests)));
        let room = Arc::new(Semaphore::new(at_a_time));
        let mut callers = JoinSet::new();
        for _ in 0..10_000 {
            let (client, room) = (client.clone(), Arc::clone(&room));
            callers.spawn(async move {
                let _place = room.acquire().await.unwrap();
                client.request(read()).await.is_ok()
            });
        }
        let succeeded = callers.join_all().await.into_iter().filter(|succeeded| *succeeded).count();
        assert!(succeeded >= 9_950, "{succeeded} of 10,000, {at_a_time} at a time");
        assert!(requests.load(Ordering::Relaxed) <= 12_000);
    }
}
