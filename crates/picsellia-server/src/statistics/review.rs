//! A review as it is stored.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// Shapes that somebody drew, each with its label.
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

/// From the left, from the top, width and height.
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
    /// The name of each shape's label.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        let rectangles = self.rectangles.iter().map(|labeled| labeled.label.as_str());
        rectangles
            .chain(self.polygons.iter().map(|labeled| labeled.label.as_str()))
            .chain(self.classifications.iter().map(|labeled| labeled.label.as_str()))
            .chain(self.lines.iter().map(|labeled| labeled.label.as_str()))
            .chain(self.points.iter().map(|labeled| labeled.label.as_str()))
    }
}
