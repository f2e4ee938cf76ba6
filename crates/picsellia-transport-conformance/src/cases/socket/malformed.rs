//! Bytes that are not a valid response.

use crate::cases::helpers::{describe, fails, post_to, response, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// Bytes that are not an HTTP/1 response are never returned as one.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_malformed_response_is_an_error(subject: &dyn Subject, peer: &HttpPeer) {
    for bytes in [
        b"HTTP/9.9 200 OK\r\ncontent-length: 0\r\n\r\n".as_slice(),
        b"HTTP/1.1 2x0 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 20 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1OK\r\n\r\n",
        b"ICY 200 OK\r\n\r\nmusic",
        b"HTTP/1.1 200 OK\r\nno header at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx y: z\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        b"<!doctype html><title>Sign in</title>\r\n\r\n",
        b"{\"id\":\"p\"}\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x28",
        b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\xff\xfe\xfd\xfc",
    ] {
        let shown = String::from_utf8_lossy(bytes);
        peer.turns([Turn::new().read_request().write(bytes).close()]);
        let error = fails(exchange(subject, post_to(peer), wide()));
        assert!(error.may_have_been_sent(), "after {shown:?}: {}", describe(&error));
        peer.script(vec![Reply::Whole(response(200, "after"))]);
        assert_eq!(succeeds(exchange(subject, post_to(peer), wide())).body(), "after", "after {shown:?}");
    }
}

/// An invalid chunk does not end a response. The error knows the status.
///
/// Contract: the response is returned whole, or the error says what was received.
pub fn a_malformed_chunk_is_an_error(subject: &dyn Subject, peer: &HttpPeer) {
    let head = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n";
    for chunks in ["x\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n", "2\r\n{}no end\r\n", "fffffffffffffffff\r\n{}"] {
        peer.turns([Turn::new().read_request().write(format!("{head}{chunks}")).close()]);
        let error = fails(exchange(subject, post_to(peer), wide()));
        let status = error.received().map(http::Response::status);
        assert_eq!(status, Some(http::StatusCode::CREATED), "after {chunks:?}: {}", describe(&error));
    }
}
