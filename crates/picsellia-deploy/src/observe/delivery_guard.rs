use std::sync::atomic::{AtomicBool, Ordering};

use picsellia_core::DeliveryState;

use super::counters::{Observer, count};
use crate::{Error, ErrorKind};

/// Counts how a call that stores something ends. If the guard is dropped before, it was canceled.
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

impl<'a> DeliveryGuard<'a> {
    pub(crate) fn new(observer: &'a Observer, action: &'static str, state: &'a DeliveryState) -> Self {
        let (sent, deduplicated) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { observer, action, state, sent, deduplicated, ended: false }
    }

    /// Counts an attempt that is about to be handed to the transport.
    pub(crate) fn sending(&self) {
        self.sent.store(true, Ordering::Relaxed);
        count!(self.observer.sent, "sent");
    }

    /// Records that the service had accepted an earlier attempt.
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
        tracing::error!(
            target: "picsellia", action = self.action, error = %super::spans::InOneLine(kind), ambiguous, "gave up"
        );
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
        count!(self.observer.canceled, "canceled");
        #[cfg(feature = "tracing")]
        tracing::warn!(target: "picsellia", action = self.action, "canceled");
        #[cfg(not(feature = "tracing"))]
        let _ = self.action;
    }
}
