use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{PNG, TestServer, filenames, image_of, prediction, prediction_with, text};

#[tokio::test]
async fn a_prediction_creates_data_with_the_source_serving() {
    let server = TestServer::new().await;
    let receipt = server.monitor(&prediction("door.png")).await.created();
    assert!(uuid::Uuid::try_parse(&text(&receipt["id"])).is_ok());

    let data = server.get(&format!("/api/data/{}", text(&receipt["data_id"]))).await.ok();
    assert_eq!(data["filename"], "door.png");
    assert_eq!(data["data_source"]["name"], "serving");
    assert_eq!(data["meta"], json!({ "width": 600, "height": 800 }));
    assert_eq!((&data["type"], &data["upload_status"]), (&json!("IMAGE"), &json!("DONE")));
    assert_eq!(data["content_type"], "image/png");
    assert_eq!(data["datalake_id"], server.datalake);
    assert_eq!(data["tags"], json!([]));
}

#[tokio::test]
async fn every_field_of_a_prediction_is_stored() {
    let server = TestServer::new().await;
    let shadow = json!({
        "detection_classes": [3], "detection_texts": ["é"], "detection_boxes": [[1, 2, 3, 4]],
        "detection_scores": [0.30000000000000004],
    });
    let body = prediction_with(
        "door.png",
        &json!({
            "source": "camera-1",
            "tags": ["gold", "dé", "gold"],
            "metadata": { "a": 1, "x": null },
            "custom_metadata": { "k": [1, 2.5, "é"] },
            "timestamp": 1_718_000_000.123_456,
            "shadow_latency": 0.1,
            "shadow_raw_predictions": shadow,
            "sample": true,
            "custom_metrics": { "blur": 0.1 },
        }),
    );
    let receipt = server.monitor(&body).await.created();
    let asset =
        server.get(&format!("/api/predicted/asset/{}", text(&receipt["predicted_asset_id"]))).await.ok();
    assert_eq!(asset["oracle_prediction_id"], receipt["id"]);
    assert_eq!(asset["timestamp"], 1_718_000_000.123_456);
    assert_eq!(asset["custom_metrics"], json!({ "blur": 0.1 }));
    assert_eq!(
        asset["predictions"],
        json!([
            { "is_shadow": false, "latency": 0.257, "prediction": body["raw_predictions"] },
            { "is_shadow": true, "latency": 0.1, "prediction": shadow },
        ])
    );
    let data = &asset["data"];
    assert_eq!(data["data_source"]["name"], "camera-1");
    assert_eq!(data["metadata"], json!({ "a": 1, "x": null }));
    assert_eq!(data["custom_metadata"], json!({ "k": [1, 2.5, "é"] }));
    let tags: Vec<String> =
        data["tags"].as_array().expect("tags").iter().map(|tag| text(&tag["name"])).collect();
    assert_eq!(tags.len(), 2, "{tags:?}");
    assert!(tags.contains(&"gold".to_owned()) && tags.contains(&"dé".to_owned()), "{tags:?}");
}

#[tokio::test]
async fn the_same_body_again_is_the_same_prediction() {
    let server = TestServer::new().await;
    let first = server.monitor(&prediction("a.png")).await;
    let again = server.monitor(&prediction("a.png")).await;
    assert_eq!(again.created(), first.created());
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert!(!first.headers.contains_key("idempotency-replayed"));
    assert_ne!(server.monitor(&prediction("b.png")).await.created()["id"], first.json()["id"]);
    assert_eq!(server.list(&[]).await["count"], 2);
}

#[tokio::test]
async fn the_same_body_to_another_deployment_is_another_prediction() {
    let mut server = TestServer::new().await;
    let first = server.monitor(&prediction("a.png")).await.created();
    server.jwt = server.login("cars").await;
    let organization = server.organization().await;
    let path = format!("/api/organization/{organization}/deployments/find?name=cars");
    server.deployment = text(&server.get(&path).await.ok()["id"]);
    assert_ne!(server.monitor(&prediction("a.png")).await.created()["id"], first["id"]);
}

#[tokio::test]
async fn a_key_identifies_one_prediction() {
    let server = TestServer::new().await;
    let body = prediction("a.png").to_string();
    let first = server.monitor_with_key(Some("k1"), body.clone()).await.created();
    assert_eq!(server.monitor_with_key(Some("k1"), body.clone()).await.created()["id"], first["id"]);
    let other_body = server.monitor_with_key(Some("k1"), prediction("b.png").to_string()).await.rejected(409);
    assert!(text(&other_body["message"]).contains("Idempotency-Key"), "{other_body}");
    let other_key = server.monitor_with_key(Some("k2"), body.clone()).await.created();
    assert_ne!(other_key["id"], first["id"]);
    let no_key = server.monitor_with_key(None, body.clone()).await.created();
    assert!(no_key["id"] != first["id"] && no_key["id"] != other_key["id"]);
    assert_eq!(server.list(&[]).await["count"], 3);

    for invalid in ["", " ", "é", &"k".repeat(256)] {
        server.monitor_with_key(Some(invalid), body.clone()).await.rejected(400);
    }
}

#[tokio::test]
async fn a_rejected_prediction_does_not_use_its_key() {
    let server = TestServer::new().await;
    server.monitor_with_key(Some("k"), "{}").await.rejected(422);
    server.monitor_with_key(Some("k"), prediction("a.png").to_string()).await.created();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn simultaneous_replays_are_one_prediction() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = std::sync::Arc::new(TestServer::on(folder.path()).await);
    for key in [Some("k"), None] {
        let calls: Vec<_> = (0..24)
            .map(|_| {
                let server = std::sync::Arc::clone(&server);
                tokio::spawn(async move {
                    let body = prediction(if key.is_some() { "keyed.png" } else { "plain.png" }).to_string();
                    server.monitor_with_key(key, body).await.created()
                })
            })
            .collect();
        let mut receipts = Vec::new();
        for call in calls {
            receipts.push(call.await.expect("a receipt"));
        }
        assert!(receipts.iter().all(|receipt| receipt == &receipts[0]), "{receipts:?}");
    }
    assert_eq!(server.list(&[]).await["count"], 2);
    let images =
        std::fs::read_dir(folder.path().join("images").join(&server.deployment)).expect("a folder").count();
    assert_eq!(images, 2, "the images of the replays are gone");
}

#[tokio::test]
async fn an_unsampled_prediction_has_no_data() {
    let server = TestServer::new().await;
    let receipt = server.monitor(&prediction_with("a.png", &json!({ "sample": false }))).await.created();
    assert!(uuid::Uuid::try_parse(&text(&receipt["id"])).is_ok());
    assert_eq!((&receipt["data_id"], &receipt["sampled"]), (&Value::Null, &json!(false)));
    assert_eq!(server.list(&[]).await["count"], 0);
}

#[tokio::test]
async fn invalid_bodies_are_rejected_with_the_path() {
    let server = TestServer::new().await;
    for malformed in ["", "{", "nonsense", "{\"filename\": \"a\"", "\u{feff}{}"] {
        server.monitor_with_key(None, malformed).await.rejected(400);
    }
    let without = |name: &str| {
        let mut body = prediction("a.png");
        body.as_object_mut().expect("an object").remove(name);
        body
    };
    let with = |name: &str, value: Value| prediction_with("a.png", &json!({ name: value }));
    let boxes = |boxes: Value| {
        let mut body = prediction("a.png");
        body["raw_predictions"]["detection_boxes"] = boxes;
        body
    };
    let cases = [
        (json!([]), ""),
        (json!({}), "filename"),
        (without("image"), "image"),
        (without("raw_predictions"), "raw_predictions"),
        (with("image", json!("###")), "image"),
        (with("image", json!("AAA")), "image"),
        (with("image", json!(5)), "image"),
        (with("content_type", json!("image/tiff")), "content_type"),
        (with("width", json!(-1)), "width"),
        (with("latency", json!("fast")), "latency"),
        (with("tags", json!("gold")), "tags"),
        (with("metadata", json!([])), "metadata"),
        (with("shadow_raw_predictions", json!({})), "shadow_raw_predictions"),
        (boxes(json!([[1, 2, 3, 4]])), "raw_predictions"),
        (boxes(json!([[1, 2, 3, 4], [1, 2, 3], [1, 2, 3, 4]])), "detection_boxes[1]"),
    ];
    for (body, path) in cases {
        let rejected = server.monitor(&body).await.rejected(422);
        assert!(rejected.to_string().contains(path), "{path}: {rejected}");
        assert!(rejected["detail"].is_array(), "{rejected}");
    }
    assert_eq!(server.list(&[]).await["count"], 0);
}

#[tokio::test]
async fn a_damaged_body_does_not_break_the_service() {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree as _;

    let server = TestServer::new().await;
    let valid = prediction("a.png").to_string().into_bytes();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let damage = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4);
    for _ in 0..200 {
        let mut body = valid.clone();
        for (at, byte) in damage.new_tree(&mut runner).expect("a value").current() {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let response = server.monitor_with_key(None, body).await;
        assert!(matches!(response.status.as_u16(), 201 | 400 | 422), "{response:?}");
        assert!(response.json().is_object());
    }
}

#[tokio::test]
async fn compressed_bodies_are_rejected() {
    let server = TestServer::new().await;
    let path = format!("/api/deployment/{}/predictions", server.deployment);
    let send = async |encoding: &str| {
        let request = server
            .request(http::Method::POST, &path)
            .header("authorization", format!("Bearer {}", server.jwt));
        let request = request.header("content-encoding", encoding);
        server.send(request.body(prediction("a.png").to_string()).expect("a request")).await
    };
    send("identity").await.created();
    let rejected = send("zstd").await.rejected(415);
    assert!(text(&rejected["message"]).contains("Content-Encoding"), "{rejected}");
}

#[tokio::test]
async fn a_classification_deployment_rejects_detections() {
    let mut server = TestServer::new().await;
    let organization = server.organization().await;
    let path = format!("/api/organization/{organization}/deployments/find?name=kinds");
    server.deployment = text(&server.get(&path).await.ok()["id"]);
    server.jwt = server.login("kinds").await;
    let rejected = server.monitor(&prediction("a.png")).await.rejected(422);
    assert!(text(&rejected["message"]).contains("CLASSIFICATION"), "{rejected}");
}

#[tokio::test]
async fn hostile_names_do_not_become_paths() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let server = TestServer::on(&data).await;
    let names =
        ["../../escape.png", "/etc/passwd", "CON", "a\"b.png", "x.png?y#z", &"n".repeat(4096), "%2e%2e%2f"];
    for name in names {
        let body = prediction_with(name, &json!({ "upload_dir": "../../../up/\u{0}/x", "source": name }));
        let receipt = server.monitor(&body).await.created();
        let data = server.get(&format!("/api/data/{}", text(&receipt["data_id"]))).await.ok();
        assert_eq!(data["filename"], name);
        let object_name = text(&data["object_name"]);
        assert!(object_name.starts_with("up/_/x/") && !object_name.contains(".."), "{object_name}");
        assert_eq!(image_of(&server, &data).await, PNG);
    }
    let beside: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(beside.len(), 1, "{beside:?}");
    assert_eq!(filenames(&server.list(&[]).await).len(), names.len());
}

#[tokio::test]
async fn a_large_image_is_returned_unchanged() {
    let server = TestServer::new().await;
    let image: Vec<u8> = (0..3_000_000_u32).map(|at| (at * 31 % 251) as u8).collect();
    let body = prediction_with("a.png", &json!({ "image": STANDARD.encode(&image) }));
    let receipt = server.monitor(&body).await.created();
    let data = server.get(&format!("/api/data/{}", text(&receipt["data_id"]))).await.ok();
    assert!(image_of(&server, &data).await == image);
}
