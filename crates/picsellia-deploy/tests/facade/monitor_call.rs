//! The fluent call, and the retry policy and time limit of a single call.

use std::time::Duration;

use picsellia_deploy::{
    BBox, Client, DetectionPrediction, ErrorKind, GeometryPolicy, Image, ImageSize, RequestDetails,
    RetryPolicy, blocking,
};
use picsellia_transport_mock::{MockTransport, Reply, Route, block_on};
use serde_json::json;

use crate::support::{TOKEN, count, deployment, deployment_with, keys, monitor};

fn image() -> Image {
    Image::from_bytes("door.png", &b"\x89PNG"[..]).with_size(ImageSize { width: 600, height: 800 })
}

fn prediction() -> DetectionPrediction {
    DetectionPrediction::builder().object(1, 0.9, BBox::tlbr(128, 200, 159, 240).unwrap()).build().unwrap()
}

#[test]
fn a_prediction_is_built_and_sent_in_one_chain() {
    let mock = MockTransport::new();
    let receipt = block_on(
        deployment(&mock)
            .monitor(image(), 0.257, prediction())
            .shadow(Duration::from_millis(101), prediction())
            .source("camera-1")
            .tag("night")
            .tags(&["rain".to_owned()])
            .timestamp(1_718_000_000.5)
            .custom_metadata([("line", 3.into())])
            .sample(true)
            .idempotency_key("frame-7")
            .send(),
    )
    .unwrap();
    let monitored = &mock.monitored()[0];
    assert_eq!(receipt.id(), Some(monitored.id()));
    assert_eq!(keys(&mock), ["frame-7"]);
    let sent = mock.requests().last().unwrap().json().unwrap();
    for (field, expected) in [
        ("source", json!("camera-1")),
        ("tags", json!(["night", "rain"])),
        ("custom_metadata", json!({ "line": 3 })),
        ("shadow_latency", json!(0.101)),
        ("sample", json!(true)),
    ] {
        assert_eq!(sent[field], expected, "{field}");
    }
}

#[test]
fn the_blocking_chain_sends_the_same_bytes() {
    let details = || {
        let mut details = RequestDetails::default();
        details.source = Some("camera-1".to_owned());
        details
    };
    let (one, other) = (MockTransport::new(), MockTransport::new());
    let call = deployment(&one).monitor(image(), 0.257, prediction()).details(details()).tag("night");
    block_on(call.send()).unwrap();
    let client =
        blocking::Client::builder(other.clone()).ignore_environment().token(TOKEN).connect().unwrap();
    let doors = client.deployment("doors").unwrap();
    doors.monitor(image(), 0.257, prediction()).details(details()).tag("night").send().unwrap();
    let body = |mock: &MockTransport| mock.requests().last().unwrap().body().clone();
    assert_eq!(body(&one), body(&other));
}

#[test]
fn an_invalid_call_reports_every_problem_and_sends_nothing() {
    let mock = MockTransport::new();
    let outside =
        DetectionPrediction::builder().object(1, 7.0, BBox::tlbr(0, 0, 900, 10).unwrap()).build().unwrap();
    let doors = deployment(&mock);
    let call = || doors.monitor(image(), -1.0, outside.clone());
    let error = block_on(call().send()).unwrap_err();
    let ErrorKind::Invalid(invalid) = error.kind() else { panic!("{error}") };
    assert_eq!(invalid.problems().len(), 3, "{invalid}");
    assert!(error.is_invalid_input());
    assert!(call().geometry(GeometryPolicy::AsIs).build().is_ok());
    assert_eq!(count(&mock, Route::Monitor) + count(&mock, Route::Login), 0);
}

#[test]
fn a_call_is_sent_again_by_its_request_under_the_same_key() {
    let mock = MockTransport::new();
    let doors = deployment_with(&mock, RetryPolicy::never());
    let request = doors.monitor(image(), 0.257, prediction()).source("camera-1").build().unwrap();
    mock.on(Route::Monitor).respond(503);
    block_on(doors.send(&request)).unwrap_err();
    block_on(doors.send(&request)).unwrap();
    let keys = keys(&mock);
    assert_eq!((keys.len(), &keys[0]), (2, &keys[1]));
}

#[test]
fn a_retry_policy_counts_for_the_call_or_the_handle_that_it_is_set_on() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let attempts = || count(&mock, Route::Monitor);

    mock.on(Route::Monitor).respond(503);
    let call = doors.monitor(image(), 0.257, prediction()).retry_policy(RetryPolicy::never());
    assert_eq!(block_on(call.send()).unwrap_err().attempts(), 1);
    assert_eq!(attempts(), 1);

    mock.on(Route::Monitor).respond(503);
    monitor(&doors.with_retry_policy(RetryPolicy::never())).unwrap_err();
    assert_eq!(attempts(), 2);

    mock.on(Route::Monitor).respond(503);
    monitor(&doors).unwrap();
    assert_eq!(attempts(), 4, "the handle itself keeps its policy");
    assert_eq!(count(&mock, Route::Login), 1, "all of them share a session");
}

#[test]
fn a_time_limit_bounds_the_attempts_and_waits_of_a_call() {
    let mock = MockTransport::new();
    let client =
        Client::builder(mock.clone()).ignore_environment().token(TOKEN).timeout(Duration::from_secs(60));
    let client = block_on(client.connect()).unwrap();
    let doors = block_on(client.deployment("doors")).unwrap();
    let busy = || Reply::status(503).header("retry-after", "20");

    // The client allows a wait of 20 seconds, and the limits of the call and the handle do not.
    mock.on(Route::Monitor).then(busy());
    monitor(&doors).unwrap();
    for limited in [doors.with_timeout(Duration::from_secs(5)), {
        block_on(client.with_timeout(Duration::from_secs(5)).deployment("doors")).unwrap()
    }] {
        mock.on(Route::Monitor).then(busy());
        let error = monitor(&limited).unwrap_err();
        assert_eq!((error.attempts(), error.status()), (1, Some(503)));
    }
    mock.on(Route::Monitor).then(busy());
    let call = doors.monitor(image(), 0.257, prediction()).timeout(Duration::from_secs(5));
    assert_eq!(block_on(call.send()).unwrap_err().attempts(), 1);

    // A policy with a deadline of its own replaces an earlier time limit, and another one keeps it.
    let hasty = doors.with_timeout(Duration::from_secs(5));
    mock.on(Route::Monitor).then(busy());
    monitor(&hasty.with_retry_policy(RetryPolicy::default().deadline(Duration::from_secs(60)))).unwrap();
    mock.on(Route::Monitor).then(busy());
    assert_eq!(monitor(&hasty.with_retry_policy(RetryPolicy::default())).unwrap_err().attempts(), 1);
}
