//! Stored reviews.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// A stored review: shapes with their labels.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Review {
    pub(crate) rectangles: Vec<LabeledShape<Rectangle>>,
    pub(crate) polygons: Vec<LabeledShape<Polygon>>,
    pub(crate) classifications: Vec<LabeledShape<WholeImage>>,
    pub(crate) lines: Vec<LabeledShape<Line>>,
    pub(crate) points: Vec<LabeledShape<Point>>,
}

/// A shape with its label.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LabeledShape<S> {
    #[serde(flatten)]
    pub(crate) shape: S,
    pub(crate) label_id: String,
    /// The name of the label.
    pub(crate) label: String,
}

/// A rectangle by its left and top edge, its width and its height.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Rectangle {
    pub(crate) x: Number,
    pub(crate) y: Number,
    pub(crate) w: Number,
    pub(crate) h: Number,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Polygon {
    pub(crate) polygon: Vec<[Number; 2]>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) line: Vec<[Number; 2]>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Point {
    pub(crate) point: [Number; 2],
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WholeImage {}

impl Review {
    /// Returns the name of the label of each shape.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        let rectangles = self.rectangles.iter().map(|labeled| labeled.label.as_str());
        rectangles
            .chain(self.polygons.iter().map(|labeled| labeled.label.as_str()))
            .chain(self.classifications.iter().map(|labeled| labeled.label.as_str()))
            .chain(self.lines.iter().map(|labeled| labeled.label.as_str()))
            .chain(self.points.iter().map(|labeled| labeled.label.as_str()))
    }
}
