use serde::{Deserialize, Serialize};

/// What a contestant did in one round.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Turn {
    /// The number of accepted predictions.
    pub(crate) count: u64,
    /// The duration of the turn, in seconds.
    pub(crate) seconds: f64,
    /// The CPU time of the client process in the turn, in seconds.
    pub(crate) cpu_seconds: f64,
    /// The peak memory of the process so far, in bytes.
    pub(crate) peak_memory: Option<u64>,
}

impl Turn {
    /// Returns the number of predictions per second.
    pub(crate) fn rate(&self) -> f64 {
        self.count_as_f64() / self.seconds
    }

    /// Returns the client's CPU time per prediction, in seconds.
    pub(crate) fn cpu(&self) -> f64 {
        self.cpu_seconds / self.count_as_f64()
    }

    #[allow(clippy::cast_precision_loss)] // nobody sends 2^53 predictions
    fn count_as_f64(&self) -> f64 {
        self.count as f64
    }
}
