//! From reqwest's errors to kinds that say whether the request may have been sent.

use std::error::Error as StdError;
use std::io;

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::runtime::UnreadableBody;

/// The fault of an exchange whose response had not begun.
pub(crate) fn before_response(error: reqwest::Error, secured: bool) -> TransportError {
    let kind = if error.is_builder() {
        TransportErrorKind::Unsendable
    } else if error.is_connect() {
        if in_handshake(&error, secured) { TransportErrorKind::Tls } else { TransportErrorKind::Connect }
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if any(&error, <dyn StdError>::is::<UnreadableBody>) {
        TransportErrorKind::BodyUnreadable
    } else if any(&error, |cause| cause.downcast_ref().is_some_and(hyper::Error::is_parse)) {
        TransportErrorKind::Malformed
    } else {
        // Whatever else it is, bytes may have been written.
        TransportErrorKind::ConnectionLost
    };
    fault(kind, error)
}

/// The fault of an exchange whose response had begun.
pub(crate) fn within_response(error: reqwest::Error) -> TransportError {
    // A timeout here is one that the user's own client has.
    let timeout = error.is_timeout();
    fault(if timeout { TransportErrorKind::Timeout } else { TransportErrorKind::Truncated }, error)
}

/// The response to a request that was not made here: the client followed a redirect.
pub(crate) fn redirected() -> TransportError {
    let reason = "the client followed a redirect: give it redirect::Policy::none()";
    TransportError::because(TransportErrorKind::Malformed, reason)
}

fn fault(kind: TransportErrorKind, error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    // reqwest's own message ("error sending request") repeats ours.
    TransportError::caused_by(kind, error.source().unwrap_or(&error))
}

/// Whether a connection was made and failed to be secured.
fn in_handshake(error: &reqwest::Error, secured: bool) -> bool {
    // A connection that is being made reads nothing before the handshake.
    let ended = |error: &io::Error| {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        matches!(error.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
    };
    secured && any(error, |cause| cause.is::<rustls::Error>() || cause.downcast_ref().is_some_and(ended))
}

/// Whether an error, or anything that caused it, is what `holds` looks for.
fn any(error: &(dyn StdError + 'static), holds: impl Fn(&(dyn StdError + 'static)) -> bool + Copy) -> bool {
    if holds(error) {
        return true;
    }
    // An io::Error passes over the error that it wraps: its source is the source of that one.
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.is_some_and(|wrapped| any(wrapped, holds))
        || error.source().is_some_and(|source| any(source, holds))
}
