//! No secret is shown.

use picsellia_core::{RequestLimits, TransportErrorKind};

use crate::cases::helpers::{
    MARKER, describe, fails, response, secret_request, shows_no_secret, times_out, wide,
};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// Neither an error, nor its causes, nor the transport's `Debug` shows a header, a body or a URL.
///
/// Contract: nothing secret is shown.
pub fn an_error_shows_no_secret(subject: &dyn Subject, peer: &dyn Peer) {
    let secret_response = || {
        let mut response = response(201, format!("{MARKER} in the response"));
        let value = format!("{MARKER} in its header").parse().expect("a header value");
        response.headers_mut().insert("x-response", value);
        response
    };
    let failures: [(Reply, RequestLimits, TransportErrorKind); 4] = [
        (Reply::Lost, wide(), TransportErrorKind::ConnectionLost),
        (Reply::Garbage, wide(), TransportErrorKind::Malformed),
        (Reply::Cut(secret_response()), wide(), TransportErrorKind::Truncated),
        (
            Reply::Whole(secret_response()),
            wide().max_response_bytes(10),
            TransportErrorKind::ResponseTooLarge,
        ),
    ];
    for (reply, limits, kind) in failures {
        peer.script(vec![reply]);
        let error = fails(exchange(subject, secret_request(&peer.origin()), limits));
        assert_eq!(error.kind(), kind);
        shows_no_secret(&describe(&error));
    }
    let stalled = times_out(subject, peer, || secret_request(&peer.origin()));
    shows_no_secret(&describe(&stalled.error));
    shows_no_secret(&format!("{0:?}\n{0:#?}", subject.transport()));
}

/// The error of a request that cannot be sent shows no header, body or URL.
///
/// Contract: nothing secret is shown.
pub fn an_unsendable_request_shows_no_secret(subject: &dyn Subject, _: &dyn Peer) {
    let error = fails(exchange(subject, secret_request(""), wide()));
    assert_eq!(error.kind(), TransportErrorKind::Unsendable);
    shows_no_secret(&describe(&error));
}
