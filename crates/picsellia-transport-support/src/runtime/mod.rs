//! Helpers for transports that run on tokio.

mod body_reader;
mod current;

pub use body_reader::{BodyReader, UnreadableBody};
pub use current::{now, require_runtime, sleep};
