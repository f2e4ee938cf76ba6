//! Boxes: the formats that they come in, what makes one valid, and how an invalid one is handled.

mod bbox;
mod coordinate;
mod error;
mod format;
mod point_format;
mod policy;
mod raw_box;
mod size;
mod validate;

pub use bbox::BBox;
pub use coordinate::Coordinate;
pub use error::BoxError;
pub use format::BoxFormat;
pub use point_format::PointFormat;
pub use policy::{GeometryPolicy, Repair, RepairKind};
pub use raw_box::RawBox;
pub use size::ImageSize;
pub(crate) use validate::validate;
