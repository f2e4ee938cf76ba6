//! The requests and predictions that the mock records, and what their output shows.

mod support;

use picsellia_transport_mock::{MockTransport, Reply, Route};
use support::{message, monitor, prediction, request, send};

#[test]
fn a_request_is_recorded_as_it_was_sent() {
    let mock = MockTransport::new();
    let target = "/api/organization/o/deployments/find?name=d%C3%A9p+loy&x=";
    send(&mock, request("GET", target, [])).unwrap();
    let requests = mock.requests();
    let [found] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(found.route(), Route::FindDeployment);
    assert_eq!((found.method().as_str(), found.target()), ("GET", target));
    assert_eq!(found.query("name").as_deref(), Some("dép loy"));
    assert_eq!((found.query("x").as_deref(), found.query("y")), (Some(""), None));
    assert_eq!(found.header("authorization"), Some("Bearer TOK"));
    assert!(found.body().is_empty() && found.json().is_none());
}

#[test]
fn a_prediction_is_recorded_decoded() {
    let mock = MockTransport::new();
    send(&mock, monitor(&mock, "door.png", Some("first"))).unwrap();
    send(&mock, monitor(&mock, "gate.png", None)).unwrap();
    let monitored = mock.monitored();
    let [first, second] = monitored.as_slice() else { panic!("{monitored:?}") };
    assert_eq!(first.request(), &prediction("door.png"));
    assert_eq!(first.deployment_id(), mock.deployment_id("door"));
    assert_eq!(first.idempotency_key(), Some("first"));
    assert_eq!(second.request().filename(), "gate.png");
    assert_eq!(second.idempotency_key(), None);
    assert_eq!(mock.requests()[0].json().unwrap()["latency"], 0.257);
}

#[test]
fn nothing_secret_is_shown() {
    let mock = MockTransport::new();
    let secret = r#"{"api_token":"s3cr3t","deployment_id":"d"}"#;
    let mut login = request("POST", "/api/auth/login?token=s3cr3t", secret);
    login.headers_mut().insert("authorization", "Bearer s3cr3t".parse().unwrap());
    login.headers_mut().insert("x-api-key", "s3cr3t".parse().unwrap());
    mock.on(Route::Login).then(Reply::status(200).header("x-token", "s3cr3t").body("s3cr3t"));
    let shown = format!("{:?} {:?}", mock.on(Route::Login), Reply::status(200).body("s3cr3t"));
    assert!(!shown.contains("s3cr3t"), "{shown}");
    send(&mock, login).unwrap();
    let shown = format!("{mock:?} {:#?}", mock.requests());
    assert!(!shown.contains("s3cr3t"), "{shown}");
    assert!(shown.contains("authorization") && shown.contains("/api/auth/login"), "{shown}");
}

#[test]
fn a_failed_assertion_lists_what_was_received() {
    let mock = MockTransport::new();
    mock.on(Route::Login).respond(503).fail(picsellia_core::TransportErrorKind::Tls);
    send(&mock, monitor(&mock, "door.png", Some("key-1"))).unwrap();

    let routes = message(|| mock.assert_routes(&[Route::Login, Route::Monitor]));
    assert!(routes.contains("[Login, Monitor]") && routes.contains("route: Monitor"), "{routes}");
    let monitored = message(|| mock.assert_monitored(2));
    assert!(monitored.contains("expected 2") && monitored.contains("door.png, key-1"), "{monitored}");
    let script = message(|| mock.assert_script_used());
    assert!(script.contains("Login, [status(503), fail(Tls)]"), "{script}");
    for text in [routes, monitored, script] {
        assert!(!text.contains("TOK"), "{text}");
    }
}

#[test]
fn an_invalid_reply_panics_when_it_is_scripted() {
    assert!(message(|| drop(Reply::status(42))).contains("42"));
    assert!(message(|| drop(Reply::status(200).header("a b", "c"))).contains("a b"));
}
