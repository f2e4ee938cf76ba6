use std::time::{Duration, Instant};

use picsellia_core::Retryability;

use super::retry_after::retry_after;
use super::{CallOptions, Caller, Delivery, RetryPolicy};
use crate::error::DeadlinePassed;
use crate::idempotency::Idempotency;
use crate::{Error, ErrorKind};

/// The attempts at one call: how many failed, and whether one of them may have been accepted.
#[derive(Debug)]
pub(super) struct Attempts<'a> {
    caller: &'a Caller,
    policy: RetryPolicy,
    deadline: Duration,
    started: Instant,
    idempotency: Idempotency,
    failed: u32,
    possibly_delivered: bool,
}

impl<'a> Attempts<'a> {
    pub(super) fn begin(caller: &'a Caller, options: &CallOptions, idempotency: Idempotency) -> Self {
        let policy = match idempotency {
            // The delivery policy is about predictions, not about reads and logins.
            Idempotency::Idempotent => options.policy().delivery(Delivery::AtLeastOnce),
            Idempotency::NotIdempotent => options.policy(),
        };
        let started = caller.transport.now();
        let deadline = options.deadline();
        Self { caller, policy, deadline, started, idempotency, failed: 0, possibly_delivered: false }
    }

    /// Returns whether the service may have accepted an earlier attempt.
    pub(super) fn is_possibly_delivered(&self) -> bool {
        self.possibly_delivered
    }

    /// Returns the time until the deadline.
    pub(super) fn time_left(&self) -> Duration {
        let elapsed = self.caller.transport.now().saturating_duration_since(self.started);
        self.deadline.saturating_sub(elapsed)
    }

    /// Records that the service accepted an earlier attempt, or may have.
    pub(super) fn note_possibly_delivered(&mut self) {
        self.possibly_delivered = true;
    }

    /// Creates the error that ends the call.
    pub(super) fn end(&self, kind: ErrorKind) -> Error {
        // A call that can be repeated without harm is never reported as possibly accepted.
        let is_ambiguous = self.possibly_delivered && self.idempotency == Idempotency::NotIdempotent;
        Error::new(kind, self.failed, is_ambiguous)
    }

    /// Creates the failure of a call whose deadline passed before its next attempt.
    pub(super) fn deadline_passed(&self, action: &'static str) -> DeadlinePassed {
        let before = if self.failed == 0 { "the request could be sent" } else { "the next attempt" };
        DeadlinePassed { action, before }
    }

    /// Records that an attempt failed, and waits until the next attempt may be made.
    ///
    /// # Errors
    ///
    /// The error that ends the call, if no further attempt may be made.
    pub(super) async fn pause_after(&mut self, kind: ErrorKind) -> Result<(), Error> {
        let retryability = kind.retryability();
        self.note_failure(&kind);
        if self.policy.allows(retryability) { self.pause(kind).await } else { Err(self.end(kind)) }
    }

    /// Records that an attempt failed, and waits even if its status is otherwise never retried.
    pub(super) async fn pause_regardless(&mut self, kind: ErrorKind) -> Result<(), Error> {
        self.note_failure(&kind);
        self.pause(kind).await
    }

    fn note_failure(&mut self, kind: &ErrorKind) {
        self.failed += 1;
        if kind.is_ambiguous() {
            self.note_possibly_delivered();
        }
    }

    async fn pause(&self, kind: ErrorKind) -> Result<(), Error> {
        let retry_after = kind.rejection().and_then(|rejection| retry_after(rejection.headers()));
        let wait = self.policy.wait(self.failed, retry_after, fastrand::f64());
        let is_last = self.failed >= self.policy.max_attempts || wait >= self.time_left();
        if is_last || !self.caller.budget.take() {
            return Err(self.end(kind));
        }
        self.caller.observer.retried(&kind, self.failed, wait);
        self.caller.transport.sleep(wait).await;
        Ok(())
    }
}

impl RetryPolicy {
    fn allows(&self, retryability: Retryability) -> bool {
        match retryability {
            Retryability::Safe => true,
            Retryability::MayDuplicate => self.delivery == Delivery::AtLeastOnce,
            _ => false,
        }
    }
}
