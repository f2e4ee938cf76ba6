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
    Source(Sourced),
}

/// A source, and what is known of it.
#[derive(Clone)]
struct Sourced {
    source: Arc<dyn BodySource>,
    /// What it stated.
    length: u64,
    /// Whether its readers write all that they say they wrote.
    trusted: bool,
}

impl Body {
    /// A body of no bytes.
    #[must_use]
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// A body that is read from `source` each time it is sent. Its length is asked for here, once.
    pub fn from_source(source: impl BodySource + 'static) -> Self {
        Self::sourced(source, false)
    }

    /// The same of a source of this crate's own.
    pub(crate) fn from_own_source(source: impl BodySource + 'static) -> Self {
        Self::sourced(source, true)
    }

    fn sourced(source: impl BodySource + 'static, trusted: bool) -> Self {
        Self(Content::Source(Sourced { length: source.len(), source: Arc::new(source), trusted }))
    }

    /// The number of bytes that the body puts on the wire: the `Content-Length` of the request.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.0 {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Source(sourced) => sourced.length,
        }
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes to send, where they are in memory as they are sent. Sharing them costs no copy. A large image is encoded
    /// only while it is sent, so its body has none: [`pieces`](Self::pieces) and [`to_bytes`](Self::to_bytes) serve any body.
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
            Content::Source(sourced) => sourced.source.blocks(),
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
            Content::Source(sourced) => BodyPieces::of_source(sourced),
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
