//! Connections that serve more than one request.

use std::time::Duration;

use picsellia_core::{RequestLimits, TransportError, TransportErrorKind};

use crate::cases::requests::{describe, get, pattern, post, post_to, response, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::{Peer, Reply};
use crate::select::{First, all, first};
use crate::subject::{Subject, exchange, run};

/// A connection is used again: not every request costs a handshake.
pub fn connections_are_used_again(subject: &dyn Subject, peer: &HttpPeer) {
    const EXCHANGES: usize = 20;
    for _ in 0..EXCHANGES {
        peer.script(vec![Reply::Whole(response(200, "{}"))]);
        succeeds(exchange(subject, post_to(peer), wide()));
    }
    assert_eq!(peer.requests().len(), EXCHANGES);
    // Not one connection exactly: a client may look for it before it has come back.
    assert!(peer.connections() < EXCHANGES, "{} connections", peer.connections());
}

/// A service that closed the idle connection costs at most an error, never a false response.
pub fn a_closed_idle_connection_gives_no_false_response(subject: &dyn Subject, peer: &HttpPeer) {
    after_idling(subject, peer, Turn::close);
}

/// Nor does one that broke it.
pub fn a_broken_idle_connection_gives_no_false_response(subject: &dyn Subject, peer: &HttpPeer) {
    after_idling(subject, peer, Turn::reset);
}

fn after_idling(subject: &dyn Subject, peer: &HttpPeer, end: impl Fn(Turn) -> Turn) {
    let answered = |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    peer.turns([
        end(Turn::new().read_request().write(answered("first"))),
        Turn::new().read_request().write(answered("second")),
    ]);
    // A reset may overtake the response that came before it.
    if let Ok(response) = exchange(subject, post(peer.origin() + "/first", b"1"), wide()) {
        assert_eq!(response.body(), "first");
    }
    match exchange(subject, post(peer.origin() + "/second", b"2"), wide()) {
        Ok(response) => assert_eq!(response.body(), "second"),
        Err(_) => {
            // The dead connection is not used once more.
            let third = succeeds(exchange(subject, post(peer.origin() + "/third", b"3"), wide()));
            assert_eq!(third.body(), "second", "the response that was left");
        }
    }
}

/// A request that was lost on a connection used before is not sent again.
pub fn a_request_lost_on_a_used_connection_is_not_repeated(subject: &dyn Subject, peer: &HttpPeer) {
    peer.script(vec![
        Reply::Whole(response(200, "first")),
        Reply::Lost,
        Reply::Whole(response(201, "repeated")),
    ]);
    succeeds(exchange(subject, post_to(peer), wide()));
    let result = exchange(subject, post_to(peer), wide());
    let error = crate::cases::requests::fails(result);
    assert!(error.may_have_been_sent(), "{}", describe(&error));
    assert_eq!(peer.requests().len(), 2);
}

/// A connection that the service announces to end is not used again, whatever it does.
pub fn a_connection_that_is_announced_to_end_is_not_used_again(subject: &dyn Subject, peer: &HttpPeer) {
    let announced = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";
    let older = "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    for (index, bytes) in [announced, older, announced].into_iter().enumerate() {
        // The peer keeps it open.
        peer.turns([Turn::new().read_request().write(bytes)]);
        succeeds(exchange(subject, post_to(peer), wide()));
        assert_eq!(peer.connections(), index + 1);
    }
}

/// Any number of exchanges can be dropped: none keeps what the next one needs.
pub fn many_dropped_exchanges_leave_the_transport_usable(subject: &dyn Subject, peer: &HttpPeer) {
    const DROPPED: usize = 80;
    let limits = RequestLimits::with_timeout(Duration::from_millis(20));
    peer.turns((0..DROPPED).map(|_| Turn::new().read_head().stall()));
    for _ in 0..DROPPED {
        let exchanged = subject.transport().exchange(post_to(peer), limits);
        match run(subject, first(exchanged, peer.heads(peer.requests().len() + 1))) {
            First::Right(()) => {}
            // Such as where a busy machine meets the limit before it has come far.
            First::Left(Err(error)) if ended_by_time(&error) => {}
            First::Left(result) => panic!("a stalled service gave {result:?}"),
        }
    }
    // Some of the turns may be left.
    let other = HttpPeer::start();
    other.script(vec![Reply::Whole(response(200, "after"))]);
    assert_eq!(succeeds(exchange(subject, post_to(&other), wide())).body(), "after");
}

fn ended_by_time(error: &TransportError) -> bool {
    matches!(error.kind(), TransportErrorKind::Timeout | TransportErrorKind::Connect)
}

/// Many exchanges at once bring each its own response.
pub fn exchanges_at_once_do_not_mix(subject: &dyn Subject, peer: &HttpPeer) {
    const AT_ONCE: usize = 8;
    for round in 0..3 {
        peer.turns((0..AT_ONCE).map(|_| Turn::echo()));
        let bodies: Vec<_> = (0..AT_ONCE).map(|index| pattern(1_000 * (index + 1) + round)).collect();
        let url = peer.origin() + "/echo";
        let exchanges = bodies.iter().map(|body| {
            let exchanged = subject.transport().exchange(post(&url, body.clone()), wide());
            exchanged as std::pin::Pin<Box<dyn Future<Output = _> + '_>>
        });
        let responses = run(subject, all(exchanges.collect()));
        for (response, body) in responses.into_iter().zip(&bodies) {
            assert!(succeeds(response).body() == body, "a response of another exchange");
        }
    }
}

/// Dropping the future ends the exchange, and the next one works.
pub fn a_dropped_exchange_leaves_the_transport_usable(subject: &dyn Subject, peer: &HttpPeer) {
    let part = "HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n{";
    // Before the body was taken, before the response came, and within it.
    for stalled in [
        Turn::new().read_head().stall(),
        Turn::new().read_request().stall(),
        Turn::new().read_request().write(part).stall(),
    ] {
        let seen = peer.requests().len();
        peer.turns([stalled]);
        let large = post(peer.origin() + "/dropped", pattern(1_000_000));
        let limits = RequestLimits::with_timeout(Duration::from_secs(1));
        let exchanged = subject.transport().exchange(large, limits);
        match run(subject, first(exchanged, peer.heads(seen + 1))) {
            // A transport that works within the poll cannot be dropped: its exchange ends by the limit.
            First::Left(Err(error)) if error.kind() == TransportErrorKind::Timeout => {}
            First::Left(result) => panic!("a stalled service gave {result:?}"),
            First::Right(()) => {}
        }
        peer.script(vec![Reply::Whole(response(200, "after"))]);
        let after = succeeds(exchange(subject, get(peer.origin() + "/after"), wide()));
        assert_eq!(after.body(), "after");
    }
}
