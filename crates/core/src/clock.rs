//! Moments to come.

use std::time::Duration;

use tokio::time::Instant;

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
