//! Another HTTP server than this project's own test peer.

use http::Request;
use picsellia_core::{Body, MonitorTransport, RequestLimits};
use picsellia_transport_reqwest::ReqwestTransport;
use wiremock::matchers::{body_bytes, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

#[tokio::test]
async fn a_login_and_a_prediction_arrive() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/api/auth/login"))
        .and(body_bytes(br#"{"api_token":"TOK","deployment_id":"d"}"#))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"jwt":"JWT1","expires":3600}"#))
        .expect(1)
        .mount(&server)
        .await;
    let image = vec![b'A'; 5_000_000];
    Mock::given(method("POST"))
        .and(path("/api/deployment/d/predictions"))
        .and(header("authorization", "Bearer JWT1"))
        .and(header("content-length", "5000000"))
        .and(body_bytes(image.clone()))
        .respond_with(ResponseTemplate::new(201).set_body_string(r#"{"id":"p"}"#))
        .expect(1)
        .mount(&server)
        .await;

    let transport = ReqwestTransport::new().expect("a client");
    let login = Request::post(format!("{}/api/auth/login", server.uri()))
        .body(Body::from(br#"{"api_token":"TOK","deployment_id":"d"}"#.to_vec()))
        .expect("a request");
    let response = transport.exchange(login, RequestLimits::default()).await.expect("a response");
    assert_eq!(response.body(), r#"{"jwt":"JWT1","expires":3600}"#);

    let prediction = Request::post(format!("{}/api/deployment/d/predictions", server.uri()))
        .header("authorization", "Bearer JWT1")
        .body(Body::from(image))
        .expect("a request");
    let response = transport.exchange(prediction, RequestLimits::default()).await.expect("a response");
    assert_eq!((response.status().as_u16(), response.body().as_ref()), (201, br#"{"id":"p"}"#.as_slice()));
}

#[tokio::test]
async fn a_query_arrives_with_its_decoded_value() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/api/organization/o/deployments/find"))
        .and(query_param("name", "dép loy/1"))
        .respond_with(ResponseTemplate::new(404).set_body_string(r#"{"message":"Object not found"}"#))
        .expect(1)
        .mount(&server)
        .await;
    let transport = ReqwestTransport::new().expect("a client");
    let url = format!("{}/api/organization/o/deployments/find?name=d%C3%A9p+loy%2F1", server.uri());
    let find = Request::get(url).body(Body::empty()).expect("a request");
    let response = transport.exchange(find, RequestLimits::default()).await.expect("a response");
    assert_eq!(
        (response.status().as_u16(), response.body().as_ref()),
        (404, br#"{"message":"Object not found"}"#.as_slice())
    );
}
