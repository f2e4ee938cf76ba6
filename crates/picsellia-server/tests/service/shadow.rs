use http::Method;
use serde_json::{Value, json};

use crate::support::{Response, TestServer, prediction, prediction_with, text};

fn shadow(score: f64) -> Value {
    json!({
        "shadow_raw_predictions": {
            "detection_classes": [3], "detection_texts": null, "detection_boxes": [[1, 2, 3, 4]],
            "detection_scores": [score],
        },
        "shadow_latency": 0.2,
    })
}

async fn send(server: &TestServer, id: &str, key: Option<&str>, body: &Value) -> Response {
    let path = format!("/api/prediction/{id}/shadow");
    let mut request =
        server.request(Method::POST, &path).header("authorization", format!("Bearer {}", server.jwt));
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    server.send(request.body(body.to_string()).expect("a request")).await
}

#[tokio::test]
async fn a_prediction_has_at_most_one_shadow() {
    let server = TestServer::new().await;
    let receipt = server.monitor(&prediction("a.png")).await.created();
    let id = text(&receipt["id"]);
    let first = send(&server, &id, None, &shadow(0.5)).await;
    assert!(first.created().is_object());
    assert!(!first.headers.contains_key("idempotency-replayed"));
    let again = send(&server, &id, None, &shadow(0.5)).await;
    assert_eq!(again.created(), first.created());
    assert_eq!(again.headers["idempotency-replayed"], "true");
    send(&server, &id, None, &shadow(0.6)).await.rejected(409);
    send(&server, &id, Some("k"), &shadow(0.5)).await.rejected(409);

    let asset = server.asset(&receipt).await;
    let champion = &asset["predictions"][0];
    assert_eq!(
        (&champion["is_shadow"], asset["predictions"].as_array().map(Vec::len)),
        (&json!(false), Some(2))
    );
    assert_eq!(
        asset["predictions"][1],
        json!({ "is_shadow": true, "latency": 0.2, "prediction": shadow(0.5)["shadow_raw_predictions"] })
    );
}

#[tokio::test]
async fn a_key_identifies_one_shadow() {
    let server = TestServer::new().await;
    let id = text(&server.monitor(&prediction("a.png")).await.created()["id"]);
    send(&server, &id, Some("k"), &shadow(0.5)).await.created();
    send(&server, &id, Some("k"), &shadow(0.5)).await.created();
    let reused = send(&server, &id, Some("k"), &shadow(0.6)).await.rejected(409);
    assert!(text(&reused["message"]).contains("Idempotency-Key"), "{reused}");
    let taken = send(&server, &id, Some("other"), &shadow(0.5)).await.rejected(409);
    assert!(text(&taken["message"]).contains("shadow"), "{taken}");
}

#[tokio::test]
async fn a_shadow_sent_with_its_champion_cannot_be_replaced() {
    let server = TestServer::new().await;
    let body = prediction_with("a.png", &shadow(0.5));
    let id = text(&server.monitor(&body).await.created()["id"]);
    send(&server, &id, None, &shadow(0.5)).await.rejected(409);
}

#[tokio::test]
async fn shadows_are_validated_like_champions() {
    let mut server = TestServer::new().await;
    let id = text(&server.monitor(&prediction("a.png")).await.created()["id"]);
    send(&server, "5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11", None, &shadow(0.5)).await.rejected(404);
    send(&server, "x", None, &shadow(0.5)).await.rejected(404);
    for (body, at) in [
        (json!({}), "shadow_raw_predictions"),
        (
            json!({ "shadow_latency": 0.1, "shadow_raw_predictions": {} }),
            "shadow_raw_predictions: missing field `detection_classes`",
        ),
        (json!({ "shadow_latency": null, "shadow_raw_predictions": {} }), "null"),
    ] {
        let rejected = send(&server, &id, None, &body).await.rejected(422);
        assert!(text(&rejected["message"]).contains(at), "{rejected}");
    }
    let jwt = std::mem::replace(&mut server.jwt, "nonsense".to_owned());
    send(&server, &id, None, &shadow(0.5)).await.rejected(401);
    server.jwt = server.login("cars").await;
    send(&server, &id, None, &shadow(0.5)).await.rejected(401);
    // None of these requests recorded a shadow.
    server.jwt = jwt;
    send(&server, &id, None, &shadow(0.5)).await.created();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_several_simultaneous_shadows_is_recorded() {
    let server = std::sync::Arc::new(TestServer::new().await);
    let id = text(&server.monitor(&prediction("a.png")).await.created()["id"]);
    let calls: Vec<_> = (0..12)
        .map(|index| {
            let (server, id) = (std::sync::Arc::clone(&server), id.clone());
            tokio::spawn(
                async move { send(&server, &id, None, &shadow(f64::from(index))).await.status.as_u16() },
            )
        })
        .collect();
    let mut statuses = Vec::new();
    for call in calls {
        statuses.push(call.await.expect("a response"));
    }
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (201, &[409; 11][..]));
}
