//! Idempotency keys, for 24 hours of the service's own clock.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::Value;
use tokio::time::Instant;

use super::Refusal;

/// "Valid 24 hours", says the vendor.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The answers that were given to keys, and the clock that ends them.
#[derive(Debug, Default)]
pub(super) struct Keys {
    answers: HashMap<(&'static str, String), (Instant, Given)>,
    /// How far the clock was set forward.
    passed: Duration,
}

/// What an operation answered: a body of `None` is none.
pub(super) type Given = (StatusCode, Option<Value>);

impl Keys {
    fn now(&self) -> Instant {
        Instant::now() + self.passed
    }

    pub(super) fn pass(&mut self, time: Duration) {
        self.passed += time;
    }

    /// The first answer again for a key that the operation was called with before. A call that failed leaves no answer
    /// behind, so that its repeat runs.
    pub(super) fn once(
        &mut self,
        operation: &'static str,
        key: Option<String>,
        run: impl FnOnce() -> Result<Given, Refusal>,
    ) -> Result<Given, Refusal> {
        let Some(key) = key else {
            return run();
        };
        let (now, key) = (self.now(), (operation, key));
        if let Some((at, answer)) = self.answers.get(&key)
            && now.duration_since(*at) < LIFETIME
        {
            return Ok(answer.clone());
        }
        let answer = run()?;
        self.answers.insert(key, (now, answer.clone()));
        Ok(answer)
    }
}
