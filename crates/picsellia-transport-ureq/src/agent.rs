//! Creates a transport from an agent of the user.

use picsellia_core::{BuildError, Secret, TransportOptions};
use picsellia_transport_support::routing::Proxies;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use ureq::Agent;
use ureq::config::Config;
use ureq::tls::{ClientCert, RootCerts, TlsConfig, TlsProvider};

use crate::transport::UreqTransport;

/// Creates a transport that connects as the agent does.
///
/// It takes over the proxy, the root certificates and the client certificate, the IP family,
/// `https_only`, the age of idle connections, and the timeouts `timeout_connect`,
/// `timeout_recv_response` and `timeout_per_write`. Two things differ: if the agent trusts the list
/// of roots of ureq, the transport trusts those of the machine instead, and if it takes its proxy
/// from the environment, requests to this machine still use none.
///
/// It does not take over what would break the contract of a transport: redirects, headers,
/// middleware. Connections, connectors and resolvers stay with the agent.
///
/// # Errors
///
/// Returns [`BuildError`] if the agent uses a SOCKS proxy, another TLS library than rustls, or TLS
/// without verification, or if one of its certificates is invalid.
impl TryFrom<Agent> for UreqTransport {
    type Error = BuildError;

    fn try_from(agent: Agent) -> Result<Self, BuildError> {
        let config = agent.config();
        let proxies = match config.proxy() {
            None => Proxies::default(),
            Some(proxy) if proxy.is_from_env() => Proxies::from_options(&TransportOptions::new())?,
            Some(proxy) => {
                let spares = proxy.clone();
                Proxies::explicit(&Secret::new(proxy.uri().to_string()))?.bypassing(move |origin| {
                    origin.authority().as_str().parse().is_ok_and(|host| spares.is_no_proxy(&host))
                })
            }
        };
        let tls = tls(config.tls_config())?;
        let timeouts = config.timeouts();
        let taken = Config::builder()
            .timeout_connect(Some(timeouts.connect.unwrap_or(TransportOptions::new().connect_timeout)))
            .timeout_recv_response(timeouts.recv_response)
            .timeout_per_write(config.timeout_per_write())
            .max_idle_age(config.max_idle_age())
            .ip_family(config.ip_family())
            .https_only(config.https_only());
        Ok(Self::from_config(taken, proxies, tls))
    }
}

fn tls(config: &TlsConfig) -> Result<ClientConfig, BuildError> {
    if config.provider() != TlsProvider::Rustls {
        return Err(BuildError::because("the agent uses another TLS library than rustls"));
    }
    if config.disable_verification() {
        return Err(BuildError::because("the agent does not verify certificates"));
    }
    let failed = |error: rustls::Error| BuildError::caused_by(&error);
    let mut tls = match config.root_certs() {
        RootCerts::Specific(certificates) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates.iter() {
                roots.add(CertificateDer::from(certificate.der().to_vec())).map_err(failed)?;
            }
            picsellia_transport_support::tls::trust_only(roots)?
        }
        _ => picsellia_transport_support::tls::trust_system_and(&[])?,
    };
    if let Some(certificate) = config.client_cert() {
        tls.client_auth_cert_resolver = resolver(certificate, &tls)?;
    }
    tls.enable_sni = config.use_sni();
    Ok(tls)
}

fn resolver(
    certificate: &ClientCert,
    tls: &ClientConfig,
) -> Result<std::sync::Arc<dyn rustls::client::ResolvesClientCert>, BuildError> {
    let chain = certificate.certs().iter().map(|it| CertificateDer::from(it.der().to_vec())).collect();
    let key = PrivateKeyDer::try_from(certificate.private_key().der().to_vec());
    let key =
        key.map_err(|_| BuildError::because("invalid private key in the agent's client certificate"))?;
    let certified = rustls::sign::CertifiedKey::from_der(chain, key, tls.crypto_provider());
    let certified = certified.map_err(|error| BuildError::caused_by(&error))?;
    Ok(std::sync::Arc::new(rustls::sign::SingleCertAndKey::from(certified)))
}
