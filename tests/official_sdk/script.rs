//! The ids and the responses of the scripted services, in the format that the official SDK reads.

use picsellia_tests::reply;
use picsellia_transport_conformance::Reply;
use serde_json::{Value, json};

use crate::case::Case;

pub(crate) const ORGANIZATION: &str = "1c1f1a60-61f0-4d1c-8a0e-0c39a4cf7c10";
pub(crate) const DEPLOYMENT: &str = "5b1ad0de-6a4e-4d0c-b14b-6c4b6f6ba8f1";
pub(crate) const PREDICTION: &str = "0190a5c4-5d7e-7e61-a7f6-3c2f6f1b2a10";
pub(crate) const ASSET: &str = "0190a5c4-5d7e-7e61-a7f6-3c2f6f1b2a11";
pub(crate) const DATA: &str = "0190a5c4-5d7e-7e61-a7f6-3c2f6f1b2a12";
pub(crate) const MODEL: &str = "0190a5c4-5d7e-7e61-a7f6-3c2f6f1b2a13";
pub(crate) const DATALAKE: &str = "0190a5c4-5d7e-7e61-a7f6-3c2f6f1b2a14";
const CONNECTOR: &str = "0190a5c4-5d7e-7e61-a7f6-3c2f6f1b2a15";

/// The SDK that the responses are for. The two log in at different times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sdk {
    Official,
    Ours,
}

/// Returns the responses of a case, in the order of the requests of this SDK.
pub(crate) fn replies(case: &Case, sdk: Sdk, origin: &str) -> Vec<Reply> {
    let mut replies = preamble(case, origin);
    if sdk == Sdk::Official && case.instruction.deployment.is_some() {
        replies.extend(case.login.clone());
    }
    replies.extend(case.platform.clone());
    if sdk == Sdk::Ours && !case.monitoring.is_empty() {
        replies.extend(case.login.clone());
    }
    replies.extend(case.monitoring.clone());
    replies
}

/// Returns the responses up to the deployment.
fn preamble(case: &Case, origin: &str) -> Vec<Reply> {
    let ping = json!({ "username": "ada", "default_organization": ORGANIZATION, "sdk_version": "6.37.0" });
    let connector = case.default_connector.then_some(CONNECTOR);
    let organization = json!({ "id": ORGANIZATION, "name": "acme", "default_connector_id": connector });
    let mut replies = vec![reply(200, &ping)];
    if case.instruction.connect.get("organization_name").is_some() {
        replies.push(reply(200, &json!({ "id": ORGANIZATION })));
    }
    replies.push(reply(200, &organization));
    if case.instruction.deployment.is_some() {
        let mut found = deployment(case.inference_type);
        found["oracle_host"] = origin.into();
        replies.push(reply(200, &found));
    }
    replies
}

fn deployment(inference_type: &str) -> Value {
    json!({
        "id": DEPLOYMENT, "name": "doors", "type": inference_type, "oracle_host": null, "serving_host": null,
    })
}

/// Returns the settings of the deployment.
pub(crate) fn settings() -> Value {
    let mut settings = deployment("OBJECT_DETECTION");
    settings["model_version_id"] = MODEL.into();
    settings["shadow_model_version_id"] = MODEL.into();
    settings["tags"] = json!([{ "id": LABELS[0].0, "name": "night", "target_type": "DEPLOYMENT" }]);
    settings
}

pub(crate) fn model_version() -> Value {
    json!({
        "id": MODEL, "name": "detector", "version": 3, "labels": { "0": "door" }, "type": "OBJECT_DETECTION",
        "framework": "ONNX", "origin": { "id": MODEL, "name": "detector", "private": true },
    })
}

const LABELS: [(&str, &str); 2] =
    [("0190a5c4-5d7e-7e61-a7f6-3c2f6f1b2a16", "door"), ("0190a5c4-5d7e-7e61-a7f6-3c2f6f1b2a17", "fenêtre")];

pub(crate) fn labels() -> Value {
    json!({ "items": LABELS.map(|(id, name)| json!({ "id": id, "name": name, "group_id": null })) })
}

pub(crate) fn connector() -> Value {
    json!({ "id": CONNECTOR, "client_type": "minio", "bucket_name": "a bucket é" })
}

pub(crate) fn data(filename: &str) -> Value {
    json!({
        "id": DATA, "filename": filename, "object_name": format!("org/data/{filename}"), "type": "IMAGE",
        "content_type": "image/jpeg", "upload_status": "DONE", "meta": { "width": 600, "height": 800 },
        "datalake_id": DATALAKE, "tags": [], "data_source": null,
    })
}

pub(crate) fn predicted_asset() -> Value {
    json!({ "id": ASSET, "oracle_prediction_id": PREDICTION, "data": data("door.jpg") })
}

/// Returns a predicted asset with its predictions.
pub(crate) fn stored_predictions() -> Value {
    let mut stored = predicted_asset();
    stored["predictions"] = json!([{ "is_shadow": true, "id": 1 }, { "is_shadow": false, "id": 2 }]);
    stored["reviews"] = json!([{ "id": 3 }, { "id": 4 }]);
    stored
}

pub(crate) fn datalake() -> Value {
    json!({ "id": DATALAKE, "name": "default", "connector_id": CONNECTOR })
}

/// Returns a list of records with a name and an id: tags or data sources.
pub(crate) fn named() -> Value {
    let items = LABELS.map(|(id, name)| json!({ "id": id, "name": name, "target_type": "DATA" }));
    json!({ "items": items, "count": items.len() })
}

/// Returns a page of a list.
pub(crate) fn page(items: &[Value], count: usize, next_cursor: Option<&str>) -> Value {
    json!({ "items": items, "count": count, "next_cursor": next_cursor })
}
