//! How the HTTP client is set up.

use picsellia_core::{BuildError, TransportOptions};
use reqwest::{Client, ClientBuilder};

use crate::proxies;

pub(crate) fn build(options: &TransportOptions) -> Result<Client, BuildError> {
    options.check()?;
    let tls = picsellia_transport_support::tls::trusting_system_and(&options.root_certificates)?;
    // reqwest's own reading of the environment does not spare loopback hosts.
    let mut builder = configure(Client::builder().no_proxy())
        .tls_backend_preconfigured(tls)
        .connect_timeout(options.connect_timeout)
        .pool_idle_timeout(options.pool_idle_timeout);
    let proxies = match &options.proxy {
        Some(url) => vec![proxies::explicit(url)?],
        None if options.environment_proxies => proxies::from_environment(|name| std::env::var(name).ok()),
        None => Vec::new(),
    };
    for proxy in proxies {
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|error| BuildError::caused_by(&error))
}

pub(crate) fn configure(builder: ClientBuilder) -> ClientBuilder {
    let defaults = TransportOptions::new();
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
        .connect_timeout(defaults.connect_timeout)
        .pool_idle_timeout(defaults.pool_idle_timeout)
        .connection_verbose(false)
}
