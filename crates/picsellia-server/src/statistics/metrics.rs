//! Latencies, image sizes and timestamps.

use serde_json::json;

use super::summary::summary;
use super::{Fields, StatisticsError, fields};
use crate::store::{PredictionRow, Selection, Store};

/// The classes of the aspect ratio, which is width divided by height.
const RATIOS: [&str; 6] = ["very_tall", "tall", "square", "wide", "very_wide", "extremely_wide"];

/// Returns the metrics of each prediction, newest first.
pub(super) async fn per_prediction(store: &Store, selection: &Selection) -> Result<Fields, StatisticsError> {
    let rows = store.prediction_rows(selection).await?;
    let predictions: Vec<_> = rows
        .into_iter()
        .map(|row| {
            json!({
                "ratio": ratio(&row),
                "id": row.uuid,
                "timestamp": row.timestamp,
                "latency": row.latency,
                "shadow_latency": row.shadow_latency,
                "width": row.width,
                "height": row.height,
            })
        })
        .collect();
    Ok(fields(json!({ "predictions": predictions })))
}

/// Returns a summary of the metrics of all predictions.
pub(super) async fn aggregated(store: &Store, selection: &Selection) -> Result<Fields, StatisticsError> {
    let rows = store.prediction_rows(selection).await?;
    let of = |value: fn(&PredictionRow) -> f64| summary(rows.iter().map(value).collect());
    let shadow = summary(rows.iter().filter_map(|row| row.shadow_latency).collect());
    let ratios: Fields = RATIOS
        .into_iter()
        .map(|name| (name.to_owned(), rows.iter().filter(|row| ratio(row) == name).count().into()))
        .collect();
    Ok(fields(json!({
        "latency": { "champion": of(|row| row.latency), "shadow": shadow },
        "width": of(|row| f64::from(row.width)),
        "height": of(|row| f64::from(row.height)),
        "ratio": ratios,
        "timestamps": {
            "first": rows.last().map(|row| row.timestamp),
            "last": rows.first().map(|row| row.timestamp),
        },
    })))
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
