use super::points::Rule;
use crate::geometry::{GeometryPolicy, ImageSize, Repair};
use crate::monitor::{Out, write_array, write_integers};
use crate::prediction::{InferenceType, WireShape};
use crate::problem::Problems;

/// A line through at least two points, in pixels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Polyline(Vec<[i64; 2]>);

const RULE: Rule = Rule { field: "lines", name: "line", least: 2 };

impl Polyline {
    /// From points `[x, y]`, in pixels. They are judged when they are put on an image.
    pub fn new(points: impl IntoIterator<Item = [i64; 2]>) -> Self {
        Self(points.into_iter().collect())
    }

    /// The points that the line goes through, `[x, y]`.
    #[must_use]
    pub fn points(&self) -> &[[i64; 2]] {
        &self.0
    }
}

impl WireShape for Polyline {
    const TYPE: InferenceType = InferenceType::Line;
    const FIELD: Option<(&'static str, &'static str)> = Some((RULE.field, "lines"));

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
