use http::Method;
use serde_json::{Value, json};

use crate::support::{TOKEN, TestServer, prediction, prediction_with, text};

async fn change(server: &TestServer, change: Value) -> crate::support::Response {
    server.call(Method::PATCH, &format!("/api/deployment/{}", server.deployment), &change).await
}

#[tokio::test]
async fn settings_can_be_changed() {
    let server = TestServer::new().await;
    let path = format!("/api/deployment/{}", server.deployment);
    let before = server.get(&path).await.ok();
    assert_eq!((&before["min_threshold"], &before["sample_rate"]), (&json!(0.0), &json!(1.0)));
    assert_eq!(change(&server, json!({})).await.ok(), before);
    let settings = json!({
        "name": "gates", "min_threshold": 0.4, "sample_rate": 0.5, "target_datalake_id": server.datalake, "other": 1,
    });
    let after = change(&server, settings).await.ok();
    assert_eq!(after, server.get(&path).await.ok());
    assert_eq!(
        (&after["name"], &after["min_threshold"], &after["sample_rate"], &after["id"]),
        (&json!("gates"), &json!(0.4), &json!(0.5), &before["id"])
    );
    // The monitoring service returns the same to a client with a JWT.
    let request =
        server.request(Method::GET, &path).header("authorization", format!("Bearer {}", server.jwt));
    assert_eq!(server.send(request.body("").expect("a request")).await.ok(), after);
}

#[tokio::test]
async fn invalid_settings_change_nothing() {
    let server = TestServer::new().await;
    let path = format!("/api/deployment/{}", server.deployment);
    let before = server.get(&path).await.ok();
    for (settings, status) in [
        (json!({ "name": "" }), 422),
        (json!({ "name": "cars", "sample_rate": 0.5 }), 409),
        (json!({ "sample_rate": 1.5 }), 422),
        (json!({ "sample_rate": -0.1 }), 422),
        (json!({ "min_threshold": "high" }), 422),
        (json!({ "target_datalake_id": "5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11" }), 404),
        (json!([]), 422),
    ] {
        change(&server, settings).await.rejected(status);
    }
    let request = server.request(Method::PATCH, &path).header("authorization", format!("Bearer {TOKEN}"));
    server.send(request.body("{").expect("a request")).await.rejected(400);
    assert_eq!(server.get(&path).await.ok(), before);
}

#[tokio::test]
async fn the_sample_rate_applies_if_the_client_does_not_decide() {
    let server = TestServer::new().await;
    let sampled = async |name: &str, fields: Value| {
        server.monitor(&prediction_with(name, &fields)).await.created()["sampled"] == true
    };
    assert!(sampled("always.png", json!({})).await);
    change(&server, json!({ "sample_rate": 0 })).await.ok();
    assert!(!sampled("never.png", json!({})).await);
    assert!(sampled("asked.png", json!({ "sample": true })).await);
    change(&server, json!({ "sample_rate": 0.5 })).await.ok();
    let mut kept = 0;
    for index in 0..60 {
        kept += usize::from(sampled(&format!("{index}.png"), json!({})).await);
    }
    assert!((15..=45).contains(&kept), "{kept}");
    // A replay after the change returns the original outcome.
    change(&server, json!({ "sample_rate": 1 })).await.ok();
    let replay = server.monitor(&prediction("never.png")).await.created();
    assert_eq!((&replay["sampled"], &replay["data_id"]), (&json!(false), &Value::Null));
    assert!(text(&replay["id"]).len() == 36);
}
