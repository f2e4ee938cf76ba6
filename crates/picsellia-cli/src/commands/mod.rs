//! The commands, a file for each.

pub(crate) mod monitor;
