//! The seam between what is said and how it travels: one HTTP request in, one response out.

mod blocking;
mod body;
mod build_error;
mod cause;
mod error;
mod framing;
mod inline;
mod limits;
mod options;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;

pub use blocking::BlockingMonitorTransport;
pub use body::{Body, BodyPieces, BodySource};
pub use build_error::BuildError;
pub use error::{TransportError, TransportErrorKind};
pub use framing::check_framing;
pub use inline::Inline;
pub use limits::RequestLimits;
pub use options::TransportOptions;

/// Carries one HTTP request to a service and brings its response back.
///
/// An implementation is a pipe. It does not interpret, and whoever drives it relies on that:
///
/// * **Every status is `Ok`.** A response of 404 or 503 is a response.
/// * **No redirect is followed**, no request is repeated, no cookie is kept, no body is decompressed.
/// * **The request goes out as given**: method, path, query, every header, and the body with a
///   `Content-Length` equal to [`Body::len`], never chunked. Nothing is added but `Host`, `Content-Length` (a GET or
///   HEAD without a body may leave it out), and `Accept: */*` where the request states none, which means the same
///   (RFC 9110, 12.5.1).
///   A character that a client has to write as its percent-encoding (`'` in a query, `{` in a path) may go out as that,
///   which names the same resource.
/// * **What cannot go out as given is [`Unsendable`](TransportErrorKind::Unsendable)**: a relative URL, one with a user
///   or a path that the client would rewrite, a `Transfer-Encoding`, a `Content-Length` that is not the body's.
/// * **A body that cannot be read to its end is not sent whole**, and the connection is not used again: the error is
///   [`BodyUnreadable`](TransportErrorKind::BodyUnreadable). See [`Body::pieces`].
/// * **The response comes back whole**: every header, repeated ones too, and all of its body.
/// * **Both limits hold**: see [`RequestLimits`].
/// * **An error says whether the request may have been sent**: see [`TransportErrorKind`].
/// * **Nothing secret is shown**: no header, no body and no URL appears in `Debug`, in an error or in a log.
/// * **A dropped future stops the exchange** and leaves the transport usable.
///
/// The conformance suite of this project states each of these as a test that any implementation can run.
///
/// There are no provided methods on purpose: a wrapper that forgets to forward one must not compile.
#[async_trait]
pub trait MonitorTransport: fmt::Debug + Send + Sync {
    /// Sends `request`, whose URI is absolute, and returns the response, whatever its status.
    ///
    /// # Errors
    ///
    /// [`TransportError`] where no whole response came within the limits. Its kind says whether the service may
    /// nevertheless have acted on the request.
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError>;

    /// Waits for `duration`. Retries wait through this method, so that they can be tested with no clock.
    async fn sleep(&self, duration: Duration);

    /// The present, on the clock that [`sleep`](Self::sleep) moves. It never goes back.
    fn now(&self) -> Instant;
}

#[async_trait]
impl<T: MonitorTransport + ?Sized> MonitorTransport for Arc<T> {
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        (**self).exchange(request, limits).await
    }

    async fn sleep(&self, duration: Duration) {
        (**self).sleep(duration).await;
    }

    fn now(&self) -> Instant {
        (**self).now()
    }
}
