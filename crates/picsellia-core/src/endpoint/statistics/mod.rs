//! Statistics of a deployment: which exist, over which predictions, how they are requested, and
//! what they report.

mod filter;
mod get;
mod reports;
mod service;
mod statistic;

pub use filter::StatisticsFilter;
pub use get::GetStatistic;
pub use reports::{
    ClassificationReport, DetectionCounts, DetectionReport, DriftReport, DriftSamples, DriftTests,
    KolmogorovSmirnov, LabelCount, LabelDetectionQuality, LabelDistribution, Latencies, MetricsByPrediction,
    MetricsSummary, OverallDetectionQuality, PredictionMetrics, StatisticsSelection, SummaryStatistics,
    Timestamps,
};
pub use service::StatisticsService;
pub use statistic::{Statistic, UnreadableStatistic};
