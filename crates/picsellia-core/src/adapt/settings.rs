use super::{ClassMap, InputTransform};
use crate::geometry::{BoxFormat, GeometryPolicy};
use crate::problem::{Problem, ProblemKind};

/// What a model's numbers mean, and which objects count.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) format: BoxFormat,
    pub(super) input: Option<InputTransform>,
    pub(super) classes: ClassMap,
    pub(super) score_threshold: Option<f32>,
    pub(super) iou_threshold: Option<f32>,
    pub(super) geometry: GeometryPolicy,
}

impl Settings {
    pub(super) fn new(format: BoxFormat) -> Self {
        Self {
            format,
            input: None,
            classes: ClassMap::default(),
            score_threshold: None,
            iou_threshold: None,
            geometry: GeometryPolicy::default(),
        }
    }

    /// Returns what is wrong with the settings themselves.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(value) = self.score_threshold.filter(|least| !least.is_finite()) {
            problems.push(Problem::new("score_threshold", ProblemKind::NotFinite(value.into())));
        }
        if let Some(value) = self.iou_threshold.filter(|most| !(0.0..=1.0).contains(most)) {
            let kind = ProblemKind::OutOfRange { value: value.into(), expected: "an overlap from 0 to 1" };
            problems.push(Problem::new("iou_threshold", kind));
        }
        if let (Some(transform), Some(size)) = (self.input, self.format.normalized_to())
            && transform.input() != size
        {
            let message = format!(
                "is {} (width x height), but the boxes are fractions of {size}: normalize them to the input",
                transform.input()
            );
            problems.push(Problem::invalid("input", message));
        }
        problems
    }
}
