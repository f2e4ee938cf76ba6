//! Reading a response.
//!
//! ureq's own reading is not used: at the log's level of trace it writes out every byte that it reads, tokens included,
//! and it takes a reset for the end of a response without a length.

mod body;
mod chunks;
mod framing;
mod head;

pub(crate) use body::read_body;
pub(crate) use framing::Framing;
pub(crate) use head::{Head, Reader};
