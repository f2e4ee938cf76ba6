use std::time::Duration;

use http::Method;
use serde_json::json;

use crate::support::{TOKEN, TestServer, builder, prediction};

async fn login(server: &TestServer, body: &str) -> crate::support::Response {
    server
        .send(server.request(Method::POST, "/api/auth/login").body(body.to_owned()).expect("a request"))
        .await
}

#[tokio::test]
async fn login_needs_no_content_type_and_returns_its_lifetime_in_seconds() {
    let server = TestServer::start(builder().jwt_lifetime(Duration::from_secs(90))).await;
    let body = format!("{{\"api_token\": \"{TOKEN}\", \"deployment_id\": \"{}\"}}", server.deployment);
    let session = login(&server, &body).await.ok();
    assert_eq!(session["expires"], 90);
    assert_eq!(session["jwt"].as_str().map(|jwt| jwt.split('.').count()), Some(3));
}

#[tokio::test]
async fn invalid_logins_are_rejected_without_repeating_the_token() {
    let server = TestServer::new().await;
    let deployment = &server.deployment;
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
        let rejected = login(&server, &body).await.rejected(status);
        assert!(!rejected.to_string().contains(TOKEN), "{rejected}");
    }
}

#[tokio::test]
async fn an_expired_jwt_differs_from_an_invalid_one() {
    let server = TestServer::start(builder().jwt_lifetime(Duration::ZERO)).await;
    assert_eq!(server.monitor(&prediction("a.png")).await.rejected(401)["expired"], true);

    let mut server = TestServer::new().await;
    for wrong in ["", "x", "a.b.c", TOKEN] {
        wrong.clone_into(&mut server.jwt);
        let rejected = server.monitor(&prediction("a.png")).await.rejected(401);
        assert!(rejected.get("expired").is_none(), "{rejected}");
    }
}

#[tokio::test]
async fn a_jwt_is_valid_for_one_deployment() {
    let mut server = TestServer::new().await;
    server.jwt = server.login("cars").await;
    server.monitor(&prediction("a.png")).await.rejected(401);
    server.deployment = "5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11".to_owned();
    server.monitor(&prediction("a.png")).await.rejected(404);
}

#[tokio::test]
async fn a_jwt_reads_its_deployment_and_nothing_else_of_the_platform() {
    let server = TestServer::new().await;
    let request = server
        .request(Method::GET, "/api/home/ping")
        .header("authorization", format!("Bearer {}", server.jwt));
    server.send(request.body("").expect("a request")).await.rejected(401);

    let own = format!("/api/deployment/{}", server.deployment);
    let request = server.request(Method::GET, &own).header("authorization", format!("Bearer {}", server.jwt));
    assert_eq!(server.send(request.body("").expect("a request")).await.ok()["name"], "doors");
}
