//! From what went wrong to kinds that say whether the request may have been sent.

use std::error::Error as StdError;

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::runtime::UnreadableBody;

pub(crate) fn unsendable(reason: &str) -> TransportError {
    TransportError::because(TransportErrorKind::Unsendable, reason)
}

/// The fault of a connection that did not come about.
pub(crate) fn unconnected(error: &(dyn StdError + 'static)) -> TransportError {
    TransportError::caused_by(TransportErrorKind::Connect, error)
}

/// The fault of an exchange whose response had not begun.
pub(crate) fn before_response(error: &hyper::Error) -> TransportError {
    let kind = if error.source().is_some_and(<dyn StdError>::is::<UnreadableBody>) {
        TransportErrorKind::BodyUnreadable
    } else if error.is_parse() {
        TransportErrorKind::Malformed
    } else {
        // Whatever else it is, bytes may have been written.
        TransportErrorKind::ConnectionLost
    };
    TransportError::caused_by(kind, error)
}

/// The fault of an exchange whose response had begun.
pub(crate) fn within_response(error: &hyper::Error) -> TransportError {
    TransportError::caused_by(TransportErrorKind::Truncated, error)
}
