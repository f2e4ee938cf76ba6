//! Latencies, image sizes and timestamps.

use picsellia_core::PredictionId;
use picsellia_core::endpoint::{MetricsByPrediction, MetricsSummary, PredictionMetrics};

use super::StatisticsError;
use super::summary::summary;
use crate::store::{PredictionRow, Selection, Store};

/// The classes of the aspect ratio, which is width divided by height.
const RATIOS: [&str; 6] = ["very_tall", "tall", "square", "wide", "very_wide", "extremely_wide"];

/// Returns the metrics of each prediction, newest first.
pub(super) async fn per_prediction(
    store: &Store,
    selection: &Selection,
) -> Result<MetricsByPrediction, StatisticsError> {
    let rows = store.prediction_rows(selection).await?;
    let predictions = rows.into_iter().map(|row| {
        let ratio = ratio(&row).to_owned();
        let mut metrics = PredictionMetrics::new(&PredictionId::new(row.uuid), row.timestamp.into());
        metrics.latency = row.latency;
        metrics.shadow_latency = row.shadow_latency;
        (metrics.width, metrics.height) = (row.width, row.height);
        metrics.ratio = ratio;
        metrics
    });
    let mut report = MetricsByPrediction::default();
    report.predictions = predictions.collect();
    Ok(report)
}

/// Returns a summary of the metrics of all predictions.
pub(super) async fn aggregated(
    store: &Store,
    selection: &Selection,
) -> Result<MetricsSummary, StatisticsError> {
    let rows = store.prediction_rows(selection).await?;
    let of = |value: fn(&PredictionRow) -> f64| summary(rows.iter().map(value).collect());
    let mut report = MetricsSummary::default();
    report.latency.champion = of(|row| row.latency);
    report.latency.shadow = summary(rows.iter().filter_map(|row| row.shadow_latency).collect());
    report.width = of(|row| f64::from(row.width));
    report.height = of(|row| f64::from(row.height));
    report.ratio = RATIOS.map(|name| (name.to_owned(), 0)).into();
    for row in &rows {
        *report.ratio.entry(ratio(row).to_owned()).or_default() += 1;
    }
    report.timestamps.first = rows.last().map(|row| row.timestamp);
    report.timestamps.last = rows.first().map(|row| row.timestamp);
    Ok(report)
}

fn ratio(row: &PredictionRow) -> &'static str {
    let ratio = f64::from(row.width) / f64::from(row.height.max(1));
    let [very_tall, tall, square, wide, very_wide, extremely_wide] = RATIOS;
    match ratio {
        ratio if ratio < 0.5 => very_tall,
        ratio if ratio < 0.9 => tall,
        ratio if ratio <= 1.1 => square,
        ratio if ratio <= 2.0 => wide,
        ratio if ratio <= 3.0 => very_wide,
        _ => extremely_wide,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_have_six_classes() {
        for (width, height, expected) in [
            (100, 300, "very_tall"),
            (600, 800, "tall"),
            (500, 500, "square"),
            (800, 600, "wide"),
            (1920, 800, "very_wide"),
            (4000, 1000, "extremely_wide"),
            (1, 0, "square"),
        ] {
            let uuid = String::new();
            let row =
                PredictionRow { uuid, timestamp: 0.0, latency: 0.0, shadow_latency: None, width, height };
            assert_eq!(ratio(&row), expected);
        }
    }
}
