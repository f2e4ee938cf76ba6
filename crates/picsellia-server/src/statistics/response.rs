//! The JSON of a response: what all statistics have in common, and the report.

use picsellia_core::endpoint::{
    ClassificationReport, DetectionReport, DriftReport, LabelDistribution, MetricsByPrediction,
    MetricsSummary, StatisticsSelection,
};
use serde::Serialize;

/// The response to a request for a statistic.
#[derive(Debug, Serialize)]
pub(crate) struct Response {
    pub(super) service: &'static str,
    pub(super) aggregated: bool,
    pub(super) deployment_id: String,
    #[serde(flatten)]
    pub(super) content: Content,
}

/// What was computed, or the reason why nothing was.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Content {
    Computed {
        computed: bool,
        selection: StatisticsSelection,
        #[serde(flatten)]
        report: Box<Report>,
    },
    NotComputed {
        computed: bool,
        reason: &'static str,
    },
}

impl Content {
    pub(super) fn computed(selection: StatisticsSelection, report: Report) -> Self {
        Self::Computed { computed: true, selection, report: Box::new(report) }
    }

    pub(super) fn not_computed(reason: &'static str) -> Self {
        Self::NotComputed { computed: false, reason }
    }
}

/// The report of one of the statistics.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Report {
    MetricsByPrediction(MetricsByPrediction),
    Metrics(MetricsSummary),
    Labels(LabelDistribution),
    Detection(DetectionReport),
    Classification(ClassificationReport),
    Drift(DriftReport),
}
