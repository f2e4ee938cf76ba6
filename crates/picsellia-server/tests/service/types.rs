use picsellia_server::InferenceType;
use serde_json::{Value, json};

use crate::support::{Site, builder, prediction, prediction_of, text};

/// A deployment of each type, with what its predictions have beside classes and scores.
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
async fn a_deployment_takes_predictions_of_its_type_and_keeps_them_as_sent() {
    let mut builder = builder();
    for (inference_type, _) in shapes() {
        builder = builder.deployment(inference_type.as_str(), inference_type);
    }
    let mut site = Site::start(builder).await;
    for (own, shape) in shapes() {
        site.enter(own.as_str()).await;
        let body = prediction_of("a.png", &[1], &shape);
        let receipt = site.monitor(&body).await.created();
        assert_eq!(
            site.asset(&receipt).await["predictions"][0]["prediction"],
            body["raw_predictions"],
            "{own}"
        );

        for (other, shape) in shapes().into_iter().filter(|(other, _)| *other != own) {
            let refused = site.monitor(&prediction_of("b.png", &[1], &shape)).await.refused(422);
            assert!(text(&refused["message"]).contains("raw_predictions"), "{own} {other}: {refused}");
        }
        // What every type allows.
        let nothing = shape.as_object().expect("an object").keys().map(|key| (key.clone(), json!([])));
        let nothing = Value::Object(nothing.collect());
        site.monitor(&prediction_of("nothing.png", &[], &nothing)).await.created();
    }
}

#[tokio::test]
async fn deployments_that_take_no_prediction_refuse_every_one() {
    let builder = builder()
        .deployment("several", InferenceType::Multi)
        .deployment("none", InferenceType::NotConfigured);
    let mut site = Site::start(builder).await;
    for (name, inference_type) in [("several", "MULTI"), ("none", "NOT_CONFIGURED")] {
        site.enter(name).await;
        let refused = site.monitor(&prediction("a.png")).await.refused(422);
        assert!(text(&refused["message"]).contains(inference_type), "{refused}");
    }
}
