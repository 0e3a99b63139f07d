//! A service that refuses everything for longer than a call can wait: nobody waits in silence, one call finds out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::time::Duration;

use acesso_core::{
    Call, Client, ClientBuilder, Error, ErrorKind, RateLimit, RetryPolicy, Sent, TransportErrorKind,
    testing::MockTransport,
};
use tokio::{
    task::{JoinSet, yield_now},
    time::{Instant, sleep, sleep_until, timeout},
};

#[path = "common/builder.rs"]
mod builder;

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(60 * 60);

fn builder(mock: &MockTransport) -> ClientBuilder {
    builder::builder(mock.clone())
}

/// One with a rate limit, and one without.
fn clients(mock: fn() -> MockTransport) -> [(Client, MockTransport); 2] {
    let (limited, unlimited) = (mock(), mock());
    [
        (builder(&limited).rate_limit(RateLimit::per_second(3)).build().unwrap(), limited),
        (builder(&unlimited).build().unwrap(), unlimited),
    ]
}

fn refuses_for(seconds: &'static str) -> MockTransport {
    MockTransport::new().respond(429, "").header("retry-after", seconds)
}

fn read() -> Call<bytes::Bytes> {
    Call::get("read", "/x")
}

#[track_caller]
fn assert_refused_unsent(error: &Error, left: Duration) {
    assert_eq!((error.kind(), error.attempts(), error.status()), (ErrorKind::RateLimited, 0, None), "{error}");
    assert_eq!(error.retry_after(), Some(left), "what is left of it");
    assert!(error.is_retryable() && !error.may_have_happened());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_for_longer_than_a_call_waits_fails_everybody_at_once_until_it_has_passed() {
    for (client, mock) in clients(|| refuses_for("600").respond(200, "").repeat()) {
        let begin = Instant::now();
        let error = client.request(read()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 1));
        assert_eq!(error.retry_after(), Some(600 * SECOND));
        assert_eq!(begin.elapsed(), Duration::ZERO);

        for passed in [0, 10, 599] {
            sleep_until(begin + passed * SECOND).await;
            let at = Instant::now();
            let write = client.request(Call::post("write", "/x")).timeout(5 * SECOND).await.unwrap_err();
            assert_refused_unsent(&write, (600 - passed) * SECOND);
            let patient = client.clone().request(read()).retry(RetryPolicy::default().max_retry_after(HOUR)).await;
            assert_refused_unsent(&patient.unwrap_err(), (600 - passed) * SECOND);
            assert_eq!(at.elapsed(), Duration::ZERO, "no call waits for it");
        }
        assert!(client.request(read()).await.unwrap_err().to_string().contains("for another 1 s nothing is sent"));
        assert_eq!(mock.requests().len(), 1);

        sleep_until(begin + 600 * SECOND).await;
        client.request(read()).await.unwrap();
        assert!(begin.elapsed() < 602 * SECOND, "{:?}", begin.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_wait_for_their_turn_fail_as_soon_as_it_is_known() {
    let narrow: [fn(ClientBuilder) -> ClientBuilder; 2] =
        [|builder| builder.rate_limit(RateLimit::per_second(1)), |builder| builder.max_connections(1)];
    for narrow in narrow {
        let mock = refuses_for("7200").delay(SECOND / 10).respond(200, "").repeat();
        let client: Client = narrow(builder(&mock)).build().unwrap();
        let begin = Instant::now();
        let mut calls = JoinSet::new();
        calls.spawn(client.request(read()));
        yield_now().await;
        for _ in 0..5 {
            calls.spawn(client.request(read()).timeout(5 * SECOND));
        }
        let mut attempts = Vec::new();
        for result in calls.join_all().await {
            attempts.push(result.unwrap_err().attempts());
        }
        assert!(begin.elapsed() < SECOND, "{:?}", begin.elapsed());
        attempts.sort_unstable();
        assert_eq!(attempts, [0, 0, 0, 0, 0, 1]);
    }
}

#[tokio::test(start_paused = true)]
async fn it_lasts_an_hour_at_most_and_then_exactly_one_call_finds_out() {
    for asked in ["7200", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let mock = refuses_for(asked).respond(200, "").delay(2 * SECOND).respond(200, "").repeat();
        let client: Client = builder(&mock).build().unwrap();
        let begin = Instant::now();
        let error = client.request(read()).await.unwrap_err();
        assert!(error.retry_after().unwrap() > HOUR, "what the service asked for, however long: {error}");
        sleep_until(begin + HOUR - SECOND).await;
        assert_refused_unsent(&client.request(read()).await.unwrap_err(), SECOND);

        sleep_until(begin + HOUR).await;
        let mut calls = JoinSet::new();
        for _ in 0..20 {
            calls.spawn(client.request(read()));
        }
        let results = calls.join_all().await;
        assert_eq!(mock.requests().len(), 2, "{asked}");
        let (answered, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
        assert_eq!((answered.len(), refused.len()), (1, 19));
        for error in refused.into_iter().map(Result::unwrap_err) {
            assert_refused_unsent(&error, Duration::ZERO);
            assert!(error.to_string().contains("another call finds out whether that is over"), "{error}");
        }

        for _ in 0..3 {
            client.request(read()).await.unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_while_it_finds_out_leaves_that_to_the_next() {
    for (client, mock) in
        clients(|| refuses_for("600").respond(200, "").delay(20 * SECOND).respond(200, "found out").repeat())
    {
        client.request(read()).await.unwrap_err();
        sleep(601 * SECOND).await;
        let mut probe = Box::pin(client.request(read()).send());
        assert!(timeout(10 * SECOND, &mut probe).await.is_err());
        assert_refused_unsent(&client.request(read()).await.unwrap_err(), Duration::ZERO);
        drop(probe);
        // An aborted task lets go of what it holds when it is polled for the last time.
        yield_now().await;
        assert_eq!(client.request(read()).await.unwrap(), "found out");
        assert_eq!(client.request(read()).await.unwrap(), "found out");
        assert_eq!(mock.requests().len(), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_ends_it_whatever_it_says_and_no_answer_does_not() {
    let never = || RetryPolicy::never();
    for status in [200, 404, 500, 503] {
        let mock = refuses_for("600").respond(status, "").respond(200, "").delay(SECOND).repeat();
        let client: Client = builder(&mock).retry(never()).build().unwrap();
        client.request(read()).await.unwrap_err();
        sleep(601 * SECOND).await;
        assert_eq!(client.request(read()).await.is_ok(), status == 200);
        let (one, other) = tokio::join!(client.request(read()), client.request(read()));
        assert!(one.is_ok() && other.is_ok(), "{status}");
    }

    let mock = refuses_for("600")
        .fail(TransportErrorKind::Interrupted, Sent::Maybe)
        .fail(TransportErrorKind::Connect, Sent::No)
        .respond(200, "")
        .delay(SECOND)
        .repeat();
    let client: Client = builder(&mock).retry(never()).build().unwrap();
    client.request(read()).await.unwrap_err();
    sleep(601 * SECOND).await;
    for kind in [ErrorKind::Interrupted, ErrorKind::Connect] {
        assert_eq!(client.request(read()).await.unwrap_err().kind(), kind);
    }
    let (one, other) = tokio::join!(client.request(read()), client.request(read()));
    assert!(one.is_ok());
    assert_refused_unsent(&other.unwrap_err(), Duration::ZERO);
    let (one, other) = tokio::join!(client.request(read()), client.request(read()));
    assert!(one.is_ok() && other.is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_call_that_finds_out_may_be_refused_again() {
    let mock = refuses_for("600").respond(429, "").header("retry-after", "1200").respond(200, "").repeat();
    let client: Client = builder(&mock).build().unwrap();
    client.request(read()).await.unwrap_err();
    sleep(600 * SECOND).await;
    let begin = Instant::now();
    assert_eq!(client.request(read()).await.unwrap_err().attempts(), 1);
    sleep_until(begin + 1199 * SECOND).await;
    assert_refused_unsent(&client.request(read()).await.unwrap_err(), SECOND);
    sleep_until(begin + 1200 * SECOND).await;
    client.request(read()).await.unwrap();

    // Refused for a while that a call can wait: it waits, and is served.
    let mock = refuses_for("600").respond(429, "").header("retry-after", "30").respond(200, "").repeat();
    let client: Client = builder(&mock).build().unwrap();
    client.request(read()).await.unwrap_err();
    sleep(600 * SECOND).await;
    let response = client.request(read()).send().await.unwrap();
    assert_eq!(response.attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn a_shorter_refusal_does_not_end_a_longer_one() {
    let mock = refuses_for("1800")
        .delay(SECOND)
        .respond(429, "")
        .header("retry-after", "300")
        .delay(2 * SECOND)
        .respond(200, "")
        .delay(3 * SECOND)
        .respond(200, "")
        .repeat();
    let client: Client = builder(&mock).build().unwrap();
    let begin = Instant::now();
    let (longer, shorter, served) =
        tokio::join!(client.request(read()), client.request(read()), client.request(read()));
    assert_eq!(longer.unwrap_err().retry_after(), Some(1800 * SECOND));
    assert_eq!(shorter.unwrap_err().retry_after(), Some(300 * SECOND));
    served.unwrap();
    sleep_until(begin + 1000 * SECOND).await;
    assert_refused_unsent(&client.request(read()).await.unwrap_err(), 801 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_503_that_asks_for_a_long_wait_ends_its_own_call_alone() {
    for (client, mock) in
        clients(|| MockTransport::new().respond(503, "").header("retry-after", "7200").respond(200, ""))
    {
        let error = client.request(read()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 1));
        assert_eq!(error.retry_after(), Some(2 * HOUR));
        let begin = Instant::now();
        client.request(read()).await.unwrap();
        assert_eq!((begin.elapsed(), mock.requests().len()), (Duration::ZERO, 2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_a_call_can_wait_for_is_waited_for() {
    for (client, mock) in clients(|| refuses_for("60").respond(200, "").repeat()) {
        let (waited, other) = tokio::join!(client.request(read()).send(), async {
            yield_now().await;
            client.request(read()).await
        });
        assert_eq!(waited.unwrap().attempts, 2);
        other.unwrap();
        let times = mock.times();
        assert!(times[times.len() - 1] - times[0] >= 60 * SECOND, "{times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_between_two_attempts_ends_too_and_tells_what_went_before() {
    let mock =
        MockTransport::new().respond(503, "").header("retry-after", "30").respond(429, "").header("retry-after", "600");
    let client: Client = builder(&mock).build().unwrap();
    let write = Call::put("write", "/x");
    let (write, read) = tokio::join!(client.request(write), async {
        sleep(SECOND).await;
        client.request(read()).await
    });
    assert_eq!(read.unwrap_err().attempts(), 1);
    let error = write.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_happened()), (ErrorKind::RateLimited, 1, true));
    assert!((569..=571).contains(&error.retry_after().unwrap().as_secs()), "what is left of it: {error}");
}

/// What one call does differently from its client decides about that call alone.
#[tokio::test(start_paused = true)]
async fn a_calls_own_patience_stops_no_other_call() {
    let mock = refuses_for("1").respond(200, "").repeat();
    let client: Client = builder(&mock).build().unwrap();
    let hasty = client.request(read()).retry(RetryPolicy::default().max_retry_after(Duration::ZERO)).await;
    assert_eq!(hasty.unwrap_err().attempts(), 1);
    client.request(read()).await.unwrap();

    let mock = refuses_for("1800").respond(200, "").repeat();
    let client: Client = builder(&mock).build().unwrap();
    let patient = client.request(read()).retry(RetryPolicy::default().max_retry_after(HOUR)).await;
    assert_eq!(patient.unwrap_err().attempts(), 1, "it has 90 seconds in all");
    assert_refused_unsent(&client.request(read()).await.unwrap_err(), 1800 * SECOND);
}
