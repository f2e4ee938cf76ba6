//! What happens to a prediction when the services do not behave.

use std::time::Duration;

use crate::support::{connect, count, deployment, deployment_with, keys, monitor, request};
use picsellia_deploy::datalake::DataFilter;
use picsellia_deploy::error::Retryability;
use picsellia_deploy::transport::{MonitorTransport, RequestLimits, TransportErrorKind};
use picsellia_deploy::{Client, Delivery, ErrorKind, RetryPolicy};
use picsellia_transport_mock::{MockTransport, Reply, Route, Script, block_on};
use serde_json::json;

#[test]
fn a_receipt_holds_the_id_of_the_service() {
    let mock = MockTransport::new();
    let receipt = monitor(&deployment(&mock)).unwrap();
    assert_eq!(receipt.id(), Some(mock.monitored()[0].id()));
    assert!(!receipt.already_processed());
}

#[test]
fn what_may_pass_is_tried_again_under_the_same_key_with_the_same_bytes() {
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
fn each_prediction_has_a_key_of_its_own() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    monitor(&deployment).unwrap();
    monitor(&deployment).unwrap();
    let keys = keys(&mock);
    assert_ne!(keys[0], keys[1]);
    assert_eq!(mock.monitored().len(), 2);
}

#[test]
fn only_201_is_a_success_and_a_definite_refusal_is_not_repeated() {
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
fn an_unreadable_201_is_probably_accepted_and_keeps_what_was_said() {
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
fn a_201_that_breaks_off_is_probably_accepted_too() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor).then(Reply::status(201).body(r#"{"id":"#).cut());
    let error = monitor(&deployment).unwrap_err();
    let ErrorKind::Unreadable(unreadable) = error.kind() else { panic!("{error}") };
    assert_eq!(&unreadable.body()[..], br#"{"id":"#);
    assert_eq!(count(&mock, Route::Monitor), 1);
}

#[test]
fn a_503_that_breaks_off_is_a_503() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor).then(Reply::status(503).body("<htm").cut());
    monitor(&deployment).unwrap();
    assert_eq!(count(&mock, Route::Monitor), 2);
}

#[test]
fn a_lost_response_is_asked_for_again_and_the_prediction_is_stored_once() {
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
fn a_409_that_says_in_progress_is_waited_for() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor)
        .lose_response()
        .respond_json(409, json!({ "message": "A request is in progress" }));
    assert!(!monitor(&deployment).unwrap().already_processed());
    assert_eq!(count(&mock, Route::Monitor), 3);
}

#[test]
fn at_most_once_repeats_only_what_cannot_have_arrived() {
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
fn attempts_end_and_the_error_tells_how_many_there_were() {
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
fn retry_after_is_waited_for_unless_it_passes_the_deadline() {
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
    assert_eq!(mock.slept().len(), 1, "a wait that would pass the deadline is not begun");
}

#[test]
fn the_deadline_bounds_the_attempts_themselves() {
    let mock = MockTransport::new();
    let policy = RetryPolicy::default().deadline(Duration::from_secs(10)).max_attempts(u32::MAX);
    let deployment = deployment_with(&mock, policy);
    mock.on(Route::Monitor).always(Reply::stall());
    let started = mock.now();
    let error = monitor(&deployment).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
    assert_eq!(count(&mock, Route::Monitor), 1, "the attempt took what there was");
    assert_eq!(mock.now() - started, Duration::from_secs(10));
}

#[test]
fn a_401_is_answered_with_one_login_and_the_same_prediction() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    monitor(&deployment).unwrap();
    mock.on(Route::Monitor).respond_json(401, json!({ "message": "expired", "expired": true }));
    monitor(&deployment).unwrap();
    assert_eq!((count(&mock, Route::Login), count(&mock, Route::Monitor)), (2, 3));
    let keys = keys(&mock);
    assert_eq!(keys[1], keys[2]);
    assert!(mock.slept().is_empty());
}

#[test]
fn a_second_401_is_an_error() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Monitor).always(Reply::status(401));
    let error = monitor(&deployment).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Authentication(_)), "{error}");
    assert_eq!((count(&mock, Route::Login), count(&mock, Route::Monitor)), (2, 2));
}

#[test]
fn a_session_is_shared_and_renewed_before_it_ends() {
    let mock = MockTransport::new();
    mock.on(Route::Login).always(Reply::json(200, json!({ "jwt": "jwt-1", "expires": 1000 })));
    let deployment = deployment(&mock);
    monitor(&deployment).unwrap();
    monitor(&deployment.clone()).unwrap();
    assert_eq!(count(&mock, Route::Login), 1);

    // The mock's clock moves by waits alone: this one ends 50 seconds before the session does.
    mock.on(Route::Monitor).respond_with_header(429, "retry-after", "950");
    let deployment_policy = RetryPolicy::default().deadline(Duration::from_secs(2000));
    let patient = deployment_with(&mock, deployment_policy);
    monitor(&patient).unwrap();
    assert_eq!(count(&mock, Route::Login), 3, "one for the patient, and one when it came back");
}

#[test]
fn a_login_that_fails_says_so_without_the_token_and_leaves_no_doubt_about_the_prediction() {
    for (reply, authentication) in [
        (Reply::json(401, json!({ "message": "the-api-token is not known" })), true),
        (Reply::json(403, json!({ "message": "the-api-token may not" })), true),
        (Reply::json(404, json!({ "message": "the-api-token" })), false),
        (Reply::json(201, json!({ "jwt": "the-jwt", "expires": null })), false),
        (Reply::json(200, json!({ "token": "the-jwt" })), false),
        (Reply::json(200, json!({ "jwt": "the-jwt\n" })), false),
        (Reply::status(200).body("the-api-token, the-jwt"), false),
        (Reply::status(429), false),
        (Reply::status(503), false),
        (Reply::fail(TransportErrorKind::ConnectionLost), false),
    ] {
        let mock = MockTransport::new();
        let deployment = deployment_with(&mock, RetryPolicy::never());
        mock.on(Route::Login).then(reply);
        let error = monitor(&deployment).unwrap_err();
        let told = (
            matches!(error.kind(), ErrorKind::Authentication(_)),
            matches!(error.kind(), ErrorKind::Login(_)),
        );
        assert_eq!(told, (authentication, !authentication), "{error}");
        assert!(
            !error.may_have_been_accepted() && error.retryability() != Retryability::MayDuplicate,
            "{error}"
        );
        let cause = std::error::Error::source(&error);
        let shown = format!("{error} {error:?} {cause:?}");
        assert!(!shown.contains("the-api-token") && !shown.contains("the-jwt"), "{shown}");
        assert_eq!(count(&mock, Route::Monitor), 0);
    }
}

#[test]
fn a_login_that_fails_for_a_while_is_tried_again() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Login).respond(503).fail(TransportErrorKind::ConnectionLost);
    monitor(&deployment).unwrap();
    assert_eq!(count(&mock, Route::Login), 3);
}

#[test]
fn a_dropped_call_leaves_the_deployment_usable() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    drop(deployment.monitor(&request()));
    block_on(deployment.monitor(&request())).unwrap();
    assert_eq!(mock.monitored().len(), 1);
}

#[test]
fn doubt_of_one_attempt_is_not_forgotten_in_the_next() {
    let refused = || Reply::fail(TransportErrorKind::Connect);
    for (name, after) in [
        ("the connection refused", vec![refused(), refused(), refused(), refused()]),
        ("not found", vec![Reply::status(404)]),
        ("in progress for ever", vec![Reply::json(409, json!({ "message": "in progress" })); 4]),
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
fn doubt_outlives_a_session_that_cannot_be_renewed() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Login).then(Reply::happy()).respond(403);
    mock.on(Route::Monitor).lose_response().respond(401);
    let error = monitor(&deployment).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Authentication(_)), "{error}");
    assert!(error.may_have_been_accepted());
    assert!(error.to_string().ends_with("the service may have accepted the request"), "{error}");
}

#[test]
fn doubt_of_one_attempt_makes_a_later_409_a_delivery() {
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
fn the_same_request_sent_again_is_the_same_prediction() {
    let mock = MockTransport::new();
    let deployment = deployment_with(&mock, RetryPolicy::never());
    let request = request();
    assert_eq!(request.idempotency_key(), None);
    mock.on(Route::Monitor).lose_response();
    let error = block_on(deployment.monitor(&request)).unwrap_err();
    assert!(error.may_have_been_accepted());
    let receipt = block_on(deployment.monitor(&request.clone())).unwrap();
    assert_eq!(mock.monitored().len(), 1);
    assert_eq!(receipt.id(), Some(mock.monitored()[0].id()));
    assert_eq!(mock.monitored()[0].idempotency_key(), request.idempotency_key());
}

#[test]
fn the_deadline_bounds_logins_too() {
    let mock = MockTransport::new();
    let policy = RetryPolicy::default().deadline(Duration::from_secs(10));
    let deployment = deployment_with(&mock, policy);
    monitor(&deployment).unwrap();
    mock.on(Route::Monitor).then(Reply::status(401).after(Duration::from_secs(9)));
    mock.on(Route::Login).always(Reply::stall());
    let started = mock.now();
    let error = monitor(&deployment).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Login(_)), "{error}");
    assert_eq!(mock.now() - started, Duration::from_secs(10));
}

#[test]
fn a_session_that_cannot_be_renewed_is_used_while_it_lasts() {
    let mock = MockTransport::new();
    mock.on(Route::Login)
        .respond_json(200, json!({ "jwt": "jwt-1", "expires": 1000 }))
        .always(Reply::status(503));
    let policy = RetryPolicy::default().deadline(Duration::from_secs(2000));
    let deployment = deployment_with(&mock, policy);
    // 40 seconds before the end: it should be renewed, and cannot be.
    mock.on(Route::Monitor).respond_with_header(429, "retry-after", "870");
    monitor(&deployment).unwrap();
    block_on(mock.sleep(Duration::from_secs(2)));
    let before = count(&mock, Route::Login);
    monitor(&deployment).unwrap();
    assert_eq!(count(&mock, Route::Login), before, "it is not tried again at once");
}

#[test]
fn at_most_once_is_about_predictions_alone() {
    let mock = MockTransport::new();
    let policy = RetryPolicy::default().delivery(Delivery::AtMostOnce);
    mock.on(Route::Ping).respond(502);
    let deployment = deployment_with(&mock, policy);
    mock.on(Route::Login).fail(TransportErrorKind::ConnectionLost);
    monitor(&deployment).unwrap();
}

#[test]
fn a_credential_that_a_service_repeats_is_struck_out() {
    let echo = |status| {
        Reply::json(status, json!({ "message": "Bearer the-api-token or", "detail": ["the-api-token"] }))
    };
    for status in [400, 401, 500] {
        let mock = MockTransport::new();
        mock.on(Route::Ping).then(echo(status));
        let client = Client::builder(mock).token("the-api-token").retry_policy(RetryPolicy::never());
        let error = block_on(client.connect()).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("[redacted]") && !shown.contains("the-api-token"), "{shown}");
    }
    let mock = MockTransport::new();
    mock.on(Route::Login).respond_json(200, json!({ "jwt": "jwt-of-the-session" }));
    let deployment = deployment(&mock);
    mock.on(Route::Monitor).respond_json(422, json!({ "message": "x".repeat(190) + "jwt-of-the-session" }));
    let shown = format!("{:?}", monitor(&deployment).unwrap_err());
    assert!(!shown.contains("jwt-of-the"), "{shown}");
}

#[test]
fn a_prediction_that_is_not_answered_in_time_is_sent_again_under_the_same_key() {
    let mock = MockTransport::new();
    let limits = RequestLimits::with_timeout(Duration::from_secs(60));
    let client = Client::builder(mock.clone()).token("token").request_limits(limits);
    let deployment = block_on(async { client.connect().await.unwrap().deployment("doors").await.unwrap() });
    mock.on(Route::Monitor).then(Reply::stall());
    monitor(&deployment).unwrap();
    let keys = keys(&mock);
    assert_eq!((keys.len(), &keys[0]), (2, &keys[1]));
}

#[test]
fn a_login_that_hangs_costs_a_session_that_lasts_little_of_the_deadline() {
    let mock = MockTransport::new();
    mock.on(Route::Login)
        .respond_json(200, json!({ "jwt": "jwt-1", "expires": 1000 }))
        .always(Reply::stall());
    let policy = RetryPolicy::default().deadline(Duration::from_secs(10));
    let deployment = deployment_with(&mock, policy);
    monitor(&deployment).unwrap();
    mock.advance(Duration::from_secs(950));
    let (started, logins) = (mock.now(), count(&mock, Route::Login));
    monitor(&deployment).unwrap();
    assert_eq!(count(&mock, Route::Login) - logins, 1, "one attempt to renew it");
    assert!(mock.now() - started < Duration::from_secs(5), "{:?}", mock.now() - started);
}

#[test]
fn a_session_that_could_not_be_renewed_and_is_refused_then_is_replaced_by_a_login() {
    let mock = MockTransport::new();
    mock.on(Route::Login)
        .respond_json(200, json!({ "jwt": "jwt-1", "expires": 1000 }))
        .respond(503)
        .always(Reply::json(200, json!({ "jwt": "jwt-2", "expires": 1000 })));
    let deployment = deployment(&mock);
    monitor(&deployment).unwrap();
    mock.advance(Duration::from_secs(950));
    // Its renewal fails, and then the service does not accept it any more.
    mock.on(Route::Monitor).respond(401);
    monitor(&deployment).unwrap();
    assert_eq!(count(&mock, Route::Login), 3);
    let last = mock.requests().pop().unwrap();
    assert_eq!(last.header("authorization"), Some("Bearer jwt-2"));
}

#[test]
fn without_time_left_nothing_is_sent_and_there_is_no_doubt() {
    let mock = MockTransport::new();
    let policy = RetryPolicy::default().deadline(Duration::from_secs(10));
    let deployment = deployment_with(&mock, policy);
    let session = json!({ "jwt": "jwt-1", "expires": 1000 });
    mock.on(Route::Login).then(Reply::json(200, session).after(Duration::from_secs(10)));
    let error = monitor(&deployment).unwrap_err();
    assert_eq!(count(&mock, Route::Monitor), 0);
    assert!(!error.may_have_been_accepted(), "{error}");
    assert_eq!(error.retryability(), Retryability::Safe);
}

#[test]
fn doubt_of_an_earlier_call_makes_a_409_a_delivery() {
    let mock = MockTransport::new();
    let deployment = deployment_with(&mock, RetryPolicy::never());
    let already = || Reply::json(409, json!({ "message": "already processed" }));
    let request = request();
    mock.on(Route::Monitor).then(already());
    let error = block_on(deployment.monitor(&request)).unwrap_err();
    assert!(!error.may_have_been_accepted(), "another prediction is there: {error}");
    mock.on(Route::Monitor).lose_response();
    block_on(deployment.monitor(&request)).unwrap_err();
    mock.on(Route::Monitor).then(already());
    assert!(block_on(deployment.monitor(&request.clone())).unwrap().already_processed());
}

#[test]
fn what_only_reads_or_logs_in_is_asked_for_again_when_its_response_breaks_off() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Login).then(Reply::json(200, json!({ "jwt": "jwt-of-a-login-that-broke-off" })).cut());
    monitor(&deployment).unwrap();
    let client = connect(&mock, RetryPolicy::default());
    mock.on(Route::ListData).then(Reply::json(200, json!({ "items": [], "count": 0 })).cut());
    let datalake = block_on(client.datalake()).unwrap();
    let data = block_on(datalake.list(&DataFilter::new(), 10)).unwrap();
    mock.on(Route::Image).then(Reply::status(200).body("half an image").cut());
    assert_eq!(block_on(client.download(&data[0])).unwrap(), b"\x89PNG".as_slice());
    mock.on(Route::Deployment).always(Reply::status(200).body("{\"name\"").cut());
    let error = block_on(deployment.settings()).unwrap_err();
    assert_eq!(error.attempts(), 5);
    assert!(!error.may_have_been_accepted(), "{error}");
}

#[test]
fn a_login_that_breaks_off_leaves_no_session_in_its_error() {
    const JWT: &str = "jwt-of-a-login-that-broke-off";
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Login).always(Reply::json(200, json!({ "jwt": JWT })).cut());
    let error = monitor(&deployment).unwrap_err();
    let ErrorKind::Login(failure) = error.kind() else { panic!("{error:?}") };
    let ErrorKind::Transport(failure) = failure.cause() else { panic!("{failure:?}") };
    let received = failure.error().received().unwrap();
    assert_eq!((received.status().as_u16(), received.body().len()), (200, 0));
    assert!(!format!("{error} {error:?}").contains(JWT));
}

#[test]
fn a_program_that_may_have_sent_a_request_before_gets_a_receipt_for_a_409() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    let already = || Reply::json(409, json!({ "message": "already processed" }));
    let restored = request();
    restored.delivery_state().mark_possibly_delivered();
    mock.on(Route::Monitor).then(already());
    assert!(block_on(deployment.monitor(&restored)).unwrap().already_processed());

    // The key of a request that nobody sent before belongs to another prediction.
    mock.on(Route::Monitor).then(already());
    let error = block_on(deployment.monitor(&request())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(rejection) if rejection.status() == 409), "{error}");
}
