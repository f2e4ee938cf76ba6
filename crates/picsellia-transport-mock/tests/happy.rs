//! The responses of the mock without a script.

mod support;

use picsellia_core::InferenceType;
use picsellia_transport_mock::{MockTransport, Route};
use serde_json::{Value, json};
use support::{ORIGIN, id, monitor, request, response, send};
use uuid::Uuid;

#[test]
fn connecting_finds_an_organization() {
    let mock = MockTransport::new();
    let (status, ping) = response(&mock, "GET", "/api/home/ping", "");
    assert_eq!((status, &ping["username"]), (200, &json!("mock")));
    let (_, found) = response(&mock, "GET", "/api/organizations/find?name=acme+%26+sons", "");
    assert_eq!(found["name"], "acme & sons");
    let default = ping["default_organization"].as_str().unwrap();
    assert_ne!(found["id"], default);
    let (_, read) = response(&mock, "GET", &format!("/api/organization/{default}"), "");
    assert_eq!((&read["id"], &read["name"]), (&json!(default), &json!("mock")));
    let (_, read) =
        response(&mock, "GET", &format!("/api/organization/{}", found["id"].as_str().unwrap()), "");
    assert_eq!(read["name"], "acme & sons");
    mock.assert_routes(&[Route::Ping, Route::FindOrganization, Route::Organization, Route::Organization]);
}

#[test]
fn a_deployment_of_any_name_is_found_at_the_origin_of_the_platform() {
    let mock = MockTransport::new();
    let (status, found) =
        response(&mock, "GET", "/api/organization/o/deployments/find?name=d%C3%A9p+loy%2F1", "");
    assert_eq!(status, 200);
    assert_eq!(
        found,
        json!({
            "id": mock.deployment_id("dép loy/1"),
            "name": "dép loy/1",
            "type": "OBJECT_DETECTION",
            "oracle_host": ORIGIN,
            "serving_host": null,
            "model_version_id": null,
            "shadow_model_version_id": null,
            "target_datalake_id": response(&mock, "GET", "/api/organization/o/datalake", "").1["id"],
            "tags": [],
        })
    );
}

#[test]
fn only_added_deployments_are_found() {
    let mock = MockTransport::new().with_deployment("masks", InferenceType::Segmentation);
    let find =
        |query: &str| response(&mock, "GET", &format!("/api/organization/o/deployments/find?{query}"), "");
    assert_eq!(find("name=masks").1["type"], "SEGMENTATION");
    assert_eq!(find(&format!("id={}", mock.deployment_id("masks"))).1["name"], "masks");
    assert_eq!(find("name=door").0, 404);
    assert_eq!(send(&mock, monitor(&mock, "a.png", None)).unwrap().status(), 404);
    mock.assert_monitored(0);
}

#[test]
fn each_login_returns_another_token() {
    let mock = MockTransport::new();
    let login = || response(&mock, "POST", "/api/auth/login", r#"{"api_token":"TOK","deployment_id":"d"}"#);
    let (first, second) = (login(), login());
    assert_eq!((first.0, second.0), (200, 200));
    assert_ne!(first.1["jwt"], second.1["jwt"]);
    assert_eq!(response(&mock, "POST", "/api/auth/login", "not json").0, 400);
}

#[test]
fn each_prediction_gets_its_own_id() {
    let mock = MockTransport::new();
    let first = send(&mock, monitor(&mock, "a.png", None)).unwrap();
    let second = send(&mock, monitor(&mock, "a.png", None)).unwrap();
    assert_eq!((first.status().as_u16(), second.status().as_u16()), (201, 201));
    assert_ne!(id(&first), id(&second));
    assert!(Uuid::parse_str(&id(&first)).is_ok());
    mock.assert_monitored(2);
}

#[test]
fn an_invalid_prediction_is_rejected() {
    let mock = MockTransport::new();
    let target = "/api/deployment/d/predictions";
    let (status, body) = response(&mock, "POST", target, r#"{"filename":1}"#);
    assert_eq!((status, &body["message"]), (400, &json!("Bad Request")));
    assert!(body["detail"][0].as_str().unwrap().contains("filename"), "{body}");
    let mut unauthorized = monitor(&mock, "a.png", None);
    unauthorized.headers_mut().remove("authorization");
    assert_eq!(send(&mock, unauthorized).unwrap().status(), 401);
    mock.assert_monitored(0);
}

#[test]
fn a_datalake_without_predictions_is_empty() {
    let mock = MockTransport::new();
    let (_, lake) = response(&mock, "GET", "/api/organization/o/datalake", "");
    assert_eq!(lake["name"], "default");
    let (_, lakes) = response(&mock, "GET", "/api/organization/o/datalakes", "");
    assert_eq!((&lakes["items"][0], &lakes["count"]), (&lake, &json!(1)));
    for method in ["GET", "XGET"] {
        let listed = response(&mock, method, "/api/datalake/l/datas?limit=10", "{}");
        assert_eq!(listed, (200, json!({ "items": [], "count": 0, "next_cursor": null })));
    }
    assert_eq!(response(&mock, "GET", "/api/data/x", "").0, 404);
    assert_eq!(response(&mock, "GET", "/api/datalake/l/datas/find?filename=a.png", "").0, 404);
}

#[test]
fn two_mocks_give_the_same_responses() {
    let run = || {
        let mock = MockTransport::new();
        let sent = [
            request("GET", "/api/home/ping", []),
            request("GET", "/api/organization/o/deployments/find?name=door", []),
            request("POST", "/api/auth/login", r#"{"api_token":"T","deployment_id":"d"}"#),
            monitor(&mock, "a.png", None),
        ];
        sent.map(|request| serde_json::from_slice::<Value>(send(&mock, request).unwrap().body()).unwrap())
    };
    assert_eq!(run(), run());
}

#[test]
fn an_unknown_route_or_object_is_not_found() {
    let mock = MockTransport::new();
    assert_eq!(response(&mock, "DELETE", "/api/home/ping", "").0, 404);
    assert_eq!(response(&mock, "GET", "/", "").0, 404);
    mock.assert_routes(&[Route::Other, Route::Other]);
}
