#![doc = include_str!("../README.md")]

mod agent;
mod converse;
mod current;
mod engine;
mod fault;
mod line;
mod net;
mod outgoing;
mod response;
mod stop;
mod threads;
mod transport;
mod unsent;

pub use transport::UreqTransport;
