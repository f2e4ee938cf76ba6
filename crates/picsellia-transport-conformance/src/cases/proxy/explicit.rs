//! A proxy that the user configures.

use picsellia_core::TransportErrorKind;

use super::ProxySetup;
use crate::cases::helpers::{
    describe, fails, post, response, secret_request, short, shows_no_secret, succeeds, wide,
};
use crate::http_peer::{HttpPeer, RefusingPort, Turn};
use crate::identity::Authority;
use crate::peer::{Peer, Reply};
use crate::subject::exchange;

/// Returns the URL of `proxy` with the credentials `s3cr3t:s3cr3t:@`.
fn with_credentials(proxy: &HttpPeer) -> String {
    format!("http://s3cr3t:s3cr3t%3A%40@{}", proxy.address())
}

/// The header for these credentials.
const AUTHORIZATION: &[u8] = b"Basic czNjcjN0OnMzY3IzdDpA";

/// A request to `http` goes to the proxy with its full URL, and the proxy's response is returned.
///
/// Contract: `TransportOptions::proxy` applies to every request.
pub fn an_http_request_is_sent_to_the_proxy(setup: ProxySetup<'_>) {
    let proxy = HttpPeer::start();
    let subject = setup(&with_credentials(&proxy), Authority::new().pem());
    proxy.script(vec![Reply::Whole(response(201, "{}")), Reply::Whole(response(407, "who are you?"))]);
    let request = || post("http://service.invalid/api?a=1", b"{\"latency\":0.257}");
    assert_eq!(succeeds(exchange(&*subject, request(), wide())).status(), 201);
    // A response of the proxy itself is a response.
    assert_eq!(succeeds(exchange(&*subject, request(), wide())).status(), 407);
    for recorded in proxy.requests() {
        assert_eq!(
            (recorded.method.as_str(), recorded.target.as_str()),
            ("POST", "http://service.invalid/api?a=1")
        );
        assert_eq!(recorded.values("host"), [b"service.invalid"]);
        assert_eq!(recorded.values("proxy-authorization"), [AUTHORIZATION]);
        assert_eq!(recorded.body.as_ref(), b"{\"latency\":0.257}");
    }
}

/// A request to `https` goes through a tunnel. The proxy sees only the host, and the service sees
/// nothing of the proxy.
///
/// Contract: `TransportOptions::proxy` applies to every request.
pub fn an_https_request_goes_through_a_tunnel(setup: ProxySetup<'_>) {
    let authority = Authority::new();
    let service = HttpPeer::start_tls(&authority.identity());
    let proxy = HttpPeer::start();
    let subject = setup(&with_credentials(&proxy), authority.pem());
    proxy.turns([Turn::new().read_head().write("HTTP/1.1 200 Go on\r\n\r\n").tunnel(service.address())]);
    service.script(vec![Reply::Whole(response(201, "{}")), Reply::Whole(response(200, "again"))]);
    assert_eq!(succeeds(exchange(&*subject, secret_request(&service.origin()), wide())).status(), 201);
    let again = succeeds(exchange(&*subject, secret_request(&service.origin()), wide()));
    assert_eq!(again.body(), "again", "over the same tunnel");

    let raw = proxy.raw_requests();
    let shown = String::from_utf8_lossy(&raw[0]).into_owned();
    assert_eq!(raw.len(), 1, "{shown}");
    assert!(
        shown.starts_with(&format!("CONNECT localhost:{} HTTP/1.1\r\n", service.address().port())),
        "{shown}"
    );
    assert_eq!(proxy.requests()[0].values("proxy-authorization"), [AUTHORIZATION]);
    // The credentials appear in base64 only.
    shows_no_secret(&shown);
    let recorded = &service.requests()[0];
    assert!(recorded.values("proxy-authorization").is_empty(), "{recorded:?}");
    assert!(recorded.target.starts_with('/'), "{recorded:?}");
}

/// If the proxy opens no tunnel, nothing was sent.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_refused_tunnel_was_not_sent(setup: ProxySetup<'_>) {
    let proxy = HttpPeer::start();
    let subject = setup(&with_credentials(&proxy), Authority::new().pem());
    for (name, turn) in [
        ("407", Turn::new().read_head().write("HTTP/1.1 407 Who\r\ncontent-length: 2\r\n\r\n{}").close()),
        ("403", Turn::new().read_head().write("HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n").close()),
        ("502", Turn::new().read_head().write("HTTP/1.1 502 Bad\r\ncontent-length: 0\r\n\r\n").close()),
        ("302", Turn::new().read_head().write("HTTP/1.1 302 There\r\nlocation: /s3cr3t\r\n\r\n").close()),
        ("garbage", Turn::new().read_head().write("\u{0}\u{1}garbage\r\n\r\n").close()),
        ("an end", Turn::new().read_head().close()),
        ("a reset", Turn::new().read_head().reset()),
        ("half a head", Turn::new().read_head().write("HTTP/1.1 200").close()),
        ("a tunnel to nowhere", Turn::new().read_head().write("HTTP/1.1 200 Go on\r\n\r\n").close()),
    ] {
        proxy.turns([turn]);
        let error = fails(exchange(&*subject, secret_request("https://service.invalid"), wide()));
        assert!(!error.may_have_been_sent(), "{name}: {}", describe(&error));
        shows_no_secret(&describe(&error));
    }
    shows_no_secret(&format!("{0:?}\n{0:#?}", subject.transport()));
}

/// A proxy that never responds costs the timeout.
///
/// Contract: both limits hold.
pub fn a_proxy_that_never_responds_times_out(setup: ProxySetup<'_>) {
    let proxy = HttpPeer::start();
    let subject = setup(&proxy.origin(), Authority::new().pem());
    proxy.turns([Turn::new().read_head().stall()]);
    let error = fails(exchange(&*subject, secret_request("https://service.invalid"), short()));
    // Some clients do not report how far they got.
    let kinds = [TransportErrorKind::Timeout, TransportErrorKind::Connect];
    assert!(kinds.contains(&error.kind()), "{}", describe(&error));
}

/// If the proxy cannot be reached, nothing was sent: the request never goes around it.
///
/// Contract: an error says whether the request may have been sent.
pub fn an_unreachable_proxy_was_not_sent(setup: ProxySetup<'_>) {
    let port = RefusingPort::take();
    let subject = setup(&port.origin(), Authority::new().pem());
    let service = HttpPeer::start();
    for url in [service.origin(), "https://service.invalid".to_owned()] {
        let error = fails(exchange(&*subject, secret_request(&url), wide()));
        assert_eq!(error.kind(), TransportErrorKind::Connect, "{}", describe(&error));
    }
    assert_eq!(service.connections(), 0);
}
