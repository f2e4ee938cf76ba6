#![doc = include_str!("../README.md")]

mod connect;
mod connection;
mod conversation;
mod exchange;
mod fault;
mod outflow;
mod outgoing;
mod pool;
mod transport;
mod wire;

pub use transport::HyperTransport;
