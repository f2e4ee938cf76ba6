//! How a prediction is delivered when the monitoring service misbehaves.

use std::time::Duration;

use crate::support::{connect, count, deployment, deployment_with, keys, monitor, request};
use picsellia_deploy::datalake::DataFilter;
use picsellia_deploy::error::Retryability;
use picsellia_deploy::transport::{MonitorTransport, RequestLimits, TransportErrorKind};
use picsellia_deploy::{Client, Delivery, ErrorKind, RetryPolicy};
use picsellia_transport_mock::{MockTransport, Reply, Route, Script, block_on};
use serde_json::json;

#[test]
fn a_receipt_has_the_id_that_the_service_assigned() {
    let mock = MockTransport::new();
    let receipt = monitor(&deployment(&mock)).unwrap();
    assert_eq!(receipt.id(), Some(mock.monitored()[0].id()));
    assert!(!receipt.already_processed());
}

#[test]
fn transient_failures_are_retried_with_the_same_key_and_the_same_bytes() {
    for status in [408, 429, 500, 502, 503, 504, 599] {
        let mock = MockTransport::new();
        let deployment = deployment(&mock);
        mock.on(Route::Monitor).respond(status).fail(TransportErrorKind::Connect);
        monitor(&deployment).unwrap();
        assert_eq!((count(&mock, Route::Monitor), mock.slept().len()), (3, 2), "{status}");
        let sent = keys(&mock);
        assert!(sent.iter().all(|key| key == &sent[0]), "{sent:?}");
        let bodies: Vec<_> = mock
            .requests()
            .into_iter()
            .filter(|r| r.route() == Route::Monitor)
            .map(|r| r.body().clone())
            .collect();
        assert!(bodies.iter().all(|body| body == &bodies[0]));
        assert_eq!(mock.monitored().len(), 1);
    }
}

#[test]
fn each_prediction_has_its_own_key() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    monitor(&deployment).unwrap();
    monitor(&deployment).unwrap();
    let keys = keys(&mock);
    assert_ne!(keys[0], keys[1]);
    assert_eq!(mock.monitored().len(), 2);
}

#[test]
fn only_201_is_a_success_and_a_definite_refusal_is_not_retried() {
    for status in [200, 202, 204, 208, 301, 302, 303, 307, 308, 400, 403, 404, 409, 413, 415, 422] {
        let mock = MockTransport::new();
        let deployment = deployment(&mock);
        mock.on(Route::Monitor).then(
            Reply::json(status, json!({ "id": "x", "message": "no" }))
                .header("location", "https://elsewhere/"),
        );
        let error = monitor(&deployment).unwrap_err();
        let ErrorKind::Rejected(rejection) = error.kind() else { panic!("{status}: {error}") };
        assert_eq!(rejection.status(), status);
        assert_eq!(rejection.message(), Some("no"));
        assert_eq!(error.retryability(), Retryability::Never);
        assert_eq!(count(&mock, Route::Monitor), 1, "{status}");
    }
}

#[test]
fn an_unreadable_201_is_ambiguous_and_keeps_the_body() {
    for body in ["", "<html>", "[]", "null", r#"{"id":"x"}trailing"#] {
        let mock = MockTransport::new();
        let deployment = deployment(&mock);
        mock.on(Route::Monitor).then(Reply::status(201).body(body));
        let error = monitor(&deployment).unwrap_err();
        let ErrorKind::Unreadable(unreadable) = error.kind() else { panic!("{body}: {error}") };
        assert_eq!(&unreadable.body()[..], body.as_bytes());
        assert!(error.may_have_been_accepted());
        assert_eq!(count(&mock, Route::Monitor), 1);
    }
}

#[test]
fn a_201_with_any_json_object_is_a_receipt() {
    for (body, shown) in [
        (r#"{"id":"x"}"#, "x"),
        (r#"{"id":7}"#, "7"),
        (r#"{"id":null}"#, "accepted without an id"),
        ("{}", "accepted without an id"),
    ] {
        let mock = MockTransport::new();
        let deployment = deployment(&mock);
        mock.on(Route::Monitor).then(Reply::status(201).body(body));
        assert_eq!(monitor(&deployment).unwrap().to_string(), shown);
    }
}

#[test]
fn a_truncated_201_is_ambiguous() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor).then(Reply::status(201).body(r#"{"id":"#).truncated());
    let error = monitor(&deployment).unwrap_err();
    let ErrorKind::Unreadable(unreadable) = error.kind() else { panic!("{error}") };
    assert_eq!(&unreadable.body()[..], br#"{"id":"#);
    assert_eq!(count(&mock, Route::Monitor), 1);
}

#[test]
fn a_truncated_503_is_retried_as_a_503() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor).then(Reply::status(503).body("<htm").truncated());
    monitor(&deployment).unwrap();
    assert_eq!(count(&mock, Route::Monitor), 2);
}

#[test]
fn a_prediction_whose_response_was_lost_is_sent_again_and_stored_once() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor).lose_response();
    let receipt = monitor(&deployment).unwrap();
    assert_eq!(mock.monitored().len(), 1);
    assert_eq!(receipt.id(), Some(mock.monitored()[0].id()));
}

#[test]
fn a_409_after_an_ambiguous_attempt_means_delivered() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor).lose_response().respond_json(409, json!({ "message": "already processed" }));
    let receipt = monitor(&deployment).unwrap();
    assert!(receipt.already_processed());
    assert_eq!(receipt.id(), None);
    assert_eq!(receipt.body()["message"], "already processed");
}

#[test]
fn a_409_after_attempts_that_never_arrived_is_a_refusal() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor)
        .fail(TransportErrorKind::Connect)
        .respond(429)
        .respond_json(409, json!({ "message": "already processed" }));
    let error = monitor(&deployment).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(rejection) if rejection.status() == 409), "{error}");
}

#[test]
fn a_409_in_progress_is_retried() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor)
        .lose_response()
        .respond_json(409, json!({ "message": "A request is in progress" }));
    assert!(!monitor(&deployment).unwrap().already_processed());
    assert_eq!(count(&mock, Route::Monitor), 3);
}

#[test]
fn at_most_once_retries_only_what_cannot_have_arrived() {
    let policy = RetryPolicy::default().delivery(Delivery::AtMostOnce);
    for (kind, attempts) in [
        (TransportErrorKind::Connect, 2),
        (TransportErrorKind::Tls, 2),
        (TransportErrorKind::ConnectionLost, 1),
        (TransportErrorKind::Timeout, 1),
        (TransportErrorKind::Malformed, 1),
    ] {
        let mock = MockTransport::new();
        let deployment = deployment_with(&mock, policy);
        mock.on(Route::Monitor).fail(kind);
        let outcome = monitor(&deployment);
        assert_eq!(count(&mock, Route::Monitor), attempts, "{kind:?}");
        assert_eq!(outcome.is_ok(), attempts == 2);
        if let Err(error) = outcome {
            assert!(error.may_have_been_accepted(), "{error}");
        }
    }
}

#[test]
fn attempts_are_limited_and_the_error_has_their_number() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor).always(Reply::fail(TransportErrorKind::Connect));
    let error = monitor(&deployment).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
    assert_eq!((error.attempts(), count(&mock, Route::Monitor)), (5, 5));
    let bounds = [0.5, 1.0, 2.0, 4.0];
    assert_eq!(mock.slept().len(), bounds.len());
    for (slept, bound) in mock.slept().into_iter().zip(bounds) {
        assert!(slept <= Duration::from_secs_f64(bound), "{slept:?} of {bound}");
    }
}

#[test]
fn a_wait_respects_retry_after_and_never_exceeds_the_deadline() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor).respond_with_header(429, "retry-after", "20");
    monitor(&deployment).unwrap();
    let slept = mock.slept()[0].as_secs_f64();
    assert!((20.0..=22.0).contains(&slept), "{slept}");

    mock.on(Route::Monitor).respond_with_header(503, "retry-after", "3000");
    let error = monitor(&deployment).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(rejection) if rejection.status() == 503), "{error}");
    assert_eq!(error.retryability(), Retryability::Safe);
    assert_eq!(mock.slept().len(), 1, "a wait that would exceed the deadline does not begin");
}

#[test]
fn the_deadline_limits_each_attempt() {
    let mock = MockTransport::new();
    let policy = RetryPolicy::default().deadline(Duration::from_secs(10)).max_attempts(u32::MAX);
    let deployment = deployment_with(&mock, policy);
    mock.on(Route::Monitor).always(Reply::stall());
    let started = mock.now();
    let error = monitor(&deployment).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
    assert_eq!(count(&mock, Route::Monitor), 1, "the attempt took all the time");
    assert_eq!(mock.now() - started, Duration::from_secs(10));
}

#[test]
fn a_dropped_call_leaves_the_deployment_usable() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    drop(deployment.send(&request()));
    block_on(deployment.send(&request())).unwrap();
    assert_eq!(mock.monitored().len(), 1);
}

#[test]
fn an_ambiguous_attempt_makes_the_error_ambiguous_whatever_follows() {
    let refused = || Reply::fail(TransportErrorKind::Connect);
    for (name, after) in [
        ("the connection refused", vec![refused(), refused(), refused(), refused()]),
        ("not found", vec![Reply::status(404)]),
        ("in progress forever", vec![Reply::json(409, json!({ "message": "in progress" })); 4]),
    ] {
        let mock = MockTransport::new();
        let deployment = deployment(&mock);
        let script = mock.on(Route::Monitor).lose_response();
        after.into_iter().fold(script, Script::then);
        let error = monitor(&deployment).unwrap_err();
        assert!(error.may_have_been_accepted(), "{name}: {error}");
        assert_ne!(error.retryability(), Retryability::Safe, "{name}");
        assert_eq!(mock.monitored().len(), 1, "{name}");
    }
}

#[test]
fn an_ambiguous_attempt_stays_ambiguous_if_the_session_cannot_be_renewed() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Login).then(Reply::unscripted()).respond(403);
    mock.on(Route::Monitor).lose_response().respond(401);
    let error = monitor(&deployment).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Authentication(_)), "{error}");
    assert!(error.may_have_been_accepted());
    assert!(error.to_string().ends_with("the service may have accepted the request"), "{error}");
}

#[test]
fn a_409_means_delivered_several_attempts_after_an_ambiguous_one() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor)
        .lose_response()
        .fail(TransportErrorKind::Connect)
        .respond_json(409, json!({ "message": "in progress" }))
        .respond_json(409, json!({ "message": "already processed" }));
    assert!(monitor(&deployment).unwrap().already_processed());
}

#[test]
fn a_request_that_is_sent_again_is_the_same_prediction() {
    let mock = MockTransport::new();
    let deployment = deployment_with(&mock, RetryPolicy::never());
    let request = request();
    assert_eq!(request.idempotency_key(), None);
    mock.on(Route::Monitor).lose_response();
    let error = block_on(deployment.send(&request)).unwrap_err();
    assert!(error.may_have_been_accepted());
    let receipt = block_on(deployment.send(&request.clone())).unwrap();
    assert_eq!(mock.monitored().len(), 1);
    assert_eq!(receipt.id(), Some(mock.monitored()[0].id()));
    assert_eq!(mock.monitored()[0].idempotency_key(), request.idempotency_key());
}

#[test]
fn at_most_once_applies_only_to_predictions() {
    let mock = MockTransport::new();
    let policy = RetryPolicy::default().delivery(Delivery::AtMostOnce);
    mock.on(Route::Ping).respond(502);
    let deployment = deployment_with(&mock, policy);
    mock.on(Route::Login).fail(TransportErrorKind::ConnectionLost);
    monitor(&deployment).unwrap();
}

#[test]
fn a_prediction_that_times_out_is_sent_again_with_the_same_key() {
    let mock = MockTransport::new();
    let limits = RequestLimits::with_timeout(Duration::from_secs(60));
    let client = Client::builder(mock.clone()).ignore_environment().token("token").request_limits(limits);
    let deployment = block_on(async { client.connect().await.unwrap().deployment("doors").await.unwrap() });
    mock.on(Route::Monitor).then(Reply::stall());
    monitor(&deployment).unwrap();
    let keys = keys(&mock);
    assert_eq!((keys.len(), &keys[0]), (2, &keys[1]));
}

#[test]
fn nothing_is_sent_after_the_deadline_and_the_error_is_not_ambiguous() {
    let mock = MockTransport::new();
    let policy = RetryPolicy::default().deadline(Duration::from_secs(10));
    let deployment = deployment_with(&mock, policy);
    let session = json!({ "jwt": "jwt-1", "expires": 1000 });
    mock.on(Route::Login).then(Reply::json(200, session).delay(Duration::from_secs(10)));
    let error = monitor(&deployment).unwrap_err();
    assert_eq!(count(&mock, Route::Monitor), 0);
    assert!(!error.may_have_been_accepted(), "{error}");
    assert_eq!(error.retryability(), Retryability::Safe);
}

#[test]
fn a_409_means_delivered_after_an_ambiguous_earlier_call() {
    let mock = MockTransport::new();
    let deployment = deployment_with(&mock, RetryPolicy::never());
    let already = || Reply::json(409, json!({ "message": "already processed" }));
    let request = request();
    mock.on(Route::Monitor).then(already());
    let error = block_on(deployment.send(&request)).unwrap_err();
    assert!(!error.may_have_been_accepted(), "another prediction has the key: {error}");
    mock.on(Route::Monitor).lose_response();
    block_on(deployment.send(&request)).unwrap_err();
    mock.on(Route::Monitor).then(already());
    assert!(block_on(deployment.send(&request.clone())).unwrap().already_processed());
}

#[test]
fn reads_and_logins_are_retried_if_the_response_is_truncated() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Login)
        .then(Reply::json(200, json!({ "jwt": "jwt-of-a-login-that-broke-off" })).truncated());
    monitor(&deployment).unwrap();
    let client = connect(&mock, RetryPolicy::default());
    mock.on(Route::ListData).then(Reply::json(200, json!({ "items": [], "count": 0 })).truncated());
    let datalake = block_on(client.datalake()).unwrap();
    let data = block_on(datalake.list(&DataFilter::new(), 10)).unwrap();
    mock.on(Route::Image).then(Reply::status(200).body("half an image").truncated());
    assert_eq!(block_on(client.download(&data[0])).unwrap(), b"\x89PNG".as_slice());
    mock.on(Route::Deployment).always(Reply::status(200).body("{\"name\"").truncated());
    let error = block_on(deployment.settings()).unwrap_err();
    assert_eq!(error.attempts(), 5);
    assert!(!error.may_have_been_accepted(), "{error}");
}

#[test]
fn a_409_means_delivered_for_a_request_marked_as_possibly_delivered() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    let already = || Reply::json(409, json!({ "message": "already processed" }));
    let restored = request();
    restored.delivery_state().mark_possibly_delivered();
    mock.on(Route::Monitor).then(already());
    assert!(block_on(deployment.send(&restored)).unwrap().already_processed());

    // If the request was never sent, the key belongs to another prediction.
    mock.on(Route::Monitor).then(already());
    let error = block_on(deployment.send(&request())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(rejection) if rejection.status() == 409), "{error}");
}
