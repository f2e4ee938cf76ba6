#![doc = include_str!("../README.md")]

mod cause;
mod framing;
mod partial_response;
#[cfg(feature = "routing")]
pub mod routing;
#[cfg(feature = "tokio")]
pub mod runtime;
mod stall_timeouts;
mod timeouts;
#[cfg(feature = "tls")]
pub mod tls;

pub use cause::find_cause;
pub use framing::check_framing;
pub use partial_response::{PartialResponse, finish_exchange};
pub use stall_timeouts::{StallTimeout, StallTimeouts};
pub use timeouts::check_timeouts;
