//! Calls of the monitoring service, each within a session.

use std::sync::Arc;
use std::time::Duration;

use picsellia_core::endpoint::{Endpoint, Host};
use picsellia_core::{DeliveryState, Rejection};

use crate::credentials::Credentials;
use crate::idempotency::Idempotency;
use crate::observe::{DeliveryGuard, delivering};
use crate::retry::{Call, CallHooks, CallOptions, Caller, Conflict};
use crate::sessions::Sessions;
use crate::{Error, ErrorKind};

/// The monitoring service of a deployment, which the platform calls its oracle.
#[derive(Debug)]
pub(super) struct Oracle {
    caller: Caller,
    host: Host,
    sessions: Sessions,
}

impl Oracle {
    pub(super) fn new(caller: Caller, host: Host, sessions: Sessions) -> Self {
        Self { caller, host, sessions }
    }

    /// Makes a call that can be made twice without harm.
    pub(super) async fn call<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        options: &CallOptions,
    ) -> Result<E::Response, Error> {
        let (host, idempotency) = (&self.host, Idempotency::Idempotent);
        let call = Call { endpoint, host, options, idempotency, possibly_delivered: false };
        self.caller.run(&call, &InSession(&self.sessions)).await
    }

    /// Makes a call that stores something, with the same `key` in each attempt.
    ///
    /// If an attempt may have been accepted, in this call or before it, a conflict (409) means that
    /// it was. Then `delivered` creates the response from the service's refusal.
    pub(super) async fn deliver<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        key: &str,
        state: &DeliveryState,
        options: &CallOptions,
        delivered: impl Fn(&Rejection) -> E::Response + Send + Sync,
    ) -> Result<E::Response, Error> {
        let (host, idempotency) = (&self.host, Idempotency::NotIdempotent);
        let call = Call { endpoint, host, options, idempotency, possibly_delivered: state.is_possible() };
        let observed = async {
            let guard = DeliveryGuard::new(&self.caller.observer, endpoint.action(), state);
            let session = InSession(&self.sessions);
            let outcome = self.caller.run(&call, &Delivering { session, guard: &guard, delivered }).await;
            guard.end(outcome.as_ref().err());
            outcome
        };
        delivering(endpoint.action(), self.sessions.deployment().as_str(), key, observed).await
    }
}

/// The hooks of a call within a session, which is renewed when the service no longer accepts it.
struct InSession<'a>(&'a Sessions);

impl<R> CallHooks<R> for InSession<'_> {
    async fn credentials(
        &self,
        options: &CallOptions,
        time_left: Duration,
    ) -> Result<Arc<Credentials>, ErrorKind> {
        self.0.credentials(options, time_left).await
    }

    fn on_unauthorized(&self, refused: &Credentials) -> bool {
        self.0.discard(refused);
        true
    }

    fn on_conflict(&self, conflict: &Rejection, _: bool) -> Conflict<R> {
        if is_in_progress(conflict) { Conflict::InProgress } else { Conflict::Refused }
    }
}

/// The hooks of a call that stores something.
struct Delivering<'a, F> {
    session: InSession<'a>,
    guard: &'a DeliveryGuard<'a>,
    delivered: F,
}

impl<R, F: Fn(&Rejection) -> R + Sync> CallHooks<R> for Delivering<'_, F> {
    async fn credentials(
        &self,
        options: &CallOptions,
        time_left: Duration,
    ) -> Result<Arc<Credentials>, ErrorKind> {
        CallHooks::<R>::credentials(&self.session, options, time_left).await
    }

    fn on_attempt(&self) {
        self.guard.sending();
    }

    fn on_unauthorized(&self, refused: &Credentials) -> bool {
        CallHooks::<R>::on_unauthorized(&self.session, refused)
    }

    fn on_conflict(&self, conflict: &Rejection, possibly_delivered: bool) -> Conflict<R> {
        match self.session.on_conflict(conflict, possibly_delivered) {
            Conflict::Refused if possibly_delivered => {
                self.guard.deduplicated();
                Conflict::Delivered((self.delivered)(conflict))
            }
            other => other,
        }
    }
}

/// Returns whether a service refused an attempt because it still works on an earlier one.
fn is_in_progress(conflict: &Rejection) -> bool {
    conflict.message().is_some_and(|message| message.to_ascii_lowercase().contains("in progress"))
}
