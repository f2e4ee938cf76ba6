use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::{Body, RequestLimits, TransportError};

/// Carries one HTTP request to a service and brings its response back, on the thread that calls.
///
/// The contract is that of [`MonitorTransport`](super::MonitorTransport), word for word; only the last rule has
/// another form, as there is no future to drop: an exchange ends by its limits.
///
/// [`Inline`](super::Inline) makes a `MonitorTransport` of it, so one implementation of every behaviour serves async
/// and blocking callers, and the conformance suite runs on it.
///
/// There are no provided methods on purpose: a wrapper that forgets to forward one must not compile.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a transport that blocks",
    label = "this transport cannot be driven without an async runtime",
    note = "give the blocking client a `BlockingMonitorTransport`, such as `UreqTransport` of picsellia-transport-ureq; \
            an async transport goes with the async client"
)]
pub trait BlockingMonitorTransport: fmt::Debug + Send + Sync {
    /// Sends `request`, whose URI is absolute, and returns the response, whatever its status. Blocks until then.
    ///
    /// # Errors
    ///
    /// [`TransportError`] where no whole response came within the limits. Its kind says whether the service may
    /// nevertheless have acted on the request.
    fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError>;

    /// Blocks for `duration`.
    fn sleep(&self, duration: Duration);

    /// The present, on the clock that [`sleep`](Self::sleep) moves. It never goes back.
    fn now(&self) -> Instant;
}

impl<T: BlockingMonitorTransport + ?Sized> BlockingMonitorTransport for Arc<T> {
    fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        (**self).exchange(request, limits)
    }

    fn sleep(&self, duration: Duration) {
        (**self).sleep(duration);
    }

    fn now(&self) -> Instant {
        (**self).now()
    }
}
