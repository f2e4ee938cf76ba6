//! What a model said of an image.

mod detection;
mod inference_type;

pub use detection::{DetectionBuilder, DetectionPrediction};
pub use inference_type::{InferenceType, UnknownInferenceType};

use crate::geometry::{GeometryPolicy, ImageSize, Repair};
use crate::problem::Problems;

/// A prediction of any type that a deployment can have.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Prediction {
    /// Boxes with a class and a score each.
    Detection(DetectionPrediction),
}

impl Prediction {
    /// The type of the deployments that take this prediction.
    #[must_use]
    pub fn inference_type(&self) -> InferenceType {
        match self {
            Self::Detection(_) => InferenceType::ObjectDetection,
        }
    }

    pub(crate) fn judge(
        &mut self,
        size: ImageSize,
        policy: GeometryPolicy,
        problems: &mut Problems<'_>,
        repairs: &mut Vec<Repair>,
    ) {
        match self {
            Self::Detection(detection) => detection.judge(size, policy, problems, repairs),
        }
    }
}

impl From<DetectionPrediction> for Prediction {
    fn from(detection: DetectionPrediction) -> Self {
        Self::Detection(detection)
    }
}
