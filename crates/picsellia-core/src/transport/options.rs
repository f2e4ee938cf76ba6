use std::fmt;
use std::time::Duration;

use crate::secret::Secret;

/// The options of a transport that uses the network. Every such transport takes the same ones.
///
/// ```
/// use std::time::Duration;
/// use picsellia_core::TransportOptions;
///
/// let options = TransportOptions::new()
///     .proxy("http://user:password@proxy.example:3128")
///     .connect_timeout(Duration::from_secs(5))
///     .write_timeout(Duration::from_secs(30));
/// assert!(!format!("{options:?}").contains("password"));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct TransportOptions {
    /// See [`proxy`](Self::proxy()).
    pub proxy: Option<Secret>,
    /// See [`environment_proxies`](Self::environment_proxies()).
    pub environment_proxies: bool,
    /// The PEM texts that were given to [`root_certificates`](Self::root_certificates()).
    pub root_certificates: Vec<Vec<u8>>,
    /// See [`connect_timeout`](Self::connect_timeout()).
    pub connect_timeout: Duration,
    /// See [`pool_idle_timeout`](Self::pool_idle_timeout()).
    pub pool_idle_timeout: Duration,
    /// See [`response_timeout`](Self::response_timeout()).
    pub response_timeout: Duration,
    /// See [`write_timeout`](Self::write_timeout()).
    pub write_timeout: Duration,
}

impl TransportOptions {
    /// An unreachable address costs this much time once, and the request was not sent.
    const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

    /// Shorter than gateways keep an idle connection, so that few requests use one that is being
    /// closed.
    const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

    /// It leaves time for other attempts within the five minutes that a call has by default. At 10
    /// KB/s it is enough to send what the client and the system buffer of a request (up to a
    /// megabyte).
    const RESPONSE_TIMEOUT: Duration = Duration::from_secs(100);

    /// Even on the slowest link something is sent within this time.
    const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

    /// Creates options with their defaults.
    #[must_use]
    pub fn new() -> Self {
        Self {
            proxy: None,
            environment_proxies: true,
            root_certificates: Vec::new(),
            connect_timeout: Self::CONNECT_TIMEOUT,
            pool_idle_timeout: Self::POOL_IDLE_TIMEOUT,
            response_timeout: Self::RESPONSE_TIMEOUT,
            write_timeout: Self::WRITE_TIMEOUT,
        }
    }

    /// Sends every request through the proxy at `url`, instead of the proxies of the environment.
    ///
    /// The URL is `http://host:port`, or `http://user:password@host:port` if the proxy requires
    /// credentials. Requests to `https` go through a tunnel, so the proxy only sees the host. It
    /// sees everything of a request to `http`.
    #[must_use]
    pub fn proxy(self, url: impl Into<Secret>) -> Self {
        Self { proxy: Some(url.into()), ..self }
    }

    /// Sets whether to use the proxies of `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`
    /// (or in lower case). Defaults to `true`.
    ///
    /// They are read when the transport is created. Requests to this machine (`localhost`,
    /// `127.0.0.0/8`, `::1`) never go through a proxy of the environment.
    #[must_use]
    pub fn environment_proxies(self, used: bool) -> Self {
        Self { environment_proxies: used, ..self }
    }

    /// Trusts every certificate in `pem` as an authority, in addition to those that the machine
    /// trusts.
    #[must_use]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Sets the timeout for making a connection, including TLS. Defaults to 10 seconds.
    #[must_use]
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        Self { connect_timeout: timeout, ..self }
    }

    /// Sets how long an idle connection is kept. Defaults to 15 seconds, less than services and
    /// gateways keep theirs.
    #[must_use]
    pub fn pool_idle_timeout(self, timeout: Duration) -> Self {
        Self { pool_idle_timeout: timeout, ..self }
    }

    /// Sets the maximum wait from the end of the request to the head of its response. Defaults to
    /// 100 seconds.
    ///
    /// Bytes in the buffers of the client and the operating system count as sent. They can be more
    /// than half a megabyte, so on a slow link this time includes sending them. If a transport
    /// cannot observe when a request without a body is sent, the time starts with the exchange.
    #[must_use]
    pub fn response_timeout(self, timeout: Duration) -> Self {
        Self { response_timeout: timeout, ..self }
    }

    /// Sets the maximum time in which no byte of the body of a request is sent. Defaults to 30
    /// seconds.
    ///
    /// A large body on a slow link may take longer, as long as it makes progress.
    #[must_use]
    pub fn write_timeout(self, timeout: Duration) -> Self {
        Self { write_timeout: timeout, ..self }
    }
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for TransportOptions {
    /// Shows the number of PEM texts instead of the texts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportOptions")
            .field("proxy", &self.proxy)
            .field("environment_proxies", &self.environment_proxies)
            .field("root_certificates", &self.root_certificates.len())
            .field("connect_timeout", &self.connect_timeout)
            .field("pool_idle_timeout", &self.pool_idle_timeout)
            .field("response_timeout", &self.response_timeout)
            .field("write_timeout", &self.write_timeout)
            .finish()
    }
}
