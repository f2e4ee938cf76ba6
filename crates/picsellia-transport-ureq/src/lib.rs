#![doc = include_str!("../README.md")]

mod agent;
mod connect;
mod dial;
mod error;
mod handover;
mod head;
mod line;
mod request;
mod response;
mod stream;
mod transport;
mod tunnel;

pub use transport::UreqTransport;
