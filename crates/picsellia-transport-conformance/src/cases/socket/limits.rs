//! Limits, with services that send without end or stop halfway.

use picsellia_core::{RequestLimits, TransportErrorKind};

use crate::cases::helpers::{
    SHORT, describe, fails, fails_with, get, pattern, post, post_to, response, short, succeeds, wide,
};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// A response without an end is read up to the limit only.
///
/// Contract: both limits hold.
pub fn an_endless_response_is_rejected(subject: &dyn Subject, peer: &HttpPeer) {
    let chunked = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n";
    let until_closed = "HTTP/1.1 201 Created\r\nconnection: close\r\n\r\n";
    let stated = "HTTP/1.1 201 Created\r\ncontent-length: 1000000000000\r\n\r\n";
    for head in [chunked, until_closed, stated] {
        // A chunk of 4 bytes, or 9 bytes of a response that is not chunked.
        peer.turns([Turn::new().read_request().write(head).write_without_end("4\r\nmore\r\n".repeat(1_000))]);
        let result = exchange(subject, post_to(peer), wide().max_response_bytes(100_000));
        let error = fails_with(result, TransportErrorKind::ResponseTooLarge);
        let received = error.received().expect("the status");
        assert_eq!(received.status(), 201);
        assert!(received.body().len() <= 100_000, "{}", describe(&error));
        // What is left unread does not appear in the next response.
        peer.script(vec![Reply::Whole(response(200, "after"))]);
        assert_eq!(succeeds(exchange(subject, post_to(peer), wide())).body(), "after");
    }
}

/// A response head without an end is rejected before the timeout.
///
/// Contract: both limits hold.
pub fn an_endless_head_is_rejected(subject: &dyn Subject, peer: &HttpPeer) {
    let more = format!("x-more: {}\r\n", "y".repeat(1_000));
    peer.turns([Turn::new().read_request().write("HTTP/1.1 201 Created\r\n").write_without_end(more)]);
    let error = fails(exchange(subject, post_to(peer), wide()));
    assert!(error.may_have_been_sent(), "{}", describe(&error));
    assert!(error.kind() != TransportErrorKind::Timeout, "the head was read until the timeout");
}

/// A service that stops in the middle of its response costs the timeout, and the error knows the
/// status.
///
/// Contract: both limits hold, and the error says what was received.
pub fn a_stalled_response_keeps_its_status(subject: &dyn Subject, peer: &HttpPeer) {
    let part = "HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n{\"id\"";
    // On a busy machine, the first limits can pass before the head arrives.
    let limits = [SHORT, 10 * SHORT, 100 * SHORT].map(RequestLimits::with_timeout);
    let received = limits.into_iter().find_map(|limits| {
        peer.turns([Turn::new().read_request().write(part).stall()]);
        let error = fails_with(exchange(subject, post_to(peer), limits), TransportErrorKind::Timeout);
        error.received().cloned()
    });
    let received = received.expect("the status");
    assert_eq!(received.status(), 201);
    assert_eq!(received.body(), "{\"id\"");
}

/// A service that stops reading the request costs the timeout.
///
/// Contract: both limits hold.
pub fn a_service_that_stops_reading_times_out(subject: &dyn Subject, peer: &HttpPeer) {
    peer.turns([Turn::new().read_head().stall()]);
    // More than the buffers of a connection can hold.
    let large = post(peer.origin() + "/", pattern(20_000_000));
    let error = fails_with(exchange(subject, large, short()), TransportErrorKind::Timeout);
    assert!(error.received().is_none(), "{}", describe(&error));
}

/// After a timeout the connection is not reused, because its response can still arrive.
///
/// Contract: a response belongs to the request that it follows.
pub fn a_late_response_is_not_returned_for_the_next_request(subject: &dyn Subject, peer: &HttpPeer) {
    peer.script(vec![Reply::Stalled, Reply::Whole(response(200, "second"))]);
    fails_with(exchange(subject, post_to(peer), short()), TransportErrorKind::Timeout);
    let second = succeeds(exchange(subject, get(peer.origin() + "/second"), wide()));
    assert_eq!(second.body(), "second");
}

/// A response that arrives without an end costs the timeout.
///
/// Contract: both limits hold.
pub fn a_response_that_never_ends_times_out(subject: &dyn Subject, peer: &HttpPeer) {
    let head = "HTTP/1.1 201 Created\r\ncontent-length: 1000000000000\r\n\r\n";
    let chunked = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n";
    for (head, more) in [(head, "x"), (chunked, "1\r\nx\r\n")] {
        peer.turns([Turn::new().read_request().write(head).write_without_end(more)]);
        let result = exchange(subject, post_to(peer), short().max_response_bytes(usize::MAX));
        // A client may reject at once what it could not hold in memory.
        let error = fails(result);
        let kinds = [TransportErrorKind::Timeout, TransportErrorKind::ResponseTooLarge];
        assert!(kinds.contains(&error.kind()), "{}", describe(&error));
    }
    peer.script(vec![Reply::Whole(response(200, "after"))]);
    assert_eq!(succeeds(exchange(subject, post_to(peer), wide())).body(), "after");
}

/// A response that arrives before the body was read is returned, or the error says that the request
/// may have been sent.
///
/// Contract: an error says whether the request may have been sent.
pub fn an_early_response_is_never_reported_as_unsent(subject: &dyn Subject, peer: &HttpPeer) {
    let early = "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    peer.turns([Turn::new().read_head().write(early).stall()]);
    let large = post(peer.origin() + "/", pattern(20_000_000));
    match exchange(subject, large, short()) {
        Ok(returned) => assert_eq!(returned.status(), 413),
        Err(error) => assert!(error.may_have_been_sent(), "{}", describe(&error)),
    }
}

/// A response that arrives before the body was read, followed by a broken connection, is returned,
/// or the error says that the request may have been sent.
///
/// Contract: an error says whether the request may have been sent.
pub fn an_early_response_before_a_reset_is_never_reported_as_unsent(subject: &dyn Subject, peer: &HttpPeer) {
    let early = "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";
    for end in [Turn::reset, Turn::close] {
        for read in [0, 100_000] {
            peer.turns([end(Turn::new().read_head().read_body(read).write(early))]);
            let large = post(peer.origin() + "/", pattern(20_000_000));
            match exchange(subject, large, wide()) {
                Ok(returned) => assert_eq!(returned.status(), 413),
                Err(error) => assert!(error.may_have_been_sent(), "{}", describe(&error)),
            }
        }
    }
    peer.script(vec![Reply::Whole(response(200, "after"))]);
    assert_eq!(succeeds(exchange(subject, post_to(peer), wide())).body(), "after");
}
