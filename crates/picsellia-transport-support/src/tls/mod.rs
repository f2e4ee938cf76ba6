//! TLS.

mod judge;
mod roots;

use std::sync::Arc;

use picsellia_core::BuildError;
use rustls::client::WantsClientCert;
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

use judge::Judge;

/// Trusts what the operating system trusts, and every certificate in the PEM texts beside it.
///
/// # Errors
///
/// [`BuildError`], where a text is no PEM, holds no certificate, or one that cannot stand as a root.
pub fn trusting_system_and(pem: &[Vec<u8>]) -> Result<ClientConfig, BuildError> {
    let mut roots = Vec::new();
    for text in pem {
        roots.extend(roots::parse(text)?);
    }
    config(|builder, provider| {
        let judge = Judge::new(provider, roots);
        builder.dangerous().with_custom_certificate_verifier(Arc::new(judge))
    })
}

/// Trusts what leads to one of `roots`, and nothing else.
///
/// # Errors
///
/// [`BuildError`], where rustls refuses them.
pub fn trusting_only(roots: RootCertStore) -> Result<ClientConfig, BuildError> {
    config(|builder, _| builder.with_root_certificates(roots))
}

fn config(
    judged: impl FnOnce(
        ConfigBuilder<ClientConfig, WantsVerifier>,
        Arc<CryptoProvider>,
    ) -> ConfigBuilder<ClientConfig, WantsClientCert>,
) -> Result<ClientConfig, BuildError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| BuildError::caused_by(&error))?;
    Ok(judged(builder, provider).with_no_client_auth())
}
