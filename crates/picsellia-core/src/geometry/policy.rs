use std::fmt;

use super::RawBox;

/// What is done about a prediction whose numbers are not sound.
///
/// Under every policy a number that is not finite is refused: the wire format cannot hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GeometryPolicy {
    /// Refuse it, with an error that lists every problem. Corners have to be in order, a box needs an area and has
    /// to lie within the image, scores are from 0 to 1, classes and the latency are not negative.
    #[default]
    Strict,
    /// Put reversed corners in order, clamp boxes to the image, give a box without extent the pixel it stands on,
    /// and report each change. What has no sound reading (a box that does not touch the image, a score of 7)
    /// is refused as under [`Strict`](Self::Strict). A valid box is never moved.
    Repair,
    /// Send every finite number exactly as it was given, as the official Python SDK does.
    AsIs,
}

/// A box that [`GeometryPolicy::Repair`] changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// Which box, for example `detection_boxes[1]`.
    pub path: String,
    /// The box as it was given.
    pub before: RawBox,
    /// The box as it is sent.
    pub after: RawBox,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {:?} became {:?} (top, left, bottom, right)",
            self.path,
            self.before.to_tlbr(),
            self.after.to_tlbr()
        )
    }
}
