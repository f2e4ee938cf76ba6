//! Both limits hold.

use std::time::Duration;

use picsellia_core::{Body, RequestLimits, TransportErrorKind};

use crate::cases::requests::{
    SHORT, describe, fails, fails_with, get, pattern, post_to, response, short, succeeds, wide,
};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// A response of exactly the limit is whole.
pub fn a_response_at_the_limit_is_whole(subject: &dyn Subject, peer: &dyn Peer) {
    let body = pattern(10_000);
    peer.script(vec![Reply::Whole(response(200, body.clone()))]);
    let answered = succeeds(exchange(subject, get(peer.origin() + "/at"), wide().max_response_bytes(10_000)));
    assert_eq!(answered.body(), &body);
}

/// One byte more ends the exchange, with the status known and no more than the limit held.
pub fn a_response_over_the_limit_is_refused(subject: &dyn Subject, peer: &dyn Peer) {
    let body = pattern(10_001);
    peer.script(vec![Reply::Whole(response(201, body.clone()))]);
    let limits = wide().max_response_bytes(10_000);
    let result = exchange(subject, get(peer.origin() + "/over"), limits);
    let error = fails_with(result, TransportErrorKind::ResponseTooLarge);
    let received = error.received().expect("the status of the response is known");
    assert_eq!(received.status(), 201);
    assert!(received.body().len() <= 10_000 && body.starts_with(received.body()), "{}", describe(&error));
}

/// A limit of 0 takes a response without a body.
pub fn a_limit_of_zero_takes_an_empty_response(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Whole(response(204, ""))]);
    let answered = succeeds(exchange(subject, post_to(peer), wide().max_response_bytes(0)));
    assert_eq!(answered.status(), 204);
}

/// A service that never answers costs no more than the limit, on the transport's own clock.
pub fn a_stalled_service_costs_the_timeout(subject: &dyn Subject, peer: &dyn Peer) {
    // The connection is made before, so that the limit does not end its TLS handshake.
    peer.script(vec![Reply::Whole(response(200, "{}")), Reply::Stalled]);
    succeeds(exchange(subject, post_to(peer), wide()));
    let began = subject.transport().now();
    let error = fails_with(exchange(subject, post_to(peer), short()), TransportErrorKind::Timeout);
    let took = subject.transport().now() - began;
    assert!(error.received().is_none(), "nothing came: {}", describe(&error));
    assert!(took >= SHORT, "ended before the limit, after {took:?}");
    // The margin is for a busy machine: what is told apart is a limit from none at all.
    assert!(took < SHORT + Duration::from_secs(10), "ended {took:?} after a limit of {SHORT:?}");
}

/// A limit that no clock reaches, and one that no memory holds, are none.
pub fn endless_limits_are_none(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Whole(response(201, "{}"))]);
    let limits = RequestLimits::with_timeout(Duration::MAX).max_response_bytes(usize::MAX);
    assert_eq!(succeeds(exchange(subject, post_to(peer), limits)).status(), 201);
}

/// No time at all is enough for nothing, and leaves the transport usable.
pub fn no_time_at_all_ends_at_once(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Stalled]);
    let none = RequestLimits::with_timeout(Duration::ZERO);
    let error = fails(exchange(subject, post_to(peer), none));
    let kinds = [TransportErrorKind::Timeout, TransportErrorKind::Connect];
    assert!(kinds.contains(&error.kind()), "{}", describe(&error));
}

/// The limit is of the response: a larger request goes out.
pub fn the_limit_on_responses_leaves_requests_alone(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Whole(response(201, "{}"))]);
    let mut request = post_to(peer);
    *request.body_mut() = Body::from(pattern(10_000));
    succeeds(exchange(subject, request, wide().max_response_bytes(10)));
    assert_eq!(peer.requests()[0].body.len(), 10_000);
}
