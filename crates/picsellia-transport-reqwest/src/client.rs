//! How the HTTP client is set up.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, Proxy};
use rustls::pki_types::CertificateDer;

use crate::build_error::BuildError;
use crate::tls;

/// Also the longest wait for TLS. A dead address costs this once, and the request was not sent.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than gateways keep an idle connection, so that few requests meet one that is just closing.
pub(crate) const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// What a client of a transport is made of.
pub(crate) struct Parts {
    pub(crate) proxies: Vec<Proxy>,
    pub(crate) roots: Vec<CertificateDer<'static>>,
    pub(crate) connect_timeout: Duration,
    pub(crate) pool_idle_timeout: Duration,
}

pub(crate) fn build(parts: Parts) -> Result<Client, BuildError> {
    let tls = tls::config(parts.roots).map_err(|error| BuildError::from_source(&error))?;
    // reqwest's own reading of the environment does not spare loopback hosts.
    let mut builder = configure(Client::builder().no_proxy())
        .tls_backend_preconfigured(tls)
        .connect_timeout(parts.connect_timeout)
        .pool_idle_timeout(parts.pool_idle_timeout);
    for proxy in parts.proxies {
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|error| BuildError::from_source(&error))
}

pub(crate) fn configure(builder: ClientBuilder) -> ClientBuilder {
    builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        // Off by name: another crate of the same program can switch reqwest's features on.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        .tcp_nodelay(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .connection_verbose(false)
}
