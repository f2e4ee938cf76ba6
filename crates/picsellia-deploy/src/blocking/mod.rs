//! The same facade for programs without an async runtime: every call blocks until it is done.
//!
//! It drives the very same code, on the calling thread, over a
//! [`BlockingMonitorTransport`](picsellia_core::BlockingMonitorTransport) such as that of `picsellia-transport-ureq`. No
//! runtime is started or needed. Calls may be made from many threads at once.
//!
//! ```no_run
//! use picsellia_deploy::blocking::Client;
//! use picsellia_transport_ureq::UreqTransport;
//!
//! # fn run(request: picsellia_deploy::MonitorRequest) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder(UreqTransport::new()?).organization("acme").connect()?;
//! let doors = client.deployment("doors")?;
//! println!("monitored as {}", doors.monitor(&request)?);
//! # Ok(())
//! # }
//! ```

mod client;
mod datalake;
mod deployment;
mod drive;

pub use client::{Client, ClientBuilder};
pub use datalake::{Datalake, Items};
pub use deployment::Deployment;
