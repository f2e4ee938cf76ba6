//! The body of a request, as hyper takes it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use picsellia_core::Body;
use picsellia_transport_support::runtime::{BodyReader, UnreadableBody};

use crate::socket::Socket;

/// Yields a body to hyper. A body in memory is one piece, so hyper writes it together with the
/// head, without a copy.
pub(crate) struct RequestBody {
    reader: BodyReader,
    socket: Arc<Socket>,
}

impl RequestBody {
    pub(crate) fn new(body: &Body, socket: Arc<Socket>) -> Self {
        if body.is_empty() {
            // hyper does not poll an empty body.
            socket.note_handed_over();
        }
        Self { reader: BodyReader::new(body), socket }
    }
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = UnreadableBody;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UnreadableBody>>> {
        let piece = self.reader.poll_next(context);
        if self.reader.remaining() == 0 {
            self.socket.note_handed_over();
        }
        piece.map_ok(Frame::data)
    }

    fn is_end_stream(&self) -> bool {
        self.reader.remaining() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.reader.remaining())
    }
}
