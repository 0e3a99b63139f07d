//! How far a reading is, for whoever wants to know.

use std::time::Duration;

use crate::model::ServiceId;

/// Who is told how far the reading of each service is.
pub trait Progress {
    /// Who is told about this service.
    fn watch(&self, service: ServiceId) -> Box<dyn Watch>;
}

/// Who is told how far the reading of one service is.
pub trait Watch {
    /// How often to look whether it is due again.
    fn pace(&self) -> Duration;

    /// Whether it wants to be told now: it costs a look into the store.
    fn is_due(&self) -> bool;

    /// Is told how far it is.
    fn show(&mut self, so_far: SoFar);
}

/// How far the reading of a service is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoFar {
    /// How many calls were answered.
    pub answered: u64,
    /// How many are still to come; absent where that can't be told yet.
    pub left: Option<u64>,
    /// How many a second the service allows, where it says so.
    pub per_second: Option<f64>,
}

/// Nobody wants to know.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn watch(&self, _: ServiceId) -> Box<dyn Watch> {
        Box::new(Self)
    }
}

impl Watch for Quiet {
    fn pace(&self) -> Duration {
        Duration::from_secs(60)
    }

    fn is_due(&self) -> bool {
        false
    }

    fn show(&mut self, _: SoFar) {}
}
