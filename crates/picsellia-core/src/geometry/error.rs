use super::ImageSize;

/// The reason why a box is invalid. `Display` names the edges and their values, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BoxError {
    /// A coordinate is NaN or infinite, which the wire format cannot represent.
    #[error("{axis} is {value}, which is not a finite number")]
    #[non_exhaustive]
    NotFinite {
        /// `x` or `y`.
        axis: &'static str,
        /// The coordinate.
        value: f64,
    },
    /// A coordinate is too large for an integer of the wire format.
    #[error("{axis} is too large to be a pixel")]
    #[non_exhaustive]
    OutOfRange {
        /// `x` or `y`.
        axis: &'static str,
    },
    /// The corners are reversed from top to bottom.
    #[error("bottom {bottom} is above top {top}")]
    #[non_exhaustive]
    BottomAboveTop {
        /// The first row.
        top: i64,
        /// The row after the last one.
        bottom: i64,
    },
    /// The corners are reversed from left to right.
    #[error("right {right} is left of left {left}")]
    #[non_exhaustive]
    RightBeforeLeft {
        /// The first column.
        left: i64,
        /// The column after the last one.
        right: i64,
    },
    /// The top and bottom edges are the same.
    #[error("top and bottom are both {edge}, so the box has no height")]
    #[non_exhaustive]
    NoHeight {
        /// The value of both edges.
        edge: i64,
    },
    /// The left and right edges are the same.
    #[error("left and right are both {edge}, so the box has no width")]
    #[non_exhaustive]
    NoWidth {
        /// The value of both edges.
        edge: i64,
    },
    /// An edge lies outside the image.
    #[error("{edge} {value} is outside the image, which is {size} (width x height)")]
    #[non_exhaustive]
    EdgeOutside {
        /// `top`, `left`, `bottom` or `right`.
        edge: &'static str,
        /// The value of the edge.
        value: i64,
        /// The size of the image.
        size: ImageSize,
    },
    /// The box does not touch the image, so it cannot be repaired.
    #[error(
        "{edges:?} (top, left, bottom, right) does not touch the image, which is {size} (width x height)"
    )]
    #[non_exhaustive]
    Outside {
        /// The edges: top, left, bottom and right.
        edges: [i64; 4],
        /// The size of the image.
        size: ImageSize,
    },
}
