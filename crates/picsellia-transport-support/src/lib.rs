#![doc = include_str!("../README.md")]

mod conclusion;
mod incoming;
#[cfg(feature = "routing")]
pub mod routing;
#[cfg(feature = "tokio")]
pub mod runtime;
mod stall;
#[cfg(feature = "tls")]
pub mod tls;

pub use conclusion::conclude;
pub use incoming::Incoming;
pub use stall::{Patience, Stall};
