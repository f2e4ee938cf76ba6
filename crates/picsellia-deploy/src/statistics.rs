//! Statistics of a deployment: what to compute them over, and their results.

pub use picsellia_core::endpoint::{
    ClassificationReport, DetectionCounts, DetectionReport, DetectionScore, DriftReport, DriftTests,
    KolmogorovSmirnov, LabelCount, LabelDistribution, Latencies, MetricsSummary, PredictionMetrics,
    Statistic, StatsFilter, StatsSelection, StatsService, StatsSummary, Timestamps, UnreadableStatistic,
};
