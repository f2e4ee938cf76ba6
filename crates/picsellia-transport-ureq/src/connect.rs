//! Opens connections for ureq.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::routing::{Origin, Proxies, Route};
use picsellia_transport_support::tls::handshake_error;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use ureq::Error;
use ureq::config::{Config, IpFamily};
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout};

use crate::dial::dial;
use crate::line::{Line, deadline};
use crate::stream::{Socket, Stream, Tls};
use crate::tunnel;

/// Opens connections, with the proxies and the TLS of this SDK.
pub(crate) struct LineConnector {
    pub(crate) proxies: Proxies,
    pub(crate) tls: Arc<ClientConfig>,
}

impl LineConnector {
    /// Opens a connection. Nothing of the request has been sent if this fails.
    fn open(&self, url: &Uri, family: IpFamily, until: Instant) -> Result<Line, TransportError> {
        let target = Origin::from_url(url)?;
        let route = self.proxies.route(&target);
        let first = route.first_hop(&target);
        let stream = dial(first.host(), first.port(), family, until);
        let stream = stream.and_then(|stream| Socket::new(stream, until));
        let socket = stream.map_err(|error| route.connect_error(&error))?;
        socket.shut_down_on_cancel();
        let mut stream: Box<dyn Stream> = Box::new(socket);
        let mut absolute = None;
        if let Route::Proxy(proxy) = &route {
            if proxy.origin().is_https() {
                stream = self.secure(proxy.origin(), stream)?;
            }
            if target.is_https() {
                tunnel::open(&mut *stream, proxy, &target)?;
            } else {
                // A request to a proxy states the whole URL (RFC 9112, 3.2.2).
                absolute = Some(format!("http://{}", target.authority()));
            }
        }
        if target.is_https() {
            stream = self.secure(&target, stream)?;
        }
        Ok(Line::new(stream, target.is_https(), absolute))
    }

    fn secure(&self, place: &Origin, below: Box<dyn Stream>) -> Result<Box<dyn Stream>, TransportError> {
        let host = place.host();
        let name = ServerName::try_from(host.to_owned());
        let name = name.map_err(|error| TransportError::caused_by(TransportErrorKind::Tls, &error))?;
        match Tls::connect(Arc::clone(&self.tls), name, below) {
            Ok(tls) => Ok(Box::new(tls)),
            Err(error) => Err(handshake_error(&error, host)),
        }
    }
}

impl Connector for LineConnector {
    type Out = Line;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Line>, Error> {
        let opened = self.open(details.uri, details.config.ip_family(), deadline(details.timeout));
        opened.map(Some).map_err(|error| Error::Other(Box::new(error)))
    }
}

impl fmt::Debug for LineConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineConnector").finish_non_exhaustive()
    }
}

/// Resolves nothing. ureq would resolve the host of every request, even if it has a connection.
#[derive(Debug)]
pub(crate) struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        Ok(self.empty())
    }
}
