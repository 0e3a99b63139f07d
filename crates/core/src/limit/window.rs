//! The limit inside this process.

use std::{
    fmt,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

use super::{Limiter, Outcome, Permit, RateLimit};
use crate::{Error, clock};

/// Timers tick in whole milliseconds: one more keeps a slot from coming back early.
const TICK: Duration = Duration::from_millis(1);

/// After this long without an answer there may be no open connection, and connecting delays a request by an unknown
/// time. Shorter than the transport keeps idle connections.
const COLD_AFTER: Duration = Duration::from_secs(15);

/// How long a request on a cold connection may take to arrive, at least: as long as connecting may take.
const COLD_HOLD: Duration = Duration::from_secs(10);

/// After so long without a slot given out, whoever waits looks for itself: the one before it may be the task of a runtime
/// that nobody drives.
const STANDSTILL: Duration = Duration::from_secs(1);

/// However long a refusal asks for, requests an hour later find out whether it still stands: a header gone wrong
/// must not stop a client for ever.
pub(super) const LONGEST_CLOSED: Duration = Duration::from_secs(60 * 60);

/// The slots of a rate limit. A slot comes back one period after the moment by which the service must have counted its
/// request: its answer, or `hold` after it was sent, whichever is first.
pub(crate) struct SlidingWindow(Arc<Shared>);

struct Shared {
    limit: RateLimit,
    /// Whoever holds it is the next to get a slot: tokio's mutex serves in order of arrival. It decides who comes first,
    /// not whether anybody may.
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
    /// A slot came back earlier than was foreseen.
    earlier: Notify,
}

struct State {
    /// Those that were ever in use: an allowance can be larger than memory.
    slots: Vec<Slot>,
    allowed: usize,
    /// How many slots were given out so far.
    given: u64,
    recovery: Option<Recovery>,
    last_answer: Option<Instant>,
}

/// After a refusal slots are given out one by one: whoever else uses the account up will not be met in step, and a service
/// that counts in another way than by a window can breathe.
struct Recovery {
    /// When the next slot may be given out.
    next: Instant,
    /// When the full burst comes back.
    ends: Instant,
}

#[derive(Clone, Copy)]
enum Slot {
    Free,
    /// Taken for a request that is not sent yet.
    Taken,
    /// Free from then on.
    Back(Instant),
}

impl SlidingWindow {
    pub(crate) fn new(limit: RateLimit) -> Self {
        let allowed = limit.requests.max(1) as usize;
        Self(Arc::new(Shared {
            limit,
            turn: tokio::sync::Mutex::default(),
            state: Mutex::new(State { slots: Vec::new(), allowed, given: 0, recovery: None, last_answer: None }),
            earlier: Notify::new(),
        }))
    }

    /// Waits for a slot, first come first served.
    async fn slot(&self) -> Held {
        let mut turn = pin!(self.0.turn.lock());
        let _turn = loop {
            let given = self.0.lock().given;
            match clock::timeout(STANDSTILL, turn.as_mut()).await {
                Ok(turn) => break turn,
                Err(_) if self.0.lock().given != given => {}
                Err(_) => {
                    if let Ok(slot) = self.0.take(Instant::now()) {
                        return self.held(slot);
                    }
                }
            }
        };
        loop {
            let earlier = self.0.earlier.notified();
            let taken = self.0.take(Instant::now());
            match taken {
                Ok(slot) => return self.held(slot),
                Err(Some(free_at)) => drop(timeout_at(free_at, earlier).await),
                Err(None) => earlier.await,
            }
        }
    }

    fn held(&self, slot: usize) -> Held {
        Held { window: Arc::clone(&self.0), slot, back: None }
    }
}

#[async_trait]
impl Limiter for SlidingWindow {
    async fn acquire(&self) -> Result<Box<dyn Permit>, Error> {
        Ok(Box::new(self.slot().await))
    }
}

impl fmt::Debug for SlidingWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.limit.fmt(f)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A free slot's number; else when there may be one, if that is known.
    fn take(&self, now: Instant) -> Result<usize, Option<Instant>> {
        let mut state = self.lock();
        if state.recovery.as_ref().is_some_and(|recovery| recovery.ends <= now) {
            state.recovery = None;
        }
        if let Some(recovery) = state.recovery.as_ref().filter(|recovery| recovery.next > now) {
            return Err(Some(recovery.next));
        }
        let slot = state.free_slot(now)?;
        state.given += 1;
        let apart = self.apart();
        if let Some(recovery) = &mut state.recovery {
            recovery.next = clock::after(now, apart.saturating_add(part_of(apart / 4)));
        }
        Ok(slot)
    }

    /// The time between two requests that are spread over the period.
    fn apart(&self) -> Duration {
        self.limit.period / self.limit.requests.max(1)
    }

    fn refuse(&self, now: Instant, retry_after: Option<Duration>) {
        let closed = retry_after.map_or(self.limit.period, |asked| asked.min(LONGEST_CLOSED));
        let opens = clock::after(now, closed.saturating_add(TICK).saturating_add(part_of(self.apart())));
        let mut state = self.lock();
        // An earlier refusal may have asked for more.
        let opens = state.recovery.as_ref().map_or(opens, |recovery| recovery.next.max(opens));
        state.recovery = Some(Recovery { next: opens, ends: clock::after(opens, self.limit.period) });
    }

    fn back_if_counted_by(&self, latest: Instant) -> Instant {
        clock::after(latest, self.limit.period) + TICK
    }

    fn put_back(&self, slot: usize, how: Slot) {
        self.lock().put_back(slot, how);
        self.earlier.notify_one();
    }
}

/// A random part of a time.
fn part_of(time: Duration) -> Duration {
    Duration::try_from_secs_f64(time.as_secs_f64() * fastrand::f64()).unwrap_or(time)
}

impl State {
    fn free_slot(&mut self, now: Instant) -> Result<usize, Option<Instant>> {
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

/// One slot.
struct Held {
    window: Arc<Shared>,
    slot: usize,
    /// When the slot comes back by itself, once the request is sent. From then on it can be somebody else's.
    back: Option<Instant>,
}

impl Permit for Held {
    fn sent(&mut self) {
        let now = Instant::now();
        let hold = self.window.limit.hold;
        let hold = if self.window.lock().is_cold(now) { hold.max(COLD_HOLD) } else { hold };
        let back = self.window.back_if_counted_by(clock::after(now, hold));
        self.back = Some(back);
        self.window.put_back(self.slot, Slot::Back(back));
    }

    fn finish(mut self: Box<Self>, outcome: Outcome) {
        let now = Instant::now();
        match outcome {
            Outcome::NotSent => return self.bring_forward(Slot::Free),
            Outcome::Answered => {}
            Outcome::Refused { retry_after } => self.window.refuse(now, retry_after),
        }
        self.window.lock().last_answer = Some(now);
        self.bring_forward(Slot::Back(self.window.back_if_counted_by(now)));
    }
}

impl Held {
    /// Gives the slot back earlier than foreseen, if it is still ours to give.
    fn bring_forward(&mut self, how: Slot) {
        let mut state = self.window.lock();
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
        self.window.earlier.notify_one();
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.back.is_none() {
            self.window.put_back(self.slot, Slot::Free);
        } else {
            let latest = clock::from_now(self.window.limit.hold);
            self.bring_forward(Slot::Back(self.window.back_if_counted_by(latest)));
        }
    }
}

#[cfg(test)]
mod tests;
