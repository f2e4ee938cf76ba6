use std::time::Duration;

use http::Method;
use serde_json::json;

use crate::support::{Site, TOKEN, builder, prediction};

async fn login(site: &Site, body: &str) -> crate::support::Response {
    site.send(site.request(Method::POST, "/api/auth/login").body(body.to_owned()).expect("a request")).await
}

#[tokio::test]
async fn login_needs_no_content_type_and_tells_its_lifetime_in_seconds() {
    let site = Site::start(builder().jwt_lifetime(Duration::from_secs(90))).await;
    let body = format!("{{\"api_token\": \"{TOKEN}\", \"deployment_id\": \"{}\"}}", site.deployment);
    let session = login(&site, &body).await.ok();
    assert_eq!(session["expires"], 90);
    assert_eq!(session["jwt"].as_str().map(|jwt| jwt.split('.').count()), Some(3));
}

#[tokio::test]
async fn login_says_what_is_wrong() {
    let site = Site::new().await;
    let deployment = &site.deployment;
    let cases = [
        (json!({ "api_token": "other", "deployment_id": deployment }).to_string(), 401),
        (
            json!({ "api_token": TOKEN, "deployment_id": "5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11" })
                .to_string(),
            404,
        ),
        (json!({ "api_token": TOKEN, "deployment_id": "doors" }).to_string(), 404),
        (json!({ "api_token": TOKEN }).to_string(), 422),
        (json!({ "api_token": 5, "deployment_id": deployment }).to_string(), 422),
        ("[]".to_owned(), 422),
        ("{".to_owned(), 400),
        (String::new(), 400),
        ("x".repeat(100_000), 413),
    ];
    for (body, status) in cases {
        let refused = login(&site, &body).await.refused(status);
        assert!(!refused.to_string().contains(TOKEN), "{refused}");
    }
}

#[tokio::test]
async fn an_expired_jwt_is_told_apart_from_an_invalid_one() {
    let site = Site::start(builder().jwt_lifetime(Duration::ZERO)).await;
    assert_eq!(site.monitor(&prediction("a.png")).await.refused(401)["expired"], true);

    let mut site = Site::new().await;
    for wrong in ["", "x", "a.b.c", TOKEN] {
        wrong.clone_into(&mut site.jwt);
        let refused = site.monitor(&prediction("a.png")).await.refused(401);
        assert!(refused.get("expired").is_none(), "{refused}");
    }
}

#[tokio::test]
async fn a_jwt_opens_its_own_deployment_only() {
    let mut site = Site::new().await;
    site.jwt = site.login("cars").await;
    site.monitor(&prediction("a.png")).await.refused(401);
    site.deployment = "5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11".to_owned();
    site.monitor(&prediction("a.png")).await.refused(404);
}

#[tokio::test]
async fn the_api_token_is_no_jwt_and_a_jwt_no_api_token() {
    let site = Site::new().await;
    let request =
        site.request(Method::GET, "/api/home/ping").header("authorization", format!("Bearer {}", site.jwt));
    site.send(request.body("").expect("a request")).await.refused(401);

    let own = format!("/api/deployment/{}", site.deployment);
    let request = site.request(Method::GET, &own).header("authorization", format!("Bearer {}", site.jwt));
    assert_eq!(site.send(request.body("").expect("a request")).await.ok()["name"], "doors");
}
