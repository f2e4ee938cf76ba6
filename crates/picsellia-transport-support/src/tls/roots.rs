//! Root certificates that a user adds.

use picsellia_core::BuildError;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// The certificates in `pem`, each of which can stand as a root.
pub(crate) fn parse(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let parsed: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = parsed.map_err(|error| BuildError::caused_by(&error))?;
    if certificates.is_empty() {
        return Err(BuildError::because("the PEM text holds no certificate"));
    }
    let mut probe = RootCertStore::empty();
    for certificate in &certificates {
        probe.add(certificate.clone()).map_err(|error| BuildError::caused_by(&error))?;
    }
    Ok(certificates)
}
