#![doc = include_str!("../README.md")]

mod adapt;
mod base64;
mod buffers;
pub mod endpoint;
mod geometry;
mod id;
mod image;
mod monitor;
mod number;
mod prediction;
mod problem;
mod response;
mod secret;
mod transport;
mod wire;

pub use adapt::{ClassMap, DetectionReader, InputTransform};
pub use buffers::BodyBuffers;
pub use geometry::{
    BBox, BoxError, BoxFormat, Coordinate, GeometryPolicy, ImageSize, PointFormat, RawBox, Repair, RepairKind,
};
pub use image::{CloudImage, Connector, ContentType, Image, ImageError, ImageSource, UnknownContentType};
pub use monitor::{
    DecodeError, DeliveryState, IntoJsonObject, IntoOption, LegacyModels, MonitorReceipt, MonitorRequest,
    MonitorRequestBuilder, PredictionId, RequestDetails, Shadow,
};
pub use number::{ClassIndex, Score, Seconds, Timestamp};
pub use prediction::{
    ClassificationPrediction, DetectionPrediction, InferenceType, KeypointPrediction, Keypoints,
    LinePrediction, Mask, MaskPrediction, Objects, ObjectsBuilder, Point, PointPrediction, Polygon, Polyline,
    Prediction, SegmentationPrediction, Shape, UnknownInferenceType, WholeImage,
};
pub use problem::{InvalidInput, Problem, ProblemKind};
pub use response::{Rejection, ResponseError, Retryability, UnreadableResponse};
pub use secret::Secret;
pub use transport::{
    BlockingMonitorTransport, Body, BodyPieces, BodySource, BuildError, CancelHandle, Inline,
    MonitorTransport, RequestLimits, Threaded, TransportError, TransportErrorKind, TransportOptions,
};
