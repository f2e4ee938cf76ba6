//! What a request carries: in memory, or read anew each time it is sent.

mod pieces;
mod source;

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

pub use pieces::BodyPieces;
pub use source::BodySource;

/// The body of a request: its length is known before it is sent, and it can be sent again.
///
/// It is in memory, or comes from a [`BodySource`] that is opened at each attempt, so that a large image costs no memory.
/// A clone is cheap (it shares the bytes or the source), so a retry sends the very same body.
/// `Debug` shows the length alone: bodies carry images and tokens.
#[derive(Clone)]
pub struct Body(Content);

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Source(Arc<dyn BodySource>),
}

impl Body {
    /// A body of no bytes.
    #[must_use]
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// A body that is read from `source` each time it is sent.
    pub fn from_source(source: impl BodySource + 'static) -> Self {
        Self(Content::Source(Arc::new(source)))
    }

    /// The number of bytes that the body puts on the wire: the `Content-Length` of the request.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.0 {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Source(source) => source.len(),
        }
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes to send, where they are in memory. Sharing them costs no copy.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes),
            Content::Source(_) => None,
        }
    }

    /// Whether to read it may take waiting: see [`BodySource::blocks`].
    #[must_use]
    pub fn blocks(&self) -> bool {
        match &self.0 {
            Content::Bytes(_) => false,
            Content::Source(source) => source.blocks(),
        }
    }

    /// Begins to read the body, piece by piece: for transports. Where it [blocks](Self::blocks), this and each piece may.
    ///
    /// # Errors
    ///
    /// What opening the source fails with.
    pub fn pieces(&self) -> io::Result<BodyPieces> {
        match &self.0 {
            Content::Bytes(bytes) => Ok(BodyPieces::of_bytes(bytes.clone())),
            Content::Source(source) => BodyPieces::of_source(&**source),
        }
    }

    /// All bytes of the body in one buffer, read if need be: for tests, and for services that keep what they are sent.
    ///
    /// # Errors
    ///
    /// What reading the source fails with.
    pub fn to_bytes(&self) -> io::Result<Bytes> {
        if let Some(bytes) = self.as_bytes() {
            return Ok(bytes.clone());
        }
        // A source states its length, and nothing holds it to that before it is read.
        let mut whole = BytesMut::new();
        for piece in self.pieces()? {
            whole.extend_from_slice(&piece?);
        }
        Ok(whole.freeze())
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.len())
    }
}
