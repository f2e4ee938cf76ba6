use std::time::{Duration, Instant};

use picsellia_core::{MonitorTransport, Retry};

use super::RetryPolicy;
use super::retry_after::retry_after;
use crate::{Error, ErrorKind};

/// The attempts at one call: how many failed, and whether one of them may have been accepted.
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

    /// Notes that the service has the prediction in hand from an earlier attempt.
    pub(crate) fn note_in_hand(&mut self) {
        self.ambiguous = true;
    }

    /// The end of the call, with what all its attempts came to.
    pub(crate) fn end(&self, kind: ErrorKind) -> Error {
        Error::new(kind, self.failed, self.ambiguous)
    }

    /// Notes that an attempt failed, and waits until the next one may be made.
    ///
    /// # Errors
    ///
    /// The end of the call, where no further attempt is to be made.
    pub(crate) async fn pause_after(
        &mut self,
        kind: ErrorKind,
        transport: &dyn MonitorTransport,
    ) -> Result<(), Error> {
        let retry = kind.retry();
        self.note(&kind);
        if self.policy.allows(retry) { self.wait(kind, transport).await } else { Err(self.end(kind)) }
    }

    /// As [`pause_after`](Self::pause_after), for an answer that asks to come back whatever its status says.
    pub(crate) async fn pause_regardless(
        &mut self,
        kind: ErrorKind,
        transport: &dyn MonitorTransport,
    ) -> Result<(), Error> {
        self.note(&kind);
        self.wait(kind, transport).await
    }

    /// Notes that an attempt failed.
    pub(crate) fn note(&mut self, kind: &ErrorKind) {
        self.failed += 1;
        self.ambiguous |= kind.is_ambiguous();
    }

    async fn wait(&self, kind: ErrorKind, transport: &dyn MonitorTransport) -> Result<(), Error> {
        let named = kind.rejection().and_then(|rejection| retry_after(rejection.headers()));
        let wait = self.policy.wait(self.failed, named, fastrand::f64());
        if self.failed >= self.policy.max_attempts || wait >= self.time_left(transport) {
            return Err(self.end(kind));
        }
        transport.sleep(wait).await;
        Ok(())
    }
}

impl RetryPolicy {
    fn allows(&self, retry: Retry) -> bool {
        match retry {
            Retry::Safe => true,
            Retry::MayDuplicate => self.delivery == super::Delivery::AtLeastOnce,
            _ => false,
        }
    }
}
