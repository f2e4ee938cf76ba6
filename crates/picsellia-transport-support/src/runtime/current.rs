use std::time::{Duration, Instant};

use picsellia_core::{TransportError, TransportErrorKind};
use tokio::runtime::Handle;

/// Checks that the caller runs inside a tokio runtime.
///
/// The runtime also needs its I/O and time drivers (`Builder::enable_all`). tokio cannot be asked
/// for them: it panics when the first socket or timer is created without them, as its documentation
/// says.
///
/// # Errors
///
/// Returns [`Unsendable`](TransportErrorKind::Unsendable) outside a tokio runtime.
pub fn require_runtime() -> Result<(), TransportError> {
    match Handle::try_current() {
        Ok(_) => Ok(()),
        Err(_) => Err(TransportError::because(
            TransportErrorKind::Unsendable,
            "no tokio runtime is running: call this transport from inside one, or use a blocking transport",
        )),
    }
}

/// Waits for `duration`: with tokio's timer inside a tokio runtime, else by blocking the thread.
///
/// # Panics
///
/// tokio panics if its runtime has no time driver.
pub async fn sleep(duration: Duration) {
    match Handle::try_current() {
        Ok(_) => tokio::time::sleep(duration).await,
        Err(_) => std::thread::sleep(duration),
    }
}

/// Returns the present on tokio's clock, which [`sleep`] moves. A test can pause it.
#[must_use]
pub fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
