//! The limit by itself, on the paused clock.

use std::{future::poll_fn, task::Poll};

use proptest::prelude::*;
use tokio::{task::JoinSet, time::sleep};

use super::*;

const MS: Duration = Duration::from_millis(1);

fn window(limit: RateLimit) -> Arc<SlidingWindow> {
    Arc::new(SlidingWindow::new(limit))
}

async fn slot(limiter: &Arc<SlidingWindow>) -> Box<Held> {
    Box::new(limiter.slot().await)
}

fn three_a_second() -> Arc<SlidingWindow> {
    window(RateLimit::per_second(3))
}

/// Sends a request that is answered after a while, and says when it was sent.
async fn ask(limiter: &Arc<SlidingWindow>, answer_after: Duration) -> Instant {
    let mut permit = slot(limiter).await;
    permit.sent();
    let sent = Instant::now();
    sleep(answer_after).await;
    permit.finish(Outcome::Answered);
    sent
}

#[tokio::test(start_paused = true)]
async fn the_fourth_waits_for_the_first_answer_and_a_period() {
    let limiter = three_a_second();
    let begin = Instant::now();
    for _ in 0..3 {
        ask(&limiter, 20 * MS).await;
    }
    let fourth = ask(&limiter, 20 * MS).await;
    assert_eq!(fourth - begin, 20 * MS + Duration::from_secs(1) + TICK);
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_does_not_hold_its_slot_beyond_hold_and_period() {
    let limiter = three_a_second();
    ask(&limiter, MS).await;
    sleep(Duration::from_secs(2)).await;
    let begin = Instant::now();
    let mut slow = JoinSet::new();
    for _ in 0..3 {
        let limiter = Arc::clone(&limiter);
        slow.spawn(async move { ask(&limiter, Duration::from_secs(5)).await });
    }
    tokio::task::yield_now().await;
    let fourth = ask(&limiter, MS).await;
    assert_eq!(fourth - begin, 250 * MS + Duration::from_secs(1) + TICK);
    let fifth = ask(&limiter, MS).await;
    slow.join_all().await;
    // The late answers must not give back slots that are somebody else's by then.
    let begin = Instant::now();
    let mut times = Vec::new();
    for _ in 0..6 {
        times.push(ask(&limiter, MS).await);
    }
    assert!(times[3] - begin >= Duration::from_secs(1), "{:?}", times[3] - begin);
    assert!(fifth >= fourth);
}

#[tokio::test(start_paused = true)]
async fn on_a_cold_connection_the_slot_waits_for_the_answer() {
    let limiter = three_a_second();
    let begin = Instant::now();
    let mut first = JoinSet::new();
    for _ in 0..3 {
        let limiter = Arc::clone(&limiter);
        first.spawn(async move { ask(&limiter, Duration::from_secs(2)).await });
    }
    tokio::task::yield_now().await;
    // Connecting can have taken nearly 2 s, so the service can have counted them as late as that.
    assert_eq!(ask(&limiter, MS).await - begin, Duration::from_secs(3) + TICK);
}

#[tokio::test(start_paused = true)]
async fn a_cold_connection_never_holds_its_slot_for_less_than_a_warm_one() {
    let a_minute = Duration::from_secs(60);
    let limiter = window(RateLimit::new(1, a_minute));
    let mut permit = slot(&limiter).await;
    permit.sent();
    let begin = Instant::now();
    drop(slot(&limiter).await);
    assert_eq!(begin.elapsed(), a_minute / 4 + a_minute + TICK);
}

/// As the task of a runtime that nobody drives any more.
#[tokio::test(start_paused = true)]
async fn whoever_stands_still_in_the_queue_holds_up_nobody_for_ever() {
    let limiter = window(RateLimit::per_second(1));
    let mut first = slot(&limiter).await;
    first.sent();
    let mut stands_still = Box::pin(slot(&limiter));
    assert!(poll_fn(|context| Poll::Ready(stands_still.as_mut().poll(context).is_pending())).await);
    let begin = Instant::now();
    let mut permit = slot(&limiter).await;
    permit.sent();
    drop(permit);
    drop(slot(&limiter).await);
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
    drop(stands_still);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_an_endless_period_is_no_panic() {
    let far = clock::after(clock::from_now(Duration::MAX), Duration::MAX);
    // Chance decides how far apart slots are given out.
    for number in 0..50 {
        let limiter = window(RateLimit::new(1, Duration::MAX));
        limiter.0.refuse(Instant::now(), (number % 2 == 0).then_some(Duration::MAX));
        assert_eq!(limiter.0.take(far), Ok(0), "{number}");
        limiter.0.refuse(far, None);
    }
}

#[tokio::test(start_paused = true)]
async fn dropped_before_sending_the_slot_is_free_at_once() {
    let limiter = window(RateLimit::per_second(1));
    let begin = Instant::now();
    drop(slot(&limiter).await);
    drop(slot(&limiter).await);
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn dropped_after_sending_the_slot_comes_back_at_hold_and_period() {
    let limiter = window(RateLimit::per_second(1));
    let mut permit = slot(&limiter).await;
    permit.sent();
    let begin = Instant::now();
    drop(permit);
    drop(slot(&limiter).await);
    assert_eq!(begin.elapsed(), 250 * MS + Duration::from_secs(1) + TICK);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_reached_nobody_frees_its_slot() {
    let limiter = window(RateLimit::per_second(1));
    let begin = Instant::now();
    for _ in 0..3 {
        let mut permit = slot(&limiter).await;
        permit.sent();
        permit.finish(Outcome::NotSent);
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_is_somebody_elses_by_now_is_not_given_back_again() {
    let limiter = window(RateLimit::per_second(1));
    ask(&limiter, MS).await;
    let mut late = slot(&limiter).await;
    late.sent();
    let mut next = slot(&limiter).await;
    next.sent();
    let begin = Instant::now();
    late.finish(Outcome::NotSent);
    drop(slot(&limiter).await);
    assert_eq!(begin.elapsed(), 250 * MS + Duration::from_secs(1) + TICK);
    drop(next);
}

/// Timers tick in whole milliseconds, so that a random part of one is waited for whole.
fn assert_within(time: Duration, least: Duration, most: Duration) {
    assert!((least..=most + MS).contains(&time), "{time:?} is not within {least:?} and {most:?}");
}

/// Has the service refuse a request, now.
async fn be_refused(limiter: &Arc<SlidingWindow>, retry_after: Option<Duration>) {
    let mut permit = slot(limiter).await;
    permit.sent();
    permit.finish(Outcome::Refused { retry_after });
}

#[tokio::test(start_paused = true)]
async fn a_refusal_closes_all_slots_for_as_long_as_the_service_asks_or_one_period() {
    let second = Duration::from_secs(1);
    for (asked, closed) in
        [(None, second), (Some(7 * second), 7 * second), (Some(Duration::from_secs(u64::MAX)), LONGEST_CLOSED)]
    {
        let mut openings = Vec::new();
        for seed in 0..20 {
            fastrand::seed(seed);
            let limiter = three_a_second();
            be_refused(&limiter, asked).await;
            let begin = Instant::now();
            drop(slot(&limiter).await);
            assert_within(begin.elapsed(), closed + TICK, closed + TICK + second / 3);
            openings.push(begin.elapsed());
        }
        openings.sort();
        assert!(openings[19] - openings[0] > second / 6, "two programs would meet in step: {openings:?}");
    }
}

/// After a refusal a service may count in any way: it meets no burst, and no two programs come in step.
#[tokio::test(start_paused = true)]
async fn after_a_refusal_slots_open_one_by_one_until_a_period_has_passed_without_another() {
    for (seed, allowed) in [(1, 1), (2, 2), (3, 3), (4, 10), (5, 100)] {
        fastrand::seed(seed);
        let period = Duration::from_secs(1);
        let apart = period / allowed;
        let limiter = window(RateLimit::per_second(allowed));
        be_refused(&limiter, None).await;

        // Unused slots come back at once, so that nothing but the recovery keeps them apart.
        drop(slot(&limiter).await);
        let opened = Instant::now();
        let mut gaps = Vec::new();
        loop {
            let last = Instant::now();
            drop(slot(&limiter).await);
            if last.elapsed().is_zero() {
                break;
            }
            gaps.push(last.elapsed());
        }
        let recovered = opened.elapsed();
        assert!(recovered <= period + apart * 5 / 4 + MS, "{recovered:?}");
        assert!(recovered + apart * 5 / 4 + MS >= period, "{allowed} a second: a burst after {recovered:?}");
        // The last one may have been cut short by the end of the period.
        for gap in &gaps[..gaps.len() - 1] {
            assert_within(*gap, apart, apart * 5 / 4);
        }
        if allowed >= 10 {
            gaps.sort();
            assert!(gaps[gaps.len() - 2] - gaps[1] > apart / 10, "they come by chance: {gaps:?}");
        }

        let begin = Instant::now();
        let mut burst = Vec::new();
        for _ in 0..allowed {
            burst.push(slot(&limiter).await);
        }
        assert_eq!(begin.elapsed(), Duration::ZERO, "the full burst is back");
    }
}

#[tokio::test(start_paused = true)]
async fn another_refusal_begins_the_recovery_anew() {
    fastrand::seed(7);
    let second = Duration::from_secs(1);
    let limiter = three_a_second();
    be_refused(&limiter, None).await;
    be_refused(&limiter, None).await;
    let begin = Instant::now();
    drop(slot(&limiter).await);
    assert_within(begin.elapsed(), second + TICK, second + TICK + second / 3);
    // The first refusal's period ended meanwhile.
    let opened = Instant::now();
    drop(slot(&limiter).await);
    assert_within(opened.elapsed(), second / 3, second * 5 / 12);
    drop(slot(&limiter).await);
    assert_within(opened.elapsed(), second * 2 / 3, second * 5 / 6);
}

#[tokio::test(start_paused = true)]
async fn a_shorter_refusal_does_not_open_what_a_longer_one_closed() {
    let second = Duration::from_secs(1);
    let limiter = three_a_second();
    let mut permits = [slot(&limiter).await, slot(&limiter).await];
    permits.iter_mut().for_each(|permit| permit.sent());
    let [longer, shorter] = permits;
    let begin = Instant::now();
    longer.finish(Outcome::Refused { retry_after: Some(7 * second) });
    sleep(second).await;
    shorter.finish(Outcome::Refused { retry_after: None });
    drop(slot(&limiter).await);
    assert_within(begin.elapsed(), 7 * second + TICK, 7 * second + TICK + second / 3);
}

/// Two programs on one account, each with the whole limit, and a service that counts in windows: both are served.
#[tokio::test(start_paused = true)]
async fn two_programs_that_share_an_allowance_are_both_served() {
    for seed in 1..=5 {
        fastrand::seed(seed);
        let counted: Arc<Mutex<Vec<Instant>>> = Arc::default();
        let mut programs = JoinSet::new();
        for _ in 0..2 {
            let (limiter, counted) = (three_a_second(), Arc::clone(&counted));
            programs.spawn(async move {
                let begin = Instant::now();
                let mut served = 0;
                while begin.elapsed() < Duration::from_secs(120) {
                    let mut permit = slot(&limiter).await;
                    permit.sent();
                    sleep(20 * MS).await;
                    let fits = {
                        let mut counted = counted.lock().unwrap();
                        counted.retain(|time| time.elapsed() < Duration::from_secs(1));
                        let fits = counted.len() < 3;
                        if fits {
                            counted.push(Instant::now());
                        }
                        fits
                    };
                    served += u32::from(fits);
                    permit.finish(if fits { Outcome::Answered } else { Outcome::Refused { retry_after: None } });
                }
                served
            });
        }
        let served = programs.join_all().await;
        assert!(served.iter().all(|served| *served >= 90), "seed {seed}: {served:?} of 360");
    }
}

#[tokio::test(start_paused = true)]
async fn first_come_first_served() {
    let limiter = window(RateLimit::per_second(1));
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut callers = JoinSet::new();
    for number in 0..5 {
        let (limiter, order) = (Arc::clone(&limiter), Arc::clone(&order));
        callers.spawn(async move {
            let mut permit = slot(&limiter).await;
            permit.sent();
            order.lock().unwrap().push(number);
            permit.finish(Outcome::Answered);
        });
        tokio::task::yield_now().await;
    }
    callers.join_all().await;
    assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_waiting_holds_nobody_up() {
    let limiter = window(RateLimit::per_second(1));
    let mut held = slot(&limiter).await;
    assert!(tokio::time::timeout(MS, slot(&limiter)).await.is_err());
    held.sent();
    held.finish(Outcome::Answered);
    let begin = Instant::now();
    drop(slot(&limiter).await);
    assert_eq!(begin.elapsed(), Duration::from_secs(1) + TICK);
}

#[tokio::test(start_paused = true)]
async fn no_window_of_a_period_holds_more_than_allowed_and_little_is_wasted() {
    let limiter = three_a_second();
    let mut callers = JoinSet::new();
    for caller in 0..8_u64 {
        let limiter = Arc::clone(&limiter);
        callers.spawn(async move {
            let mut random = fastrand::Rng::with_seed(caller);
            let mut arrivals = Vec::new();
            for _ in 0..25 {
                let mut permit = slot(&limiter).await;
                permit.sent();
                // The service counts the request on arrival, at any moment until it answers.
                let (there, back) = (random.u64(0..=50), random.u64(0..=50));
                sleep(MS * u32::try_from(there).unwrap()).await;
                arrivals.push(Instant::now());
                sleep(MS * u32::try_from(back).unwrap()).await;
                permit.finish(Outcome::Answered);
            }
            arrivals
        });
    }
    let mut arrivals: Vec<_> = callers.join_all().await.into_iter().flatten().collect();
    arrivals.sort();
    for window in arrivals.windows(4) {
        assert!(window[3] - window[0] >= Duration::from_secs(1), "four within {:?}", window[3] - window[0]);
    }
    let (first, last) = (arrivals[0], arrivals[199]);
    let allowed = (last - first).as_secs_f64() * 3.0;
    assert!(200.0 / allowed > 0.9, "used {:.3} of the allowance", 200.0 / allowed);
}

/// One request of the flood below: half of them give up, in the queue, before sending or after it. Tells when the
/// service counted it.
async fn ask_or_give_up(limiter: Arc<SlidingWindow>, seed: u64) -> Option<Instant> {
    let mut random = fastrand::Rng::with_seed(seed);
    sleep(MS * random.u32(0..20_000)).await;
    let fate = random.u32(0..6);
    let patience = if fate == 0 { MS * random.u32(0..3000) } else { Duration::MAX };
    let mut permit = tokio::time::timeout(patience, slot(&limiter)).await.ok()?;
    sleep(MS * random.u32(0..50)).await;
    if fate == 1 {
        return None;
    }
    permit.sent();
    // The service counts it before it answers and within `hold`, also when nobody waits for the answer any more.
    let answer = random.u32(0..=2000);
    let counted = Instant::now() + MS * random.u32(0..=250).min(answer);
    let given_up = random.u32(0..=answer);
    sleep(MS * if fate == 2 { given_up } else { answer }).await;
    match fate {
        2 => drop(permit),
        3 => {
            permit.finish(Outcome::NotSent);
            return None;
        }
        _ => permit.finish(Outcome::Answered),
    }
    Some(counted)
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_whenever_no_window_holds_too_many_and_no_slot_is_lost() {
    for (seed, allowed) in [(1, 1), (2, 2), (3, 3), (4, 7), (5, 40)] {
        let limiter = window(RateLimit::per_second(allowed));
        // A warm connection: on a cold one the slots wait longer, which would hide a slot given back too early.
        ask(&limiter, Duration::ZERO).await;
        sleep(Duration::from_secs(2)).await;
        let mut callers = JoinSet::new();
        for caller in 0..300 {
            callers.spawn(ask_or_give_up(Arc::clone(&limiter), seed * 1000 + caller));
        }
        let mut counted: Vec<_> = callers.join_all().await.into_iter().flatten().collect();
        counted.sort();
        assert!(counted.len() > 100, "{} of 300 were sent", counted.len());
        let allowed = allowed as usize;
        for window in counted.windows(allowed + 1) {
            assert!(
                window[allowed] - window[0] >= Duration::from_secs(1),
                "{allowed}: {:?}",
                window[allowed] - window[0]
            );
        }

        sleep(Duration::from_secs(20)).await;
        let begin = Instant::now();
        let mut held = Vec::new();
        for _ in 0..allowed {
            held.push(slot(&limiter).await);
        }
        assert_eq!(begin.elapsed(), Duration::ZERO, "a slot leaked");
    }
}

/// One request of any pattern: when it comes, how long its caller works before sending, how long the service takes to
/// count it (within `hold`) and to answer, and whether its caller gives up.
#[derive(Debug, Clone)]
struct Arrival {
    comes: u32,
    authorizes: u32,
    counted: u32,
    answered: u32,
    fate: Fate,
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    Answered,
    Refused,
    GivesUpBeforeSending,
    GivesUpAfterSending,
}

fn arrival() -> impl Strategy<Value = Arrival> {
    let fate = prop_oneof![
        6 => Just(Fate::Answered),
        1 => Just(Fate::Refused),
        1 => Just(Fate::GivesUpBeforeSending),
        1 => Just(Fate::GivesUpAfterSending),
    ];
    // Bursts and lulls: most come close together.
    let comes = prop_oneof![Just(0_u32), 0..400_u32, 0..20_000_u32];
    (comes, 0..100_u32, 0..=250_u32, 0..2_000_u32, fate).prop_map(|(comes, authorizes, counted, answered, fate)| {
        Arrival { comes, authorizes, counted: counted.min(answered), answered, fate }
    })
}

/// When the service counted it, if it was sent.
async fn arrive(limiter: Arc<SlidingWindow>, arrival: Arrival) -> Option<Instant> {
    sleep(MS * arrival.comes).await;
    let mut permit = slot(&limiter).await;
    sleep(MS * arrival.authorizes).await;
    if matches!(arrival.fate, Fate::GivesUpBeforeSending) {
        return None;
    }
    permit.sent();
    let counted = Instant::now() + MS * arrival.counted;
    match arrival.fate {
        Fate::GivesUpAfterSending => drop(permit),
        Fate::Refused => {
            sleep(MS * arrival.answered).await;
            permit.finish(Outcome::Refused { retry_after: None });
        }
        Fate::Answered | Fate::GivesUpBeforeSending => {
            sleep(MS * arrival.answered).await;
            permit.finish(Outcome::Answered);
        }
    }
    Some(counted)
}

async fn counted(allowed: u32, arrivals: Vec<Arrival>) -> Vec<Instant> {
    let limiter = window(RateLimit::per_second(allowed));
    // On a cold connection slots wait longer, which would hide one that is given back too early.
    ask(&limiter, Duration::ZERO).await;
    let mut callers = JoinSet::new();
    for arrival in arrivals {
        callers.spawn(arrive(Arc::clone(&limiter), arrival));
    }
    let mut counted: Vec<_> = callers.join_all().await.into_iter().flatten().collect();
    counted.sort();
    counted
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_pattern_calls_arrive_in_no_window_holds_more_than_allowed(
        allowed in 1..8_u32,
        arrivals in prop::collection::vec(arrival(), 1..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let counted = runtime.block_on(counted(allowed, arrivals));
        for window in counted.windows(allowed as usize + 1) {
            let length = window[allowed as usize] - window[0];
            prop_assert!(length >= Duration::from_secs(1), "{} within {length:?}", allowed + 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_endless_allowance_takes_no_room() {
    let limiter = window(RateLimit::per_second(u32::MAX));
    let permits = [slot(&limiter).await, slot(&limiter).await];
    drop(permits);
}
