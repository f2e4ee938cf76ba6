use http::Method;
use serde_json::{Value, json};

use crate::support::{TestServer, builder, prediction, prediction_of, prediction_with, text};

const PER_PREDICTION: &str = "predictions/stats";
const AGGREGATED: &str = "stats";

const PAIRS: [(&str, &str); 9] = [
    (PER_PREDICTION, "ae_outlier"),
    (PER_PREDICTION, "metrics"),
    (PER_PREDICTION, "object_detection"),
    (PER_PREDICTION, "classification"),
    (PER_PREDICTION, "label_distribution"),
    (AGGREGATED, "label_distribution"),
    (AGGREGATED, "object_detection"),
    (AGGREGATED, "metrics"),
    (AGGREGATED, "ks_drift"),
];

async fn review(server: &TestServer, receipt: &Value, review: &Value) {
    let path = format!("/api/predicted/asset/{}/reviews", text(&receipt["predicted_asset_id"]));
    server.call(Method::POST, &path, review).await.created();
}

#[tokio::test]
async fn every_service_returns_an_object_even_without_predictions() {
    let server = TestServer::new().await;
    for round in ["nothing.png", "something.png"] {
        for (endpoint, service) in PAIRS {
            let response = server.stats(endpoint, service).await.ok();
            assert_eq!(
                (&response["service"], &response["aggregated"]),
                (&json!(service), &json!(endpoint == AGGREGATED))
            );
            let computed = !matches!(service, "ae_outlier" | "classification");
            assert_eq!(response["computed"], computed, "{service}: {response}");
            assert!(computed || response["reason"].is_string(), "{response}");
            assert!(response.get("infos").is_none());
        }
        server.monitor(&prediction(round)).await.created();
    }
}

#[tokio::test]
async fn unknown_services_and_invalid_filters_are_rejected() {
    let mut server = TestServer::new().await;
    for (endpoint, query) in [
        (PER_PREDICTION, "nonsense"),
        (AGGREGATED, ""),
        (AGGREGATED, "ae_outlier"),
        (AGGREGATED, "classification"),
        (PER_PREDICTION, "ks_drift"),
        (AGGREGATED, "metrics&from_timestamp=soon"),
        (AGGREGATED, "metrics&to_timestamp=nan"),
        (AGGREGATED, "metrics&since=x"),
    ] {
        server.stats(endpoint, query).await.rejected(400);
    }
    server.jwt = server.login("cars").await;
    server.stats(AGGREGATED, "metrics").await.rejected(401);
}

#[tokio::test]
async fn metrics_contain_latencies_sizes_and_timestamps() {
    let server = TestServer::new().await;
    let fields = |latency: f64, timestamp: f64, shadow: bool| {
        let mut fields = json!({ "latency": latency, "timestamp": timestamp });
        if shadow {
            fields["shadow_latency"] = json!(latency * 2.0);
            fields["shadow_raw_predictions"] = prediction("a.png")["raw_predictions"].clone();
        }
        fields
    };
    server.monitor(&prediction_with("a.png", &fields(0.1, 300.0, false))).await.created();
    let mut unsampled = prediction_with("b.png", &fields(0.3, 100.0, true));
    unsampled["sample"] = json!(false);
    server.monitor(&unsampled).await.created();
    server.monitor(&prediction_with("c.png", &fields(0.2, 200.0, true))).await.created();

    let metrics = server.stats(AGGREGATED, "metrics").await.ok();
    assert_eq!(
        metrics["selection"],
        json!({ "predictions": 3, "limit": 50_000, "truncated": false, "reviewed_only": false })
    );
    let champion = &metrics["latency"]["champion"];
    assert_eq!(
        (&champion["count"], &champion["min"], &champion["p50"], &champion["max"]),
        (&json!(3), &json!(0.1), &json!(0.2), &json!(0.3))
    );
    assert_eq!(metrics["latency"]["shadow"]["count"], 2);
    assert_eq!(metrics["width"]["mean"], 600.0);
    assert_eq!(metrics["ratio"]["tall"], 3);
    assert_eq!(metrics["timestamps"], json!({ "first": 100.0, "last": 300.0 }));

    let each = server.stats(PER_PREDICTION, "metrics").await.ok();
    let latencies: Vec<_> =
        each["predictions"].as_array().expect("a list").iter().map(|one| &one["latency"]).collect();
    assert_eq!(latencies, [0.1, 0.2, 0.3]);
    assert_eq!(each["predictions"][1]["shadow_latency"], 0.4);
}

#[tokio::test]
async fn filters_select_predictions() {
    let server = TestServer::new().await;
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs_f64();
    let mut ids = Vec::new();
    for (name, timestamp, tags) in
        [("a.png", 100.0, vec!["x"]), ("b.png", 200.0, vec!["y", "z"]), ("c.png", now, vec![])]
    {
        let body = prediction_with(name, &json!({ "timestamp": timestamp, "tags": tags }));
        ids.push(text(&server.monitor(&body).await.created()["id"]));
    }
    let model =
        text(&server.get(&format!("/api/deployment/{}", server.deployment)).await.ok()["model_version_id"]);
    for (query, expected) in [
        (String::new(), 3),
        ("&from_timestamp=150.0".to_owned(), 2),
        ("&from_timestamp=100&to_timestamp=200.0".to_owned(), 2),
        ("&since=3600".to_owned(), 1),
        ("&since=3600&from_timestamp=1.0".to_owned(), 1),
        ("&tags=x&tags=z".to_owned(), 2),
        ("&tags=none".to_owned(), 0),
        (format!("&includes={}&includes={}", ids[0], ids[2]), 2),
        (format!("&includes={}&excludes={}", ids[0], ids[0]), 0),
        (format!("&excludes={}", ids[1]), 2),
        (format!("&model_id={model}"), 3),
        ("&model_id=5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11".to_owned(), 0),
        ("&model_id=x".to_owned(), 0),
    ] {
        for (endpoint, service) in
            [(AGGREGATED, "metrics"), (AGGREGATED, "ks_drift"), (PER_PREDICTION, "metrics")]
        {
            let response = server.stats(endpoint, &format!("{service}{query}")).await.ok();
            assert_eq!(response["selection"]["predictions"], expected, "{service} {query}");
        }
    }
}

#[tokio::test]
async fn labels_are_counted_in_predictions_and_in_reviews() {
    let server = TestServer::start(builder().labels("doors", ["zero", "one"])).await;
    let first = server.monitor(&prediction("a.png")).await.created();
    server.monitor(&prediction("b.png")).await.created();
    let counted = json!([
        { "label": "one", "class": 1, "count": 4, "share": 4.0 / 6.0, "mean_score": 0.65 },
        { "label": "2", "class": 2, "count": 2, "share": 2.0 / 6.0, "mean_score": 0.7 },
    ]);
    for endpoint in [AGGREGATED, PER_PREDICTION] {
        let response = server.stats(endpoint, "label_distribution").await.ok();
        assert_eq!(
            (&response["of"], &response["total"], &response["labels"]),
            (&json!("predictions"), &json!(6), &counted)
        );
    }
    let point = json!({ "point": [1, 2], "label": "zero" });
    review(&server, &first, &json!({ "points": [point, point] })).await;
    review(&server, &first, &json!({ "points": [point], "classifications": [{ "label": "one" }] })).await;
    let response = server.stats(PER_PREDICTION, "label_distribution").await.ok();
    assert_eq!((&response["of"], &response["total"]), (&json!("reviews"), &json!(2)));
    assert_eq!(
        response["labels"],
        json!([
            { "label": "one", "count": 1, "share": 0.5 },
            { "label": "zero", "count": 1, "share": 0.5 },
        ])
    );
    assert_eq!(server.stats(AGGREGATED, "label_distribution").await.ok()["of"], "predictions");
}

#[tokio::test]
async fn boxes_are_compared_with_the_last_review() {
    let server = TestServer::start(builder().labels("doors", ["person", "car"])).await;
    let body = prediction_of(
        "a.png",
        &[0, 0, 1],
        &json!({
            "detection_boxes": [[0, 0, 100, 100], [200, 200, 300, 300], [0, 0, 50, 50]],
            "detection_scores": [0.9, 0.8, 0.7],
        }),
    );
    let receipt = server.monitor(&body).await.created();
    server.monitor(&prediction("not-reviewed.png")).await.created();
    let rectangle = |x: i64, label: &str| json!({ "x": x, "y": 0, "w": 100, "h": 90, "label": label });
    review(&server, &receipt, &json!({ "rectangles": [rectangle(500, "car")] })).await;
    review(&server, &receipt, &json!({ "rectangles": [rectangle(0, "person"), rectangle(400, "person")] }))
        .await;

    for (endpoint, listed) in [(AGGREGATED, false), (PER_PREDICTION, true)] {
        let response = server.stats(endpoint, "object_detection").await.ok();
        assert_eq!((&response["iou"], &response["compared"]), (&json!(0.5), &json!(1)));
        assert_eq!(
            response["overall"],
            json!({
                "tp": 1, "fp": 2, "fn": 1, "precision": 1.0 / 3.0, "recall": 0.5, "map": 0.5,
            })
        );
        assert_eq!(
            response["classes"],
            json!([
                { "label": "car", "tp": 0, "fp": 1, "fn": 0, "precision": 0.0, "recall": null, "average_precision": null },
                { "label": "person", "tp": 1, "fp": 1, "fn": 1, "precision": 0.5, "recall": 0.5, "average_precision": 0.5 },
            ])
        );
        let each = json!([{ "id": receipt["id"], "tp": 1, "fp": 2, "fn": 1 }]);
        assert_eq!(response.get("predictions"), listed.then_some(&each));
    }
}

#[tokio::test]
async fn polygons_are_compared_by_the_boxes_around_them() {
    let builder = builder()
        .deployment("outlines", picsellia_server::InferenceType::Segmentation)
        .labels("outlines", ["door"]);
    let mut server = TestServer::start(builder).await;
    server.switch_to("outlines").await;
    let polygon = json!([[0, 0], [100, 0], [100, 100], [0, 100]]);
    let receipt = server
        .monitor(&prediction_of("a.png", &[0], &json!({ "detection_masks": [polygon] })))
        .await
        .created();
    review(&server, &receipt, &json!({ "polygons": [{ "polygon": polygon, "label": "door" }] })).await;
    assert_eq!(server.stats(AGGREGATED, "object_detection").await.ok()["overall"]["map"], 1.0);
}

#[tokio::test]
async fn classes_are_compared_with_the_last_review() {
    let mut server = TestServer::start(builder().labels("kinds", ["cat", "dog"])).await;
    server.switch_to("kinds").await;
    for (index, (predicted, reviewed)) in [(0, "cat"), (0, "dog"), (1, "dog")].into_iter().enumerate() {
        let receipt =
            server.monitor(&prediction_of(&format!("{index}.png"), &[predicted], &json!({}))).await.created();
        review(&server, &receipt, &json!({ "classifications": [{ "label": reviewed }] })).await;
    }
    let unlabelled = server.monitor(&prediction_of("u.png", &[0], &json!({}))).await.created();
    review(&server, &unlabelled, &json!({})).await;
    let response = server.stats(PER_PREDICTION, "classification").await.ok();
    assert_eq!(
        (&response["compared"], &response["correct"], &response["left_out"]),
        (&json!(3), &json!(2), &json!(1))
    );
    assert_eq!(response["accuracy"], 2.0 / 3.0);
    assert_eq!(response["confusion"], json!({ "cat": { "cat": 1 }, "dog": { "cat": 1, "dog": 1 } }));
    assert_eq!(server.stats(AGGREGATED, "object_detection").await.ok()["computed"], false);
}

#[tokio::test]
async fn drift_compares_the_later_half_with_the_earlier() {
    let server = TestServer::new().await;
    for index in 0..40 {
        let score = if index < 20 { 0.9 } else { 0.2 } + f64::from(index) * 0.001;
        let raw = json!({
            "detection_classes": [1], "detection_texts": null, "detection_boxes": [[0, 0, 10, 10]],
            "detection_scores": [score],
        });
        let fields = json!({ "raw_predictions": raw, "timestamp": f64::from(index) });
        server.monitor(&prediction_with(&format!("{index}.png"), &fields)).await.created();
    }
    let response = server.stats(AGGREGATED, "ks_drift").await.ok();
    assert!(text(&response["reference"]).contains("earlier half"));
    assert_eq!(response["predictions"], json!({ "reference": 20, "compared": 20 }));
    let all = &response["all"];
    assert_eq!(all["score"]["statistic"], 1.0);
    assert!(all["score"]["p_value"].as_f64().is_some_and(|p| p < 1e-6), "{all}");
    assert_eq!((&all["area"]["statistic"], &all["area"]["p_value"]), (&json!(0.0), &json!(1.0)));
    assert_eq!(response["classes"][0]["label"], "1");
}
