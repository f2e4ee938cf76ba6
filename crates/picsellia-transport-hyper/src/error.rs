//! Maps errors of hyper to kinds that say whether the request may have been sent.

use std::error::Error as StdError;

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::runtime::UnreadableBody;

/// Creates the error of a request that cannot be sent as it is.
pub(crate) fn unsendable(reason: &str) -> TransportError {
    TransportError::because(TransportErrorKind::Unsendable, reason)
}

/// Creates the error of a connection that could not be established.
pub(crate) fn connect_error(error: &(dyn StdError + 'static)) -> TransportError {
    TransportError::caused_by(TransportErrorKind::Connect, error)
}

/// Creates the error of an exchange whose response had not begun.
pub(crate) fn before_response(error: &hyper::Error) -> TransportError {
    if let Some(unreadable) = error.source().and_then(|source| source.downcast_ref::<UnreadableBody>()) {
        return TransportError::caused_by(TransportErrorKind::BodyUnreadable, unreadable);
    }
    if error.is_parse() {
        return TransportError::caused_by(TransportErrorKind::Malformed, error);
    }
    // Whatever else it is, bytes may have been written. Where hyper wraps an error of the socket,
    // that one is plainer.
    let cause = error.source().unwrap_or(error);
    TransportError::caused_by(TransportErrorKind::ConnectionLost, cause)
}

/// Creates the error of an exchange whose response had begun.
pub(crate) fn within_response(error: &hyper::Error) -> TransportError {
    TransportError::caused_by(TransportErrorKind::Truncated, error.source().unwrap_or(error))
}
