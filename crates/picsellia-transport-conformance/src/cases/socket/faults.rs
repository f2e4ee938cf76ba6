//! Connections that are refused, cut and reset.

use picsellia_core::TransportErrorKind;

use crate::cases::any::{secret_request, shows_nothing};
use crate::cases::requests::{describe, fails, fails_with, get, pattern, post, post_to, wide};
use crate::http_peer::{HttpPeer, RefusingPort, Turn};
use crate::peer::Peer;
use crate::subject::{Subject, exchange};

/// A port that refuses has seen nothing.
pub fn a_refused_connection_was_not_sent(subject: &dyn Subject, _: &HttpPeer) {
    let port = RefusingPort::take();
    let error = fails_with(exchange(subject, get(port.origin() + "/"), wide()), TransportErrorKind::Connect);
    assert!(!error.may_have_been_sent());
    let secret = exchange(subject, secret_request(&port.origin()), wide());
    shows_nothing(&describe(&fails(secret)));
}

/// A reset in the middle of the body: nobody knows what was read.
pub fn a_reset_within_the_body_may_have_been_sent(subject: &dyn Subject, peer: &HttpPeer) {
    peer.turns([Turn::new().read_head().read_body(1_000).reset()]);
    let large = post(peer.origin() + "/", pattern(5_000_000));
    let error = fails_with(exchange(subject, large, wide()), TransportErrorKind::ConnectionLost);
    assert!(error.received().is_none(), "{}", describe(&error));
    assert_eq!(peer.requests().len(), 1);
}

/// A reset after the whole request looks no different.
pub fn a_reset_before_the_response_may_have_been_sent(subject: &dyn Subject, peer: &HttpPeer) {
    peer.turns([Turn::new().read_request().reset()]);
    fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::ConnectionLost);
    assert_eq!(peer.requests().len(), 1);
}

/// A connection that is taken and ended at once is lost, and is not tried again.
pub fn a_connection_closed_at_once_is_lost(subject: &dyn Subject, peer: &HttpPeer) {
    peer.turns([Turn::new().close()]);
    fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::ConnectionLost);
    assert_eq!((peer.connections(), peer.requests().len()), (1, 0));
}

/// An end within the head leaves no status to rely on.
pub fn a_head_that_is_cut_is_no_response(subject: &dyn Subject, peer: &HttpPeer) {
    for part in ["HTTP", "HTTP/1.1 201 Crea", "HTTP/1.1 201 Created\r\ncontent-length: 0\r\n"] {
        peer.turns([Turn::new().read_request().write(part).close()]);
        let error = fails(exchange(subject, post_to(peer), wide()));
        assert!(error.may_have_been_sent(), "after {part:?}: {}", describe(&error));
        assert!(error.received().is_none(), "after {part:?}: {}", describe(&error));
    }
}

/// Chunks that end too early, or are none, leave the status and what came.
pub fn chunks_that_are_cut_keep_what_came(subject: &dyn Subject, peer: &HttpPeer) {
    let head = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n";
    for (part, came) in
        [("", ""), ("6\r\n{\"id\":\r\n", "{\"id\":"), ("6\r\n{\"id\":\r\nno chunk", "{\"id\":")]
    {
        peer.turns([Turn::new().read_request().write(format!("{head}{part}")).close()]);
        let error = fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::Truncated);
        let received = error.received().expect("the status of the response is known");
        assert_eq!(received.status(), 201);
        assert_eq!(received.body(), came, "after {part:?}");
    }
}
