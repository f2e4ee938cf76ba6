//! A response that overtakes the request.

use http::Request;
use picsellia_core::{Body, MonitorTransport, RequestLimits};
use picsellia_transport_conformance::{HttpPeer, Peer, Turn};
use picsellia_transport_hyper::HyperTransport;

#[tokio::test]
async fn a_refusal_before_the_body_was_taken_is_a_response() {
    let peer = HttpPeer::start();
    let refusal = "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";
    peer.turns([Turn::new().read_head().write(refusal).stall()]);
    // More than the buffers of a connection hold.
    let large = Request::post(peer.origin() + "/").body(Body::from(vec![0; 20_000_000])).expect("a request");
    let transport = HyperTransport::new().expect("a transport");
    let response = transport.exchange(large, RequestLimits::default()).await.expect("a response");
    assert_eq!((response.status().as_u16(), response.body().as_ref()), (413, b"{}".as_slice()));
}
