//! Reads the part of a body that is a prediction. Only the key of the shapes reveals its type.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::DecodeError;
use crate::geometry::RawBox;
use crate::number::Score;
use crate::prediction::{
    InferenceType, Keypoints, Mask, Objects, Point, Polygon, Polyline, Prediction, Shape, WholeImage,
};

/// The fields of predictions of all types.
#[derive(Deserialize)]
pub(super) struct WirePrediction {
    detection_classes: Vec<i64>,
    detection_texts: Option<Vec<String>>,
    detection_scores: Vec<f64>,
    detection_boxes: Option<Vec<[i64; 4]>>,
    detection_masks: Option<Vec<WireMask>>,
    lines: Option<Vec<Vec<[i64; 2]>>>,
    points: Option<Vec<[i64; 2]>>,
    keypoints: Option<Vec<Vec<[i64; 3]>>>,
}

/// `detection_masks` holds polygons for one type of deployment and texts for another.
enum WireMask {
    Polygon(Vec<[i64; 2]>),
    Text(String),
}

impl<'de> Deserialize<'de> for WireMask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = WireMask;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the points [[x, y], …] of a polygon, or the text of a mask")
            }

            fn visit_str<E>(self, text: &str) -> Result<WireMask, E> {
                Ok(WireMask::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut points: A) -> Result<WireMask, A::Error> {
                let mut polygon = Vec::new();
                while let Some(point) = points.next_element()? {
                    polygon.push(point);
                }
                Ok(WireMask::Polygon(polygon))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl Prediction {
    /// Reads a prediction of this type from JSON in the wire format.
    ///
    /// The columns are `detection_classes`, `detection_scores`, the one of the shapes, and
    /// optionally `detection_texts`. Shapes are not validated.
    ///
    /// ```
    /// use picsellia_core::{InferenceType, Prediction};
    ///
    /// let json = br#"{
    ///     "detection_classes": [1],
    ///     "detection_boxes": [[128, 200, 159, 240]],
    ///     "detection_scores": [0.9]
    /// }"#;
    /// let prediction = Prediction::from_json(json, InferenceType::ObjectDetection)?;
    /// assert_eq!(prediction.len(), 1);
    ///
    /// let error = Prediction::from_json(json, InferenceType::Point).unwrap_err();
    /// assert_eq!(error.to_string(), "points: is missing; predictions of type POINT have it");
    /// # Ok::<(), picsellia_core::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] with the path of the invalid field, such as `detection_boxes[1]`.
    pub fn from_json(json: &[u8], inference_type: InferenceType) -> Result<Self, DecodeError> {
        let mut json = serde_json::Deserializer::from_slice(json);
        let wire: WirePrediction = serde_path_to_error::deserialize(&mut json)?;
        json.end().map_err(|error| DecodeError::not_json(&error))?;
        wire.read("", Some(inference_type))
    }
}

impl WirePrediction {
    /// Reads the prediction at `path`, which is empty if it is the whole JSON document.
    pub(super) fn read(self, path: &str, expected: Option<InferenceType>) -> Result<Prediction, DecodeError> {
        let inference_type = expected.unwrap_or_else(|| self.inference_type());
        let reader = Reader { path, inference_type };
        // Every prediction has the columns of a classification. Shapes would be dropped silently.
        let told = self.inference_type();
        if inference_type == InferenceType::Classification && told != inference_type {
            let message =
                format!("has the shapes of type {told}, but is expected to be of type {inference_type}");
            return Err(DecodeError::at(reader.whole(), message));
        }
        let Self { detection_classes: classes, detection_texts: texts, detection_scores: scores, .. } = self;
        let columns = Columns { classes, texts, scores };
        match inference_type {
            InferenceType::Classification => reader.build::<WholeImage>(columns, []).map(Into::into),
            InferenceType::ObjectDetection => {
                let boxes = reader.required("detection_boxes", self.detection_boxes)?;
                let boxes =
                    boxes.into_iter().map(|[top, left, bottom, right]| RawBox { top, left, bottom, right });
                reader.build(columns, boxes).map(Into::into)
            }
            InferenceType::Segmentation => {
                let masks = reader.required("detection_masks", self.detection_masks)?;
                let polygons = reader.masks(masks, |mask| match mask {
                    WireMask::Polygon(points) => Some(Polygon::new(points)),
                    WireMask::Text(_) => None,
                })?;
                reader.build(columns, polygons).map(Into::into)
            }
            InferenceType::Mask => {
                let masks = reader.required("detection_masks", self.detection_masks)?;
                let texts = reader.masks(masks, |mask| match mask {
                    WireMask::Text(text) => Some(Mask::new(text)),
                    WireMask::Polygon(_) => None,
                })?;
                reader.build(columns, texts).map(Into::into)
            }
            InferenceType::Line => {
                let lines = reader.required("lines", self.lines)?;
                reader.build(columns, lines.into_iter().map(Polyline::new)).map(Into::into)
            }
            InferenceType::Point => {
                let points = reader.required("points", self.points)?;
                reader.build(columns, points.into_iter().map(|[x, y]| Point::new(x, y))).map(Into::into)
            }
            InferenceType::Keypoint => {
                let skeletons = reader.required("keypoints", self.keypoints)?;
                reader.build(columns, skeletons.into_iter().map(Keypoints::new)).map(Into::into)
            }
            InferenceType::NotConfigured | InferenceType::Multi | InferenceType::Unknown => {
                let message = format!("deployments of type {inference_type} take no prediction");
                Err(DecodeError::at(reader.whole(), message))
            }
        }
    }

    /// Detects the type from the shapes. Clients before 6.7 send boxes with their masks, so boxes
    /// come last.
    fn inference_type(&self) -> InferenceType {
        match self {
            Self { detection_masks: Some(masks), .. } => match masks.first() {
                Some(WireMask::Text(_)) => InferenceType::Mask,
                _ => InferenceType::Segmentation,
            },
            Self { lines: Some(_), .. } => InferenceType::Line,
            Self { points: Some(_), .. } => InferenceType::Point,
            Self { keypoints: Some(_), .. } => InferenceType::Keypoint,
            Self { detection_boxes: Some(_), .. } => InferenceType::ObjectDetection,
            _ => InferenceType::Classification,
        }
    }
}

/// The columns of every prediction.
struct Columns {
    classes: Vec<i64>,
    texts: Option<Vec<String>>,
    scores: Vec<f64>,
}

struct Reader<'a> {
    path: &'a str,
    inference_type: InferenceType,
}

impl Reader<'_> {
    /// Returns the path of the whole prediction.
    fn whole(&self) -> &str {
        if self.path.is_empty() { "." } else { self.path }
    }

    /// Returns the path of a field of the prediction.
    fn field(&self, field: impl fmt::Display) -> String {
        if self.path.is_empty() { field.to_string() } else { format!("{}.{field}", self.path) }
    }

    fn required<T>(&self, field: &str, value: Option<T>) -> Result<T, DecodeError> {
        value.ok_or_else(|| {
            let message = format!("is missing; predictions of type {} have it", self.inference_type);
            DecodeError::at(self.field(field), message)
        })
    }

    fn masks<S>(
        &self,
        masks: Vec<WireMask>,
        read: impl Fn(WireMask) -> Option<S>,
    ) -> Result<Vec<S>, DecodeError> {
        let read = masks.into_iter().enumerate().map(|(index, mask)| {
            read(mask).ok_or_else(|| {
                let message = format!("is not what predictions of type {} have", self.inference_type);
                DecodeError::at(self.field(format_args!("detection_masks[{index}]")), message)
            })
        });
        read.collect()
    }

    fn build<S: Shape>(
        &self,
        columns: Columns,
        shapes: impl IntoIterator<Item = S>,
    ) -> Result<Objects<S>, DecodeError> {
        let builder = Objects::builder()
            .classes(columns.classes)
            .scores(columns.scores.into_iter().map(Score::from))
            .shapes(shapes)
            .texts(columns.texts.unwrap_or_default());
        builder.build().map_err(|error| {
            let error = DecodeError::from(error);
            DecodeError::at(self.field(error.path()), error.message())
        })
    }
}
