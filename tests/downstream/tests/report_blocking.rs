//! Tests the blocking application with the expectations of the mock transport.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use std::time::Duration;

use downstream::{Detections, report_blocking};
use picsellia_deploy::blocking::{Client, Deployment};
use picsellia_deploy::datalake::DataFilter;
use picsellia_deploy::{ErrorKind, ImageSize, InferenceType};
use picsellia_transport_mock::{MockTransport, Reply, Route};

const SIZE: ImageSize = ImageSize { width: 640, height: 480 };

fn client(mock: &MockTransport) -> Client {
    Client::builder(mock.clone()).token("any").connect().unwrap()
}

/// Reports two detections.
fn report(doors: &Deployment) -> Result<Option<String>, picsellia_deploy::Error> {
    let seen = Detections {
        boxes: vec![[10.2, 20.0, 30.0, 40.0], [600.0, 400.0, 650.5, 470.0]],
        scores: vec![0.3, 0.75],
        classes: vec![0, 2],
    };
    report_blocking(doors, b"\xff\xd8\xff".to_vec(), SIZE, seen, Duration::from_millis(40))
}

#[test]
fn two_detections_are_monitored_on_doors_from_camera_1() {
    let mock = MockTransport::new().with_deployment("doors", InferenceType::ObjectDetection);
    mock.receipt_ids(["the-first"]);
    mock.expect_monitored().on("doors").source("camera-1").detections(2).times(1);
    let doors = client(&mock).deployment("doors").unwrap();
    assert_eq!(report(&doors).unwrap().as_deref(), Some("the-first"));
    mock.verify();
}

#[test]
fn a_short_outage_is_retried() {
    let mock = MockTransport::new();
    let doors = client(&mock).deployment("doors").unwrap();
    mock.on(Route::Monitor).respond(503).lose_response();
    let outage = mock.capture();
    outage.expect_monitored().on("doors").times(1);
    report(&doors).unwrap();
    mock.assert_script_used();
}

#[test]
fn a_revoked_token_is_an_error_and_nothing_is_monitored() {
    let mock = MockTransport::new();
    mock.on(Route::Login).always(Reply::status(403));
    mock.expect_monitored().never();
    let doors = client(&mock).deployment("doors").unwrap();
    let error = report(&doors).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Authentication(_)), "{error}");
    mock.verify();
}

#[test]
fn a_reported_frame_is_found_in_the_datalake() {
    let mock = MockTransport::new();
    let client = client(&mock);
    report(&client.deployment("doors").unwrap()).unwrap();
    let of_camera_1 = DataFilter::new().source("camera-1");
    let found = client.datalake().unwrap().list(&of_camera_1, 10).unwrap();
    let [frame] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((frame.filename.as_str(), frame.size), ("frame.jpg", Some(SIZE)));
    assert_eq!(client.download(frame).unwrap(), b"\xff\xd8\xff".as_slice());
}
