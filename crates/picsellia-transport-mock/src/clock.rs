use std::time::{Duration, Instant};

/// A clock that moves only when somebody waits.
pub(crate) struct Clock {
    now: Instant,
    slept: Vec<Duration>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { now: Instant::now(), slept: Vec::new() }
    }

    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    pub(crate) fn slept(&self) -> &[Duration] {
        &self.slept
    }

    /// A wait that the user of the transport asked for.
    pub(crate) fn sleep(&mut self, duration: Duration) {
        self.slept.push(duration);
        self.pass(duration);
    }

    /// Time that an exchange took.
    pub(crate) fn pass(&mut self, duration: Duration) {
        // Where the clock cannot show that much, a long time stands for it.
        const LONG: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
        let later = self.now.checked_add(duration).or_else(|| self.now.checked_add(LONG));
        self.now = later.unwrap_or(self.now);
    }
}
