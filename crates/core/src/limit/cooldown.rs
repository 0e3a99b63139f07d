//! What a refusal for a long time means for everybody.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
    time::Duration,
};

use tokio::{sync::Notify, time::Instant};

use super::window::LONGEST_CLOSED;
use crate::{Error, ErrorKind, clock};

/// After a 429 that asks for a longer wait than any call has, nobody sends anything, and every call ends at once, until
/// that time has passed or an hour, whichever is first. Then one call finds out whether the service serves again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cooldown(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    cooling: Mutex<Option<Cooling>>,
    /// Numbers the calls that find out.
    probes: AtomicU64,
    /// Tells those that wait for their turn.
    begun: Notify,
}

#[derive(Debug, Clone, Copy)]
struct Cooling {
    until: Instant,
    /// Who is finding out.
    probe: Option<u64>,
}

/// The call that finds out. Dropped without an answer, it leaves that to the next one. One that a newer refusal has overtaken
/// decides nothing any more.
#[derive(Debug)]
pub(crate) struct Probe {
    cooldown: Cooldown,
    number: u64,
}

impl Cooldown {
    /// Lets a call wait for its turn; the one that finds out gets a probe. All others end at once, those too that wait when
    /// the service asks for so long.
    pub(crate) async fn watch<T>(
        &self,
        turn: impl Future<Output = Result<T, Error>>,
    ) -> Result<(T, Option<Probe>), Error> {
        // Listens before it looks: what begins between the two would be missed.
        let mut begun = pin!(self.0.begun.notified());
        let probe = self.enter()?;
        let mut turn = pin!(turn);
        let mut is_waiting = false;
        let turn = poll_fn(|context| {
            // A call whose turn it is at once does not pay for listening.
            if !is_waiting {
                let polled = turn.as_mut().poll(context);
                if polled.is_ready() {
                    return polled;
                }
                is_waiting = true;
            }
            if begun.as_mut().poll(context).is_ready() {
                return Poll::Ready(Err(refusal(self.left())));
            }
            turn.as_mut().poll(context)
        });
        Ok((turn.await?, probe))
    }

    /// Whether a call that does not find out may send.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match *self.lock() {
            Some(cooling) if cooling.is_on() => Err(refusal(cooling.left())),
            Some(_) | None => Ok(()),
        }
    }

    fn enter(&self) -> Result<Option<Probe>, Error> {
        let mut state = self.lock();
        let Some(cooling) = &mut *state else { return Ok(None) };
        if cooling.is_on() {
            return Err(refusal(cooling.left()));
        }
        let number = self.0.probes.fetch_add(1, Ordering::Relaxed);
        cooling.probe = Some(number);
        Ok(Some(Probe { cooldown: self.clone(), number }))
    }

    /// The service asked for so long a wait.
    pub(crate) fn begin(&self, wait: Duration) {
        let until = clock::from_now(wait.min(LONGEST_CLOSED));
        let mut state = self.lock();
        let until = state.map_or(until, |cooling| cooling.until.max(until));
        *state = Some(Cooling { until, probe: None });
        drop(state);
        self.0.begun.notify_waiters();
    }

    fn left(&self) -> Duration {
        self.lock().map_or(Duration::ZERO, |cooling| cooling.left())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Cooling>> {
        self.0.cooling.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cooling {
    fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    fn is_on(&self) -> bool {
        self.probe.is_some() || !self.left().is_zero()
    }
}

fn refusal(left: Duration) -> Error {
    let detail = if left.is_zero() {
        "the service refused all requests for a while, and another call finds out whether that is over".to_owned()
    } else {
        format!("the service asked to wait; for another {:.0} s nothing is sent", left.as_secs_f64().ceil())
    };
    Error::new(ErrorKind::RateLimited).with_detail(detail).with_retry_after(Some(left)).settled()
}

impl Probe {
    /// The service answered, and it was no refusal for long.
    pub(crate) fn answered(self) {
        let mut state = self.cooldown.lock();
        if state.is_some_and(|cooling| cooling.probe == Some(self.number)) {
            *state = None;
        }
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        if let Some(cooling) = &mut *self.cooldown.lock()
            && cooling.probe == Some(self.number)
        {
            cooling.probe = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn one_finds_out_when_the_time_has_passed() {
        let cooldown = Cooldown::default();
        assert!(cooldown.enter().unwrap().is_none(), "nobody has to find out what is known");
        cooldown.begin(MINUTE);
        assert_eq!(cooldown.enter().unwrap_err().retry_after(), Some(MINUTE));
        tokio::time::advance(MINUTE).await;
        let probe = cooldown.enter().unwrap().unwrap();
        assert_eq!(cooldown.enter().unwrap_err().retry_after(), Some(Duration::ZERO));
        drop(probe);
        let probe = cooldown.enter().unwrap().unwrap();
        probe.answered();
        assert!(cooldown.enter().unwrap().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn it_lasts_as_long_as_the_longest_that_was_asked_for_and_an_hour_at_most() {
        let cooldown = Cooldown::default();
        for (asked, left) in [(10 * MINUTE, 10 * MINUTE), (MINUTE, 10 * MINUTE), (Duration::MAX, LONGEST_CLOSED)] {
            cooldown.begin(asked);
            assert_eq!(cooldown.left(), left);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_to_a_probe_of_long_ago_ends_no_newer_refusal() {
        let cooldown = Cooldown::default();
        cooldown.begin(MINUTE);
        tokio::time::advance(MINUTE).await;
        let probe = cooldown.enter().unwrap().unwrap();
        cooldown.begin(MINUTE);
        tokio::time::advance(MINUTE).await;
        let newer = cooldown.enter().unwrap().unwrap();
        probe.answered();
        assert_eq!(cooldown.enter().unwrap_err().retry_after(), Some(Duration::ZERO), "the newer one finds out");
        newer.answered();
        assert!(cooldown.enter().unwrap().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_of_long_ago_that_is_given_up_lets_no_other_go_beside_the_newer_one() {
        let cooldown = Cooldown::default();
        cooldown.begin(MINUTE);
        tokio::time::advance(MINUTE).await;
        let probe = cooldown.enter().unwrap().unwrap();
        cooldown.begin(MINUTE);
        tokio::time::advance(MINUTE).await;
        let _newer = cooldown.enter().unwrap().unwrap();
        drop(probe);
        assert_eq!(cooldown.enter().unwrap_err().retry_after(), Some(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_for_a_turn_is_told_at_once() {
        let cooldown = Cooldown::default();
        let (told, (), at_once) = tokio::join!(
            cooldown.watch(pending::<Result<(), Error>>()),
            async { cooldown.begin(MINUTE) },
            cooldown.watch(ready(Ok(7))),
        );
        assert_eq!(told.unwrap_err().retry_after(), Some(MINUTE));
        assert_eq!(at_once.unwrap_err().retry_after(), Some(MINUTE), "whoever comes later, too");

        tokio::time::advance(MINUTE).await;
        let (seven, probe) = cooldown.watch(ready(Ok(7))).await.unwrap();
        assert!(seven == 7 && probe.is_some());
        drop(probe);
        // Whoever gives up while it waits for its turn to find out leaves that to the next.
        drop(tokio::time::timeout(MINUTE, cooldown.watch(pending::<Result<(), Error>>())).await);
        assert!(cooldown.enter().unwrap().is_some());
    }
}
