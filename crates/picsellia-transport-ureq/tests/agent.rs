//! Transports that are created from an agent of ureq.
// A helper that fails ends the test.
#![allow(clippy::expect_used)]

use http::Request;
use picsellia_core::{
    BlockingMonitorTransport, Body, RequestLimits, TransportError, TransportErrorKind, TransportOptions,
};
use picsellia_transport_conformance::{Authority, HttpPeer, Peer, Reply};
use picsellia_transport_ureq::UreqTransport;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Proxy};

fn post(transport: &UreqTransport, origin: &str) -> Result<http::Response<bytes::Bytes>, TransportError> {
    let request = Request::post(format!("{origin}/")).body(Body::from(b"{}".to_vec())).expect("a request");
    transport.exchange(request, RequestLimits::default())
}

fn scripted(peer: HttpPeer) -> HttpPeer {
    peer.script(vec![Reply::Whole(http::Response::new("{}".into()))]);
    peer
}

#[test]
fn the_proxy_of_an_agent_is_used_except_for_its_no_proxy_hosts() {
    let proxy = scripted(HttpPeer::start());
    let service = scripted(HttpPeer::start());
    let spared = format!("http://user:password@{}", proxy.address());
    let spared = Proxy::new(&spared).expect("a proxy");
    let agent: Agent = Agent::config_builder().proxy(Some(spared)).user_agent("mine/1").build().into();
    let transport = UreqTransport::try_from(agent).expect("a transport");
    post(&transport, "http://service.invalid").expect("a response of the proxy");
    let came = proxy.requests().remove(0);
    assert_eq!(came.target, "http://service.invalid/");
    assert_eq!(came.values("proxy-authorization"), [b"Basic dXNlcjpwYXNzd29yZA=="]);
    assert!(came.values("user-agent").is_empty(), "the headers of an agent are not taken over");

    let address = proxy.address();
    let sparing = Proxy::builder(ureq::ProxyProtocol::Http).host("127.0.0.1").port(address.port());
    let sparing = sparing.no_proxy("127.0.0.1").build().expect("a proxy");
    let agent: Agent = Agent::config_builder().proxy(Some(sparing)).build().into();
    let transport = UreqTransport::try_from(agent).expect("a transport");
    post(&transport, &service.origin()).expect("a response of the service");
    assert_eq!(service.requests().len(), 1);
}

#[test]
fn only_the_root_certificates_of_an_agent_are_trusted() {
    let (mine, other) = (Authority::new(), Authority::new());
    let certificate = Certificate::from_pem(mine.pem().as_bytes()).expect("a certificate");
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[certificate])).build();
    let agent: Agent = Agent::config_builder().proxy(None).tls_config(tls).build().into();
    let transport = UreqTransport::try_from(agent).expect("a transport");
    let trusted = scripted(HttpPeer::start_tls(&mine.identity()));
    assert_eq!(post(&transport, &trusted.origin()).expect("a response").status(), 200);
    let strange = scripted(HttpPeer::start_tls(&other.identity()));
    let error = post(&transport, &strange.origin()).expect_err("another authority");
    assert_eq!(error.kind(), TransportErrorKind::Tls);
}

#[test]
fn an_agent_for_https_only_sends_nothing_over_http() {
    let service = HttpPeer::start();
    let agent: Agent = Agent::config_builder().proxy(None).https_only(true).build().into();
    let transport = UreqTransport::try_from(agent).expect("a transport");
    let error = post(&transport, &service.origin()).expect_err("http is not allowed");
    assert_eq!(error.kind(), TransportErrorKind::Unsendable);
    assert_eq!(service.connections(), 0);
}

#[test]
fn an_agent_with_unsupported_settings_is_rejected() {
    let blind = TlsConfig::builder().disable_verification(true).build();
    let native = TlsConfig::builder().provider(TlsProvider::NativeTls).build();
    for tls in [blind, native] {
        let agent: Agent = Agent::config_builder().tls_config(tls).build().into();
        UreqTransport::try_from(agent).expect_err("unsupported TLS");
    }
    let socks = Proxy::new("socks5://user:s3cr3t@127.0.0.1:1080").expect("a proxy");
    let agent: Agent = Agent::config_builder().proxy(Some(socks)).build().into();
    let error = UreqTransport::try_from(agent).expect_err("an unsupported proxy");
    assert!(!format!("{error:?}").contains("s3cr3t"), "{error:?}");
}

#[test]
fn invalid_options_are_rejected_and_not_shown() {
    for proxy in ["s3cr3t", "http://", "socks5://user:s3cr3t@proxy.test:1080", "http://user:s3cr3t@"] {
        let options = TransportOptions::new().proxy(proxy);
        assert!(!format!("{options:?}").contains("s3cr3t"), "{options:?}");
        let error = UreqTransport::with_options(&options).expect_err("an invalid proxy");
        assert!(!format!("{error:?}").contains("s3cr3t"), "{error:?}");
    }
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "no certificate", broken, "-----BEGIN CERTIFICATE-----\nAAAA"] {
        UreqTransport::with_options(&TransportOptions::new().root_certificates(pem))
            .expect_err("no valid certificate");
    }
}

#[test]
fn a_timeout_of_zero_is_rejected_by_its_name() {
    let error =
        UreqTransport::with_options(&TransportOptions::new().write_timeout(std::time::Duration::ZERO));
    let error = error.expect_err("a timeout of zero");
    let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
    assert!(reason.contains("write_timeout"), "{reason}");
}
