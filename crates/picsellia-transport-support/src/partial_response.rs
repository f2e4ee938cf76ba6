use std::fmt;

use bytes::{Bytes, BytesMut};
use http::{Response, Version};
use picsellia_core::{TransportError, TransportErrorKind};

/// A response that is still being received: its head, and the bytes of its body so far.
pub struct PartialResponse {
    head: Response<()>,
    body: BytesMut,
}

impl PartialResponse {
    /// Creates a response whose head has arrived, with an empty body.
    #[must_use]
    pub fn new(head: Response<()>) -> Self {
        Self { head, body: BytesMut::new() }
    }

    /// Appends a piece of the body. At most `limit` bytes are kept.
    ///
    /// # Errors
    ///
    /// Returns [`ResponseTooLarge`](TransportErrorKind::ResponseTooLarge) if the body exceeds the
    /// limit.
    pub fn push(&mut self, piece: &[u8], limit: usize) -> Result<(), TransportError> {
        let room = limit.saturating_sub(self.body.len());
        self.body.extend_from_slice(&piece[..piece.len().min(room)]);
        if piece.len() > room {
            return Err(TransportError::new(TransportErrorKind::ResponseTooLarge));
        }
        Ok(())
    }

    /// Returns the HTTP version of the response.
    #[must_use]
    pub fn version(&self) -> Version {
        self.head.version()
    }

    /// Returns the response with the part of the body that was received.
    #[must_use]
    pub fn into_response(self) -> Response<Bytes> {
        self.head.map(|()| self.body.freeze())
    }
}

impl fmt::Debug for PartialResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the head nor the body: they can hold a session or a signed URL.
        f.debug_struct("PartialResponse").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

/// Combines the result of an exchange with the response that it left behind.
///
/// # Errors
///
/// Returns the error of `result` together with what was received. Returns
/// [`ConnectionLost`](TransportErrorKind::ConnectionLost) if the exchange succeeded without a
/// response.
pub fn finish_exchange(
    result: Result<(), TransportError>,
    received: Option<PartialResponse>,
) -> Result<Response<Bytes>, TransportError> {
    match (result, received.map(PartialResponse::into_response)) {
        (Ok(()), Some(response)) => Ok(response),
        (Ok(()), None) => Err(TransportError::new(TransportErrorKind::ConnectionLost)),
        (Err(error), Some(received)) => Err(error.with_received(received)),
        (Err(error), None) => Err(error),
    }
}
