use std::fmt;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_core::{
    Body, BuildError, MonitorTransport, RequestLimits, TransportError, TransportErrorKind, TransportOptions,
};
use picsellia_transport_support::routing::Proxies;
use picsellia_transport_support::runtime::{self, require_runtime};
use picsellia_transport_support::{StallTimeouts, finish_exchange};

use crate::client::{self, ConfiguredClient};
use crate::exchange::exchange;
use crate::prepare::prepare;

/// Sends requests with reqwest. Clones share the connection pool.
///
/// If the time limit passes while the connection is still being established, the error is
/// [`Timeout`](TransportErrorKind::Timeout), which says that the request may have been sent.
/// reqwest does not report how far it came.
#[derive(Clone)]
pub struct ReqwestTransport(ConfiguredClient);

impl ReqwestTransport {
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
    /// reqwest has neither a response timeout nor a write timeout. The transport hands the body
    /// over in pieces and observes how they are taken.
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
    /// Returns [`BuildError`] if the URL of the proxy or a root certificate is invalid, or if a
    /// timeout is zero.
    ///
    /// A machine without certificate authorities is no error here. On such a machine, exchanges
    /// over `https` fail with [`Tls`](TransportErrorKind::Tls).
    pub fn with_options(options: &TransportOptions) -> Result<Self, BuildError> {
        Ok(Self(client::build(options)?))
    }

    /// Creates a transport from a client of your own, which was built through
    /// [`configure`](Self::configure).
    ///
    /// Only the options that reqwest does not have take effect: `response_timeout` and
    /// `write_timeout`.
    #[must_use]
    pub fn with_client(client: reqwest::Client, options: &TransportOptions) -> Self {
        Self(ConfiguredClient {
            inner: client,
            proxies: Proxies::default(),
            stall_timeouts: StallTimeouts::from(options),
        })
    }

    /// Adds the settings to `builder` that the client of a transport must have.
    ///
    /// These are: no redirects, no retries, no decompression, no referrer, HTTP/1.1, and short
    /// timeouts for connecting and for idle connections. TLS and proxies stay as they are. If
    /// neither `proxy` nor `no_proxy` was called on the builder, reqwest uses the proxies of the
    /// environment by its own rules, even for requests to this machine.
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

/// Creates a transport from a client of your own, with the default stall timeouts. See
/// [`ReqwestTransport::with_client`] to set them.
///
/// **The settings of a client cannot be read, and some break the contract of a transport.** Pass
/// its builder through [`ReqwestTransport::configure`], or make sure that the client
///
/// * follows no redirects (`redirect::Policy::none()`). A redirect can send the token elsewhere,
///   and the page of a login form looks like a success. A response after a redirect is rejected as
///   [`Malformed`](TransportErrorKind::Malformed), but by then the request was sent;
/// * retries nothing (`retry::never()`), or a prediction can be stored twice;
/// * decompresses nothing, so that the limit on the response bounds the memory;
/// * uses no proxy of the environment for requests to this machine, because the proxy could read
///   them;
/// * has no default headers, no cookie store and no referrer, which would be added to every
///   request;
/// * has no timeout that is shorter than the limits of the exchanges.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self::with_client(client, &TransportOptions::new())
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the client: its default headers can contain a token.
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
        let request = prepare(request)?;
        require_runtime()?;
        // Lives outside the timed future, so that a timeout keeps what was received.
        let mut response = None;
        let exchange = exchange(&self.0, request, limits.max_response_bytes, &mut response);
        let result = tokio::time::timeout(limits.timeout, exchange).await;
        let result = result.unwrap_or_else(|_| Err(TransportError::new(TransportErrorKind::Timeout)));
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
