use std::io::{self, Read};

/// The source of the bytes of a [`Body`](super::Body). It is opened each time the body is sent.
///
/// ```
/// use std::io::{self, Read};
/// use picsellia_core::{Body, BodySource};
///
/// /// A thousand zeros that are never in memory.
/// struct Zeros;
///
/// impl BodySource for Zeros {
///     fn len(&self) -> u64 {
///         1000
///     }
///
///     fn open(&self) -> io::Result<Box<dyn Read + Send>> {
///         Ok(Box::new(io::repeat(0).take(1000)))
///     }
/// }
///
/// let body = Body::from_source(Zeros);
/// assert_eq!(body.len(), 1000);
/// assert_eq!(body.to_bytes()?, [0; 1000].as_slice());
/// # Ok::<(), io::Error>(())
/// ```
#[allow(clippy::len_without_is_empty)] // callers use that of the body
pub trait BodySource: Send + Sync {
    /// Returns the number of bytes that every reader returns. It is called once, when the body is
    /// created.
    ///
    /// If a reader returns more or fewer bytes, the request fails as
    /// [`BodyUnreadable`](crate::TransportErrorKind::BodyUnreadable). A source of zero bytes is not
    /// opened.
    fn len(&self) -> u64;

    /// Returns whether a reader may block, for example on a disk. Defaults to `true`.
    ///
    /// A source that only computes its bytes can return `false`. It is then read directly where the
    /// body is sent, in pieces of up to a megabyte. An async transport reads a blocking source on a
    /// separate thread.
    fn blocks(&self) -> bool {
        true
    }

    /// Opens a reader at the first byte.
    ///
    /// It may block as long as a file system does. A transport that sends on the calling thread
    /// then blocks too, whatever the limits of the exchange.
    ///
    /// # Errors
    ///
    /// Returns an error if the source cannot be read, for example because the file was changed. It
    /// must not contain secrets.
    fn open(&self) -> io::Result<Box<dyn Read + Send>>;
}
