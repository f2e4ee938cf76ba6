#![doc = include_str!("../README.md")]

mod build_error;
mod builder;
mod cause;
mod client;
mod exchange;
mod fault;
mod guarded;
mod incoming;
mod outgoing;
mod proxies;
mod roots;
mod stall;
mod tls;
mod transport;

pub use build_error::BuildError;
pub use builder::ReqwestTransportBuilder;
pub use transport::ReqwestTransport;
