//! The body of a request, as hyper takes it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use picsellia_core::Body;
use picsellia_transport_support::runtime::{BodyReader, UnreadableBody};

use crate::wire::Wire;

/// Hands a body over: all at once where it is in memory, so that it is written from there together with the head.
pub(crate) struct Outflow {
    pieces: BodyReader,
    wire: Arc<Wire>,
}

impl Outflow {
    pub(crate) fn new(body: &Body, wire: Arc<Wire>) -> Self {
        if body.is_empty() {
            // Nobody asks for what is not there.
            wire.note_handed_over();
        }
        Self { pieces: BodyReader::new(body), wire }
    }
}

impl http_body::Body for Outflow {
    type Data = Bytes;
    type Error = UnreadableBody;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UnreadableBody>>> {
        let piece = self.pieces.poll_next(context);
        if self.pieces.remaining() == 0 {
            self.wire.note_handed_over();
        }
        piece.map_ok(Frame::data)
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.remaining() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.pieces.remaining())
    }
}
