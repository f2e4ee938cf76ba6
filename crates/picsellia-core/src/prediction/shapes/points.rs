//! What shapes that are made of points have in common.

use crate::geometry::{GeometryPolicy, ImageSize, Repair, RepairKind};
use crate::problem::{ProblemKind, Problems};

/// What a shape made of points needs in order to be one.
pub(super) struct Rule {
    pub(super) field: &'static str,
    pub(super) name: &'static str,
    pub(super) least: usize,
}

impl Rule {
    /// Judges one shape, whose points are given by reference so that a repair can move them.
    pub(super) fn judge<'p>(
        &self,
        index: usize,
        points: impl ExactSizeIterator<Item = (&'p mut i64, &'p mut i64)>,
        size: ImageSize,
        policy: GeometryPolicy,
        problems: &mut Problems<'_>,
        repairs: &mut Vec<Repair>,
    ) {
        let Self { field, name, least } = *self;
        if points.len() < least {
            let kind = ProblemKind::TooFewPoints { actual: points.len(), least, name };
            problems.add(format_args!("{field}[{index}]"), kind);
        }
        let (width, height) = (i64::from(size.width), i64::from(size.height));
        let mut points: Vec<_> = points.collect();
        let outside: Vec<usize> = (0..points.len())
            .filter(|&at| !(0..=width).contains(points[at].0) || !(0..=height).contains(points[at].1))
            .collect();
        if outside.is_empty() {
            return;
        }
        if policy == GeometryPolicy::Repair && touches(&points, width, height) {
            for &at in &outside {
                let (x, y) = &mut points[at];
                **x = (**x).clamp(0, width);
                **y = (**y).clamp(0, height);
            }
            let kind = RepairKind::Points { moved: outside.len() };
            repairs.push(Repair { path: problems.path(format_args!("{field}[{index}]")), kind });
            return;
        }
        for at in outside {
            let kind = ProblemKind::PointOutside { point: [*points[at].0, *points[at].1], size };
            // A shape that is one point has no index within it.
            if points.len() == 1 && least == 1 {
                problems.add(format_args!("{field}[{index}]"), kind);
            } else {
                problems.add(format_args!("{field}[{index}][{at}]"), kind);
            }
        }
    }
}

/// Whether the box around the points has anything in common with the image.
fn touches(points: &[(&mut i64, &mut i64)], width: i64, height: i64) -> bool {
    let within = |axis: &dyn Fn(&(&mut i64, &mut i64)) -> i64, limit: i64| {
        points.iter().any(|point| axis(point) >= 0) && points.iter().any(|point| axis(point) <= limit)
    };
    within(&|point| *point.0, width) && within(&|point| *point.1, height)
}
