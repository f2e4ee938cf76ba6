//! A response that arrives before the request was sent.
// A helper that fails ends the test.
#![allow(clippy::expect_used)]

use http::Request;
use picsellia_core::{BlockingMonitorTransport, Body, RequestLimits};
use picsellia_transport_conformance::{HttpPeer, Peer, Turn};
use picsellia_transport_ureq::UreqTransport;

const REFUSAL: &str = "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";

fn is_rejected(turn: Turn) {
    let peer = HttpPeer::start();
    peer.turns([turn]);
    // The buffers of a connection hold less.
    let large = Request::post(peer.origin() + "/").body(Body::from(vec![0; 20_000_000])).expect("a request");
    let transport = UreqTransport::new().expect("a transport");
    let response = transport.exchange(large, RequestLimits::default());
    let response = response.expect("a response");
    assert_eq!((response.status().as_u16(), response.body().as_ref()), (413, b"{}".as_slice()));
}

/// On Linux, bytes that arrived before a reset can still be read. On other systems they may be
/// lost.
#[cfg(target_os = "linux")]
#[test]
fn a_response_before_a_reset_is_returned() {
    for read in [0, 1_000_000] {
        for _ in 0..10 {
            is_rejected(Turn::new().read_head().read_body(read).write(REFUSAL).reset());
        }
    }
}
