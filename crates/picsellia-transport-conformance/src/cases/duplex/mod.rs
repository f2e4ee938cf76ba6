//! Cases for transports that read while they write. The contract allows it and does not require it.

mod early_responses;

pub use early_responses::*;
