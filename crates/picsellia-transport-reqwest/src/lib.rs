#![doc = include_str!("../README.md")]

mod build_error;
mod cause;
mod client;
mod fault;
mod incoming;
mod outgoing;
mod transport;

pub use build_error::BuildError;
pub use transport::ReqwestTransport;
