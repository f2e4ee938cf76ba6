//! A runtime that lacks what tokio's types need makes them panic. Here that becomes an error.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::Poll;

/// The runtime has no time driver or no I/O driver.
#[derive(Debug)]
pub(crate) struct DriverMissing;

/// The value of `future`, unless a driver was missed. That shows when the first timer or socket is made, before
/// anything is sent.
///
/// tokio offers no way to ask. Any other panic goes on.
pub(crate) async fn guarded<T>(future: impl Future<Output = T>) -> Result<T, DriverMissing> {
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
