//! Noticing that nothing moves.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use picsellia_transport_support::{StallTimeout, StallTimeouts};
use tokio::time::{Instant, sleep, sleep_until};

/// How far a request has come.
#[derive(Clone, Debug)]
pub(crate) struct Progress(Arc<Mutex<Stage>>);

#[derive(Clone, Copy, Debug)]
enum Stage {
    /// Nothing was taken yet: the connection may still be in the making, which has a bound of its own.
    Waiting,
    Writing(Instant),
    Written(Instant),
}

impl Progress {
    /// The progress of a request that has a body, and of one that has none.
    pub(crate) fn new(body: bool) -> Self {
        Self(Arc::new(Mutex::new(if body { Stage::Waiting } else { Stage::Written(Instant::now()) })))
    }

    /// A piece of the body was taken, and so many bytes are left.
    pub(crate) fn taken(&self, left: u64) {
        let now = Instant::now();
        let stage = if left == 0 { Stage::Written(now) } else { Stage::Writing(now) };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    fn stage(&self) -> Stage {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves once the request has stood still for longer than `patience`.
    pub(crate) async fn stalls(&self, patience: StallTimeouts) -> StallTimeout {
        loop {
            let bound = match self.stage() {
                Stage::Waiting => None,
                Stage::Writing(since) => Some((since, patience.write, StallTimeout::Write)),
                Stage::Written(since) => Some((since, patience.response, StallTimeout::Response)),
            };
            let Some((since, allowed, stall)) = bound else {
                sleep(LOOK).await;
                continue;
            };
            let now = Instant::now();
            // The next stage may have an earlier end.
            let look = now.checked_add(patience.shortest());
            match (since.checked_add(allowed), look) {
                (Some(end), _) if now >= end => return stall,
                (Some(end), Some(look)) => sleep_until(end.min(look)).await,
                (Some(at), None) | (None, Some(at)) => sleep_until(at).await,
                // Both are longer than the clock can tell.
                (None, None) => std::future::pending().await,
            }
        }
    }
}

/// How often it is looked whether a connection stands.
const LOOK: Duration = Duration::from_millis(20);
