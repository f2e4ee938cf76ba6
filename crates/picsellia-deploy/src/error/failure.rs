use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use picsellia_core::endpoint::{Host, InvalidHost};
use picsellia_core::{BoxError, InvalidInput, Rejection, Retryability, TransportError, UnreadableResponse};

/// What went wrong with a call, how often it was tried, and whether the service may have acted on it.
///
/// [`kind`](Self::kind) tells the stage that it went wrong in. What [`may_have_been_accepted`](Self::may_have_been_accepted)
/// and [`retry`](Self::retryability) tell counts all attempts, not only the last one.
///
/// `Debug` is for people too, as that is what a `main` which returns an error prints: the text of the error, and a line
/// for each of its causes.
pub struct Error(Box<Failed>);

struct Failed {
    kind: ErrorKind,
    attempts: u32,
    ambiguous: bool,
}

/// The stage that a call went wrong in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is not set up for this. Nothing was sent.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What was given cannot be sent. Nothing was sent, and every problem is listed.
    #[error(transparent)]
    Invalid(#[from] InvalidInput),
    /// No response came.
    #[error(transparent)]
    Transport(#[from] TransportFailure),
    /// The deadline of the call passed before a request could be sent.
    #[error(transparent)]
    DeadlinePassed(#[from] DeadlinePassed),
    /// The service does not accept the token, or no longer accepts the session.
    #[error(transparent)]
    Authentication(Rejection),
    /// The login to the monitoring service failed, for another reason than the token. The call itself was not made.
    #[error(transparent)]
    Login(#[from] LoginFailure),
    /// The service said no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The service said yes, but the rest of its response cannot be read. What was asked for is probably done.
    #[error(transparent)]
    Unreadable(#[from] UnreadableResponse),
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, attempts: u32, ambiguous: bool) -> Self {
        Self(Box::new(Failed { kind, attempts, ambiguous }))
    }

    pub(crate) fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// What went wrong, in the last attempt if there were several.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// How many attempts were made. None if nothing was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the service may have done what it was asked, in any of the attempts, although no receipt came. Of calls that
    /// can be made again without harm (reads, logins, settings) this is not told.
    ///
    /// Monitoring the *same* [`MonitorRequest`](crate::MonitorRequest) again is right all the same: it goes out under the
    /// same `Idempotency-Key`.
    #[must_use]
    pub fn may_have_been_accepted(&self) -> bool {
        self.0.ambiguous
    }

    /// Whether, and at what risk, the same call may be made again later. The attempts that the
    /// [`RetryPolicy`](crate::RetryPolicy) allows have been made when an error is returned.
    #[must_use]
    pub fn retryability(&self) -> Retryability {
        match self.0.kind.retryability() {
            Retryability::Never => Retryability::Never,
            _ if self.0.ambiguous => Retryability::MayDuplicate,
            _ => Retryability::Safe,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)?;
        if self.0.attempts > 1 {
            write!(f, ", after {} attempts", self.0.attempts)?;
        }
        if self.0.ambiguous {
            f.write_str("; the service may have accepted the request")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        causes(self).try_for_each(|cause| write!(f, "\n  caused by: {cause}"))
    }
}

/// What caused an error, and what caused that, to the end.
pub(crate) fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a dyn StdError> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause as &dyn StdError)
    })
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.kind.source()
    }
}

impl<E: Into<ErrorKind>> From<E> for Error {
    /// An error before anything was sent.
    fn from(kind: E) -> Self {
        Self::new(kind.into(), 0, false)
    }
}

impl From<BoxError> for ErrorKind {
    fn from(error: BoxError) -> Self {
        Self::Invalid(error.into())
    }
}

impl ErrorKind {
    /// Whether the attempt that failed like this may be made again.
    pub(crate) fn retryability(&self) -> Retryability {
        match self {
            Self::Transport(failure) => Retryability::of_transport(&failure.error),
            Self::Rejected(rejection) => rejection.retryability(),
            Self::DeadlinePassed(_) => Retryability::Safe,
            // The call itself was not made, so making it is as safe as logging in is.
            Self::Login(failure) => match failure.0.retryability() {
                Retryability::MayDuplicate => Retryability::Safe,
                retry => retry,
            },
            Self::Config(_) | Self::Invalid(_) | Self::Authentication(_) | Self::Unreadable(_) => {
                Retryability::Never
            }
        }
    }

    /// Whether the service may have acted on the attempt that failed like this.
    pub(crate) fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Unreadable(_)) || self.retryability() == Retryability::MayDuplicate
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

/// A call whose deadline passed before a request could be sent, such as while it waited for a login.
#[derive(Clone, Debug, thiserror::Error)]
#[error("could not {action}: the deadline passed before the request could be sent")]
pub struct DeadlinePassed {
    pub(crate) action: &'static str,
}

/// A call that brought no response.
///
/// `Display` names the call, how the exchange failed, and the origin that the request was for. The
/// [source](StdError::source) is that of the [`TransportError`].
#[derive(Debug)]
pub struct TransportFailure {
    pub(crate) action: &'static str,
    pub(crate) origin: String,
    pub(crate) error: TransportError,
}

impl TransportFailure {
    /// How the exchange failed.
    #[must_use]
    pub fn error(&self) -> &TransportError {
        &self.error
    }
}

impl fmt::Display for TransportFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not {}: {} ({}", self.action, self.error.kind(), self.origin)?;
        match self.error.received() {
            Some(received) => write!(f, ", status {})", received.status().as_str()),
            None => f.write_str(")"),
        }
    }
}

impl StdError for TransportFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}

/// A login that failed, shared by every call that waited for it. It shows its [cause](Self::cause).
#[derive(Clone, Debug)]
pub struct LoginFailure(pub(crate) Arc<ErrorKind>);

impl LoginFailure {
    /// Why the login failed.
    #[must_use]
    pub fn cause(&self) -> &ErrorKind {
        &self.0
    }
}

impl fmt::Display for LoginFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for LoginFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
