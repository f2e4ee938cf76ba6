//! Tests what the application monitors, without a network and without a runtime.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use std::time::Duration;

use downstream::{Detections, report};
use picsellia_deploy::{Client, Deployment, ImageSize, InferenceType, Prediction};
use picsellia_transport_mock::{MockTransport, Route, block_on};

const SIZE: ImageSize = ImageSize { width: 640, height: 480 };

async fn doors(mock: &MockTransport) -> Deployment {
    let client = Client::builder(mock.clone()).token("any").connect().await.unwrap();
    client.deployment("doors").await.unwrap()
}

fn seen() -> Detections {
    Detections {
        boxes: vec![[10.2, 20.0, 30.0, 40.0], [600.0, 400.0, 650.5, 470.0]],
        scores: vec![0.3, 0.75],
        classes: vec![0, 2],
    }
}

#[test]
fn two_detections_are_monitored_on_doors_from_camera_1() {
    let mock = MockTransport::new().with_deployment("doors", InferenceType::ObjectDetection);
    let id = block_on(async {
        let doors = doors(&mock).await;
        report(&doors, b"\xff\xd8\xff".to_vec(), SIZE, seen(), Duration::from_millis(40)).await
    })
    .unwrap();

    let [monitored] = mock.monitored().try_into().expect("one prediction");
    assert_eq!(id.as_deref(), Some(monitored.id().as_str()));
    assert_eq!(monitored.deployment_id(), mock.deployment_id("doors"));
    let request = monitored.request();
    assert_eq!(request.source(), Some("camera-1"));
    assert_eq!(request.latency().as_f64(), 0.04);
    let Prediction::Detection(detection) = request.prediction() else { panic!("{request:?}") };
    assert_eq!(detection.classes(), [0, 2]);
    let boxes: Vec<_> = detection.boxes().iter().map(|bbox| bbox.to_tlbr()).collect();
    assert_eq!(boxes, [[20, 10, 40, 30], [400, 600, 470, 640]], "the second box is clamped to the image");
    let scores: Vec<_> = detection.scores().iter().map(|score| score.as_f64()).collect();
    assert_eq!(scores, [0.3, 0.75], "the shortest decimals of the f32 scores");
}

#[test]
fn a_short_outage_is_retried() {
    let mock = MockTransport::new();
    let doors = block_on(doors(&mock));
    mock.on(Route::Monitor).respond(503).lose_response();
    let frame = b"\xff\xd8\xff".to_vec();
    block_on(report(&doors, frame, SIZE, seen(), Duration::from_millis(40))).unwrap();
    assert_eq!(mock.monitored().len(), 1, "stored once in spite of the retries");
}

#[test]
fn invalid_scores_are_not_sent() {
    let mock = MockTransport::new();
    let doors = block_on(doors(&mock));
    let mut seen = seen();
    seen.scores[1] = f32::NAN;
    let frame = b"\xff\xd8\xff".to_vec();
    let error = block_on(report(&doors, frame, SIZE, seen, Duration::from_millis(40))).unwrap_err();
    assert!(error.to_string().contains("detection_scores[1]: NaN is not a finite number"), "{error}");
    assert!(mock.monitored().is_empty());
}
