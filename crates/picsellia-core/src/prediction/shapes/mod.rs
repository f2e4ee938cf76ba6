//! The shapes of objects, and how each is validated.

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

use crate::geometry::{BBox, RawBox};

/// Lets builders take borrowed shapes, for example those of another prediction.
macro_rules! from_borrowed {
    ($($from:ty => $to:ty),+ $(,)?) => {$(
        impl From<&$from> for $to {
            fn from(borrowed: &$from) -> Self {
                borrowed.clone().into()
            }
        }
    )+};
}

from_borrowed! {
    BBox => RawBox,
    RawBox => RawBox,
    Polygon => Polygon,
    Polyline => Polyline,
    Point => Point,
    Keypoints => Keypoints,
    Mask => Mask,
}
