use super::points::Rule;
use crate::geometry::{GeometryPolicy, ImageSize, Repair};
use crate::monitor::{Out, write_array, write_integers};
use crate::prediction::{InferenceType, WireShape};
use crate::problem::Problems;

/// The outline of an object: at least three points, in pixels, the last one joined to the first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Polygon(Vec<[i64; 2]>);

const RULE: Rule = Rule { field: "detection_masks", name: "polygon", least: 3 };

impl Polygon {
    /// From points `[x, y]`, in pixels. They are judged when they are put on an image.
    pub fn new(points: impl IntoIterator<Item = [i64; 2]>) -> Self {
        Self(points.into_iter().collect())
    }

    /// The points of the outline, `[x, y]`.
    #[must_use]
    pub fn points(&self) -> &[[i64; 2]] {
        &self.0
    }
}

impl WireShape for Polygon {
    const TYPE: InferenceType = InferenceType::Segmentation;
    const FIELD: Option<(&'static str, &'static str)> = Some((RULE.field, "polygons"));

    fn write(&self, out: &mut dyn Out) {
        write_array(&self.0, out, |point, out| write_integers(point, out));
    }

    fn judge(
        shapes: &mut [Self],
        size: ImageSize,
        policy: GeometryPolicy,
        problems: &mut Problems<'_>,
        repairs: &mut Vec<Repair>,
    ) {
        for (index, shape) in shapes.iter_mut().enumerate() {
            let points = shape.0.iter_mut().enumerate().map(|(at, [x, y])| (at, x, y));
            RULE.judge(index, points, size, policy, problems, repairs);
        }
    }
}
