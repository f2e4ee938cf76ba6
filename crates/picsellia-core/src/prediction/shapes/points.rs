//! The parts that all shapes made of points share.

use crate::geometry::{ImageSize, RepairKind};
use crate::prediction::findings::Findings;
use crate::problem::ProblemKind;

/// The properties of a kind of shape that is made of points.
pub(super) struct Rule {
    pub(super) field: &'static str,
    pub(super) name: &'static str,
    pub(super) least: usize,
}

impl Rule {
    /// Validates the shape at `index`. Its points come with their own index and by reference, so
    /// that a repair can move them.
    pub(super) fn validate<'p>(
        &self,
        index: usize,
        points: impl IntoIterator<Item = (usize, &'p mut i64, &'p mut i64)>,
        size: ImageSize,
        findings: &mut Findings<'_, '_>,
    ) {
        let Self { field, name, least } = *self;
        let mut points: Vec<_> = points.into_iter().collect();
        if points.len() < least {
            let kind = ProblemKind::TooFewPoints { actual: points.len(), least, name };
            findings.invalid(index, format_args!("{field}[{index}]"), kind);
        }
        let (width, height) = (i64::from(size.width), i64::from(size.height));
        let within = |x: i64, y: i64| (0..=width).contains(&x) && (0..=height).contains(&y);
        let repairs = findings.policy().repairs() && touches(&points, width, height);
        let mut moved = 0;
        for (at, x, y) in points.iter_mut().filter(|(_, x, y)| !within(**x, **y)) {
            if repairs {
                (**x, **y) = ((**x).clamp(0, width), (**y).clamp(0, height));
                moved += 1;
                continue;
            }
            let kind = ProblemKind::PointOutside { point: [**x, **y], size };
            // A shape of one point has no index within it.
            match least {
                1 => findings.invalid(index, format_args!("{field}[{index}]"), kind),
                _ => findings.invalid(index, format_args!("{field}[{index}][{at}]"), kind),
            }
        }
        if moved > 0 {
            findings.repaired(index, RepairKind::Points { moved });
        }
    }
}

/// Returns whether the bounding box of the points touches the image.
fn touches(points: &[(usize, &mut i64, &mut i64)], width: i64, height: i64) -> bool {
    let reaches = |low: Option<i64>, high: Option<i64>, limit: i64| {
        high.is_some_and(|high| high >= 0) && low.is_some_and(|low| low <= limit)
    };
    let (xs, ys) = (|| points.iter().map(|(_, x, _)| **x), || points.iter().map(|(_, _, y)| **y));
    reaches(xs().min(), xs().max(), width) && reaches(ys().min(), ys().max(), height)
}

/// Defines a shape that is a list of points `[x, y]`.
macro_rules! shape_of_points {
    ($(#[$doc:meta])* $name:ident, $type:ident, $rule:expr, $unit:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(Vec<[i64; 2]>);

        const RULE: Rule = $rule;

        impl $name {
            /// Creates it from points `[x, y]`, in pixels. They are validated when the request is
            /// built.
            pub fn new(points: impl IntoIterator<Item = [i64; 2]>) -> Self {
                Self(points.into_iter().collect())
            }

            /// Returns the points, `[x, y]`, in pixels.
            #[must_use]
            pub fn points(&self) -> &[[i64; 2]] {
                &self.0
            }
        }

        impl WireShape for $name {
            const TYPE: InferenceType = InferenceType::$type;
            const FIELD: Option<(&'static str, &'static str)> = Some((RULE.field, $unit));

            fn write(&self, out: &mut impl Sink) {
                out.array(&self.0, |point, out| out.integers(point));
            }

            fn validate(shapes: &mut [Self], size: ImageSize, findings: &mut Findings<'_, '_>) {
                for (index, shape) in shapes.iter_mut().enumerate() {
                    let points = shape.0.iter_mut().enumerate().map(|(at, [x, y])| (at, x, y));
                    RULE.validate(index, points, size, findings);
                }
            }
        }
    };
}
pub(super) use shape_of_points;
