//! The bytes of an answer, in every form that HTTP/1.1 allows.

use crate::cases::requests::{get, post, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::Peer;
use crate::subject::{Subject, exchange};

/// Checks that these bytes are an answer of 201 with this body.
#[track_caller]
fn check(subject: &dyn Subject, peer: &HttpPeer, turn: Turn, body: &str) {
    peer.turns([turn]);
    let answered = succeeds(exchange(subject, post(peer.origin() + "/", b"{}"), wide()));
    assert_eq!(answered.status(), 201);
    assert_eq!(answered.body(), body);
}

/// An answer in chunks is put together.
pub fn an_answer_in_chunks_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n\
                 3\r\n{\"i\r\n4;note=x\r\nd\":1\r\n1\r\n}\r\n0\r\n\r\n";
    check(subject, peer, Turn::new().read_request().write(bytes), "{\"id\":1}");
}

/// An answer without a length lasts until the connection ends.
pub fn an_answer_without_a_length_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\nconnection: close\r\n\r\n{\"id\":1}";
    check(subject, peer, Turn::new().read_request().write(bytes).close(), "{\"id\":1}");
}

/// An answer that comes byte by byte is put together.
pub fn an_answer_in_drops_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n{\"id\":1}";
    check(subject, peer, Turn::new().read_request().drip(bytes), "{\"id\":1}");
}

/// Interim answers (RFC 9110 15.2) are passed over.
pub fn interim_answers_are_passed_over(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n\
                 HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}";
    check(subject, peer, Turn::new().read_request().write(bytes), "{}");
}

/// A service of HTTP/1.0 is understood.
pub fn an_answer_of_http_1_0_is_whole(subject: &dyn Subject, peer: &HttpPeer) {
    let bytes = "HTTP/1.0 201 Created\r\n\r\n{}";
    check(subject, peer, Turn::new().read_request().write(bytes).close(), "{}");
}

/// A second answer that nobody asked for is not taken for that of the next request.
pub fn an_unasked_answer_is_not_taken(subject: &dyn Subject, peer: &HttpPeer) {
    let two = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfirst\
               HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nunasked";
    let second = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond";
    peer.turns([Turn::new().read_request().write(two), Turn::new().read_request().write(second)]);
    let first = succeeds(exchange(subject, get(peer.origin() + "/first"), wide()));
    assert_eq!(first.body(), "first");
    // An error would be right as well; a wrong answer would not.
    if let Ok(answered) = exchange(subject, get(peer.origin() + "/second"), wide()) {
        assert_eq!(answered.body(), "second");
    }
}
