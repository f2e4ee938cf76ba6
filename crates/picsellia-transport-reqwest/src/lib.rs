#![doc = include_str!("../README.md")]

mod client;
mod exchange;
mod fault;
mod outflow;
mod outgoing;
mod proxies;
mod stall;
mod transport;

pub use transport::ReqwestTransport;
