//! What a person reads when a call fails: each fact once, from the call down to the first cause.

use std::error::Error as _;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_deploy::transport::{
    Body, MonitorTransport, RequestLimits, TransportError, TransportErrorKind,
};
use picsellia_deploy::{Client, Deployment, Error, RetryPolicy};
use picsellia_transport_mock::{MockTransport, Reply, Route, block_on};
use serde_json::json;

use crate::support::{TOKEN, connect, deployment_with, monitor};

/// The mock, on which each request to a path that ends with `path` fails.
#[derive(Debug)]
struct Failing {
    mock: MockTransport,
    path: &'static str,
    kind: TransportErrorKind,
    cause: &'static str,
}

#[async_trait]
impl MonitorTransport for Failing {
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if request.uri().path().ends_with(self.path) {
            return Err(TransportError::because(self.kind, self.cause));
        }
        MonitorTransport::exchange(&self.mock, request, limits).await
    }

    async fn sleep(&self, duration: Duration) {
        MonitorTransport::sleep(&self.mock, duration).await;
    }

    fn now(&self) -> Instant {
        MonitorTransport::now(&self.mock)
    }
}

/// Connects and monitors one prediction over a transport that fails at a path.
fn fail(path: &'static str, kind: TransportErrorKind, cause: &'static str, policy: RetryPolicy) -> Error {
    let transport = Failing { mock: MockTransport::new(), path, kind, cause };
    let builder = Client::builder(transport).ignore_environment().token(TOKEN).retry_policy(policy);
    let outcome = block_on(async {
        let doors: Deployment = builder.connect().await?.deployment("doors").await?;
        doors.send(&crate::support::request()).await
    });
    outcome.unwrap_err()
}

/// Asserts the text of an error and of each of its causes. `Debug` shows the same, a line for each.
#[track_caller]
fn assert_chain(error: &Error, expected: &[&str]) {
    let mut chain = vec![error.to_string()];
    let mut next = error.source();
    while let Some(cause) = next {
        chain.push(cause.to_string());
        next = cause.source();
    }
    assert_eq!(chain, expected);
    assert_eq!(format!("{error:?}"), expected.join("\n  caused by: "));
}

#[test]
fn a_refused_connection() {
    let refused = "Connection refused (os error 111)";
    assert_chain(
        &fail("/ping", TransportErrorKind::Connect, refused, RetryPolicy::never()),
        &["could not sign in: could not connect to the service (https://app.picsellia.com)", refused],
    );
    assert_chain(
        &fail("/predictions", TransportErrorKind::Connect, refused, RetryPolicy::default()),
        &[
            "could not monitor the prediction: could not connect to the service \
             (https://app.picsellia.com), after 5 attempts",
            refused,
        ],
    );
}

#[test]
fn a_host_name_that_cannot_be_resolved() {
    let unknown = "failed to lookup address information: Name or service not known";
    assert_chain(
        &fail("/ping", TransportErrorKind::Connect, unknown, RetryPolicy::never()),
        &["could not sign in: could not connect to the service (https://app.picsellia.com)", unknown],
    );
}

#[test]
fn a_request_that_times_out() {
    let mock = MockTransport::new();
    let doors = deployment_with(&mock, RetryPolicy::never());
    mock.on(Route::Monitor).then(Reply::stall());
    assert_chain(
        &monitor(&doors).unwrap_err(),
        &["could not monitor the prediction: the service did not respond in time \
           (https://app.picsellia.com); the service may have accepted the request"],
    );
}

#[test]
fn a_lost_connection() {
    let mock = MockTransport::new();
    let doors = deployment_with(&mock, RetryPolicy::default().max_attempts(2));
    mock.on(Route::Monitor).lose_response().fail(TransportErrorKind::Connect);
    assert_chain(
        &monitor(&doors).unwrap_err(),
        &["could not monitor the prediction: could not connect to the service \
           (https://app.picsellia.com), after 2 attempts; the service may have accepted the request"],
    );
    mock.on(Route::Monitor).lose_response().lose_response();
    assert_chain(
        &monitor(&doors).unwrap_err(),
        &["could not monitor the prediction: the connection was lost before a response arrived \
           (https://app.picsellia.com), after 2 attempts; the service may have accepted the request"],
    );
}

#[test]
fn a_deadline_that_passes_during_the_login() {
    let mock = MockTransport::new();
    let doors = deployment_with(&mock, RetryPolicy::default().deadline(Duration::from_secs(10)));
    let login = Reply::json(200, json!({ "jwt": "jwt-1", "expires": 1000 }));
    mock.on(Route::Login).then(login.delay(Duration::from_secs(10)));
    assert_chain(
        &monitor(&doors).unwrap_err(),
        &["could not monitor the prediction: the deadline passed before the request could be sent"],
    );
}

#[test]
fn a_deadline_that_passes_between_two_attempts() {
    let mock = MockTransport::new();
    let policy = RetryPolicy::default().deadline(Duration::from_secs(10)).initial_backoff(Duration::ZERO);
    let doors = deployment_with(&mock, policy);
    let login = |lifetime: u32, delay: u64| {
        Reply::json(200, json!({ "jwt": "jwt-1", "expires": lifetime })).delay(Duration::from_secs(delay))
    };
    mock.on(Route::Login).then(login(3, 0)).then(login(1000, 6));
    mock.on(Route::Monitor).then(Reply::status(502).delay(Duration::from_secs(4)));
    let error = monitor(&doors).unwrap_err();
    assert_chain(
        &error,
        &["could not monitor the prediction: the deadline passed before the next attempt; the service \
           may have accepted the request"],
    );
    assert_eq!((error.attempts(), error.may_have_been_accepted()), (1, true));
}

#[test]
fn a_token_that_the_platform_rejects() {
    for (message, shown) in [
        (json!({ "message": "Invalid API token" }), "401: Invalid API token"),
        (json!({}), "401 Unauthorized"),
    ] {
        let mock = MockTransport::new();
        mock.on(Route::Ping).respond_json(401, message);
        let error = block_on(Client::builder(mock).ignore_environment().token(TOKEN).connect()).unwrap_err();
        let expected =
            format!("could not sign in: the service responded with {shown} (check the token and the host)");
        assert_chain(&error, &[&expected]);
    }
}

#[test]
fn a_deployment_that_does_not_exist() {
    let mock = MockTransport::new();
    mock.on(Route::FindDeployment)
        .respond_json(404, json!({ "message": "Deployment not found", "detail": "doors" }));
    let error = block_on(connect(&mock, RetryPolicy::default()).deployment("doors")).unwrap_err();
    assert_chain(
        &error,
        &["could not find the deployment: the service responded with 404: Deployment not found\n  \
           doors (check the name or id, and the organization)"],
    );
}

#[test]
fn a_failure_of_the_service() {
    let mock = MockTransport::new();
    let doors = deployment_with(&mock, RetryPolicy::never());
    mock.on(Route::Monitor).respond(500).respond_json(500, json!({ "message": "the disk is full" }));
    for shown in ["500 Internal Server Error", "500: the disk is full"] {
        let expected = format!(
            "could not monitor the prediction: the service responded with {shown}; the service may have \
             accepted the request"
        );
        assert_chain(&monitor(&doors).unwrap_err(), &[&expected]);
    }
}

#[test]
fn a_success_that_cannot_be_read() {
    let mock = MockTransport::new();
    let doors = deployment_with(&mock, RetryPolicy::never());
    mock.on(Route::Monitor)
        .then(Reply::status(201).body("<html>"))
        .then(Reply::status(201).body(r#"{"id":"#).truncated());
    for reason in ["the body is not JSON", "the connection was lost in the middle of the response"] {
        let expected = format!(
            "could not read the response (status 201) to the request to monitor the prediction: {reason}; \
             the service may have accepted the request"
        );
        assert_chain(&monitor(&doors).unwrap_err(), &[&expected]);
    }
}

#[test]
fn a_login_that_fails() {
    let mock = MockTransport::new();
    let doors = deployment_with(&mock, RetryPolicy::never());
    mock.on(Route::Login).respond(503).respond(401);
    assert_chain(
        &monitor(&doors).unwrap_err(),
        &["could not log in to the monitoring service: the service responded with 503 Service Unavailable"],
    );
    assert_chain(
        &monitor(&doors).unwrap_err(),
        &["could not log in to the monitoring service: the service responded with 401 Unauthorized \
           (check the token and the host)"],
    );
    let refused = "Connection refused (os error 111)";
    assert_chain(
        &fail("/login", TransportErrorKind::Connect, refused, RetryPolicy::never()),
        &[
            "could not log in to the monitoring service: could not connect to the service \
             (https://app.picsellia.com)",
            refused,
        ],
    );
}
