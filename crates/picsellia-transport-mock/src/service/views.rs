//! The JSON of stored predictions, in the form of the platform.

use picsellia_core::{Prediction, Seconds};
use serde_json::{Value, json};

use super::held::Held;
use crate::id;

pub(super) fn data(held: &Held, origin: &str) -> Option<Value> {
    let id = held.data_id()?;
    let monitored = &held.monitored;
    let request = &monitored.request;
    let tags: Vec<Value> = monitored.tags().iter().map(|tag| named("tag", tag)).collect();
    Some(json!({
        "id": id,
        "datalake_id": id::of("datalake", "default").to_string(),
        "filename": request.filename(),
        "object_name": held.object_name(),
        "type": "IMAGE",
        "content_type": request.content_type().as_str(),
        "upload_status": "DONE",
        "meta": { "width": request.size().width, "height": request.size().height },
        "presigned_url": image_url(held, origin),
        "data_source": named("data source", monitored.source()),
        "tags": tags,
        "metadata": request.metadata(),
        "custom_metadata": request.custom_metadata(),
    }))
}

/// Returns the URL of the image. `None` if it is in a cloud storage, which the mock does not have.
pub(super) fn image_url(held: &Held, origin: &str) -> Option<String> {
    held.monitored.request.image()?;
    Some(format!("{origin}/api/objects/{}", held.data_id()?))
}

pub(super) fn asset(held: &Held, origin: &str) -> Option<Value> {
    let monitored = &held.monitored;
    let request = &monitored.request;
    let mut predictions = vec![prediction(false, request.latency(), request.prediction())];
    if let Some(shadow) = monitored.shadow() {
        predictions.push(prediction(true, shadow.latency(), shadow.prediction()));
    }
    Some(json!({
        "id": held.asset_id()?,
        "oracle_prediction_id": monitored.id.as_str(),
        "deployment_id": monitored.deployment_id,
        "timestamp": request.timestamp().unwrap_or(monitored.received_at).as_unix_seconds(),
        "data": data(held, origin)?,
        "predictions": predictions,
        "reviews": held.reviews,
        "custom_metrics": request.custom_metrics(),
    }))
}

fn prediction(is_shadow: bool, latency: Seconds, prediction: &Prediction) -> Value {
    let sent: Value = serde_json::from_str(&prediction.to_json()).unwrap_or_default();
    json!({ "is_shadow": is_shadow, "latency": latency.as_f64(), "prediction": sent })
}

/// Returns an object with an id and a name.
pub(super) fn named(kind: &str, name: &str) -> Value {
    json!({ "id": id::of(kind, name).to_string(), "name": name })
}
