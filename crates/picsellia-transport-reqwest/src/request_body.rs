//! The body of a request, handed over to hyper piece by piece.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use picsellia_core::Body;
use picsellia_transport_support::runtime::{BodyReader, UnreadableBody};
use tokio::time::Instant;

use crate::progress::Progress;

/// The size of the first pieces, before the speed of the link is known. Even the slowest link sends
/// one within the write timeout.
const MIN_PIECE: usize = 64 * 1024;

/// hyper buffers this much in any case. In pieces it would cost more, and progress would be no more
/// visible.
const WHOLE: u64 = 384 * 1024;

/// What hyper and the operating system buffer before anything is sent: 400 KiB and a margin.
const BUFFERED: u64 = 512 * 1024;

/// Yields a body to hyper, and notes when each piece is taken.
pub(crate) struct RequestBody {
    reader: BodyReader,
    /// What was read and is still to be handed over.
    rest: Bytes,
    /// The number of bytes that were handed over.
    taken: u64,
    /// When the first piece was handed over.
    began: Option<Instant>,
    progress: Progress,
}

impl RequestBody {
    pub(crate) fn new(body: &Body, progress: Progress) -> Self {
        Self { reader: BodyReader::new(body), rest: Bytes::new(), taken: 0, began: None, progress }
    }

    fn remaining(&self) -> u64 {
        self.reader.remaining() + self.rest.len() as u64
    }

    /// Returns the maximum size of the next piece: what was sent per second so far.
    ///
    /// On a fast link that is everything, which costs the least. On a slow link it is little, so
    /// that progress is visible.
    fn max_piece(&mut self) -> usize {
        let elapsed = self.began.get_or_insert_with(Instant::now).elapsed();
        let sent = self.taken.saturating_sub(BUFFERED);
        let bytes_per_second = sent as f64 / elapsed.as_secs_f64().max(1e-6);
        MIN_PIECE.max(bytes_per_second as usize)
    }
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = UnreadableBody;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UnreadableBody>>> {
        let whole = self.remaining() <= WHOLE;
        if self.rest.is_empty() {
            match ready!(self.reader.poll_next(context)) {
                Some(Ok(piece)) => self.rest = piece,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        let max = self.max_piece();
        let rest = &mut self.rest;
        // A last piece is held back: hyper asks for it once the others were written.
        let length =
            if whole || rest.len() <= MIN_PIECE { rest.len() } else { max.min(rest.len() - MIN_PIECE) };
        let piece = rest.split_to(length);
        self.taken += piece.len() as u64;
        self.progress.note_taken(self.remaining());
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining())
    }
}
