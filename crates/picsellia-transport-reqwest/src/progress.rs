//! Detects that a request makes no progress.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use picsellia_transport_support::{StallTimeout, StallTimeouts};
use tokio::time::{Instant, sleep, sleep_until};

/// How often to check whether the body has begun to be taken.
const CHECK_INTERVAL: Duration = Duration::from_millis(20);

/// How far the sending of a request has come. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Progress(Arc<Mutex<Stage>>);

#[derive(Clone, Copy, Debug)]
enum Stage {
    /// Nothing of the body was taken. The connection may not be established yet, which has a
    /// timeout of its own.
    Waiting,
    /// A piece of the body was taken at this time, and others are left.
    Writing(Instant),
    /// The last piece was taken at this time.
    Written(Instant),
}

impl Progress {
    /// Creates the progress of a request with or without a body.
    pub(crate) fn new(has_body: bool) -> Self {
        let stage = if has_body { Stage::Waiting } else { Stage::Written(Instant::now()) };
        Self(Arc::new(Mutex::new(stage)))
    }

    /// Notes that a piece of the body was taken, and how many bytes remain.
    pub(crate) fn note_taken(&self, remaining: u64) {
        let now = Instant::now();
        let stage = if remaining == 0 { Stage::Written(now) } else { Stage::Writing(now) };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    fn stage(&self) -> Stage {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves once the request has made no progress for longer than its timeout.
    pub(crate) async fn stall(&self, timeouts: StallTimeouts) -> StallTimeout {
        loop {
            let bound = match self.stage() {
                Stage::Waiting => None,
                Stage::Writing(since) => Some((since, timeouts.write, StallTimeout::Write)),
                Stage::Written(since) => Some((since, timeouts.response, StallTimeout::Response)),
            };
            let Some((since, timeout, stall)) = bound else {
                sleep(CHECK_INTERVAL).await;
                continue;
            };
            let now = Instant::now();
            // The next stage can time out earlier than this one.
            let next_check = now.checked_add(timeouts.shortest());
            match (since.checked_add(timeout), next_check) {
                (Some(deadline), _) if now >= deadline => return stall,
                (Some(deadline), Some(next_check)) => sleep_until(deadline.min(next_check)).await,
                (Some(at), None) | (None, Some(at)) => sleep_until(at).await,
                // Both timeouts exceed what the clock can represent.
                (None, None) => std::future::pending().await,
            }
        }
    }
}
