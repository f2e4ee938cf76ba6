use std::time::{Duration, Instant};

/// The bounds within which one exchange has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestLimits {
    /// The longest time from the start of the exchange to the last byte of the response.
    pub timeout: Duration,
    /// The largest body of a response, in bytes. A larger one ends the exchange with
    /// [`TransportErrorKind::ResponseTooLarge`](crate::TransportErrorKind::ResponseTooLarge), and no more
    /// than this is held in memory.
    pub max_response_bytes: usize,
}

impl RequestLimits {
    /// Limits with the given timeout and the default bound on the response.
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

    /// The same limits with another bound on the body of a response, in bytes.
    #[must_use]
    pub fn max_response_bytes(self, max_response_bytes: usize) -> Self {
        Self { max_response_bytes, ..self }
    }
}

impl Default for RequestLimits {
    /// 300 seconds (the official SDK's limit, wide enough for 5 MB on a slow link) and 1 MiB.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(300), max_response_bytes: 1 << 20 }
    }
}
