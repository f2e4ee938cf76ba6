//! The cases, grouped by what they need.

pub mod any;
pub mod duplex;
pub mod environment;
mod helpers;
pub mod options;
pub mod proxy;
pub mod socket;
pub mod tls;
