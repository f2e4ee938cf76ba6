//! Ending an exchange from another thread.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::net::Wire;

/// Ends the one exchange that it belongs to. A clone ends the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    stopped: bool,
    wire: Option<Arc<Wire>>,
}

impl Stop {
    /// Ends the exchange: a read or a write that waits fails at once.
    pub(crate) fn stop(&self) {
        let mut state = self.lock();
        state.stopped = true;
        if let Some(wire) = state.wire.take() {
            wire.shut();
        }
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// From here on, stopping cuts `wire`.
    pub(crate) fn attach(&self, wire: &Arc<Wire>) {
        let mut state = self.lock();
        if state.stopped {
            wire.shut();
        } else {
            state.wire = Some(Arc::clone(wire));
        }
    }

    /// The exchange is over: the connection serves others.
    pub(crate) fn detach(&self) {
        self.lock().wire = None;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
