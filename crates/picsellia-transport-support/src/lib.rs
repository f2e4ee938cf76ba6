#![doc = include_str!("../README.md")]

mod cause;
mod partial_response;
#[cfg(feature = "routing")]
pub mod routing;
#[cfg(feature = "tokio")]
pub mod runtime;
mod stall_timeouts;
#[cfg(feature = "tls")]
pub mod tls;

pub use cause::find_cause;
pub use partial_response::{PartialResponse, finish_exchange};
pub use stall_timeouts::{StallTimeout, StallTimeouts};
