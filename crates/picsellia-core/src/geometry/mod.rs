//! Boxes: how they are written, what makes one valid, and what is done about one that is not.

mod bbox;
mod coordinate;
mod error;
mod format;
mod judge;
mod point_format;
mod policy;
mod raw_box;
mod size;

pub use bbox::BBox;
pub use coordinate::Coordinate;
pub use error::BoxError;
pub use format::BoxFormat;
pub(crate) use judge::judge;
pub use point_format::PointFormat;
pub use policy::{GeometryPolicy, Repair, RepairKind};
pub use raw_box::RawBox;
pub use size::ImageSize;
