//! The interface to the HTTP client: one request in, one response out.

mod blocking;
mod body;
mod build_error;
mod cancel;
mod cause;
mod error;
mod inline;
mod limits;
mod options;
mod threaded;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;

pub use blocking::BlockingMonitorTransport;
pub use body::{Body, BodyPieces, BodySource};
pub use build_error::BuildError;
pub use cancel::CancelHandle;
pub use error::{TransportError, TransportErrorKind};
pub use inline::Inline;
pub use limits::RequestLimits;
pub use options::TransportOptions;
pub use threaded::Threaded;

/// Sends one HTTP request to a service and returns its response.
///
/// An implementation does not interpret requests or responses, and its callers rely on that:
///
/// * **Every status is `Ok`.** A 404 or a 503 is a response.
/// * **It only transports.** It follows no redirect, repeats no request, keeps no cookie and
///   decompresses no body.
/// * **The request goes out as given**: method, path, query, every header, and the body with a
///   `Content-Length` equal to [`Body::len`], never chunked. Only these headers are added: `Host`,
///   `Content-Length` (a GET or HEAD without a body may omit it), and `Accept: */*` if the request
///   has no `Accept`, which means the same (RFC 9110, 12.5.1). If a client must percent-encode a
///   character (`'` in a query, `{` in a path), it may send the encoded form, which names the same
///   resource.
/// * **A request that cannot be sent as given is [`Unsendable`](TransportErrorKind::Unsendable)**:
///   a relative URL, a URL with a user or with a path that the client would rewrite, a
///   `Transfer-Encoding`, or a `Content-Length` that contradicts the body.
/// * **A body that cannot be read to its end is
///   [`BodyUnreadable`](TransportErrorKind::BodyUnreadable)**: the request is not completed, and
///   the connection is not reused. See [`Body::pieces`].
/// * **The response is complete**: every header, including repeated ones, and the whole body.
/// * **Both limits hold**: see [`RequestLimits`].
/// * **An error says whether the request may have been sent**: see [`TransportErrorKind`].
/// * **Nothing secret is shown**: no header, body or URL appears in `Debug`, in an error or in a
///   log.
/// * **Dropping the future cancels the exchange** and leaves the transport usable.
///
/// The conformance suite, `picsellia-transport-conformance`, tests each of these rules for any
/// implementation.
///
/// There are no provided methods: a wrapper that forgets to forward one must not compile.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an async transport",
    label = "this transport cannot be driven by the async client",
    note = "a transport that blocks becomes an async one with `Threaded::new(transport)`, or goes with the blocking \
            client as it is"
)]
#[async_trait]
pub trait MonitorTransport: fmt::Debug + Send + Sync {
    /// Sends `request`, whose URI is absolute, and returns the response. Every status is `Ok`.
    ///
    /// # Errors
    ///
    /// Returns [`TransportError`] if no complete response arrived within the limits. Its kind says
    /// whether the service may have processed the request.
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError>;

    /// Waits for `duration`. Retries wait through this method, so that tests need no real clock.
    async fn sleep(&self, duration: Duration);

    /// Returns the current time of the clock that [`sleep`](Self::sleep) follows. It is monotonic.
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
