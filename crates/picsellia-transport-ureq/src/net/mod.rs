//! Connections: how one is made, and how it is read and written within bounds.

mod address;
mod channel;
mod connect;
mod judge;
mod tunnel;
mod wire;

pub(crate) use channel::Channel;
pub(crate) use connect::{Connected, Connecting, connect};
pub(crate) use judge::{config as tls_config, judged_by};
pub(crate) use wire::{Bounds, Wire};
