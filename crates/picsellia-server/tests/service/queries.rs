//! Queries on real records.

use serde_json::json;

use crate::support::{TestServer, filenames, prediction_with};

/// Starts a service with the data a, b and c.
async fn server() -> TestServer {
    let server = TestServer::new().await;
    let records = [
        (
            "a",
            json!({ "tags": ["x", "y"], "custom_metadata": { "line": 3, "on": true, "n": { "k": "deep" } } }),
        ),
        (
            "b",
            json!({ "source": "cam \"1\"", "tags": ["y"], "width": 100, "custom_metadata": { "line": "3", "l": [1, { "z": null }] } }),
        ),
        ("c", json!({ "source": "cam'2", "metadata": { "my key": 1.5 }, "content_type": "image/jpeg" })),
    ];
    for (name, fields) in records {
        server.monitor(&prediction_with(name, &fields)).await.created();
    }
    server
}

#[tokio::test]
async fn queries_select_the_expected_records() {
    let server = server().await;
    let cases: &[(&str, &[&str])] = &[
        (r#"source = "serving""#, &["a"]),
        (r#"data_source.name = "cam \"1\"""#, &["b"]),
        (r#"data_source = "cam'2""#, &["c"]),
        (r#"source != "serving""#, &["b", "c"]),
        (r#"source in ("serving", "cam'2")"#, &["a", "c"]),
        (r#"source < "d""#, &["b", "c"]),
        (r#"tags.name = "y""#, &["a", "b"]),
        (r#"tags.name = "x" and tags.name = "y""#, &["a"]),
        (r#"tags.name in ("x", "z")"#, &["a"]),
        (r#"tags != "x""#, &["b", "c"]),
        (r#"tags = "x" or source = "cam'2""#, &["a", "c"]),
        (r#"tags = "y" and (width = 100 or filename = "c")"#, &["b"]),
        (r#"tags = "y" and width = 100 or filename = "c""#, &["b", "c"]),
        ("width >= 100 and width < 600", &["b"]),
        ("meta.height = 800", &["a", "b", "c"]),
        ("width in (100, 5)", &["b"]),
        (r#"filename != "a""#, &["b", "c"]),
        (r#"filename in ("a", "a'; DROP TABLE data; --")"#, &["a"]),
        (r#"content_type = "IMAGE/JPEG""#, &["c"]),
        (r#"type = "image""#, &["a", "b", "c"]),
        (r#"created_at > "2020-01-01""#, &["a", "b", "c"]),
        (r#"created_at < "2020-01-01T00:00:00+02:00""#, &[]),
        ("custom_metadata.line = 3", &["a"]),
        (r#"custom_metadata.line = "3""#, &["b"]),
        (r#"custom_metadata.line in (3, "3")"#, &["a", "b"]),
        ("custom_metadata.line >= 2.5", &["a"]),
        ("custom_metadata.line != 3", &["b", "c"]),
        ("custom_metadata.on = true", &["a"]),
        ("custom_metadata.on = 1", &[]),
        ("custom_metadata.on = false", &[]),
        (r#"custom_metadata.n.k = "deep""#, &["a"]),
        (r#"custom_metadata.line.k = "deep""#, &[]),
        (r#"custom_metadata."n"."k" = "deep""#, &["a"]),
        (r#"metadata."my key" > 1"#, &["c"]),
        (r#"id = "5B1A6F0E-9D3C-4A53-8F64-1F7A0F1F2D11""#, &[]),
    ];
    for (query, expected) in cases {
        let found = server.list(&[("q", query)]).await;
        assert_eq!(filenames(&found), *expected, "{query}");
        assert_eq!(found["count"], expected.len(), "{query}");
    }
}

#[tokio::test]
async fn custom_metadata_is_matched_by_containment() {
    let server = server().await;
    let cases: [(serde_json::Value, &[&str]); 11] = [
        (json!({}), &["a", "b", "c"]),
        (json!({ "line": 3 }), &["a"]),
        (json!({ "line": 3.0 }), &["a"]),
        (json!({ "line": "3" }), &["b"]),
        (json!({ "line": 3, "on": true }), &["a"]),
        (json!({ "line": 3, "on": false }), &[]),
        (json!({ "n": { "k": "deep" } }), &["a"]),
        (json!({ "n": {} }), &["a"]),
        (json!({ "l": [1] }), &["b"]),
        (json!({ "l": [{ "z": null }, 1] }), &["b"]),
        (json!({ "l": [2] }), &[]),
    ];
    for (pattern, expected) in cases {
        let found = server.list(&[("custom_metadata", &pattern.to_string())]).await;
        assert_eq!(filenames(&found), expected, "{pattern}");
    }
}

#[tokio::test]
async fn an_invalid_query_is_explained() {
    let server = server().await;
    let rejected =
        server.get_query(&server.datas(), &[("q", r#"source = "a" and color = "b""#)]).await.rejected(400);
    let message = rejected["message"].as_str().unwrap_or_default();
    assert!(message.contains("character 18") && message.contains("tags.name"), "{message}");
}

#[tokio::test]
async fn the_largest_allowed_query_runs() {
    let server = server().await;
    let query = vec![r#"custom_metadata.a.b.c.d.e.f.g.h != "x""#; 200].join(" and ");
    assert_eq!(server.list(&[("q", &query)]).await["count"], 3);
    let nested = format!("{}width = 100{}", "(".repeat(32), ")".repeat(32));
    assert_eq!(server.list(&[("q", &nested)]).await["count"], 1);
    let mut pattern = json!(vec![1; 90]);
    for _ in 0..7 {
        pattern = json!({ "a": pattern });
    }
    assert_eq!(server.list(&[("custom_metadata", &pattern.to_string())]).await["count"], 0);
}
