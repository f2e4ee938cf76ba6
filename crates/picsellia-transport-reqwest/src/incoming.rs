//! An answer while it comes in.

use bytes::{Bytes, BytesMut};
use http::Response;
use picsellia_core::{TransportError, TransportErrorKind};

use crate::fault;

/// The head of an answer and what has come of its body.
pub(crate) struct Incoming {
    head: Response<()>,
    body: BytesMut,
}

impl Incoming {
    /// Takes the head; the body stays to be read.
    pub(crate) fn new(response: &mut reqwest::Response) -> Self {
        let mut head = Response::new(());
        *head.status_mut() = response.status();
        *head.version_mut() = response.version();
        *head.headers_mut() = std::mem::take(response.headers_mut());
        Self { head, body: BytesMut::new() }
    }

    /// Reads the body to its end, holding at most `limit` bytes.
    pub(crate) async fn read(
        &mut self,
        mut response: reqwest::Response,
        limit: usize,
    ) -> Result<(), TransportError> {
        if response.content_length().is_some_and(|length| length > limit as u64) {
            return Err(TransportError::new(TransportErrorKind::AnswerTooLarge));
        }
        while let Some(chunk) = response.chunk().await.map_err(fault::within_answer)? {
            let room = limit - self.body.len();
            if chunk.len() > room {
                self.body.extend_from_slice(&chunk[..room]);
                return Err(TransportError::new(TransportErrorKind::AnswerTooLarge));
            }
            self.body.extend_from_slice(&chunk);
        }
        Ok(())
    }

    /// The answer, as far as it came.
    pub(crate) fn into_response(self) -> Response<Bytes> {
        self.head.map(|()| self.body.freeze())
    }
}
