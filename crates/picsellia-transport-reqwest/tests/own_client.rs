//! Clients of the user's own.
// A helper that cannot continue ends the test.
#![allow(clippy::expect_used)]

use std::time::Duration;

use http::{HeaderMap, HeaderValue, Request};
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportErrorKind};
use picsellia_transport_conformance::{HttpPeer, Peer, Turn};
use picsellia_transport_reqwest::ReqwestTransport;

/// Returns a builder with its own TLS, because the process has no provider.
fn builder() -> reqwest::ClientBuilder {
    let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("versions that ring has")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().no_proxy().tls_backend_preconfigured(tls)
}

fn get(url: String) -> Request<Body> {
    Request::get(url).body(Body::empty()).expect("a request")
}

/// Scripts a redirect to a login page, and that page.
fn script_redirect(peer: &HttpPeer) {
    let moved =
        format!("HTTP/1.1 302 Found\r\nlocation: {}/login\r\ncontent-length: 0\r\n\r\n", peer.origin());
    let page = "HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}";
    peer.turns([Turn::new().read_request().write(moved), Turn::new().read_request().write(page)]);
}

#[tokio::test]
async fn a_response_after_a_redirect_is_an_error() {
    let peer = HttpPeer::start();
    script_redirect(&peer);
    let following = builder().redirect(reqwest::redirect::Policy::default()).build().expect("a client");
    let transport = ReqwestTransport::from(following);
    let result = transport.exchange(get(peer.origin() + "/"), RequestLimits::default()).await;
    let error = result.expect_err("the login page is not the response");
    assert_eq!(error.kind(), TransportErrorKind::Malformed);
    assert!(error.may_have_been_sent());
}

#[tokio::test]
async fn a_configured_client_follows_no_redirect() {
    let peer = HttpPeer::start();
    script_redirect(&peer);
    let client = ReqwestTransport::configure(builder()).build().expect("a client");
    let transport = ReqwestTransport::from(client);
    let response =
        transport.exchange(get(peer.origin() + "/"), RequestLimits::default()).await.expect("a response");
    assert_eq!(response.status(), 302);
    assert_eq!(peer.requests().len(), 1);
}

#[tokio::test]
async fn a_timeout_of_the_client_during_the_response_keeps_the_status() {
    let peer = HttpPeer::start();
    let part = "HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n{";
    let mut status = None;
    // On a busy machine, the first timeouts can pass before the head arrives.
    for timeout in [200, 2_000, 20_000].map(Duration::from_millis) {
        peer.turns([Turn::new().read_request().write(part).stall()]);
        let client = builder().read_timeout(timeout).build().expect("a client");
        let transport = ReqwestTransport::from(client);
        let result = transport.exchange(get(peer.origin() + "/"), RequestLimits::default()).await;
        let error = result.expect_err("the service stalls");
        assert_eq!(error.kind(), TransportErrorKind::Timeout);
        status = error.received().map(http::Response::status);
        if status.is_some() {
            break;
        }
    }
    assert_eq!(status, Some(http::StatusCode::CREATED));
}

#[test]
fn the_headers_of_a_client_are_not_shown() {
    let mut headers = HeaderMap::new();
    headers.insert("x-api-key", HeaderValue::from_static("s3cr3t"));
    let client = builder().default_headers(headers).build().expect("a client");
    let shown = format!("{:?}", ReqwestTransport::from(client));
    assert_eq!(shown, "ReqwestTransport { .. }");
}
