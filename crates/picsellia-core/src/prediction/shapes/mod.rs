//! The shapes of objects, and what makes each a sound one.

mod boxed;
mod keypoints;
mod mask;
mod point;
mod points;
mod polygon;
mod polyline;
mod whole_image;

pub use keypoints::Keypoints;
pub use mask::Mask;
pub use point::Point;
pub use polygon::Polygon;
pub use polyline::Polyline;
pub use whole_image::WholeImage;
