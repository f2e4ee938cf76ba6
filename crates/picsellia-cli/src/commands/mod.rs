//! The commands, a file for each.

pub(crate) mod deployments;
pub(crate) mod monitor;
#[cfg(feature = "server")]
pub(crate) mod serve;
