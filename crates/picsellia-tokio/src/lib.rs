#![doc = include_str!("../README.md")]

mod pieces;
mod runtime;
mod stall;

pub use pieces::{Pieces, Unreadable};
pub use runtime::{guarded, now, sleep};
pub use stall::{Patience, Stall};
