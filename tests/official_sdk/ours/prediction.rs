//! Converts predictions of the official SDK to predictions of this SDK.

use picsellia_deploy::geometry::PointFormat;
use picsellia_deploy::prediction::{
    KeypointPrediction, Keypoints, LinePrediction, MaskPrediction, Objects, ObjectsBuilder, PointPrediction,
    SegmentationPrediction, Shape,
};
use picsellia_deploy::{BoxFormat, ClassificationPrediction, DetectionPrediction, Prediction};
use serde::Deserialize;

use super::Failure;

/// A prediction with the fields of the official SDK.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Columns {
    Classification {
        #[serde(flatten)]
        common: Common,
    },
    ObjectDetection {
        #[serde(flatten)]
        common: Common,
        detection_boxes: Vec<[i64; 4]>,
    },
    Segmentation {
        #[serde(flatten)]
        common: Common,
        detection_masks: Vec<Vec<[i64; 2]>>,
    },
    Line {
        #[serde(flatten)]
        common: Common,
        lines: Vec<Vec<[i64; 2]>>,
    },
    Point {
        #[serde(flatten)]
        common: Common,
        points: Vec<[i64; 2]>,
    },
    Keypoint {
        #[serde(flatten)]
        common: Common,
        keypoints: Vec<Vec<[i64; 3]>>,
    },
    Mask {
        #[serde(flatten)]
        common: Common,
        detection_masks: Vec<String>,
    },
}

/// The fields of all types.
#[derive(Debug, Deserialize)]
pub(crate) struct Common {
    detection_classes: Vec<i64>,
    detection_scores: Vec<f64>,
    detection_texts: Option<Vec<String>>,
}

impl Common {
    fn fill<S: Shape>(self, builder: ObjectsBuilder<S>) -> ObjectsBuilder<S> {
        let builder = builder.classes(self.detection_classes).scores(self.detection_scores);
        match self.detection_texts {
            Some(texts) => builder.texts(texts),
            None => builder,
        }
    }
}

impl Columns {
    pub(crate) fn build(self) -> Result<Prediction, Failure> {
        let pixels = PointFormat::PIXELS;
        Ok(match self {
            Self::Classification { common } => built(common.fill(ClassificationPrediction::builder()))?,
            Self::ObjectDetection { common, detection_boxes } => {
                let builder = DetectionPrediction::builder().boxes(BoxFormat::TLBR, detection_boxes);
                built(common.fill(builder))?
            }
            Self::Segmentation { common, detection_masks } => {
                let builder = SegmentationPrediction::builder().polygons(pixels, detection_masks);
                built(common.fill(builder))?
            }
            Self::Line { common, lines } => {
                built(common.fill(LinePrediction::builder().lines(pixels, lines)))?
            }
            Self::Point { common, points } => {
                built(common.fill(PointPrediction::builder().points(pixels, points)))?
            }
            Self::Keypoint { common, keypoints } => {
                let skeletons = keypoints.into_iter().map(Keypoints::new);
                built(common.fill(KeypointPrediction::builder().shapes(skeletons)))?
            }
            Self::Mask { common, detection_masks } => {
                built(common.fill(MaskPrediction::builder().masks(detection_masks)))?
            }
        })
    }
}

fn built<S: Shape>(builder: ObjectsBuilder<S>) -> Result<Prediction, Failure>
where
    Prediction: From<Objects<S>>,
{
    Ok(builder.build()?.into())
}
