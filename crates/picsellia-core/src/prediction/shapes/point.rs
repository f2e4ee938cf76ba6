use super::points::Rule;
use crate::geometry::ImageSize;
use crate::prediction::findings::Findings;
use crate::prediction::{InferenceType, WireShape};
use crate::wire::Sink;

/// A point, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Point([i64; 2]);

const RULE: Rule = Rule { field: "points", name: "point", least: 1 };

impl Point {
    /// Creates a point from its distance to the left and to the top edge of the image, in pixels.
    #[must_use]
    pub fn new(x: i64, y: i64) -> Self {
        Self([x, y])
    }

    /// Returns `[x, y]`, in pixels.
    #[must_use]
    pub fn to_xy(self) -> [i64; 2] {
        self.0
    }
}

impl WireShape for Point {
    const TYPE: InferenceType = InferenceType::Point;
    const FIELD: Option<(&'static str, &'static str)> = Some((RULE.field, "points"));

    fn write(&self, out: &mut impl Sink) {
        out.integers(&self.0);
    }

    fn validate(shapes: &mut [Self], size: ImageSize, findings: &mut Findings<'_, '_>) {
        for (index, Self([x, y])) in shapes.iter_mut().enumerate() {
            RULE.validate(index, [(0, x, y)], size, findings);
        }
    }
}
