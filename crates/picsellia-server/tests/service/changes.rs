use http::Method;
use serde_json::{Value, json};

use crate::support::{PNG, TestServer, prediction, prediction_with, text};

#[tokio::test]
async fn tags_are_created_found_and_listed() {
    let server = TestServer::new().await;
    server.monitor(&prediction_with("a.png", &json!({ "tags": ["night"] }))).await.created();
    let path = format!("/api/datalake/{}/tags", server.datalake);
    let rain = server.call(Method::POST, &path, &json!({ "name": "rain é" })).await.created();
    assert_eq!((&rain["name"], &rain["target_type"]), (&json!("rain é"), &json!("DATA")));
    server.call(Method::POST, &path, &json!({ "name": "night" })).await.rejected(409);
    server.call(Method::POST, &path, &json!({ "name": "" })).await.rejected(422);
    let find = format!("{path}/find");
    assert_eq!(server.get_query(&find, &[("name", "rain é")]).await.ok(), rain);
    server.get_query(&find, &[("name", "snow")]).await.rejected(404);
    server.get(&find).await.rejected(400);
    let list = server.get(&path).await.ok();
    assert_eq!((&list["count"], &list["items"][1]), (&json!(2), &rain));
    let second =
        server.get_query(&path, &[("order_by", "-name"), ("limit", "1"), ("offset", "1")]).await.ok();
    assert_eq!((&second["count"], &second["items"][0]["name"]), (&json!(2), &json!("night")));
    server.get_query(&path, &[("order_by", "color")]).await.rejected(400);
    server.get_query(&path, &[("limit", "many")]).await.rejected(400);
}

#[tokio::test]
async fn data_sources_are_created_found_and_listed() {
    let server = TestServer::new().await;
    server.monitor(&prediction("a.png")).await.created();
    let path = format!("/api/organization/{}/datasources", server.organization().await);
    let camera = server.call(Method::POST, &path, &json!({ "name": "camera" })).await.created();
    server.call(Method::POST, &path, &json!({ "name": "serving" })).await.rejected(409);
    assert_eq!(server.get_query(&format!("{path}/find"), &[("name", "camera")]).await.ok(), camera);
    server.get_query(&format!("{path}/find"), &[("name", "none")]).await.rejected(404);
    let list = server.get(&path).await.ok();
    assert_eq!((&list["items"][0]["name"], &list["items"][1]), (&json!("serving"), &camera));
    let ordered = server.get_query(&path, &[("order_by", "name"), ("limit", "1")]).await.ok();
    assert_eq!((&ordered["count"], &ordered["items"]), (&json!(2), &json!([camera])));
}

#[tokio::test]
async fn metadata_is_replaced() {
    let server = TestServer::new().await;
    let body = prediction_with("a.png", &json!({ "metadata": { "a": 1 }, "custom_metadata": { "k": 1 } }));
    let path = format!("/api/data/{}", text(&server.monitor(&body).await.created()["data_id"]));
    let patch = async |path: &str, body: Value| server.call(Method::PATCH, path, &body).await;
    assert_eq!(patch(&path, json!({ "metadata": { "b": 2 } })).await.ok()["metadata"], json!({ "b": 2 }));
    let custom = format!("{path}/custom-metadata");
    let changed = patch(&custom, json!({ "custom_metadata": { "line": 3 } })).await.ok();
    assert_eq!(
        (&changed["metadata"], &changed["custom_metadata"]),
        (&json!({ "b": 2 }), &json!({ "line": 3 }))
    );
    assert_eq!(server.list(&[("q", "custom_metadata.line = 3")]).await["count"], 1);
    assert_eq!(patch(&path, json!({})).await.ok()["metadata"], json!({ "b": 2 }));
    assert_eq!(patch(&path, json!({ "metadata": null })).await.ok()["metadata"], json!(null));
    patch(&path, json!({ "metadata": 5 })).await.rejected(422);
    patch("/api/data/5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11", json!({ "metadata": {} })).await.rejected(404);
}

#[tokio::test]
async fn deleting_data_removes_its_image_and_keeps_its_prediction() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestServer::on(folder.path()).await;
    let body = prediction_with("a.png", &json!({ "tags": ["night"] }));
    let receipt = server.monitor(&body).await.created();
    let image = folder.path().join("images").join(text(&receipt["object_name"]));
    assert_eq!(std::fs::read(&image).expect("stored"), PNG);
    let path = format!("/api/data/{}", text(&receipt["data_id"]));
    let deleted = server.call(Method::DELETE, &path, &json!({})).await;
    assert_eq!((deleted.status.as_u16(), deleted.body.len()), (204, 0));
    assert!(!image.exists());
    server.get(&path).await.rejected(404);
    server.get(&format!("/api/predicted/asset/{}", text(&receipt["predicted_asset_id"]))).await.rejected(404);
    server.call(Method::DELETE, &path, &json!({})).await.rejected(404);
    let metrics = server.stats("stats", "metrics").await.ok();
    assert_eq!(metrics["selection"]["predictions"], 1);
    // A replay is recognized and restores nothing.
    let replay = server.monitor(&body).await.created();
    assert_eq!((&replay["id"], &replay["data_id"]), (&receipt["id"], &json!(null)));
}

#[tokio::test]
async fn deleting_a_prediction_keeps_its_data() {
    let server = TestServer::new().await;
    let shadow = json!({
        "shadow_latency": 0.1,
        "shadow_raw_predictions": prediction("a.png")["raw_predictions"],
    });
    let receipt = server.monitor(&prediction_with("a.png", &shadow)).await.created();
    let path = format!("/api/predicted/asset/{}", text(&receipt["predicted_asset_id"]));
    server.call(Method::POST, &format!("{path}/reviews"), &json!({})).await.created();
    assert_eq!(server.call(Method::DELETE, &path, &json!({})).await.status, 204);
    server.get(&path).await.rejected(404);
    server.call(Method::DELETE, &path, &json!({})).await.rejected(404);
    server.get(&format!("/api/data/{}", text(&receipt["data_id"]))).await.ok();
    assert_eq!(server.stats("stats", "metrics").await.ok()["selection"]["predictions"], 0);
}
