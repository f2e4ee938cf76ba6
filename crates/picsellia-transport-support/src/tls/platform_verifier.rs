use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

/// The verifier of the operating system, created when the first certificate has to be verified.
///
/// On a machine without any certificate authority it cannot be created. Plain HTTP needs none.
pub(super) struct LazyPlatformVerifier {
    provider: Arc<CryptoProvider>,
    extra_roots: Vec<CertificateDer<'static>>,
    platform: OnceLock<Verifier>,
}

impl LazyPlatformVerifier {
    /// Creates a verifier that trusts `extra_roots` besides what the system trusts.
    pub(super) fn new(provider: Arc<CryptoProvider>, extra_roots: Vec<CertificateDer<'static>>) -> Self {
        Self { provider, extra_roots, platform: OnceLock::new() }
    }

    fn platform(&self) -> Result<&Verifier, Error> {
        if let Some(verifier) = self.platform.get() {
            return Ok(verifier);
        }
        // A failure is not kept: authorities may be installed while the program runs.
        let created = Verifier::new_with_extra_roots(self.extra_roots.clone(), Arc::clone(&self.provider));
        let verifier = created.map_err(|error| {
            Error::General(format!("this machine has no usable certificate authorities: {error}"))
        })?;
        Ok(self.platform.get_or_init(|| verifier))
    }
}

impl ServerCertVerifier for LazyPlatformVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.platform()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl fmt::Debug for LazyPlatformVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extra_roots = self.extra_roots.len();
        f.debug_struct("LazyPlatformVerifier").field("extra_roots", &extra_roots).finish_non_exhaustive()
    }
}
