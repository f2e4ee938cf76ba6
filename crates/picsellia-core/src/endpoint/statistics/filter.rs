use std::time::Duration;

use crate::endpoint::ModelVersionId;
use crate::monitor::PredictionId;
use crate::number::Timestamp;

/// Selects the predictions that a statistic is computed over: those that meet every condition.
///
/// A filter without conditions selects all predictions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatisticsFilter {
    pub(super) model: Option<ModelVersionId>,
    pub(super) from: Option<Timestamp>,
    pub(super) to: Option<Timestamp>,
    pub(super) since: Option<Duration>,
    pub(super) includes: Vec<PredictionId>,
    pub(super) excludes: Vec<PredictionId>,
    pub(super) tags: Vec<String>,
}

impl StatisticsFilter {
    /// Creates a filter that selects all predictions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Includes only predictions of this model version.
    #[must_use]
    pub fn model(self, model: ModelVersionId) -> Self {
        Self { model: Some(model), ..self }
    }

    /// Includes only predictions made at `from` or later.
    #[must_use]
    pub fn from(self, from: impl Into<Timestamp>) -> Self {
        Self { from: Some(from.into()), ..self }
    }

    /// Includes only predictions made at `to` or earlier.
    #[must_use]
    pub fn to(self, to: impl Into<Timestamp>) -> Self {
        Self { to: Some(to.into()), ..self }
    }

    /// Includes only predictions made within `since` before now, in whole seconds.
    #[must_use]
    pub fn since(self, since: Duration) -> Self {
        Self { since: Some(since), ..self }
    }

    /// Includes this prediction. Once one is named, only named predictions are included.
    #[must_use]
    pub fn include(mut self, prediction: PredictionId) -> Self {
        self.includes.push(prediction);
        self
    }

    /// Excludes this prediction.
    #[must_use]
    pub fn exclude(mut self, prediction: PredictionId) -> Self {
        self.excludes.push(prediction);
        self
    }

    /// Includes only predictions with this tag.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }
}
