//! Nothing secret is shown.

use picsellia_core::{Body, RequestLimits, TransportErrorKind};

use crate::cases::requests::{describe, fails, post, response, short, wide};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// Stands in every place that a secret can stand in.
const MARKER: &str = "s3cr3t";

/// Neither an error, nor what caused it, nor the transport shows a header, a body or a URL.
pub fn an_error_shows_nothing_secret(subject: &dyn Subject, peer: &dyn Peer) {
    let secret_response = || {
        let mut response = response(201, format!("{MARKER} in the response"));
        let value = format!("{MARKER} in its header").parse().expect("a header value");
        response.headers_mut().insert("x-response", value);
        response
    };
    let faults: [(Reply, RequestLimits, TransportErrorKind); 5] = [
        (Reply::Lost, wide(), TransportErrorKind::ConnectionLost),
        (Reply::Garbage, wide(), TransportErrorKind::Malformed),
        (Reply::Cut(secret_response()), wide(), TransportErrorKind::Truncated),
        (
            Reply::Whole(secret_response()),
            wide().max_response_bytes(10),
            TransportErrorKind::ResponseTooLarge,
        ),
        (Reply::Stalled, short(), TransportErrorKind::Timeout),
    ];
    for (reply, limits, kind) in faults {
        peer.script(vec![reply]);
        let error = fails(exchange(subject, secret_request(&peer.origin()), limits));
        assert_eq!(error.kind(), kind);
        shows_nothing(&describe(&error));
    }
    shows_nothing(&format!("{0:?}\n{0:#?}", subject.transport()));
}

/// The same of a request that cannot be sent.
pub fn an_unsendable_request_shows_nothing_secret(subject: &dyn Subject, _: &dyn Peer) {
    let error = fails(exchange(subject, secret_request(""), wide()));
    assert_eq!(error.kind(), TransportErrorKind::Unsendable);
    shows_nothing(&describe(&error));
}

/// A request with the marker in its path, its query, its headers and its body.
pub(crate) fn secret_request(origin: &str) -> http::Request<Body> {
    let url = format!("{origin}/{MARKER}-path?{MARKER}-name={MARKER}-value");
    let mut request = post(url, format!("{MARKER} in the body"));
    for name in ["authorization", "cookie", "x-other"] {
        request.headers_mut().insert(name, format!("Bearer {MARKER}").parse().expect("a header value"));
    }
    request
}

#[track_caller]
pub(crate) fn shows_nothing(shown: &str) {
    assert!(!shown.contains(MARKER), "a secret is shown: {shown}");
}
