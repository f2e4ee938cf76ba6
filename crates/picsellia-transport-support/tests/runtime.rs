//! Runtimes that lack something, and no runtime at all.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use std::error::Error as StdError;
use std::time::{Duration, Instant};

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::runtime::{guarded, now, sleep};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

const NAP: Duration = Duration::from_millis(10);

/// Needs both drivers.
async fn connect_in_time() {
    let connecting = TcpStream::connect(("127.0.0.1", 1));
    let _ = tokio::time::timeout(Duration::from_secs(30), connecting).await;
}

fn reason(error: &TransportError) -> String {
    assert_eq!(error.kind(), TransportErrorKind::Unsendable);
    error.source().expect("a reason").to_string()
}

#[test]
fn outside_of_a_runtime_nothing_is_begun() {
    let error = pollster::block_on(guarded(async { panic!("it is not polled") })).expect_err("no runtime");
    assert!(reason(&error).contains("outside of a tokio runtime"), "{error:?}");
}

/// A runtime without timers, one without sockets, and one without either.
fn incomplete_runtimes() -> [Runtime; 3] {
    [
        Builder::new_current_thread().enable_io().build().expect("a runtime"),
        Builder::new_current_thread().enable_time().build().expect("a runtime"),
        Builder::new_multi_thread().worker_threads(1).build().expect("a runtime"),
    ]
}

#[test]
fn a_missing_driver_is_an_error_that_says_what_to_do() {
    for runtime in incomplete_runtimes() {
        let error = runtime.block_on(guarded(connect_in_time())).expect_err("the runtime lacks a driver");
        assert!(reason(&error).contains("enable_all"), "{error:?}");
    }
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(guarded(connect_in_time())).expect("nothing is missing");
}

#[test]
fn a_sleep_sleeps_wherever_it_is() {
    let began = Instant::now();
    pollster::block_on(sleep(NAP));
    assert!(began.elapsed() >= NAP);
    for runtime in incomplete_runtimes() {
        let began = Instant::now();
        runtime.block_on(async {
            sleep(NAP).await;
            now()
        });
        assert!(began.elapsed() >= NAP);
    }
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_moves_with_the_sleep() {
    let (began, began_outside) = (now(), Instant::now());
    sleep(Duration::from_secs(3600)).await;
    assert!(now() - began >= Duration::from_secs(3600));
    assert!(began_outside.elapsed() < Duration::from_secs(3600));
}

#[tokio::test]
#[should_panic(expected = "of something else")]
async fn another_panic_goes_on() {
    let _ = guarded(async { panic!("of something else") }).await;
}
