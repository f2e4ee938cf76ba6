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
/// sent, by tokio's own panic, which is caught. [`ConnectionLost`](TransportErrorKind::ConnectionLost), where the runtime is
/// shut down meanwhile, which shows the same way. Any other panic goes on.
pub async fn guarded<T>(future: impl Future<Output = T>) -> Result<T, TransportError> {
    let unsendable = |reason| TransportError::because(TransportErrorKind::Unsendable, reason);
    if Handle::try_current().is_err() {
        return Err(unsendable("the transport was called outside of a tokio runtime"));
    }
    driven(future).await.map_err(|lack| match lack {
        Lack::Driver => {
            unsendable("the tokio runtime lacks its time or I/O driver: build it with enable_all()")
        }
        Lack::Runtime => {
            let reason = "the tokio runtime is being shut down";
            TransportError::because(TransportErrorKind::ConnectionLost, reason)
        }
    })
}

/// Waits for `duration`. Inside of a tokio runtime this is its sleep; outside of any, or in one without a time driver, it
/// blocks the thread.
pub async fn sleep(duration: Duration) {
    let slept = match Handle::try_current() {
        Ok(_) => driven(async { tokio::time::sleep(duration).await }).await,
        Err(_) => Err(Lack::Driver),
    };
    if let Err(Lack::Driver) = slept {
        std::thread::sleep(duration);
    }
}

/// The present, on the clock that [`sleep`] moves.
#[must_use]
pub fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// What a runtime lacks.
#[derive(Debug)]
enum Lack {
    /// It has no time driver or no I/O driver.
    Driver,
    /// It is going.
    Runtime,
}

async fn driven<T>(future: impl Future<Output = T>) -> Result<T, Lack> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(polled) => polled.map(Ok),
        Err(panic) => match told_by(&*panic) {
            Some(lack) => Poll::Ready(Err(lack)),
            None => resume_unwind(panic),
        },
    })
    .await
}

/// What tokio says when it panics.
fn told_by(panic: &(dyn Any + Send)) -> Option<Lack> {
    let message = panic.downcast_ref::<String>().map(String::as_str);
    let message = message.or_else(|| panic.downcast_ref::<&str>().copied())?;
    match message.strip_prefix("A Tokio 1.x context was found, but ")? {
        text if text.starts_with("timers are disabled") || text.starts_with("IO is disabled") => {
            Some(Lack::Driver)
        }
        "it is being shutdown." => Some(Lack::Runtime),
        _ => None,
    }
}
