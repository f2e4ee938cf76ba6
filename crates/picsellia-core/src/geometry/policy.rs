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
    /// Corners must be in order, and a box needs an area. A polygon needs three points and a line
    /// two. All of them must lie within the image. Scores are from 0 to 1; classes and the latency
    /// are not negative.
    #[default]
    Strict,
    /// Repairs shapes and reports each change: reorders corners, and clamps boxes and points to the
    /// image.
    ///
    /// A box without extent becomes one pixel. A shape that does not touch the image, or a score
    /// such as 7, cannot be repaired and is rejected as under [`Strict`](Self::Strict). A valid box
    /// is never moved.
    Repair,
    /// Repairs as [`Repair`](Self::Repair) does, and drops an object that cannot be repaired
    /// instead of rejecting the whole prediction. Each dropped object is reported with the repairs.
    ///
    /// An object is dropped if its shape does not touch the image, has too few points or is an
    /// empty mask, or if its score or class is invalid. The other objects keep their order and
    /// values.
    RepairOrDrop,
    /// Sends every finite number exactly as it was given, as the official Python SDK does.
    AsIs,
}

impl GeometryPolicy {
    /// Returns what the policy does with an invalid shape, as a phrase for messages: `sends shapes
    /// unchanged`.
    #[must_use]
    pub fn effect(self) -> &'static str {
        match self {
            Self::Strict => "rejects invalid shapes",
            Self::Repair => "reorders corners and clamps to the image",
            Self::RepairOrDrop => "drops objects that cannot be repaired",
            Self::AsIs => "sends shapes unchanged",
        }
    }

    /// Returns the policies that can accept a shape that this one rejects.
    pub(crate) fn alternatives(self) -> &'static [Self] {
        match self {
            Self::Strict => &[Self::Repair, Self::AsIs],
            Self::Repair => &[Self::RepairOrDrop, Self::AsIs],
            // Whatever it rejects is not about one object.
            Self::RepairOrDrop | Self::AsIs => &[],
        }
    }

    /// Returns whether a shape is repaired where it can be.
    pub(crate) fn repairs(self) -> bool {
        matches!(self, Self::Repair | Self::RepairOrDrop)
    }
}

/// A change that [`GeometryPolicy::Repair`] or [`GeometryPolicy::RepairOrDrop`] made to an object.
/// `Display` is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// The path of the object as it was given, for example `detection_boxes[1]`.
    pub path: String,
    /// The index of the object in the prediction as it was given, before any object was dropped.
    pub index: usize,
    /// The kind of the change.
    pub kind: RepairKind,
}

/// The kind of a change to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The object was dropped, because it cannot be repaired.
    #[non_exhaustive]
    Dropped {
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RepairKind::Box { before, after } => {
                write!(f, "{}: tlbr {:?} became {:?}", self.path, before.to_tlbr(), after.to_tlbr())
            }
            RepairKind::Points { moved: 1 } => write!(f, "{}: 1 point was moved into the image", self.path),
            RepairKind::Points { moved } => {
                write!(f, "{}: {moved} points were moved into the image", self.path)
            }
            RepairKind::Dropped { reason } => write!(f, "{}: dropped: {reason}", self.path),
        }
    }
}
