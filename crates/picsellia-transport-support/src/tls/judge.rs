//! How certificates are judged.

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

/// The system's verifier, made when the first certificate is to be judged.
///
/// On a machine without any authority it cannot be made. Plain HTTP needs none.
pub(crate) struct Judge {
    provider: Arc<CryptoProvider>,
    roots: Vec<CertificateDer<'static>>,
    system: OnceLock<Verifier>,
}

impl Judge {
    /// Trusts `roots` beside what the system trusts.
    pub(crate) fn new(provider: Arc<CryptoProvider>, roots: Vec<CertificateDer<'static>>) -> Self {
        Self { provider, roots, system: OnceLock::new() }
    }

    fn system(&self) -> Result<&Verifier, Error> {
        if let Some(verifier) = self.system.get() {
            return Ok(verifier);
        }
        // Not kept where it fails: authorities may be installed while the program runs.
        let made = Verifier::new_with_extra_roots(self.roots.clone(), Arc::clone(&self.provider));
        let verifier =
            made.map_err(|error| Error::General(format!("this machine cannot judge certificates: {error}")))?;
        Ok(self.system.get_or_init(|| verifier))
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.system()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
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

impl fmt::Debug for Judge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Judge").field("roots", &self.roots.len()).finish_non_exhaustive()
    }
}
