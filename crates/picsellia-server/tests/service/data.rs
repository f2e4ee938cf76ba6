use http::Method;
use serde_json::json;

use crate::support::{PNG, TestServer, filenames, prediction, prediction_with, text};

#[tokio::test]
async fn a_signed_url_returns_an_image_without_a_header() {
    let server = TestServer::new().await;
    let receipt = server.monitor(&prediction("a.png")).await.created();
    let id = text(&receipt["data_id"]);
    let url = text(&server.get(&format!("/api/data/{id}/presigned-url")).await.ok()["presigned_url"]);
    let path = url.strip_prefix(&server.url).expect("on this service").to_owned();

    let image = server.send(server.request(Method::GET, &path).body("").expect("a request")).await;
    assert_eq!((image.status.as_u16(), &image.body[..]), (200, PNG));
    assert_eq!(image.headers["content-type"], "image/png");
    assert_eq!(image.headers["content-length"], PNG.len().to_string());

    let tampered = path.replace("expires=1", "expires=2");
    assert_ne!(tampered, path);
    let truncated = path[..path.len() - 1].to_owned();
    let unsigned = path.split_once('?').expect("a query").0.to_owned();
    for path in [tampered, truncated, unsigned] {
        server.send(server.request(Method::GET, &path).body("").expect("a request")).await.rejected(403);
    }
}

#[tokio::test]
async fn cursors_return_every_data_once() {
    let server = TestServer::new().await;
    let names: Vec<String> = (0..7).map(|index| format!("{index}.png")).collect();
    for name in &names {
        server.monitor(&prediction(name)).await.created();
    }
    let mut seen = Vec::new();
    let mut page = server.list(&[("limit", "3")]).await;
    loop {
        assert_eq!(page["count"], 7);
        seen.extend(filenames(&page));
        let Some(cursor) = page["next_cursor"].as_str().map(str::to_owned) else { break };
        page = server.list(&[("limit", "3"), ("cursor", &cursor)]).await;
    }
    assert_eq!(seen, names);
    assert_eq!(filenames(&server.list(&[("limit", "2"), ("offset", "5")]).await), ["5.png", "6.png"]);
    let exactly_all = server.list(&[("limit", "7")]).await;
    assert!(exactly_all["next_cursor"].is_null());
}

#[tokio::test]
async fn ordered_lists_are_paged_by_offset() {
    let server = TestServer::new().await;
    for name in ["b.png", "c.png", "a.png"] {
        server.monitor(&prediction(name)).await.created();
    }
    let cases = [
        ("filename", vec!["a.png", "b.png", "c.png"]),
        ("-filename", vec!["c.png", "b.png", "a.png"]),
        ("created_at", vec!["b.png", "c.png", "a.png"]),
        ("-created_at", vec!["a.png", "c.png", "b.png"]),
    ];
    for (order, expected) in cases {
        assert_eq!(filenames(&server.list(&[("order_by", order)]).await), expected, "{order}");
        let second = server.list(&[("order_by", order), ("limit", "1"), ("offset", "1")]).await;
        assert_eq!(filenames(&second), expected[1..2], "{order}");
        assert!(second["next_cursor"].is_null());
    }
}

#[tokio::test]
async fn lists_are_filtered_by_status_and_type() {
    let server = TestServer::new().await;
    server.monitor(&prediction("a.png")).await.created();
    let cases: [(&[(&str, &str)], u64); 5] = [
        (&[("upload_statuses", "PENDING"), ("upload_statuses", "DONE")], 1),
        (&[("upload_statuses", "PENDING")], 0),
        (&[("types", "IMAGE"), ("types", "VIDEO")], 1),
        (&[("types", "VIDEO")], 0),
        (&[("q", ""), ("unknown", "ignored")], 1),
    ];
    for (query, count) in cases {
        assert_eq!(server.list(query).await["count"], count, "{query:?}");
    }
}

#[tokio::test]
async fn a_lookup_must_match_one_data() {
    let server = TestServer::new().await;
    let receipt = server.monitor(&prediction("a.png")).await.created();
    server.monitor(&prediction_with("twice.png", &json!({ "latency": 1.0 }))).await.created();
    server.monitor(&prediction_with("twice.png", &json!({ "latency": 2.0 }))).await.created();
    let find = format!("{}/find", server.datas());
    for (name, value) in [
        ("filename", "a.png".to_owned()),
        ("id", text(&receipt["data_id"])),
        ("object_name", text(&receipt["object_name"])),
    ] {
        let found = server.get_query(&find, &[(name, &value), ("upload_statuses", "DONE")]).await.ok();
        assert_eq!(found["id"], receipt["data_id"], "{name}");
    }
    server.get_query(&find, &[("filename", "none.png")]).await.rejected(404);
    server.get_query(&find, &[("filename", "twice.png")]).await.rejected(409);
    server.get_query(&find, &[("filename", "a.png"), ("id", "x")]).await.rejected(400);
}
