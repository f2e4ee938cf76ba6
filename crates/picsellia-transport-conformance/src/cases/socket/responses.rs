//! The bytes of a response, in every form that HTTP/1.1 allows.

use http::Method;
use picsellia_core::{Body, TransportErrorKind};

use crate::cases::requests::{describe, get, pattern, post, request, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::Peer;
use crate::subject::{Subject, exchange};

/// Checks that these bytes are a response of 201 with this body.
#[track_caller]
fn check(subject: &dyn Subject, peer: &HttpPeer, turn: Turn, body: &str) {
    peer.turns([turn]);
    let answered = succeeds(exchange(subject, post(peer.origin() + "/", b"{}"), wide()));
    assert_eq!(answered.status(), 201);
    assert_eq!(answered.body(), body);
}

/// A response in chunks is put together.
pub fn a_response_in_chunks_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n\
                 3\r\n{\"i\r\n4;note=x\r\nd\":1\r\n1\r\n}\r\n0\r\n\r\n";
    check(subject, peer, Turn::new().read_request().write(bytes), "{\"id\":1}");
}

/// A response without a length lasts until the connection ends.
pub fn a_response_without_a_length_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\nconnection: close\r\n\r\n{\"id\":1}";
    check(subject, peer, Turn::new().read_request().write(bytes).close(), "{\"id\":1}");
}

/// A response that comes byte by byte is put together.
pub fn a_response_in_drops_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n{\"id\":1}";
    check(subject, peer, Turn::new().read_request().drip(bytes), "{\"id\":1}");
}

/// Interim answers (RFC 9110 15.2) are passed over.
pub fn interim_responses_are_passed_over(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n\
                 HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}";
    check(subject, peer, Turn::new().read_request().write(bytes), "{}");
}

/// Interim answers may come one by one, with headers, and while the body is still being sent.
pub fn interim_responses_may_come_at_any_time(subject: &dyn Subject, peer: &HttpPeer) {
    let whole = "HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}";
    let hints = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(20);
    let go_on = "HTTP/1.1 100 Continue\r\nserver: test\r\n\r\n";
    let large = 5_000_000;
    for turn in [
        Turn::new().read_request().write(hints).write("HTTP/1.1 102 Processing\r\n\r\n").write(whole),
        Turn::new().read_head().write(go_on).read_body(large).write(whole),
        Turn::new().read_head().read_body(1_000).drip(go_on).read_body(large - 1_000).write(whole),
    ] {
        peer.turns([turn]);
        let answered = succeeds(exchange(subject, post(peer.origin() + "/", pattern(large)), wide()));
        assert_eq!((answered.status().as_u16(), answered.body().as_ref()), (201, b"{}".as_slice()));
    }
    assert!(peer.requests().iter().all(|request| request.body == pattern(large)), "a body was not whole");
}

/// What a protocol is switched to is not HTTP: the connection carries no other request.
pub fn a_switched_connection_is_not_used_again(subject: &dyn Subject, peer: &HttpPeer) {
    let switched = "HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\nother";
    peer.turns([Turn::new().read_request().write(switched)]);
    // Nobody asked for it, so it may be refused as well.
    if let Ok(answered) = exchange(subject, post(peer.origin() + "/", b"{}"), wide()) {
        assert_eq!(answered.status(), 101);
        assert!(answered.body().is_empty());
    }
    check(subject, peer, Turn::new().read_request().write(whole("{}")), "{}");
}

/// A response to HEAD announces a body and has none.
pub fn a_response_to_head_has_no_body(subject: &dyn Subject, peer: &HttpPeer) {
    let announced = "HTTP/1.1 201 Created\r\ncontent-length: 5\r\n\r\n";
    peer.turns([Turn::new().read_request().write(announced)]);
    let head = request(Method::HEAD, peer.origin() + "/", Body::empty());
    let answered = succeeds(exchange(subject, head, wide()));
    assert_eq!(answered.headers()["content-length"], "5");
    assert!(answered.body().is_empty());
    check(subject, peer, Turn::new().read_request().write(whole("{}")), "{}");
}

/// A status line without words, and names of headers in any case, are as good as others.
pub fn a_plain_head_is_read(subject: &dyn Subject, peer: &HttpPeer) {
    for head in [
        "HTTP/1.1 201 \r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 201\r\ncontent-LENGTH:2\r\n\r\n{}",
        "HTTP/1.1 201 It is there (at last)\r\ncontent-length:   2  \r\n\r\n{}",
    ] {
        check(subject, peer, Turn::new().read_request().write(head), "{}");
    }
}

/// Where chunks and a length are stated, the chunks count (RFC 9112, 6.3), and nothing of the rest is taken for an
/// response.
pub fn chunks_count_more_than_a_length(subject: &dyn Subject, peer: &HttpPeer) {
    let both = "HTTP/1.1 201 Created\r\ncontent-length: 100\r\ntransfer-encoding: chunked\r\n\r\n\
                2\r\n{}\r\n0\r\n\r\n";
    peer.turns([Turn::new().read_request().write(both)]);
    // To refuse it is as right.
    if let Ok(answered) = exchange(subject, post(peer.origin() + "/", b"{}"), wide()) {
        assert_eq!(answered.body(), "{}");
    }
    check(subject, peer, Turn::new().read_request().write(whole("after")), "after");
}

/// Headers after the last chunk do not end up in the body.
pub fn trailers_are_passed_over(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n\
                 2\r\n{}\r\n0\r\nx-sum: 1\r\nx-other: 2\r\n\r\n";
    check(subject, peer, Turn::new().read_request().write(bytes), "{}");
    check(subject, peer, Turn::new().read_request().write(whole("after")), "after");
}

/// A head of more than 64 KB, or of many headers, is read or refused, and leaves the transport usable.
pub fn a_large_head_is_read_or_refused(subject: &dyn Subject, peer: &HttpPeer) {
    let one = format!("x-large: {}\r\n", "y".repeat(70_000));
    let long: String = (0..100).map(|index| format!("x-{index}: {}\r\n", "y".repeat(1_000))).collect();
    let many: String = (0..500).map(|index| format!("x-{index}: y\r\n")).collect();
    for headers in [one, long, many] {
        let head = format!("HTTP/1.1 201 Created\r\ncontent-length: 2\r\n{headers}\r\n{{}}");
        peer.turns([Turn::new().read_request().write(head)]);
        match exchange(subject, post(peer.origin() + "/", b"{}"), wide()) {
            Ok(answered) => assert_eq!(answered.body(), "{}"),
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

/// A service of HTTP/1.0 is understood.
pub fn a_response_of_http_1_0_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.0 201 Created\r\n\r\n{}";
    check(subject, peer, Turn::new().read_request().write(bytes).close(), "{}");
}

/// A second response that nobody asked for is not taken for that of the next request.
pub fn an_unasked_response_is_not_taken(subject: &dyn Subject, peer: &HttpPeer) {
    let two = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfirst\
               HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nunasked";
    let second = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond";
    peer.turns([Turn::new().read_request().write(two), Turn::new().read_request().write(second)]);
    let first = succeeds(exchange(subject, get(peer.origin() + "/first"), wide()));
    assert_eq!(first.body(), "first");
    // An error would be right as well; a wrong response would not.
    if let Ok(answered) = exchange(subject, get(peer.origin() + "/second"), wide()) {
        assert_eq!(answered.body(), "second");
        assert_eq!(peer.connections(), 2, "a connection out of step was used again");
    }
}
