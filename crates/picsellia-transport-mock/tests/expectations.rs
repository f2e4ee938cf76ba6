//! Expectations of a test, and the messages when they are not met.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use picsellia_deploy::blocking::{Client, Deployment};
use picsellia_deploy::deployment::DeploymentId;
use picsellia_deploy::{
    BBox, ClassificationPrediction, DetectionPrediction, Image, ImageSize, InferenceType, MonitorRequest,
    Prediction,
};
use picsellia_transport_mock::{MockTransport, Route};
use support::message;

fn deployment(mock: &MockTransport, name: &str) -> Deployment {
    Client::builder(mock.clone()).token("any").connect().unwrap().deployment(name).unwrap()
}

fn detections(count: usize) -> DetectionPrediction {
    let bbox = BBox::tlbr(1, 2, 3, 4).unwrap();
    let builder = DetectionPrediction::builder();
    (0..count).fold(builder, |builder, class| builder.object(class, 0.9, bbox)).build().unwrap()
}

fn monitor(deployment: &Deployment, filename: &str, source: &str, tag: &str, found: impl Into<Prediction>) {
    let image =
        Image::from_bytes(filename, &b"\xff\xd8\xff"[..]).with_size(ImageSize { width: 9, height: 9 });
    let request = MonitorRequest::builder(image, Duration::from_millis(5), found).source(source).tag(tag);
    deployment.send(&request.build().unwrap()).unwrap();
}

#[test]
fn expectations_can_be_added_before_or_after_the_program_runs() {
    let mock = MockTransport::new();
    mock.expect_monitored().on("doors").source("camera-1").detections(2).tag("night").times(1);
    mock.expect_monitored().on("gates").never();
    mock.expect_monitored().on("doors").at_least(2);
    let doors = deployment(&mock, "doors");
    monitor(&doors, "a.jpg", "camera-1", "night", detections(2));
    monitor(&doors, "b.jpg", "camera-1", "day", detections(2));
    mock.verify();
    mock.expect_monitored().filename("b.jpg").objects(2).times(1);
    mock.expect_monitored().matching("quick", |held| held.request().latency().as_f64() < 0.01).times(2);
    mock.verify();
}

#[test]
fn the_source_defaults_to_serving() {
    let mock = MockTransport::new();
    let request = support::prediction("a.png");
    deployment(&mock, "doors").send(&request).unwrap();
    mock.expect_monitored().source("serving").times(1);
    mock.verify();
}

#[test]
fn an_expectation_matches_a_deployment_that_was_found_by_its_id() {
    let mock = MockTransport::new();
    let client = Client::builder(mock.clone()).token("any").connect().unwrap();
    let doors = client.deployment_by_id(&DeploymentId::new(mock.deployment_id("doors"))).unwrap();
    monitor(&doors, "a.jpg", "camera-1", "day", detections(1));
    mock.expect_monitored().on("doors").times(1);
    mock.verify();
    assert_eq!(client.deployment("doors").unwrap().id(), doors.id());
    monitor(&doors, "b.jpg", "camera-1", "day", detections(1));
    let names: Vec<_> = mock.monitored().iter().map(|held| held.deployment().to_owned()).collect();
    assert_eq!(names, [doors.id().as_str(), "doors"], "the name is known once a request used it");
}

#[test]
fn a_message_says_what_was_expected_where_and_what_was_monitored_instead() {
    let mock = MockTransport::new();
    let doors = deployment(&mock, "doors");
    monitor(&doors, "a.jpg", "camera-1", "night", detections(1));
    monitor(&deployment(&mock, "gates"), "b.jpg", "camera-2", "day", detections(2));
    mock.expect_monitored().on("doors").detections(2).times(1);
    let line = line!() - 1;
    assert_eq!(
        message(|| mock.verify()),
        format!(
            "expected exactly 1 prediction (on \"doors\", 2 detections), at {}:{line}:10; 0 of 2 monitored:\n  \
             - a.jpg on \"doors\": 1 detection, source \"camera-1\", tags \"night\" (not: 2 detections)\n  \
             - b.jpg on \"gates\": 2 detections, source \"camera-2\", tags \"day\" (not: on \"doors\")",
            file!()
        )
    );
}

#[test]
fn a_message_lists_every_expectation_that_is_not_met() {
    let mock = MockTransport::new();
    let doors = deployment(&mock, "doors");
    monitor(&doors, "a.jpg", "camera-1", "night", detections(0));
    mock.expect_monitored().never();
    mock.expect_monitored().tag("day");
    mock.expect_monitored().tag("night");
    let text = message(|| mock.verify());
    assert!(text.contains("expected no prediction, at"), "{text}");
    assert!(text.contains("1 of 1 monitored:\n  + a.jpg on \"doors\": 0 detections"), "{text}");
    assert!(text.contains("expected at least 1 prediction (tag \"day\")"), "{text}");
    assert!(!text.contains("(tag \"night\")"), "{text}");
}

#[test]
fn without_predictions_a_message_lists_the_requests_and_no_secret() {
    let mock = MockTransport::new();
    mock.on(Route::Monitor).respond(400);
    let doors = deployment(&mock, "doors");
    doors.send(&support::prediction("a.png")).unwrap_err();
    mock.expect_monitored().on("doors");
    let text = message(|| mock.verify());
    assert!(text.contains("; nothing was monitored\nreceived 5 in total"), "{text}");
    assert!(text.contains("route: Monitor") && !text.contains("any\""), "{text}");
}

#[test]
fn each_type_has_its_own_unit() {
    let mock = MockTransport::new().with_deployment("weather", InferenceType::Classification);
    let weather = deployment(&mock, "weather");
    let rain = ClassificationPrediction::builder().class(3, 0.8).build().unwrap();
    monitor(&weather, "sky.jpg", "roof", "wet", rain);
    assert_eq!(
        mock.monitored()[0].to_string(),
        "sky.jpg on \"weather\": 1 classification, source \"roof\", tags \"wet\""
    );
    mock.expect_monitored().objects(1).times(1);
    mock.expect_monitored().detections(1).never();
    mock.verify();
}

#[test]
fn a_capture_contains_what_is_monitored_while_it_is_alive() {
    let mock = MockTransport::new();
    let doors = deployment(&mock, "doors");
    monitor(&doors, "a.jpg", "camera-1", "day", detections(1));
    let night = mock.capture();
    night.expect_monitored().tag("night").times(1);
    night.expect_monitored().tag("day").never();
    monitor(&doors, "b.jpg", "camera-1", "night", detections(1));
    let names: Vec<_> = night.monitored().iter().map(|held| held.request().filename().to_owned()).collect();
    assert_eq!(names, ["b.jpg"]);
    night.verify();
    drop(night);
    monitor(&doors, "c.jpg", "camera-1", "day", detections(1));
    mock.verify();
}

#[test]
fn a_capture_is_checked_when_it_is_dropped() {
    let mock = MockTransport::new();
    let text = message(|| {
        let capture = mock.capture();
        capture.expect_monitored().on("doors").times(1);
    });
    assert!(text.contains("expected exactly 1 prediction (on \"doors\")"), "{text}");
    // A capture reports a failure once.
    mock.verify();
}

#[test]
fn verify_also_checks_captures_that_are_alive() {
    let mock = MockTransport::new();
    let capture = mock.capture();
    capture.expect_monitored();
    assert!(message(|| mock.verify()).contains("at least 1 prediction"));
    assert!(message(|| capture.verify()).contains("at least 1 prediction"));
    monitor(&deployment(&mock, "doors"), "a.jpg", "camera-1", "day", detections(1));
}

#[test]
fn a_capture_does_not_panic_in_a_test_that_already_fails() {
    let mock = MockTransport::new();
    let failing = catch_unwind(AssertUnwindSafe(|| {
        let capture = mock.capture();
        capture.expect_monitored();
        panic!("the reason");
    }));
    assert_eq!(failing.unwrap_err().downcast_ref(), Some(&"the reason"));
}

#[test]
fn a_condition_can_use_the_mock() {
    let mock = MockTransport::new();
    monitor(&deployment(&mock, "doors"), "a.jpg", "camera-1", "day", detections(1));
    let handle = mock.clone();
    mock.expect_monitored()
        .matching("the first", move |held| handle.monitored()[0].id() == held.id())
        .times(1);
    mock.verify();
}
