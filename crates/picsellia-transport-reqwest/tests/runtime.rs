//! Where the transport runs, and whose clock it has.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use std::error::Error as StdError;
use std::time::{Duration, Instant};

use http::Request;
use picsellia_core::{Body, ExchangeLimits, MonitorTransport, TransportErrorKind};
use picsellia_transport_reqwest::ReqwestTransport;
use tokio::runtime::{Builder, Runtime};
use transport_conformance::{HttpPeer, Peer, Reply};

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

/// A runtime without timers, and one without sockets.
fn incomplete_runtimes() -> [Runtime; 3] {
    [
        Builder::new_current_thread().enable_io().build().expect("a runtime"),
        Builder::new_current_thread().enable_time().build().expect("a runtime"),
        Builder::new_multi_thread().worker_threads(1).build().expect("a runtime"),
    ]
}

#[test]
fn in_a_runtime_without_a_driver_an_exchange_fails_and_says_why() {
    let transport = ReqwestTransport::new().expect("a client");
    for runtime in incomplete_runtimes() {
        let request = Request::get("http://127.0.0.1:1/").body(Body::empty()).expect("a request");
        let error = runtime
            .block_on(transport.exchange(request, ExchangeLimits::default()))
            .expect_err("the runtime lacks a driver");
        assert_eq!(error.kind(), TransportErrorKind::Unsendable, "{error:?}");
        let reason = error.source().expect("a reason").to_string();
        assert!(reason.contains("enable_all"), "{reason}");
    }
    // It took no harm.
    let peer = HttpPeer::start();
    peer.script(vec![Reply::Whole(http::Response::new("{}".into()))]);
    let request = Request::get(peer.origin() + "/").body(Body::empty()).expect("a request");
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let answer = runtime.block_on(transport.exchange(request, ExchangeLimits::default()));
    assert_eq!(answer.expect("an answer").status(), 200);
}

#[test]
fn in_a_runtime_without_a_driver_a_sleep_still_sleeps() {
    const NAP: Duration = Duration::from_millis(10);
    let transport = ReqwestTransport::new().expect("a client");
    for runtime in incomplete_runtimes() {
        let began = Instant::now();
        runtime.block_on(async {
            transport.sleep(NAP).await;
            transport.now()
        });
        assert!(began.elapsed() >= NAP);
    }
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_moves_with_the_sleep() {
    let transport = ReqwestTransport::new().expect("a client");
    let (began, began_outside) = (transport.now(), Instant::now());
    transport.sleep(Duration::from_secs(3600)).await;
    assert!(transport.now() - began >= Duration::from_secs(3600));
    assert!(began_outside.elapsed() < Duration::from_secs(3600));
}
