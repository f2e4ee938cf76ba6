//! Failures: their kinds, and what they leave behind.

use picsellia_core::TransportErrorKind;

use crate::cases::helpers::{describe, fails, fails_with, post_to, response, succeeds, wide};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// The service reads the request and closes the connection without a response: `ConnectionLost`,
/// and no second attempt.
///
/// Contract: an error says whether the request may have been sent, and no request is repeated.
pub fn a_lost_response_may_have_been_sent(subject: &dyn Subject, peer: &dyn Peer) {
    // A transport that wrongly repeats the request gets the second reply.
    peer.script(vec![Reply::Lost, Reply::Whole(response(201, "{}"))]);
    let error = fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::ConnectionLost);
    assert!(error.received().is_none(), "a response was received: {}", describe(&error));
    assert_eq!(peer.requests().len(), 1);
}

/// A response that ends too early is `Truncated`, and the error keeps its status, headers and
/// partial body.
///
/// Contract: the response is returned whole, or the error says what was received.
pub fn a_truncated_response_keeps_what_was_received(subject: &dyn Subject, peer: &dyn Peer) {
    let mut scripted = response(201, "{\"id\":");
    scripted.headers_mut().insert("x-response", http::HeaderValue::from_static("kept"));
    peer.script(vec![Reply::Cut(scripted)]);
    let error = fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::Truncated);
    let received = error.received().expect("the status");
    assert_eq!(received.status(), 201);
    assert_eq!(received.headers()["x-response"], "kept");
    assert_eq!(received.body(), "{\"id\":");
}

/// A reply that is not HTTP is `Malformed`.
///
/// Contract: an error says whether the request may have been sent.
pub fn garbage_is_not_a_response(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Garbage]);
    let error = fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::Malformed);
    assert!(error.received().is_none(), "a response was received: {}", describe(&error));
}

/// After each kind of failure, the next exchange succeeds.
///
/// Contract: a failed exchange leaves the transport usable.
pub fn an_exchange_after_a_failure_succeeds(subject: &dyn Subject, peer: &dyn Peer) {
    for failure in [Reply::Lost, Reply::Garbage, Reply::Cut(response(201, "{\"id\":"))] {
        peer.script(vec![failure, Reply::Whole(response(201, "after"))]);
        fails(exchange(subject, post_to(peer), wide()));
        assert_eq!(succeeds(exchange(subject, post_to(peer), wide())).body(), "after");
    }
}
