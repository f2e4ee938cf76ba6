use std::fmt;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_core::{
    Body, BuildError, MonitorTransport, RequestLimits, TransportError, TransportErrorKind, TransportOptions,
};
use picsellia_transport_support::runtime::{self, require_runtime};
use picsellia_transport_support::{StallTimeouts, finish_exchange};

use crate::exchange::exchange;
use crate::{client, outgoing};

/// Carries requests with reqwest. A clone shares the connections.
///
/// Where the limit on time passes while the connection is still being made, the error is a
/// [`Timeout`](TransportErrorKind::Timeout) and so says that the request may have been sent: reqwest does not
/// tell how far it came.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    patience: StallTimeouts,
}

impl ReqwestTransport {
    /// A transport with every option at its default.
    ///
    /// # Errors
    ///
    /// As [`with_options`](Self::with_options).
    pub fn new() -> Result<Self, BuildError> {
        Self::with_options(&TransportOptions::new())
    }

    /// A transport with options: proxies, root certificates, timeouts. reqwest knows neither the response timeout nor
    /// the write timeout: the body is handed over in pieces, and how they are taken is watched.
    ///
    /// ```
    /// use std::time::Duration;
    /// use picsellia_core::TransportOptions;
    /// use picsellia_transport_reqwest::ReqwestTransport;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = TransportOptions::new().connect_timeout(Duration::from_secs(5));
    /// let transport = ReqwestTransport::with_options(&options)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`BuildError`] where the URL of the proxy or a root certificate cannot be read, or a timeout is zero. A machine without any certificate
    /// authority is no such case: there, exchanges over `https` fail as [`Tls`](TransportErrorKind::Tls).
    pub fn with_options(options: &TransportOptions) -> Result<Self, BuildError> {
        Ok(Self::with_client(client::build(options)?, options))
    }

    /// Takes a client that was set up elsewhere, through [`configure`](Self::configure). Of the options only those count that
    /// reqwest does not know: `response_timeout` and `write_timeout`.
    #[must_use]
    pub fn with_client(client: reqwest::Client, options: &TransportOptions) -> Self {
        Self { client, patience: StallTimeouts::from(options) }
    }

    /// Adds to `builder` what the client of a transport must have: no redirects, no retries, no decompression, no
    /// referrer, HTTP/1.1, and short bounds on connecting and on idle connections. TLS and proxies stay as they are;
    /// a builder on which neither `proxy` nor `no_proxy` was called takes the proxies of the environment for loopback
    /// hosts as well.
    ///
    /// ```
    /// use picsellia_transport_reqwest::ReqwestTransport;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let _ = rustls::crypto::ring::default_provider().install_default();
    /// let client = ReqwestTransport::configure(reqwest::Client::builder().no_proxy()).build()?;
    /// let transport = ReqwestTransport::from(client);
    /// # Ok(())
    /// # }
    /// ```
    pub fn configure(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        client::configure(builder)
    }
}

/// Takes a client that was set up elsewhere, with the default bounds on a request that stands still: see
/// [`ReqwestTransport::with_client`].
///
/// **Its settings cannot be looked at, and some break the contract of a transport.** Pass the builder through
/// [`ReqwestTransport::configure`], or see to it that the client
///
/// * follows no redirect (`redirect::Policy::none()`): it would carry the token elsewhere, and the page of a login
///   form would look like a success. A response that came after a redirect is refused here as
///   [`Malformed`](TransportErrorKind::Malformed), but by then the request has gone there;
/// * repeats nothing (`retry::never()`), or a prediction may be stored twice;
/// * decompresses nothing, so that the limit on a response bounds what is held in memory;
/// * takes no proxy of the environment for requests to this machine, which would show the proxy what they carry;
/// * has no default headers, no cookie store and no referrer, which would be added to every request;
/// * has no timeout of its own that is shorter than the limits of the exchanges.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self::with_client(client, &TransportOptions::new())
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the client: its default headers can hold a token.
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

#[async_trait]
impl MonitorTransport for ReqwestTransport {
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let request = outgoing::convert(request)?;
        require_runtime()?;
        // Lives outside the timed future, so that a timeout keeps what was received.
        let mut response = None;
        let exchanged =
            exchange(&self.client, request, self.patience, limits.max_response_bytes, &mut response);
        let result = tokio::time::timeout(limits.timeout, exchanged).await;
        let result = result.unwrap_or_else(|_| Err(TransportError::new(TransportErrorKind::Timeout)));
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
