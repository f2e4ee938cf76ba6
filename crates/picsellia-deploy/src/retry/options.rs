use std::time::Duration;

use picsellia_core::RequestLimits;

use super::RetryPolicy;

/// The retry policy and the limits of a call, carried by the handle that makes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallOptions {
    policy: RetryPolicy,
    limits: RequestLimits,
    timeout: Option<Duration>,
}

impl CallOptions {
    pub(crate) fn new(policy: RetryPolicy, limits: RequestLimits) -> Self {
        Self { policy, limits, timeout: None }
    }

    /// Sets the retry policy. A timeout that was set stays in force.
    pub(crate) fn with_retry_policy(self, policy: RetryPolicy) -> Self {
        Self { policy, ..self }
    }

    /// Sets the bound on the whole call: attempts, waits and login.
    ///
    /// It replaces the deadline of the policy.
    pub(crate) fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
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

    /// Returns the policy, with the deadline of this call.
    pub(crate) fn policy(&self) -> RetryPolicy {
        self.policy.deadline(self.timeout.unwrap_or(self.policy.deadline))
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
    fn a_timeout_is_the_deadline_of_the_call_in_whatever_order_it_is_set() {
        let options = CallOptions::new(RetryPolicy::default(), RequestLimits::default());
        assert_eq!(options.policy(), RetryPolicy::default());
        let (short, long) = (Duration::from_secs(2), Duration::from_secs(900));
        let never = RetryPolicy::never();
        for timeout in [short, long] {
            let expected = never.deadline(timeout);
            assert_eq!(options.with_timeout(timeout).with_retry_policy(never).policy(), expected);
            assert_eq!(options.with_retry_policy(never).with_timeout(timeout).policy(), expected);
        }
    }

    #[test]
    fn an_exchange_ends_by_its_own_timeout_or_the_deadline() {
        let options = CallOptions::new(RetryPolicy::default(), RequestLimits::default())
            .with_request_timeout(Duration::from_secs(7));
        assert_eq!(options.limits_within(Duration::from_secs(9)).timeout, Duration::from_secs(7));
        assert_eq!(options.limits_within(Duration::from_secs(5)).timeout, Duration::from_secs(5));
    }
}
