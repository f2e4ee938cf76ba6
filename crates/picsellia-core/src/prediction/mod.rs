//! Predictions: what a model found in an image.

mod builder;
mod findings;
mod inference_type;
mod objects;
mod shape;
mod shapes;

use crate::geometry::{GeometryPolicy, ImageSize, RawBox, Repair};
use crate::problem::Problems;

pub use builder::ObjectsBuilder;
pub(crate) use findings::DropReason;
pub use inference_type::{InferenceType, UnknownInferenceType};
pub use objects::Objects;
pub use shape::Shape;
pub(crate) use shape::sealed::Shape as WireShape;
pub use shapes::{Keypoints, Mask, Point, Polygon, Polyline, WholeImage};

/// Boxes, each with a class and a score: for `OBJECT_DETECTION` deployments.
pub type DetectionPrediction = Objects<RawBox>;
/// Classes of the whole image, each with a score: for `CLASSIFICATION` deployments.
pub type ClassificationPrediction = Objects<WholeImage>;
/// Polygons, each with a class and a score: for `SEGMENTATION` deployments.
pub type SegmentationPrediction = Objects<Polygon>;
/// Polylines, each with a class and a score: for `LINE` deployments.
pub type LinePrediction = Objects<Polyline>;
/// Points, each with a class and a score: for `POINT` deployments.
pub type PointPrediction = Objects<Point>;
/// Skeletons, each with a class and a score: for `KEYPOINT` deployments.
pub type KeypointPrediction = Objects<Keypoints>;
/// Masks, each with a class and a score: for `MASK` deployments.
pub type MaskPrediction = Objects<Mask>;

macro_rules! predictions {
    ($($(#[$doc:meta])* $variant:ident($objects:ty)),* $(,)?) => {
        /// A prediction of any type that a deployment can have.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Prediction {
            $($(#[$doc])* $variant($objects),)*
        }

        $(impl From<$objects> for Prediction {
            fn from(objects: $objects) -> Self {
                Self::$variant(objects)
            }
        })*

        /// Evaluates an expression with the objects of a prediction, whatever their shape is.
        macro_rules! each_prediction {
            ($prediction:expr, $name:ident => $do:expr) => {
                match $prediction {
                    $($crate::prediction::Prediction::$variant($name) => $do,)*
                }
            };
        }
        pub(crate) use each_prediction;
    };
}

predictions! {
    /// Classes of the whole image.
    Classification(ClassificationPrediction),
    /// Boxes.
    Detection(DetectionPrediction),
    /// Polygons.
    Segmentation(SegmentationPrediction),
    /// Polylines.
    Line(LinePrediction),
    /// Points.
    Point(PointPrediction),
    /// Skeletons.
    Keypoint(KeypointPrediction),
    /// Masks.
    Mask(MaskPrediction),
}

impl Prediction {
    /// Returns the type of the deployments that accept this prediction.
    #[must_use]
    pub fn inference_type(&self) -> InferenceType {
        each_prediction!(self, objects => objects.inference_type())
    }

    /// Returns the detection, if it is one.
    #[must_use]
    pub fn as_detection(&self) -> Option<&DetectionPrediction> {
        match self {
            Self::Detection(detection) => Some(detection),
            _ => None,
        }
    }

    /// Returns the number of objects.
    #[must_use]
    pub fn len(&self) -> usize {
        each_prediction!(self, objects => objects.len())
    }

    /// Returns whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn validate(
        &mut self,
        size: ImageSize,
        policy: GeometryPolicy,
        problems: &mut Problems<'_>,
        repairs: &mut Vec<Repair>,
    ) {
        each_prediction!(self, objects => objects.validate(size, policy, problems, repairs));
    }
}
