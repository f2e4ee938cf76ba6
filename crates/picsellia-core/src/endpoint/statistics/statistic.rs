use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::reports::StatisticsSelection;

/// A statistic as the monitoring service computed it, whose report is a `T`.
///
/// Picsellia does not document these responses. A statistic is therefore the JSON object that the
/// service sent, which [`as_object`](Self::as_object) returns in any case. [`report`](Self::report)
/// reads the fields that the local monitoring service defines.
///
/// ```
/// use picsellia_core::endpoint::{MetricsSummary, Statistic};
///
/// let response = r#"{
///     "service": "metrics", "computed": true, "width": null, "height": null, "ratio": {"wide": 2},
///     "latency": {"shadow": null, "champion": {
///         "count": 2, "mean": 0.2, "min": 0.1, "max": 0.3, "p50": 0.1, "p95": 0.3, "p99": 0.3
///     }},
///     "timestamps": {"first": 1718000000.0, "last": 1718000060.5},
///     "extra": 7
/// }"#;
/// let metrics: Statistic<MetricsSummary> = serde_json::from_str(response)?;
/// assert_eq!(metrics.report()?.latency.champion.map(|latency| latency.max), Some(0.3));
/// assert_eq!(metrics.as_object()["extra"], 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Statistic<T = Map<String, Value>> {
    object: Map<String, Value>,
    report: PhantomData<fn() -> T>,
}

impl<T> Statistic<T> {
    /// Returns the whole response.
    #[must_use]
    pub fn as_object(&self) -> &Map<String, Value> {
        &self.object
    }

    /// Returns the whole response, by value.
    #[must_use]
    pub fn into_object(self) -> Map<String, Value> {
        self.object
    }

    /// Returns why nothing was computed, where the local service says so.
    #[must_use]
    pub fn not_computed(&self) -> Option<&str> {
        self.object.get("reason")?.as_str()
    }

    /// Returns which predictions the statistic was computed over.
    ///
    /// # Errors
    ///
    /// [`UnreadableStatistic`] if the response does not say so in the form of the local service.
    pub fn selection(&self) -> Result<StatisticsSelection, UnreadableStatistic> {
        let missing = || serde_json::Error::missing_field("selection");
        self.read(|| StatisticsSelection::deserialize(self.object.get("selection").ok_or_else(missing)?))
    }

    fn read<R>(&self, read: impl FnOnce() -> Result<R, serde_json::Error>) -> Result<R, UnreadableStatistic> {
        if let Some(reason) = self.not_computed() {
            return Err(UnreadableStatistic(format!("the statistic was not computed: {reason}")));
        }
        read().map_err(|error| UnreadableStatistic(format!("the statistic cannot be read: {error}")))
    }
}

impl<T: DeserializeOwned> Statistic<T> {
    /// Reads the report.
    ///
    /// # Errors
    ///
    /// [`UnreadableStatistic`] if nothing was computed, or if the response does not have the form
    /// of the local service.
    pub fn report(&self) -> Result<T, UnreadableStatistic> {
        self.read(|| T::deserialize(&self.object))
    }
}

impl<'de, T> Deserialize<'de> for Statistic<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { object: Map::deserialize(deserializer)?, report: PhantomData })
    }
}

impl<T> Clone for Statistic<T> {
    fn clone(&self) -> Self {
        Self { object: self.object.clone(), report: PhantomData }
    }
}

impl<T> PartialEq for Statistic<T> {
    fn eq(&self, other: &Self) -> bool {
        self.object == other.object
    }
}

impl<T> fmt::Debug for Statistic<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Statistic").field(&self.object).finish()
    }
}

/// A [`Statistic`] that has no report. `Display` says why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnreadableStatistic(String);
