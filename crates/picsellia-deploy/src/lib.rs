#![doc = include_str!("../README.md")]

mod async_mutex;
pub mod blocking;
mod client;
mod credentials;
mod datalake;
mod deployment;
mod error;
mod exchange;
mod idempotency;
mod key;
mod listing;
mod observe;
mod origin;
mod retry;
mod sessions;

pub use client::{Client, ClientBuilder};
pub use datalake::Datalake;
pub use deployment::Deployment;
pub use error::{ConfigError, Error, ErrorKind, LoginFailure, TransportFailure};
pub use listing::Listing;
pub use observe::Counters;
pub use retry::{Delivery, RetryPolicy};

// What a user of the facade needs of the core, so that one dependency is enough.
pub use picsellia_core::endpoint::{
    Data, DataFilter, DataId, DataKey, DataKeys, DataSource, DataSourceId, DatalakeId, DeploymentId,
    DeploymentInfo, DeploymentSettings, DeploymentUpdate, Host, InvalidHost, Label, LabelId, LabelMapError,
    ModelVersion, ModelVersionId, Organization, OrganizationId, PredictedAsset, PredictedAssetId, Review,
    Statistic, StatsFilter, StatsService, StoredPrediction, StoredPredictions, Tag, TagId,
};
pub use picsellia_core::{
    BBox, Body, BoxError, BoxFormat, BuildError, ClassIndex, ClassMap, ClassificationPrediction, CloudImage,
    Connector, ContentType, Coordinate, DecodeError, DetectionPrediction, DetectionReader, GeometryPolicy,
    Image, ImageError, ImageSize, ImageSource, InferenceType, Inline, InputTransform, InvalidInput,
    KeypointPrediction, Keypoints, LegacyModels, LinePrediction, Mask, MaskPrediction, MonitorReceipt,
    MonitorRequest, MonitorRequestBuilder, MonitorTransport, Objects, ObjectsBuilder, Point, PointFormat,
    PointPrediction, Polygon, Polyline, Prediction, PredictionId, Problem, ProblemKind, RawBox, Rejection,
    Repair, RepairKind, RequestLimits, Retryability, Score, Seconds, Secret, SegmentationPrediction, Shadow,
    Shape, Timestamp, TransportError, TransportErrorKind, TransportOptions, UnknownContentType,
    UnknownInferenceType, UnreadableResponse, WholeImage, check_framing, endpoint,
};
