//! A vendor's rate limit, kept on our side.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

use crate::clock;

/// Timers tick in whole milliseconds: one more keeps a slot from coming back early.
const TICK: Duration = Duration::from_millis(1);

/// After this long without an answer there may be no open connection, and connecting delays a request by an unknown
/// time. Shorter than the transport keeps idle connections.
const COLD_AFTER: Duration = Duration::from_secs(15);

/// How long a request on a cold connection may take to arrive: as long as connecting may take.
const COLD_HOLD: Duration = Duration::from_secs(10);

/// However long a refusal asks for, requests an hour later find out whether it still stands: a header gone wrong
/// must not stop a client for ever.
const LONGEST_CLOSED: Duration = Duration::from_secs(60 * 60);

/// So many requests in so much time.
///
/// The limit is shared by all clones of a client, first come first served, each attempt taking a slot.
///
/// # Several processes on one account
///
/// Processes, and clients that are no clones of each other, know nothing of each other: each keeps the whole limit, so two
/// of them together send up to twice what the service allows. It then answers 429, to whichever comes too late. Whoever
/// gets one sends nothing for as long as `Retry-After` asks, else for one period, and tries again, writes too; but a call
/// has three attempts and a client fifteen repetitions until successes pay for more, so calls do fail, with
/// [`RateLimited`](crate::ErrorKind::RateLimited). Nothing shares the allowance between processes today: give each its
/// part of it, for example `RateLimit::per_second(1)` to each of three, as [`guide::limits`](crate::guide::limits) says.
///
/// ```
/// use acesso_core::RateLimit;
///
/// let limit = RateLimit::per_second(3);
/// assert_eq!(limit.requests, 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How many requests the service counts at most in any window of `period`. 0 is taken as 1.
    pub requests: u32,
    /// The window.
    pub period: Duration,
    /// The time by which the service has counted a request that it has not answered yet.
    pub hold: Duration,
}

impl RateLimit {
    /// So many requests in any window of this length; the service counts a request within a quarter of it.
    pub fn new(requests: u32, period: Duration) -> Self {
        Self { requests, period, hold: period / 4 }
    }

    /// So many requests in any second.
    pub fn per_second(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(1))
    }
}

/// The slots of a rate limit. A slot comes back one period after the moment by which the service must have counted its
/// request: its answer, or `hold` after it was sent, whichever is first.
pub(crate) struct Limiter {
    limit: RateLimit,
    /// Whoever holds it is the next to get a slot: tokio's mutex serves in order of arrival.
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
    /// A slot came back earlier than was foreseen.
    earlier: Notify,
}

struct State {
    /// Those that were ever in use: an allowance can be larger than memory.
    slots: Vec<Slot>,
    allowed: usize,
    closed_until: Option<Instant>,
    last_answer: Option<Instant>,
}

#[derive(Clone, Copy)]
enum Slot {
    Free,
    /// Taken for a request that is not sent yet.
    Taken,
    /// Free from then on.
    Back(Instant),
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit) -> Arc<Self> {
        let allowed = limit.requests.max(1) as usize;
        Arc::new(Self {
            limit,
            turn: tokio::sync::Mutex::default(),
            state: Mutex::new(State { slots: Vec::new(), allowed, closed_until: None, last_answer: None }),
            earlier: Notify::new(),
        })
    }

    /// Waits for a slot, first come first served.
    pub(crate) async fn acquire(self: &Arc<Self>) -> Permit {
        let _turn = self.turn.lock().await;
        loop {
            let earlier = self.earlier.notified();
            let taken = self.lock().take(Instant::now());
            match taken {
                Ok(slot) => return Permit { limiter: Arc::clone(self), slot, back: None },
                Err(Some(free_at)) => drop(timeout_at(free_at, earlier).await),
                Err(None) => earlier.await,
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn back_if_counted_by(&self, latest: Instant) -> Instant {
        clock::after(latest, self.limit.period) + TICK
    }

    fn put_back(&self, slot: usize, how: Slot) {
        self.lock().put_back(slot, how);
        self.earlier.notify_one();
    }
}

impl State {
    /// A free slot's number; else when the first one comes back, if that is known.
    fn take(&mut self, now: Instant) -> Result<usize, Option<Instant>> {
        if let Some(opens) = self.closed_until.filter(|opens| *opens > now) {
            return Err(Some(opens));
        }
        let mut first_back = None;
        for (number, slot) in self.slots.iter_mut().enumerate() {
            match *slot {
                Slot::Back(at) if at > now => first_back = Some(first_back.map_or(at, |first: Instant| first.min(at))),
                Slot::Taken => {}
                Slot::Free | Slot::Back(_) => {
                    *slot = Slot::Taken;
                    return Ok(number);
                }
            }
        }
        if self.slots.len() < self.allowed {
            self.slots.push(Slot::Taken);
            return Ok(self.slots.len() - 1);
        }
        Err(first_back)
    }

    fn put_back(&mut self, slot: usize, how: Slot) {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = how;
        }
    }

    fn is_cold(&self, now: Instant) -> bool {
        self.last_answer.is_none_or(|last| now.duration_since(last) > COLD_AFTER)
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.limit.fmt(f)
    }
}

/// One slot.
///
/// Dropped before [`Permit::sent`], the slot is free at once. Dropped after it, the request is either on its way by then
/// or will never be: the slot comes back `hold` and a period later.
pub(crate) struct Permit {
    limiter: Arc<Limiter>,
    slot: usize,
    /// When the slot comes back by itself, once the request is sent. From then on it can be somebody else's.
    back: Option<Instant>,
}

impl Permit {
    /// The request goes out now.
    pub(crate) fn sent(&mut self) {
        let now = Instant::now();
        let hold = if self.limiter.lock().is_cold(now) { COLD_HOLD } else { self.limiter.limit.hold };
        let back = self.limiter.back_if_counted_by(clock::after(now, hold));
        self.back = Some(back);
        self.limiter.put_back(self.slot, Slot::Back(back));
    }

    /// The request did not reach the service.
    pub(crate) fn unsent(mut self) {
        self.bring_forward(Slot::Free);
    }

    /// The answer is here.
    pub(crate) fn answered(mut self) {
        let now = Instant::now();
        self.limiter.lock().last_answer = Some(now);
        self.bring_forward(Slot::Back(self.limiter.back_if_counted_by(now)));
    }

    /// The service says that there were too many: no slot for anybody for as long as it asks (an hour at most), or for one
    /// period.
    pub(crate) fn refused(self, retry_after: Option<Duration>) {
        let closed = retry_after.map_or(self.limiter.limit.period, |asked| asked.min(LONGEST_CLOSED));
        let opens = clock::from_now(closed) + TICK;
        let mut state = self.limiter.lock();
        state.closed_until = state.closed_until.max(Some(opens));
        drop(state);
        self.answered();
    }

    /// Gives the slot back earlier than foreseen, if it is still ours to give.
    fn bring_forward(&mut self, how: Slot) {
        let mut state = self.limiter.lock();
        // Nobody can take the slot between this look at the clock and the end of the lock.
        let now = Instant::now();
        let Some(foreseen) = self.back.filter(|back| *back > now) else { return };
        if let Slot::Back(at) = how
            && at >= foreseen
        {
            return;
        }
        self.back = match how {
            Slot::Back(at) => Some(at),
            Slot::Free | Slot::Taken => Some(now),
        };
        state.put_back(self.slot, how);
        drop(state);
        self.limiter.earlier.notify_one();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.back.is_none() {
            self.limiter.put_back(self.slot, Slot::Free);
        } else {
            let latest = clock::from_now(self.limiter.limit.hold);
            self.bring_forward(Slot::Back(self.limiter.back_if_counted_by(latest)));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::{task::JoinSet, time::sleep};

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn three_a_second() -> Arc<Limiter> {
        Limiter::new(RateLimit::per_second(3))
    }

    /// Sends a request that is answered after a while, and says when it was sent.
    async fn ask(limiter: &Arc<Limiter>, answer_after: Duration) -> Instant {
        let mut permit = limiter.acquire().await;
        permit.sent();
        let sent = Instant::now();
        sleep(answer_after).await;
        permit.answered();
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
    async fn dropped_before_sending_the_slot_is_free_at_once() {
        let limiter = Limiter::new(RateLimit::per_second(1));
        let begin = Instant::now();
        drop(limiter.acquire().await);
        drop(limiter.acquire().await);
        assert_eq!(begin.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn dropped_after_sending_the_slot_comes_back_at_hold_and_period() {
        let limiter = Limiter::new(RateLimit::per_second(1));
        let mut permit = limiter.acquire().await;
        permit.sent();
        let begin = Instant::now();
        drop(permit);
        drop(limiter.acquire().await);
        assert_eq!(begin.elapsed(), 250 * MS + Duration::from_secs(1) + TICK);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_reached_nobody_frees_its_slot() {
        let limiter = Limiter::new(RateLimit::per_second(1));
        let begin = Instant::now();
        for _ in 0..3 {
            let mut permit = limiter.acquire().await;
            permit.sent();
            permit.unsent();
        }
        assert_eq!(begin.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slot_that_is_somebody_elses_by_now_is_not_given_back_again() {
        let limiter = Limiter::new(RateLimit::per_second(1));
        ask(&limiter, MS).await;
        let mut late = limiter.acquire().await;
        late.sent();
        let mut next = limiter.acquire().await;
        next.sent();
        let begin = Instant::now();
        late.unsent();
        drop(limiter.acquire().await);
        assert_eq!(begin.elapsed(), 250 * MS + Duration::from_secs(1) + TICK);
        drop(next);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_closes_all_slots_for_as_long_as_the_service_asks_or_one_period() {
        let second = Duration::from_secs(1);
        for (asked, closed) in
            [(None, second), (Some(7 * second), 7 * second), (Some(Duration::from_secs(u64::MAX)), LONGEST_CLOSED)]
        {
            let limiter = three_a_second();
            let mut permit = limiter.acquire().await;
            permit.sent();
            let begin = Instant::now();
            permit.refused(asked);
            drop(limiter.acquire().await);
            assert_eq!(begin.elapsed(), closed + TICK);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn first_come_first_served() {
        let limiter = Limiter::new(RateLimit::per_second(1));
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut callers = JoinSet::new();
        for number in 0..5 {
            let (limiter, order) = (Arc::clone(&limiter), Arc::clone(&order));
            callers.spawn(async move {
                let mut permit = limiter.acquire().await;
                permit.sent();
                order.lock().unwrap().push(number);
                permit.answered();
            });
            tokio::task::yield_now().await;
        }
        callers.join_all().await;
        assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_who_gives_up_waiting_holds_nobody_up() {
        let limiter = Limiter::new(RateLimit::per_second(1));
        let mut held = limiter.acquire().await;
        assert!(tokio::time::timeout(MS, limiter.acquire()).await.is_err());
        held.sent();
        held.answered();
        let begin = Instant::now();
        drop(limiter.acquire().await);
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
                    let mut permit = limiter.acquire().await;
                    permit.sent();
                    // The service counts the request on arrival, at any moment until it answers.
                    let (there, back) = (random.u64(0..=50), random.u64(0..=50));
                    sleep(MS * u32::try_from(there).unwrap()).await;
                    arrivals.push(Instant::now());
                    sleep(MS * u32::try_from(back).unwrap()).await;
                    permit.answered();
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
    async fn ask_or_give_up(limiter: Arc<Limiter>, seed: u64) -> Option<Instant> {
        let mut random = fastrand::Rng::with_seed(seed);
        sleep(MS * random.u32(0..20_000)).await;
        let fate = random.u32(0..6);
        let patience = if fate == 0 { MS * random.u32(0..3000) } else { Duration::MAX };
        let mut permit = tokio::time::timeout(patience, limiter.acquire()).await.ok()?;
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
                permit.unsent();
                return None;
            }
            _ => permit.answered(),
        }
        Some(counted)
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_gives_up_whenever_no_window_holds_too_many_and_no_slot_is_lost() {
        for (seed, allowed) in [(1, 1), (2, 2), (3, 3), (4, 7), (5, 40)] {
            let limiter = Limiter::new(RateLimit::per_second(allowed));
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
                held.push(limiter.acquire().await);
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
    async fn arrive(limiter: Arc<Limiter>, arrival: Arrival) -> Option<Instant> {
        sleep(MS * arrival.comes).await;
        let mut permit = limiter.acquire().await;
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
                permit.refused(None);
            }
            Fate::Answered | Fate::GivesUpBeforeSending => {
                sleep(MS * arrival.answered).await;
                permit.answered();
            }
        }
        Some(counted)
    }

    async fn counted(allowed: u32, arrivals: Vec<Arrival>) -> Vec<Instant> {
        let limiter = Limiter::new(RateLimit::per_second(allowed));
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
        let limiter = Limiter::new(RateLimit::per_second(u32::MAX));
        let permits = [limiter.acquire().await, limiter.acquire().await];
        drop(permits);
    }
}
