use picsellia_core::endpoint::{Host, InvalidHost};

/// A client whose configuration does not allow the call. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is no API token.
    #[error("no API token: call ClientBuilder::token or set the environment variable PICSELLIA_TOKEN")]
    NoToken,
    /// The API token cannot be sent.
    #[error("invalid API token: it contains characters that an HTTP header cannot carry")]
    InvalidToken,
    /// An environment variable is not Unicode text.
    #[error("invalid environment variable {0}: its value is not Unicode text")]
    NotUnicode(&'static str),
    /// The host is not the origin of a service.
    #[error(transparent)]
    Host(#[from] InvalidHost),
    /// The environment variable `PICSELLIA_HOST` is not the origin of a service.
    #[error("environment variable PICSELLIA_HOST: {0}")]
    HostVariable(InvalidHost),
    /// The token would go over the network unencrypted.
    #[error(
        "{0} is not https, so the API token would be sent unencrypted: \
         use https, or call ClientBuilder::allow_insecure_http in a network you trust"
    )]
    InsecureHost(Host),
    /// No organization was named, and the token has no default one.
    #[error(
        "no organization: the token has no default one, \
         so call ClientBuilder::organization or set the environment variable PICSELLIA_ORGANIZATION"
    )]
    NoOrganization,
    /// The deployment does not take predictions.
    #[error(
        "the deployment {0:?} is not connected to the monitoring service: enable monitoring in its settings"
    )]
    NotMonitored(String),
}
