use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_core::{Body, BuildError, MonitorTransport, RequestLimits, TransportError, TransportOptions};
use picsellia_transport_support::runtime::{self, require_runtime};
use picsellia_transport_support::{StallTimeouts, finish_exchange};

use crate::connect::Connector;
use crate::exchange::Exchanger;
use crate::pool::Pool;

/// Sends requests with hyper. Clones share the connection pool.
///
/// Only the future of an exchange drives it: no task runs in the background. Dropping the future
/// closes its connection.
#[derive(Clone)]
pub struct HyperTransport(Arc<Exchanger>);

impl HyperTransport {
    /// Creates a transport with the default options.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if a proxy or TLS cannot be set up: see
    /// [`with_options`](Self::with_options).
    pub fn new() -> Result<Self, BuildError> {
        Self::with_options(&TransportOptions::new())
    }

    /// Creates a transport with options: proxies, root certificates, timeouts.
    ///
    /// ```
    /// use std::time::Duration;
    /// use picsellia_core::TransportOptions;
    /// use picsellia_transport_hyper::HyperTransport;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = TransportOptions::new().connect_timeout(Duration::from_secs(5));
    /// let transport = HyperTransport::with_options(&options)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the URL of the proxy or a root certificate is invalid, or if a
    /// timeout is zero.
    ///
    /// A machine without certificate authorities is no error here. On such a machine, exchanges
    /// over `https` fail with [`Tls`](picsellia_core::TransportErrorKind::Tls).
    pub fn with_options(options: &TransportOptions) -> Result<Self, BuildError> {
        picsellia_transport_support::check_timeouts(options)?;
        Ok(Self(Arc::new(Exchanger {
            connector: Connector::new(options)?,
            pool: Pool::new(options.pool_idle_timeout),
            stall_timeouts: StallTimeouts::from(options),
        })))
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").finish_non_exhaustive()
    }
}

#[async_trait]
impl MonitorTransport for HyperTransport {
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        require_runtime()?;
        // Lives outside the exchange, so that an error keeps what was received.
        let mut response = None;
        let result = self.0.exchange(request, limits, &mut response).await;
        finish_exchange(result, response)
    }

    /// Waits with tokio's timer inside a tokio runtime. Outside of one, it blocks the thread.
    async fn sleep(&self, duration: Duration) {
        runtime::sleep(duration).await;
    }

    fn now(&self) -> Instant {
        runtime::now()
    }
}
