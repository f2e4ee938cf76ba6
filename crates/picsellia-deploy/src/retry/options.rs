use std::time::Duration;

use picsellia_core::RequestLimits;

use super::RetryPolicy;

/// The time limit of a call for which none is set.
const DEFAULT_DEADLINE: Duration = Duration::from_secs(300);

/// The retry policy and the limits of a call, carried by the handle that makes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallOptions {
    policy: RetryPolicy,
    limits: RequestLimits,
    /// The bound on the whole call: attempts, waits and login.
    deadline: Duration,
}

impl CallOptions {
    pub(crate) fn new(policy: RetryPolicy, limits: RequestLimits) -> Self {
        Self { policy, limits, deadline: policy.deadline.unwrap_or(DEFAULT_DEADLINE) }
    }

    /// Sets the retry policy, and the bound on the whole call if the policy has a deadline.
    pub(crate) fn with_retry_policy(self, policy: RetryPolicy) -> Self {
        Self { policy, deadline: policy.deadline.unwrap_or(self.deadline), ..self }
    }

    /// Sets the bound on the whole call: attempts, waits and login.
    pub(crate) fn with_timeout(self, timeout: Duration) -> Self {
        Self { deadline: timeout, ..self }
    }

    /// Sets the limits of a single exchange.
    pub(crate) fn with_limits(self, limits: RequestLimits) -> Self {
        Self { limits, ..self }
    }

    /// Allows a single attempt.
    pub(crate) fn with_one_attempt(mut self) -> Self {
        self.policy.max_attempts = 1;
        self
    }

    /// Sets the bound on a single exchange.
    pub(crate) fn with_request_timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// Accepts response bodies of at least this many bytes.
    pub(crate) fn with_responses_up_to(mut self, bytes: usize) -> Self {
        self.limits.max_response_bytes = self.limits.max_response_bytes.max(bytes);
        self
    }

    /// Returns the retry policy. Its deadline is not always the one in force.
    pub(crate) fn policy(&self) -> RetryPolicy {
        self.policy
    }

    /// Returns the bound on the whole call.
    pub(crate) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Returns the limits of a single exchange.
    pub(crate) fn limits(&self) -> RequestLimits {
        self.limits
    }

    /// Returns the limits of an exchange that has `time_left` until the deadline of its call.
    pub(crate) fn limits_within(&self, time_left: Duration) -> RequestLimits {
        let mut limits = self.limits;
        limits.timeout = limits.timeout.min(time_left);
        limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_limit_that_was_set_last_is_in_force() {
        let options = CallOptions::new(RetryPolicy::default(), RequestLimits::default());
        assert_eq!(options.deadline(), DEFAULT_DEADLINE);
        let (short, long) = (Duration::from_secs(2), Duration::from_secs(900));
        for (first, second) in [(short, long), (long, short)] {
            let policy = RetryPolicy::never().deadline(second);
            assert_eq!(options.with_timeout(first).with_retry_policy(policy).deadline(), second);
            assert_eq!(options.with_retry_policy(policy).with_timeout(first).deadline(), first);
            assert_eq!(options.with_timeout(first).with_timeout(second).deadline(), second);
        }
    }

    #[test]
    fn a_policy_without_a_deadline_keeps_the_time_limit() {
        let short = Duration::from_secs(2);
        let options = CallOptions::new(RetryPolicy::default(), RequestLimits::default()).with_timeout(short);
        assert_eq!(options.with_retry_policy(RetryPolicy::never()).deadline(), short);
    }

    #[test]
    fn an_exchange_ends_by_its_own_timeout_or_the_deadline() {
        let options = CallOptions::new(RetryPolicy::default(), RequestLimits::default())
            .with_request_timeout(Duration::from_secs(7));
        assert_eq!(options.limits_within(Duration::from_secs(9)).timeout, Duration::from_secs(7));
        assert_eq!(options.limits_within(Duration::from_secs(5)).timeout, Duration::from_secs(5));
    }
}
