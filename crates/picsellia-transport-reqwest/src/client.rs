//! How the HTTP client is set up.

use picsellia_core::{BuildError, TransportOptions};
use picsellia_transport_support::routing::Proxies;
use picsellia_transport_support::tls;
use reqwest::{Client, ClientBuilder};

use crate::proxies;

pub(crate) fn build(options: &TransportOptions) -> Result<Client, BuildError> {
    picsellia_transport_support::check_timeouts(options)?;
    let tls = tls::trust_system_and(&options.root_certificates)?;
    // Without `no_proxy` reqwest would read the environment by its own rules.
    let mut builder = configure(Client::builder().no_proxy())
        .tls_backend_preconfigured(tls)
        .connect_timeout(options.connect_timeout)
        .pool_idle_timeout(options.pool_idle_timeout);
    for proxy in proxies::convert(&Proxies::from_options(options)?)? {
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|error| BuildError::caused_by(&error))
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
