use picsellia_deploy::BBox;
use picsellia_deploy::deployment::{Label, LabelId};
use picsellia_deploy::error::{InvalidInput, Problem};
use picsellia_deploy::predicted_asset::Review;
use picsellia_deploy::prediction::{Point, Polygon, Polyline};
use serde::Deserialize;

use crate::failure::Failure;
use crate::input::JsonFile;

/// A review file, which names labels instead of ids.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Form {
    boxes: Vec<Boxed>,
    polygons: Vec<Path>,
    lines: Vec<Path>,
    points: Vec<Pointed>,
    classes: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Boxed {
    label: String,
    /// `[top, left, bottom, right]`
    r#box: [i64; 4],
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Path {
    label: String,
    points: Vec<[i64; 2]>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pointed {
    label: String,
    point: [i64; 2],
}

impl Form {
    pub(super) fn read(file: &JsonFile) -> Result<Self, Failure> {
        let mut json = serde_json::Deserializer::from_slice(file.bytes());
        serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let (path, reason) = (error.path().to_string(), error.inner().to_string());
            let place = if path == "." { String::new() } else { format!("{path}: ") };
            Failure::invalid(format!("{}: {place}{reason}", file.name()))
                .hint("example: {\"boxes\":[{\"label\":\"car\",\"box\":[128,200,159,240]}],\"classes\":[\"night\"]}")
        })
    }

    /// Creates the review, with the ids of the labels.
    pub(super) fn review(self, labels: &[Label], deployment: &str) -> Result<Review, Failure> {
        let mut problems = Vec::new();
        let mut review = Review::new();
        let id_of = |path: String, name: &str, problems: &mut Vec<Problem>| -> Option<LabelId> {
            let found = labels.iter().find(|label| label.name == name);
            if found.is_none() {
                problems.push(Problem::invalid(
                    path,
                    format!("the deployment {deployment:?} has no label {name:?}"),
                ));
            }
            found.map(|label| label.id.clone())
        };
        for (index, Boxed { label, r#box: [top, left, bottom, right] }) in self.boxes.into_iter().enumerate()
        {
            let id = id_of(format!("boxes[{index}].label"), &label, &mut problems);
            match (id, BBox::tlbr(top, left, bottom, right)) {
                (Some(id), Ok(bbox)) => review = review.rectangle(id, bbox),
                (_, Err(error)) => {
                    problems.push(Problem::invalid(format!("boxes[{index}].box"), error.to_string()));
                }
                (None, Ok(_)) => {}
            }
        }
        for (index, Path { label, points }) in self.polygons.into_iter().enumerate() {
            if points.len() < 3 {
                problems.push(Problem::invalid(
                    format!("polygons[{index}].points"),
                    "a polygon needs at least 3 points",
                ));
            }
            if let Some(id) = id_of(format!("polygons[{index}].label"), &label, &mut problems) {
                review = review.polygon(id, Polygon::new(points));
            }
        }
        for (index, Path { label, points }) in self.lines.into_iter().enumerate() {
            if points.len() < 2 {
                problems.push(Problem::invalid(
                    format!("lines[{index}].points"),
                    "a line needs at least 2 points",
                ));
            }
            if let Some(id) = id_of(format!("lines[{index}].label"), &label, &mut problems) {
                review = review.line(id, Polyline::new(points));
            }
        }
        for (index, Pointed { label, point: [x, y] }) in self.points.into_iter().enumerate() {
            if let Some(id) = id_of(format!("points[{index}].label"), &label, &mut problems) {
                review = review.point(id, Point::new(x, y));
            }
        }
        for (index, label) in self.classes.iter().enumerate() {
            if let Some(id) = id_of(format!("classes[{index}]"), label, &mut problems) {
                review = review.classification(id);
            }
        }
        InvalidInput::if_any(problems).map_err(|invalid| {
            let names: Vec<_> = labels.iter().map(|label| label.name.as_str()).collect();
            Failure::from(invalid).hint(format!("valid labels: {}", names.join(", ")))
        })?;
        Ok(review)
    }
}
