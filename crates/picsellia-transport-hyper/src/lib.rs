#![doc = include_str!("../README.md")]

mod connect;
mod connection;
mod error;
mod exchange;
mod pool;
mod prepare;
mod request_body;
mod round_trip;
mod socket;
mod transport;

pub use transport::HyperTransport;
