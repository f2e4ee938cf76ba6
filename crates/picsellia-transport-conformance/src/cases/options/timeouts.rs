//! The timeout of each stage of an exchange.

use std::error::Error;
use std::time::Duration;

use picsellia_core::{RequestLimits, TransportErrorKind, TransportOptions};

use super::OptionsSetup;
use crate::cases::helpers::{
    SHORT, describe, fails, fails_with, get, pattern, post, post_to, response, succeeds, wide,
};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange, run};

/// A service that accepts connections and never completes the TLS handshake costs the connect
/// timeout, and nothing was sent.
///
/// Contract: `TransportOptions::connect_timeout` includes TLS.
pub fn the_connect_timeout_covers_tls(setup: OptionsSetup<'_>) {
    let peer = HttpPeer::start();
    let subject = built(setup, &TransportOptions::new().connect_timeout(SHORT));
    peer.turns([Turn::new().read_anything().stall()]);
    let error = fails(exchange(&*subject, get(format!("https://{}", peer.address())), wide()));
    let kinds = [TransportErrorKind::Connect, TransportErrorKind::Tls];
    assert!(kinds.contains(&error.kind()), "{}", describe(&error));
}

/// A connection that was idle for longer than its timeout is not reused.
///
/// Contract: `TransportOptions::pool_idle_timeout` bounds idle connections.
pub fn an_expired_connection_is_not_reused(setup: OptionsSetup<'_>) {
    let peer = HttpPeer::start();
    let idle = Duration::from_millis(10);
    let subject = built(setup, &TransportOptions::new().pool_idle_timeout(idle));
    for expected in 1..4 {
        peer.script(vec![Reply::Whole(response(200, "{}"))]);
        succeeds(exchange(&*subject, post_to(&peer), wide()));
        assert_eq!(peer.connections(), expected);
        run(&*subject, subject.transport().sleep(5 * idle));
    }
}

/// A service that does not begin to respond costs the response timeout, with a body and without.
///
/// Contract: `TransportOptions::response_timeout` bounds the wait for a response.
pub fn a_response_that_does_not_begin_times_out(setup: OptionsSetup<'_>) {
    let peer = HttpPeer::start();
    let subject = built(setup, &TransportOptions::new().response_timeout(SHORT));
    for request in [get(peer.origin() + "/"), post_to(&peer), post(peer.origin() + "/", pattern(1_000_000))] {
        peer.turns([Turn::new().read_request().stall()]);
        let began = subject.transport().now();
        let error = fails_with(exchange(&*subject, request, wide()), TransportErrorKind::Timeout);
        assert!(subject.transport().now() - began < Duration::from_secs(20));
        assert!(error.received().is_none() && error.source().is_some(), "{}", describe(&error));
    }
}

/// Once the response has begun, the response timeout no longer applies.
///
/// Contract: `TransportOptions::response_timeout` bounds the wait for a response.
pub fn the_response_timeout_ends_once_the_response_begins(setup: OptionsSetup<'_>) {
    let peer = HttpPeer::start();
    let subject = built(setup, &TransportOptions::new().response_timeout(Duration::from_secs(2)));
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
///
/// Contract: `TransportOptions::write_timeout` bounds a request that makes no progress.
pub fn a_request_that_makes_no_progress_times_out(setup: OptionsSetup<'_>) {
    let peer = HttpPeer::start();
    let subject = built(setup, &TransportOptions::new().write_timeout(SHORT));
    peer.turns([Turn::new().read_head().read_body(100_000).stall()]);
    let began = subject.transport().now();
    let large = post(peer.origin() + "/", pattern(20_000_000));
    let error = fails_with(exchange(&*subject, large, wide()), TransportErrorKind::Timeout);
    assert!(subject.transport().now() - began < Duration::from_secs(20));
    assert!(error.source().is_some(), "{}", describe(&error));
}

/// With every timeout set, bodies are sent whole, with their length, over one connection.
///
/// Contract: the request is sent as given.
pub fn timeouts_do_not_affect_healthy_exchanges(setup: OptionsSetup<'_>) {
    let peer = HttpPeer::start();
    let bound = Duration::from_secs(20);
    let options = TransportOptions::new()
        .connect_timeout(bound)
        .pool_idle_timeout(bound)
        .response_timeout(bound)
        .write_timeout(bound);
    let subject = built(setup, &options);
    for length in [0, 1, 65_536, 65_537, 5_000_000] {
        peer.script(vec![Reply::Whole(response(201, "{}"))]);
        succeeds(exchange(&*subject, post(peer.origin() + "/", pattern(length)), wide()));
        let recorded = peer.requests().pop().expect("a request");
        assert_eq!(recorded.values("content-length"), [length.to_string().as_bytes()]);
        assert!(recorded.values("transfer-encoding").is_empty(), "{length} bytes were sent in chunks");
        assert!(recorded.body == pattern(length), "the body of {length} bytes was changed");
    }
    assert!(peer.connections() < 5, "{} connections", peer.connections());
}

#[track_caller]
fn built(setup: OptionsSetup<'_>, options: &TransportOptions) -> Box<dyn Subject> {
    setup(options).unwrap_or_else(|error| panic!("expected a transport with {options:?}: {error:?}"))
}
