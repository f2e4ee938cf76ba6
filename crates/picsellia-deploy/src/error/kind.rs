use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use picsellia_core::endpoint::{InvalidHost, LabelMapError, UnreadableStatistic};
use picsellia_core::{
    BoxError, BuildError, DecodeError, ImageError, InvalidInput, Problem, Rejection, Retryability,
    UnknownContentType, UnknownInferenceType, UnreadableResponse,
};

use super::config::ConfigError;
use super::decode::DecodeFailure;
use super::transport::{DeadlinePassed, TransportFailure};

/// The stage at which a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is not configured for this call. Nothing was sent.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The transport could not be set up. Nothing was sent.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The image could not be read. Nothing was sent.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// The input is invalid. Nothing was sent, and every problem is listed.
    #[error(transparent)]
    Invalid(#[from] InvalidInput),
    /// No complete response was received.
    #[error(transparent)]
    Transport(#[from] TransportFailure),
    /// The deadline of the call passed before the next attempt.
    ///
    /// If attempts were made, [`may_have_been_accepted`](crate::Error::may_have_been_accepted) says
    /// whether one may have succeeded.
    #[error(transparent)]
    DeadlinePassed(#[from] DeadlinePassed),
    /// The service does not accept the token, or no longer accepts the session.
    ///
    /// An earlier attempt of the call may have been accepted: see
    /// [`may_have_been_accepted`](crate::Error::may_have_been_accepted).
    #[error(transparent)]
    Authentication(Rejection),
    /// The login to the monitoring service failed for another reason than the token, so the last
    /// attempt was not made.
    ///
    /// An earlier attempt of the call may have been accepted: see
    /// [`may_have_been_accepted`](crate::Error::may_have_been_accepted).
    #[error(transparent)]
    Login(#[from] LoginFailure),
    /// The service rejected the request.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The service reported success, but the response could not be parsed. The request was probably
    /// accepted.
    #[error(transparent)]
    Unreadable(#[from] UnreadableResponse),
    /// The data was received or given, but does not have the expected form.
    #[error(transparent)]
    Decode(#[from] DecodeFailure),
}

impl ErrorKind {
    /// Returns whether the failed attempt can be made again.
    pub(crate) fn retryability(&self) -> Retryability {
        match self {
            Self::Transport(failure) => Retryability::of_transport(&failure.error),
            Self::Rejected(rejection) => rejection.retryability(),
            Self::DeadlinePassed(_) => Retryability::Safe,
            // The attempt itself was not made, so making it is as safe as logging in is.
            Self::Login(failure) => match failure.0.retryability() {
                Retryability::MayDuplicate => Retryability::Safe,
                retry => retry,
            },
            Self::Config(_)
            | Self::Build(_)
            | Self::Image(_)
            | Self::Invalid(_)
            | Self::Authentication(_)
            | Self::Unreadable(_)
            | Self::Decode(_) => Retryability::Never,
        }
    }

    /// Returns whether the service may have acted on the failed attempt.
    pub(crate) fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Unreadable(_)) || self.retryability() == Retryability::MayDuplicate
    }

    /// Returns the service's rejection, if it is one.
    pub(crate) fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::Rejected(rejection) | Self::Authentication(rejection) => Some(rejection),
            _ => None,
        }
    }

    /// Returns the failure itself, or that of the login if the login failed.
    pub(super) fn root(&self) -> &Self {
        match self {
            Self::Login(failure) => failure.0.root(),
            kind => kind,
        }
    }
}

impl From<InvalidHost> for ErrorKind {
    fn from(error: InvalidHost) -> Self {
        Self::Config(error.into())
    }
}

impl From<BoxError> for ErrorKind {
    fn from(error: BoxError) -> Self {
        Self::Invalid(error.into())
    }
}

impl From<Problem> for ErrorKind {
    fn from(problem: Problem) -> Self {
        Self::Invalid(problem.into())
    }
}

impl From<UnknownInferenceType> for ErrorKind {
    fn from(error: UnknownInferenceType) -> Self {
        Problem::invalid("inference_type", error.to_string()).into()
    }
}

impl From<UnknownContentType> for ErrorKind {
    fn from(error: UnknownContentType) -> Self {
        Problem::invalid("content_type", error.to_string()).into()
    }
}

macro_rules! decode_failures {
    ($($error:ty),*) => {$(
        impl From<$error> for ErrorKind {
            fn from(error: $error) -> Self {
                Self::Decode(error.into())
            }
        }
    )*};
}

decode_failures!(DecodeError, UnreadableStatistic, LabelMapError);

/// A login that failed, shared by every call that waited for it. It displays its
/// [cause](Self::cause).
#[derive(Clone, Debug)]
pub struct LoginFailure(pub(crate) Arc<ErrorKind>);

impl LoginFailure {
    /// Returns why the login failed.
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
