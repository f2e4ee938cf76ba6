//! What happened, for those who watch: counters always, events and metrics where their features are on.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use picsellia_core::DeliveryState;

use crate::{Error, ErrorKind};

/// What a client did since it was connected. Counted over all its deployments; logins and reads count as retried only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Requests with a prediction that were handed to the transport, retries included.
    pub sent: u64,
    /// Predictions that the service has, by its own word.
    pub delivered: u64,
    /// Of those, the ones that a retry found to have arrived before.
    pub deduplicated: u64,
    /// Attempts at anything that were made after another had failed.
    pub retried: u64,
    /// Predictions given up because the service refused them, or the session.
    pub refused: u64,
    /// Predictions given up of which nobody knows whether the service has them.
    pub ambiguous: u64,
    /// Predictions given up that never arrived, for want of a response or of a session.
    pub failed: u64,
    /// Predictions whose call was dropped before it ended.
    pub cancelled: u64,
}

/// Drives a call that stores something within a span of its own, which all its attempts and waits belong to.
pub(crate) fn delivering<F: Future>(
    action: &'static str,
    deployment: &str,
    key: &str,
    call: F,
) -> impl Future<Output = F::Output> {
    #[cfg(feature = "tracing")]
    return tracing::Instrument::instrument(
        call,
        tracing::info_span!(target: "picsellia", "deliver", action, deployment, key),
    );
    #[cfg(not(feature = "tracing"))]
    {
        let _ = (action, deployment, key);
        call
    }
}

/// Drives one exchange within a span of its own.
pub(crate) fn exchanging<F: Future>(
    action: &'static str,
    url: &http::Uri,
    exchange: F,
) -> impl Future<Output = F::Output> {
    #[cfg(feature = "tracing")]
    return tracing::Instrument::instrument(
        exchange,
        tracing::debug_span!(target: "picsellia", "exchange", action, origin = crate::origin::origin(url)),
    );
    #[cfg(not(feature = "tracing"))]
    {
        let _ = (action, url);
        exchange
    }
}

/// An error in one line, with what caused it.
#[cfg(feature = "tracing")]
struct InFull<'a>(&'a ErrorKind);

#[cfg(feature = "tracing")]
impl std::fmt::Display for InFull<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)?;
        crate::error::failure::causes(self.0).try_for_each(|cause| write!(f, ": {cause}"))
    }
}

#[derive(Debug, Default)]
pub(crate) struct Observer {
    sent: AtomicU64,
    delivered: AtomicU64,
    deduplicated: AtomicU64,
    retried: AtomicU64,
    refused: AtomicU64,
    ambiguous: AtomicU64,
    failed: AtomicU64,
    cancelled: AtomicU64,
}

/// Counts, and tells the `metrics` facade under a stable name.
macro_rules! count {
    ($counter:expr, $name:literal) => {{
        $counter.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "metrics")]
        metrics::counter!(concat!("picsellia_", $name, "_total")).increment(1);
    }};
}

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
            cancelled: read(&self.cancelled),
        }
    }

    /// Watches a call that stores something, to its end.
    pub(crate) fn begin<'a>(&'a self, action: &'static str, state: &'a DeliveryState) -> DeliveryGuard<'a> {
        let (sent, deduplicated) = (AtomicBool::new(false), AtomicBool::new(false));
        DeliveryGuard { observer: self, action, state, sent, deduplicated, ended: false }
    }

    pub(crate) fn retried(&self, kind: &ErrorKind, attempt: u32, wait: Duration) {
        count!(self.retried, "retried");
        #[cfg(feature = "tracing")]
        tracing::warn!(target: "picsellia", error = %InFull(kind), attempt, wait_seconds = wait.as_secs_f64(), "retrying");
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

/// A call that stores something, while it goes on. Dropped before its end it was cancelled.
pub(crate) struct DeliveryGuard<'a> {
    observer: &'a Observer,
    action: &'static str,
    state: &'a DeliveryState,
    /// Whether anything was handed to the transport.
    sent: AtomicBool,
    /// Whether the service had accepted an earlier attempt.
    deduplicated: AtomicBool,
    ended: bool,
}

impl DeliveryGuard<'_> {
    /// An attempt is handed to the transport.
    pub(crate) fn sending(&self) {
        self.sent.store(true, Ordering::Relaxed);
        count!(self.observer.sent, "sent");
    }

    /// Notes that the service had accepted an earlier attempt.
    pub(crate) fn deduplicated(&self) {
        self.deduplicated.store(true, Ordering::Relaxed);
    }

    /// Counts how the call ended: with a response, or with an error.
    pub(crate) fn end(mut self, error: Option<&Error>) {
        self.ended = true;
        match error {
            None => self.delivered(),
            Some(error) => self.gave_up(error),
        }
    }

    fn delivered(&self) {
        let deduplicated = self.deduplicated.load(Ordering::Relaxed);
        self.state.mark_possibly_delivered();
        count!(self.observer.delivered, "delivered");
        if deduplicated {
            count!(self.observer.deduplicated, "deduplicated");
        }
        #[cfg(feature = "tracing")]
        tracing::debug!(target: "picsellia", action = self.action, deduplicated, "delivered");
    }

    fn gave_up(&self, error: &Error) {
        let (kind, ambiguous) = (error.kind(), error.may_have_been_accepted());
        if ambiguous {
            self.state.mark_possibly_delivered();
        }
        match kind {
            _ if ambiguous => count!(self.observer.ambiguous, "ambiguous"),
            ErrorKind::Rejected(_) | ErrorKind::Authentication(_) => count!(self.observer.refused, "refused"),
            _ => count!(self.observer.failed, "failed"),
        }
        #[cfg(feature = "tracing")]
        tracing::error!(target: "picsellia", action = self.action, error = %InFull(kind), ambiguous, "gave up");
    }
}

impl Drop for DeliveryGuard<'_> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        if self.sent.load(Ordering::Relaxed) {
            self.state.mark_possibly_delivered();
        }
        count!(self.observer.cancelled, "cancelled");
        #[cfg(feature = "tracing")]
        tracing::warn!(target: "picsellia", action = self.action, "cancelled");
        #[cfg(not(feature = "tracing"))]
        let _ = self.action;
    }
}
