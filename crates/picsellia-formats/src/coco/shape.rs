//! The shapes of results, by the type of the deployment.

use picsellia_core::{
    BoxFormat, DetectionPrediction, InferenceType, InvalidInput, KeypointPrediction, Keypoints, PointFormat,
    Polygon, Prediction, RawBox, SegmentationPrediction,
};

use super::entry::{Entry, Segmentation};
use crate::draft::Columns;

/// The field of a result, and its problem.
type Fault = (&'static str, String);

/// The shapes of all objects of an image, in pixels.
#[derive(Debug)]
pub(super) enum Shapes {
    Boxes(Vec<RawBox>),
    Polygons(Vec<Polygon>),
    Keypoints(Vec<Keypoints>),
}

/// Returns whether the format supports the type.
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

impl Shapes {
    /// Creates an empty list of shapes for a type that the format supports.
    pub(super) fn of(inference_type: InferenceType) -> Self {
        match inference_type {
            InferenceType::Segmentation => Self::Polygons(Vec::new()),
            InferenceType::Keypoint => Self::Keypoints(Vec::new()),
            _ => Self::Boxes(Vec::new()),
        }
    }

    /// Adds the shapes of a result, and returns the number of its objects.
    pub(super) fn add(&mut self, entry: Entry, split_parts: bool) -> Result<usize, Fault> {
        match self {
            Self::Boxes(boxes) => {
                boxes.push(raw_box(entry.bbox)?);
                Ok(1)
            }
            Self::Polygons(polygons) => {
                let parts = parts(entry.segmentation)?;
                if parts.len() != 1 && !split_parts {
                    let message = format!(
                        "has {} polygons, but an object can only have one: split the result into one object for each",
                        parts.len()
                    );
                    return Err((".segmentation", message));
                }
                let count = parts.len();
                polygons.extend(parts);
                Ok(count)
            }
            Self::Keypoints(skeletons) => {
                skeletons.push(skeleton(entry.keypoints)?);
                Ok(1)
            }
        }
    }

    /// Builds the prediction.
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
        (".bbox", format!("has {} numbers instead of 4: [x, y, width, height]", bbox.len()))
    })?;
    BoxFormat::XYWH.read(numbers).map_err(|error| (".bbox", error.to_string()))
}

fn skeleton(keypoints: Option<Vec<f64>>) -> Result<Keypoints, Fault> {
    let fault = |message| (".keypoints", message);
    let numbers = keypoints.ok_or_else(|| fault("is missing".to_owned()))?;
    let (triples, rest) = numbers.as_chunks::<3>();
    if !rest.is_empty() {
        return Err(fault(format!(
            "has {} numbers, which are not triples [x, y, visibility]",
            numbers.len()
        )));
    }
    let mut points = Vec::with_capacity(triples.len());
    for (index, &[x, y, third]) in triples.iter().enumerate() {
        let visibility = [0, 1, 2].into_iter().find(|known| f64::from(*known) == third).ok_or_else(|| {
            fault(format!(
                "the visibility of point {index} is {third}, not 0 (absent), 1 (hidden) or 2 (visible): \
                 if the tool writes a confidence, write 2 for points above your threshold"
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
            let message = "is a mask in run-length encoding: convert it to polygons first, for example with \
                           cv2.findContours of OpenCV";
            return Err(fault(message.to_owned()));
        }
        Some(Segmentation::Polygons(parts)) => parts,
    };
    let polygon = |part: Vec<f64>| {
        let (points, rest) = part.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(fault(format!("has {} numbers, which are not pairs [x, y]", part.len())));
        }
        let points: Result<Vec<_>, _> = points.iter().map(|point| PointFormat::PIXELS.read(*point)).collect();
        points.map(Polygon::new).map_err(|error| fault(error.to_string()))
    };
    parts.into_iter().map(polygon).collect()
}
