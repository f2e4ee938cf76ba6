//! The bytes of a response, in every form that HTTP/1.1 allows.

use http::Method;
use picsellia_core::{Body, TransportErrorKind};

use crate::cases::helpers::{describe, get, pattern, post, request, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::Peer;
use crate::subject::{Subject, exchange};

/// Checks that the turn writes a response with the status 201 and this body.
#[track_caller]
fn check(subject: &dyn Subject, peer: &HttpPeer, turn: Turn, body: &str) {
    peer.turns([turn]);
    let returned = succeeds(exchange(subject, post(peer.origin() + "/", b"{}"), wide()));
    assert_eq!(returned.status(), 201);
    assert_eq!(returned.body(), body);
}

/// A chunked response is returned whole.
///
/// Contract: the response is returned whole.
pub fn a_chunked_response_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n\
                 3\r\n{\"i\r\n4;note=x\r\nd\":1\r\n1\r\n}\r\n0\r\n\r\n";
    check(subject, peer, Turn::new().read_request().write(bytes), "{\"id\":1}");
}

/// A response without a length ends with the connection.
///
/// Contract: the response is returned whole.
pub fn a_response_without_a_length_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\nconnection: close\r\n\r\n{\"id\":1}";
    check(subject, peer, Turn::new().read_request().write(bytes).close(), "{\"id\":1}");
}

/// A response that arrives byte by byte is returned whole.
///
/// Contract: the response is returned whole.
pub fn a_response_byte_by_byte_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n{\"id\":1}";
    check(subject, peer, Turn::new().read_request().drip(bytes), "{\"id\":1}");
}

/// Interim responses (RFC 9110, 15.2) are skipped.
///
/// Contract: the response is returned whole.
pub fn interim_responses_are_skipped(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n\
                 HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}";
    check(subject, peer, Turn::new().read_request().write(bytes), "{}");
}

/// Interim responses are skipped even if they arrive one by one, with headers, or while the body is
/// being sent.
///
/// Contract: the response is returned whole.
pub fn interim_responses_during_the_request_are_skipped(subject: &dyn Subject, peer: &HttpPeer) {
    let whole = "HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}";
    let hints = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(20);
    let interim = "HTTP/1.1 100 Continue\r\nserver: test\r\n\r\n";
    let large = 5_000_000;
    for turn in [
        Turn::new().read_request().write(hints).write("HTTP/1.1 102 Processing\r\n\r\n").write(whole),
        Turn::new().read_head().write(interim).read_body(large).write(whole),
        Turn::new().read_head().read_body(1_000).drip(interim).read_body(large - 1_000).write(whole),
    ] {
        peer.turns([turn]);
        let returned = succeeds(exchange(subject, post(peer.origin() + "/", pattern(large)), wide()));
        assert_eq!((returned.status().as_u16(), returned.body().as_ref()), (201, b"{}".as_slice()));
    }
    assert!(peer.requests().iter().all(|request| request.body == pattern(large)), "a body was changed");
}

/// A connection that switched protocols (101) carries no further request.
///
/// Contract: a response belongs to the request that it follows.
pub fn a_connection_that_switched_protocols_is_not_reused(subject: &dyn Subject, peer: &HttpPeer) {
    let switched = "HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\nother";
    peer.turns([Turn::new().read_request().write(switched)]);
    // The request did not ask for it, so it may be rejected as well.
    if let Ok(returned) = exchange(subject, post(peer.origin() + "/", b"{}"), wide()) {
        assert_eq!(returned.status(), 101);
        assert!(returned.body().is_empty());
    }
    check(subject, peer, Turn::new().read_request().write(whole("{}")), "{}");
}

/// A response to HEAD has no body, whatever length it states.
///
/// Contract: the response is returned whole.
pub fn a_response_to_head_has_no_body(subject: &dyn Subject, peer: &HttpPeer) {
    let stated = "HTTP/1.1 201 Created\r\ncontent-length: 5\r\n\r\n";
    peer.turns([Turn::new().read_request().write(stated)]);
    let head = request(Method::HEAD, peer.origin() + "/", Body::empty());
    let returned = succeeds(exchange(subject, head, wide()));
    assert_eq!(returned.headers()["content-length"], "5");
    assert!(returned.body().is_empty());
    check(subject, peer, Turn::new().read_request().write(whole("{}")), "{}");
}

/// A status line without a reason, and header names in any case, are parsed.
///
/// Contract: the response is returned whole.
pub fn any_valid_head_is_parsed(subject: &dyn Subject, peer: &HttpPeer) {
    for head in [
        "HTTP/1.1 201 \r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 201\r\ncontent-LENGTH:2\r\n\r\n{}",
        "HTTP/1.1 201 It is there (at last)\r\ncontent-length:   2  \r\n\r\n{}",
    ] {
        check(subject, peer, Turn::new().read_request().write(head), "{}");
    }
}

/// If a response states both chunks and a length, the chunks count (RFC 9112, 6.3). It may be
/// rejected instead.
///
/// Contract: a response belongs to the request that it follows.
pub fn chunks_override_a_length(subject: &dyn Subject, peer: &HttpPeer) {
    let both = "HTTP/1.1 201 Created\r\ncontent-length: 100\r\ntransfer-encoding: chunked\r\n\r\n\
                2\r\n{}\r\n0\r\n\r\n";
    peer.turns([Turn::new().read_request().write(both)]);
    // Rejecting it is correct as well.
    if let Ok(returned) = exchange(subject, post(peer.origin() + "/", b"{}"), wide()) {
        assert_eq!(returned.body(), "{}");
    }
    check(subject, peer, Turn::new().read_request().write(whole("after")), "after");
}

/// Headers after the last chunk do not become part of the body.
///
/// Contract: the response is returned whole.
pub fn trailers_are_skipped(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n\
                 2\r\n{}\r\n0\r\nx-sum: 1\r\nx-other: 2\r\n\r\n";
    check(subject, peer, Turn::new().read_request().write(bytes), "{}");
    check(subject, peer, Turn::new().read_request().write(whole("after")), "after");
}

/// A head of more than 64 KB or of many headers is parsed or rejected before the timeout.
///
/// Contract: both limits hold.
pub fn a_large_head_is_parsed_or_rejected(subject: &dyn Subject, peer: &HttpPeer) {
    let one = format!("x-large: {}\r\n", "y".repeat(70_000));
    let long: String = (0..100).map(|index| format!("x-{index}: {}\r\n", "y".repeat(1_000))).collect();
    let many: String = (0..500).map(|index| format!("x-{index}: y\r\n")).collect();
    for headers in [one, long, many] {
        let head = format!("HTTP/1.1 201 Created\r\ncontent-length: 2\r\n{headers}\r\n{{}}");
        peer.turns([Turn::new().read_request().write(head)]);
        match exchange(subject, post(peer.origin() + "/", b"{}"), wide()) {
            Ok(returned) => assert_eq!(returned.body(), "{}"),
            Err(error) => {
                assert!(error.may_have_been_sent(), "{}", describe(&error));
                assert_ne!(error.kind(), TransportErrorKind::Timeout, "{}", describe(&error));
            }
        }
        check(subject, peer, Turn::new().read_request().write(whole("after")), "after");
    }
}

fn whole(body: &str) -> String {
    format!("HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// A response of HTTP/1.0 is returned whole.
///
/// Contract: the response is returned whole.
pub fn a_response_of_http_1_0_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.0 201 Created\r\n\r\n{}";
    check(subject, peer, Turn::new().read_request().write(bytes).close(), "{}");
}

/// A second response to one request is not returned for the next request.
///
/// Contract: a response belongs to the request that it follows.
pub fn an_unsolicited_response_is_not_returned(subject: &dyn Subject, peer: &HttpPeer) {
    let two = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfirst\
               HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nunasked";
    let second = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond";
    peer.turns([Turn::new().read_request().write(two), Turn::new().read_request().write(second)]);
    let first = succeeds(exchange(subject, get(peer.origin() + "/first"), wide()));
    assert_eq!(first.body(), "first");
    // An error is correct as well; a wrong response is not.
    if let Ok(returned) = exchange(subject, get(peer.origin() + "/second"), wide()) {
        assert_eq!(returned.body(), "second");
        assert_eq!(peer.connections(), 2, "the connection was reused");
    }
}
