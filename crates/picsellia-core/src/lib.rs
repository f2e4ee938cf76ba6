#![doc = include_str!("../README.md")]

mod answer;
pub mod endpoint;
mod geometry;
mod id;
mod image;
mod monitor;
mod number;
mod prediction;
mod problem;
mod secret;
mod transport;

pub use answer::{AnswerError, Rejection, Retry, UnreadableAnswer};
pub use geometry::{BBox, BoxError, BoxFormat, Coordinate, GeometryPolicy, ImageSize, RawBox, Repair};
pub use image::{ContentType, Image, ImageError, UnknownContentType};
pub use monitor::{DecodeError, LegacyModels, MonitorReceipt, MonitorRequest, MonitorRequestBuilder, Shadow};
pub use number::{ClassIndex, Score, Seconds, Timestamp};
pub use prediction::{
    DetectionBuilder, DetectionPrediction, InferenceType, Prediction, UnknownInferenceType,
};
pub use problem::{InvalidInput, Problem, ProblemKind};
pub use secret::Secret;
pub use transport::{Body, ExchangeLimits, MonitorTransport, TransportError, TransportErrorKind};
