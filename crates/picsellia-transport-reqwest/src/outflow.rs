//! A body that is handed over piece by piece.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use picsellia_core::Body;
use picsellia_transport_support::runtime::{BodyReader, UnreadableBody};
use tokio::time::Instant;

use crate::stall::Progress;

/// How much is handed over at once before it is known what the link takes. On the slowest one such a piece moves in time.
const PIECE: usize = 64 * 1024;

/// What hyper takes at once, however it is handed over: in pieces it would cost more, and tell no more.
const AT_ONCE: u64 = 384 * 1024;

/// What hyper and the operating system take without anything having moved: 400 KiB, and some more.
const TAKEN_AHEAD: u64 = 512 * 1024;

/// Hands a body over, and tells when each piece was taken.
pub(crate) struct Outflow {
    pieces: BodyReader,
    /// What has come of it, and is still to be handed over.
    rest: Bytes,
    /// What has been handed over, and since when.
    taken: u64,
    began: Option<Instant>,
    progress: Progress,
}

impl Outflow {
    pub(crate) fn new(body: &Body, progress: Progress) -> Self {
        Self { pieces: BodyReader::new(body), rest: Bytes::new(), taken: 0, began: None, progress }
    }

    fn left(&self) -> u64 {
        self.pieces.remaining() + self.rest.len() as u64
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

impl http_body::Body for Outflow {
    type Data = Bytes;
    type Error = UnreadableBody;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UnreadableBody>>> {
        let goes_whole = self.left() <= AT_ONCE;
        if self.rest.is_empty() {
            match ready!(self.pieces.poll_next(context)) {
                Some(Ok(piece)) => self.rest = piece,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        let most = self.next_piece();
        let rest = &mut self.rest;
        // A last one stays behind: that it is asked for tells that the others have moved.
        let length =
            if goes_whole || rest.len() <= PIECE { rest.len() } else { most.min(rest.len() - PIECE) };
        let piece = rest.split_to(length);
        self.taken += piece.len() as u64;
        self.progress.taken(self.left());
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left())
    }
}
