//! Connections that break at every stage of an exchange.

use picsellia_core::TransportErrorKind;

use crate::cases::helpers::{describe, fails, pattern, post, post_to, response, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// A reset at any stage of an exchange says that the request may have been sent.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_reset_at_any_stage_may_have_been_sent(subject: &dyn Subject, peer: &HttpPeer) {
    let head = "HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n";
    let chunked = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n";
    let stages = [
        ("within the head of the request", Turn::new().read_bytes(10).reset()),
        ("after the head of the request", Turn::new().read_head().reset()),
        ("within the body", Turn::new().read_head().read_body(1_000).reset()),
        ("before the response", Turn::new().read_request().reset()),
        (
            "after an interim response",
            Turn::new().read_request().write("HTTP/1.1 100 Continue\r\n\r\n").reset(),
        ),
        ("within the status", Turn::new().read_request().write("HTTP/1.1 20").reset()),
        (
            "within the head of the response",
            Turn::new().read_request().write("HTTP/1.1 201 Created\r\nx: y").reset(),
        ),
        ("after the head of the response", Turn::new().read_request().write(head).reset()),
        ("within the response", Turn::new().read_request().write(format!("{head}{{\"id")).reset()),
        ("within a chunk", Turn::new().read_request().write(format!("{chunked}8\r\n{{\"id")).reset()),
        ("after a chunk", Turn::new().read_request().write(format!("{chunked}2\r\n{{}}\r\n")).reset()),
        (
            "within a response that lasts until the end",
            Turn::new().read_request().write("HTTP/1.1 201 Created\r\n\r\n{\"id").reset(),
        ),
    ];
    for (stage, turn) in stages {
        for length in [2_000, 3_000_000] {
            peer.turns([turn.clone()]);
            let error = fails(exchange(subject, post(peer.origin() + "/", pattern(length)), wide()));
            assert!(error.may_have_been_sent(), "{stage}: {}", describe(&error));
            peer.script(vec![Reply::Whole(response(200, "after"))]);
            let after = succeeds(exchange(subject, post_to(peer), wide()));
            assert_eq!(after.body(), "after", "{stage}");
        }
    }
}

/// A connection that is reset as soon as it is established is `ConnectionLost` or `Connect`,
/// depending on when it is noticed.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_reset_on_connecting_is_an_error(subject: &dyn Subject, peer: &HttpPeer) {
    for length in [2_000, 3_000_000] {
        peer.turns([Turn::new().reset()]);
        let error = fails(exchange(subject, post(peer.origin() + "/", pattern(length)), wide()));
        let kinds = [TransportErrorKind::ConnectionLost, TransportErrorKind::Connect];
        assert!(kinds.contains(&error.kind()), "{}", describe(&error));
        peer.script(vec![Reply::Whole(response(200, "after"))]);
        assert_eq!(succeeds(exchange(subject, post_to(peer), wide())).body(), "after");
    }
}

/// A closed connection at any stage of a response says that the request may have been sent.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_close_at_any_stage_may_have_been_sent(subject: &dyn Subject, peer: &HttpPeer) {
    let head = "HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n";
    let chunked = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n";
    for part in [
        String::new(),
        "HTTP/1.1 100 Continue\r\n\r\n".to_owned(),
        "HTTP/1.1 201".to_owned(),
        head.to_owned(),
        format!("{head}{{\"id"),
        format!("{chunked}8\r\n{{\"id"),
        format!("{chunked}2\r\n{{}}\r\n"),
    ] {
        peer.turns([Turn::new().read_request().write(part.clone()).close()]);
        let error = fails(exchange(subject, post_to(peer), wide()));
        assert!(error.may_have_been_sent(), "after {part:?}: {}", describe(&error));
        let known = part.contains("\r\n\r\n") && !part.contains(" 100 ");
        assert_eq!(error.received().is_some(), known, "after {part:?}: {}", describe(&error));
    }
}
