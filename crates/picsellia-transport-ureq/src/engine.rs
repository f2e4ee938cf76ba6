//! What carries out an exchange, on the thread that asks for it.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use picsellia_core::{Body, TransportError, TransportErrorKind};
use picsellia_transport_support::routing::{Origin, Proxies};
use rustls::ClientConfig;
use ureq::config::{Config, IpFamily};
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout};
use ureq::{Agent, Error};

use crate::converse::{Exchange, Patience, Response};
use crate::current;
use crate::fault::unsendable;
use crate::line::Line;
use crate::net::{Connecting, connect};
use crate::outgoing::{Outgoing, root};
use crate::stop::Stop;

/// The most connections that are kept for later.
const MAX_IDLE: usize = 64;

/// Runs exchanges over connections that ureq keeps.
pub(crate) struct Engine {
    agent: Agent,
    proxies: Proxies,
    patience: Patience,
    https_only: bool,
}

/// What an engine is made of.
pub(crate) struct Parts {
    pub(crate) proxies: Proxies,
    pub(crate) tls: ClientConfig,
    pub(crate) connect_timeout: Duration,
    pub(crate) pool_idle_timeout: Duration,
    pub(crate) patience: Patience,
    pub(crate) family: IpFamily,
    pub(crate) https_only: bool,
}

/// When an exchange ends, and what it may hold.
pub(crate) struct Ends {
    pub(crate) deadline: Instant,
    pub(crate) max_response_bytes: usize,
    pub(crate) stop: Stop,
}

impl Engine {
    pub(crate) fn new(mut parts: Parts) -> Self {
        parts.tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .proxy(None)
            .max_idle_age(parts.pool_idle_timeout)
            .max_idle_connections(MAX_IDLE)
            .max_idle_connections_per_host(MAX_IDLE)
            .build();
        let connector =
            LineConnector { tls: Arc::new(parts.tls), timeout: parts.connect_timeout, family: parts.family };
        let agent = Agent::with_parts(config, connector, NoResolver);
        Self { agent, proxies: parts.proxies, patience: parts.patience, https_only: parts.https_only }
    }

    pub(crate) fn exchange(
        &self,
        request: &http::Request<Body>,
        ends: Ends,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let target = Origin::from_url(request.uri())?;
        if self.https_only && !target.is_https() {
            return Err(unsendable("the agent that this transport was made of sends over https only"));
        }
        let route = self.proxies.route(&target);
        let outgoing = Outgoing::new(request, &target, &route)?;
        let shown = http::Request::get(root(&target)?).body(()).map_err(|_| unsendable("the URL is none"))?;
        let exchange = Exchange {
            outgoing,
            target,
            route,
            deadline: ends.deadline,
            patience: self.patience,
            max_response_bytes: ends.max_response_bytes,
            stop: ends.stop,
            fault: None,
            response: None,
        };
        let (ran, exchange) = current::run(exchange, || self.agent.run(shown).map(drop));
        let Some(Exchange { fault, response, .. }) = exchange else {
            return Err(lost());
        };
        match (fault, response) {
            (None, Some(response)) => Ok(response.into_response()),
            (Some(fault), Some(response)) => Err(fault.with_received(Response::into_response(response))),
            (Some(fault), None) => Err(fault),
            // ureq refused before it asked for a connection.
            (None, None) => match ran {
                Err(Error::BadUri(_) | Error::Http(_) | Error::Protocol(_)) => {
                    Err(unsendable("the URL is none that ureq takes"))
                }
                _ => Err(lost()),
            },
        }
    }
}

fn lost() -> TransportError {
    TransportError::because(TransportErrorKind::ConnectionLost, "the exchange ended without a result")
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the agent nor the proxies: they tell hosts.
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

/// Makes the connections that ureq has none of.
struct LineConnector {
    tls: Arc<ClientConfig>,
    timeout: Duration,
    family: IpFamily,
}

impl Connector for LineConnector {
    type Out = Line;

    fn connect(&self, _: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Line>, Error> {
        let connected = current::with(|exchange| {
            let now = Instant::now();
            let until =
                now.checked_add(self.timeout).map_or(exchange.deadline, |it| it.min(exchange.deadline));
            if exchange.stop.is_stopped() {
                return Err(TransportError::because(
                    TransportErrorKind::Connect,
                    "the exchange was given up",
                ));
            }
            let connected = connect(&Connecting {
                target: &exchange.target,
                route: &exchange.route,
                tls: &self.tls,
                family: self.family,
                until,
                stop: &exchange.stop,
            });
            connected.map(|connected| Line::new(connected, exchange.target.is_https()))
        });
        match connected {
            Some(Ok(line)) => Ok(Some(line)),
            Some(Err(fault)) => {
                current::with(|exchange| exchange.fault = Some(fault));
                Err(Error::ConnectionFailed)
            }
            None => Err(Error::ConnectionFailed),
        }
    }
}

impl fmt::Debug for LineConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineConnector").finish_non_exhaustive()
    }
}

/// Resolves nothing: ureq would look up the host of every request, also where a connection is at hand.
#[derive(Debug)]
struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        Ok(self.empty())
    }
}
