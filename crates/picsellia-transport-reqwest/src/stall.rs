//! Noticing that nothing moves.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
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

    fn set(&self, stage: Stage) {
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

/// A body that is handed over piece by piece and tells when each was taken.
pub(crate) struct Pieces {
    rest: Bytes,
    progress: Progress,
}

/// Small against what a connection buffers, so that a slow link is seen to move.
const PIECE: usize = 64 * 1024;

impl Pieces {
    pub(crate) fn new(body: Bytes, progress: Progress) -> Self {
        Self { rest: body, progress }
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        let now = Instant::now();
        self.progress.set(if self.rest.is_empty() { Stage::Written(now) } else { Stage::Writing(now) });
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
