use std::fmt;

use super::RawBox;

/// How a prediction with invalid boxes, points, scores or classes is handled.
///
/// Every policy rejects a number that is not finite, because the wire format cannot hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GeometryPolicy {
    /// Rejects an invalid prediction with an error that lists every problem.
    ///
    /// Corners must be in order, and a box needs an area. A polygon needs three points and a line two. All of them
    /// must lie within the image. Scores are from 0 to 1; classes and the latency are not negative.
    #[default]
    Strict,
    /// Repairs shapes and reports each change: reorders corners, and clamps boxes and points to the image.
    ///
    /// A box without extent becomes one pixel. A shape that does not touch the image, or a score such as 7, cannot be
    /// repaired and is rejected as under [`Strict`](Self::Strict). A valid box is never moved.
    Repair,
    /// Sends every finite number exactly as it was given, as the official Python SDK does.
    AsIs,
}

impl GeometryPolicy {
    /// Returns what the policy does with an invalid shape, as a phrase for messages: `sends shapes unchanged`.
    #[must_use]
    pub fn effect(self) -> &'static str {
        match self {
            Self::Strict => "rejects invalid shapes",
            Self::Repair => "reorders corners and clamps to the image",
            Self::AsIs => "sends shapes unchanged",
        }
    }

    /// Returns the policies that can accept a shape that this one rejects.
    pub(crate) fn alternatives(self) -> &'static [Self] {
        match self {
            Self::Strict => &[Self::Repair, Self::AsIs],
            Self::Repair => &[Self::AsIs],
            Self::AsIs => &[],
        }
    }
}

/// A change that [`GeometryPolicy::Repair`] made. `Display` is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// The path of the shape, for example `detection_boxes[1]`.
    pub path: String,
    /// The kind of the change.
    pub kind: RepairKind,
}

/// The kind of a change to a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RepairKind {
    /// Corners were reordered, or edges moved into the image.
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
        /// The number of points that were moved.
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
