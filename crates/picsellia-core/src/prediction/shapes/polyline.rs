use super::points::{Rule, shape_of_points};
use crate::geometry::ImageSize;
use crate::prediction::findings::Findings;
use crate::prediction::{InferenceType, WireShape};
use crate::wire::Sink;

shape_of_points! {
    /// A line through at least two points, in pixels.
    Polyline, Line, Rule { field: "lines", name: "line", least: 2 }, "lines"
}
