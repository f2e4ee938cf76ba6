use std::io::{self, Read};

/// Where the bytes of a [`Body`](super::Body) come from, each time it is sent.
///
/// ```
/// use std::io::{self, Read};
/// use picsellia_core::{Body, BodySource};
///
/// /// A thousand zeros, of which none is in memory.
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
#[allow(clippy::len_without_is_empty)] // whoever sends it asks the body
pub trait BodySource: Send + Sync {
    /// The number of bytes that a reader gives, each time the same: it is asked for once, when a body is made. A body that has more or fewer is not sent whole:
    /// its request fails as [`BodyUnreadable`](crate::TransportErrorKind::BodyUnreadable). A source of no bytes is not opened.
    fn len(&self) -> u64;

    /// Whether a reader may have to wait, as for a disk. One that computes its bytes from what is in memory need not: it is
    /// read where the body is sent from, in pieces of up to a megabyte. One that waits does so on a thread for that, where
    /// the transport is an async one.
    fn blocks(&self) -> bool {
        true
    }

    /// A reader at the first byte. It may block, for as long as a file system does: a transport that sends on the caller's
    /// thread is held up by it, whatever the limits of the exchange.
    ///
    /// # Errors
    ///
    /// Where there is none, for example because the file was changed. Nothing secret belongs into it.
    fn open(&self) -> io::Result<Box<dyn Read + Send>>;
}
