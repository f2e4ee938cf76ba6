//! The cases, by what they need.

pub mod any;
pub mod environment;
pub mod options;
pub mod proxy;
pub(crate) mod requests;
pub mod socket;
pub mod tls;
