//! Logins, the sessions that calls share, and their secrets.

use std::time::Duration;

use picsellia_deploy::error::Retryability;
use picsellia_deploy::transport::{MonitorTransport, TransportErrorKind};
use picsellia_deploy::{Client, ErrorKind, RetryPolicy};
use picsellia_transport_mock::{MockTransport, Reply, Route, block_on};
use serde_json::json;

use crate::support::{count, deployment, deployment_with, keys, monitor};

#[test]
fn a_401_causes_one_login_and_the_prediction_is_sent_again() {
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
fn a_session_is_shared_and_renewed_before_it_expires() {
    let mock = MockTransport::new();
    mock.on(Route::Login).always(Reply::json(200, json!({ "jwt": "jwt-1", "expires": 1000 })));
    let deployment = deployment(&mock);
    monitor(&deployment).unwrap();
    monitor(&deployment.clone()).unwrap();
    assert_eq!(count(&mock, Route::Login), 1);

    // Only waits move the mock's clock. This one ends 50 seconds before the session expires.
    mock.on(Route::Monitor).respond_with_header(429, "retry-after", "950");
    let deployment_policy = RetryPolicy::default().deadline(Duration::from_secs(2000));
    let waiting = deployment_with(&mock, deployment_policy);
    monitor(&waiting).unwrap();
    assert_eq!(
        count(&mock, Route::Login),
        3,
        "the second deployment logs in, and renews its session after the wait"
    );
}

#[test]
fn a_failed_login_is_not_ambiguous_and_its_error_hides_the_token() {
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
        let kinds = (
            matches!(error.kind(), ErrorKind::Authentication(_)),
            matches!(error.kind(), ErrorKind::Login(_)),
        );
        assert_eq!(kinds, (authentication, !authentication), "{error}");
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
fn a_login_that_fails_temporarily_is_retried() {
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Login).respond(503).fail(TransportErrorKind::ConnectionLost);
    monitor(&deployment).unwrap();
    assert_eq!(count(&mock, Route::Login), 3);
}

#[test]
fn the_deadline_limits_logins() {
    let mock = MockTransport::new();
    let policy = RetryPolicy::default().deadline(Duration::from_secs(10));
    let deployment = deployment_with(&mock, policy);
    monitor(&deployment).unwrap();
    mock.on(Route::Monitor).then(Reply::status(401).delay(Duration::from_secs(9)));
    mock.on(Route::Login).always(Reply::stall());
    let started = mock.now();
    let error = monitor(&deployment).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Login(_)), "{error}");
    assert_eq!(mock.now() - started, Duration::from_secs(10));
}

#[test]
fn a_session_that_cannot_be_renewed_is_used_until_it_expires() {
    let mock = MockTransport::new();
    mock.on(Route::Login)
        .respond_json(200, json!({ "jwt": "jwt-1", "expires": 1000 }))
        .always(Reply::status(503));
    let policy = RetryPolicy::default().deadline(Duration::from_secs(2000));
    let deployment = deployment_with(&mock, policy);
    // The wait ends when the session is due for renewal, which fails.
    mock.on(Route::Monitor).respond_with_header(429, "retry-after", "870");
    monitor(&deployment).unwrap();
    block_on(mock.sleep(Duration::from_secs(2)));
    let before = count(&mock, Route::Login);
    monitor(&deployment).unwrap();
    assert_eq!(count(&mock, Route::Login), before, "the renewal is not repeated at once");
}

#[test]
fn credentials_that_a_service_repeats_are_redacted() {
    let echo = |status| {
        Reply::json(status, json!({ "message": "Bearer the-api-token or", "detail": ["the-api-token"] }))
    };
    for status in [400, 401, 500] {
        let mock = MockTransport::new();
        mock.on(Route::Ping).then(echo(status));
        let client = Client::builder(mock)
            .ignore_environment()
            .token("the-api-token")
            .retry_policy(RetryPolicy::never());
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
fn a_renewal_that_hangs_takes_little_of_the_deadline_while_the_session_is_valid() {
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
    assert_eq!(count(&mock, Route::Login) - logins, 1, "a renewal is a single attempt");
    assert!(mock.now() - started < Duration::from_secs(5), "{:?}", mock.now() - started);
}

#[test]
fn a_session_that_is_refused_after_a_failed_renewal_is_replaced() {
    let mock = MockTransport::new();
    mock.on(Route::Login)
        .respond_json(200, json!({ "jwt": "jwt-1", "expires": 1000 }))
        .respond(503)
        .always(Reply::json(200, json!({ "jwt": "jwt-2", "expires": 1000 })));
    let deployment = deployment(&mock);
    monitor(&deployment).unwrap();
    mock.advance(Duration::from_secs(950));
    // The renewal fails, and then the service no longer accepts the session.
    mock.on(Route::Monitor).respond(401);
    monitor(&deployment).unwrap();
    assert_eq!(count(&mock, Route::Login), 3);
    let last = mock.requests().pop().unwrap();
    assert_eq!(last.header("authorization"), Some("Bearer jwt-2"));
}

#[test]
fn the_error_of_a_truncated_login_holds_no_session() {
    const JWT: &str = "jwt-of-a-login-that-broke-off";
    let mock = MockTransport::new();
    let deployment = deployment(&mock);
    mock.on(Route::Login).always(Reply::json(200, json!({ "jwt": JWT })).truncated());
    let error = monitor(&deployment).unwrap_err();
    let ErrorKind::Login(failure) = error.kind() else { panic!("{error:?}") };
    let ErrorKind::Transport(failure) = failure.cause() else { panic!("{failure:?}") };
    let received = failure.error().received().unwrap();
    assert_eq!((received.status().as_u16(), received.body().len()), (200, 0));
    assert!(!format!("{error} {error:?}").contains(JWT));
}
