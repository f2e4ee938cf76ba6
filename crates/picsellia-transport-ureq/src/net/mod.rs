//! Connections: how one is made, and how it is read and written within bounds.

mod address;
mod channel;
mod connect;
mod tunnel;
mod wire;

pub(crate) use channel::Channel;
pub(crate) use connect::{Connected, Connecting, connect};
pub(crate) use wire::{Bounds, Wire};
