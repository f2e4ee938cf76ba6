//! Responses that arrive before the request was read.

use http::Method;
use picsellia_core::Body;

use crate::cases::helpers::{Source, pattern, request, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::Peer;
use crate::subject::{Subject, exchange};

const REFUSAL: &str = "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";

/// More than the buffers of a connection can hold.
const LARGE: usize = 20_000_000;

/// A service refuses a large body after its head and reads no further. The refusal is returned at
/// once.
///
/// Contract: every status is `Ok`.
pub fn an_early_response_is_returned_before_the_body_is_sent(subject: &dyn Subject, peer: &HttpPeer) {
    for body in [Body::from(pattern(LARGE)), Source::body(LARGE, true), Source::body(LARGE, false)] {
        peer.turns([Turn::new().read_head().write(REFUSAL).stall()]);
        let large = request(Method::POST, peer.origin() + "/", body);
        let response = succeeds(exchange(subject, large, wide()));
        assert_eq!((response.status().as_u16(), response.body().as_ref()), (413, b"{}".as_slice()));
    }
}
