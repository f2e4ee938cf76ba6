use http::Method;
use serde_json::{Value, json};

use crate::support::{Site, prediction, prediction_with, text};

/// A body that names an image in the storage.
async fn of_object(site: &Site, object_name: &Value) -> Value {
    let connector = site.get(&format!("/api/deployment/{}/datalake/connector", site.deployment)).await.ok();
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
async fn a_stored_image_is_predicted_on_once_by_each_deployment() {
    let mut site = Site::new().await;
    let first = site.monitor(&prediction_with("a.png", &json!({ "source": "camera" }))).await.created();
    let same = of_object(&site, &first["object_name"]).await;
    let refused = site.monitor(&same).await.refused(409);
    assert!(text(&refused["message"]).contains("already"), "{refused}");

    site.enter("cars").await;
    let mut body = of_object(&site, &first["object_name"]).await;
    body["source"] = json!("ignored");
    body["tags"] = json!(["seen"]);
    let receipt = site.monitor(&body).await.created();
    assert_eq!((&receipt["data_id"], &receipt["source"]), (&first["data_id"], &json!("camera")));
    assert_eq!(site.monitor(&body).await.created(), receipt, "a replay");
    body["latency"] = json!(0.5);
    site.monitor(&body).await.refused(409);

    assert_eq!(site.list(&[]).await["count"], 1);
    let data = &site.asset(&receipt).await["data"];
    assert_eq!((&data["id"], &data["filename"]), (&first["data_id"], &json!("a.png")));
    assert_eq!(data["tags"][0]["name"], "seen");
}

#[tokio::test]
async fn objects_and_connectors_that_are_not_there_are_refused() {
    let mut site = Site::new().await;
    let first = site.monitor(&prediction("a.png")).await.created();
    site.enter("cars").await;
    let good = of_object(&site, &first["object_name"]).await;
    for (field, value, status) in [
        ("object_name", json!("none.png"), 404),
        ("connector_id", json!("5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11"), 422),
        ("connector_id", json!("x"), 422),
        ("bucket_name", json!("other"), 422),
        ("object_name", json!(null), 422),
    ] {
        let mut body = good.clone();
        body["cloud_image"][field] = value;
        site.monitor(&body).await.refused(status);
    }
    let mut both = good.clone();
    both["image"] = json!("AAAA");
    site.monitor(&both).await.refused(422);
    let mut unsampled = good.clone();
    unsampled["sample"] = json!(false);
    assert_eq!(site.monitor(&unsampled).await.created()["data_id"], json!(null));
    // Nothing of this took the place.
    site.monitor(&good).await.created();
}

#[tokio::test]
async fn the_connector_is_this_service_and_stays_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::on(folder.path()).await;
    let path = format!("/sdk/deployment/{}/datalake/connector", site.deployment);
    let connector = site.get(&path).await.ok();
    assert!(uuid::Uuid::try_parse(&text(&connector["id"])).is_ok());
    assert_eq!(connector["client_type"], "minio");
    site.get("/api/deployment/5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11/datalake/connector").await.refused(404);
    site.send(site.request(Method::GET, &path).body("").expect("a request")).await.refused(401);
    site.shutdown().await;
    let site = Site::on(folder.path()).await;
    assert_eq!(site.get(&path).await.ok(), connector);
}
