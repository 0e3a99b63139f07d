//! Whether to send again, and when.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime},
};

use http::{
    HeaderMap, StatusCode,
    header::{DATE, RETRY_AFTER},
};

use crate::{Safety, transport::Reached};

/// When a day that has one has its leap second.
const LEAP_SECOND: &str = "23:59:60";

/// When a failed attempt is followed by another one: plain data, decided by one pure function.
///
/// ```
/// use acesso_core::RetryPolicy;
///
/// let patient = RetryPolicy { attempts: 5, ..RetryPolicy::default() };
/// let never = RetryPolicy::never();
/// assert_eq!((patient.attempts, never.attempts), (5, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How many attempts a call may take, the first one included. 3 by default.
    pub attempts: u32,
    /// The bound of the first random delay; it doubles with every attempt. 200 ms by default.
    pub first_delay: Duration,
    /// The largest bound of a random delay. 5 s by default.
    pub longest_delay: Duration,
    /// The longest `Retry-After` to heed. If the service asks for more, the call ends with its error. 60 s by default.
    pub longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_delay: Duration::from_millis(200),
            longest_delay: Duration::from_secs(5),
            longest_retry_after: Duration::from_secs(60),
        }
    }
}

/// How an attempt failed, as far as repeating it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailedAttempt {
    /// What a repetition would do.
    pub safety: Safety,
    /// Whether the service can have seen it.
    pub reached: Reached,
    /// The answer's status, if it reached the service and a whole answer came back.
    pub status: Option<StatusCode>,
    /// How long the service asked to wait.
    pub retry_after: Option<Duration>,
    /// How many attempts were made, this one included.
    pub attempts: u32,
    /// How much of the call's time is left.
    pub time_left: Duration,
}

/// What to do after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Report the failure.
    Stop,
    /// Send again after this time.
    Wait(Duration),
}

impl RetryPolicy {
    /// Every call is attempted once.
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// Stop or wait, given how the attempt failed and a random number in `0.0..=1.0`.
    ///
    /// The wait is what the service asked for *plus* a random part of the backoff, so that callers who were refused
    /// together don't come back together. A wait that the call has no time for stops it at once.
    pub fn decide(&self, failed: &FailedAttempt, random: f64) -> Decision {
        if failed.attempts >= self.attempts || !may_repeat(failed) {
            return Decision::Stop;
        }
        let asked = failed.retry_after.unwrap_or_default();
        if asked > self.longest_retry_after {
            return Decision::Stop;
        }
        let wait = asked.saturating_add(self.part_of_backoff(failed.attempts, random));
        if wait >= failed.time_left { Decision::Stop } else { Decision::Wait(wait) }
    }

    fn part_of_backoff(&self, attempts: u32, random: f64) -> Duration {
        let bound = self.backoff(attempts);
        // Not `mul_f64`: it panics for a bound near `Duration::MAX`.
        Duration::try_from_secs_f64(bound.as_secs_f64() * random.clamp(0.0, 1.0)).unwrap_or(bound)
    }

    fn backoff(&self, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(20);
        self.first_delay.saturating_mul(1 << doublings).min(self.longest_delay)
    }
}

fn may_repeat(failed: &FailedAttempt) -> bool {
    match failed.reached {
        Reached::No => true,
        Reached::Maybe => failed.safety.may_repeat(),
        Reached::Yes => failed.status.is_some_and(|status| status_allows(status, failed.safety)),
    }
}

fn status_allows(status: StatusCode, safety: Safety) -> bool {
    match status.as_u16() {
        // Refused, not acted on.
        429 => true,
        // The request with this idempotency key is still running.
        409 => safety == Safety::Keyed,
        // Passing failures that can have come after the work was done.
        408 | 500 | 502 | 503 | 504 => safety.may_repeat(),
        _ => false,
    }
}

/// How long the service asked to wait: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). A date in the
/// past is no wait; anything else in the header is ignored.
///
/// A date is compared with the `Date` of the same answer, which the same clock wrote; with `now` only where there is none.
/// So it does no harm if this machine's clock is wrong, or jumps. A number too large to count is the longest wait there is.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let asked = text(RETRY_AFTER)?;
    seconds(asked).or_else(|| {
        let answered = text(DATE).and_then(http_date).unwrap_or(now);
        Some(http_date(asked)?.duration_since(answered).unwrap_or_default())
    })
}

fn seconds(text: &str) -> Option<Duration> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Of digits alone, only a number that is too large can't be read.
    is_number.then(|| Duration::from_secs(text.parse().unwrap_or(u64::MAX)))
}

/// A date as HTTP writes it. It can name a leap second (RFC 9110, section 5.6.7), which the system's time does not have:
/// that is over when the next second begins.
fn http_date(text: &str) -> Option<SystemTime> {
    match httpdate::parse_http_date(text) {
        Ok(moment) => Some(moment),
        Err(_) => {
            let (before, after) = text.split_once(LEAP_SECOND)?;
            let second_before = httpdate::parse_http_date(&format!("{before}23:59:59{after}")).ok()?;
            second_before.checked_add(Duration::from_secs(1))
        }
    }
}

/// What all calls of a client together may spend on repetitions.
///
/// A bucket of 15: a repetition takes 1, a success gives 0.2 back. When a service is down, 100 calls at once send 115
/// requests, not 300.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    /// In fifths, so that 0.2 is a whole number.
    fifths: AtomicU32,
}

impl RetryBudget {
    const FULL: u32 = 15 * 5;
    const REPETITION: u32 = 5;
    const SUCCESS: u32 = 1;

    pub(crate) fn new() -> Self {
        Self { fifths: AtomicU32::new(Self::FULL) }
    }

    /// Takes one repetition out, if there is one.
    pub(crate) fn spend(&self) -> bool {
        self.update(|fifths| fifths.checked_sub(Self::REPETITION))
    }

    /// Pays a success in.
    pub(crate) fn earn(&self) {
        self.update(|fifths| (fifths < Self::FULL).then_some(fifths + Self::SUCCESS));
    }

    fn update(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.fifths.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
    }
}
