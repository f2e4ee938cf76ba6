//! The runtime that an exchange runs in, or should.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use picsellia_core::{TransportError, TransportErrorKind};
use tokio::runtime::Handle;

/// The value of `future`, which needs a tokio runtime with its drivers.
///
/// # Errors
///
/// [`Unsendable`](TransportErrorKind::Unsendable), outside of a runtime, and in one without a time or an I/O driver. tokio
/// offers no way to ask for those: that one was missed shows when the first timer or socket is made, before anything is
/// sent, by tokio's own panic, which is caught. Any other panic goes on.
pub async fn guarded<T>(future: impl Future<Output = T>) -> Result<T, TransportError> {
    let unsendable = |reason| TransportError::because(TransportErrorKind::Unsendable, reason);
    if Handle::try_current().is_err() {
        return Err(unsendable("the transport was called outside of a tokio runtime"));
    }
    let driven = driven(future).await;
    driven.map_err(|DriverMissing| {
        unsendable("the tokio runtime lacks its time or I/O driver: build it with enable_all()")
    })
}

/// Waits for `duration`. Inside of a tokio runtime this is its sleep; outside of any, or in one without a time driver, it
/// blocks the thread.
pub async fn sleep(duration: Duration) {
    let slept = match Handle::try_current() {
        Ok(_) => driven(async { tokio::time::sleep(duration).await }).await,
        Err(_) => Err(DriverMissing),
    };
    if let Err(DriverMissing) = slept {
        std::thread::sleep(duration);
    }
}

/// The present, on the clock that [`sleep`] moves.
#[must_use]
pub fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// The runtime has no time driver or no I/O driver.
#[derive(Debug)]
struct DriverMissing;

async fn driven<T>(future: impl Future<Output = T>) -> Result<T, DriverMissing> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(polled) => polled.map(Ok),
        Err(panic) if tells_of_a_driver(&*panic) => Poll::Ready(Err(DriverMissing)),
        Err(panic) => resume_unwind(panic),
    })
    .await
}

/// "A Tokio 1.x context was found, but timers are disabled. Call `enable_time` …", or the same of IO.
fn tells_of_a_driver(panic: &(dyn Any + Send)) -> bool {
    let message = panic.downcast_ref::<String>().map(String::as_str);
    let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
    message.is_some_and(|text| text.starts_with("A Tokio 1.x context was found, but"))
}
