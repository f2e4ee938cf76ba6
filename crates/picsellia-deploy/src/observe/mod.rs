//! What a client did: counters always, `tracing` and `metrics` where their features are on.

mod counters;
mod delivery_guard;
mod spans;

pub use counters::Counters;
pub(crate) use counters::Observer;
pub(crate) use delivery_guard::DeliveryGuard;
pub(crate) use spans::{delivering, exchanging};
