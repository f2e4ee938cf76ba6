//! The nine statistics that clients can request.

/// A value of the parameter `service` at one of the two endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Outliers,
    Metrics,
    ObjectDetection,
    Classification,
    LabelDistribution,
    AggregatedLabelDistribution,
    AggregatedObjectDetection,
    AggregatedMetrics,
    Drift,
}

/// The endpoint has no service of this name.
#[derive(Debug, thiserror::Error)]
#[error("unknown service {given:?}: use one of {known}")]
pub(crate) struct UnknownService {
    given: String,
    known: String,
}

impl Service {
    const ALL: [Self; 9] = [
        Self::Outliers,
        Self::Metrics,
        Self::ObjectDetection,
        Self::Classification,
        Self::LabelDistribution,
        Self::AggregatedLabelDistribution,
        Self::AggregatedObjectDetection,
        Self::AggregatedMetrics,
        Self::Drift,
    ];

    /// Finds the service of this name at the endpoint of aggregated statistics, or at the other
    /// one.
    pub(crate) fn find(name: &str, aggregated: bool) -> Result<Self, UnknownService> {
        let here = || Self::ALL.into_iter().filter(|service| service.is_aggregated() == aggregated);
        here().find(|service| service.name() == name).ok_or_else(|| UnknownService {
            given: name.to_owned(),
            known: here().map(Self::name).collect::<Vec<_>>().join(", "),
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Outliers => "ae_outlier",
            Self::Metrics | Self::AggregatedMetrics => "metrics",
            Self::ObjectDetection | Self::AggregatedObjectDetection => "object_detection",
            Self::Classification => "classification",
            Self::LabelDistribution | Self::AggregatedLabelDistribution => "label_distribution",
            Self::Drift => "ks_drift",
        }
    }

    pub(super) fn is_aggregated(self) -> bool {
        match self {
            Self::Outliers
            | Self::Metrics
            | Self::ObjectDetection
            | Self::Classification
            | Self::LabelDistribution => false,
            Self::AggregatedLabelDistribution
            | Self::AggregatedObjectDetection
            | Self::AggregatedMetrics
            | Self::Drift => true,
        }
    }
}
