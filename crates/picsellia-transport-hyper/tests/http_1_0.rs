//! A service that speaks HTTP/1.0.

use http::Request;
use picsellia_core::{Body, MonitorTransport, RequestLimits};
use picsellia_transport_conformance::{HttpPeer, Peer, Turn};
use picsellia_transport_hyper::HyperTransport;

#[tokio::test]
async fn every_request_to_an_http_1_0_service_has_the_same_bytes() {
    let peer = HttpPeer::start();
    let kept = "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\n{}";
    peer.turns([Turn::new().read_request().write(kept), Turn::new().read_request().write(kept)]);
    let transport = HyperTransport::new().expect("a transport");
    for _ in 0..2 {
        let request = Request::get(peer.origin() + "/").body(Body::empty()).expect("a request");
        transport.exchange(request, RequestLimits::default()).await.expect("a response");
    }
    let requests = peer.raw_requests();
    assert_eq!(requests[0], requests[1]);
}
