use std::time::Duration;

/// Sets how many attempts a call makes, how long it waits between them, and when it gives up.
///
/// The wait before attempt *n* + 1 is random between zero and `initial_backoff` × 2^(*n* − 1), at
/// most `max_backoff`. This is called full jitter: it keeps many clients from retrying together. If
/// the service sends `Retry-After`, the wait is at least that long, and up to a tenth longer.
///
/// A policy applies to all calls of a client if it is given to
/// [`ClientBuilder::retry_policy`](crate::ClientBuilder::retry_policy).
///
/// ```
/// use std::time::Duration;
/// use picsellia_deploy::RetryPolicy;
///
/// let policy = RetryPolicy::default().max_attempts(3).deadline(Duration::from_secs(30));
/// assert_eq!(policy.max_attempts, 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The largest number of attempts, the first one included.
    pub max_attempts: u32,
    /// The bound on the whole call: attempts, waits and login. A call fails at once instead of
    /// beginning a wait that would exceed it.
    ///
    /// `None` keeps the time limit that the client, the handle or the call has already. It defaults
    /// to five minutes.
    pub deadline: Option<Duration>,
    /// The longest wait before the second attempt. It doubles with each further attempt.
    pub initial_backoff: Duration,
    /// The longest wait between two attempts, unless the service sends `Retry-After`.
    pub max_backoff: Duration,
    /// Whether a prediction is sent again if the service may have accepted it already.
    pub delivery: Delivery,
}

/// Whether a prediction is sent again after an attempt that the service may have accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Delivery {
    /// The prediction is sent again under the same `Idempotency-Key`. A service that supports the
    /// key stores it once.
    #[default]
    AtLeastOnce,
    /// The prediction is not sent again. The error says that it may have been accepted.
    AtMostOnce,
}

impl Default for RetryPolicy {
    /// Returns a policy of five attempts within five minutes.
    ///
    /// The waits are at most 0.5, 1, 2 and 4 seconds: those of the official SDK, with jitter.
    fn default() -> Self {
        Self {
            max_attempts: 5,
            deadline: None,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(30),
            delivery: Delivery::AtLeastOnce,
        }
    }
}

impl RetryPolicy {
    /// Returns a policy of a single attempt, without retries.
    #[must_use]
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// Sets the largest number of attempts, the first one included.
    #[must_use]
    pub fn max_attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts, ..self }
    }

    /// Sets the bound on the whole call: attempts, waits and login.
    ///
    /// It replaces a time limit that was set before the policy. A `timeout` that is set after the
    /// policy replaces it in turn.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// Sets whether a prediction is sent again if the service may have accepted it already.
    #[must_use]
    pub fn delivery(self, delivery: Delivery) -> Self {
        Self { delivery, ..self }
    }

    /// Sets the longest wait before the second attempt.
    #[must_use]
    pub fn initial_backoff(self, initial_backoff: Duration) -> Self {
        Self { initial_backoff, ..self }
    }

    /// Sets the longest wait between two attempts.
    #[must_use]
    pub fn max_backoff(self, max_backoff: Duration) -> Self {
        Self { max_backoff, ..self }
    }

    /// Returns the wait after this many attempts. `random` is between 0 and 1.
    pub(super) fn wait(&self, attempts: u32, retry_after: Option<Duration>, random: f64) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        let longest = self.initial_backoff.saturating_mul(1 << doublings).min(self.max_backoff);
        let backoff = longest.mul_f64(random);
        // `Retry-After: 0` does not shorten the backoff.
        retry_after.map_or(backoff, |asked| asked.mul_f64(1.0 + random / 10.0).max(backoff))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_doubles_up_to_the_maximum_with_full_jitter() {
        let policy = RetryPolicy::default();
        for (attempts, longest) in [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (7, 30.0), (u32::MAX, 30.0)] {
            assert_eq!(policy.wait(attempts, None, 1.0), Duration::from_secs_f64(longest));
            assert_eq!(policy.wait(attempts, None, 0.0), Duration::ZERO);
        }
    }

    #[test]
    fn a_wait_is_at_least_retry_after_and_at_most_a_tenth_longer() {
        let policy = RetryPolicy::default();
        let retry_after = Some(Duration::from_secs(10));
        assert_eq!(policy.wait(1, retry_after, 0.0), Duration::from_secs(10));
        assert_eq!(policy.wait(1, retry_after, 1.0), Duration::from_secs(11));
    }
}
