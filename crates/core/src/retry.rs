//! Whether to send again, and when.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use http::{
    HeaderMap, StatusCode,
    header::{DATE, RETRY_AFTER},
};

use tokio::time::Instant;

use crate::{Safety, Sent};

/// When a day that has one has its leap second.
const LEAP_SECOND: &str = "23:59:60";

/// When a failed attempt is followed by another one: plain data, decided by one pure function.
///
/// ```
/// use acesso_core::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(5);
/// let never = RetryPolicy::never();
/// assert_eq!((patient.max_attempts, never.max_attempts), (5, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How many attempts a call may take, the first one included. 3 by default. A 409 to a request with an
    /// idempotency key means that an earlier attempt is still running: it is waited out and not counted.
    pub max_attempts: u32,
    /// The bound of the first random delay; it doubles with every attempt. 200 ms by default.
    pub initial_backoff: Duration,
    /// The largest bound of a random delay. 5 s by default.
    pub max_backoff: Duration,
    /// The longest `Retry-After` to heed. If the service asks for more, the call ends with its error. After a 429 that asks for
    /// more than the *client's* policy heeds, all other calls end, too, at once, until it has passed, for an hour at most; a
    /// call's own policy decides about that call alone. 60 s by default.
    pub max_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            initial_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(5),
            max_retry_after: Duration::from_secs(60),
        }
    }
}

/// How an attempt failed, as far as repeating it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedAttempt {
    /// What a repetition would do.
    pub safety: Safety,
    /// Whether the service can have seen it.
    pub sent: Sent,
    /// The answer's status, if a whole answer came back.
    pub status: Option<StatusCode>,
    /// How long the service asked to wait.
    pub retry_after: Option<Duration>,
    /// How many attempts were made, this one included.
    pub attempts: u32,
    /// How much of the call's time is left.
    pub time_left: Duration,
}

impl FailedAttempt {
    /// A first attempt that failed without an answer, with as much time left as anybody wants.
    pub fn new(safety: Safety, sent: Sent) -> Self {
        Self { safety, sent, status: None, retry_after: None, attempts: 1, time_left: Duration::MAX }
    }

    pub(crate) fn is_still_running(&self) -> bool {
        self.status == Some(StatusCode::CONFLICT) && self.safety == Safety::Keyed
    }
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
        Self::default().max_attempts(1)
    }

    /// Sets [`max_attempts`](Self::max_attempts).
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets [`initial_backoff`](Self::initial_backoff).
    #[must_use]
    pub fn initial_backoff(mut self, bound: Duration) -> Self {
        self.initial_backoff = bound;
        self
    }

    /// Sets [`max_backoff`](Self::max_backoff).
    #[must_use]
    pub fn max_backoff(mut self, bound: Duration) -> Self {
        self.max_backoff = bound;
        self
    }

    /// Sets [`max_retry_after`](Self::max_retry_after).
    #[must_use]
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Stop or wait, given how the attempt failed and a random number in `0.0..=1.0`.
    ///
    /// The wait is what the service asked for *plus* a random part of the backoff, so that callers who were refused
    /// together don't come back together. A wait that the call has no time for stops it at once.
    pub fn decide(&self, failed: &FailedAttempt, random: f64) -> Decision {
        let waits_for_the_first = failed.is_still_running() && self.max_attempts > 1;
        let enough = failed.attempts >= self.max_attempts && !waits_for_the_first;
        if enough || !may_repeat(failed) {
            return Decision::Stop;
        }
        let asked = failed.retry_after.unwrap_or_default();
        if asked > self.max_retry_after {
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
        self.initial_backoff.saturating_mul(1 << doublings).min(self.max_backoff)
    }
}

fn may_repeat(failed: &FailedAttempt) -> bool {
    match (failed.status, failed.sent) {
        (Some(status), _) => status_allows(status, failed.safety),
        (None, Sent::No) => true,
        (None, Sent::Maybe) => failed.safety.may_repeat(),
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

/// How long the service asked to wait: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). Fractions of a
/// second, which some services send against the RFC, are rounded up. A date in the past is no wait; anything else in the
/// header is ignored.
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
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let more = u64::from(fraction.bytes().any(|digit| digit != b'0'));
    // Of digits alone, only a number that is too large can't be read.
    (is_number(whole) && is_number(fraction))
        .then(|| Duration::from_secs(whole.parse().unwrap_or(u64::MAX).saturating_add(more)))
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
/// A bucket of 15: a repetition takes 1, an answer that is no failure gives 0.2 back, and so does time, 1 every ten seconds.
/// When a service is down, 100 calls at once send 115 requests, not 300.
#[derive(Debug)]
pub(crate) struct RetryBudget(Mutex<Bucket>);

#[derive(Debug)]
struct Bucket {
    /// In fifths, so that 0.2 is a whole number.
    fifths: u32,
    /// Up to when time was paid for.
    paid_until: Instant,
}

impl RetryBudget {
    const FULL: u32 = 15 * 5;
    const REPETITION: u32 = 5;
    const SUCCESS: u32 = 1;
    /// Pays a fifth.
    const TIME: Duration = Duration::from_secs(2);

    pub(crate) fn new() -> Self {
        Self(Mutex::new(Bucket { fifths: Self::FULL, paid_until: Instant::now() }))
    }

    /// Takes one repetition out, if there is one.
    pub(crate) fn spend(&self) -> bool {
        let mut bucket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.pay_for_time(Instant::now());
        match bucket.fifths.checked_sub(Self::REPETITION) {
            Some(left) => bucket.fifths = left,
            None => return false,
        }
        true
    }

    /// Pays for an answer that is no failure.
    pub(crate) fn earn(&self) {
        let mut bucket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.fifths = (bucket.fifths + Self::SUCCESS).min(Self::FULL);
    }
}

impl Bucket {
    fn pay_for_time(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.paid_until).as_secs() / RetryBudget::TIME.as_secs();
        let fifths = u32::try_from(passed).unwrap_or(RetryBudget::FULL).min(RetryBudget::FULL);
        self.fifths = (self.fifths + fifths).min(RetryBudget::FULL);
        // What was not paid yet counts for the next time; a bucket that is full owes nothing.
        self.paid_until =
            if self.fifths == RetryBudget::FULL { now } else { self.paid_until + RetryBudget::TIME * fifths };
    }
}
