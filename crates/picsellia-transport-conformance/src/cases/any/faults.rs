//! A fault is told by its kind, and one does not spoil what comes after.

use picsellia_core::TransportErrorKind;

use crate::cases::requests::{describe, fails, fails_with, post_to, response, succeeds, wide};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// The service took the request and its response never came: it may have acted on it.
pub fn a_lost_response_may_have_been_sent(subject: &dyn Subject, peer: &dyn Peer) {
    // One more than needed: a transport that sends again on its own would take it for the response.
    peer.script(vec![Reply::Lost, Reply::Whole(response(201, "{}"))]);
    let error = fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::ConnectionLost);
    assert!(error.received().is_none(), "nothing came: {}", describe(&error));
    assert_eq!(peer.requests().len(), 1);
}

/// A response that ends too early leaves its status, its headers and what came of its body.
pub fn a_cut_response_keeps_what_came(subject: &dyn Subject, peer: &dyn Peer) {
    let mut scripted = response(201, "{\"id\":");
    scripted.headers_mut().insert("x-response", http::HeaderValue::from_static("kept"));
    peer.script(vec![Reply::Cut(scripted)]);
    let error = fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::Truncated);
    let received = error.received().expect("the status of the response is known");
    assert_eq!(received.status(), 201);
    assert_eq!(received.headers()["x-response"], "kept");
    assert_eq!(received.body(), "{\"id\":");
}

/// What is not HTTP is no response.
pub fn garbage_is_not_a_response(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Garbage]);
    let error = fails_with(exchange(subject, post_to(peer), wide()), TransportErrorKind::Malformed);
    assert!(error.received().is_none(), "nothing came: {}", describe(&error));
}

/// After a fault the same transport works.
pub fn an_exchange_after_a_fault_works(subject: &dyn Subject, peer: &dyn Peer) {
    for fault in [Reply::Lost, Reply::Garbage, Reply::Cut(response(201, "{\"id\":"))] {
        peer.script(vec![fault, Reply::Whole(response(201, "after"))]);
        fails(exchange(subject, post_to(peer), wide()));
        assert_eq!(succeeds(exchange(subject, post_to(peer), wide())).body(), "after");
    }
}
