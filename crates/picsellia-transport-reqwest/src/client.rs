//! How the HTTP client is set up.

use picsellia_core::{BuildError, TransportOptions};
use picsellia_transport_support::routing::Proxies;
use picsellia_transport_support::{StallTimeouts, check_timeouts, tls};
use reqwest::{Client, ClientBuilder};

use crate::proxies;

/// A client, and what reqwest does not know about it.
#[derive(Clone)]
pub(crate) struct ConfiguredClient {
    pub(crate) inner: Client,
    /// Only to name the proxy in an error. Empty for a client of the user's own.
    pub(crate) proxies: Proxies,
    pub(crate) stall_timeouts: StallTimeouts,
}

pub(crate) fn build(options: &TransportOptions) -> Result<ConfiguredClient, BuildError> {
    check_timeouts(options)?;
    let tls = tls::trust_system_and(&options.root_certificates)?;
    // Without `no_proxy` reqwest would read the environment by its own rules.
    let mut builder = configure(Client::builder().no_proxy())
        .tls_backend_preconfigured(tls)
        .connect_timeout(options.connect_timeout)
        .pool_idle_timeout(options.pool_idle_timeout);
    let proxies = Proxies::from_options(options)?;
    for proxy in proxies::convert(&proxies)? {
        builder = builder.proxy(proxy);
    }
    let client = builder.build().map_err(|error| BuildError::caused_by(&error))?;
    Ok(ConfiguredClient { inner: client, proxies, stall_timeouts: StallTimeouts::from(options) })
}

/// Adds the settings that the contract of a transport requires.
pub(crate) fn configure(builder: ClientBuilder) -> ClientBuilder {
    let defaults = TransportOptions::new();
    builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        // Switched off by name: another crate of the program can enable these features of reqwest.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        .tcp_nodelay(true)
        .connect_timeout(defaults.connect_timeout)
        .pool_idle_timeout(defaults.pool_idle_timeout)
        .connection_verbose(false)
}
