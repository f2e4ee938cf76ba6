//! When a call is made again, and how long is waited before.

mod attempts;
mod budget;
mod policy;
mod retry_after;

pub(crate) use attempts::Attempts;
pub(crate) use budget::Budget;
pub use policy::{Delivery, RetryPolicy};
