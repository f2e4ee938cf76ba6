//! An answer while it comes in.

use bytes::{Bytes, BytesMut};
use http::{Response, Version};
use picsellia_core::{TransportError, TransportErrorKind};

/// The head of an answer and what has come of its body.
pub(crate) struct Incoming {
    head: Response<()>,
    body: Received,
}

/// What has come of a body: mostly one piece, which then is the body.
enum Received {
    One(Bytes),
    Many(BytesMut),
}

impl Incoming {
    pub(crate) fn new(head: Response<()>) -> Self {
        Self { head, body: Received::One(Bytes::new()) }
    }

    /// Adds a piece of the body, holding at most `limit` bytes.
    pub(crate) fn push(&mut self, mut piece: Bytes, limit: usize) -> Result<(), TransportError> {
        let whole = piece.len();
        piece.truncate(limit - self.len());
        let fits = piece.len() == whole;
        match &mut self.body {
            Received::One(first) if first.is_empty() => *first = piece,
            Received::One(first) => {
                let mut all = BytesMut::from(&first[..]);
                all.extend_from_slice(&piece);
                self.body = Received::Many(all);
            }
            Received::Many(all) => all.extend_from_slice(&piece),
        }
        if fits { Ok(()) } else { Err(TransportError::new(TransportErrorKind::AnswerTooLarge)) }
    }

    pub(crate) fn version(&self) -> Version {
        self.head.version()
    }

    fn len(&self) -> usize {
        match &self.body {
            Received::One(bytes) => bytes.len(),
            Received::Many(bytes) => bytes.len(),
        }
    }

    /// The answer, as far as it came.
    pub(crate) fn into_response(self) -> Response<Bytes> {
        let body = match self.body {
            Received::One(bytes) => bytes,
            Received::Many(bytes) => bytes.freeze(),
        };
        self.head.map(|()| body)
    }
}
