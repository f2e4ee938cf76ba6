use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::ErrorKind;

/// Counts what a client did since it connected, over all its deployments.
///
/// All counters are about predictions, except `retried`, which includes logins and reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Requests with a prediction that were handed to the transport, retries included.
    pub sent: u64,
    /// Predictions that the service accepted.
    pub delivered: u64,
    /// Delivered predictions that an earlier attempt had delivered already.
    pub deduplicated: u64,
    /// Retries of any call.
    pub retried: u64,
    /// Predictions that failed because the service refused them, the token or the session.
    pub refused: u64,
    /// Predictions that failed and that the service may have accepted.
    pub ambiguous: u64,
    /// Predictions that failed without a response or a session. The service did not accept them.
    pub failed: u64,
    /// Predictions whose call was dropped before it ended.
    pub canceled: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Observer {
    pub(super) sent: AtomicU64,
    pub(super) delivered: AtomicU64,
    pub(super) deduplicated: AtomicU64,
    pub(super) retried: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) ambiguous: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) canceled: AtomicU64,
}

/// Counts, and increments the counter of this name in the `metrics` facade.
macro_rules! count {
    ($counter:expr, $name:literal) => {{
        $counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        #[cfg(feature = "metrics")]
        metrics::counter!(concat!("picsellia_", $name, "_total")).increment(1);
    }};
}
pub(super) use count;

impl Observer {
    pub(crate) fn counters(&self) -> Counters {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counters {
            sent: read(&self.sent),
            delivered: read(&self.delivered),
            deduplicated: read(&self.deduplicated),
            retried: read(&self.retried),
            refused: read(&self.refused),
            ambiguous: read(&self.ambiguous),
            failed: read(&self.failed),
            canceled: read(&self.canceled),
        }
    }

    pub(crate) fn retried(&self, kind: &ErrorKind, attempt: u32, wait: Duration) {
        count!(self.retried, "retried");
        #[cfg(feature = "tracing")]
        tracing::warn!(
            target: "picsellia", error = %super::spans::InOneLine(kind), attempt, wait_seconds = wait.as_secs_f64(), "retrying"
        );
        #[cfg(not(feature = "tracing"))]
        let _ = (kind, attempt, wait);
    }

    pub(crate) fn logged_in(&self, deployment: &str, lifetime: Duration) {
        #[cfg(feature = "tracing")]
        tracing::debug!(target: "picsellia", deployment, lifetime_seconds = lifetime.as_secs_f64(), "logged in");
        #[cfg(not(feature = "tracing"))]
        let _ = (deployment, lifetime);
    }
}
