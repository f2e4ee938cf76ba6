use std::fmt;

use super::RawBox;

/// What is done about a prediction whose numbers are not sound.
///
/// Under every policy a number that is not finite is refused: the wire format cannot hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GeometryPolicy {
    /// Refuse it, with an error that lists every problem. Corners have to be in order, a box needs an area, a polygon
    /// three points and a line two, all have to lie within the image, scores are from 0 to 1, classes and the latency
    /// are not negative.
    #[default]
    Strict,
    /// Put reversed corners in order, clamp boxes and points to the image, give a box that has no extent then the pixel
    /// it stands on, and report each change. What has no sound reading (a shape that does not even share an edge with
    /// the image, a score of 7) is refused as under [`Strict`](Self::Strict). A valid box is never moved.
    Repair,
    /// Send every finite number exactly as it was given, as the official Python SDK does.
    AsIs,
}

/// What [`GeometryPolicy::Repair`] changed. `Display` is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// Which shape, for example `detection_boxes[1]`.
    pub path: String,
    /// What was done to it.
    pub kind: RepairKind,
}

/// What was done to a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RepairKind {
    /// Corners were put in order, or edges moved into the image.
    #[non_exhaustive]
    Box {
        /// The box as it was given.
        before: RawBox,
        /// The box as it is sent.
        after: RawBox,
    },
    /// Points were moved into the image.
    #[non_exhaustive]
    Points {
        /// How many.
        moved: usize,
    },
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            RepairKind::Box { before, after } => {
                write!(f, "{}: tlbr {:?} became {:?}", self.path, before.to_tlbr(), after.to_tlbr())
            }
            RepairKind::Points { moved: 1 } => write!(f, "{}: 1 point was moved into the image", self.path),
            RepairKind::Points { moved } => {
                write!(f, "{}: {moved} points were moved into the image", self.path)
            }
        }
    }
}
