//! The types of predictions besides detection and classification, and what they consist of.

pub use picsellia_core::{
    ClassIndex, KeypointPrediction, Keypoints, LinePrediction, Mask, MaskPrediction, Objects, ObjectsBuilder,
    Point, PointPrediction, Polygon, Polyline, Score, SegmentationPrediction, Shape, UnknownInferenceType,
    WholeImage,
};
