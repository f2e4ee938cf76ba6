//! Statistics of a deployment: which predictions they are computed over, and what they report.

pub use picsellia_core::endpoint::{
    ClassificationReport, DetectionCounts, DetectionReport, DriftReport, DriftSamples, DriftTests,
    KolmogorovSmirnov, LabelCount, LabelDetectionQuality, LabelDistribution, Latencies, MetricsByPrediction,
    MetricsSummary, OverallDetectionQuality, PredictionMetrics, Statistic, StatisticsFilter,
    StatisticsSelection, SummaryStatistics, Timestamps, UnreadableStatistic,
};
