use std::time::Duration;

/// How persistent a call is.
///
/// The wait before attempt *n* + 1 is random between nothing and `initial_backoff` × 2^(*n* − 1), at most `max_backoff`
/// ("full jitter", so that many clients do not come back together). Where the service names a time to come back at
/// (`Retry-After`), at least that is waited for, and up to a tenth more.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How many attempts are made in all.
    pub max_attempts: u32,
    /// The bound on all attempts and the waits between them. A wait that would pass it is not begun.
    pub deadline: Duration,
    /// The longest first wait.
    pub initial_backoff: Duration,
    /// The longest wait.
    pub max_backoff: Duration,
    /// What is done when the service may have the prediction already.
    pub delivery: Delivery,
}

/// What is done when an attempt ended such that nobody knows whether the service has the prediction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Delivery {
    /// It is sent again, under the same `Idempotency-Key`. A service that knows the key stores it once.
    #[default]
    AtLeastOnce,
    /// It is not sent again: the error says that it may have been accepted.
    AtMostOnce,
}

impl Default for RetryPolicy {
    /// Five attempts within five minutes, waiting at most 0.5, 1, 2 and 4 seconds: those of the official SDK, jittered.
    fn default() -> Self {
        Self {
            max_attempts: 5,
            deadline: Duration::from_secs(300),
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(30),
            delivery: Delivery::AtLeastOnce,
        }
    }
}

impl RetryPolicy {
    /// One attempt, and no other.
    #[must_use]
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// The same policy with another number of attempts in all.
    #[must_use]
    pub fn max_attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts, ..self }
    }

    /// The same policy with another bound on all attempts together.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// The same policy with another response to doubt.
    #[must_use]
    pub fn delivery(self, delivery: Delivery) -> Self {
        Self { delivery, ..self }
    }

    /// The same policy with another longest first wait.
    #[must_use]
    pub fn initial_backoff(self, initial_backoff: Duration) -> Self {
        Self { initial_backoff, ..self }
    }

    /// The same policy with another longest wait.
    #[must_use]
    pub fn max_backoff(self, max_backoff: Duration) -> Self {
        Self { max_backoff, ..self }
    }

    /// The wait after this many attempts, where `random` is between 0 and 1.
    pub(super) fn wait(&self, attempts: u32, retry_after: Option<Duration>, random: f64) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        let own = self.initial_backoff.saturating_mul(1 << doublings).min(self.max_backoff).mul_f64(random);
        // A service that names no time at all still gets its rest.
        retry_after.map_or(own, |named| named.mul_f64(1.0 + random / 10.0).max(own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_are_jittered_fully() {
        let policy = RetryPolicy::default();
        for (attempts, longest) in [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (7, 30.0), (u32::MAX, 30.0)] {
            assert_eq!(policy.wait(attempts, None, 1.0), Duration::from_secs_f64(longest));
            assert_eq!(policy.wait(attempts, None, 0.0), Duration::ZERO);
        }
    }

    #[test]
    fn a_named_time_is_waited_for_and_up_to_a_tenth_more() {
        let policy = RetryPolicy::default();
        let named = Some(Duration::from_secs(10));
        assert_eq!(policy.wait(1, named, 0.0), Duration::from_secs(10));
        assert_eq!(policy.wait(1, named, 1.0), Duration::from_secs(11));
    }
}
