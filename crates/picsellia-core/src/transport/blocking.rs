use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::{Body, RequestLimits, TransportError};

/// Sends one HTTP request to a service and returns its response, on the calling thread.
///
/// The contract is that of [`MonitorTransport`](super::MonitorTransport), except that there is no
/// future to drop: an exchange ends by its limits.
///
/// [`Inline`](super::Inline) turns it into a `MonitorTransport`, so that one implementation serves
/// async and blocking callers, and so that the conformance suite can test it.
///
/// There are no provided methods: a wrapper that forgets to forward one must not compile.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a blocking transport",
    label = "this transport needs an async runtime",
    note = "the blocking client takes a `BlockingMonitorTransport`, such as `UreqTransport` of picsellia-transport-ureq; \
            use an async transport with the async client"
)]
pub trait BlockingMonitorTransport: fmt::Debug + Send + Sync {
    /// Sends `request`, whose URI is absolute, and blocks until the response arrives. Every status
    /// is `Ok`.
    ///
    /// # Errors
    ///
    /// Returns [`TransportError`] if no complete response arrived within the limits. Its kind says
    /// whether the service may have processed the request.
    fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError>;

    /// Blocks for `duration`.
    fn sleep(&self, duration: Duration);

    /// Returns the current time of the clock that [`sleep`](Self::sleep) follows. It is monotonic.
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
