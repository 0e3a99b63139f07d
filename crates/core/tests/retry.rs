//! When a failed attempt is repeated: the whole table, then the road.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, SystemTime},
};

use acesso_core::{
    Authorize, Call, Client, Decision, ErrorKind, FailedAttempt, Fault, Loss, PlainHttp, RateLimit, Reached,
    RetryPolicy, Safety, Stamp, Transport, retry_after, testing::Script,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::{task::JoinSet, time::Instant};

const SAFETIES: [Safety; 4] = [Safety::Read, Safety::Idempotent, Safety::Keyed, Safety::Once];
const STATUSES: [u16; 20] =
    [200, 201, 204, 301, 302, 400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504, 599];

/// The table, written out: which cells are repeated.
fn expected(safety: Safety, reached: Reached, status: Option<u16>) -> bool {
    let harmless = matches!(safety, Safety::Read | Safety::Idempotent | Safety::Keyed);
    match (reached, status) {
        (Reached::No, _) => true,
        (Reached::Maybe, _) => harmless,
        (Reached::Yes, Some(429)) => true,
        (Reached::Yes, Some(409)) => safety == Safety::Keyed,
        (Reached::Yes, Some(408 | 500 | 502 | 503 | 504)) => harmless,
        (Reached::Yes, _) => false,
    }
}

fn failed(safety: Safety, reached: Reached, status: Option<u16>) -> FailedAttempt {
    FailedAttempt {
        safety,
        reached,
        status: status.map(|status| StatusCode::from_u16(status).unwrap()),
        retry_after: None,
        attempts: 1,
        time_left: Duration::from_secs(90),
    }
}

#[test]
fn every_cell_of_safety_reached_and_status() {
    let policy = RetryPolicy::default();
    let statuses = STATUSES.map(Some).into_iter().chain([None]);
    for status in statuses {
        for safety in SAFETIES {
            for reached in [Reached::No, Reached::Maybe, Reached::Yes] {
                let decision = policy.decide(&failed(safety, reached, status), 0.5);
                let repeats = matches!(decision, Decision::Wait(_));
                assert_eq!(repeats, expected(safety, reached, status), "{safety:?} {reached:?} {status:?}");
            }
        }
    }
}

#[test]
fn the_wait_is_what_was_asked_for_plus_a_random_part_of_the_backoff() {
    let policy = RetryPolicy::default();
    let asked = |seconds: Option<u64>, attempts| FailedAttempt {
        retry_after: seconds.map(Duration::from_secs),
        attempts,
        ..failed(Safety::Read, Reached::Yes, Some(503))
    };
    assert_eq!(policy.decide(&asked(None, 1), 1.0), Decision::Wait(Duration::from_millis(200)));
    assert_eq!(policy.decide(&asked(None, 2), 1.0), Decision::Wait(Duration::from_millis(400)));
    assert_eq!(policy.decide(&asked(None, 2), 0.0), Decision::Wait(Duration::ZERO));
    assert_eq!(policy.decide(&asked(Some(7), 1), 0.5), Decision::Wait(Duration::from_millis(7_100)));
    let patient = RetryPolicy { attempts: u32::MAX, ..RetryPolicy::default() };
    assert_eq!(patient.decide(&asked(None, 4_000_000_000), 1.0), Decision::Wait(Duration::from_secs(5)));
}

#[test]
fn it_stops_after_the_last_attempt_past_the_ceiling_and_past_the_deadline() {
    let policy = RetryPolicy::default();
    let cell = failed(Safety::Read, Reached::Yes, Some(503));
    assert_eq!(policy.decide(&FailedAttempt { attempts: 3, ..cell }, 0.5), Decision::Stop);
    let asked = |seconds| FailedAttempt { retry_after: Some(Duration::from_secs(seconds)), ..cell };
    assert_eq!(policy.decide(&asked(61), 0.5), Decision::Stop);
    assert!(matches!(policy.decide(&asked(60), 0.5), Decision::Wait(_)));
    let short = FailedAttempt { time_left: Duration::from_secs(5), ..asked(5) };
    assert_eq!(policy.decide(&short, 0.0), Decision::Stop);
    assert_eq!(policy.decide(&asked(u64::MAX), 0.5), Decision::Stop);
    assert_eq!(RetryPolicy::never().decide(&cell, 0.5), Decision::Stop);
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
    for nonsense in ["-1", "1.5", "soon", "", "+5", "5 5", "Sun, 99 Sep 2001 01:47:40 GMT"] {
        assert_eq!(read(nonsense), None, "{nonsense:?}");
    }
    let too_large = read("99999999999999999999999");
    assert_eq!(too_large, Some(Duration::from_secs(u64::MAX)), "no reason to come back at once");
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

fn client(script: &Script) -> Client {
    Client::builder("Example", PlainHttp).base_url("https://api.example.com").transport(script.clone()).build().unwrap()
}

fn read() -> Call<bytes::Bytes> {
    Call::get("read", "/x")
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_is_repeated_and_the_answer_comes() {
    let script = Script::new().answer(503, "").lose(Reached::Maybe, Loss::Interrupted).answer(200, "ok");
    assert_eq!(client(&script).request(read()).await.unwrap(), "ok");
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_plain_write_is_repeated_only_when_nobody_can_have_seen_it() {
    let write = || Call::post("write", "/x");
    let lost = Script::new().lose(Reached::Maybe, Loss::Interrupted).answer(201, "");
    let error = client(&lost).request(write()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened(), error.attempts()), (ErrorKind::Interrupted, true, 1));

    let failed = Script::new().answer(503, "").answer(201, "");
    let error = client(&failed).request(write()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened(), error.attempts()), (ErrorKind::Server, true, 1));

    let unsent = Script::new().lose(Reached::No, Loss::Connect).answer(201, "");
    assert!(client(&unsent).request(write()).await.is_ok());

    let refused = Script::new().answer(429, "").answer(201, "");
    assert!(client(&refused).request(write()).await.is_ok());

    let rejected = Script::new().answer(400, "");
    let error = client(&rejected).request(write()).await.unwrap_err();
    assert!(!error.may_have_happened());
}

#[tokio::test(start_paused = true)]
async fn a_write_with_a_key_keeps_it_over_its_attempts() {
    let script = Script::new().answer(503, "").answer(409, "").answer(201, "done");
    let call = Call::post("write", "/x").takes_idempotency_key();
    assert_eq!(client(&script).request(call).idempotent().await.unwrap(), "done");
    let keys: Vec<_> = script.requests().iter().map(|request| request.headers["idempotency-key"].clone()).collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| key == keys[0]));
    let key = keys[0].to_str().unwrap();
    assert_eq!((key.len(), &key[14..15]), (36, "4"), "a random UUID: {key}");
    assert!(matches!(&key[19..20], "8" | "9" | "a" | "b"), "{key}");
}

/// A service that knows an idempotency key may compare what came with it, byte by byte.
#[tokio::test(start_paused = true)]
async fn every_attempt_is_the_same_request() {
    let script = Script::new().answer(503, "").answer(503, "").answer(200, "done");
    let parts = [acesso_core::Part::text("name", "value")];
    let call = Call::post("write", "/x/{id}").argument("id", "a b").query("q", "&").multipart(parts);
    let request = client(&script).request(call.takes_idempotency_key()).idempotent();
    request.header(http::header::ACCEPT_LANGUAGE, "pt-BR").await.unwrap();
    let sent = script.requests();
    assert_eq!(sent.len(), 3);
    for request in &sent {
        assert_eq!((&request.method, &request.url), (&sent[0].method, &sent[0].url));
        assert_eq!((&request.headers, &request.body), (&sent[0].headers, &sent[0].body));
    }
}

#[tokio::test]
async fn a_program_that_seeds_its_random_numbers_gets_new_keys_all_the_same() {
    let script = Script::new().answer(201, "").forever();
    for _ in 0..2 {
        fastrand::seed(7);
        let call = Call::post("write", "/x").takes_idempotency_key();
        client(&script).request(call).idempotent().await.unwrap();
    }
    let keys: Vec<_> = script.requests().iter().map(|request| request.headers["idempotency-key"].clone()).collect();
    assert_ne!(keys[0], keys[1], "the service would take the second write for the first");
}

#[tokio::test(start_paused = true)]
async fn a_conflict_without_a_key_is_told_at_once() {
    let script = Script::new().answer(409, "").answer(200, "");
    let call = Call::new(Method::DELETE, "remove", "/x", Safety::Idempotent);
    assert_eq!(client(&script).request(call).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn it_never_sleeps_past_the_deadline() {
    let script = Script::new().answer(503, "").header("retry-after", "30").forever();
    let begin = Instant::now();
    let error = client(&script).request(read()).deadline(Duration::from_secs(10)).await.unwrap_err();
    assert_eq!(begin.elapsed(), Duration::ZERO, "there was no time for the wait, so it was not begun");
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Server, Some(Duration::from_secs(30))));

    let begin = Instant::now();
    let error = client(&script).request(read()).await.unwrap_err();
    assert_eq!(error.attempts(), 3);
    assert!(begin.elapsed() >= Duration::from_secs(60), "twice what was asked for");
    assert!(begin.elapsed() < Duration::from_secs(90));
}

#[tokio::test(start_paused = true)]
async fn the_whole_call_ends_within_its_total_time() {
    let script = Script::new().answer(200, "late").after(Duration::from_secs(100)).forever();
    let begin = Instant::now();
    let error = client(&script).request(read()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(begin.elapsed() <= Duration::from_secs(91), "{:?}", begin.elapsed());

    let begin = Instant::now();
    let error = client(&script).request(read()).timeout(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 3));
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_clients_own_limits_hold_for_its_calls() {
    let script = Script::new().answer(200, "late").after(Duration::from_secs(20)).forever();
    let limited = |total, attempt| -> Client {
        Client::builder("Example", PlainHttp)
            .base_url("https://api.example.com")
            .transport(script.clone())
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
    let second = Duration::from_secs(1);
    let script = Script::new().answer(503, "").answer(503, "").answer(200, "patience").after(second).answer(400, "");
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://api.example.com")
        .transport(script.clone())
        .rate_limit(RateLimit::new(1, Duration::from_secs(80)))
        .build()
        .unwrap();
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
    let script = Script::new().answer(429, "<html>").header("retry-after", "7").answer(200, "").answer(200, "");
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://api.example.com")
        .transport(script.clone())
        .rate_limit(RateLimit::per_second(3))
        .build()
        .unwrap();
    let (one, other) = tokio::join!(client.request(read()), async {
        tokio::task::yield_now().await;
        client.request(read()).await
    });
    assert!(one.is_ok() && other.is_ok());
    let times = script.times();
    assert!(times[1..].iter().all(|time| *time - times[0] >= Duration::from_secs(7)), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_total_outage_costs_little_more_than_a_request_a_call() {
    let script = Script::new().answer(503, "").forever();
    let client = client(&script);
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        calls.spawn(client.request(read()).into_future());
    }
    while let Some(result) = calls.join_next().await {
        assert_eq!(result.unwrap().unwrap_err().kind(), ErrorKind::Server);
    }
    let requests = script.requests().len();
    assert!((101..=120).contains(&requests), "{requests} requests for 100 calls");
    assert_eq!(requests, 115, "15 repetitions are all there is");
}

#[tokio::test(start_paused = true)]
async fn successes_pay_for_later_repetitions() {
    let mut script = Script::new();
    for _ in 0..15 {
        script = script.answer(503, "").answer(503, "").answer(503, "");
    }
    let client = client(&script);
    for _ in 0..15 {
        let _ = client.request(read()).await;
    }
    // 15 repetitions are spent: 7 calls of 3 requests, one of 2, and the rest of one each.
    let drained = script.requests().len();
    assert_eq!(drained, 15 + 15);
    let script = script.clone();
    let left = 45 - drained;
    for _ in 0..left {
        let _ = client.request(read()).await;
    }
    let paid = Script::clone(&script).answer(200, "").answer(200, "").answer(200, "").answer(200, "").answer(200, "");
    for _ in 0..5 {
        assert!(client.request(read()).await.is_ok());
    }
    let before = script.requests().len();
    let _repeated_once = paid.answer(503, "").answer(503, "").answer(503, "");
    let _ = client.request(read()).await;
    assert_eq!(script.requests().len() - before, 2, "five successes pay for one repetition");
}

#[tokio::test(start_paused = true)]
async fn a_later_failure_does_not_take_back_that_a_write_may_have_happened() {
    let remove = || Call::new(Method::DELETE, "remove", "/x", Safety::Idempotent);
    let refused = || Script::new().lose(Reached::Maybe, Loss::Interrupted).lose(Reached::No, Loss::Connect).forever();
    let error = client(&refused()).request(remove()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_happened()), (ErrorKind::Connect, 3, true));

    let gone = Script::new().answer(502, "").answer(404, "");
    let error = client(&gone).request(remove()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::NotFound, true));

    let error = client(&refused()).request(read()).await.unwrap_err();
    assert!(!error.may_have_happened(), "a read changes nothing");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_ends_in_the_queue_tells_what_went_before() {
    let script = Script::new().answer(503, "").forever();
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://api.example.com")
        .transport(script.clone())
        .rate_limit(RateLimit::new(1, Duration::from_secs(80)))
        .build()
        .unwrap();
    let call = Call::post("write", "/x").takes_idempotency_key();
    let error = client.request(call).idempotent().deadline(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(error.may_have_happened(), "the 503 can have come after the work was done");
    assert!(error.elapsed() < Duration::from_secs(1), "waiting for the rate limit is left out: {:?}", error.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_to_authorize_again_holds_no_slot() {
    #[derive(Debug, Default)]
    struct FailsOnce(std::sync::atomic::AtomicBool);

    #[async_trait::async_trait]
    impl Authorize for FailsOnce {
        async fn authorize(&self, _: &mut HeaderMap, _: &Arc<dyn Transport>, _: Duration) -> Result<Stamp, Fault> {
            match self.0.swap(true, Ordering::Relaxed) {
                true => Ok(Stamp::default()),
                false => Err(Fault::new(ErrorKind::Connect)),
            }
        }
    }

    let script = Script::new().answer(200, "").answer(200, "");
    let minute = Duration::from_secs(60);
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://api.example.com")
        .transport(script.clone())
        .authorize(FailsOnce::default())
        .rate_limit(RateLimit::per_second(1))
        .retry(RetryPolicy { first_delay: minute, longest_delay: minute, ..RetryPolicy::default() })
        .build()
        .unwrap();
    let begin = Instant::now();
    let (waited, other) = tokio::join!(client.request(read()), async {
        tokio::task::yield_now().await;
        client.request(read()).await.unwrap();
        begin.elapsed()
    });
    assert!(waited.is_ok());
    assert_eq!(other, Duration::ZERO, "nothing was sent for the slot");
}

#[tokio::test(start_paused = true)]
async fn no_length_of_time_is_too_long() {
    let script = Script::new().answer(503, "").answer(429, "").header("retry-after", "18446744073709551615");
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://api.example.com")
        .transport(script.clone())
        .timeout(Duration::MAX)
        .total_timeout(Duration::MAX)
        .rate_limit(RateLimit { requests: 2, period: Duration::MAX, hold: Duration::MAX })
        .build()
        .unwrap();
    let policy = RetryPolicy { longest_retry_after: Duration::MAX, ..RetryPolicy::default() };
    let error = client.request(read()).deadline(Duration::MAX).retry(policy).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(u64::MAX))));

    let policy = RetryPolicy { first_delay: Duration::MAX, longest_delay: Duration::MAX, ..RetryPolicy::default() };
    let endless = FailedAttempt { time_left: Duration::MAX, ..failed(Safety::Read, Reached::Maybe, None) };
    for random in [0.5, 1.0, f64::NAN] {
        policy.decide(&endless, random);
    }
}
