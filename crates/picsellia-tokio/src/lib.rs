#![doc = include_str!("../README.md")]

mod conclusion;
mod incoming;
mod pieces;
mod runtime;
mod stall;

pub use conclusion::conclude;
pub use incoming::Incoming;
pub use pieces::{Pieces, Unreadable};
pub use runtime::{guarded, now, sleep};
pub use stall::{Patience, Stall};
