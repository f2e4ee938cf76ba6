use http::Method;
use serde_json::{Value, json};

use crate::support::{TestServer, prediction, prediction_with, text};

/// Returns a body that names a stored image.
async fn body_with_object(server: &TestServer, object_name: &Value) -> Value {
    let connector =
        server.get(&format!("/api/deployment/{}/datalake/connector", server.deployment)).await.ok();
    let mut body = prediction("b.png");
    body.as_object_mut().expect("an object").remove("image");
    body["cloud_image"] = json!({
        "connector_id": connector["id"],
        "client_type": connector["client_type"],
        "bucket_name": connector["bucket_name"],
        "object_name": object_name,
    });
    body
}

#[tokio::test]
async fn each_deployment_has_one_prediction_on_a_stored_image() {
    let mut server = TestServer::new().await;
    let first = server.monitor(&prediction_with("a.png", &json!({ "source": "camera" }))).await.created();
    let same = body_with_object(&server, &first["object_name"]).await;
    let rejected = server.monitor(&same).await.rejected(409);
    assert!(text(&rejected["message"]).contains("already"), "{rejected}");

    server.switch_to("cars").await;
    let mut body = body_with_object(&server, &first["object_name"]).await;
    body["source"] = json!("ignored");
    body["tags"] = json!(["seen"]);
    let receipt = server.monitor(&body).await.created();
    assert_eq!((&receipt["data_id"], &receipt["source"]), (&first["data_id"], &json!("camera")));
    assert_eq!(server.monitor(&body).await.created(), receipt, "a replay");
    body["latency"] = json!(0.5);
    server.monitor(&body).await.rejected(409);

    assert_eq!(server.list(&[]).await["count"], 1);
    let data = &server.asset(&receipt).await["data"];
    assert_eq!((&data["id"], &data["filename"]), (&first["data_id"], &json!("a.png")));
    assert_eq!(data["tags"][0]["name"], "seen");
}

#[tokio::test]
async fn unknown_objects_and_connectors_are_rejected() {
    let mut server = TestServer::new().await;
    let first = server.monitor(&prediction("a.png")).await.created();
    server.switch_to("cars").await;
    let good = body_with_object(&server, &first["object_name"]).await;
    for (field, value, status) in [
        ("object_name", json!("none.png"), 404),
        ("connector_id", json!("5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11"), 422),
        ("connector_id", json!("x"), 422),
        ("bucket_name", json!("other"), 422),
        ("object_name", json!(null), 422),
    ] {
        let mut body = good.clone();
        body["cloud_image"][field] = value;
        server.monitor(&body).await.rejected(status);
    }
    let mut both = good.clone();
    both["image"] = json!("AAAA");
    server.monitor(&both).await.rejected(422);
    let mut unsampled = good.clone();
    unsampled["sample"] = json!(false);
    assert_eq!(server.monitor(&unsampled).await.created()["data_id"], json!(null));
    // None of these requests recorded a prediction on the data.
    server.monitor(&good).await.created();
}

#[tokio::test]
async fn the_connector_survives_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestServer::on(folder.path()).await;
    let path = format!("/sdk/deployment/{}/datalake/connector", server.deployment);
    let connector = server.get(&path).await.ok();
    assert!(uuid::Uuid::try_parse(&text(&connector["id"])).is_ok());
    assert_eq!(connector["client_type"], "minio");
    server.get("/api/deployment/5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11/datalake/connector").await.rejected(404);
    server.send(server.request(Method::GET, &path).body("").expect("a request")).await.rejected(401);
    server.shutdown().await;
    let server = TestServer::on(folder.path()).await;
    assert_eq!(server.get(&path).await.ok(), connector);
}
