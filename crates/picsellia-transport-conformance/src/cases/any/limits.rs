//! Both limits of an exchange.

use std::time::Duration;

use picsellia_core::{Body, RequestLimits, TransportErrorKind};

use crate::cases::helpers::{
    Stalled, describe, fails, fails_with, get, pattern, post_to, response, succeeds, times_out, wide,
};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// A response of exactly `max_response_bytes` is returned whole.
///
/// Contract: both limits hold.
pub fn a_response_at_the_limit_is_whole(subject: &dyn Subject, peer: &dyn Peer) {
    let body = pattern(10_000);
    peer.script(vec![Reply::Whole(response(200, body.clone()))]);
    let returned = succeeds(exchange(subject, get(peer.origin() + "/at"), wide().max_response_bytes(10_000)));
    assert_eq!(returned.body(), &body);
}

/// One byte more than `max_response_bytes` is `ResponseTooLarge`. The status is known, and no more
/// than the limit is kept.
///
/// Contract: both limits hold.
pub fn a_response_over_the_limit_is_rejected(subject: &dyn Subject, peer: &dyn Peer) {
    let body = pattern(10_001);
    peer.script(vec![Reply::Whole(response(201, body.clone()))]);
    let limits = wide().max_response_bytes(10_000);
    let result = exchange(subject, get(peer.origin() + "/over"), limits);
    let error = fails_with(result, TransportErrorKind::ResponseTooLarge);
    let received = error.received().expect("the status");
    assert_eq!(received.status(), 201);
    assert!(received.body().len() <= 10_000 && body.starts_with(received.body()), "{}", describe(&error));
}

/// With a limit of zero bytes, a response without a body is returned.
///
/// Contract: both limits hold.
pub fn a_limit_of_zero_allows_an_empty_response(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Whole(response(204, ""))]);
    let returned = succeeds(exchange(subject, post_to(peer), wide().max_response_bytes(0)));
    assert_eq!(returned.status(), 204);
}

/// A service that never responds costs no more than the timeout, measured on the transport's clock.
///
/// Contract: both limits hold.
pub fn a_stalled_service_times_out(subject: &dyn Subject, peer: &dyn Peer) {
    let Stalled { error, limit, elapsed } = times_out(subject, peer, || post_to(peer));
    assert!(error.received().is_none(), "a response was received: {}", describe(&error));
    assert!(elapsed >= limit, "ended after {elapsed:?}, before the limit of {limit:?}");
    // A wide margin for a busy machine: it only tells a limit from none at all.
    assert!(elapsed < limit + Duration::from_secs(10), "ended {elapsed:?} after a limit of {limit:?}");
}

/// `Duration::MAX` and `usize::MAX` as limits do not overflow: the exchange succeeds.
///
/// Contract: both limits hold.
pub fn the_largest_limits_do_not_overflow(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Whole(response(201, "{}"))]);
    let limits = RequestLimits::with_timeout(Duration::MAX).max_response_bytes(usize::MAX);
    assert_eq!(succeeds(exchange(subject, post_to(peer), limits)).status(), 201);
}

/// With a timeout of zero, the exchange fails with `Timeout` or `Connect`.
///
/// Contract: both limits hold.
pub fn a_timeout_of_zero_ends_at_once(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Stalled]);
    let zero = RequestLimits::with_timeout(Duration::ZERO);
    let error = fails(exchange(subject, post_to(peer), zero));
    let kinds = [TransportErrorKind::Timeout, TransportErrorKind::Connect];
    assert!(kinds.contains(&error.kind()), "{}", describe(&error));
}

/// A request larger than `max_response_bytes` is sent whole.
///
/// Contract: both limits hold.
pub fn the_limit_on_responses_does_not_bound_requests(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Whole(response(201, "{}"))]);
    let mut request = post_to(peer);
    *request.body_mut() = Body::from(pattern(10_000));
    succeeds(exchange(subject, request, wide().max_response_bytes(10)));
    assert_eq!(peer.requests()[0].body.len(), 10_000);
}
