#![doc = include_str!("../README.md")]

mod client;
mod datalake;
mod deployment;
mod error;
mod link;
mod retry;
mod sessions;

pub use client::{Client, ClientBuilder};
pub use datalake::Datalake;
pub use deployment::Deployment;
pub use error::{ConfigError, Error, TransportFailure};
pub use retry::{Delivery, RetryPolicy};

// What a user of the facade needs of the core, so that one dependency is enough.
pub use picsellia_core::endpoint::{Data, DataFilter, DataId, DeploymentId, OrganizationId};
pub use picsellia_core::{
    BBox, BoxError, BoxFormat, ContentType, DetectionPrediction, ExchangeLimits, GeometryPolicy, Image,
    ImageError, ImageSize, InferenceType, InvalidInput, LegacyModels, MonitorReceipt, MonitorRequest,
    MonitorRequestBuilder, MonitorTransport, Prediction, Problem, ProblemKind, RawBox, Rejection, Repair,
    Retry, Score, Seconds, Secret, Shadow, Timestamp, TransportError, TransportErrorKind, UnreadableAnswer,
};
