//! TLS by rustls with ring.
//!
//! The provider is passed explicitly: none is taken from the process, and none is installed.
//!
//! The operating system verifies certificates, so the authorities that a site adds to its machines
//! count, and no list of roots in this crate can grow old. The system's store is opened when the
//! first certificate arrives: a machine without any certificate authority can still speak plain
//! HTTP.
//!
//! The types of this module are those of rustls, and change with it.

mod error;
mod platform_verifier;
mod roots;

use std::sync::Arc;

use picsellia_core::BuildError;
use rustls::client::WantsClientCert;
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

pub use error::{handshake_error, is_handshake_failure};
use platform_verifier::LazyPlatformVerifier;

/// Creates a configuration that trusts what the operating system trusts, and every certificate in
/// `extra_roots`, a list of PEM texts.
///
/// # Errors
///
/// Returns [`BuildError`] if a text is not valid PEM, contains no certificate, or contains one that
/// cannot be a root.
pub fn trust_system_and(extra_roots: &[Vec<u8>]) -> Result<ClientConfig, BuildError> {
    let mut roots = Vec::new();
    for pem in extra_roots {
        roots.extend(roots::parse(pem)?);
    }
    config(|builder, provider| {
        let verifier = LazyPlatformVerifier::new(provider, roots);
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    })
}

/// Creates a configuration that trusts certificates signed by one of `roots`, and no others.
///
/// # Errors
///
/// Returns [`BuildError`] if rustls rejects the configuration.
pub fn trust_only(roots: RootCertStore) -> Result<ClientConfig, BuildError> {
    config(|builder, _| builder.with_root_certificates(roots))
}

fn config(
    with_verifier: impl FnOnce(
        ConfigBuilder<ClientConfig, WantsVerifier>,
        Arc<CryptoProvider>,
    ) -> ConfigBuilder<ClientConfig, WantsClientCert>,
) -> Result<ClientConfig, BuildError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| BuildError::caused_by(&error))?;
    Ok(with_verifier(builder, provider).with_no_client_auth())
}
