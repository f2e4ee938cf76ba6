use std::time::{Duration, Instant};

/// The bounds within which one exchange has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExchangeLimits {
    /// The longest time from the start of the exchange to the last byte of the answer.
    pub timeout: Duration,
    /// The largest body of an answer, in bytes. A larger one ends the exchange with
    /// [`TransportErrorKind::AnswerTooLarge`](crate::TransportErrorKind::AnswerTooLarge), and no more
    /// than this is held in memory.
    pub max_answer_bytes: usize,
}

impl ExchangeLimits {
    /// Limits with the given timeout and the default bound on the answer.
    #[must_use]
    pub fn with_timeout(timeout: Duration) -> Self {
        Self { timeout, ..Self::default() }
    }

    /// The moment at which an exchange that starts at `now` has to be over: for transports. A century stands for the times
    /// that a clock cannot tell.
    #[must_use]
    pub fn deadline_from(&self, now: Instant) -> Instant {
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
        now.checked_add(self.timeout).unwrap_or(now + CENTURY)
    }

    /// The same limits with another bound on the body of an answer, in bytes.
    #[must_use]
    pub fn max_answer_bytes(self, max_answer_bytes: usize) -> Self {
        Self { max_answer_bytes, ..self }
    }
}

impl Default for ExchangeLimits {
    /// 300 seconds (the official SDK's limit, wide enough for 5 MB on a slow link) and 1 MiB.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(300), max_answer_bytes: 1 << 20 }
    }
}
