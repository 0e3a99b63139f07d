//! Moments to come.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use tokio::time::{Instant, error::Elapsed, timeout_at};

/// Longer than anybody waits, and still within what every clock can hold: thirty years, as tokio's own timers take it.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The moment so long after another one. `Duration::MAX`, a way to say "no limit", is taken for thirty years: adding it
/// would panic.
pub(crate) fn after(moment: Instant, time: Duration) -> Instant {
    moment + time.min(FAR)
}

/// The moment so long after now.
pub(crate) fn from_now(time: Duration) -> Instant {
    after(Instant::now(), time)
}

/// As tokio's `timeout`, but what is ready at once pays for no timer.
pub(crate) async fn timeout<F: Future>(limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    match poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => timeout_at(from_now(limit), future).await,
    }
}
