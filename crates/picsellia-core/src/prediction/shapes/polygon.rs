use super::points::{Rule, shape_of_points};
use crate::geometry::ImageSize;
use crate::prediction::findings::Findings;
use crate::prediction::{InferenceType, WireShape};
use crate::wire::Sink;

shape_of_points! {
    /// The outline of an object: at least three points, in pixels. The last point is connected to
    /// the first.
    Polygon, Segmentation, Rule { field: "detection_masks", name: "polygon", least: 3 }, "polygons"
}
