#![doc = include_str!("../README.md")]

pub mod blocking;
pub mod client;
pub mod datalake;
pub mod deployment;
pub mod endpoint;
pub mod error;
pub mod geometry;
pub mod image;
pub mod predicted_asset;
pub mod prediction;
pub mod request;
pub mod statistics;
pub mod transport;

mod async_mutex;
mod credentials;
mod exchange;
mod idempotency;
mod key;
mod listing;
mod observe;
mod origin;
mod retry;
mod sessions;

// What a first program needs. Each type has exactly one path: what is here is in no module.
pub use client::builder::ClientBuilder;
pub use client::handle::Client;
pub use datalake::handle::Datalake;
pub use deployment::handle::Deployment;
pub use deployment::monitor_call::MonitorCall;
pub use error::call_error::Error;
pub use error::kind::ErrorKind;
pub use predicted_asset::handle::PredictedAsset;
pub use retry::{Delivery, RetryPolicy};

pub use picsellia_core::{
    BBox, BoxFormat, ClassMap, ClassificationPrediction, DetectionPrediction, DetectionReader,
    GeometryPolicy, Image, ImageSize, InferenceType, InputTransform, MonitorReceipt, MonitorRequest,
    Prediction, PredictionId, RequestDetails, Shadow, Timestamp,
};
