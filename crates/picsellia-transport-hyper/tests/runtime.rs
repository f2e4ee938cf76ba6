//! No tokio runtime, and several.
// A helper that cannot continue ends the test.
#![allow(clippy::expect_used)]

use std::time::Duration;

use http::{Request, Response};
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportErrorKind};
use picsellia_transport_conformance::{HttpPeer, Peer, Reply};
use picsellia_transport_hyper::HyperTransport;
use tokio::runtime::{Builder, Runtime};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn get(origin: &str) -> Request<Body> {
    Request::get(format!("{origin}/")).body(Body::empty()).expect("a request")
}

/// A socket wakes only the runtime that it was created in, which can be gone or busy.
#[test]
fn each_runtime_has_connections_of_its_own() {
    let peer = HttpPeer::start();
    peer.script((0..6).map(|_| Reply::Whole(Response::new("{}".into()))).collect());
    let transport = HyperTransport::new().expect("a transport");
    let exchange = |runtime: &Runtime| {
        let response = runtime.block_on(transport.exchange(get(&peer.origin()), RequestLimits::default()));
        assert_eq!(response.expect("a response").status(), 200);
    };
    let first = runtime();
    exchange(&first);
    exchange(&first);
    drop(first);
    let (second, third) = (runtime(), runtime());
    for runtime in [&second, &third, &second, &third] {
        exchange(runtime);
    }
    assert_eq!((peer.requests().len(), peer.connections()), (6, 3));
}

#[test]
fn outside_a_runtime_nothing_is_sent_and_a_sleep_blocks() {
    let transport = HyperTransport::new().expect("a transport");
    let request = Request::get("http://127.0.0.1:1/").body(Body::empty()).expect("a request");
    let result = pollster::block_on(transport.exchange(request, RequestLimits::default()));
    assert_eq!(result.expect_err("no runtime").kind(), TransportErrorKind::Unsendable);
    let began = transport.now();
    pollster::block_on(transport.sleep(Duration::from_millis(5)));
    assert!(transport.now() - began >= Duration::from_millis(5));
}
