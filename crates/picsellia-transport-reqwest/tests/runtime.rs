//! Where the transport runs, and whose clock it has.

use std::error::Error as StdError;
use std::time::{Duration, Instant};

use http::Request;
use picsellia_core::{Body, ExchangeLimits, MonitorTransport, TransportErrorKind};
use picsellia_transport_reqwest::ReqwestTransport;

#[test]
fn outside_of_a_runtime_an_exchange_fails_and_says_why() {
    let transport = ReqwestTransport::new().expect("a client");
    let request = Request::get("http://127.0.0.1:1/").body(Body::empty()).expect("a request");
    let error =
        pollster::block_on(transport.exchange(request, ExchangeLimits::default())).expect_err("no runtime");
    assert_eq!(error.kind(), TransportErrorKind::Unsendable);
    let reason = error.source().expect("a reason").to_string();
    assert!(reason.contains("outside of a tokio runtime"), "{reason}");
}

#[test]
fn outside_of_a_runtime_a_sleep_still_sleeps() {
    const NAP: Duration = Duration::from_millis(10);
    let transport = ReqwestTransport::new().expect("a client");
    let began = Instant::now();
    pollster::block_on(transport.sleep(NAP));
    assert!(began.elapsed() >= NAP);
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_moves_with_the_sleep() {
    let transport = ReqwestTransport::new().expect("a client");
    let (began, began_outside) = (transport.now(), Instant::now());
    transport.sleep(Duration::from_secs(3600)).await;
    assert!(transport.now() - began >= Duration::from_secs(3600));
    assert!(began_outside.elapsed() < Duration::from_secs(3600));
}
