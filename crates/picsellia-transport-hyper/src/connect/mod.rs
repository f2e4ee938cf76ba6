//! Making a connection: socket, proxy, TLS.

mod dial;
mod tunnel;

use std::sync::Arc;
use std::time::Duration;

use picsellia_core::{BuildError, TransportError, TransportErrorKind, TransportOptions};
use picsellia_transport_support::routing::{Origin, Proxies, Route};
use rustls::pki_types::ServerName;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

use crate::connection::{Connection, Stream};
use crate::fault::unconnected;
use crate::wire::{Socket, Wire};

/// Makes connections. Whatever fails here, nothing of a request was sent.
pub(crate) struct Connector {
    proxies: Proxies,
    tls: TlsConnector,
    timeout: Duration,
}

impl Connector {
    pub(crate) fn new(options: &TransportOptions) -> Result<Self, BuildError> {
        let mut tls = picsellia_transport_support::tls::trust_system_and(&options.root_certificates)?;
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            proxies: Proxies::from_options(options)?,
            tls: Arc::new(tls).into(),
            timeout: options.connect_timeout,
        })
    }

    pub(crate) fn route(&self, target: &Origin) -> Route {
        self.proxies.route(target)
    }

    /// A connection to `target`, made before `deadline`.
    pub(crate) async fn connect(
        &self,
        target: &Origin,
        route: &Route,
        deadline: Instant,
    ) -> Result<Box<Connection>, TransportError> {
        let own = Instant::now().checked_add(self.timeout);
        let until = own.map_or(deadline, |own| own.min(deadline));
        timeout_at(until, self.try_connect(target, route, until)).await.unwrap_or_else(|_| {
            let reason = "no connection came about within the time limit";
            Err(TransportError::because(TransportErrorKind::Connect, reason))
        })
    }

    async fn try_connect(
        &self,
        target: &Origin,
        route: &Route,
        until: Instant,
    ) -> Result<Box<Connection>, TransportError> {
        let first = route.first_hop(target);
        let socket = dial::dial(first.host(), first.port(), until)
            .await
            .map_err(|error| route.connect_error(&error))?;
        let wire = Wire::new(socket);
        let mut stream: Box<dyn Stream> = Box::new(Socket(Arc::clone(&wire)));
        if let Route::Proxy(proxy) = route {
            if proxy.origin().is_https() {
                stream = self.secure(proxy.origin().host(), stream).await?;
            }
            if target.is_https() {
                stream = tunnel::open(stream, proxy, target).await?;
            }
        }
        if target.is_https() {
            stream = self.secure(target.host(), stream).await?;
        }
        Connection::over(stream, wire).await.map_err(|error| unconnected(&error))
    }

    async fn secure(&self, host: &str, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, TransportError> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| {
            TransportError::because(TransportErrorKind::Tls, "no certificate can be for such a host")
        })?;
        match self.tls.connect(name, stream).await {
            Ok(secured) => Ok(Box::new(secured)),
            Err(error) => Err(TransportError::caused_by(TransportErrorKind::Tls, &error)),
        }
    }
}
