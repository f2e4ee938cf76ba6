//! No tokio runtime.

use std::time::Duration;

use http::Request;
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportErrorKind};
use picsellia_transport_reqwest::ReqwestTransport;

#[test]
fn outside_a_runtime_nothing_is_sent_and_a_sleep_blocks() {
    let transport = ReqwestTransport::new().expect("a client");
    let request = Request::get("http://127.0.0.1:1/").body(Body::empty()).expect("a request");
    let result = pollster::block_on(transport.exchange(request, RequestLimits::default()));
    assert_eq!(result.expect_err("no runtime").kind(), TransportErrorKind::Unsendable);
    let began = transport.now();
    pollster::block_on(transport.sleep(Duration::from_millis(5)));
    assert!(transport.now() - began >= Duration::from_millis(5));
}
