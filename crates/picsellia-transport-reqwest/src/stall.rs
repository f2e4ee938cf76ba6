//! Noticing that nothing moves.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

/// How long an exchange may stand still, at which stage.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Patience {
    pub(crate) response: Option<Duration>,
    pub(crate) write: Option<Duration>,
}

/// At which stage nothing moved for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stall {
    Write,
    Response,
}

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
    pub(crate) async fn stalls(&self, patience: Patience) -> Stall {
        loop {
            let bound = match self.stage() {
                Stage::Waiting => None,
                Stage::Writing(since) => patience.write.map(|allowed| (since, allowed, Stall::Write)),
                Stage::Written(since) => match patience.response {
                    Some(allowed) => Some((since, allowed, Stall::Response)),
                    None => return std::future::pending().await,
                },
            };
            let deadline =
                bound.and_then(|(since, allowed, stall)| Some((since.checked_add(allowed)?, stall)));
            match deadline {
                Some((deadline, stall)) if Instant::now() >= deadline => return stall,
                Some((deadline, _)) => sleep_until(deadline).await,
                None => sleep(LOOK).await,
            }
        }
    }
}

/// How often a stage that has no bound is looked at.
const LOOK: Duration = Duration::from_millis(20);
