//! How the HTTP client is set up.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, ClientBuilder};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use crate::build_error::BuildError;

/// Also the longest wait for TLS. A dead address costs this once, and the request was not sent.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than gateways keep an idle connection, so that few requests meet one that is just closing.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

pub(crate) fn build() -> Result<Client, BuildError> {
    let tls = tls().map_err(|error| BuildError::from_source(&error))?;
    let builder = configure(Client::builder()).tls_backend_preconfigured(tls);
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

/// rustls with ring given by hand: reqwest would take a provider from the process, or panic for want of one.
///
/// Certificates are judged by the operating system. reqwest brings that verifier in any case, it honours the
/// authorities that a site adds to its machines, and no list of roots in this crate can grow old.
fn tls() -> Result<ClientConfig, rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    Ok(config)
}
