//! Boxes and points in detail: unchecked boxes, rounding, and what a repair changed.

pub use picsellia_core::{BoxError, Coordinate, PointFormat, RawBox, Repair, RepairKind};
