//! How many bytes of predictions are in memory at once.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::api_error::ApiError;

/// What one permit of the semaphore stands for: its counts are 32 bits wide.
const UNIT: usize = 1024;
/// How long a request waits for room before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(30);

/// Room for request bodies. Requests take it in the order of their arrival.
#[derive(Debug)]
pub(crate) struct Intake {
    room: Arc<Semaphore>,
    units: u32,
}

/// A part of the room, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Reservation {
    _permit: OwnedSemaphorePermit,
}

impl Intake {
    /// Room for this many bytes; never less than the largest single body.
    pub(crate) fn new(bytes: usize, largest_body: usize) -> Self {
        let units =
            units(bytes.max(largest_body)).min(u32::try_from(Semaphore::MAX_PERMITS).unwrap_or(u32::MAX));
        Self { room: Arc::new(Semaphore::new(units as usize)), units }
    }

    /// Waits until a body of this many bytes has room. It is taken whole before the first byte is read: bodies that
    /// took it piece by piece could wait for one another for ever.
    pub(crate) async fn reserve(&self, bytes: usize) -> Result<Reservation, ApiError> {
        let taking = Arc::clone(&self.room).acquire_many_owned(units(bytes).min(self.units));
        match tokio::time::timeout(PATIENCE, taking).await {
            Ok(Ok(permit)) => Ok(Reservation { _permit: permit }),
            Ok(Err(_)) | Err(_) => Err(ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Too many predictions are arriving at once: try again later",
            )),
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
    async fn room_is_bounded_and_given_back() {
        let intake = Intake::new(10 * UNIT, 1);
        let most = intake.reserve(9 * UNIT).await.expect("there is room");
        intake.reserve(UNIT).await.expect("there is room");
        intake.reserve(2 * UNIT).await.expect_err("there is no room");
        drop(most);
        intake.reserve(10 * UNIT).await.expect("there is room again");
    }

    #[tokio::test(start_paused = true)]
    async fn the_largest_body_always_fits() {
        let intake = Intake::new(0, 7 * UNIT);
        intake.reserve(7 * UNIT).await.expect("there is room");
        intake.reserve(usize::MAX).await.expect("what is announced beyond the limit is refused elsewhere");
    }
}
