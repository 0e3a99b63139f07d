//! A service that wants to be left alone for longer than any call waits.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use acesso_core::{ClientBuilder, ErrorKind, RateLimit};
use tokio::{task::JoinSet, time::sleep};

use super::support::{HOUR, MS, Reply, SECOND, Service, ends, healthy, read};

const TWO_HOURS: u32 = 7_200;

/// A service that refuses everything for two hours, as often as it is asked, while the flag is set.
fn refusing() -> (Service, Arc<AtomicBool>) {
    let refuses = Arc::new(AtomicBool::new(true));
    let flag = Arc::clone(&refuses);
    let service = Service::new(move |asked| {
        if flag.load(Ordering::Relaxed) { Reply::json(429, "").retry_after(TWO_HOURS) } else { healthy(asked) }
    });
    (service, refuses)
}

fn with_and_without_a_limit(service: &Service) -> [ClientBuilder; 2] {
    [service.builder(), service.builder().rate_limit(RateLimit::per_second(3))]
}

#[tokio::test(start_paused = true)]
async fn after_an_hour_exactly_one_call_finds_out_whether_the_service_serves_again() {
    let (service, refuses) = refusing();
    for builder in with_and_without_a_limit(&service) {
        refuses.store(true, Ordering::Relaxed);
        service.clear_log();
        let client = builder.build().unwrap();
        let ten_calls = || (0..10).map(|number| client.request(read(number))).collect::<JoinSet<_>>().join_all();
        ends(client.request(read(0))).await.unwrap_err();
        for hour in 1..=3 {
            sleep(HOUR + MS).await;
            assert!(ends(ten_calls()).await.iter().all(Result::is_err));
            assert_eq!(service.count("/read"), 1 + hour);
        }
        refuses.store(false, Ordering::Relaxed);
        sleep(HOUR + MS).await;
        assert_eq!(ends(ten_calls()).await.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert!(ends(ten_calls()).await.iter().all(Result::is_ok), "it is over for everybody");
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_wait_for_a_token_are_told_of_the_refusal_too() {
    // The first call is refused for two hours while the second one renews the token for the others.
    let service = Service::new(|asked| match (asked.uri.path(), asked.number("number")) {
        ("/token", _) => Reply::token("t").after(5 * SECOND),
        (_, 0) => Reply::json(429, "").retry_after(TWO_HOURS).after(2 * SECOND),
        (_, 1) => Reply::json(401, ""),
        _ => healthy(asked),
    });
    let client = service.builder_with_tokens().build().unwrap();
    ends(client.request(read(9))).await.unwrap();
    service.clear_log();
    let calls: JoinSet<_> = (0..2).map(|number| client.request(read(number))).collect();
    sleep(SECOND).await;
    let waiting: JoinSet<_> = (2..5).map(|number| client.request(read(number))).collect();
    for answer in ends(async { calls.join_all().await.into_iter().chain(waiting.join_all().await) }).await {
        assert_eq!(answer.unwrap_err().kind(), ErrorKind::RateLimited);
    }
    assert_eq!(service.count("/read"), 2, "whoever waited for the token was sent");
}
