//! Helpers for transports that run on tokio.

mod context;
mod pieces;

pub use context::{guarded, now, sleep};
pub use pieces::{Pieces, Unreadable};
