//! Tests the facade over hyper against a peer that misbehaves.

use std::time::Duration;

use picsellia_deploy::ErrorKind;
use picsellia_deploy::error::Retryability;
use picsellia_deploy::transport::TransportErrorKind;
use picsellia_tests::{Scripted, client, created, login, reply, request, response};
use picsellia_transport_conformance::{HttpPeer, Peer, RefusingPort, Reply, Turn};
use serde_json::json;

#[tokio::test]
async fn a_302_is_never_followed_and_never_a_success() {
    let scripted = Scripted::start();
    let elsewhere = HttpPeer::start();
    let doors = scripted.deployment().await;
    let mut redirect = response(302, "");
    let location = format!("{}/login?next=/", elsewhere.origin()).parse().unwrap();
    redirect.headers_mut().insert("location", location);
    scripted.peer.script(vec![login("jwt"), Reply::Whole(redirect)]);

    let error = doors.send(&request()).await.unwrap_err();
    let ErrorKind::Rejected(rejection) = error.kind() else { panic!("{error}") };
    assert_eq!(rejection.status(), 302);
    assert!(error.to_string().contains("redirects are not followed"), "{error}");
    assert_eq!(elsewhere.connections(), 0);
    assert_eq!(scripted.predictions().len(), 1);
}

#[tokio::test]
async fn a_200_is_not_a_success() {
    let scripted = Scripted::start();
    let doors = scripted.deployment().await;
    scripted.peer.script(vec![login("jwt"), Reply::Whole(response(200, "<html>Please log in</html>"))]);
    let error = doors.send(&request()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(rejection) if rejection.status() == 200), "{error}");
    assert!(error.to_string().contains("check for a proxy or a captive portal"), "{error}");
}

#[tokio::test]
async fn a_201_with_an_unreadable_body_keeps_the_raw_body() {
    for body in ["", "no json", "[1]", "null"] {
        let scripted = Scripted::start();
        let doors = scripted.deployment().await;
        scripted.peer.script(vec![login("jwt"), Reply::Whole(response(201, body))]);
        let error = doors.send(&request()).await.unwrap_err();
        let ErrorKind::Unreadable(unreadable) = error.kind() else { panic!("{error}") };
        assert_eq!((unreadable.status().as_u16(), &unreadable.body()[..]), (201, body.as_bytes()));
        assert!(error.may_have_been_accepted());
    }
}

#[tokio::test]
async fn a_truncated_201_keeps_the_received_bytes_and_is_not_sent_again() {
    let scripted = Scripted::start();
    let doors = scripted.deployment().await;
    scripted.peer.script(vec![login("jwt"), Reply::Cut(response(201, r#"{"id":"#))]);
    let error = doors.send(&request()).await.unwrap_err();
    let ErrorKind::Unreadable(unreadable) = error.kind() else { panic!("{error}") };
    assert_eq!(&unreadable.body()[..], br#"{"id":"#);
    assert_eq!(scripted.predictions().len(), 1);
}

#[tokio::test]
async fn a_401_renews_the_session_once_and_sends_the_prediction_again() {
    let scripted = Scripted::start();
    let doors = scripted.deployment().await;
    scripted.peer.script(vec![
        login("jwt-1"),
        reply(401, &json!({ "message": "expired", "expired": true })),
        login("jwt-2"),
        created("p1"),
    ]);
    let receipt = doors.send(&request()).await.unwrap();
    assert_eq!(receipt.to_string(), "p1");
    assert_eq!(scripted.logins(), 2);
    let [first, second] = scripted.predictions().try_into().unwrap();
    assert_eq!(first, second, "the same key and the same bytes");
    let sessions: Vec<_> = scripted
        .peer
        .requests()
        .iter()
        .filter(|request| request.target.ends_with("/predictions"))
        .map(|request| String::from_utf8(request.values("authorization")[0].to_vec()).unwrap())
        .collect();
    assert_eq!(sessions, ["Bearer jwt-1", "Bearer jwt-2"]);
}

#[tokio::test]
async fn a_401_after_a_new_login_is_an_error() {
    let scripted = Scripted::start();
    let doors = scripted.deployment().await;
    let refused = || reply(401, &json!({ "message": "no" }));
    scripted.peer.script(vec![login("jwt-1"), refused(), login("jwt-2"), refused()]);
    let error = doors.send(&request()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Authentication(_)), "{error}");
    assert_eq!((scripted.logins(), scripted.predictions().len()), (2, 2));
}

/// Returns the faults after which the service may or may not have the prediction.
fn ambiguous() -> Vec<(&'static str, Turn)> {
    vec![
        ("closed without a response", Turn::new().read_request().close()),
        ("reset after the request", Turn::new().read_request().reset()),
        ("reset in the middle of the body", Turn::new().read_head().read_body(10).reset()),
        ("not HTTP", Turn::from(Reply::Garbage)),
        ("502 of a gateway", Turn::from(Reply::Whole(response(502, "<html>")))),
        ("500", Turn::from(reply(500, &json!({ "message": "no" })))),
    ]
}

#[tokio::test]
async fn a_409_after_an_ambiguous_attempt_is_delivered() {
    for (fault, turn) in ambiguous() {
        let scripted = Scripted::start();
        let doors = scripted.deployment().await;
        let conflict =
            reply(409, &json!({ "message": "this data was already processed by this deployment" }));
        scripted.peer.turns([login("jwt").into(), turn, conflict.into()]);
        let receipt = doors.send(&request()).await.unwrap_or_else(|error| panic!("{fault}: {error:?}"));
        assert!(receipt.already_processed(), "{fault}");
        let predictions = scripted.predictions();
        assert_eq!(predictions[0].0, predictions[1].0, "{fault}: one key");
    }
}

#[tokio::test]
async fn a_409_to_the_first_attempt_is_a_rejection() {
    let scripted = Scripted::start();
    let doors = scripted.deployment().await;
    scripted.peer.script(vec![login("jwt"), reply(409, &json!({ "message": "already processed" }))]);
    let error = doors.send(&request()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(rejection) if rejection.status() == 409), "{error}");
    assert_eq!(error.retryability(), Retryability::Never);
}

#[tokio::test]
async fn an_ambiguous_attempt_is_repeated_with_the_same_bytes_and_key() {
    for (fault, turn) in ambiguous() {
        let scripted = Scripted::start();
        let doors = scripted.deployment().await;
        scripted.peer.turns([login("jwt").into(), turn, created("p1").into()]);
        let receipt = doors.send(&request()).await.unwrap_or_else(|error| panic!("{fault}: {error:?}"));
        assert_eq!(receipt.to_string(), "p1", "{fault}");
        let last = scripted.predictions().pop().unwrap();
        assert_eq!(Some(&last.1[..]), request().encode().as_bytes().map(|body| &body[..]), "{fault}");
    }
}

#[tokio::test]
async fn an_unreachable_service_is_a_connect_error() {
    let port = RefusingPort::take();
    let error = client(&port.origin())
        .retry_policy(picsellia_deploy::RetryPolicy::never())
        .connect()
        .await
        .unwrap_err();
    let ErrorKind::Transport(failure) = error.kind() else { panic!("{error}") };
    assert_eq!(failure.error().kind(), TransportErrorKind::Connect);
    assert!(!error.may_have_been_accepted());
    assert_eq!(
        error.to_string(),
        format!("could not sign in: could not connect to the service ({})", port.origin())
    );
}

#[tokio::test]
async fn a_canceled_call_leaves_the_deployment_usable() {
    let scripted = Scripted::start();
    let doors = scripted.deployment().await;
    scripted.peer.turns([login("jwt").into(), Turn::new().read_request().stall(), created("p2").into()]);
    let stalled = tokio::spawn({
        let doors = doors.clone();
        async move { doors.send(&request()).await }
    });
    scripted.peer.heads(6).await; // four to connect, the login, and the prediction
    stalled.abort();
    let receipt = doors.send(&request()).await.unwrap();
    assert_eq!(receipt.to_string(), "p2");
}

#[tokio::test]
async fn a_stalled_service_ends_at_the_timeout() {
    let peer = HttpPeer::start();
    peer.turns([Turn::new().read_request().stall()]);
    let limits = picsellia_deploy::transport::RequestLimits::with_timeout(Duration::from_millis(200));
    let error = client(&peer.origin())
        .request_limits(limits)
        .retry_policy(picsellia_deploy::RetryPolicy::never())
        .connect()
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Transport(failure) if failure.error().kind() == TransportErrorKind::Timeout)
    );
}
