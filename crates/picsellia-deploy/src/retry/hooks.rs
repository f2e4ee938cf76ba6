//! The points at which calls differ from each other.

use std::sync::Arc;
use std::time::Duration;

use picsellia_core::Rejection;

use super::CallOptions;
use crate::ErrorKind;
use crate::credentials::Credentials;

/// What a call does before an attempt, and about the statuses 401, 404 and 409.
pub(crate) trait CallHooks<R>: Sync {
    /// Returns the credentials for the next attempt, after a login of at most `time_left` if one is
    /// needed.
    fn credentials(
        &self,
        options: &CallOptions,
        time_left: Duration,
    ) -> impl Future<Output = Result<Arc<Credentials>, ErrorKind>> + Send;

    /// Observes that an attempt is about to be handed to the transport.
    fn on_attempt(&self) {}

    /// Handles credentials that a service did not accept (401).
    ///
    /// Returns whether [`credentials`](Self::credentials) can get others.
    fn on_unauthorized(&self, _refused: &Credentials) -> bool {
        false
    }

    /// Interprets a conflict (409).
    ///
    /// `possibly_delivered` says whether an earlier attempt may have been accepted.
    fn on_conflict(&self, _conflict: &Rejection, _possibly_delivered: bool) -> Conflict<R> {
        Conflict::Refused
    }

    /// Returns the response of a call that responded 404 after an attempt that may have been
    /// accepted, if that means that the attempt was.
    fn on_missing(&self) -> Option<R> {
        None
    }
}

/// What the status 409 means to a call.
#[derive(Debug)]
pub(crate) enum Conflict<R> {
    /// The service still works on an earlier attempt. The call waits and tries again.
    InProgress,
    /// An earlier attempt was accepted. The call succeeds with this response.
    Delivered(R),
    /// The service refused the call.
    Refused,
}
