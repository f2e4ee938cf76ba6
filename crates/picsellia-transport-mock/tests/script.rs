//! Scripted replies of the mock.

mod support;

use std::time::Duration;

use picsellia_core::{MonitorTransport, RequestLimits, TransportErrorKind};
use picsellia_transport_mock::{MockTransport, Reply, Route, block_on};
use serde_json::json;
use support::{id, monitor, request, send};

/// Returns the status of a response, or the kind of the failure.
fn outcome(mock: &MockTransport, key: &str) -> Result<u16, TransportErrorKind> {
    let sent = send(mock, monitor(mock, "a.png", Some(key)));
    sent.map(|response| response.status().as_u16()).map_err(|error| error.kind())
}

#[test]
fn each_reply_is_used_once_and_in_order() {
    let mock = MockTransport::new();
    mock.on(Route::Monitor).respond(503).fail(TransportErrorKind::Connect).respond(429);
    mock.on(Route::Ping).respond(500);
    assert_eq!(outcome(&mock, "k"), Ok(503));
    assert_eq!(outcome(&mock, "k"), Err(TransportErrorKind::Connect));
    assert_eq!(outcome(&mock, "k"), Ok(429));
    assert_eq!(outcome(&mock, "k"), Ok(201));
    assert_eq!(send(&mock, request("GET", "/api/home/ping", [])).unwrap().status(), 500);
    mock.assert_script_used();
    mock.assert_monitored(1);
}

#[test]
fn a_standing_reply_lasts_until_it_is_cleared() {
    let mock = MockTransport::new();
    mock.on(Route::Monitor).always(Reply::status(503)).respond(429);
    assert_eq!(outcome(&mock, "k"), Ok(429));
    assert_eq!((0..3).map(|_| outcome(&mock, "k")).collect::<Vec<_>>(), [Ok(503); 3]);
    mock.on(Route::Monitor).clear();
    assert_eq!(outcome(&mock, "k"), Ok(201));
}

#[test]
fn a_response_has_the_headers_and_the_body_that_were_scripted() {
    let mock = MockTransport::new();
    let reply = Reply::json(409, json!({"message": "taken"})).header("x-twice", "1").header("x-twice", "2");
    mock.on(Route::Monitor)
        .respond_with_header(429, "retry-after", "2")
        .then(reply)
        .respond_json(422, json!([]));
    let response = send(&mock, monitor(&mock, "a.png", None)).unwrap();
    assert_eq!(response.headers()["retry-after"], "2");
    let response = send(&mock, monitor(&mock, "a.png", None)).unwrap();
    assert_eq!(response.headers().get_all("x-twice").iter().collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(response.body(), r#"{"message":"taken"}"#);
    assert_eq!(send(&mock, monitor(&mock, "a.png", None)).unwrap().body(), "[]");
}

#[test]
fn a_prediction_whose_response_is_lost_is_stored_once() {
    let mock = MockTransport::new();
    mock.on(Route::Monitor).lose_response();
    assert_eq!(outcome(&mock, "k"), Err(TransportErrorKind::ConnectionLost));
    mock.assert_monitored(1);
    let response = send(&mock, monitor(&mock, "a.png", Some("k"))).unwrap();
    mock.assert_monitored(1);
    assert_eq!(mock.monitored()[0].id(), id(&response).as_str());
    // The same key on another deployment is another prediction.
    let mut elsewhere = monitor(&mock, "a.png", Some("k"));
    *elsewhere.uri_mut() = format!("{}/api/deployment/other/predictions", support::ORIGIN).parse().unwrap();
    send(&mock, elsewhere).unwrap();
    mock.assert_monitored(2);
}

#[test]
fn a_prediction_that_did_not_arrive_is_not_stored() {
    let mock = MockTransport::new();
    for kind in [TransportErrorKind::Connect, TransportErrorKind::Tls, TransportErrorKind::Malformed] {
        mock.on(Route::Monitor).fail(kind);
        assert_eq!(outcome(&mock, "k"), Err(kind));
    }
    mock.on(Route::Monitor).respond(503).then(Reply::stall());
    assert_eq!(outcome(&mock, "k"), Ok(503));
    assert_eq!(outcome(&mock, "k"), Err(TransportErrorKind::Timeout));
    mock.assert_monitored(0);
    assert_eq!(mock.requests().len(), 5);
}

#[test]
fn a_scripted_201_stores_the_prediction_under_its_id() {
    let mock = MockTransport::new();
    mock.on(Route::Monitor)
        .respond_json(201, json!({"id": "mine"}))
        .then(Reply::status(201).body("{").truncated());
    assert_eq!(outcome(&mock, "first"), Ok(201));
    assert_eq!(outcome(&mock, "second"), Err(TransportErrorKind::Truncated));
    mock.assert_monitored(2);
    assert_eq!(mock.monitored()[0].id(), "mine");
    let replayed = send(&mock, monitor(&mock, "a.png", Some("first"))).unwrap();
    assert_eq!(id(&replayed), "mine");
}

#[test]
fn a_failure_after_the_head_has_its_status() {
    let mock = MockTransport::new();
    for kind in [TransportErrorKind::Truncated, TransportErrorKind::ResponseTooLarge] {
        mock.on(Route::Monitor).fail(kind);
        let error = send(&mock, monitor(&mock, "a.png", Some("k"))).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.received().unwrap().status(), 201);
    }
    mock.assert_monitored(1);
}

#[test]
fn waiting_advances_the_clock_without_real_time() {
    let mock = MockTransport::new();
    let began = mock.now();
    let hour = Duration::from_secs(3600);
    block_on(mock.sleep(hour));
    block_on(mock.sleep(Duration::from_millis(1)));
    assert_eq!(mock.slept(), [hour, Duration::from_millis(1)]);
    assert_eq!(mock.now() - began, hour + Duration::from_millis(1));
    // Longer than a clock can represent.
    block_on(mock.sleep(Duration::MAX));
    assert!(mock.now() - began > 1000 * hour);
}

#[test]
fn a_delayed_response_advances_the_clock() {
    let mock = MockTransport::new();
    let limits = RequestLimits::with_timeout(Duration::from_secs(10));
    let exchange = || block_on(mock.exchange(monitor(&mock, "a.png", Some("k")), limits));
    mock.on(Route::Monitor).then(Reply::unscripted().delay(Duration::from_secs(9)));
    let began = mock.now();
    assert_eq!(exchange().unwrap().status(), 201);
    assert_eq!(mock.now() - began, Duration::from_secs(9));

    // The service processes the request, but the client has timed out.
    mock.on(Route::Monitor).then(Reply::unscripted().delay(Duration::from_secs(11)));
    let began = mock.now();
    assert_eq!(exchange().unwrap_err().kind(), TransportErrorKind::Timeout);
    assert_eq!(mock.now() - began, Duration::from_secs(10));
    mock.assert_monitored(1);
    assert!(mock.slept().is_empty(), "an exchange is not a wait");
}

#[test]
fn a_clone_is_the_same_mock() {
    let mock = MockTransport::new();
    let handle = mock.clone();
    handle.on(Route::Monitor).respond(503);
    assert_eq!(outcome(&mock, "k"), Ok(503));
    assert_eq!(handle.requests().len(), 1);
}
