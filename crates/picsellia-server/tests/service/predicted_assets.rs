use serde_json::json;

use crate::support::{TestServer, prediction, prediction_with, text};

#[tokio::test]
async fn predicted_assets_are_found_by_every_key() {
    let server = TestServer::new().await;
    let receipt = server.monitor(&prediction("a.png")).await.created();
    server.monitor(&prediction("b.png")).await.created();
    let find = format!("/api/deployment/{}/predictedassets/find", server.deployment);
    for (name, value) in [
        ("id", text(&receipt["predicted_asset_id"])),
        ("oracle_prediction_id", text(&receipt["id"])),
        ("data_id", text(&receipt["data_id"])),
        ("object_name", text(&receipt["object_name"])),
        ("filename", "a.png".to_owned()),
    ] {
        let found = server.get_query(&find, &[(name, &value)]).await.ok();
        assert_eq!(found["oracle_prediction_id"], receipt["id"], "{name}");
        assert_eq!(found["data"]["filename"], "a.png", "{name}");
    }
    server.get_query(&find, &[("filename", "a.png"), ("id", &text(&receipt["id"]))]).await.rejected(404);
}

#[tokio::test]
async fn predicted_assets_are_listed_with_queries_and_orders() {
    let server = TestServer::new().await;
    for (name, latency) in [("a.png", 0.3), ("b.png", 0.1), ("c.png", 0.2)] {
        let body = prediction_with(name, &json!({ "latency": latency, "tags": [name] }));
        server.monitor(&body).await.created();
    }
    server.monitor(&prediction_with("unsampled.png", &json!({ "sample": false }))).await.created();
    let path = format!("/api/deployment/{}/predictedassets", server.deployment);
    let cases = [
        (vec![], "a.png b.png c.png"),
        (vec![("order_by", "-latency")], "a.png c.png b.png"),
        (vec![("q", r#"data.tags.name = "b.png" or latency > 0.25"#)], "a.png b.png"),
        (vec![("q", r#"source = "serving" and timestamp > 0"#), ("limit", "1")], "a.png"),
        (vec![("upload_statuses", "ERROR")], ""),
    ];
    for (query, expected) in cases {
        let list = server.get_query(&path, &query).await.ok();
        let names: Vec<String> = list["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| text(&item["data"]["filename"]))
            .collect();
        assert_eq!(names.join(" "), expected, "{query:?}");
    }
}
