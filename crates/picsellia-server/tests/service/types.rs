use picsellia_server::InferenceType;
use serde_json::{Value, json};

use crate::support::{TestServer, builder, prediction, prediction_of, text};

/// Returns each type with the shape fields of its predictions.
fn shapes() -> [(InferenceType, Value); 7] {
    [
        (InferenceType::Classification, json!({})),
        (InferenceType::ObjectDetection, json!({ "detection_boxes": [[1, 2, 3, 4]] })),
        (InferenceType::Segmentation, json!({ "detection_masks": [[[200, 200], [225, 200], [250, 250]]] })),
        (InferenceType::Line, json!({ "lines": [[[1, 2], [3, 4]]] })),
        (InferenceType::Point, json!({ "points": [[1, 2]] })),
        (InferenceType::Keypoint, json!({ "keypoints": [[[1, 2, 2], [3, 4, 0]]] })),
        (InferenceType::Mask, json!({ "detection_masks": ["12 3 40 5"] })),
    ]
}

#[tokio::test]
async fn a_deployment_accepts_only_predictions_of_its_type() {
    let mut builder = builder();
    for (inference_type, _) in shapes() {
        builder = builder.deployment(inference_type.as_str(), inference_type);
    }
    let mut server = TestServer::start(builder).await;
    for (own, shape) in shapes() {
        server.switch_to(own.as_str()).await;
        let body = prediction_of("a.png", &[1], &shape);
        let receipt = server.monitor(&body).await.created();
        assert_eq!(
            server.asset(&receipt).await["predictions"][0]["prediction"],
            body["raw_predictions"],
            "{own}"
        );

        for (other, shape) in shapes().into_iter().filter(|(other, _)| *other != own) {
            let rejected = server.monitor(&prediction_of("b.png", &[1], &shape)).await.rejected(422);
            assert!(text(&rejected["message"]).contains("raw_predictions"), "{own} {other}: {rejected}");
        }
        // Every type accepts a prediction without objects.
        let nothing = shape.as_object().expect("an object").keys().map(|key| (key.clone(), json!([])));
        let nothing = Value::Object(nothing.collect());
        server.monitor(&prediction_of("nothing.png", &[], &nothing)).await.created();
    }
}

#[tokio::test]
async fn deployments_without_a_prediction_type_reject_predictions() {
    let builder = builder()
        .deployment("several", InferenceType::Multi)
        .deployment("none", InferenceType::NotConfigured);
    let mut server = TestServer::start(builder).await;
    for (name, inference_type) in [("several", "MULTI"), ("none", "NOT_CONFIGURED")] {
        server.switch_to(name).await;
        let rejected = server.monitor(&prediction("a.png")).await.rejected(422);
        assert!(text(&rejected["message"]).contains(inference_type), "{rejected}");
    }
}
