//! The shape of a result, by the type of the deployment.

use std::fmt;

use picsellia_core::{
    BoxFormat, DetectionPrediction, InferenceType, InvalidInput, KeypointPrediction, Keypoints, PointFormat,
    Polygon, Prediction, RawBox, SegmentationPrediction,
};
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::draft::Columns;

/// A field of a result, and its problem.
type Fault = (&'static str, String);

/// The shapes of all objects of an image, in pixels.
#[derive(Debug)]
pub(super) enum Shapes {
    Boxes(Vec<RawBox>),
    Polygons(Vec<Polygon>),
    Keypoints(Vec<Keypoints>),
}

pub(super) fn is_readable(inference_type: InferenceType) -> bool {
    matches!(
        inference_type,
        InferenceType::ObjectDetection | InferenceType::Segmentation | InferenceType::Keypoint
    )
}

/// Returns an empty prediction.
pub(super) fn nothing(inference_type: InferenceType) -> Result<Prediction, InvalidInput> {
    Shapes::of(inference_type).into_prediction(Columns::default())
}

/// The fields of a result that hold its shape.
pub(super) struct WrittenShape {
    pub(super) bbox: Option<Vec<f64>>,
    pub(super) segmentation: Option<Segmentation>,
    pub(super) keypoints: Option<Vec<f64>>,
}

impl Shapes {
    /// Creates an empty list of shapes for a type that is readable.
    pub(super) fn of(inference_type: InferenceType) -> Self {
        match inference_type {
            InferenceType::Segmentation => Self::Polygons(Vec::new()),
            InferenceType::Keypoint => Self::Keypoints(Vec::new()),
            _ => Self::Boxes(Vec::new()),
        }
    }

    /// Adds the shape of a result, and returns how many objects it has.
    pub(super) fn add(&mut self, written: WrittenShape, split_parts: bool) -> Result<usize, Fault> {
        match self {
            Self::Boxes(boxes) => {
                boxes.push(raw_box(written.bbox)?);
                Ok(1)
            }
            Self::Polygons(polygons) => {
                let parts = parts(written.segmentation)?;
                if parts.len() != 1 && !split_parts {
                    let message = format!(
                        "has {} parts, but a polygon of the platform has one outline: \
                         split the parts into objects of the same class and score",
                        parts.len()
                    );
                    return Err((".segmentation", message));
                }
                let count = parts.len();
                polygons.extend(parts);
                Ok(count)
            }
            Self::Keypoints(skeletons) => {
                skeletons.push(skeleton(written.keypoints)?);
                Ok(1)
            }
        }
    }

    pub(super) fn into_prediction(self, columns: Columns) -> Result<Prediction, InvalidInput> {
        let Columns { classes, scores } = columns;
        Ok(match self {
            Self::Boxes(boxes) => {
                DetectionPrediction::builder().classes(classes).scores(scores).shapes(boxes).build()?.into()
            }
            Self::Polygons(polygons) => SegmentationPrediction::builder()
                .classes(classes)
                .scores(scores)
                .shapes(polygons)
                .build()?
                .into(),
            Self::Keypoints(skeletons) => KeypointPrediction::builder()
                .classes(classes)
                .scores(scores)
                .shapes(skeletons)
                .build()?
                .into(),
        })
    }
}

fn raw_box(bbox: Option<Vec<f64>>) -> Result<RawBox, Fault> {
    let bbox = bbox.ok_or_else(|| (".bbox", "is missing".to_owned()))?;
    let numbers: [f64; 4] = bbox.try_into().map_err(|bbox: Vec<f64>| {
        (".bbox", format!("has {} numbers, not 4: [x, y, width, height]", bbox.len()))
    })?;
    BoxFormat::XYWH.read(numbers).map_err(|error| (".bbox", error.to_string()))
}

fn skeleton(keypoints: Option<Vec<f64>>) -> Result<Keypoints, Fault> {
    let fault = |message| (".keypoints", message);
    let numbers = keypoints.ok_or_else(|| fault("is missing".to_owned()))?;
    let (triples, rest) = numbers.as_chunks::<3>();
    if !rest.is_empty() {
        return Err(fault(format!("has {} numbers, not triples [x, y, visibility]", numbers.len())));
    }
    let mut points = Vec::with_capacity(triples.len());
    for (index, &[x, y, third]) in triples.iter().enumerate() {
        let visibility = [0, 1, 2].into_iter().find(|known| f64::from(*known) == third).ok_or_else(|| {
            fault(format!(
                "the third value of point {index} is {third}, not a visibility (0 not there, 1 hidden, 2 seen): \
                 where the tool writes a confidence, write 2 for the points that count"
            ))
        })?;
        let [x, y] = PointFormat::PIXELS.read([x, y]).map_err(|error| fault(error.to_string()))?;
        points.push([x, y, i64::from(visibility)]);
    }
    Ok(Keypoints::new(points))
}

fn parts(segmentation: Option<Segmentation>) -> Result<Vec<Polygon>, Fault> {
    let fault = |message| (".segmentation", message);
    let parts = match segmentation {
        None => return Err(fault("is missing".to_owned())),
        Some(Segmentation::RunLengths) => {
            let message = "is a mask in run-length encoding, and the deployment takes polygons: trace its outline first, \
                           for example with findContours of OpenCV";
            return Err(fault(message.to_owned()));
        }
        Some(Segmentation::Parts(parts)) => parts,
    };
    let polygon = |part: Vec<f64>| {
        let (points, rest) = part.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(fault(format!("has {} numbers, not pairs [x, y]", part.len())));
        }
        let points: Result<Vec<_>, _> = points.iter().map(|point| PointFormat::PIXELS.read(*point)).collect();
        points.map(Polygon::new).map_err(|error| fault(error.to_string()))
    };
    parts.into_iter().map(polygon).collect()
}

/// The content of `segmentation`.
#[derive(Debug, PartialEq)]
pub(super) enum Segmentation {
    /// Outlines `[x, y, x, y, …]`, one for each visible part of the object.
    Parts(Vec<Vec<f64>>),
    /// A mask in run-length encoding.
    RunLengths,
}

impl<'de> Deserialize<'de> for Segmentation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Segmentation;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("polygons [[x, y, x, y, …], …], or a mask in run-length encoding")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Segmentation, A::Error> {
                let mut found = Vec::new();
                while let Some(part) = parts.next_element()? {
                    found.push(part);
                }
                Ok(Segmentation::Parts(found))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut mask: A) -> Result<Segmentation, A::Error> {
                while mask.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Segmentation::RunLengths)
            }
        }

        deserializer.deserialize_any(Either)
    }
}
