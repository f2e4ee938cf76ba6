//! With and without a tokio runtime.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use std::error::Error as StdError;
use std::time::{Duration, Instant};

use picsellia_core::TransportErrorKind;
use picsellia_transport_support::runtime::{now, require_runtime, sleep};

const SHORT: Duration = Duration::from_millis(10);

#[test]
fn a_missing_runtime_is_an_error_that_says_how_to_fix_it() {
    let error = require_runtime().expect_err("no runtime");
    assert_eq!(error.kind(), TransportErrorKind::Unsendable);
    let reason = error.source().expect("a reason").to_string();
    assert!(reason.contains("no tokio runtime is running: call this transport"), "{reason}");
}

#[tokio::test]
async fn any_runtime_is_accepted() {
    require_runtime().expect("a runtime");
}

#[test]
fn a_sleep_outside_a_runtime_blocks_the_thread() {
    let began = Instant::now();
    pollster::block_on(sleep(SHORT));
    assert!(began.elapsed() >= SHORT);
}

#[tokio::test(start_paused = true)]
async fn a_sleep_moves_a_paused_clock() {
    let (began, began_outside) = (now(), Instant::now());
    sleep(Duration::from_secs(3600)).await;
    assert!(now() - began >= Duration::from_secs(3600));
    assert!(began_outside.elapsed() < Duration::from_secs(3600));
}
