//! A service that speaks an older HTTP.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use http::Request;
use picsellia_core::{Body, MonitorTransport, RequestLimits};
use picsellia_transport_conformance::{HttpPeer, Peer, Turn};
use picsellia_transport_hyper::HyperTransport;

#[tokio::test]
async fn a_service_of_http_1_0_is_asked_the_same_way_each_time() {
    let peer = HttpPeer::start();
    let kept = "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\n{}";
    peer.turns([Turn::new().read_request().write(kept), Turn::new().read_request().write(kept)]);
    let transport = HyperTransport::new().expect("a transport");
    for _ in 0..2 {
        let request = Request::get(peer.origin() + "/").body(Body::empty()).expect("a request");
        transport.exchange(request, RequestLimits::default()).await.expect("a response");
    }
    let asked = peer.raw_requests();
    assert_eq!(asked[0], asked[1]);
}
