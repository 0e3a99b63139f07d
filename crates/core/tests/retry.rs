//! When a failed attempt is repeated: the whole table, then whole calls.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime},
};

use acesso_core::{
    Authorize, Call, Client, Decision, Error, ErrorKind, FailedAttempt, GuardedTransport, RateLimit, RetryPolicy,
    Safety, Sent, Stamp, TransportErrorKind, retry_after, testing::MockTransport,
};
use async_trait::async_trait;
use builder::builder;
use http::{HeaderMap, HeaderValue, StatusCode};
use tokio::{
    task::{JoinSet, yield_now},
    time::{Instant, sleep, sleep_until},
};

#[path = "common/builder.rs"]
mod builder;

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(60 * 60);
const SAFETIES: [Safety; 4] = [Safety::Read, Safety::Idempotent, Safety::Keyed, Safety::Once];
const STATUSES: [u16; 20] =
    [200, 201, 204, 301, 302, 400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504, 599];

/// The table, written out: which cells are repeated.
fn expected(safety: Safety, sent: Sent, status: Option<u16>) -> bool {
    let harmless = matches!(safety, Safety::Read | Safety::Idempotent | Safety::Keyed);
    match (status, sent) {
        (None, Sent::No) => true,
        (None, Sent::Maybe) => harmless,
        (Some(429), _) => true,
        (Some(409), _) => safety == Safety::Keyed,
        (Some(408 | 500 | 502 | 503 | 504), _) => harmless,
        (Some(_), _) => false,
    }
}

fn failed(safety: Safety, sent: Sent, status: Option<u16>) -> FailedAttempt {
    let mut failed = FailedAttempt::new(safety, sent);
    failed.status = status.map(|status| StatusCode::from_u16(status).unwrap());
    failed.time_left = Duration::from_secs(90);
    failed
}

/// A read that was answered with a 503, and what else is known of it.
fn unavailable(change: impl FnOnce(&mut FailedAttempt)) -> FailedAttempt {
    let mut failed = failed(Safety::Read, Sent::Maybe, Some(503));
    change(&mut failed);
    failed
}

#[test]
fn every_cell_of_safety_sent_and_status() {
    let policy = RetryPolicy::default();
    let statuses = STATUSES.map(Some).into_iter().chain([None]);
    for status in statuses {
        for safety in SAFETIES {
            for sent in [Sent::No, Sent::Maybe] {
                let decision = policy.decide(&failed(safety, sent, status), 0.5);
                let repeats = matches!(decision, Decision::Wait(_));
                assert_eq!(repeats, expected(safety, sent, status), "{safety:?} {sent:?} {status:?}");
            }
        }
    }
}

#[test]
fn the_wait_is_what_was_asked_for_plus_a_random_part_of_the_backoff() {
    let policy = RetryPolicy::default();
    let asked = |seconds: Option<u64>, attempts| {
        unavailable(|failed| {
            failed.retry_after = seconds.map(Duration::from_secs);
            failed.attempts = attempts;
        })
    };
    assert_eq!(policy.decide(&asked(None, 1), 1.0), Decision::Wait(Duration::from_millis(200)));
    assert_eq!(policy.decide(&asked(None, 2), 1.0), Decision::Wait(Duration::from_millis(400)));
    assert_eq!(policy.decide(&asked(None, 2), 0.0), Decision::Wait(Duration::ZERO));
    assert_eq!(policy.decide(&asked(Some(7), 1), 0.5), Decision::Wait(Duration::from_millis(7_100)));
    let patient = RetryPolicy::default().max_attempts(u32::MAX);
    assert_eq!(patient.decide(&asked(None, 4_000_000_000), 1.0), Decision::Wait(Duration::from_secs(5)));
    let own = patient.initial_backoff(SECOND).max_backoff(3 * SECOND);
    let waits = [1, 2, 3, 4].map(|attempts| own.decide(&asked(None, attempts), 1.0));
    assert_eq!(waits, [1, 2, 3, 3].map(|seconds| Decision::Wait(Duration::from_secs(seconds))));
}

#[test]
fn it_stops_after_the_last_attempt_past_the_ceiling_and_past_the_deadline() {
    let policy = RetryPolicy::default();
    assert_eq!(policy.decide(&unavailable(|failed| failed.attempts = 3), 0.5), Decision::Stop);
    let asked = |seconds| unavailable(|failed| failed.retry_after = Some(Duration::from_secs(seconds)));
    assert_eq!(policy.decide(&asked(61), 0.5), Decision::Stop);
    assert!(matches!(policy.decide(&asked(60), 0.5), Decision::Wait(_)));
    assert!(matches!(policy.clone().max_retry_after(61 * SECOND).decide(&asked(61), 0.5), Decision::Wait(_)));
    let mut short = asked(5);
    short.time_left = Duration::from_secs(5);
    assert_eq!(policy.decide(&short, 0.0), Decision::Stop);
    assert_eq!(policy.decide(&asked(u64::MAX), 0.5), Decision::Stop);
    assert_eq!(RetryPolicy::never().decide(&unavailable(|_| ()), 0.5), Decision::Stop);
}

#[test]
fn a_conflict_of_a_write_with_a_key_is_waited_out_however_many_attempts_were_made() {
    let conflict = |safety| {
        let mut conflict = failed(safety, Sent::Maybe, Some(409));
        conflict.attempts = 1_000;
        conflict
    };
    let policy = RetryPolicy::default();
    assert_eq!(policy.decide(&conflict(Safety::Keyed), 1.0), Decision::Wait(Duration::from_secs(5)));
    for safety in [Safety::Read, Safety::Idempotent, Safety::Once] {
        assert_eq!(policy.decide(&conflict(safety), 0.0), Decision::Stop, "{safety:?}");
    }
    assert_eq!(RetryPolicy::never().decide(&conflict(Safety::Keyed), 0.0), Decision::Stop, "never is never");
    let mut late = conflict(Safety::Keyed);
    late.time_left = Duration::from_secs(4);
    assert_eq!(policy.decide(&late, 1.0), Decision::Stop, "but not beyond the call's time");
}

#[test]
fn retry_after_is_read_as_seconds_and_as_date() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000); // Sun, 09 Sep 2001 01:46:40 GMT
    let read = |text: &str| {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", HeaderValue::from_str(text).unwrap());
        retry_after(&headers, now)
    };
    assert_eq!(read("120"), Some(Duration::from_secs(120)));
    assert_eq!(read(" 0 "), Some(Duration::ZERO));
    assert_eq!(read("Sun, 09 Sep 2001 01:47:40 GMT"), Some(Duration::from_secs(60)));
    assert_eq!(read("Sunday, 09-Sep-01 01:47:40 GMT"), Some(Duration::from_secs(60)));
    assert_eq!(read("Sun Sep  9 01:47:40 2001"), Some(Duration::from_secs(60)));
    assert_eq!(read("Sun, 09 Sep 2001 01:45:40 GMT"), Some(Duration::ZERO), "a date in the past is no wait");
    for (fraction, whole) in [("1.5", 2), ("1.0", 1), ("0.001", 1), (" 2.000 ", 2), ("59.99", 60), ("0.0", 0)] {
        assert_eq!(read(fraction), Some(Duration::from_secs(whole)), "never earlier than asked: {fraction}");
    }
    for nonsense in
        ["-1", "-1.5", "1.", ".5", "1.5.5", "1,5", "1.x", "soon", "", "+5", "5 5", "Sun, 99 Sep 2001 01:47:40 GMT"]
    {
        assert_eq!(read(nonsense), None, "{nonsense:?}");
    }
    let too_large = read("99999999999999999999999");
    assert_eq!(too_large, Some(Duration::from_secs(u64::MAX)), "no reason to come back at once");
    assert_eq!(read("99999999999999999999999.5"), Some(Duration::from_secs(u64::MAX)));
    assert_eq!(retry_after(&HeaderMap::new(), now), None);
}

#[test]
fn a_date_is_compared_with_the_clock_that_wrote_it_however_wrong_ours_is() {
    let mut headers = HeaderMap::new();
    headers.insert("date", HeaderValue::from_static("Sun, 09 Sep 2001 01:46:40 GMT"));
    headers.insert("retry-after", HeaderValue::from_static("Sun, 09 Sep 2001 01:47:10 GMT"));
    let a_year = Duration::from_secs(365 * 24 * 60 * 60);
    let right = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for our_clock in [right, right - a_year, right + a_year, SystemTime::UNIX_EPOCH] {
        assert_eq!(retry_after(&headers, our_clock), Some(Duration::from_secs(30)));
    }
    headers.insert("date", HeaderValue::from_static("today"));
    assert_eq!(retry_after(&headers, right), Some(Duration::from_secs(30)), "ours serves where there is no other");
}

#[test]
fn a_leap_second_is_over_when_the_next_second_begins() {
    let now = httpdate::parse_http_date("Sat, 31 Dec 2016 23:59:50 GMT").unwrap();
    let read = |text: &str| {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", HeaderValue::from_str(text).unwrap());
        retry_after(&headers, now)
    };
    for leap in ["Sat, 31 Dec 2016 23:59:60 GMT", "Saturday, 31-Dec-16 23:59:60 GMT", "Sat Dec 31 23:59:60 2016"] {
        assert_eq!(read(leap), Some(Duration::from_secs(10)), "{leap}");
    }
    assert_eq!(read("Sun, 01 Jan 2017 00:00:00 GMT"), Some(Duration::from_secs(10)));
    for none in ["Sat, 31 Dec 2016 23:59:61 GMT", "Sat, 31 Dec 2016 23:60:00 GMT", "Sat, 31 Dec 2016 12:00:60 GMT"] {
        assert_eq!(read(none), None, "{none}");
    }
}

fn client(mock: &MockTransport) -> Client {
    builder(mock.clone()).build().unwrap()
}

fn limited(mock: &MockTransport, limit: RateLimit) -> Client {
    builder(mock.clone()).rate_limit(limit).build().unwrap()
}

fn keyed_write() -> Call<bytes::Bytes> {
    Call::post("write", "/x").takes_idempotency_key()
}

fn read() -> Call<bytes::Bytes> {
    Call::get("read", "/x")
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_is_repeated_and_the_answer_comes() {
    let mock =
        MockTransport::new().respond(503, "").fail(TransportErrorKind::Interrupted, Sent::Maybe).respond(200, "ok");
    assert_eq!(client(&mock).request(read()).await.unwrap(), "ok");
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_plain_write_is_repeated_only_when_nobody_can_have_seen_it() {
    let write = || Call::post("write", "/x");
    let lost = MockTransport::new().fail(TransportErrorKind::Interrupted, Sent::Maybe).respond(201, "");
    let error = client(&lost).request(write()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened(), error.attempts()), (ErrorKind::Interrupted, true, 1));

    let failed = MockTransport::new().respond(503, "").respond(201, "");
    let error = client(&failed).request(write()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened(), error.attempts()), (ErrorKind::Server, true, 1));

    let unsent = MockTransport::new().fail(TransportErrorKind::Connect, Sent::No).respond(201, "");
    assert!(client(&unsent).request(write()).await.is_ok());

    let refused = MockTransport::new().respond(429, "").respond(201, "");
    assert!(client(&refused).request(write()).await.is_ok());

    let rejected = MockTransport::new().respond(400, "");
    let error = client(&rejected).request(write()).await.unwrap_err();
    assert!(!error.may_have_happened());
}

#[tokio::test(start_paused = true)]
async fn a_write_with_a_key_keeps_it_over_its_attempts() {
    let mock = MockTransport::new().respond(503, "").respond(409, "").respond(201, "done");
    assert_eq!(client(&mock).request(keyed_write()).idempotent().await.unwrap(), "done");
    let keys: Vec<_> = mock.requests().iter().map(|request| request.headers()["idempotency-key"].clone()).collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]));
    let key = keys[0].to_str().unwrap();
    assert_eq!((key.len(), &key[14..15]), (36, "4"), "a random UUID: {key}");
    assert!(matches!(&key[19..20], "8" | "9" | "a" | "b"), "{key}");
}

/// A service that knows an idempotency key may compare what came with it, byte by byte.
#[tokio::test(start_paused = true)]
async fn every_attempt_is_the_same_request() {
    let mock = MockTransport::new().respond(503, "").respond(503, "").respond(200, "done");
    let parts = [acesso_core::Part::text("name", "value")];
    let call = Call::post("write", "/x/{id}").path_param("id", "a b").query("q", "&").multipart(parts);
    let request = client(&mock).request(call.takes_idempotency_key()).idempotent();
    request.header(http::header::ACCEPT_LANGUAGE, "pt-BR").await.unwrap();
    let sent = mock.requests();
    assert_eq!(sent.len(), 3);
    for request in &sent {
        assert_eq!((request.method(), request.uri()), (sent[0].method(), sent[0].uri()));
        assert_eq!((request.headers(), request.body()), (sent[0].headers(), sent[0].body()));
    }
}

#[tokio::test]
async fn a_program_that_seeds_its_random_numbers_gets_new_keys_all_the_same() {
    let mock = MockTransport::new().respond(201, "").repeat();
    for _ in 0..2 {
        fastrand::seed(7);
        client(&mock).request(keyed_write()).idempotent().await.unwrap();
    }
    let keys: Vec<_> = mock.requests().iter().map(|request| request.headers()["idempotency-key"].clone()).collect();
    assert_ne!(keys[0], keys[1], "the service would take the second write for the first");
}

#[tokio::test(start_paused = true)]
async fn a_conflict_without_a_key_is_told_at_once() {
    let mock = MockTransport::new().respond(409, "").respond(200, "");
    let call = Call::delete("remove", "/x");
    assert_eq!(client(&mock).request(call).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn it_never_sleeps_past_the_deadline() {
    let mock = MockTransport::new().respond(503, "").header("retry-after", "30").repeat();
    let begin = Instant::now();
    let error = client(&mock).request(read()).deadline(Duration::from_secs(10)).await.unwrap_err();
    assert_eq!(begin.elapsed(), Duration::ZERO, "there was no time for the wait, so it was not begun");
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Server, Some(Duration::from_secs(30))));

    let begin = Instant::now();
    let error = client(&mock).request(read()).await.unwrap_err();
    assert_eq!(error.attempts(), 3);
    assert!(begin.elapsed() >= Duration::from_secs(60), "twice what was asked for");
    assert!(begin.elapsed() < Duration::from_secs(90));
}

#[tokio::test(start_paused = true)]
async fn the_whole_call_ends_within_its_total_time() {
    let mock = MockTransport::new().respond(200, "late").delay(Duration::from_secs(100)).repeat();
    let begin = Instant::now();
    let error = client(&mock).request(read()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(begin.elapsed() <= Duration::from_secs(91), "{:?}", begin.elapsed());

    let begin = Instant::now();
    let error = client(&mock).request(read()).timeout(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 3));
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_clients_own_limits_hold_for_its_calls() {
    let mock = MockTransport::new().respond(200, "late").delay(Duration::from_secs(20)).repeat();
    let limited = |total, attempt| -> Client {
        builder(mock.clone())
            .total_timeout(Duration::from_secs(total))
            .timeout(Duration::from_secs(attempt))
            .build()
            .unwrap()
    };
    for (total, attempt, took, attempts) in [(5, 30, 5, 1), (90, 3, 9, 3)] {
        let begin = Instant::now();
        let error = limited(total, attempt).request(read()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, attempts));
        assert_eq!(begin.elapsed().as_secs(), took, "{total} s in all, {attempt} s an attempt");
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_for_the_rate_limit_takes_nothing_from_the_calls_time() {
    let mock =
        MockTransport::new().respond(503, "").respond(503, "").respond(200, "patience").delay(SECOND).respond(400, "");
    let client = limited(&mock, RateLimit::new(1, Duration::from_secs(80)));
    let begin = Instant::now();
    assert_eq!(client.request(read()).await.unwrap(), "patience");
    assert!(begin.elapsed() >= Duration::from_secs(160), "two waits of 80 s, more than the 90 s of a call");

    let error = client.request(read()).await.unwrap_err();
    assert_eq!(error.elapsed(), Duration::ZERO);
    let begin = Instant::now();
    let error = client.request(read()).deadline(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), begin.elapsed()), (ErrorKind::Timeout, 0, Duration::from_secs(5)));
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_everybody_back_for_as_long_as_it_asks() {
    let mock = MockTransport::new().respond(429, "<html>").header("retry-after", "7").respond(200, "").respond(200, "");
    let client = limited(&mock, RateLimit::per_second(3));
    let (one, other) = tokio::join!(client.request(read()), async {
        yield_now().await;
        client.request(read()).await
    });
    assert!(one.is_ok() && other.is_ok());
    let times = mock.times();
    assert_eq!(times.len(), 3);
    assert!(times[1..].iter().all(|time| *time - times[0] >= Duration::from_secs(7)), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn the_time_that_an_error_tells_has_the_pauses_for_a_refusal_in_it() {
    let mock = MockTransport::new().respond(429, "").repeat();
    let begin = Instant::now();
    let error = limited(&mock, RateLimit::per_second(3)).request(read()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 3));
    assert_eq!(error.elapsed(), begin.elapsed());
    assert!(error.elapsed() >= 2 * SECOND, "two refusals close the limit for a second each: {:?}", error.elapsed());
    let told = format!("after 3 attempts in {:.1} s", error.elapsed().as_secs_f32());
    assert!(error.to_string().contains(&told), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_total_outage_costs_little_more_than_a_request_a_call() {
    let mock = MockTransport::new().respond(503, "").repeat();
    let client = client(&mock);
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        calls.spawn(client.request(read()));
    }
    while let Some(result) = calls.join_next().await {
        assert_eq!(result.unwrap().unwrap_err().kind(), ErrorKind::Server);
    }
    assert_eq!(mock.requests().len(), 115, "15 repetitions are all there is");
}

/// A client that repeats without a pause, so that no time passes that would pay for repetitions.
fn hasty(mock: &MockTransport) -> Client {
    builder(mock.clone()).retry(RetryPolicy::default().initial_backoff(Duration::ZERO)).build().unwrap()
}

fn play(mock: &MockTransport, statuses: impl IntoIterator<Item = u16>) {
    for status in statuses {
        let _ = mock.clone().respond(status, "");
    }
}

/// How many requests a read takes that meets nothing but failures.
async fn requests_of_a_failing_read(client: &Client, mock: &MockTransport) -> (u32, Error) {
    let before = mock.requests().len();
    play(mock, [503; 3]);
    let error = client.request(read()).await.unwrap_err();
    let sent = mock.requests().len() - before;
    assert_eq!(error.attempts() as usize, sent);
    for _ in sent..3 {
        // Takes what was left over, without a repetition.
        let left_over = client.request(read()).retry(RetryPolicy::never()).await;
        assert!(left_over.is_err());
    }
    (error.attempts(), error)
}

/// Spends all of a full budget, and no more.
async fn spend_the_budget(client: &Client, mock: &MockTransport) {
    for _ in 0..7 {
        assert_eq!(requests_of_a_failing_read(client, mock).await.0, 3);
    }
    assert_eq!(requests_of_a_failing_read(client, mock).await.0, 2, "the fifteenth is the last");
    assert_eq!(requests_of_a_failing_read(client, mock).await.0, 1);
}

#[tokio::test(start_paused = true)]
async fn five_answers_pay_for_a_repetition() {
    let mock = MockTransport::new();
    let client = hasty(&mock);
    spend_the_budget(&client, &mock).await;
    for (answers, requests) in [(4, 1), (1, 2), (9, 2), (1, 2), (10, 3)] {
        play(&mock, std::iter::repeat_n(200, answers));
        for _ in 0..answers {
            client.request(read()).await.unwrap();
        }
        assert_eq!(requests_of_a_failing_read(&client, &mock).await.0, requests, "after {answers} more answers");
    }
    play(&mock, std::iter::repeat_n(200, 1_000));
    for _ in 0..1_000 {
        client.request(read()).await.unwrap();
    }
    spend_the_budget(&client, &mock).await;
}

#[tokio::test(start_paused = true)]
async fn ten_seconds_pay_for_a_repetition() {
    let mock = MockTransport::new();
    let client = hasty(&mock);
    // A budget that is full stays as it is.
    sleep(HOUR).await;
    let begin = Instant::now();
    spend_the_budget(&client, &mock).await;
    assert_eq!(begin.elapsed(), Duration::ZERO);
    for (tenths, requests) in [(99, 1), (101, 2), (199, 1), (201, 2), (401, 3)] {
        sleep_until(begin + tenths * SECOND / 10).await;
        assert_eq!(requests_of_a_failing_read(&client, &mock).await.0, requests, "after {tenths} tenths of a second");
    }
    sleep(HOUR).await;
    spend_the_budget(&client, &mock).await;
}

#[tokio::test(start_paused = true)]
async fn an_error_says_that_it_was_not_repeated_for_want_of_budget() {
    let mock = MockTransport::new();
    let client = hasty(&mock);
    let (_, enough) = requests_of_a_failing_read(&client, &mock).await;
    assert!(!enough.to_string().contains("not repeated"), "{enough}");
    spend_the_budget_but(&client, &mock, 2).await;
    let (requests, scarce) = requests_of_a_failing_read(&client, &mock).await;
    assert_eq!(requests, 1);
    assert_eq!(
        scarce.to_string(),
        "Example read (GET /x): the service failed (HTTP 503 Service Unavailable), not repeated because the client's budget \
         for repetitions is used up; try again later"
    );
    play(&mock, [400]);
    let settled = client.request(read()).await.unwrap_err();
    assert!(!settled.to_string().contains("not repeated"), "nobody would repeat it: {settled}");
}

/// Spends what is left of a budget of which so many repetitions are gone.
async fn spend_the_budget_but(client: &Client, mock: &MockTransport, gone: u32) {
    let mut left = 15 - gone;
    while left > 0 {
        left -= requests_of_a_failing_read(client, mock).await.0 - 1;
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_is_still_running_is_waited_out() {
    let mock = MockTransport::new();
    play(&mock, std::iter::repeat_n(409, 20));
    play(&mock, [201]);
    let client = client(&mock);
    let begin = Instant::now();
    let response = client.request(keyed_write()).idempotent().send().await.unwrap();
    assert_eq!((response.status, response.attempts), (StatusCode::CREATED, 21));
    assert!(begin.elapsed() > 5 * SECOND && begin.elapsed() < 90 * SECOND, "at a growing pace: {:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_write_that_runs_for_longer_than_the_call_may_take_ends_as_a_conflict() {
    let mock = MockTransport::new().respond(409, "").delay(Duration::from_millis(20)).repeat();
    let begin = Instant::now();
    let error = client(&mock).request(keyed_write()).idempotent().await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Conflict, false));
    let took = begin.elapsed();
    assert!(took > 80 * SECOND && took <= 90 * SECOND, "{took:?}");
    assert!((20..100).contains(&error.attempts()), "{} requests in {took:?}", error.attempts());
    assert!(!error.to_string().contains("not repeated"), "{error}");

    let begin = Instant::now();
    let error = client(&mock).request(keyed_write()).idempotent().deadline(10 * SECOND).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(begin.elapsed() <= 10 * SECOND, "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_running_write_takes_nothing_from_its_attempts_or_the_budget() {
    let mock = MockTransport::new();
    let client = hasty(&mock);
    play(&mock, [503, 409, 409, 409, 409, 503, 409, 409, 201]);
    let response = client.request(keyed_write()).idempotent().send().await.unwrap();
    assert_eq!((response.status, response.attempts), (StatusCode::CREATED, 9), "two failures, then the third attempt");

    play(&mock, [503, 409, 503, 409, 503, 409, 201]);
    let error = client.request(keyed_write()).idempotent().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 5), "a third failure is the last");
    assert!(error.may_have_happened());
    play(&mock, [503]);
    for _ in 0..3 {
        let _ = client.request(read()).retry(RetryPolicy::never()).await;
    }
    // Four repetitions for the 503s and none for the 409s; the two answers did not pay for a whole one.
    spend_the_budget_but(&client, &mock, 4).await;
    assert_eq!(requests_of_a_failing_read(&client, &mock).await.0, 1);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_beyond_the_total_time_is_the_total_time() {
    let late = MockTransport::new().respond(200, "late").delay(200 * SECOND).repeat();
    assert_eq!(client(&late).request(read()).timeout(300 * SECOND).await.unwrap(), "late");

    let begin = Instant::now();
    let error = client(&late).request(read()).timeout(100 * SECOND).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), begin.elapsed()), (ErrorKind::Timeout, 1, 100 * SECOND));

    // What an attempt leaves over is there for its repetitions, and no more.
    let mock = MockTransport::new().respond(503, "").delay(70 * SECOND).respond(200, "late").delay(200 * SECOND);
    let begin = Instant::now();
    let error = client(&mock).request(read()).timeout(100 * SECOND).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), begin.elapsed()), (ErrorKind::Timeout, 2, 100 * SECOND));

    let begin = Instant::now();
    let error = client(&late).request(read()).timeout(300 * SECOND).deadline(5 * SECOND).await.unwrap_err();
    assert_eq!((error.kind(), begin.elapsed()), (ErrorKind::Timeout, 5 * SECOND), "a deadline holds all the same");
}

#[tokio::test(start_paused = true)]
async fn a_later_failure_does_not_take_back_that_a_write_may_have_happened() {
    let refused = || {
        MockTransport::new()
            .fail(TransportErrorKind::Interrupted, Sent::Maybe)
            .fail(TransportErrorKind::Connect, Sent::No)
            .repeat()
    };
    let error = client(&refused()).request(Call::delete("remove", "/x")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_happened()), (ErrorKind::Connect, 3, true));

    let gone = MockTransport::new().respond(502, "").respond(404, "");
    let error = client(&gone).request(Call::put("put", "/x")).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::NotFound, true));

    let error = client(&refused()).request(read()).await.unwrap_err();
    assert!(!error.may_have_happened(), "a read changes nothing");
}

#[tokio::test(start_paused = true)]
async fn what_a_delete_that_may_have_worked_does_not_find_is_deleted() {
    let unknown: [fn() -> MockTransport; 4] = [
        || MockTransport::new().fail(TransportErrorKind::Interrupted, Sent::Maybe),
        || MockTransport::new().respond(502, ""),
        || MockTransport::new().break_off(200, "{"),
        || MockTransport::new().respond(503, "").fail(TransportErrorKind::Connect, Sent::No),
    ];
    for first in unknown {
        for gone in [404, 410] {
            let mock = first().respond(gone, "{}");
            let response = client(&mock).request(Call::delete("remove", "/x").read_empty()).send().await.unwrap();
            assert_eq!(response.status, StatusCode::NO_CONTENT);
            assert_eq!(response.attempts as usize, mock.requests().len());

            let needs_a_body = Call::delete("remove", "/x").read_json::<serde_json::Value>();
            let error = client(&first().respond(gone, "{}")).request(needs_a_body).await.unwrap_err();
            assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::NotFound, true), "there is none to give");
            assert!(error.to_string().ends_with("and the change may have been made; check the identifier"), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_delete_does_not_find_is_an_error_where_no_attempt_can_have_worked() {
    let known: [fn() -> MockTransport; 3] = [
        MockTransport::new,
        || MockTransport::new().fail(TransportErrorKind::Connect, Sent::No),
        || MockTransport::new().respond(429, ""),
    ];
    for first in known {
        let error =
            client(&first().respond(404, "")).request(Call::delete("remove", "/x").read_empty()).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::NotFound, false));
    }
    #[derive(Debug)]
    struct WrongBase;
    impl acesso_core::Classify for WrongBase {
        fn classify(&self, answer: &acesso_core::Answer<'_>) -> Result<(), Error> {
            Err(match answer.status {
                StatusCode::NOT_FOUND => Error::new(ErrorKind::WrongBaseUrl),
                status => Error::from_status(status),
            })
        }
    }
    let mock = MockTransport::new().respond(502, "").respond(404, "");
    let client: Client =
        Client::builder("E", WrongBase).base_url("https://a.example").transport(mock.clone()).build().unwrap();
    let error = client.request(Call::delete("remove", "/x").read_empty()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::WrongBaseUrl, true), "the API did not say so");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_ends_in_the_queue_tells_what_went_before() {
    let mock = MockTransport::new().respond(503, "").repeat();
    let client = limited(&mock, RateLimit::new(1, Duration::from_secs(80)));
    let error = client.request(keyed_write()).idempotent().deadline(5 * SECOND).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(error.may_have_happened(), "the 503 can have come after the work was done");
    assert_eq!(error.elapsed(), 5 * SECOND, "from the first attempt on");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_to_authorize_again_holds_no_slot() {
    #[derive(Debug, Default)]
    struct FailsOnce(AtomicBool);

    #[async_trait]
    impl Authorize for FailsOnce {
        async fn authorize(&self, _: &mut HeaderMap, _: &GuardedTransport, _: Duration) -> Result<Stamp, Error> {
            match self.0.swap(true, Ordering::Relaxed) {
                true => Ok(Stamp::default()),
                false => Err(Error::new(ErrorKind::Connect)),
            }
        }
    }

    let mock = MockTransport::new().respond(200, "").respond(200, "");
    let minute = Duration::from_secs(60);
    let client: Client = builder(mock.clone())
        .authorize(FailsOnce::default())
        .rate_limit(RateLimit::per_second(1))
        .max_connections(1)
        .retry(RetryPolicy::default().initial_backoff(minute).max_backoff(minute))
        .build()
        .unwrap();
    let begin = Instant::now();
    let (waited, other) = tokio::join!(client.request(read()), async {
        yield_now().await;
        client.request(read()).await.unwrap();
        begin.elapsed()
    });
    assert!(waited.is_ok());
    assert_eq!(other, Duration::ZERO, "nothing was sent for the slot");
}

#[tokio::test(start_paused = true)]
async fn no_length_of_time_is_too_long() {
    let mock = MockTransport::new().respond(503, "").respond(429, "").header("retry-after", "18446744073709551615");
    let client: Client = builder(mock.clone())
        .timeout(Duration::MAX)
        .total_timeout(Duration::MAX)
        .rate_limit(RateLimit::new(2, Duration::MAX).hold(Duration::MAX))
        .build()
        .unwrap();
    let policy = RetryPolicy::default().max_retry_after(Duration::MAX);
    let error = client.request(read()).deadline(Duration::MAX).retry(policy).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(u64::MAX))));

    let policy = RetryPolicy::default().initial_backoff(Duration::MAX).max_backoff(Duration::MAX);
    let endless = FailedAttempt::new(Safety::Read, Sent::Maybe);
    assert_eq!(endless.time_left, Duration::MAX);
    for random in [0.5, 1.0, f64::NAN] {
        policy.decide(&endless, random);
    }
}
