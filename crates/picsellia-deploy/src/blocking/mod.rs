//! The blocking API, for programs without an async runtime: every call blocks until it is done.
//!
//! It runs the same code as the async API, on the calling thread, over a
//! [`BlockingMonitorTransport`](crate::transport::BlockingMonitorTransport) such as that of
//! `picsellia-transport-ureq`. No runtime is started or needed. Calls can be made from many threads
//! at once.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use picsellia_deploy::blocking::Client;
//! use picsellia_deploy::{BoxFormat, DetectionPrediction, Error, Image};
//! use picsellia_transport_ureq::UreqTransport;
//!
//! fn main() -> Result<(), Error> {
//!     let client = Client::from_env(UreqTransport::new()?)?;
//!     let doors = client.deployment("doors")?;
//!
//!     let prediction = DetectionPrediction::builder()
//!         .classes([1])
//!         .scores([0.9])
//!         .boxes(BoxFormat::TLBR, [[128, 200, 159, 240]])
//!         .build()?;
//!     let image = Image::open("door.png")?;
//!     let latency = Duration::from_millis(257);
//!     let receipt = doors.monitor(image, latency, prediction).source("camera-1").send()?;
//!     println!("monitored as {receipt}");
//!     Ok(())
//! }
//! ```

mod builder;
mod client;
mod datalake;
mod deployment;
mod drive;
mod items;
mod monitor_call;
mod predicted_asset;

pub use builder::ClientBuilder;
pub use client::Client;
pub use datalake::Datalake;
pub use deployment::Deployment;
pub use items::Items;
pub use monitor_call::MonitorCall;
pub use predicted_asset::PredictedAsset;
