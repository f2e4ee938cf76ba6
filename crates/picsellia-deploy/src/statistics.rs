//! Statistics of a deployment: which predictions they are computed over, and what they report.

pub use picsellia_core::endpoint::{
    ClassificationReport, DetectionCounts, DetectionReport, DetectionScore, DriftReport, DriftTests,
    KolmogorovSmirnov, LabelCount, LabelDistribution, Latencies, MetricsByPrediction, MetricsSummary,
    PredictionMetrics, Statistic, StatisticsFilter, StatisticsSelection, SummaryStatistics, Timestamps,
    UnreadableStatistic,
};
