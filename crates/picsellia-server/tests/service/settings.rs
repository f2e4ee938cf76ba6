use http::Method;
use serde_json::{Value, json};

use crate::support::{Site, TOKEN, prediction, prediction_with, text};

async fn change(site: &Site, change: Value) -> crate::support::Response {
    site.call(Method::PATCH, &format!("/api/deployment/{}", site.deployment), &change).await
}

#[tokio::test]
async fn settings_change_and_stay() {
    let site = Site::new().await;
    let path = format!("/api/deployment/{}", site.deployment);
    let before = site.get(&path).await.ok();
    assert_eq!((&before["min_threshold"], &before["sample_rate"]), (&json!(0.0), &json!(1.0)));
    assert_eq!(change(&site, json!({})).await.ok(), before);
    let settings = json!({
        "name": "gates", "min_threshold": 0.4, "sample_rate": 0.5, "target_datalake_id": site.datalake, "other": 1,
    });
    let after = change(&site, settings).await.ok();
    assert_eq!(after, site.get(&path).await.ok());
    assert_eq!(
        (&after["name"], &after["min_threshold"], &after["sample_rate"], &after["id"]),
        (&json!("gates"), &json!(0.4), &json!(0.5), &before["id"])
    );
    // The monitoring service's view of it, with the JWT.
    let request = site.request(Method::GET, &path).header("authorization", format!("Bearer {}", site.jwt));
    assert_eq!(site.send(request.body("").expect("a request")).await.ok(), after);
}

#[tokio::test]
async fn settings_that_cannot_be_change_nothing() {
    let site = Site::new().await;
    let path = format!("/api/deployment/{}", site.deployment);
    let before = site.get(&path).await.ok();
    for (settings, status) in [
        (json!({ "name": "" }), 422),
        (json!({ "name": "cars", "sample_rate": 0.5 }), 409),
        (json!({ "sample_rate": 1.5 }), 422),
        (json!({ "sample_rate": -0.1 }), 422),
        (json!({ "min_threshold": "high" }), 422),
        (json!({ "target_datalake_id": "5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11" }), 404),
        (json!([]), 422),
    ] {
        change(&site, settings).await.refused(status);
    }
    let request = site.request(Method::PATCH, &path).header("authorization", format!("Bearer {TOKEN}"));
    site.send(request.body("{").expect("a request")).await.refused(400);
    assert_eq!(site.get(&path).await.ok(), before);
}

#[tokio::test]
async fn the_sample_rate_decides_where_the_client_does_not() {
    let site = Site::new().await;
    let sampled = async |name: &str, fields: Value| {
        site.monitor(&prediction_with(name, &fields)).await.created()["sampled"] == true
    };
    assert!(sampled("always.png", json!({})).await);
    change(&site, json!({ "sample_rate": 0 })).await.ok();
    assert!(!sampled("never.png", json!({})).await);
    assert!(sampled("asked.png", json!({ "sample": true })).await);
    change(&site, json!({ "sample_rate": 0.5 })).await.ok();
    let mut kept = 0;
    for index in 0..60 {
        kept += usize::from(sampled(&format!("{index}.png"), json!({})).await);
    }
    assert!((15..=45).contains(&kept), "{kept}");
    // A replay after the rate has changed is the prediction that it was.
    change(&site, json!({ "sample_rate": 1 })).await.ok();
    let replay = site.monitor(&prediction("never.png")).await.created();
    assert_eq!((&replay["sampled"], &replay["data_id"]), (&json!(false), &Value::Null));
    assert!(text(&replay["id"]).len() == 36);
}
