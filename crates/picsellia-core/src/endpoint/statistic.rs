//! What a statistic holds.
//!
//! Picsellia documents no response, so a [`Statistic`] is first of all the JSON object that came. What the local monitoring
//! service (`picsellia-server`, whose README defines it) answers can also be read by field.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::monitor::PredictionId;
use crate::number::Timestamp;

/// A statistic as the monitoring service computed it.
///
/// ```
/// use picsellia_core::endpoint::Statistic;
///
/// let response = r#"{"service": "metrics", "computed": true, "latency": {"champion": {"count": 2, "mean": 0.2,
///     "min": 0.1, "max": 0.3, "p50": 0.1, "p95": 0.3, "p99": 0.3}, "shadow": null}, "width": null, "height": null,
///     "ratio": {"wide": 2}, "timestamps": {"first": 1718000000.0, "last": 1718000060.5}, "of_its_own": 7}"#;
/// let statistic: Statistic = serde_json::from_str(response)?;
/// assert_eq!(statistic.as_object()["of_its_own"], 7);
/// assert_eq!(statistic.metrics()?.latency.champion.map(|latency| latency.max), Some(0.3));
///
/// let error = statistic.drift().unwrap_err();
/// assert_eq!(error.to_string(), "the statistic cannot be read: missing field `reference`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Statistic(Map<String, Value>);

impl Statistic {
    /// The whole response, as it came.
    #[must_use]
    pub fn as_object(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The whole response, to keep.
    #[must_use]
    pub fn into_object(self) -> Map<String, Value> {
        self.0
    }

    /// Why nothing was computed, where the local service says so.
    #[must_use]
    pub fn not_computed(&self) -> Option<&str> {
        self.0.get("reason")?.as_str()
    }

    /// Which predictions were looked at.
    ///
    /// # Errors
    ///
    /// [`UnreadableStatistic`], as for each of these: where the service is another, or the statistic.
    pub fn selection(&self) -> Result<StatsSelection, UnreadableStatistic> {
        self.field("selection")
    }

    /// Of [`AggregatedMetrics`](super::StatsService::AggregatedMetrics).
    ///
    /// # Errors
    ///
    /// [`UnreadableStatistic`].
    pub fn metrics(&self) -> Result<MetricsSummary, UnreadableStatistic> {
        self.whole()
    }

    /// Of [`Metrics`](super::StatsService::Metrics): each prediction, the newest first.
    ///
    /// # Errors
    ///
    /// [`UnreadableStatistic`].
    pub fn predictions(&self) -> Result<Vec<PredictionMetrics>, UnreadableStatistic> {
        self.field("predictions")
    }

    /// Of [`LabelDistribution`](super::StatsService::LabelDistribution) and
    /// [`AggregatedLabelDistribution`](super::StatsService::AggregatedLabelDistribution).
    ///
    /// # Errors
    ///
    /// [`UnreadableStatistic`].
    pub fn labels(&self) -> Result<LabelDistribution, UnreadableStatistic> {
        self.whole()
    }

    /// Of [`ObjectDetection`](super::StatsService::ObjectDetection) and
    /// [`AggregatedObjectDetection`](super::StatsService::AggregatedObjectDetection).
    ///
    /// # Errors
    ///
    /// [`UnreadableStatistic`].
    pub fn detection(&self) -> Result<DetectionReport, UnreadableStatistic> {
        self.whole()
    }

    /// Of [`Classification`](super::StatsService::Classification).
    ///
    /// # Errors
    ///
    /// [`UnreadableStatistic`].
    pub fn classification(&self) -> Result<ClassificationReport, UnreadableStatistic> {
        self.whole()
    }

    /// Of [`AggregatedDrift`](super::StatsService::AggregatedDrift).
    ///
    /// # Errors
    ///
    /// [`UnreadableStatistic`].
    pub fn drift(&self) -> Result<DriftReport, UnreadableStatistic> {
        self.whole()
    }

    fn whole<T: DeserializeOwned>(&self) -> Result<T, UnreadableStatistic> {
        self.read(|| T::deserialize(&self.0))
    }

    fn field<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, UnreadableStatistic> {
        let missing = || serde::de::Error::missing_field(name);
        self.read(|| T::deserialize(self.0.get(name).ok_or_else(missing)?))
    }

    fn read<T>(&self, read: impl FnOnce() -> Result<T, serde_json::Error>) -> Result<T, UnreadableStatistic> {
        if let Some(reason) = self.not_computed() {
            return Err(UnreadableStatistic(format!("it was not computed: {reason}")));
        }
        read().map_err(|error| UnreadableStatistic(error.to_string()))
    }
}

/// Why a [`Statistic`] does not hold what was asked of it. `Display` says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the statistic cannot be read: {0}")]
pub struct UnreadableStatistic(String);

/// Which predictions a statistic is about.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct StatsSelection {
    /// How many were looked at.
    pub predictions: u64,
    /// The most that are: the newest so many.
    pub limit: u64,
    /// Whether there were more.
    pub truncated: bool,
    /// Whether only those were taken that have a review.
    pub reviewed_only: bool,
}

/// A few numbers for many.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct StatsSummary {
    /// How many there were.
    pub count: u64,
    /// Their mean.
    pub mean: f64,
    /// The least.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// The median. Quantiles are values that occur (nearest rank).
    pub p50: f64,
    /// What 95 % are at or below.
    pub p95: f64,
    /// What 99 % are at or below.
    pub p99: f64,
}

/// Latencies and sizes over many predictions.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct MetricsSummary {
    /// Latencies, in seconds.
    pub latency: Latencies,
    /// Widths of the images, in pixels; none of no prediction.
    pub width: Option<StatsSummary>,
    /// Heights of the images, in pixels; none of no prediction.
    pub height: Option<StatsSummary>,
    /// How many images there are of each class of width to height, such as `square`.
    pub ratio: BTreeMap<String, u64>,
    /// When the predictions were made.
    pub timestamps: Timestamps,
}

/// The latencies of both models, in seconds.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Latencies {
    /// The champion's.
    pub champion: Option<StatsSummary>,
    /// The shadow's, if there is one.
    pub shadow: Option<StatsSummary>,
}

/// The first and the last moment, in seconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Timestamps {
    /// Of the oldest prediction.
    pub first: Option<f64>,
    /// Of the newest prediction.
    pub last: Option<f64>,
}

/// Latency and size of one prediction.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct PredictionMetrics {
    #[serde(rename = "id")]
    prediction: String,
    timestamp: f64,
    /// How long the champion took, in seconds.
    pub latency: f64,
    /// How long the shadow took, in seconds.
    pub shadow_latency: Option<f64>,
    /// The width of the image, in pixels.
    pub width: u32,
    /// The height of the image, in pixels.
    pub height: u32,
    /// The class of its width to height, such as `square`.
    pub ratio: String,
}

impl PredictionMetrics {
    /// The id of the prediction.
    #[must_use]
    pub fn prediction(&self) -> PredictionId {
        PredictionId::new(&self.prediction)
    }

    /// When it was made.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp.into()
    }
}

/// How often each label occurs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct LabelDistribution {
    /// In what: `predictions` or `reviews`.
    pub of: String,
    /// How many objects there are.
    pub total: u64,
    /// The labels, each once.
    pub labels: Vec<LabelCount>,
}

/// How often a label occurs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct LabelCount {
    /// The label; the number of a class that has none.
    pub label: String,
    /// The class, where predictions are counted.
    pub class: Option<i64>,
    /// How many objects have it.
    pub count: u64,
    /// The part of all objects, from 0 to 1.
    pub share: f64,
    /// The mean of their scores, where predictions are counted.
    pub mean_score: Option<f64>,
}

/// Predicted boxes against reviewed ones.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct DetectionReport {
    /// The overlap (intersection over union) from which on two boxes are the same object.
    pub iou: f64,
    /// How many predictions were compared with their review.
    pub compared: u64,
    /// How many were not, as they have too many boxes.
    pub left_out: u64,
    /// Over all labels.
    pub overall: DetectionScore,
    /// Label by label.
    pub classes: Vec<DetectionScore>,
    /// Prediction by prediction, the newest first, where that was asked for.
    pub predictions: Option<Vec<DetectionCounts>>,
}

/// How well the boxes of one prediction were found.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DetectionCounts {
    #[serde(rename = "id")]
    prediction: String,
    /// Predicted boxes that are right.
    #[serde(rename = "tp")]
    pub true_positives: u64,
    /// Predicted boxes that are wrong.
    #[serde(rename = "fp")]
    pub false_positives: u64,
    /// Reviewed boxes that were not found.
    #[serde(rename = "fn")]
    pub false_negatives: u64,
}

impl DetectionCounts {
    /// The id of the prediction.
    #[must_use]
    pub fn prediction(&self) -> PredictionId {
        PredictionId::new(&self.prediction)
    }
}

/// How well boxes were found.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct DetectionScore {
    /// The label; none over all of them.
    pub label: Option<String>,
    /// Predicted boxes that are right.
    #[serde(rename = "tp")]
    pub true_positives: u64,
    /// Predicted boxes that are wrong.
    #[serde(rename = "fp")]
    pub false_positives: u64,
    /// Reviewed boxes that were not found.
    #[serde(rename = "fn")]
    pub false_negatives: u64,
    /// The part of the predicted boxes that is right; none of no box.
    pub precision: Option<f64>,
    /// The part of the reviewed boxes that was found; none of no box.
    pub recall: Option<f64>,
    /// The area under the curve of precision over recall; over all labels its mean (mAP). None without reviewed boxes.
    #[serde(alias = "map")]
    pub average_precision: Option<f64>,
}

/// Predicted classes against reviewed ones.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct ClassificationReport {
    /// How many predictions were compared with their review.
    pub compared: u64,
    /// How many were not, as one of the two has no class.
    pub left_out: u64,
    /// How many are right.
    pub correct: u64,
    /// The part that is right; none of nothing.
    pub accuracy: Option<f64>,
    /// How often, by the reviewed label and then by the predicted one.
    pub confusion: BTreeMap<String, BTreeMap<String, u64>>,
}

/// How far predictions have drifted: tests of Kolmogorov and Smirnov against a reference.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct DriftReport {
    /// What is compared with, in words.
    pub reference: String,
    /// Over all objects.
    pub all: DriftTests,
    /// Label by label.
    pub classes: Vec<DriftTests>,
}

/// The tests of one set of objects; none where a sample is empty.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct DriftTests {
    /// The label; none of all objects.
    pub label: Option<String>,
    /// Of their scores.
    pub score: Option<KolmogorovSmirnov>,
    /// Of their areas, in square pixels.
    pub area: Option<KolmogorovSmirnov>,
    /// Of how many a prediction has.
    pub objects_per_prediction: Option<KolmogorovSmirnov>,
}

/// The outcome of a test with two samples.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct KolmogorovSmirnov {
    /// The largest distance between the two distributions, from 0 to 1.
    pub statistic: f64,
    /// How likely such a distance is without any drift, from 0 to 1.
    pub p_value: f64,
    /// The size of the sample that is compared with.
    pub reference: u64,
    /// The size of the sample that is compared.
    pub compared: u64,
}
