use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use picsellia_core::{
    BlockingMonitorTransport, Body, BuildError, RequestLimits, TransportError, TransportOptions,
};
use picsellia_transport_support::routing::{Origin, Proxies};
use rustls::ClientConfig;
use ureq::config::{Config, ConfigBuilder};
use ureq::typestate::AgentScope;
use ureq::{Agent, SendBody};

use crate::connect::{LineConnector, NoResolver};
use crate::error::{before_response, unsendable};
use crate::request::{BodyReader, prepare};
use crate::response::receive;

/// The most idle connections that are kept.
const MAX_IDLE: usize = 64;

/// A longer timeout is none, because the clock may not be able to express its end.
const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// Sends requests with ureq, on the thread that calls. A clone shares the connections.
///
/// [`Threaded`](picsellia_core::Threaded) turns it into an async transport.
#[derive(Clone)]
pub struct UreqTransport {
    agent: Agent,
    proxies: Arc<Proxies>,
}

impl UreqTransport {
    /// Creates a transport with default options.
    ///
    /// # Errors
    ///
    /// See [`with_options`](Self::with_options).
    pub fn new() -> Result<Self, BuildError> {
        Self::with_options(&TransportOptions::new())
    }

    /// Creates a transport with options: proxies, root certificates, timeouts.
    ///
    /// ```
    /// use std::time::Duration;
    /// use picsellia_core::TransportOptions;
    /// use picsellia_transport_ureq::UreqTransport;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = TransportOptions::new().connect_timeout(Duration::from_secs(5));
    /// let transport = UreqTransport::with_options(&options)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the URL of the proxy or a root certificate is invalid, or a
    /// timeout is zero. A machine without any certificate authority is no error: there, exchanges
    /// over `https` fail as [`Tls`](picsellia_core::TransportErrorKind::Tls).
    pub fn with_options(options: &TransportOptions) -> Result<Self, BuildError> {
        picsellia_transport_support::check_timeouts(options)?;
        let config = Config::builder()
            .timeout_connect(bound(options.connect_timeout))
            .timeout_recv_response(bound(options.response_timeout))
            .timeout_per_write(bound(options.write_timeout))
            .max_idle_age(options.pool_idle_timeout);
        let tls = picsellia_transport_support::tls::trust_system_and(&options.root_certificates)?;
        Ok(Self::from_config(config, Proxies::from_options(options)?, tls))
    }

    /// Creates a transport with a configuration of ureq, and sets what the contract requires.
    pub(crate) fn from_config(
        config: ConfigBuilder<AgentScope>,
        proxies: Proxies,
        mut tls: ClientConfig,
    ) -> Self {
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let config = config
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .proxy(None)
            .max_idle_connections(MAX_IDLE)
            .max_idle_connections_per_host(MAX_IDLE)
            .build();
        let connector = LineConnector { proxies: proxies.clone(), tls: Arc::new(tls) };
        Self { agent: Agent::with_parts(config, connector, NoResolver), proxies: Arc::new(proxies) }
    }
}

/// Converts a timeout for ureq.
fn bound(timeout: Duration) -> Option<Duration> {
    (timeout < CENTURY).then_some(timeout)
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the agent nor the proxies: they name hosts.
        f.debug_struct("UreqTransport").finish_non_exhaustive()
    }
}

impl BlockingMonitorTransport for UreqTransport {
    fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let target = Origin::from_url(request.uri())?;
        if self.agent.config().https_only() && !target.is_https() {
            return Err(unsendable("the agent of this transport allows https:// only"));
        }
        let (request, body) = prepare(request, &target, &self.proxies.route(&target))?;
        let body = match body.is_empty() {
            true => SendBody::none(),
            false => SendBody::from_owned_reader(BodyReader::open(&body)?),
        };
        let request = self.agent.configure_request(request.map(|()| body));
        let request = request.timeout_global(bound(limits.timeout)).build();
        receive(self.agent.run(request).map_err(before_response)?, limits.max_response_bytes)
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    fn now(&self) -> Instant {
        Instant::now()
    }
}
