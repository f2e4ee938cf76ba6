//! The wall clock in whole seconds, for the expiry of tokens and signed URLs.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the seconds since the Unix epoch.
pub(crate) fn unix_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since_epoch| since_epoch.as_secs())
}
