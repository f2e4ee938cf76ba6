//! Converts errors of ureq into kinds that say whether the request may have been sent.

use std::error::Error as StdError;
use std::{fmt, io};

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::StallTimeout;
use ureq::{Error, Timeout};

pub(crate) fn unsendable(reason: &str) -> TransportError {
    TransportError::because(TransportErrorKind::Unsendable, reason)
}

/// The connection failed during an exchange.
///
/// ureq passes this error on unchanged. It would accept a plain reset as the end of a response that
/// has no length.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) error: io::Error,
    /// Whether the system has taken any byte of the request.
    pub(crate) sent: bool,
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Self {
        Self::Other(Box::new(broken))
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl StdError for Broken {}

/// Converts the error of an exchange without a response head.
pub(crate) fn before_response(error: Error) -> TransportError {
    translate(error, TransportErrorKind::ConnectionLost, TransportErrorKind::Malformed)
}

/// Converts the error of an exchange whose response has begun.
pub(crate) fn within_response(error: io::Error) -> TransportError {
    translate(Error::from(error), TransportErrorKind::Truncated, TransportErrorKind::Truncated)
}

fn translate(error: Error, lost: TransportErrorKind, malformed: TransportErrorKind) -> TransportError {
    match error {
        Error::Timeout(Timeout::PerWrite) => StallTimeout::Write.into(),
        Error::Timeout(Timeout::RecvResponse) => StallTimeout::Response.into(),
        // The time limit of the exchange needs no cause.
        Error::Timeout(_) => TransportError::new(TransportErrorKind::Timeout),
        Error::Other(cause) => match cause.downcast::<Broken>() {
            Ok(broken) if broken.sent => TransportError::caused_by(lost, &*broken),
            Ok(broken) => TransportError::caused_by(TransportErrorKind::Connect, &*broken),
            Err(cause) => stated(cause, lost),
        },
        Error::Io(error) => match error.into_inner() {
            Some(cause) => stated(cause, lost),
            None => TransportError::because(lost, "the connection ended"),
        },
        Error::LargeResponseHeader(..) => {
            TransportError::because(malformed, "the head of the response is larger than 64 KiB")
        }
        Error::Protocol(error) => TransportError::caused_by(malformed, &error),
        // Their texts contain the URL.
        Error::BadUri(_) | Error::RequireHttpsOnly(_) | Error::Http(_) => unsendable("invalid URL"),
        error => TransportError::caused_by(lost, &error),
    }
}

/// Returns the error that the connector or the body reader created, or else one of `kind`.
fn stated(cause: Box<dyn StdError + Send + Sync>, kind: TransportErrorKind) -> TransportError {
    match cause.downcast::<TransportError>() {
        Ok(error) => *error,
        Err(cause) => TransportError::caused_by(kind, &*cause),
    }
}
