//! TLS with a certificate that is trusted only if the client is configured to.
// A helper that cannot continue ends the test.
#![allow(clippy::expect_used)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use http::Request;
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportErrorKind};
use picsellia_transport_reqwest::ReqwestTransport;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig, ServerConnection, Stream};

/// A service that responds with 201 on one connection, and returns what it read there.
struct Service {
    address: SocketAddr,
    certificate: CertificateDer<'static>,
    read: JoinHandle<Vec<u8>>,
}

fn serve_once() -> Service {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let certificate = made.cert.der().clone();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions that ring has")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key.into())
        .expect("a certificate and its key");
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("its address");
    let read = thread::spawn(move || {
        let (mut socket, _) = listener.accept().expect("a connection");
        let mut tls = ServerConnection::new(Arc::new(config)).expect("a connection");
        let mut stream = Stream::new(&mut tls, &mut socket);
        let mut request = vec![0; 64 * 1024];
        // An error means that the client rejected the certificate.
        let count = stream.read(&mut request).unwrap_or(0);
        request.truncate(count);
        let _ = stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}");
        request
    });
    Service { address, certificate, read }
}

fn get(service: &Service) -> Request<Body> {
    let url = format!("https://{}/api/home/ping?s3cr3t", service.address);
    Request::get(url).body(Body::empty()).expect("a request")
}

#[tokio::test]
async fn an_untrusted_certificate_gets_no_request() {
    let service = serve_once();
    let transport = ReqwestTransport::new().expect("a client");
    let result = transport.exchange(get(&service), RequestLimits::default()).await;
    let error = result.expect_err("an untrusted certificate");
    assert_eq!(error.kind(), TransportErrorKind::Tls, "{error:?}");
    assert!(!error.may_have_been_sent());
    assert!(!format!("{error:?}").contains("s3cr3t"), "{error:?}");
    assert!(service.read.join().expect("the service ends").is_empty());
}

#[tokio::test]
async fn a_certificate_that_the_client_trusts_is_accepted() {
    let service = serve_once();
    let mut roots = RootCertStore::empty();
    roots.add(service.certificate.clone()).expect("a root");
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions that ring has")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let builder = reqwest::Client::builder().tls_backend_preconfigured(tls);
    let client = ReqwestTransport::configure(builder).build().expect("a client");
    let transport = ReqwestTransport::from(client);
    let response = transport.exchange(get(&service), RequestLimits::default()).await.expect("a response");
    assert_eq!(response.status(), 201);
    let read = service.read.join().expect("the service ends");
    assert!(read.starts_with(b"GET /api/home/ping?s3cr3t HTTP/1.1\r\n"));
}
