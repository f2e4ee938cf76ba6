use std::fmt;

use bytes::{Bytes, BytesMut};
use http::{Response, Version};
use picsellia_core::{TransportError, TransportErrorKind};

/// A response while it comes in: its head, and what has come of its body.
pub struct Incoming {
    head: Response<()>,
    body: BytesMut,
}

impl Incoming {
    /// A response of which the head has come.
    #[must_use]
    pub fn new(head: Response<()>) -> Self {
        Self { head, body: BytesMut::new() }
    }

    /// Adds a piece of the body, of which at most `limit` bytes are held.
    ///
    /// # Errors
    ///
    /// [`ResponseTooLarge`](TransportErrorKind::ResponseTooLarge), where there are more.
    pub fn push(&mut self, piece: &[u8], limit: usize) -> Result<(), TransportError> {
        let room = limit.saturating_sub(self.body.len());
        self.body.extend_from_slice(&piece[..piece.len().min(room)]);
        if piece.len() > room {
            return Err(TransportError::new(TransportErrorKind::ResponseTooLarge));
        }
        Ok(())
    }

    /// The version of HTTP that it came in.
    #[must_use]
    pub fn version(&self) -> Version {
        self.head.version()
    }

    /// The response, as far as it came.
    #[must_use]
    pub fn into_response(self) -> Response<Bytes> {
        self.head.map(|()| self.body.freeze())
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the head nor the body: they can hold a session or a signed URL.
        f.debug_struct("Incoming").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}
