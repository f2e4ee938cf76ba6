//! Predicted assets.

use serde::Serialize;
use serde_json::value::RawValue;

use super::data::DataView;
use super::stored_json::stored_json;
use crate::app::App;
use crate::routes::request::BaseUrl;
use crate::store::AssetRecord;

#[derive(Debug, Serialize)]
pub(in crate::routes) struct AssetView {
    id: String,
    oracle_prediction_id: String,
    deployment_id: String,
    timestamp: f64,
    data: DataView,
    predictions: Vec<PredictionView>,
    reviews: Option<Box<RawValue>>,
    custom_metrics: Option<Box<RawValue>>,
}

#[derive(Debug, Serialize)]
struct PredictionView {
    is_shadow: bool,
    latency: f64,
    prediction: Option<Box<RawValue>>,
}

impl AssetView {
    pub(in crate::routes) fn new(app: &App, url: &BaseUrl, asset: AssetRecord) -> Self {
        let champion = PredictionView {
            is_shadow: false,
            latency: asset.latency,
            prediction: stored_json(asset.champion),
        };
        let shadow = asset.shadow.zip(asset.shadow_latency).map(|(prediction, latency)| PredictionView {
            is_shadow: true,
            latency,
            prediction: stored_json(prediction),
        });
        Self {
            id: asset.asset_uuid,
            oracle_prediction_id: asset.prediction_uuid,
            deployment_id: asset.deployment_uuid,
            timestamp: asset.timestamp,
            data: DataView::new(app, url, asset.data),
            predictions: std::iter::once(champion).chain(shadow).collect(),
            reviews: stored_json(asset.reviews),
            custom_metrics: asset.custom_metrics.and_then(stored_json),
        }
    }
}
