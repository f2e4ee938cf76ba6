use std::error::Error;
use std::sync::Arc;

use picsellia_core::{TransportError, TransportErrorKind};

use super::{Origin, Proxy};

/// How a request travels to its origin.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "code that misses a variant must not connect directly")]
pub enum Route {
    /// Straight to the origin.
    Direct,
    /// Through a proxy.
    Proxy(Arc<Proxy>),
}

impl Route {
    /// Returns what to connect to for requests to `origin`: the proxy if there is one, else the
    /// origin itself.
    #[must_use]
    pub fn first_hop<'a>(&'a self, origin: &'a Origin) -> &'a Origin {
        match self {
            Self::Direct => origin,
            Self::Proxy(proxy) => proxy.origin(),
        }
    }

    /// Creates the error of a failed connection to the first hop. If that is a proxy, the error
    /// names it.
    #[must_use]
    pub fn connect_error(&self, error: &(dyn Error + 'static)) -> TransportError {
        let kind = TransportErrorKind::Connect;
        match self {
            Self::Direct => TransportError::caused_by(kind, error),
            Self::Proxy(proxy) => {
                let address = proxy.origin().host_and_port();
                TransportError::because(kind, &format!("could not reach the proxy {address}: {error}"))
            }
        }
    }
}
