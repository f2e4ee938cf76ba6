//! Runtimes that lack something.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use std::time::Duration;

use http::Request;
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportErrorKind};
use picsellia_transport_reqwest::ReqwestTransport;

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
