use http::Method;
use serde_json::{Value, json};

use crate::support::{PNG, Site, prediction, prediction_with, text};

#[tokio::test]
async fn tags_are_created_found_and_listed() {
    let site = Site::new().await;
    site.monitor(&prediction_with("a.png", &json!({ "tags": ["night"] }))).await.created();
    let path = format!("/api/datalake/{}/tags", site.datalake);
    let rain = site.call(Method::POST, &path, &json!({ "name": "rain é" })).await.created();
    assert_eq!((&rain["name"], &rain["target_type"]), (&json!("rain é"), &json!("DATA")));
    site.call(Method::POST, &path, &json!({ "name": "night" })).await.refused(409);
    site.call(Method::POST, &path, &json!({ "name": "" })).await.refused(422);
    let find = format!("{path}/find");
    assert_eq!(site.get_query(&find, &[("name", "rain é")]).await.ok(), rain);
    site.get_query(&find, &[("name", "snow")]).await.refused(404);
    site.get(&find).await.refused(400);
    let list = site.get(&path).await.ok();
    assert_eq!((&list["count"], &list["items"][1]), (&json!(2), &rain));
    let second = site.get_query(&path, &[("order_by", "-name"), ("limit", "1"), ("offset", "1")]).await.ok();
    assert_eq!((&second["count"], &second["items"][0]["name"]), (&json!(2), &json!("night")));
    site.get_query(&path, &[("order_by", "colour")]).await.refused(400);
    site.get_query(&path, &[("limit", "many")]).await.refused(400);
}

#[tokio::test]
async fn data_sources_are_created_found_and_listed() {
    let site = Site::new().await;
    site.monitor(&prediction("a.png")).await.created();
    let path = format!("/api/organization/{}/datasources", site.organization().await);
    let camera = site.call(Method::POST, &path, &json!({ "name": "camera" })).await.created();
    site.call(Method::POST, &path, &json!({ "name": "serving" })).await.refused(409);
    assert_eq!(site.get_query(&format!("{path}/find"), &[("name", "camera")]).await.ok(), camera);
    site.get_query(&format!("{path}/find"), &[("name", "none")]).await.refused(404);
    let list = site.get(&path).await.ok();
    assert_eq!((&list["items"][0]["name"], &list["items"][1]), (&json!("serving"), &camera));
    let ordered = site.get_query(&path, &[("order_by", "name"), ("limit", "1")]).await.ok();
    assert_eq!((&ordered["count"], &ordered["items"]), (&json!(2), &json!([camera])));
}

#[tokio::test]
async fn metadata_is_replaced() {
    let site = Site::new().await;
    let body = prediction_with("a.png", &json!({ "metadata": { "a": 1 }, "custom_metadata": { "k": 1 } }));
    let path = format!("/api/data/{}", text(&site.monitor(&body).await.created()["data_id"]));
    let patch = async |path: &str, body: Value| site.call(Method::PATCH, path, &body).await;
    assert_eq!(patch(&path, json!({ "metadata": { "b": 2 } })).await.ok()["metadata"], json!({ "b": 2 }));
    let custom = format!("{path}/custom-metadata");
    let changed = patch(&custom, json!({ "custom_metadata": { "line": 3 } })).await.ok();
    assert_eq!(
        (&changed["metadata"], &changed["custom_metadata"]),
        (&json!({ "b": 2 }), &json!({ "line": 3 }))
    );
    assert_eq!(site.list(&[("q", "custom_metadata.line = 3")]).await["count"], 1);
    assert_eq!(patch(&path, json!({})).await.ok()["metadata"], json!({ "b": 2 }));
    assert_eq!(patch(&path, json!({ "metadata": null })).await.ok()["metadata"], json!(null));
    patch(&path, json!({ "metadata": 5 })).await.refused(422);
    patch("/api/data/5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11", json!({ "metadata": {} })).await.refused(404);
}

#[tokio::test]
async fn a_deleted_data_is_gone_with_its_image_and_its_prediction_still_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::on(folder.path()).await;
    let body = prediction_with("a.png", &json!({ "tags": ["night"] }));
    let receipt = site.monitor(&body).await.created();
    let image = folder.path().join("images").join(text(&receipt["object_name"]));
    assert_eq!(std::fs::read(&image).expect("stored"), PNG);
    let path = format!("/api/data/{}", text(&receipt["data_id"]));
    let deleted = site.call(Method::DELETE, &path, &json!({})).await;
    assert_eq!((deleted.status.as_u16(), deleted.body.len()), (204, 0));
    assert!(!image.exists());
    site.get(&path).await.refused(404);
    site.get(&format!("/api/predicted/asset/{}", text(&receipt["predicted_asset_id"]))).await.refused(404);
    site.call(Method::DELETE, &path, &json!({})).await.refused(404);
    let metrics = site.stats("stats", "metrics").await.ok();
    assert_eq!(metrics["selection"]["predictions"], 1);
    // The replay is known, and brings nothing back.
    let replay = site.monitor(&body).await.created();
    assert_eq!((&replay["id"], &replay["data_id"]), (&receipt["id"], &json!(null)));
}

#[tokio::test]
async fn a_deleted_prediction_is_gone_and_its_data_stays() {
    let site = Site::new().await;
    let shadow = json!({
        "shadow_latency": 0.1,
        "shadow_raw_predictions": prediction("a.png")["raw_predictions"],
    });
    let receipt = site.monitor(&prediction_with("a.png", &shadow)).await.created();
    let path = format!("/api/predicted/asset/{}", text(&receipt["predicted_asset_id"]));
    site.call(Method::POST, &format!("{path}/reviews"), &json!({})).await.created();
    assert_eq!(site.call(Method::DELETE, &path, &json!({})).await.status, 204);
    site.get(&path).await.refused(404);
    site.call(Method::DELETE, &path, &json!({})).await.refused(404);
    site.get(&format!("/api/data/{}", text(&receipt["data_id"]))).await.ok();
    assert_eq!(site.stats("stats", "metrics").await.ok()["selection"]["predictions"], 0);
}
