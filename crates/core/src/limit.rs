//! A vendor's rate limit, kept on our side.

use std::{fmt, time::Duration};

use async_trait::async_trait;

use crate::Error;

mod cooldown;
mod window;

pub(crate) use cooldown::{Cooldown, Probe};
pub(crate) use window::SlidingWindow;

/// So many requests in so much time.
///
/// The limit is shared by all clones of a client, first come first served, each attempt taking a slot.
///
/// # Several processes on one account
///
/// Processes, and clients that are no clones of each other, know nothing of each other: each keeps the whole limit, so two
/// of them together send up to twice what the service allows. It then answers 429, to whichever comes too late. After a 429 a
/// client sends nothing for `Retry-After`, or for one period; then single requests, spaced by period / requests plus
/// jitter, until a period passes without a 429. Writes are retried, too; but a call has three attempts and a client fifteen
/// retries until time and successes pay for more, so calls do fail, with [`RateLimited`](crate::ErrorKind::RateLimited).
/// Give each process its part of the allowance, for example `RateLimit::per_second(1)` to each of three, as
/// [`guide::limits`](crate::guide::limits) says, or a [`Limiter`] of your own that they share.
///
/// ```
/// use acesso_core::RateLimit;
///
/// let limit = RateLimit::per_second(3);
/// assert_eq!(limit.requests, 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests the service counts at most in any window of `period`. 0 is taken as 1.
    pub requests: u32,
    /// The window.
    pub period: Duration,
    /// How long after sending the service may take to count a request that it has not answered yet. A quarter of the period
    /// by default. When no answer has come for 15 seconds it is 10 seconds at least, since connecting takes its time.
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

    /// Sets [`hold`](Self::hold).
    #[must_use]
    pub fn hold(mut self, hold: Duration) -> Self {
        self.hold = hold;
        self
    }
}

/// Lets requests out as fast as a service allows.
///
/// A [`RateLimit`] makes one for this process. One of your own can share an allowance between processes; give it to
/// [`ClientBuilder::limiter`](crate::ClientBuilder::limiter). It is asked once for each attempt, in the order in which calls
/// come.
///
/// `acquire` can be dropped at any of its awaits, when a call is given up, runs out of time or is refused: take nothing
/// before the last of them, or give it back on drop.
#[async_trait]
pub trait Limiter: fmt::Debug + Send + Sync {
    /// Waits for the right to send one request.
    ///
    /// # Errors
    /// Whatever keeps it from telling; the call then ends with that error, and nothing is sent.
    async fn acquire(&self) -> Result<Box<dyn Permit>, Error>;
}

/// The right to send one request.
///
/// Dropped before [`sent`](Self::sent), it was not used. Dropped after it without [`finish`](Self::finish), the request is
/// on its way or will never be: nobody waits for its answer any more.
pub trait Permit: Send {
    /// The request goes out now.
    fn sent(&mut self);

    /// What came of the request.
    fn finish(self: Box<Self>, outcome: Outcome);
}

/// What came of a request, as far as a limit goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It did not reach the service.
    NotSent,
    /// It was answered.
    Answered,
    /// It was refused as one too many (429).
    Refused {
        /// How long the service asked to wait.
        retry_after: Option<Duration>,
    },
}
