//! Maps errors of reqwest to kinds that say whether the request may have been sent.

use std::error::Error as StdError;
use std::io;

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::routing::Route;
use picsellia_transport_support::runtime::UnreadableBody;
use picsellia_transport_support::{find_cause, tls};
use reqwest::Url;

/// Creates the error of an exchange with `url` by `route` whose response had not begun.
pub(crate) fn before_response(error: reqwest::Error, url: &Url, route: &Route) -> TransportError {
    let error = error.without_url();
    if error.is_builder() {
        return caused_by(TransportErrorKind::Unsendable, &error);
    }
    if error.is_connect() {
        if url.scheme() == "https" && tls::is_handshake_failure(&error) {
            return tls::handshake_error(&error, url.host_str().unwrap_or_default());
        }
        if is_dial_failure(&error) {
            return route.connect_error(plain_cause(&error));
        }
        return caused_by(TransportErrorKind::Connect, &error);
    }
    if error.is_timeout() {
        return caused_by(TransportErrorKind::Timeout, &error);
    }
    if let Some(unreadable) = find_cause::<UnreadableBody>(&error, |_| true) {
        return TransportError::caused_by(TransportErrorKind::BodyUnreadable, unreadable);
    }
    if find_cause(&error, hyper::Error::is_parse).is_some() {
        return caused_by(TransportErrorKind::Malformed, &error);
    }
    // Whatever else it is, bytes may have been written.
    caused_by(TransportErrorKind::ConnectionLost, &error)
}

/// Creates the error of an exchange whose response had begun.
pub(crate) fn within_response(error: reqwest::Error) -> TransportError {
    // Only the user's own client has a timeout that can pass here.
    let kind = if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::Truncated };
    caused_by(kind, &error.without_url())
}

/// Creates the error of a response to another request than ours, because the client followed a
/// redirect.
pub(crate) fn redirected() -> TransportError {
    let reason = "the client followed a redirect: build it with redirect::Policy::none()";
    TransportError::because(TransportErrorKind::Malformed, reason)
}

/// Returns whether no socket was connected, so that nothing was received either.
fn is_dial_failure(error: &reqwest::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let disconnects = [BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof];
    find_cause::<io::Error>(error, |cause| !disconnects.contains(&cause.kind())).is_some()
}

fn caused_by(kind: TransportErrorKind, error: &reqwest::Error) -> TransportError {
    TransportError::caused_by(kind, plain_cause(error))
}

/// Returns the error below reqwest's and hyper-util's wrappers, whose texts ("error sending
/// request", "client error (Connect)") repeat ours.
fn plain_cause(error: &reqwest::Error) -> &(dyn StdError + 'static) {
    if let Some(cause) = find_cause::<io::Error>(error, |_| true) {
        return cause;
    }
    if let Some(cause) = find_cause::<hyper::Error>(error, |_| true) {
        return cause;
    }
    let inner = error.source().unwrap_or(error);
    if error.is_connect() { inner.source().unwrap_or(inner) } else { inner }
}
