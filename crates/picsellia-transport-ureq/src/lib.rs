#![doc = include_str!("../README.md")]

mod agent;
mod answer;
mod build_error;
mod builder;
mod cause;
mod converse;
mod current;
mod engine;
mod fault;
mod line;
mod net;
mod outgoing;
mod proxies;
mod roots;
mod stop;
mod threads;
mod transport;

pub use build_error::BuildError;
pub use builder::UreqTransportBuilder;
pub use transport::UreqTransport;
