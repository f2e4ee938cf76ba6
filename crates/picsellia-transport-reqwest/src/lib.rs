#![doc = include_str!("../README.md")]

mod client;
mod error;
mod exchange;
mod prepare;
mod progress;
mod proxies;
mod request_body;
mod transport;

pub use transport::ReqwestTransport;
