/// A statistic that the monitoring service computes.
///
/// `ServiceMetrics` of the Python SDK has the same ones, with prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatisticsService {
    /// The distance of each image from the training data.
    OutlyingScores,
    /// Latency and image size of each prediction.
    Metrics,
    /// Predicted boxes compared with the reviews, for each prediction.
    ObjectDetection,
    /// Predicted classes compared with the reviews.
    Classification,
    /// How often each label occurs in the reviews.
    LabelDistribution,
    /// How often each label occurs in the predictions.
    AggregatedLabelDistribution,
    /// Predicted boxes compared with the reviews, over all predictions.
    AggregatedObjectDetection,
    /// Latencies and image sizes over all predictions.
    AggregatedMetrics,
    /// The drift of the predictions from a reference.
    AggregatedDrift,
}

impl StatisticsService {
    /// Every statistic.
    pub const ALL: [Self; 9] = [
        Self::OutlyingScores,
        Self::Metrics,
        Self::ObjectDetection,
        Self::Classification,
        Self::LabelDistribution,
        Self::AggregatedLabelDistribution,
        Self::AggregatedObjectDetection,
        Self::AggregatedMetrics,
        Self::AggregatedDrift,
    ];

    /// Returns the name on the wire. An aggregated statistic shares it with the one that is not
    /// aggregated.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutlyingScores => "ae_outlier",
            Self::Metrics | Self::AggregatedMetrics => "metrics",
            Self::ObjectDetection | Self::AggregatedObjectDetection => "object_detection",
            Self::Classification => "classification",
            Self::LabelDistribution | Self::AggregatedLabelDistribution => "label_distribution",
            Self::AggregatedDrift => "ks_drift",
        }
    }

    /// Returns whether the statistic is about all predictions together instead of each one.
    #[must_use]
    pub fn is_aggregated(self) -> bool {
        matches!(
            self,
            Self::AggregatedLabelDistribution
                | Self::AggregatedObjectDetection
                | Self::AggregatedMetrics
                | Self::AggregatedDrift
        )
    }
}
