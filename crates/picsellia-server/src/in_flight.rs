//! A bound on the bytes of predictions that are in memory at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The bytes that one permit of the semaphore stands for. Its counts are 32 bits wide.
const UNIT: usize = 1024;
/// How long a request waits for memory before it is refused.
const WAIT_TIMEOUT: Duration = Duration::from_secs(30);

/// Memory for request bodies, granted in the order of arrival.
#[derive(Debug)]
pub(crate) struct InFlightLimit {
    units: Arc<Semaphore>,
    capacity: u32,
}

/// A part of the memory, released on drop.
#[derive(Debug)]
pub(crate) struct InFlightPermit {
    _permit: OwnedSemaphorePermit,
}

/// No memory became free in time.
#[derive(Debug, thiserror::Error)]
#[error("too many predictions are arriving at once; try again later")]
pub(crate) struct TooManyInFlight;

impl InFlightLimit {
    /// Creates a limit of this many bytes, or of the largest single body if that is more.
    pub(crate) fn new(bytes: usize, largest_body: usize) -> Self {
        let largest = u32::try_from(Semaphore::MAX_PERMITS).unwrap_or(u32::MAX);
        let capacity = units(bytes.max(largest_body)).min(largest);
        Self { units: Arc::new(Semaphore::new(capacity as usize)), capacity }
    }

    /// Waits until there is memory for a body of this many bytes.
    ///
    /// The memory for a body is granted whole before its first byte is read. If it were granted
    /// piece by piece, two bodies could wait for each other forever.
    pub(crate) async fn acquire(&self, bytes: usize) -> Result<InFlightPermit, TooManyInFlight> {
        let acquiring = Arc::clone(&self.units).acquire_many_owned(units(bytes).min(self.capacity));
        match tokio::time::timeout(WAIT_TIMEOUT, acquiring).await {
            Ok(Ok(permit)) => Ok(InFlightPermit { _permit: permit }),
            Ok(Err(_)) | Err(_) => Err(TooManyInFlight),
        }
    }
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded_and_released() {
        let limit = InFlightLimit::new(10 * UNIT, 1);
        let most = limit.acquire(9 * UNIT).await.expect("within the limit");
        limit.acquire(UNIT).await.expect("within the limit");
        limit.acquire(2 * UNIT).await.expect_err("beyond the limit");
        drop(most);
        limit.acquire(10 * UNIT).await.expect("released");
    }

    #[tokio::test(start_paused = true)]
    async fn the_largest_body_always_fits() {
        let limit = InFlightLimit::new(0, 7 * UNIT);
        limit.acquire(7 * UNIT).await.expect("within the limit");
        limit.acquire(usize::MAX).await.expect("larger bodies are refused elsewhere");
    }
}
