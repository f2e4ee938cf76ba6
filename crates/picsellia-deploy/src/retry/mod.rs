//! The one retry loop: when an attempt is made again, and how long to wait before it.

mod attempts;
mod budget;
mod caller;
mod hooks;
mod policy;
mod retry_after;

pub(crate) use caller::{Call, Caller};
pub(crate) use hooks::{CallHooks, Conflict};
pub use policy::{Delivery, RetryPolicy};

/// Whether a call can be made twice without harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// The call reads, logs in, or sets what is set already.
    Idempotent,
    /// The call stores something, perhaps twice. Its error says whether an attempt may have been accepted.
    NotIdempotent,
}
