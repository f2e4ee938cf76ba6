//! The reports of all statistics, as the local monitoring service (`picsellia-server`) defines and
//! writes them.
//!
//! A service creates a report from its `Default` and sets the fields. All other crates only read
//! them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::monitor::PredictionId;
use crate::number::Timestamp;

/// The predictions that a statistic was computed over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatisticsSelection {
    /// The number of predictions.
    pub predictions: u64,
    /// The largest number that the service reads. It takes the newest ones.
    pub limit: u64,
    /// Whether there were more than `limit`.
    pub truncated: bool,
    /// Whether only reviewed predictions were selected.
    pub reviewed_only: bool,
}

/// Summary statistics of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SummaryStatistics {
    /// The size of the sample.
    pub count: u64,
    /// The mean.
    pub mean: f64,
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
    /// The median. Quantiles are computed by nearest rank, so each is a value of the sample.
    pub p50: f64,
    /// The 95th percentile.
    pub p95: f64,
    /// The 99th percentile.
    pub p99: f64,
}

/// Latencies and image sizes over many predictions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MetricsSummary {
    /// Latencies, in seconds.
    pub latency: Latencies,
    /// Widths of the images, in pixels. `None` without predictions.
    pub width: Option<SummaryStatistics>,
    /// Heights of the images, in pixels. `None` without predictions.
    pub height: Option<SummaryStatistics>,
    /// The number of images of each aspect ratio class, such as `square`.
    pub ratio: BTreeMap<String, u64>,
    /// When the first and the last prediction were made.
    pub timestamps: Timestamps,
}

/// The latencies of both models, in seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Latencies {
    /// Latencies of the champion model.
    pub champion: Option<SummaryStatistics>,
    /// Latencies of the shadow model, if there is one.
    pub shadow: Option<SummaryStatistics>,
}

/// When the first and the last prediction were made, in seconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Timestamps {
    /// When the oldest prediction was made.
    pub first: Option<f64>,
    /// When the newest prediction was made.
    pub last: Option<f64>,
}

/// Latency and image size of each prediction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MetricsByPrediction {
    /// The predictions, the newest first.
    pub predictions: Vec<PredictionMetrics>,
}

/// Latency and image size of one prediction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PredictionMetrics {
    #[serde(rename = "id")]
    prediction: String,
    timestamp: f64,
    /// Latency of the champion model, in seconds.
    pub latency: f64,
    /// Latency of the shadow model, in seconds.
    pub shadow_latency: Option<f64>,
    /// The width of the image, in pixels.
    pub width: u32,
    /// The height of the image, in pixels.
    pub height: u32,
    /// The aspect ratio class of the image, such as `square`.
    pub ratio: String,
}

impl PredictionMetrics {
    /// Creates the metrics of a prediction, for services.
    #[must_use]
    pub fn new(prediction: &PredictionId, timestamp: Timestamp) -> Self {
        let (prediction, timestamp) = (prediction.to_string(), timestamp.as_unix_seconds());
        Self { prediction, timestamp, ..Self::default() }
    }

    /// Returns the id of the prediction.
    #[must_use]
    pub fn prediction(&self) -> PredictionId {
        PredictionId::new(&self.prediction)
    }

    /// Returns when the prediction was made.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp.into()
    }
}

/// How often each label occurs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LabelDistribution {
    /// What was counted: `predictions` or `reviews`.
    pub of: String,
    /// The number of objects.
    pub total: u64,
    /// The labels, each once.
    pub labels: Vec<LabelCount>,
}

/// How often one label occurs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LabelCount {
    /// The name of the label, or the class index if the class has no label.
    pub label: String,
    /// The class index, if predictions were counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<i64>,
    /// The number of objects with this label.
    pub count: u64,
    /// The share of all objects, from 0 to 1.
    pub share: f64,
    /// The mean score, if predictions were counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_score: Option<f64>,
}

/// Predicted boxes compared with reviewed boxes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DetectionReport {
    /// The intersection over union at which two boxes count as the same object.
    pub iou: f64,
    /// The number of predictions that were compared with their review.
    pub compared: u64,
    /// The number of predictions that were left out because they have too many boxes.
    pub left_out: u64,
    /// The quality over all labels.
    pub overall: OverallDetectionQuality,
    /// The quality of each label.
    pub classes: Vec<LabelDetectionQuality>,
    /// The counts of each prediction, the newest first, if they were requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictions: Option<Vec<DetectionCounts>>,
}

/// Right and wrong boxes of one prediction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DetectionCounts {
    #[serde(rename = "id")]
    prediction: String,
    /// The number of predicted boxes that match a reviewed box.
    #[serde(rename = "tp")]
    pub true_positives: u64,
    /// The number of predicted boxes that match no reviewed box.
    #[serde(rename = "fp")]
    pub false_positives: u64,
    /// The number of reviewed boxes that no predicted box matches.
    #[serde(rename = "fn")]
    pub false_negatives: u64,
}

impl DetectionCounts {
    /// Creates the counts of a prediction, for services.
    #[must_use]
    pub fn new(prediction: &PredictionId) -> Self {
        Self { prediction: prediction.to_string(), ..Self::default() }
    }

    /// Returns the id of the prediction.
    #[must_use]
    pub fn prediction(&self) -> PredictionId {
        PredictionId::new(&self.prediction)
    }
}

/// Detection quality over all labels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OverallDetectionQuality {
    /// The number of predicted boxes that match a reviewed box.
    #[serde(rename = "tp")]
    pub true_positives: u64,
    /// The number of predicted boxes that match no reviewed box.
    #[serde(rename = "fp")]
    pub false_positives: u64,
    /// The number of reviewed boxes that no predicted box matches.
    #[serde(rename = "fn")]
    pub false_negatives: u64,
    /// Precision. `None` if nothing was predicted.
    pub precision: Option<f64>,
    /// Recall. `None` if nothing was reviewed.
    pub recall: Option<f64>,
    /// Mean average precision over the reviewed labels (mAP). `None` if nothing was reviewed.
    #[serde(rename = "map")]
    pub mean_average_precision: Option<f64>,
}

/// Detection quality of one label.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LabelDetectionQuality {
    /// The label.
    pub label: String,
    /// The number of predicted boxes that match a reviewed box.
    #[serde(rename = "tp")]
    pub true_positives: u64,
    /// The number of predicted boxes that match no reviewed box.
    #[serde(rename = "fp")]
    pub false_positives: u64,
    /// The number of reviewed boxes that no predicted box matches.
    #[serde(rename = "fn")]
    pub false_negatives: u64,
    /// Precision. `None` if nothing was predicted.
    pub precision: Option<f64>,
    /// Recall. `None` if nothing was reviewed.
    pub recall: Option<f64>,
    /// Average precision. `None` if nothing was reviewed.
    pub average_precision: Option<f64>,
}

/// Predicted classes compared with reviewed classes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClassificationReport {
    /// The number of predictions that were compared with their review.
    pub compared: u64,
    /// The number of predictions that were left out because the prediction or its review has no
    /// class.
    pub left_out: u64,
    /// The number of right predictions.
    pub correct: u64,
    /// The share of right predictions. `None` if nothing was compared.
    pub accuracy: Option<f64>,
    /// The confusion matrix: counts by reviewed label, then by predicted label.
    pub confusion: BTreeMap<String, BTreeMap<String, u64>>,
}

/// Drift of the predictions: two-sample Kolmogorov–Smirnov tests against a reference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DriftReport {
    /// A description of the reference.
    pub reference: String,
    /// The number of predictions in both samples.
    pub predictions: DriftSamples,
    /// Whether the service left out objects because there were too many.
    pub objects_truncated: bool,
    /// The number of classes that the service left out because there were too many.
    pub classes_left_out: u64,
    /// The tests over all objects.
    pub all: DriftTests,
    /// The tests of each label.
    pub classes: Vec<DriftTests>,
}

/// The number of predictions in the two samples of a [`DriftReport`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DriftSamples {
    /// The size of the reference sample.
    pub reference: u64,
    /// The size of the sample that is compared with the reference.
    pub compared: u64,
}

/// The tests of one set of objects. A test is `None` if one of its samples is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DriftTests {
    /// The label. `None` for all objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The test of the scores.
    pub score: Option<KolmogorovSmirnov>,
    /// The test of the areas, in square pixels.
    pub area: Option<KolmogorovSmirnov>,
    /// The test of the number of objects per prediction.
    pub objects_per_prediction: Option<KolmogorovSmirnov>,
}

/// The result of a two-sample Kolmogorov–Smirnov test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KolmogorovSmirnov {
    /// The largest distance between the two distributions, from 0 to 1.
    pub statistic: f64,
    /// The probability of at least this distance without drift, from 0 to 1.
    pub p_value: f64,
    /// The size of the reference sample.
    pub reference: u64,
    /// The size of the sample that was compared with the reference.
    pub compared: u64,
}
