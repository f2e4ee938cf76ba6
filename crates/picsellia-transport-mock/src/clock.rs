use std::time::{Duration, Instant};

use picsellia_core::Timestamp;

/// 2024-01-01 00:00:00 UTC.
const BEGINNING: f64 = 1_704_067_200.0;

/// A clock that only moves when a test or the mock advances it, so that every run is the same.
pub(crate) struct Clock {
    began: Instant,
    /// The time at `began`, in seconds since 1970.
    began_at: f64,
    now: Instant,
    slept: Vec<Duration>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        let began = Instant::now();
        Self { began, began_at: BEGINNING, now: began, slept: Vec::new() }
    }

    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    /// Returns the current time.
    pub(crate) fn time(&self) -> Timestamp {
        Timestamp::from(self.began_at + (self.now - self.began).as_secs_f64())
    }

    /// Sets the time at which the clock started, which also shifts the current time.
    pub(crate) fn set_beginning(&mut self, time: Timestamp) {
        self.began_at = time.as_unix_seconds();
    }

    pub(crate) fn slept(&self) -> &[Duration] {
        &self.slept
    }

    /// Records a wait of the client and advances the clock.
    pub(crate) fn sleep(&mut self, duration: Duration) {
        self.slept.push(duration);
        self.pass(duration);
    }

    /// Advances the clock.
    pub(crate) fn pass(&mut self, duration: Duration) {
        // If the clock cannot represent that time, it advances by 30 years.
        const LONG: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
        let later = self.now.checked_add(duration).or_else(|| self.now.checked_add(LONG));
        self.now = later.unwrap_or(self.now);
    }
}
