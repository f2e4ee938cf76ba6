use std::time::{Duration, Instant};

use picsellia_core::MonitorTransport;

use super::RetryPolicy;
use super::retry_after::retry_after;
use crate::Error;

/// The attempts at one call: how many there were, and whether one of them may have been accepted.
#[derive(Debug)]
pub(crate) struct Attempts {
    policy: RetryPolicy,
    started: Instant,
    failed: u32,
    ambiguous: bool,
}

impl Attempts {
    pub(crate) fn begin(policy: RetryPolicy, transport: &dyn MonitorTransport) -> Self {
        Self { policy, started: transport.now(), failed: 0, ambiguous: false }
    }

    /// Whether the service may have acted on an earlier attempt.
    pub(crate) fn ambiguous(&self) -> bool {
        self.ambiguous
    }

    /// What is left of the deadline.
    pub(crate) fn time_left(&self, transport: &dyn MonitorTransport) -> Duration {
        self.policy.deadline.saturating_sub(transport.now().saturating_duration_since(self.started))
    }

    /// Notes that an attempt failed with `error`, and waits until the next one may be made.
    ///
    /// # Errors
    ///
    /// `error` itself, where no further attempt is to be made.
    pub(crate) async fn pause_after(
        &mut self,
        error: Error,
        transport: &dyn MonitorTransport,
    ) -> Result<(), Error> {
        self.failed += 1;
        self.ambiguous |= error.may_have_been_accepted();
        let error = match error {
            Error::Transport(failure) => crate::TransportFailure { attempts: self.failed, ..failure }.into(),
            other => other,
        };
        if self.failed >= self.policy.max_attempts || !self.policy.allows(error.retry()) {
            return Err(error);
        }
        self.wait(error, transport).await
    }

    /// As [`pause_after`](Self::pause_after), for an answer that asks to come back whatever its status says.
    pub(crate) async fn pause_regardless(
        &mut self,
        error: Error,
        transport: &dyn MonitorTransport,
    ) -> Result<(), Error> {
        self.failed += 1;
        if self.failed >= self.policy.max_attempts {
            return Err(error);
        }
        self.wait(error, transport).await
    }

    async fn wait(&self, error: Error, transport: &dyn MonitorTransport) -> Result<(), Error> {
        let named = error.rejection().and_then(|rejection| retry_after(rejection.headers()));
        let wait = self.policy.wait(self.failed, named, fastrand::f64());
        if wait >= self.time_left(transport) {
            return Err(error);
        }
        transport.sleep(wait).await;
        Ok(())
    }
}
