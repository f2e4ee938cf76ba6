use picsellia_core::BuildError;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Parses the certificates in `pem`, and checks that each of them can be a root.
pub(super) fn parse(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let parsed: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates =
        parsed.map_err(|error| BuildError::because(format!("invalid PEM in root_certificates: {error}")))?;
    if certificates.is_empty() {
        return Err(BuildError::because(
            "root_certificates contains no certificate: expected PEM text with BEGIN CERTIFICATE",
        ));
    }
    let mut probe = RootCertStore::empty();
    for certificate in &certificates {
        probe.add(certificate.clone()).map_err(|error| {
            BuildError::because(format!("invalid certificate in root_certificates: {error}"))
        })?;
    }
    Ok(certificates)
}
