use crate::geometry::RawBox;

/// An object that may become part of the prediction.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) class: i64,
    pub(super) score: f32,
    /// `[x1, y1, x2, y2]` in the image, not yet rounded.
    pub(super) corners: [f64; 4],
    pub(super) edges: RawBox,
}
