use http::Method;
use serde_json::{Value, json};

use crate::support::{Response, Site, prediction, prediction_with, text};

fn shadow(score: f64) -> Value {
    json!({
        "shadow_raw_predictions": {
            "detection_classes": [3], "detection_texts": null, "detection_boxes": [[1, 2, 3, 4]],
            "detection_scores": [score],
        },
        "shadow_latency": 0.2,
    })
}

async fn send(site: &Site, id: &str, key: Option<&str>, body: &Value) -> Response {
    let path = format!("/api/prediction/{id}/shadow");
    let mut request =
        site.request(Method::POST, &path).header("authorization", format!("Bearer {}", site.jwt));
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    site.send(request.body(body.to_string()).expect("a request")).await
}

#[tokio::test]
async fn a_prediction_gets_one_shadow_and_its_replay_changes_nothing() {
    let site = Site::new().await;
    let receipt = site.monitor(&prediction("a.png")).await.created();
    let id = text(&receipt["id"]);
    let first = send(&site, &id, None, &shadow(0.5)).await;
    assert!(first.created().is_object());
    assert!(!first.headers.contains_key("idempotency-replayed"));
    let again = send(&site, &id, None, &shadow(0.5)).await;
    assert_eq!(again.created(), first.created());
    assert_eq!(again.headers["idempotency-replayed"], "true");
    send(&site, &id, None, &shadow(0.6)).await.refused(409);
    send(&site, &id, Some("k"), &shadow(0.5)).await.refused(409);

    let asset = site.asset(&receipt).await;
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
async fn a_key_names_one_shadow() {
    let site = Site::new().await;
    let id = text(&site.monitor(&prediction("a.png")).await.created()["id"]);
    send(&site, &id, Some("k"), &shadow(0.5)).await.created();
    send(&site, &id, Some("k"), &shadow(0.5)).await.created();
    let reused = send(&site, &id, Some("k"), &shadow(0.6)).await.refused(409);
    assert!(text(&reused["message"]).contains("Idempotency-Key"), "{reused}");
    let taken = send(&site, &id, Some("other"), &shadow(0.5)).await.refused(409);
    assert!(text(&taken["message"]).contains("shadow"), "{taken}");
}

#[tokio::test]
async fn a_shadow_that_came_with_its_champion_is_the_one() {
    let site = Site::new().await;
    let body = prediction_with("a.png", &shadow(0.5));
    let id = text(&site.monitor(&body).await.created()["id"]);
    send(&site, &id, None, &shadow(0.5)).await.refused(409);
}

#[tokio::test]
async fn shadows_are_held_to_the_rules_of_predictions() {
    let mut site = Site::new().await;
    let id = text(&site.monitor(&prediction("a.png")).await.created()["id"]);
    send(&site, "5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11", None, &shadow(0.5)).await.refused(404);
    send(&site, "x", None, &shadow(0.5)).await.refused(404);
    for (body, at) in [
        (json!({}), "shadow_raw_predictions"),
        (
            json!({ "shadow_latency": 0.1, "shadow_raw_predictions": {} }),
            "shadow_raw_predictions: missing field `detection_classes`",
        ),
        (json!({ "shadow_latency": null, "shadow_raw_predictions": {} }), "null"),
    ] {
        let refused = send(&site, &id, None, &body).await.refused(422);
        assert!(text(&refused["message"]).contains(at), "{refused}");
    }
    let jwt = std::mem::replace(&mut site.jwt, "nonsense".to_owned());
    send(&site, &id, None, &shadow(0.5)).await.refused(401);
    site.jwt = site.login("cars").await;
    send(&site, &id, None, &shadow(0.5)).await.refused(401);
    // Nothing of this took the place.
    site.jwt = jwt;
    send(&site, &id, None, &shadow(0.5)).await.created();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_simultaneous_shadows_one_wins() {
    let site = std::sync::Arc::new(Site::new().await);
    let id = text(&site.monitor(&prediction("a.png")).await.created()["id"]);
    let calls: Vec<_> = (0..12)
        .map(|index| {
            let (site, id) = (std::sync::Arc::clone(&site), id.clone());
            tokio::spawn(
                async move { send(&site, &id, None, &shadow(f64::from(index))).await.status.as_u16() },
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
