//! Access tokens that are refused, late, or asked for by somebody who went away.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use acesso_core::{Body, RateLimit, Sent, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio::{
    runtime::Builder,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use super::support::{HOUR, MS, Reply, SECOND, Service, builder, ends, healthy, oauth, read, write};

/// A service that refuses the token of one request, and takes 300 ms for the next one.
fn refuses_one_token() -> Service {
    let (given, refused) = (AtomicBool::new(false), AtomicBool::new(false));
    Service::new(move |asked| match asked.uri.path() {
        "/token" if given.swap(true, Ordering::Relaxed) => Reply::token("second").after(300 * MS),
        "/token" => Reply::token("first"),
        "/read" if asked.number("number") == 3 && !refused.swap(true, Ordering::Relaxed) => Reply::json(401, ""),
        _ => healthy(asked),
    })
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_in_a_loop_over_calls_that_are_under_way() {
    let service = refuses_one_token();
    let client = service.builder_with_tokens().build().unwrap();
    let begun = Instant::now();
    let mut calls = pin!(stream::iter(0..40).map(|number| client.request(read(number))).buffer_unordered(8));
    ends(async {
        while let Some(answer) = calls.next().await {
            answer.unwrap();
            client.request(write(0)).await.unwrap();
        }
    })
    .await;
    assert_eq!((service.count("/token"), service.count("/write")), (2, 40));
    assert!(begun.elapsed() < 10 * SECOND, "it took {:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_while_one_connection_and_one_slot_a_second_are_all_there_is() {
    let service = refuses_one_token();
    let builder = service.builder_with_tokens().max_connections(1).rate_limit(RateLimit::per_second(1));
    let client = builder.build().unwrap();
    let begun = Instant::now();
    let calls: JoinSet<_> = (0..10).map(|number| client.request(read(number))).collect();
    for answer in ends(calls.join_all()).await {
        answer.unwrap();
    }
    assert_eq!((service.count("/token"), service.count("/read")), (2, 11));
    assert!(begun.elapsed() < 12 * SECOND, "it took {:?}", begun.elapsed());
}

/// How many of 100 calls succeed, all begun without a token.
async fn successes_of_100_calls(service: &Service) -> usize {
    let client = service.builder_with_tokens().max_connections(1_000).build().unwrap();
    let calls: JoinSet<_> = (0..100).map(|number| client.request(read(number))).collect();
    let successes = ends(calls.join_all()).await.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(service.most_at_a_time("/token"), 1);
    successes
}

/// A service that does this with the first request for a token.
fn first_token_request(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Service {
    let asked_before = AtomicBool::new(false);
    Service::new(move |asked| match asked.uri.path() {
        "/token" if !asked_before.swap(true, Ordering::Relaxed) => reply(),
        _ => healthy(asked),
    })
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_get_over_one_failure_of_the_authorisation_server() {
    for reply in [|| Reply::json(503, ""), || Reply::json(429, ""), || Reply::lost(Sent::Maybe)] {
        let service = first_token_request(reply);
        assert_eq!(successes_of_100_calls(&service).await, 100);
        assert_eq!(service.count("/token"), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_get_over_an_authorisation_server_that_never_answers_once() {
    let service = first_token_request(|| Reply::json(200, "").after(10 * HOUR));
    assert_eq!(successes_of_100_calls(&service).await, 100);
    assert_eq!(service.count("/token"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failure_of_the_authorisation_server_leaves_the_budget_for_repetitions_alone() {
    let down = Arc::new(AtomicBool::new(true));
    let is_down = Arc::clone(&down);
    let service = Service::new(move |asked| match asked.uri.path() {
        "/token" if is_down.load(Ordering::Relaxed) => Reply::json(503, ""),
        "/write" => Reply::json(429, ""),
        _ => healthy(asked),
    });
    let client = service.builder_with_tokens().build().unwrap();
    let calls: JoinSet<_> = (0..100).map(|number| client.request(read(number))).collect();
    assert!(ends(calls.join_all()).await.iter().all(Result::is_err));
    assert_eq!(service.count("/read"), 0);
    down.store(false, Ordering::Relaxed);
    // Three attempts each, of which two are paid for out of 15.
    let calls: JoinSet<_> = (0..7).map(|number| client.request(write(number))).collect();
    ends(calls.join_all()).await;
    assert_eq!(service.count("/write"), 21);
}

/// A transport that shows when it is dropped.
#[derive(Debug, Clone)]
struct Watched {
    service: Service,
    _alive: Arc<()>,
}

#[async_trait]
impl Transport for Watched {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        self.service.send(request).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_whose_first_call_was_given_up_is_freed() {
    for token_takes in [5 * SECOND, 10 * HOUR] {
        let service = first_token_request(move || Reply::token("t").after(token_takes));
        let alive = Arc::new(());
        let transport = Watched { service, _alive: Arc::clone(&alive) };
        let client = builder(transport).credential(oauth().build()).build().unwrap();
        assert!(timeout(SECOND, client.request(read(0))).await.is_err());
        drop(client);
        sleep(120 * SECOND).await;
        assert_eq!(Arc::strong_count(&alive), 1, "the token request has ended, and nothing holds the transport");
    }
}

#[test]
fn a_client_outlives_the_runtime_on_which_it_asked_for_its_token() {
    let runtime = || Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let service = first_token_request(|| Reply::token("t").after(5 * SECOND));
    let client = service.builder_with_tokens().build().unwrap();
    runtime().block_on(async { assert!(timeout(SECOND, client.request(read(0))).await.is_err()) });
    for number in 0..2 {
        runtime().block_on(ends(client.request(read(number)))).unwrap();
    }
    assert_eq!(service.count("/token"), 2, "the one that was cut off, and its successor");
}
