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

/// Carries requests with hyper. A clone shares the connections.
///
/// An exchange is driven by its own future alone: there is no task behind it. Dropping the future closes its connection.
#[derive(Clone)]
pub struct HyperTransport(Arc<Exchanger>);

impl HyperTransport {
    /// A transport with every option at its default.
    ///
    /// # Errors
    ///
    /// As [`with_options`](Self::with_options).
    pub fn new() -> Result<Self, BuildError> {
        Self::with_options(&TransportOptions::new())
    }

    /// A transport with options: proxies, root certificates, timeouts.
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
    /// [`BuildError`] where the URL of the proxy or a root certificate cannot be read, or a timeout is zero. A machine without any certificate
    /// authority is no such case: there, exchanges over `https` fail as [`Tls`](picsellia_core::TransportErrorKind::Tls).
    pub fn with_options(options: &TransportOptions) -> Result<Self, BuildError> {
        options.check()?;
        Ok(Self(Arc::new(Exchanger {
            connector: Connector::new(options)?,
            pool: Pool::new(options.pool_idle_timeout),
            patience: StallTimeouts::from(options),
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

    /// Inside of a tokio runtime this is its sleep; outside of any, or in one without a time driver, it blocks the
    /// thread.
    async fn sleep(&self, duration: Duration) {
        runtime::sleep(duration).await;
    }

    fn now(&self) -> Instant {
        runtime::now()
    }
}
