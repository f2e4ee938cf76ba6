//! A body that is handed over piece by piece.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use picsellia_core::{Body, BodyPieces};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::Instant;

use crate::stall::Progress;

/// How much is handed over at once before it is known what the link takes. On the slowest one such a piece moves in time.
const PIECE: usize = 64 * 1024;

/// What hyper takes at once, however it is handed over: in pieces it would cost more, and tell no more.
const AT_ONCE: u64 = 384 * 1024;

/// What hyper and the operating system take without anything having moved: 400 KiB, and some more.
const TAKEN_AHEAD: u64 = 512 * 1024;

/// Hands a body over, reads it on threads that may block where it comes from a source, and tells when each piece was
/// taken.
pub(crate) struct Outflow {
    /// What is still to be handed over.
    left: u64,
    /// What has been handed over, and since when.
    taken: u64,
    began: Option<Instant>,
    stage: Stage,
    progress: Progress,
}

enum Stage {
    /// The rest of a piece, and where the next one comes from. (In a mutex, as reqwest wants a body to be `Sync`.)
    Ready(Bytes, Option<Mutex<BodyPieces>>),
    Reading(JoinHandle<io::Result<(Bytes, BodyPieces)>>),
    Failed,
}

/// A source that could not be read: told apart from what goes wrong on the network.
#[derive(Debug)]
pub(crate) struct Unreadable(io::Error);

impl Outflow {
    pub(crate) fn new(body: &Body, progress: Progress) -> Self {
        let stage = match body.as_bytes() {
            Some(bytes) => Stage::Ready(bytes.clone(), None),
            None => {
                let body = body.clone();
                Stage::Reading(spawn_blocking(move || next(body.pieces()?)))
            }
        };
        Self { left: body.len(), taken: 0, began: None, stage, progress }
    }

    /// The most that is handed over next: what has moved in a second so far. On a fast link that is all there is, which
    /// costs the least; on a slow one it is little, so that the link is seen to move.
    fn next_piece(&mut self) -> usize {
        let elapsed = self.began.get_or_insert_with(Instant::now).elapsed();
        let moved = self.taken.saturating_sub(TAKEN_AHEAD);
        let in_a_second = moved as f64 / elapsed.as_secs_f64().max(1e-6);
        PIECE.max(in_a_second as usize)
    }
}

fn next(mut pieces: BodyPieces) -> io::Result<(Bytes, BodyPieces)> {
    match pieces.next() {
        Some(piece) => Ok((piece?, pieces)),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

impl http_body::Body for Outflow {
    type Data = Bytes;
    type Error = Unreadable;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Unreadable>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        loop {
            match &mut self.stage {
                Stage::Failed => return Poll::Ready(None),
                Stage::Reading(reading) => {
                    let read = ready!(Pin::new(reading).poll(context));
                    match read.unwrap_or_else(|error| Err(io::Error::other(error))) {
                        Ok((piece, pieces)) => self.stage = Stage::Ready(piece, Some(Mutex::new(pieces))),
                        Err(error) => {
                            self.stage = Stage::Failed;
                            return Poll::Ready(Some(Err(Unreadable(error))));
                        }
                    }
                }
                Stage::Ready(rest, pieces) if rest.is_empty() => match pieces.take() {
                    Some(pieces) => {
                        let pieces = pieces.into_inner().unwrap_or_else(PoisonError::into_inner);
                        self.stage = Stage::Reading(spawn_blocking(move || next(pieces)));
                    }
                    None => return Poll::Ready(None),
                },
                Stage::Ready(..) => {
                    let (most, goes_whole) = (self.next_piece(), self.left <= AT_ONCE);
                    let Stage::Ready(rest, _) = &mut self.stage else { continue };
                    // A last one stays behind: that it is asked for tells that the others have moved.
                    let length = if goes_whole || rest.len() <= PIECE {
                        rest.len()
                    } else {
                        most.min(rest.len() - PIECE)
                    };
                    let piece = rest.split_to(length);
                    self.left -= piece.len() as u64;
                    self.taken += piece.len() as u64;
                    self.progress.taken(self.left);
                    return Poll::Ready(Some(Ok(Frame::data(piece))));
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Unreadable {}
