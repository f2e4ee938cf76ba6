use std::fmt;
use std::time::Duration;

use picsellia_core::Secret;
use rustls::ClientConfig;
use ureq::config::IpFamily;

use crate::build_error::BuildError;
use crate::converse::Patience;
use crate::engine::{Engine, Parts};
use crate::net::tls_config;
use crate::proxies::Proxies;
use crate::roots;
use crate::transport::UreqTransport;

/// Sets up a [`UreqTransport`]. The options have the same names and meanings as those of the other transports of
/// this SDK.
#[derive(Clone)]
#[must_use]
pub struct UreqTransportBuilder {
    proxy: Option<Secret>,
    environment_proxies: bool,
    roots: Vec<Vec<u8>>,
    connect_timeout: Duration,
    pool_idle_timeout: Duration,
    patience: Patience,
    tls: Option<ClientConfig>,
}

impl UreqTransportBuilder {
    pub(crate) fn new() -> Self {
        Self {
            proxy: None,
            environment_proxies: true,
            roots: Vec::new(),
            connect_timeout: CONNECT_TIMEOUT,
            pool_idle_timeout: POOL_IDLE_TIMEOUT,
            patience: Patience::default(),
            tls: None,
        }
    }

    /// Sends every request, to whatever host, through the proxy at `url`: `http://host:port`, with
    /// `user:password@` before the host where it asks for them. The environment's proxies are then not looked at.
    ///
    /// A request to `https` goes through a tunnel, and the proxy sees the host alone; of one to `http` it sees all.
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Whether the proxies of `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` (or in lower case) are used,
    /// as they stand when the transport is built. They are, unless switched off here.
    ///
    /// Requests to this machine (`localhost`, `127.0.0.0/8`, `::1`) never go through a proxy of the environment.
    pub fn environment_proxies(mut self, used: bool) -> Self {
        self.environment_proxies = used;
        self
    }

    /// Trusts every certificate in `pem` as an authority, besides those that the machine trusts.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into());
        self
    }

    /// The longest wait for a connection, its TLS included: 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long an unused connection is kept for the next request: 15 seconds unless set, which is less than services
    /// and gateways keep theirs.
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> Self {
        self.pool_idle_timeout = timeout;
        self
    }

    /// The longest wait from the end of the request to the head of its answer. Unless set, only the limits of the
    /// exchange bound it.
    ///
    /// What the operating system has taken counts as sent, and it takes some megabytes at once: on a slow link they
    /// still have to travel within this time.
    pub fn response_timeout(mut self, timeout: Duration) -> Self {
        self.patience.response = Some(timeout);
        self
    }

    /// The longest time in which nothing of a request's body moves on. Unless set, only the limits of the exchange
    /// bound it.
    ///
    /// A large body on a slow link may take its time, as long as it moves.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.patience.write = Some(timeout);
        self
    }

    /// Secures connections by this configuration of rustls and nothing else: for client certificates, or authorities
    /// other than the machine's. What [`root_certificates`](Self::root_certificates) added is then not looked at.
    pub fn tls(mut self, config: ClientConfig) -> Self {
        self.tls = Some(config);
        self
    }

    /// Builds the transport.
    ///
    /// # Errors
    ///
    /// [`BuildError`] where the URL of the proxy or a root certificate cannot be read.
    pub fn build(self) -> Result<UreqTransport, BuildError> {
        let proxies = match &self.proxy {
            Some(url) => Proxies::explicit(url)?,
            None if self.environment_proxies => Proxies::from_environment(|name| std::env::var(name).ok()),
            None => Proxies::default(),
        };
        let mut roots = Vec::new();
        for pem in &self.roots {
            roots.extend(roots::parse(pem)?);
        }
        let tls = match self.tls {
            Some(tls) => tls,
            None => tls_config(roots).map_err(|error| BuildError::from_source(&error))?,
        };
        Ok(UreqTransport::from_engine(Engine::new(Parts {
            proxies,
            tls,
            connect_timeout: self.connect_timeout,
            pool_idle_timeout: self.pool_idle_timeout,
            patience: self.patience,
            family: IpFamily::Any,
            https_only: false,
        })))
    }
}

/// Also the longest wait for TLS. A dead address costs this once, and the request was not sent.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than gateways keep an idle connection, so that few requests meet one that is just closing.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

impl fmt::Debug for UreqTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransportBuilder")
            .field("proxy", &self.proxy)
            .field("environment_proxies", &self.environment_proxies)
            .field("root_certificates", &self.roots.len())
            .field("connect_timeout", &self.connect_timeout)
            .field("pool_idle_timeout", &self.pool_idle_timeout)
            .field("response_timeout", &self.patience.response)
            .field("write_timeout", &self.patience.write)
            .field("tls", &self.tls.is_some())
            .finish()
    }
}
