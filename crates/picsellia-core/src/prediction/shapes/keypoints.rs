use super::points::Rule;
use crate::geometry::ImageSize;
use crate::prediction::findings::Findings;
use crate::prediction::{InferenceType, WireShape};
use crate::wire::Sink;

/// The points of a skeleton, in pixels, each with a third value.
///
/// The platform does not document the third value. This SDK treats it as the visibility of COCO: 0
/// for a missing point, 1 for a hidden one, 2 for a visible one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Keypoints(Vec<[i64; 3]>);

const RULE: Rule = Rule { field: "keypoints", name: "skeleton", least: 0 };

impl Keypoints {
    /// Creates a skeleton from triples `[x, y, visibility]`, in pixels. They are validated when the
    /// request is built.
    pub fn new(points: impl IntoIterator<Item = [i64; 3]>) -> Self {
        Self(points.into_iter().collect())
    }

    /// Returns the points, `[x, y, visibility]`.
    #[must_use]
    pub fn points(&self) -> &[[i64; 3]] {
        &self.0
    }
}

impl WireShape for Keypoints {
    const TYPE: InferenceType = InferenceType::Keypoint;
    const FIELD: Option<(&'static str, &'static str)> = Some((RULE.field, "skeletons"));

    fn write(&self, out: &mut impl Sink) {
        out.array(&self.0, |point, out| out.integers(point));
    }

    fn validate(shapes: &mut [Self], size: ImageSize, findings: &mut Findings<'_, '_>) {
        for (index, shape) in shapes.iter_mut().enumerate() {
            // A missing point has no valid place.
            let there = shape.0.iter_mut().enumerate().filter(|(_, [_, _, visibility])| *visibility != 0);
            let points = there.map(|(at, [x, y, _])| (at, x, y));
            RULE.validate(index, points, size, findings);
        }
    }
}
