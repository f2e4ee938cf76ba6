use std::time::{Duration, Instant};

use picsellia_core::Retryability;

use super::retry_after::retry_after;
use super::{Delivery, RetryPolicy};
use crate::link::{Link, Stakes};
use crate::{Error, ErrorKind};

/// The attempts at one call: how many failed, and whether one of them may have been accepted.
#[derive(Debug)]
pub(crate) struct Attempts<'a> {
    link: &'a Link,
    policy: RetryPolicy,
    started: Instant,
    stakes: Stakes,
    failed: u32,
    ambiguous: bool,
}

impl<'a> Attempts<'a> {
    pub(crate) fn begin(link: &'a Link, policy: RetryPolicy, stakes: Stakes) -> Self {
        Self { link, policy, started: link.transport.now(), stakes, failed: 0, ambiguous: false }
    }

    /// Whether the service may have acted on an earlier attempt.
    pub(crate) fn ambiguous(&self) -> bool {
        self.ambiguous
    }

    /// What it means for the call to be made twice.
    pub(crate) fn stakes(&self) -> Stakes {
        self.stakes
    }

    /// What is left of the deadline.
    pub(crate) fn time_left(&self) -> Duration {
        self.policy.deadline.saturating_sub(self.link.transport.now().saturating_duration_since(self.started))
    }

    /// Notes that the service has, or may have, the prediction from an earlier attempt.
    pub(crate) fn note_doubt(&mut self) {
        self.ambiguous = true;
    }

    /// The end of the call, with what all its attempts came to.
    pub(crate) fn end(&self, kind: ErrorKind) -> Error {
        Error::new(kind, self.failed, self.ambiguous)
    }

    /// Notes that an attempt failed.
    pub(crate) fn note(&mut self, kind: &ErrorKind) {
        self.failed += 1;
        self.ambiguous |= self.stakes == Stakes::Storing && kind.is_ambiguous();
    }

    /// Notes that an attempt failed, and waits until the next one may be made.
    ///
    /// # Errors
    ///
    /// The end of the call, where no further attempt is to be made.
    pub(crate) async fn pause_after(&mut self, kind: ErrorKind) -> Result<(), Error> {
        let retry = kind.retryability();
        self.note(&kind);
        if self.policy.allows(retry) { self.wait(kind).await } else { Err(self.end(kind)) }
    }

    /// As [`pause_after`](Self::pause_after), for a response that asks to come back whatever its status says.
    pub(crate) async fn pause_regardless(&mut self, kind: ErrorKind) -> Result<(), Error> {
        self.note(&kind);
        self.wait(kind).await
    }

    async fn wait(&self, kind: ErrorKind) -> Result<(), Error> {
        let named = kind.rejection().and_then(|rejection| retry_after(rejection.headers()));
        let wait = self.policy.wait(self.failed, named, fastrand::f64());
        if self.failed >= self.policy.max_attempts || wait >= self.time_left() || !self.link.budget.take() {
            return Err(self.end(kind));
        }
        self.link.observer.retried(&kind, self.failed, wait);
        self.link.transport.sleep(wait).await;
        Ok(())
    }
}

impl RetryPolicy {
    fn allows(&self, retry: Retryability) -> bool {
        match retry {
            Retryability::Safe => true,
            Retryability::MayDuplicate => self.delivery == Delivery::AtLeastOnce,
            _ => false,
        }
    }
}
