//! Connections that serve more than one request.

use std::time::Duration;

use picsellia_core::{RequestLimits, TransportError, TransportErrorKind};

use crate::cases::helpers::{describe, get, pattern, post, post_to, response, succeeds, wide};
use crate::futures::{First, all, first};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange, run};

/// Not every request opens a connection.
///
/// Contract: connections are kept for the next request.
pub fn connections_are_reused(subject: &dyn Subject, peer: &HttpPeer) {
    const EXCHANGES: usize = 20;
    for _ in 0..EXCHANGES {
        peer.script(vec![Reply::Whole(response(200, "{}"))]);
        succeeds(exchange(subject, post_to(peer), wide()));
    }
    assert_eq!(peer.requests().len(), EXCHANGES);
    // Not exactly one: a client may need a connection before the last one is back in its pool.
    assert!(peer.connections() < EXCHANGES, "{} connections", peer.connections());
}

/// An idle connection that the service closed costs at most an error.
///
/// Contract: a response belongs to the request that it follows.
pub fn a_closed_idle_connection_returns_no_wrong_response(subject: &dyn Subject, peer: &HttpPeer) {
    after_idling(subject, peer, Turn::close);
}

/// An idle connection that the service reset costs at most an error.
///
/// Contract: a response belongs to the request that it follows.
pub fn a_reset_idle_connection_returns_no_wrong_response(subject: &dyn Subject, peer: &HttpPeer) {
    after_idling(subject, peer, Turn::reset);
}

fn after_idling(subject: &dyn Subject, peer: &HttpPeer, end: impl Fn(Turn) -> Turn) {
    let returned = |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    peer.turns([
        end(Turn::new().read_request().write(returned("first"))),
        Turn::new().read_request().write(returned("second")),
    ]);
    // A reset can overtake the response before it.
    if let Ok(response) = exchange(subject, post(peer.origin() + "/first", b"1"), wide()) {
        assert_eq!(response.body(), "first");
    }
    match exchange(subject, post(peer.origin() + "/second", b"2"), wide()) {
        Ok(response) => assert_eq!(response.body(), "second"),
        Err(_) => {
            // The dead connection is not used a second time.
            let third = succeeds(exchange(subject, post(peer.origin() + "/third", b"3"), wide()));
            assert_eq!(third.body(), "second", "the reply that is left");
        }
    }
}

/// A request that was lost on a reused connection is not sent again.
///
/// Contract: no request is repeated.
pub fn a_request_lost_on_a_reused_connection_is_not_repeated(subject: &dyn Subject, peer: &HttpPeer) {
    peer.script(vec![
        Reply::Whole(response(200, "first")),
        Reply::Lost,
        Reply::Whole(response(201, "repeated")),
    ]);
    succeeds(exchange(subject, post_to(peer), wide()));
    let result = exchange(subject, post_to(peer), wide());
    let error = crate::cases::helpers::fails(result);
    assert!(error.may_have_been_sent(), "{}", describe(&error));
    assert_eq!(peer.requests().len(), 2);
}

/// After `Connection: close` or HTTP/1.0, the connection is not reused, even if the service keeps
/// it open.
///
/// Contract: a response belongs to the request that it follows.
pub fn a_connection_with_close_is_not_reused(subject: &dyn Subject, peer: &HttpPeer) {
    let stated = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";
    let older = "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    for (index, bytes) in [stated, older, stated].into_iter().enumerate() {
        // The peer keeps the connection open.
        peer.turns([Turn::new().read_request().write(bytes)]);
        succeeds(exchange(subject, post_to(peer), wide()));
        assert_eq!(peer.connections(), index + 1);
    }
}

/// After 80 dropped exchanges, the next one succeeds.
///
/// Contract: a dropped future stops the exchange and leaves the transport usable.
pub fn many_dropped_exchanges_leave_the_transport_usable(subject: &dyn Subject, peer: &HttpPeer) {
    const DROPPED: usize = 80;
    let limits = RequestLimits::with_timeout(Duration::from_millis(20));
    peer.turns((0..DROPPED).map(|_| Turn::new().read_head().stall()));
    for _ in 0..DROPPED {
        let pending = subject.transport().exchange(post_to(peer), limits);
        match run(subject, first(pending, peer.heads(peer.requests().len() + 1))) {
            First::Right(()) => {}
            // On a busy machine, the limit can pass first.
            First::Left(Err(error)) if is_timeout(&error) => {}
            First::Left(result) => panic!("expected a timeout, got {result:?}"),
        }
    }
    // Some turns may be left in the script of the first peer.
    let other = HttpPeer::start();
    other.script(vec![Reply::Whole(response(200, "after"))]);
    assert_eq!(succeeds(exchange(subject, post_to(&other), wide())).body(), "after");
}

fn is_timeout(error: &TransportError) -> bool {
    matches!(error.kind(), TransportErrorKind::Timeout | TransportErrorKind::Connect)
}

/// Each of several concurrent exchanges returns its own response.
///
/// Contract: a response belongs to the request that it follows.
pub fn concurrent_exchanges_do_not_mix(subject: &dyn Subject, peer: &HttpPeer) {
    const CONCURRENT: usize = 8;
    for round in 0..3 {
        peer.turns((0..CONCURRENT).map(|_| Turn::echo()));
        let bodies: Vec<_> = (0..CONCURRENT).map(|index| pattern(1_000 * (index + 1) + round)).collect();
        let url = peer.origin() + "/echo";
        let exchanges = bodies.iter().map(|body| {
            let pending = subject.transport().exchange(post(&url, body.clone()), wide());
            pending as std::pin::Pin<Box<dyn Future<Output = _> + '_>>
        });
        let responses = run(subject, all(exchanges.collect()));
        for (response, body) in responses.into_iter().zip(&bodies) {
            assert!(succeeds(response).body() == body, "a response of another exchange");
        }
    }
}

/// An exchange can be dropped while it sends, while it waits, and while it receives.
///
/// Contract: a dropped future stops the exchange and leaves the transport usable.
pub fn a_dropped_exchange_leaves_the_transport_usable(subject: &dyn Subject, peer: &HttpPeer) {
    let part = "HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n{";
    // Before the body is read, before the response, and in the middle of the response.
    for stalled in [
        Turn::new().read_head().stall(),
        Turn::new().read_request().stall(),
        Turn::new().read_request().write(part).stall(),
    ] {
        let seen = peer.requests().len();
        peer.turns([stalled]);
        let large = post(peer.origin() + "/dropped", pattern(1_000_000));
        let limits = RequestLimits::with_timeout(Duration::from_secs(1));
        let pending = subject.transport().exchange(large, limits);
        match run(subject, first(pending, peer.heads(seen + 1))) {
            // A transport that blocks within the poll cannot be dropped: its exchange ends at the
            // limit.
            First::Left(Err(error)) if error.kind() == TransportErrorKind::Timeout => {}
            First::Left(result) => panic!("expected a timeout, got {result:?}"),
            First::Right(()) => {}
        }
        peer.script(vec![Reply::Whole(response(200, "after"))]);
        let after = succeeds(exchange(subject, get(peer.origin() + "/after"), wide()));
        assert_eq!(after.body(), "after");
    }
}
