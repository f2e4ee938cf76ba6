use std::time::{Duration, Instant};

/// The limits of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestLimits {
    /// The maximum time from the start of the exchange to the last byte of the response.
    pub timeout: Duration,
    /// The maximum size of the body of a response, in bytes.
    ///
    /// A larger body ends the exchange with
    /// [`TransportErrorKind::ResponseTooLarge`](crate::TransportErrorKind::ResponseTooLarge). No
    /// more than this is held in memory.
    pub max_response_bytes: usize,
}

impl RequestLimits {
    /// Creates limits with this timeout and the default size of the response.
    #[must_use]
    pub fn with_timeout(timeout: Duration) -> Self {
        Self { timeout, ..Self::default() }
    }

    /// Returns the time at which an exchange that starts at `now` must be over, for transports.
    ///
    /// If the clock cannot represent it, the deadline is in a century.
    #[must_use]
    pub fn deadline_from(&self, now: Instant) -> Instant {
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
        now.checked_add(self.timeout).unwrap_or(now + CENTURY)
    }

    /// Sets the maximum size of the body of a response, in bytes.
    #[must_use]
    pub fn max_response_bytes(self, max_response_bytes: usize) -> Self {
        Self { max_response_bytes, ..self }
    }
}

impl Default for RequestLimits {
    /// Returns 300 seconds (as the official SDK, enough for 5 MB on a slow link) and 1 MiB.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(300), max_response_bytes: 1 << 20 }
    }
}
