use std::fmt;

use picsellia_core::endpoint::{Host, InvalidHost};
use picsellia_core::{InvalidInput, Rejection, Retry, TransportError, UnreadableAnswer};

/// What went wrong, by the stage that it went wrong in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client is not set up for this. Nothing was sent.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What was given cannot be sent. Nothing was sent, and every problem is listed.
    #[error(transparent)]
    Invalid(#[from] InvalidInput),
    /// No answer came. [`TransportFailure::error`] says whether the service may have acted all the same.
    #[error(transparent)]
    Transport(#[from] TransportFailure),
    /// The service does not accept the token, or no longer the session that it gave for it.
    #[error("not authenticated: {0}")]
    Authentication(Rejection),
    /// The service said no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The service said yes, but the rest of its answer cannot be read. What was asked for is probably done.
    #[error(transparent)]
    Unreadable(#[from] UnreadableAnswer),
}

impl Error {
    /// Whether, and at what risk, the same call may be made again later. Retries within the policy have been made
    /// already when an error is returned.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Transport(failure) => Retry::of_transport(&failure.error),
            Self::Rejected(rejection) | Self::Authentication(rejection) => rejection.retry(),
            Self::Config(_) | Self::Invalid(_) | Self::Unreadable(_) => Retry::Never,
        }
    }

    /// Whether the service may have done what it was asked, although no receipt came.
    #[must_use]
    pub fn may_have_been_accepted(&self) -> bool {
        matches!(self, Self::Unreadable(_)) || self.retry() == Retry::MayDuplicate
    }

    /// The service's refusal, where it is one.
    pub(crate) fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::Rejected(rejection) | Self::Authentication(rejection) => Some(rejection),
            _ => None,
        }
    }
}

/// A client that is not set up for what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is no API token.
    #[error("no API token: give one to ClientBuilder::token, or set PICSELLIA_TOKEN in the environment")]
    NoToken,
    /// The API token cannot be sent.
    #[error("the API token is not one: it holds characters that no HTTP header can carry")]
    InvalidToken,
    /// The host is not the origin of a service.
    #[error(transparent)]
    Host(#[from] InvalidHost),
    /// The token would go over the network unencrypted.
    #[error(
        "{0} is not https, so the API token would be readable on the way: \
         use https, or say ClientBuilder::allow_insecure_http where the network is yours"
    )]
    InsecureHost(Host),
    /// No organization was named, and the token has no default one.
    #[error("no organization: the token has no default one, so name it with ClientBuilder::organization")]
    NoOrganization,
    /// The deployment takes no predictions.
    #[error(
        "the deployment {0:?} is not plugged to the monitoring service: switch monitoring on in its settings"
    )]
    NotMonitored(String),
}

/// A call that brought no answer, with what it was and how often it was tried.
///
/// The [source](std::error::Error::source) is the [`TransportError`] of the last attempt.
#[derive(Debug)]
pub struct TransportFailure {
    pub(crate) action: &'static str,
    pub(crate) host: Host,
    pub(crate) attempts: u32,
    pub(crate) error: TransportError,
}

impl TransportFailure {
    /// How the last attempt failed.
    #[must_use]
    pub fn error(&self) -> &TransportError {
        &self.error
    }

    /// How many attempts were made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl fmt::Display for TransportFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not {} at {}", self.action, self.host)?;
        match self.attempts {
            1 => Ok(()),
            attempts => write!(f, " ({attempts} attempts)"),
        }
    }
}

impl std::error::Error for TransportFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}
