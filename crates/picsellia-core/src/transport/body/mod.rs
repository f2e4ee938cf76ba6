//! Bodies of requests: in memory, or read from a source for each attempt.

mod pieces;
mod source;

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

pub use pieces::BodyPieces;
pub use source::BodySource;

/// The body of a request. Its length is known before it is sent, and it can be sent again.
///
/// It is in memory, or is read from a [`BodySource`] for each attempt, so that a large image needs
/// no memory. A clone is cheap because it shares the bytes or the source, so a retry sends exactly
/// the same body. `Debug` only shows the length, because bodies contain images and tokens.
#[derive(Clone)]
pub struct Body(Content);

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Source(Sourced),
}

/// A source and its properties.
#[derive(Clone)]
struct Sourced {
    source: Arc<dyn BodySource>,
    /// The length that the source stated.
    length: u64,
}

impl Body {
    /// Creates an empty body.
    #[must_use]
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// Creates a body that is read from `source` each time it is sent. Its length is only read
    /// here.
    pub fn from_source(source: impl BodySource + 'static) -> Self {
        Self(Content::Source(Sourced { length: source.len(), source: Arc::new(source) }))
    }

    /// Returns the number of bytes that are sent: the `Content-Length` of the request.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.0 {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Source(sourced) => sourced.length,
        }
    }

    /// Returns whether the body has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the bytes to send if they are in memory. Sharing them needs no copy.
    ///
    /// A large image is encoded while it is sent, so its body returns `None`.
    /// [`pieces`](Self::pieces) and [`to_bytes`](Self::to_bytes) work for every body.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes),
            Content::Source(_) => None,
        }
    }

    /// Returns whether reading the body may block: see [`BodySource::blocks`].
    #[must_use]
    pub fn blocks(&self) -> bool {
        match &self.0 {
            Content::Bytes(_) => false,
            Content::Source(sourced) => sourced.source.blocks(),
        }
    }

    /// Starts to read the body piece by piece, for transports.
    ///
    /// If the body [blocks](Self::blocks), this call and each piece may block.
    ///
    /// # Errors
    ///
    /// Returns the error of opening the source.
    pub fn pieces(&self) -> io::Result<BodyPieces> {
        match &self.0 {
            Content::Bytes(bytes) => Ok(BodyPieces::of_bytes(bytes.clone())),
            Content::Source(sourced) => BodyPieces::of_source(sourced),
        }
    }

    /// Returns all bytes of the body, read from its source if necessary: for tests and for
    /// services.
    ///
    /// # Errors
    ///
    /// Returns the error of reading the source.
    pub fn to_bytes(&self) -> io::Result<Bytes> {
        if let Some(bytes) = self.as_bytes() {
            return Ok(bytes.clone());
        }
        // Reserves nothing: the length that a source states is not reliable before it is read.
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
