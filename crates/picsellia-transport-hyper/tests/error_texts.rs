//! Errors say in plain English what is wrong.
// A helper that cannot continue ends the test.
#![allow(clippy::expect_used)]

use std::error::Error;

use http::Request;
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportErrorKind, TransportOptions};
use picsellia_transport_conformance::{Authority, HttpPeer, Identity, Peer, RefusingPort, Turn};
use picsellia_transport_hyper::HyperTransport;

/// Returns the kind and the reason of the error of a request to `origin`.
async fn error(options: TransportOptions, origin: String) -> (TransportErrorKind, String) {
    let transport = HyperTransport::with_options(&options).expect("a transport");
    let request = Request::get(origin + "/").body(Body::empty()).expect("a request");
    let error = transport.exchange(request, RequestLimits::default()).await.expect_err("no response");
    (error.kind(), error.source().map(ToString::to_string).unwrap_or_default())
}

#[tokio::test]
async fn a_rejected_certificate_says_why() {
    let authority = Authority::new();
    for (identity, reason) in [
        (Identity::self_signed(), "the certificate of localhost is not trusted"),
        (authority.identity_of_another(), "the certificate is for another name than localhost"),
        (authority.expired_identity(), "the certificate of localhost has expired"),
        (authority.early_identity(), "the certificate of localhost is not valid yet"),
    ] {
        let service = HttpPeer::start_tls(&identity);
        let options = TransportOptions::new().root_certificates(authority.pem());
        let (kind, text) = error(options, service.origin()).await;
        assert_eq!(kind, TransportErrorKind::Tls);
        assert!(text.starts_with(reason), "{text}");
    }
}

#[tokio::test]
async fn https_to_a_port_without_tls_says_so() {
    let service = HttpPeer::start();
    let bad_request = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
    service.turns([Turn::new().read_anything().write(bad_request).close()]);
    let (kind, text) = error(TransportOptions::new(), format!("https://{}", service.address())).await;
    assert_eq!(kind, TransportErrorKind::Tls);
    assert!(text.starts_with("127.0.0.1 does not speak TLS on this port: use http://"), "{text}");
}

#[tokio::test]
async fn an_unreachable_proxy_is_named() {
    let port = RefusingPort::take();
    let options = TransportOptions::new().proxy(port.origin());
    let (kind, text) = error(options, "http://service.invalid".to_owned()).await;
    assert_eq!(kind, TransportErrorKind::Connect);
    assert!(text.starts_with("could not reach the proxy 127.0.0.1:"), "{text}");
}
