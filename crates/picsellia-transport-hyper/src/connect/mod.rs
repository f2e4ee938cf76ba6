//! Establishes a connection: socket, proxy, TLS.

mod dial;
mod tunnel;

use std::sync::Arc;
use std::time::Duration;

use picsellia_core::{BuildError, TransportError, TransportErrorKind, TransportOptions};
use picsellia_transport_support::routing::{Origin, Proxies, Route};
use picsellia_transport_support::tls;
use rustls::pki_types::ServerName;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

use crate::connection::{Connection, Stream};
use crate::error::connect_error;
use crate::socket::{Socket, SocketStream};

/// Establishes connections. If this fails, nothing of a request was sent.
pub(crate) struct Connector {
    proxies: Proxies,
    tls: TlsConnector,
    timeout: Duration,
}

impl Connector {
    pub(crate) fn new(options: &TransportOptions) -> Result<Self, BuildError> {
        let mut tls = tls::trust_system_and(&options.root_certificates)?;
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            proxies: Proxies::from_options(options)?,
            tls: Arc::new(tls).into(),
            timeout: options.connect_timeout,
        })
    }

    pub(crate) fn route(&self, origin: &Origin) -> Route {
        self.proxies.route(origin)
    }

    /// Connects to `origin` before the connect timeout and before `deadline`.
    pub(crate) async fn connect(
        &self,
        origin: &Origin,
        route: &Route,
        deadline: Instant,
    ) -> Result<Box<Connection>, TransportError> {
        let connect_deadline = Instant::now().checked_add(self.timeout);
        let deadline = connect_deadline.map_or(deadline, |earlier| earlier.min(deadline));
        timeout_at(deadline, self.try_connect(origin, route, deadline)).await.unwrap_or_else(|_| {
            Err(TransportError::because(TransportErrorKind::Connect, "timed out while connecting"))
        })
    }

    async fn try_connect(
        &self,
        origin: &Origin,
        route: &Route,
        deadline: Instant,
    ) -> Result<Box<Connection>, TransportError> {
        let hop = route.first_hop(origin);
        let dialed = dial::dial(hop.host(), hop.port(), deadline).await;
        let socket = Socket::new(dialed.map_err(|error| route.connect_error(&error))?);
        let mut stream: Box<dyn Stream> = Box::new(SocketStream(Arc::clone(&socket)));
        if let Route::Proxy(proxy) = route {
            if proxy.origin().is_https() {
                stream = self.secure(proxy.origin().host(), stream).await?;
            }
            if origin.is_https() {
                stream = tunnel::open(stream, proxy, origin).await?;
            }
        }
        if origin.is_https() {
            stream = self.secure(origin.host(), stream).await?;
        }
        Connection::start(stream, socket).await.map_err(|error| connect_error(&error))
    }

    async fn secure(&self, host: &str, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, TransportError> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| {
            let reason = format!("no certificate can be valid for the host {host}");
            TransportError::because(TransportErrorKind::Tls, &reason)
        })?;
        match self.tls.connect(name, stream).await {
            Ok(secured) => Ok(Box::new(secured)),
            Err(error) => Err(tls::handshake_error(&error, host)),
        }
    }
}
