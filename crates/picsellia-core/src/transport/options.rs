use std::fmt;
use std::time::Duration;

use super::BuildError;
use crate::secret::Secret;

/// How a transport connects: the same options for every transport with a network, by the same names.
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
    /// A dead address costs this once, and the request was not sent.
    const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

    /// Shorter than gateways keep an idle connection, so that few requests meet one that is just closing.
    const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

    /// A service that hangs leaves time for other attempts within the five minutes that a call has by default. On a slow
    /// link, what the client and the system hold of a request (up to a megabyte) travels within this time at 10 KB/s.
    const RESPONSE_TIMEOUT: Duration = Duration::from_secs(100);

    /// On the slowest link something moves within this time.
    const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

    /// Every option at its default.
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

    /// For transports: refuses a bound on time within which nothing can be done.
    ///
    /// # Errors
    ///
    /// [`BuildError`], where `connect_timeout`, `response_timeout` or `write_timeout` is zero, which some take for none.
    pub fn check(&self) -> Result<(), BuildError> {
        let bounds = [
            ("connect_timeout", self.connect_timeout),
            ("response_timeout", self.response_timeout),
            ("write_timeout", self.write_timeout),
        ];
        match bounds.into_iter().find(|(_, bound)| bound.is_zero()) {
            Some((name, _)) => Err(BuildError::because(format!(
                "{name} is zero, within which nothing can be done; Duration::MAX is no bound at all"
            ))),
            None => Ok(()),
        }
    }

    /// Sends every request, to whatever host, through the proxy at `url`: `http://host:port`, with
    /// `user:password@` before the host where it asks for them. The environment's proxies are then not looked at.
    ///
    /// A request to `https` goes through a tunnel, and the proxy sees the host alone; of one to `http` it sees all.
    #[must_use]
    pub fn proxy(self, url: impl Into<Secret>) -> Self {
        Self { proxy: Some(url.into()), ..self }
    }

    /// Whether the proxies of `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` (or in lower case) are used,
    /// as they stand when the transport is built. They are, unless switched off here.
    ///
    /// Requests to this machine (`localhost`, `127.0.0.0/8`, `::1`) never go through a proxy of the environment.
    #[must_use]
    pub fn environment_proxies(self, used: bool) -> Self {
        Self { environment_proxies: used, ..self }
    }

    /// Trusts every certificate in `pem` as an authority, besides those that the machine trusts.
    #[must_use]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// The longest wait for a connection, its TLS included: 10 seconds unless set.
    #[must_use]
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        Self { connect_timeout: timeout, ..self }
    }

    /// How long an unused connection is kept for the next request: 15 seconds unless set, which is less than services
    /// and gateways keep theirs.
    #[must_use]
    pub fn pool_idle_timeout(self, timeout: Duration) -> Self {
        Self { pool_idle_timeout: timeout, ..self }
    }

    /// The longest wait from the end of the request to the head of its response: 100 seconds unless set.
    ///
    /// What the client and the operating system have taken counts as sent, half a megabyte and more: on a slow link it
    /// still has to travel within this time. A transport that cannot tell when a request without a body went out
    /// counts from the begin of the exchange.
    #[must_use]
    pub fn response_timeout(self, timeout: Duration) -> Self {
        Self { response_timeout: timeout, ..self }
    }

    /// The longest time in which nothing of a request's body moves on: 30 seconds unless set.
    ///
    /// A large body on a slow link may take its time, as long as it moves.
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
    /// The number of PEM texts stands for them.
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
