//! Making a connection: socket, proxy, TLS.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::routing::{Origin, Route};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use ureq::config::IpFamily;

use super::address::dial;
use super::channel::{Channel, Tls};
use super::tunnel;
use super::wire::{Bounds, Socket, Wire};
use crate::stop::Stop;

/// What a connection is made from.
pub(crate) struct Connecting<'a> {
    pub(crate) target: &'a Origin,
    pub(crate) route: &'a Route,
    pub(crate) tls: &'a Arc<ClientConfig>,
    pub(crate) family: IpFamily,
    /// When the connection has to stand.
    pub(crate) until: Instant,
    pub(crate) stop: &'a Stop,
}

/// A connection that stands.
pub(crate) struct Connected {
    pub(crate) wire: Arc<Wire>,
    pub(crate) channel: Box<dyn Channel>,
}

/// Whatever fails here, nothing of the request was sent.
pub(crate) fn connect(parts: &Connecting<'_>) -> Result<Connected, TransportError> {
    let failed = |error: io::Error| TransportError::caused_by(TransportErrorKind::Connect, &error);
    let first = parts.route.first_hop(parts.target);
    let stream = dial(first.host(), first.port(), parts.family, parts.until);
    let stream = stream.map_err(|error| parts.route.connect_error(&error))?;
    let wire = Wire::new(stream, Bounds::until(parts.until)).map_err(failed)?;
    // From here on a stop is felt at once; before, it waited for the socket at most.
    parts.stop.attach(&wire);
    let mut channel: Box<dyn Channel> = Box::new(Socket::new(Arc::clone(&wire)));
    if let Route::Proxy(proxy) = parts.route {
        if proxy.origin().is_https() {
            channel = secure(parts, proxy.origin().host(), channel)?;
        }
        if parts.target.is_https() {
            tunnel::open(&mut channel, proxy, parts.target)?;
        }
    }
    if parts.target.is_https() {
        channel = secure(parts, parts.target.host(), channel)?;
    }
    Ok(Connected { wire, channel })
}

fn secure(
    parts: &Connecting<'_>,
    host: &str,
    channel: Box<dyn Channel>,
) -> Result<Box<dyn Channel>, TransportError> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| {
        TransportError::because(TransportErrorKind::Tls, "no certificate can be for such a host")
    })?;
    match Tls::new(Arc::clone(parts.tls), name, channel) {
        Ok(tls) => Ok(Box::new(tls)),
        Err(error) => Err(TransportError::caused_by(TransportErrorKind::Tls, &error)),
    }
}
