//! Runtimes that lack something.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use std::time::Duration;

use http::Request;
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportErrorKind};
use picsellia_transport_conformance::{HttpPeer, Peer, Reply};
use picsellia_transport_reqwest::ReqwestTransport;
use tokio::runtime::Builder;

#[test]
fn an_exchange_that_lacks_a_driver_was_not_sent_and_does_no_harm() {
    let transport = ReqwestTransport::new().expect("a client");
    for runtime in [
        Builder::new_current_thread().enable_io().build().expect("a runtime"),
        Builder::new_current_thread().enable_time().build().expect("a runtime"),
    ] {
        let request = Request::get("http://127.0.0.1:1/").body(Body::empty()).expect("a request");
        let exchanged = runtime.block_on(transport.exchange(request, RequestLimits::default()));
        assert_eq!(exchanged.expect_err("a driver is missing").kind(), TransportErrorKind::Unsendable);
    }
    let peer = HttpPeer::start();
    peer.script(vec![Reply::Whole(http::Response::new("{}".into()))]);
    let request = Request::get(peer.origin() + "/").body(Body::empty()).expect("a request");
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let response = runtime.block_on(transport.exchange(request, RequestLimits::default()));
    assert_eq!(response.expect("a response").status(), 200);
}

#[test]
fn outside_of_any_runtime_nothing_is_sent_and_a_sleep_sleeps() {
    let transport = ReqwestTransport::new().expect("a client");
    let request = Request::get("http://127.0.0.1:1/").body(Body::empty()).expect("a request");
    let exchanged = pollster::block_on(transport.exchange(request, RequestLimits::default()));
    assert_eq!(exchanged.expect_err("there is no runtime").kind(), TransportErrorKind::Unsendable);
    let began = transport.now();
    pollster::block_on(transport.sleep(Duration::from_millis(5)));
    assert!(transport.now() - began >= Duration::from_millis(5));
}
