//! Connections that are refused, closed or reset.

use picsellia_core::TransportErrorKind;

use crate::cases::helpers::{
    describe, fails, fails_with, get, pattern, post, post_to, secret_request, shows_no_secret, wide,
};
use crate::http_peer::{HttpPeer, RefusingPort, Turn};
use crate::peer::Peer;
use crate::subject::{Subject, exchange};

/// A port that refuses connections is `Connect`.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_refused_connection_was_not_sent(subject: &dyn Subject, _: &HttpPeer) {
    let port = RefusingPort::take();
    let error = fails_with(exchange(subject, get(port.origin() + "/"), wide()), TransportErrorKind::Connect);
    assert!(!error.may_have_been_sent());
    let secret = exchange(subject, secret_request(&port.origin()), wide());
    shows_no_secret(&describe(&fails(secret)));
}

/// A reset in the middle of the body is `ConnectionLost`.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_reset_within_the_body_may_have_been_sent(subject: &dyn Subject, peer: &HttpPeer) {
    peer.turns([Turn::new().read_head().read_body(1_000).reset()]);
    let large = post(peer.origin() + "/", pattern(5_000_000));
    let error = fails_with(exchange(subject, large, wide()), TransportErrorKind::ConnectionLost);
    assert!(error.received().is_none(), "{}", describe(&error));
    assert_eq!(peer.requests().len(), 1);
}

/// A reset after the whole request is `ConnectionLost`.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_reset_before_the_response_may_have_been_sent(subject: &dyn Subject, peer: &HttpPeer) {
    peer.turns([Turn::new().read_request().reset()]);
    fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::ConnectionLost);
    assert_eq!(peer.requests().len(), 1);
}

/// A connection that the service closes as soon as it is established is `ConnectionLost` or
/// `Connect`, depending on when it is noticed. It is not tried again.
///
/// Contract: an error says whether the request may have been sent, and no request is repeated.
pub fn a_connection_closed_on_connecting_is_an_error(subject: &dyn Subject, peer: &HttpPeer) {
    peer.turns([Turn::new().close()]);
    let error = fails(exchange(subject, post_to(peer), wide()));
    let kinds = [TransportErrorKind::ConnectionLost, TransportErrorKind::Connect];
    assert!(kinds.contains(&error.kind()), "{}", describe(&error));
    assert_eq!((peer.connections(), peer.requests().len()), (1, 0));
}

/// A response that ends within its head has no status to rely on.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_truncated_head_is_not_a_response(subject: &dyn Subject, peer: &HttpPeer) {
    for part in ["HTTP", "HTTP/1.1 201 Crea", "HTTP/1.1 201 Created\r\ncontent-length: 0\r\n"] {
        peer.turns([Turn::new().read_request().write(part).close()]);
        let error = fails(exchange(subject, post_to(peer), wide()));
        assert!(error.may_have_been_sent(), "after {part:?}: {}", describe(&error));
        assert!(error.received().is_none(), "after {part:?}: {}", describe(&error));
    }
}

/// Chunks that end too early or are invalid are `Truncated`, and the error keeps the status and
/// what was received.
///
/// Contract: the response is returned whole, or the error says what was received.
pub fn truncated_chunks_keep_what_was_received(subject: &dyn Subject, peer: &HttpPeer) {
    let head = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n";
    for (part, expected) in
        [("", ""), ("6\r\n{\"id\":\r\n", "{\"id\":"), ("6\r\n{\"id\":\r\nno chunk", "{\"id\":")]
    {
        peer.turns([Turn::new().read_request().write(format!("{head}{part}")).close()]);
        let error = fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::Truncated);
        let received = error.received().expect("the status of the response is known");
        assert_eq!(received.status(), 201);
        assert_eq!(received.body(), expected, "after {part:?}");
    }
}
