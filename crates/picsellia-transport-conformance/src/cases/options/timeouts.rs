//! Bounds on each stage of an exchange.

use std::error::Error;
use std::time::Duration;

use picsellia_core::{RequestLimits, TransportErrorKind, TransportOptions};

use super::Optioned;
use crate::cases::requests::{
    SHORT, describe, fails, fails_with, get, pattern, post, post_to, response, succeeds, wide,
};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::{Peer, Reply};
use crate::subject::{exchange, run};

/// A service that takes connections and never secures them costs the connect timeout, and was sent nothing.
pub fn the_connect_timeout_covers_tls(optioned: Optioned<'_>) {
    let peer = HttpPeer::start();
    let subject = optioned(&TransportOptions::new().connect_timeout(SHORT));
    peer.turns([Turn::new().read_anything().stall()]);
    let error = fails(exchange(&*subject, get(format!("https://{}", peer.address())), wide()));
    let kinds = [TransportErrorKind::Connect, TransportErrorKind::Tls];
    assert!(kinds.contains(&error.kind()), "{}", describe(&error));
}

/// An idle connection that is too old is not used again.
pub fn an_old_connection_is_not_used_again(optioned: Optioned<'_>) {
    let peer = HttpPeer::start();
    let idle = Duration::from_millis(10);
    let subject = optioned(&TransportOptions::new().pool_idle_timeout(idle));
    for expected in 1..4 {
        peer.script(vec![Reply::Whole(response(200, "{}"))]);
        succeeds(exchange(&*subject, post_to(&peer), wide()));
        assert_eq!(peer.connections(), expected);
        run(&*subject, subject.transport().sleep(5 * idle));
    }
}

/// A service that does not begin to response costs the response timeout, with a body and without.
pub fn a_response_that_does_not_begin_costs_the_response_timeout(optioned: Optioned<'_>) {
    let peer = HttpPeer::start();
    let subject = optioned(&TransportOptions::new().response_timeout(SHORT));
    for request in [get(peer.origin() + "/"), post_to(&peer), post(peer.origin() + "/", pattern(1_000_000))] {
        peer.turns([Turn::new().read_request().stall()]);
        let began = subject.transport().now();
        let error = fails_with(exchange(&*subject, request, wide()), TransportErrorKind::Timeout);
        assert!(subject.transport().now() - began < Duration::from_secs(20));
        assert!(error.received().is_none() && error.source().is_some(), "{}", describe(&error));
    }
}

/// Once the response has begun, the response timeout bounds it no more.
pub fn a_response_that_has_begun_is_not_bounded_by_the_response_timeout(optioned: Optioned<'_>) {
    let peer = HttpPeer::start();
    let subject = optioned(&TransportOptions::new().response_timeout(Duration::from_secs(2)));
    peer.turns([Turn::new()
        .read_request()
        .write("HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{")
        .stall()]);
    let limits = RequestLimits::with_timeout(Duration::from_secs(3));
    let began = subject.transport().now();
    let error = fails_with(exchange(&*subject, post_to(&peer), limits), TransportErrorKind::Timeout);
    assert!(subject.transport().now() - began >= limits.timeout);
    assert!(error.received().is_some(), "{}", describe(&error));
}

/// A service that stops reading costs the write timeout.
pub fn a_request_that_does_not_move_costs_the_write_timeout(optioned: Optioned<'_>) {
    let peer = HttpPeer::start();
    let subject = optioned(&TransportOptions::new().write_timeout(SHORT));
    peer.turns([Turn::new().read_head().read_body(100_000).stall()]);
    let began = subject.transport().now();
    let large = post(peer.origin() + "/", pattern(20_000_000));
    let error = fails_with(exchange(&*subject, large, wide()), TransportErrorKind::Timeout);
    assert!(subject.transport().now() - began < Duration::from_secs(20));
    assert!(error.source().is_some(), "{}", describe(&error));
}

/// With every bound set, exchanges are what they are without: whole bodies with their length, on one connection.
pub fn bounds_leave_healthy_exchanges_alone(optioned: Optioned<'_>) {
    let peer = HttpPeer::start();
    let bound = Duration::from_secs(20);
    let options = TransportOptions::new()
        .connect_timeout(bound)
        .pool_idle_timeout(bound)
        .response_timeout(bound)
        .write_timeout(bound);
    let subject = optioned(&options);
    for length in [0, 1, 65_536, 65_537, 5_000_000] {
        peer.script(vec![Reply::Whole(response(201, "{}"))]);
        succeeds(exchange(&*subject, post(peer.origin() + "/", pattern(length)), wide()));
        let came = peer.requests().pop().expect("a request");
        assert_eq!(came.values("content-length"), [length.to_string().as_bytes()]);
        assert!(came.values("transfer-encoding").is_empty(), "{length} bytes went out in chunks");
        assert!(came.body == pattern(length), "the body of {length} bytes was changed");
    }
    assert!(peer.connections() < 5, "{} connections", peer.connections());
}
