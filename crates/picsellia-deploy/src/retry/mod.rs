//! The one retry loop: when an attempt is made again, and how long to wait before it.

mod attempts;
mod budget;
mod caller;
mod hooks;
mod options;
mod policy;
mod retry_after;
mod run;

pub(crate) use caller::Caller;
pub(crate) use hooks::{CallHooks, Conflict};
pub(crate) use options::CallOptions;
pub use policy::{Delivery, RetryPolicy};
pub(crate) use run::Call;
