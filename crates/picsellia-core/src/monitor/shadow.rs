use super::check::check_latency;
use crate::geometry::{GeometryPolicy, ImageSize, Repair};
use crate::number::Seconds;
use crate::prediction::{InferenceType, Prediction};
use crate::problem::{InvalidInput, Problem, ProblemKind, Problems, settle_under};

/// The shadow model's prediction on an image, with its latency.
///
/// A shadow that is sent together with its champion is set by
/// [`MonitorRequestBuilder::shadow`](crate::MonitorRequestBuilder::shadow). A shadow that is sent
/// later is created by [`Shadow::for_request`] or [`Shadow::new`].
///
/// Shadows are equal if their bodies are. What was repaired ([`repairs`](Self::repairs)) does not
/// count.
#[derive(Clone, Debug)]
pub struct Shadow {
    pub(super) latency: Seconds,
    pub(super) prediction: Prediction,
    pub(super) repairs: Vec<Repair>,
}

impl PartialEq for Shadow {
    fn eq(&self, other: &Self) -> bool {
        let Self { latency, prediction, repairs: _ } = self;
        *latency == other.latency && *prediction == other.prediction
    }
}

impl Shadow {
    /// Creates the shadow of a prediction that is already stored, and validates it against the size
    /// of the image.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] with every problem that
    /// [`MonitorRequestBuilder::build`](crate::MonitorRequestBuilder::build) would find.
    pub fn new(
        latency: impl Into<Seconds>,
        prediction: impl Into<Prediction>,
        size: ImageSize,
        policy: GeometryPolicy,
    ) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        let shadow = Self::validated(latency.into(), prediction.into(), size, policy, &mut problems);
        settle_under(policy, shadow, problems)
    }

    /// Adds what is wrong to `found`, and repairs shapes where the policy asks for it.
    pub(super) fn validated(
        latency: Seconds,
        mut prediction: Prediction,
        size: ImageSize,
        policy: GeometryPolicy,
        found: &mut Vec<Problem>,
    ) -> Self {
        let mut repairs = Vec::new();
        check_latency("shadow_latency", latency, policy, &mut Problems::under("", found));
        let mut problems = Problems::under("shadow_raw_predictions.", found);
        prediction.validate(size, policy, &mut problems, &mut repairs);
        Self { latency, prediction, repairs }
    }

    /// Returns how long the shadow model took.
    #[must_use]
    pub fn latency(&self) -> Seconds {
        self.latency
    }

    /// Returns the shadow model's prediction.
    #[must_use]
    pub fn prediction(&self) -> &Prediction {
        &self.prediction
    }

    /// Returns what the geometry policy changed.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }
}

/// Adds a problem to `found` if the shadow is not of its champion's type.
pub(super) fn check_type(champion: InferenceType, shadow: &Prediction, found: &mut Vec<Problem>) {
    let shadow = shadow.inference_type();
    if shadow != champion {
        let message = format!("is of type {shadow}, but the champion's is {champion}");
        found.push(Problem::new("shadow_raw_predictions", ProblemKind::Invalid(message)));
    }
}
